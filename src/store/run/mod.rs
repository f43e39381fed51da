//! A run as a folder: `experiment.toml`, `weights.safetensors`, `optimizer.safetensors`, `curves.csv`, `log.txt`;
//! `pictures.csv`, where it learns from a person's own pictures: which it learns from and which it is judged on;
//! `best.safetensors`, the weights that were judged best on the way; `judged.csv`, what all held-out examples came to
//! at the end; `tape`, a folder of weights at earlier steps; and `lock`, an empty file that whoever writes the run
//! holds.

mod about;
mod adopt;
mod best;
mod card;
mod checkpoint;
mod copy;
mod curves;
mod ended;
mod judged;
mod keeper;
mod lock;
mod log;
pub(crate) mod names;
mod pictures;
mod place;
mod refuge;
mod tape;
mod trash;
mod unpack;

use std::io;
use std::path::{Path, PathBuf};

use super::StoreError;
use super::experiment::{load_told, save_experiment};
use super::model::{FoundModel, load_trained};
use crate::data::Parts;
use crate::nn::Weights;
use crate::train::{Checkpoint, Experiment, History};

pub use about::About;
pub use adopt::adopt;
pub use best::BestWeights;
pub use card::{RunCard, RunFacts, list};
pub use copy::{copy, copy_beside};
pub use curves::Glance;
pub use keeper::RunKeeper;
pub use place::Place;
pub use unpack::unpack;

use names::{BEST, CURVES, EXPERIMENT, JUDGED, LOCK, LOG, OPTIMIZER, PICTURES, TAPE, WEIGHTS};

pub use trash::{Discarded, bring_back, discard, discarded, purge};

/// The folder of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFolder {
    path: PathBuf,
}

/// A run as it was found on the disk.
#[derive(Clone, Debug)]
pub struct FoundRun {
    /// Its folder.
    pub folder: RunFolder,
    /// Its experiment.
    pub experiment: Experiment,
    /// Where it can go on; `None` when it was ended before its first checkpoint.
    pub checkpoint: Option<Checkpoint>,
    /// Step and weights of what was kept on the way, in the order of steps.
    pub tape: Vec<(u64, Weights)>,
    /// Its curves up to the checkpoint.
    pub history: History,
    /// What is to be known before it goes on, a sentence each.
    pub words: Vec<String>,
}

impl RunFolder {
    /// Makes the folder of a new run, and the folders above it. A run that ended before its first checkpoint is begun
    /// anew.
    ///
    /// # Errors
    /// [`StoreError`], when there is a run already or the folder cannot be made.
    pub fn create(path: &Path, experiment: &Experiment) -> Result<Self, StoreError> {
        let there = |names: &[&str]| names.iter().any(|name| path.join(name).exists());
        let dead = there(&[LOG]) && there(&[EXPERIMENT]) && !there(&[WEIGHTS, OPTIMIZER]);
        if Self::holds_run(path) && !dead {
            return Err(StoreError::new(
                path,
                "this folder holds a run already",
                "go on with it (--resume) or choose another folder",
            ));
        }
        if let Some(name) = [CURVES, LOG, PICTURES]
            .into_iter()
            .find(|name| !dead && there(&[name]))
        {
            return Err(StoreError::new(
                path,
                format!(
                    "this folder holds no run, but a file {name}, which the run would write over"
                ),
                "choose another folder",
            ));
        }
        std::fs::create_dir_all(path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => {
                StoreError::reading(path, &io::ErrorKind::NotADirectory.into())
            }
            _ => StoreError::writing(path, &error),
        })?;
        save_experiment(&path.join(EXPERIMENT), experiment)?;
        Ok(Self { path: path.into() })
    }

    /// Makes the folder of a new run where the system keeps a person's data: `runs/NAME-1`, `runs/NAME-2`, ….
    ///
    /// # Errors
    /// [`StoreError`], when the folder cannot be made.
    pub fn create_somewhere(experiment: &Experiment) -> Result<Self, StoreError> {
        Self::create_under(&data_folder(), experiment)
    }

    /// Makes the folder of a new run in `runs`: `NAME-1`, `NAME-2`, …; none is ever overwritten.
    ///
    /// # Errors
    /// [`StoreError`], when the folder cannot be made.
    pub fn create_under(runs: &Path, experiment: &Experiment) -> Result<Self, StoreError> {
        std::fs::create_dir_all(runs).map_err(|error| StoreError::writing(runs, &error))?;
        let name = plain_name(&experiment.name);
        let mut number = 1u64;
        loop {
            let path = runs.join(format!("{name}-{number}"));
            match std::fs::create_dir(&path) {
                Ok(()) => return Self::create(&path, experiment),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(StoreError::writing(&path, &error)),
            }
        }
    }

    /// What is wrong with a file of the run in `folder`, in a sentence without the folder, which a list shows anyway.
    pub fn told(folder: &Path, error: &StoreError) -> String {
        let inside = format!("{}{}", folder.display(), std::path::MAIN_SEPARATOR);
        error.to_string().replacen(&inside, "", 1)
    }

    /// Whether there are weights in a run's folder.
    pub fn has_network(path: &Path) -> bool {
        path.join(WEIGHTS).exists()
    }

    /// The network of the run in a folder, as its weights are now.
    ///
    /// # Errors
    /// [`StoreError`], when there are no weights, or they are damaged or another network's than the folder's
    /// experiment.
    pub fn network(path: &Path) -> Result<FoundModel, StoreError> {
        let found = load_trained(path)?;
        let (experiment, _) = load_told(&path.join(EXPERIMENT))?;
        if found.experiment.architecture != experiment.architecture {
            return Err(foreign_weights(&path.join(WEIGHTS)));
        }
        Ok(found)
    }

    /// Whether a folder looks like a run.
    pub fn holds_run(path: &Path) -> bool {
        [EXPERIMENT, WEIGHTS, OPTIMIZER]
            .iter()
            .any(|name| path.join(name).exists())
    }

    /// Whether a window or command writes the run in this folder at the moment.
    pub fn at_work(path: &Path) -> bool {
        path.join(LOCK).exists() && lock::Lock::take(path).is_err()
    }

    /// Whether `file` has, or would have, the name of a run's own file in the folder of a run.
    pub fn owns(file: &Path) -> bool {
        let folder = file.parent().unwrap_or(Path::new(""));
        let name = file.file_name().unwrap_or_default();
        folder.join(EXPERIMENT).exists() && (name == WEIGHTS || name == OPTIMIZER)
    }

    /// Opens the folder of a run.
    ///
    /// # Errors
    /// [`StoreError`], when a part of it is missing, damaged or foreign.
    pub fn open(path: &Path) -> Result<FoundRun, StoreError> {
        if !path.is_dir() {
            let kind = if path.exists() {
                io::ErrorKind::NotADirectory
            } else {
                io::ErrorKind::NotFound
            };
            return Err(StoreError::reading(path, &kind.into()));
        }
        if !path.join(EXPERIMENT).exists() {
            return Err(StoreError::new(
                path,
                "this folder holds no run: there is no experiment.toml in it",
                "choose the folder of a run",
            ));
        }
        let (experiment, elsewhere) = load_told(&path.join(EXPERIMENT))?;
        let (checkpoint, more) = checkpoint::load(path, &experiment)?.unzip();
        let words = elsewhere.into_iter().chain(more.unwrap_or_default());
        let step = checkpoint.as_ref().map_or(0, |c| c.step);
        let mut history = curves::load(&path.join(CURVES), step)?;
        history.whole = judged::load(path, step);
        let tape = match &checkpoint {
            Some(checkpoint) => tape::load(&path.join(TAPE), checkpoint),
            None => Vec::new(),
        };
        Ok(FoundRun {
            folder: Self { path: path.into() },
            words: words.collect(),
            experiment,
            checkpoint,
            tape,
            history,
        })
    }

    /// Which pictures the network at `path` (a run's folder, or its file of weights in one) has learned from and was
    /// judged on; none where nobody knows.
    ///
    /// # Errors
    /// [`StoreError`], when the list is damaged.
    pub fn pictures_of(path: &Path) -> Result<Option<Parts>, StoreError> {
        let folder = if path.is_dir() {
            Some(path)
        } else {
            path.parent()
        };
        let run = folder.filter(|folder| folder.join(EXPERIMENT).exists());
        run.map_or(Ok(None), |run| pictures::load(&run.join(PICTURES)))
    }

    /// All curves of the run in the folder `path`, beyond its checkpoint too.
    ///
    /// # Errors
    /// [`StoreError`], when they cannot be read.
    pub fn history(path: &Path) -> Result<History, StoreError> {
        curves::load(&path.join(CURVES), u64::MAX)
    }

    /// Where the folder is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The curves' file.
    pub fn curves(&self) -> PathBuf {
        self.path.join(CURVES)
    }

    /// The weights' file.
    pub fn weights(&self) -> PathBuf {
        self.path.join(WEIGHTS)
    }

    /// What writes a run of `experiment` into this folder, from step `step` on. While it lives no other can be had.
    ///
    /// # Errors
    /// [`StoreError`], when the folder cannot be written, another process writes it, or its run has gone on since step
    /// `step`.
    pub fn keeper(&self, experiment: &Experiment, step: u64) -> Result<RunKeeper, StoreError> {
        RunKeeper::new(self, experiment, step)
    }
}

/// What is said of weights that are not those of the folder's experiment.
fn foreign_weights(path: &Path) -> StoreError {
    StoreError::new(
        path,
        "its weights belong to another network than the folder's experiment.toml",
        "put the right file back, or start a new run in another folder",
    )
}

/// Where runs are kept unless told otherwise.
pub fn data_folder() -> PathBuf {
    directories::ProjectDirs::from("", "", "lemida").map_or_else(
        || PathBuf::from("runs"),
        |dirs| dirs.data_dir().join("runs"),
    )
}

/// A name that every file system takes.
fn plain_name(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '-' || c == '_' {
                c
            } else {
                '-'
            }
        })
        .take(40)
        .collect();
    let plain = plain.trim_matches('-');
    if plain.is_empty() {
        "run".into()
    } else {
        plain.into()
    }
}

#[cfg(test)]
mod tests;

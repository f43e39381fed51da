//! What a list shows of a run, read without its weights; and the list of a folder of runs.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::about::About;
use super::curves::{self, Glance};
use super::names::ABOUT;
use super::{CURVES, EXPERIMENT, LOG, RunFolder, WEIGHTS};
use crate::experiment::load_experiment;
use crate::tensors;
use crate::train::Experiment;

/// Between two looks at a list that is being read.
const SO_FAR: Duration = Duration::from_millis(50);

/// A run as a list shows it.
#[derive(Clone, Debug)]
pub struct RunCard {
    /// Its folder.
    pub path: PathBuf,
    /// When it was written last.
    pub when: SystemTime,
    /// What a person says of it.
    pub about: About,
    /// What is read of it, or why it cannot be, with the cure.
    pub facts: Result<RunFacts, String>,
    stamp: Stamp,
}

/// What is read of a run.
#[derive(Clone, Debug)]
pub struct RunFacts {
    /// Its experiment.
    pub experiment: Arc<Experiment>,
    /// Its network in a few words.
    pub network: String,
    /// The network's trainable numbers.
    pub parameters: usize,
    /// Its curves in short.
    pub curves: Glance,
    /// The step of its weights; 0 where there are none.
    pub kept: u64,
    /// What is wrong with its weights, with the cure.
    pub damaged: Option<String>,
}

impl RunFacts {
    /// Steps done, as far as is known: of a run without curves its weights know.
    pub fn steps(&self) -> u64 {
        self.curves.steps.max(self.kept)
    }

    /// Whether it has learned something, and nothing is kept of how.
    pub fn lacks_curves(&self) -> bool {
        self.curves.steps == 0 && self.kept > 0
    }
}

/// By what another state of a folder is known: times and sizes of its files: experiment, curves, weights, what is said
/// of it.
type Stamp = [Option<(SystemTime, u64)>; WRITTEN + ABOUT.len()];

/// How many of them a run writes.
const WRITTEN: usize = 3;

impl RunCard {
    /// Reads the run in `folder`.
    pub fn read(folder: &Path) -> Self {
        let stamp = stamp(folder);
        let about = About::load(folder);
        let facts = facts(folder).and_then(|facts| match &about {
            Ok(_) => Ok(facts),
            Err(error) => Err(error.to_string()),
        });
        Self {
            path: folder.to_owned(),
            when: written(folder, &stamp),
            about: about.unwrap_or_default(),
            facts,
            stamp,
        }
    }

    /// Its name: the person's, else its folder's, which is the experiment's with a number.
    pub fn name(&self) -> String {
        if self.about.name.is_empty() {
            let name = self.path.file_name().unwrap_or_default();
            return name.to_string_lossy().into_owned();
        }
        self.about.name.clone()
    }
}

/// Why a run cannot be read, in a sentence without the path, which the list shows anyway.
fn facts(folder: &Path) -> Result<RunFacts, String> {
    if !folder.join(EXPERIMENT).exists() {
        return Err(
            "its experiment.toml is missing: put it back, or delete the run; its weights can still be used as a model"
                .into(),
        );
    }
    let said = |error: crate::StoreError| error.to_string();
    let experiment = load_experiment(&folder.join(EXPERIMENT)).map_err(said)?;
    let curves = curves::glance(&folder.join(CURVES)).map_err(said)?;
    let (kept, damaged) = weights(folder, &experiment);
    Ok(RunFacts {
        kept,
        damaged,
        network: experiment.architecture.in_short(),
        parameters: experiment.check().parameters(),
        experiment: Arc::new(experiment),
        curves,
    })
}

/// The step of a run's weights, and what is wrong with them as far as their beginning and length tell.
fn weights(folder: &Path, experiment: &Experiment) -> (u64, Option<String>) {
    let path = folder.join(WEIGHTS);
    if !path.exists() {
        return (0, None);
    }
    let seen = tensors::glance(&path);
    let text = |key: &str| seen.texts.get(key);
    let step = text("steps").and_then(|step| step.parse().ok());
    let own = text("experiment").and_then(|text| Experiment::from_toml(text).ok());
    let foreign = own.is_some_and(|own| own.architecture != experiment.architecture);
    let foreign = foreign.then(|| super::foreign_weights(&path));
    let wrong = seen.wrong.or(foreign);
    let told = wrong.map(|error| RunFolder::told(folder, &error));
    (step.unwrap_or(0), told)
}

fn of(file: std::io::Result<Metadata>) -> Option<(SystemTime, u64)> {
    let file = file.ok()?;
    Some((file.modified().ok()?, file.len()))
}

fn stamp(folder: &Path) -> Stamp {
    let mut files = [EXPERIMENT, CURVES, WEIGHTS].iter().chain(&ABOUT);
    std::array::from_fn(|_| {
        let name = files.next()?;
        of(std::fs::metadata(folder.join(name)))
    })
}

/// When a run was written last: names and notes do not count.
fn written(folder: &Path, stamp: &Stamp) -> SystemTime {
    let log = of(std::fs::metadata(folder.join(LOG)));
    let files = stamp[..WRITTEN].iter().flatten().chain(&log);
    let newest = files.map(|(time, _)| *time).max();
    newest
        .or_else(|| Some(of(std::fs::metadata(folder))?.0))
        .unwrap_or(SystemTime::UNIX_EPOCH)
}

/// Reads all runs in the folder `runs` and those in the folders `more`, the newest first. What `known` holds already
/// and has not changed is not read again. `show` is given what there is so far, first after the first run; it says
/// whether more is wanted.
pub fn list(
    runs: &Path,
    more: &[PathBuf],
    known: &[Arc<RunCard>],
    mut show: impl FnMut(&[Arc<RunCard>]) -> bool,
) -> Vec<Arc<RunCard>> {
    let listing = std::fs::read_dir(runs).into_iter().flatten().flatten();
    let hidden = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default();
        name.to_string_lossy().starts_with('.')
    };
    let inside = listing.map(|entry| entry.path());
    let mut folders: Vec<PathBuf> = inside
        .filter(|path| !hidden(path) && path.is_dir())
        .collect();
    let also = more.iter().filter(|path| path.parent() != Some(runs));
    folders.extend(also.filter(|path| path.join(EXPERIMENT).exists()).cloned());
    let mut ordered: Vec<_> = folders
        .into_iter()
        .map(|path| {
            let stamp = stamp(&path);
            (written(&path, &stamp), path, stamp)
        })
        .collect();
    ordered.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    let mut cards = Vec::with_capacity(ordered.len());
    let mut shown: Option<Instant> = None;
    for (_, path, stamp) in ordered {
        let old = known
            .iter()
            .find(|card| card.path == path && card.stamp == stamp);
        if let Some(card) = old {
            cards.push(Arc::clone(card));
            continue;
        }
        // A folder that another program is just making holds nothing yet; another person's is none of ours.
        let told = [CURVES, LOG].iter().all(|name| path.join(name).exists());
        if !told && !RunFolder::holds_run(&path) {
            continue;
        }
        cards.push(Arc::new(RunCard::read(&path)));
        if shown.is_none_or(|last| last.elapsed() >= SO_FAR) {
            shown = Some(Instant::now());
            if !show(&cards) {
                break;
            }
        }
    }
    cards
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::{Event, Keeper as _, Metric, StepRecord};

    /// Runs of so many steps.
    fn runs(home: &Path, count: u64, steps: u64) {
        for seed in 0..count {
            let mut experiment = Experiment::named("denoise-quick").unwrap();
            (experiment.seed, experiment.training.steps) = (seed, steps);
            let folder = RunFolder::create_under(home, &experiment).unwrap();
            let mut keeper = folder.keeper(&experiment, 0).unwrap();
            let started = Event::Started {
                metric: Metric::Psnr,
                step: 0,
                parameters: 1,
                architecture: Arc::default(),
                classes: Vec::new(),
                measure: None,
                parts: Arc::default(),
            };
            keeper.note(&started).unwrap();
            let records = (1..=steps).map(|step| StepRecord {
                step,
                loss: 1.0 / (step as f32 + 0.1),
                metric: 25.123,
                learning_rate: 1e-3,
            });
            keeper.note(&Event::Steps(records.collect())).unwrap();
        }
    }

    #[test]
    fn two_hundred_runs_are_listed_soon_and_not_read_twice() {
        let home = tempfile::tempdir().unwrap();
        runs(home.path(), 200, 1500);
        let mut shown = 0;
        let began = Instant::now();
        let mut first = None;
        let cards = list(home.path(), &[], &[], |so_far| {
            first.get_or_insert_with(|| began.elapsed());
            shown = shown.max(so_far.len());
            true
        });
        let cold = began.elapsed();
        println!("200 runs: first after {first:?}, all after {cold:?}");
        assert_eq!(cards.len(), 200);
        assert!(cold < Duration::from_secs(10), "{cold:?}");
        let facts = cards[0].facts.as_ref().unwrap();
        assert_eq!((facts.curves.steps, facts.curves.loss.len()), (1500, 64));
        let again = list(home.path(), &[], &cards, |_| panic!("nothing is new"));
        assert!(
            again
                .iter()
                .zip(&cards)
                .all(|(one, other)| Arc::ptr_eq(one, other))
        );
    }

    #[test]
    fn broken_folders_are_told_and_empty_ones_are_not_listed() {
        let home = tempfile::tempdir().unwrap();
        runs(home.path(), 2, 3);
        let cards = list(home.path(), &[], &[], |_| true);
        std::fs::remove_file(cards[0].path.join(EXPERIMENT)).unwrap();
        std::fs::write(cards[1].path.join("note.txt"), [0xff]).unwrap();
        std::fs::create_dir(home.path().join("empty")).unwrap();
        std::fs::create_dir(home.path().join("thesis")).unwrap();
        std::fs::write(home.path().join("thesis").join("log.txt"), "x").unwrap();
        std::fs::create_dir(home.path().join(".trash")).unwrap();
        std::fs::write(home.path().join("a file"), "x").unwrap();
        let again = list(home.path(), &[], &cards, |_| true);
        assert_eq!(again.len(), 2, "{again:?}");
        let why: Vec<_> = again
            .iter()
            .map(|card| card.facts.as_ref().unwrap_err().clone())
            .collect();
        assert!(
            why.iter()
                .any(|why| why.contains("experiment.toml is missing")),
            "{why:?}"
        );
        assert!(why.iter().any(|why| why.contains("no text")), "{why:?}");
    }

    #[test]
    fn weights_tell_the_steps_where_curves_are_gone_and_damaged_ones_are_told() {
        let home = tempfile::tempdir().unwrap();
        let mut experiment = Experiment::named("points-xor").unwrap();
        let folder = RunFolder::create_under(home.path(), &experiment).unwrap();
        let path = folder.path();
        let (mut begin, _) = crate::train::Checkpoint::keeping_weights(&experiment, &[]).unwrap();
        begin.step = 20;
        let mut keeper = folder.keeper(&experiment, 0).unwrap();
        keeper.keep(&begin).unwrap();
        drop(keeper);
        std::fs::remove_file(path.join(CURVES)).unwrap();
        let facts = || RunCard::read(path).facts.unwrap();
        assert_eq!((facts().steps(), facts().lacks_curves()), (20, true));
        assert_eq!(facts().damaged, None);
        let weights = std::fs::read(path.join(WEIGHTS)).unwrap();
        std::fs::write(path.join(WEIGHTS), &weights[..weights.len() - 4]).unwrap();
        let told = facts().damaged.unwrap();
        assert!(
            told.starts_with("weights.safetensors: it is damaged"),
            "{told}"
        );
        assert_eq!(facts().steps(), 20, "its beginning is whole");
        std::fs::write(path.join(WEIGHTS), [1, 2, 3]).unwrap();
        assert!(facts().damaged.unwrap().contains("beginning is missing"));
        std::fs::write(path.join(WEIGHTS), weights).unwrap();
        experiment.architecture.rows.pop();
        crate::experiment::save_experiment(&path.join(EXPERIMENT), &experiment).unwrap();
        let told = facts().damaged.unwrap();
        assert!(told.contains("belong to another network"), "{told}");
        let told = RunFolder::network(path).unwrap_err().to_string();
        assert!(told.contains("belong to another network"), "{told}");
    }
}

//! `lemida train`: trains an experiment and writes the run into a folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::Failure;
use super::experiment::{Meant, find};
use super::out::{complain, line};
use super::watch::Watch;
use crate::data::Parts;
use crate::job::Rank;
use crate::store::model::{FoundModel, load_trained};
use crate::store::place::data_in_folder;
use crate::store::run::{FoundRun, Place, RunFolder};
use crate::store::shelf::DiskShelf;
use crate::train::task::Answer;
use crate::train::{self, Checkpoint, Event, Experiment, Keeper, Options, Summary};

/// What to train and how.
#[derive(Debug, Args)]
pub(super) struct TrainArgs {
    /// An experiment file, the name of one that comes with the program (see `lemida list experiments`), or the
    /// folder of a run to go on with.
    #[arg(required_unless_present = "resume")]
    experiment: Option<String>,
    /// The folder for the run; without it, a new one where your system keeps data.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Begin with the weights of this run's folder or `.safetensors` file, which must have the same architecture.
    #[arg(long, value_name = "RUN", conflicts_with = "resume")]
    from: Option<PathBuf>,
    /// Another seed than the experiment's.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Another number of steps than the experiment's.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    steps: Option<u64>,
    /// Threads to use; 0 is one per core. The result is the same for any number.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = super::threads())]
    threads: usize,
    /// Go on with the run in the folder, to the same bits as if it had never been interrupted.
    #[arg(long)]
    resume: bool,
    /// With --resume: do nothing where the run has come to its end already, by its last step or a rule of its own.
    #[arg(long, requires = "resume", conflicts_with_all = ["seed", "steps"])]
    unless_ended: bool,
    /// Seconds between checkpoints; without it the first comes after one second and others every ten. One is always
    /// made at the end.
    #[arg(long, value_name = "SECONDS")]
    checkpoint_every: Option<f64>,
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
}

/// Seconds between checkpoints unless told.
const CHECKPOINTS: f64 = 10.0;

/// A run ready to begin.
struct Ready {
    experiment: Experiment,
    folder: RunFolder,
    checkpoint: Option<Checkpoint>,
}

pub(super) fn run(args: &TrainArgs) -> Result<(), Failure> {
    if args
        .checkpoint_every
        .is_some_and(|every| every.is_nan() || every < 0.0)
    {
        return Err(Failure::Use(
            "--checkpoint-every must be a number of seconds, 0 or more".into(),
        ));
    }
    let ready = if args.resume {
        match resumed(args)? {
            Some(ready) => ready,
            None => return Ok(()),
        }
    } else {
        fresh(args)?
    };
    let options = Options {
        threads: args.threads,
        rank: Rank::Usual,
        snapshot_seconds: if args.json {
            Options::default().snapshot_seconds
        } else {
            f64::INFINITY
        },
        checkpoint_seconds: args.checkpoint_every.unwrap_or(CHECKPOINTS),
        first_checkpoint_seconds: args.checkpoint_every.unwrap_or(1.0),
        ..Options::default()
    };
    let experiment = ready.experiment.clone();
    let (folder, summary) = train_in(ready, options, args.json)?;
    if !args.json {
        line(verdict(&experiment, &summary))?;
        line(format!("written: {}", folder.display()))?;
    }
    if summary.steps < experiment.training.steps && summary.early.is_none() {
        complain(&format!(
            "stopped at step {} of {}; lemida train {} --resume goes on",
            summary.steps,
            experiment.training.steps,
            folder.display()
        ));
        return Err(Failure::Stopped);
    }
    Ok(())
}

/// Trains a new run of `experiment` in a new folder, watched from the terminal.
pub(super) fn train_somewhere(experiment: Experiment) -> Result<(RunFolder, Summary), Failure> {
    let folder = RunFolder::create_somewhere(&experiment).map_err(Failure::task)?;
    let options = Options {
        snapshot_seconds: f64::INFINITY,
        ..Options::default()
    };
    let ready = Ready {
        experiment,
        folder: folder.clone(),
        checkpoint: None,
    };
    let (place, summary) = train_in(ready, options, false)?;
    let folder = if place == folder.path() {
        folder
    } else {
        RunFolder::open(&place).map_err(Failure::task)?.folder
    };
    Ok((folder, summary))
}

/// Trains a new run of `experiment` in this folder, watched from the terminal.
pub(super) fn train_into(
    experiment: Experiment,
    folder: RunFolder,
    threads: usize,
) -> Result<(PathBuf, Summary), Failure> {
    let options = Options {
        threads,
        rank: Rank::Usual,
        snapshot_seconds: f64::INFINITY,
        checkpoint_seconds: CHECKPOINTS,
        ..Options::default()
    };
    let ready = Ready {
        experiment,
        folder,
        checkpoint: None,
    };
    train_in(ready, options, false)
}

/// Trains; returns where the run is kept, which is another folder than at first where that one was lost.
fn train_in(ready: Ready, options: Options, json: bool) -> Result<(PathBuf, Summary), Failure> {
    let Ready {
        experiment,
        folder,
        checkpoint,
    } = ready;
    let step = checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.step);
    let place = Place::default();
    let keeper = folder.keeper(&experiment, step).map_err(Failure::task)?;
    let keeper = keeper.telling(place.clone());
    let steps = experiment.training.steps;
    let shelf = Arc::new(DiskShelf);
    let job = train::start(
        experiment,
        checkpoint,
        shelf,
        options,
        Box::new(keeper),
        Arc::new(|| {}),
    )
    .map_err(|error| Failure::Task(format!("the system granted no thread: {error}")))?;
    let summary = Watch::new(json, steps).follow(&job)?;
    match &summary.unsaved {
        Some(trouble) => Err(Failure::Task(format!(
            "the trained network could not be saved: {trouble}"
        ))),
        None => Ok((
            place.get().unwrap_or_else(|| folder.path().to_owned()),
            summary,
        )),
    }
}

fn fresh(args: &TrainArgs) -> Result<Ready, Failure> {
    let text = args.experiment.as_deref().unwrap_or_default();
    let mut experiment = match find(text)? {
        Meant::Experiment(experiment) => experiment,
        Meant::Folder(path) => {
            return Err(Failure::Use(format!(
                "{} is a folder; add --resume to go on with the run in it",
                path.display()
            )));
        }
    };
    adjust(&mut experiment, args);
    refuse_problems(&experiment)?;
    let checkpoint = args
        .from
        .as_deref()
        .map(|path| learned(&experiment, path))
        .transpose()?;
    let folder = match &args.out {
        Some(path) => RunFolder::create(path, &experiment),
        None => RunFolder::create_somewhere(&experiment),
    };
    let folder = folder.map_err(Failure::task)?;
    if let (Some(checkpoint), Some(from)) = (&checkpoint, &args.from) {
        // Kept at once, before examples are loaded: the run can then be resumed from its very beginning, and says where
        // that was.
        let mut keeper = folder.keeper(&experiment, 0).map_err(Failure::task)?;
        let from = std::path::absolute(from).unwrap_or_else(|_| from.clone());
        let words = format!("it begins with the weights of {}", from.display());
        let kept = keeper.keep(checkpoint);
        kept.and_then(|()| keeper.note(&Event::Warning(words)))
            .map_err(Failure::Task)?;
    }
    Ok(Ready {
        experiment,
        folder,
        checkpoint,
    })
}

/// A start of `experiment` from the weights at `path`.
fn learned(experiment: &Experiment, path: &Path) -> Result<Checkpoint, Failure> {
    let FoundModel {
        model,
        experiment: before,
        ..
    } = load_trained(path).map_err(Failure::task)?;
    if *model.architecture != experiment.architecture {
        return Err(Failure::Task(format!(
            "{}: these weights belong to a network of other rows than the experiment's; choose a run of the same \
             architecture",
            path.display()
        )));
    }
    let seen = RunFolder::pictures_of(path).map_err(Failure::task)?;
    // What comes with the program is always divided alike.
    let seen = seen.or_else(|| (!data_in_folder(&before)).then(Parts::default));
    let begun = Checkpoint::from_weights(experiment, model.weights.to_vec());
    Ok(begun.map_err(Failure::task)?.having_seen(seen))
}

/// The run that goes on; none where it is to be left alone.
fn resumed(args: &TrainArgs) -> Result<Option<Ready>, Failure> {
    let meant = args.experiment.as_deref().map(find).transpose()?;
    let path = match (&args.out, &meant) {
        (Some(path), None | Some(Meant::Experiment(_))) => path.clone(),
        (None, Some(Meant::Folder(path))) => path.clone(),
        (Some(_), Some(Meant::Folder(_))) => {
            return Err(Failure::Use(
                "two folders are given; name the run's folder once".into(),
            ));
        }
        (None, _) => {
            return Err(Failure::Use(
                "--resume needs the run's folder: add --out DIR".into(),
            ));
        }
    };
    if let (Some(Meant::Experiment(_)), false) = (&meant, RunFolder::holds_run(&path)) {
        // Nothing there yet: so a script may say --resume from the first time on.
        complain(&format!(
            "there is no run in {} yet: a new one begins",
            path.display()
        ));
        return fresh(args).map(Some);
    }
    if args.unless_ended && RunFolder::has_ended(&path) {
        complain(&format!("the run in {} has ended already", path.display()));
        return Ok(None);
    }
    let FoundRun {
        folder,
        mut experiment,
        checkpoint,
        words,
        ..
    } = RunFolder::open(&path).map_err(Failure::task)?;
    if let Some(Meant::Experiment(wanted)) = meant {
        same_experiment(&path, &experiment, wanted, args)?;
    }
    if args.seed.is_some_and(|seed| seed != experiment.seed) {
        return Err(Failure::Use(format!(
            "the run in {} has seed {}; leave --seed out or start a new run",
            path.display(),
            experiment.seed
        )));
    }
    adjust(&mut experiment, args);
    refuse_problems(&experiment)?;
    let done = checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.step);
    if done > experiment.training.steps {
        return Err(Failure::Use(format!(
            "the run in {} stands at step {done} already; give --steps more than that",
            path.display()
        )));
    }
    for words in words {
        complain(&words);
    }
    Ok(Some(Ready {
        experiment,
        folder,
        checkpoint,
    }))
}

/// The run in the folder must be one of the experiment that was asked for; only its length may differ.
fn same_experiment(
    path: &Path,
    found: &Experiment,
    mut wanted: Experiment,
    args: &TrainArgs,
) -> Result<(), Failure> {
    adjust(&mut wanted, args);
    wanted.training.steps = found.training.steps;
    if wanted == *found {
        return Ok(());
    }
    Err(Failure::Task(format!(
        "the run in {} is of another experiment (\"{}\"); choose another folder, or name no experiment to go on with \
         that one",
        path.display(),
        found.name
    )))
}

fn adjust(experiment: &mut Experiment, args: &TrainArgs) {
    if let Some(seed) = args.seed {
        experiment.seed = seed;
    }
    if let Some(steps) = args.steps {
        experiment.training.steps = steps;
    }
}

/// Refuses what cannot be trained, and warns of what may not fit into memory.
pub(super) fn refuse_problems(experiment: &Experiment) -> Result<(), Failure> {
    let problems = experiment.problems();
    if !problems.is_empty() {
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        return Err(Failure::Task(told.join("\n")));
    }
    let memory = experiment.memory(&experiment.check());
    if let Some(text) = memory.warning(experiment.training.batch, train::spare_memory()) {
        complain(&format!("warning: {text}"));
    }
    Ok(())
}

/// One sentence on how the run ended, with the protocol of its score.
pub(super) fn verdict(experiment: &Experiment, summary: &Summary) -> String {
    let mut text = format!("{} steps in {:.1} s", summary.steps, summary.seconds);
    if let Some(early) = summary.early {
        text.push_str(&format!(" ({})", early.words()));
    }
    if let Some(judged) = &summary.validation {
        let on = summary.judged_on.words(judged.examples);
        let protocol = match experiment.answer() {
            Answer::Picture(_) => format!(
                "mean over {on}, {}, evaluation stream of seed {}, answers clipped to 0..1, no border crop",
                experiment.spoiled_by(),
                experiment.seed
            ),
            Answer::Class(_) | Answer::Number => on,
        };
        text.push_str(&format!(
            ": {} ({protocol})",
            summary.metric.worded(judged.metric)
        ));
        if let Some(measure) = &summary.measure {
            let told = measure.told(f64::from(judged.metric), judged.examples);
            if !told.is_empty() {
                text.push_str(&format!("; {told}"));
            }
        }
    }
    text
}

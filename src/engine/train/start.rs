//! Training as a job, for callers that have something else to do meanwhile.

use std::sync::Arc;

use super::{
    Beside, Checkpoint, Command, Event, Experiment, Keeper, Options, TrainError, Trained, fit,
};
use crate::data::Shelf;
use crate::job::{Job, Wake};

/// A run on its own thread.
pub type TrainJob = Job<Command, Event, Result<Trained, TrainError>>;

/// Starts to train on a thread of its own; what is kept is written on another.
///
/// # Errors
/// The operating system's, when it grants no thread.
pub fn start(
    experiment: Experiment,
    resume: Option<Checkpoint>,
    shelf: Arc<dyn Shelf>,
    options: Options,
    keeper: Box<dyn Keeper>,
    wake: Wake,
) -> std::io::Result<TrainJob> {
    start_told(experiment, resume, shelf, options, keeper, wake, None)
}

/// As [`start`], with a command that the run finds when it begins: [`Command::Step`] makes one step and pauses.
///
/// # Errors
/// The operating system's, when it grants no thread.
pub fn start_told(
    experiment: Experiment,
    resume: Option<Checkpoint>,
    shelf: Arc<dyn Shelf>,
    options: Options,
    keeper: Box<dyn Keeper>,
    wake: Wake,
    first: Option<Command>,
) -> std::io::Result<TrainJob> {
    let mut keeper = Beside::start(keeper)?;
    Job::start_told("training", wake, first, move |link| {
        fit(&experiment, resume, &*shelf, &options, &mut keeper, link)
    })
}

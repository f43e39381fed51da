//! A learner's numbers as a checkpoint, and back.

use super::{Checkpoint, TrainError};
use crate::say;
use crate::train::Learner;

/// A checkpoint's memory slice of that name, if it is as long as the weights.
pub(super) fn slot_of(
    checkpoint: &Checkpoint,
    name: &str,
    length: usize,
) -> Result<Vec<f32>, TrainError> {
    let found = checkpoint.slots.iter().find(|(found, _)| found == name);
    match found {
        Some((_, values)) if values.len() == length => Ok(values.clone()),
        Some((_, values)) => Err(TrainError::Resume(say!(
            "the checkpoint does not fit the experiment: the optimizer's \"{}\" has {} numbers instead of {}; start a \
            new run instead",
            name,
            values.len(),
            length
        ))),
        None => Err(TrainError::Resume(say!(
            "the checkpoint does not fit the experiment: it has no \"{}\" for this optimizer; start a new run instead",
            name
        ))),
    }
}

/// All numbers of a run after a step.
pub(super) fn checkpoint_of(learner: &Learner, learning_rate: f32) -> Checkpoint {
    let slots = learner.slots();
    Checkpoint {
        step: learner.number(),
        weights: learner.network().weights(),
        slots: slots
            .map(|(name, values)| (name.to_owned(), values.to_owned()))
            .collect(),
        learning_rate,
        ..Checkpoint::default()
    }
}

/// What is said of held-out pictures when nobody knows what was learned from before `step`.
pub(super) fn unknown_parts(step: u64) -> String {
    if step > 0 {
        "this run keeps no list of its pictures (an older version began it): if its folder has changed since, pictures \
        that it learned from may be held out now".into()
    } else {
        "it is not known which pictures the weights that it begins with were learned from: some of them may be held \
        out now, and judgements on them say too much".into()
    }
}

/// A network that has learned some classes cannot go on with others of the same number.
pub(super) fn same_classes(begun: &Checkpoint, classes: &[String]) -> Result<(), TrainError> {
    if begun.step == 0 || begun.classes.is_empty() || begun.classes == classes {
        return Ok(());
    }
    Err(TrainError::Resume(say!(
        "it has learned to tell apart {} (in this order), but the data's classes are {} now; name them as they were, \
        or start a new run",
        begun.classes.join(", "),
        classes.join(", ")
    )))
}

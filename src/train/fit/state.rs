//! A run's numbers as a checkpoint, and back.

use super::{Checkpoint, TrainError};
use crate::nn::Network;

/// A checkpoint's memory slice of that name, if it is as long as the weights.
pub(super) fn slot_of(
    checkpoint: &Checkpoint,
    name: &str,
    length: usize,
) -> Result<Vec<f32>, TrainError> {
    let found = checkpoint.slots.iter().find(|(found, _)| found == name);
    match found {
        Some((_, values)) if values.len() == length => Ok(values.clone()),
        Some((_, values)) => Err(TrainError::Resume(format!(
            "the checkpoint does not fit the experiment: the optimizer's \"{name}\" has {} numbers instead of {length}; start a new run instead",
            values.len()
        ))),
        None => Err(TrainError::Resume(format!(
            "the checkpoint does not fit the experiment: it has no \"{name}\" for this optimizer; start a new run instead"
        ))),
    }
}

/// All numbers of a run after a step.
pub(super) fn checkpoint_of(
    step: u64,
    network: &Network,
    names: &[&str],
    slots: &[Vec<f32>],
    learning_rate: f32,
) -> Checkpoint {
    Checkpoint {
        step,
        weights: network.weights(),
        slots: names
            .iter()
            .map(|name| (*name).to_owned())
            .zip(slots.iter().cloned())
            .collect(),
        learning_rate,
        ..Checkpoint::default()
    }
}

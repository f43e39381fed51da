//! The last weights known to be good, in case the next ones are not.
//!
//! Weights are known to be good when a batch has gone through them with a finite loss. So a copy made after a step
//! waits as a candidate until the next loss is finite.

use super::Checkpoint;

/// Steps between copies: then copying costs at most a few per cent of the smallest network's time.
const EVERY: u64 = 10;

pub(super) struct Rescue {
    good: Checkpoint,
    candidate: Option<Checkpoint>,
}

impl Rescue {
    pub(super) fn new(start: Checkpoint) -> Self {
        Self {
            good: start,
            candidate: None,
        }
    }

    /// Whether the numbers after `step` should be offered.
    pub(super) fn due(step: u64) -> bool {
        step.is_multiple_of(EVERY)
    }

    /// Takes the numbers after a step, unproven. Broken ones are no candidates: a running statistic may be infinite
    /// while the loss is still finite.
    pub(super) fn offer(&mut self, checkpoint: Checkpoint) {
        if sound(&checkpoint) {
            self.candidate = Some(checkpoint);
        }
    }

    /// The loss after the last offer was finite.
    pub(super) fn prove(&mut self) {
        if let Some(candidate) = self.candidate.take() {
            self.good = candidate;
        }
    }

    /// The newest numbers known to be finite, proven or not.
    pub(super) fn newest(&self) -> &Checkpoint {
        self.candidate.as_ref().unwrap_or(&self.good)
    }

    /// The last good numbers.
    pub(super) fn good(&self) -> &Checkpoint {
        &self.good
    }
}

/// Whether every number is finite, running statistics and the optimizer's memory included.
pub(super) fn sound(checkpoint: &Checkpoint) -> bool {
    let weights = checkpoint.weights.iter().map(|array| &array.values);
    let slots = checkpoint.slots.iter().map(|(_, values)| values);
    weights
        .chain(slots)
        .all(|values| values.iter().all(|value| value.is_finite()))
}

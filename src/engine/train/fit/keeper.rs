//! Where a run is kept: what the loop asks of it. The disk stands behind it.

use std::sync::Arc;

use super::Checkpoint;
use crate::nn::Weights;
use crate::train::{Event, ValidationRecord};

/// What has become of what was given to a keeper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// The checkpoint of this step is in safety.
    Kept(u64),
    /// A checkpoint could not be written: a plain sentence with the cure.
    Lost(String),
    /// Something to know that ends nothing.
    Word(String),
}

/// Where a run is kept; [`Forget`] keeps nothing.
pub trait Keeper: Send {
    /// Writes a checkpoint; the old one must survive a failure.
    ///
    /// # Errors
    /// A plain sentence with the cure.
    fn keep(&mut self, checkpoint: &Checkpoint) -> Result<(), String>;

    /// Takes note of an event (curves, log).
    ///
    /// # Errors
    /// A plain sentence with the cure.
    fn note(&mut self, event: &Event) -> Result<(), String>;

    /// Takes a checkpoint to be written beside training, where the keeper can: `None`, and [`told`](Self::told) says
    /// later what has become of it. Others write it at once.
    fn keep_beside(&mut self, checkpoint: &Checkpoint) -> Option<Result<(), String>> {
        Some(self.keep(checkpoint))
    }

    /// Takes a network in to be looked at again some time; one that keeps none does nothing.
    ///
    /// # Errors
    /// A plain sentence with the cure.
    fn mark(&mut self, _step: u64, _weights: &Arc<Weights>) -> Result<(), String> {
        Ok(())
    }

    /// Whether networks that are given to be looked at again, or as the best, are kept at all: copies cost time.
    fn remembers(&self) -> bool {
        false
    }

    /// Takes a network in that was judged in the middle of a run, to be kept where it is the best so far.
    ///
    /// # Errors
    /// A plain sentence with the cure.
    fn judged(
        &mut self,
        _record: &ValidationRecord,
        _weights: &Arc<Weights>,
    ) -> Result<(), String> {
        Ok(())
    }

    /// Whether a checkpoint is being written beside training: until it is, no other is taken.
    fn busy(&mut self) -> bool {
        false
    }

    /// The next thing that the keeper has to tell.
    fn told(&mut self) -> Option<Told> {
        None
    }
}

/// A keeper that keeps nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Forget;

impl Keeper for Forget {
    fn keep(&mut self, _: &Checkpoint) -> Result<(), String> {
        Ok(())
    }
    fn note(&mut self, _: &Event) -> Result<(), String> {
        Ok(())
    }
}

//! Losses: how far an answer is from what it should be, and which way to go.

use dyn_clone::DynClone;

use super::Tensor;
use crate::setting::{Adjust, Catalogue};

/// What the network should have answered.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// Numbers of the answer's shape.
    Values(&'a Tensor),
    /// One class per example.
    Classes(&'a [usize]),
}

/// A loss: a mean over the batch.
pub trait Loss: Adjust + DynClone + Send + Sync {
    /// Whether the target is a class.
    fn classifies(&self) -> bool;

    /// The loss of `answer`; its gradient with respect to the answer goes to `gradient` (reshaped to fit).
    fn evaluate(&self, answer: &Tensor, target: Target<'_>, gradient: &mut Tensor) -> f64;
}

dyn_clone::clone_trait_object!(Loss);

/// All losses, in the order of menus.
pub static ALL: Catalogue<dyn Loss> = &[];

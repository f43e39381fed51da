//! Schedules: how the learning rate changes over a run.

use dyn_clone::DynClone;

use crate::setting::{Adjust, Catalogue};

/// A schedule of the learning rate.
pub trait Schedule: Adjust + DynClone + Send + Sync {
    /// The factor on the learning rate at `step` (from 0) of `steps`.
    fn factor(&self, step: u64, steps: u64) -> f32;
}

dyn_clone::clone_trait_object!(Schedule);

/// All schedules, in the order of menus.
pub static ALL: Catalogue<dyn Schedule> = &[];

//! Optimizers: how weights move against their gradients.

use dyn_clone::DynClone;

use crate::setting::{Adjust, Catalogue};

/// An optimizer: settings and one update rule over flat slices. Its memory is kept by the caller, so that it can be
/// saved with a checkpoint.
pub trait Optimizer: Adjust + DynClone + Send + Sync {
    /// The names of the memory slices it needs, each as long as the weights and zero at first (momentum, …).
    fn slots(&self) -> &'static [&'static str];

    /// A usual learning rate.
    fn usual_rate(&self) -> f32;

    /// One update. `step` counts from 1; `decays[i]` says whether weight decay touches weight i's group.
    fn update(
        &self,
        weights: &mut [f32],
        gradients: &[f32],
        slots: &mut [Vec<f32>],
        rate: f32,
        step: u64,
    );
}

dyn_clone::clone_trait_object!(Optimizer);

/// All optimizers, in the order of menus.
pub static ALL: Catalogue<dyn Optimizer> = &[];

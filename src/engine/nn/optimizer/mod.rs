//! Optimizers: how weights move against their gradients. To add one, copy `momentum.rs`: its head says what to do.
//!
//! Each is one pass over flat slices and needs no memory of its own, but for Muon, which works on matrices and keeps
//! working space as large as a few of them. The formulas are those of PyTorch, so that learning rates and settings can
//! be carried over: g gradient, w weight, η learning rate, λ weight decay, t step.

mod adam;
mod adamw;
mod adaptive;
mod momentum;
mod muon;
mod nesterov;
mod rmsprop;
mod sgd;

use std::ops::Range;

use dyn_clone::DynClone;
use rayon::prelude::*;

use crate::math::simd::{NullaryFnOnce, wide};
use crate::setting::{Adjust, Catalogue};

pub use adam::Adam;
pub use adamw::AdamW;
pub use momentum::Momentum;
pub use muon::Muon;
pub use nesterov::Nesterov;
pub use rmsprop::RmsProp;
pub use sgd::Sgd;

/// An optimizer: settings and one update rule over flat slices. Its memory is kept by the caller, so that it can be
/// saved with a checkpoint.
pub trait Optimizer: Adjust + DynClone + Send + Sync {
    /// The names of the memory slices it needs, each as long as the weights and zero at first (momentum, …).
    fn slots(&self) -> &'static [&'static str];

    /// A usual learning rate.
    fn usual_rate(&self) -> f32;

    /// One update of `weights`. `slots` are those that [`Self::slots`] names, in that order, each as long as the
    /// weights.
    fn update(
        &self,
        weights: &mut [f32],
        gradients: &[f32],
        slots: &mut [Vec<f32>],
        step: &Step<'_>,
    );
}

dyn_clone::clone_trait_object!(Optimizer);

/// Where training stands at an update.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// The learning rate η.
    pub rate: f32,
    /// The number of this step, from 1.
    pub number: u64,
    /// The parts of the weights that are matrices, in order; what lies between is taken number by number.
    pub matrices: &'a [Block],
}

impl Step<'static> {
    /// A step for weights of which no part is a matrix.
    pub fn new(rate: f32, number: u64) -> Self {
        Self {
            rate,
            number,
            matrices: &[],
        }
    }
}

/// A row-major matrix within the weights: the linear map of a dense layer or of a convolution, a row for each output
/// channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Where it lies.
    pub range: Range<usize>,
    /// How many rows.
    pub rows: usize,
}

/// All optimizers, in the order of menus.
pub static ALL: Catalogue<dyn Optimizer> = &[
    crate::entry!(Sgd),
    crate::entry!(Momentum),
    crate::entry!(Nesterov),
    crate::entry!(RmsProp),
    crate::entry!(Adam),
    crate::entry!(AdamW),
    crate::entry!(Muon),
];

/// Weights moved by one thread at a time; fewer than twice as many are not worth a second thread.
const PART: usize = 32_768;

/// A number too small to matter becomes zero. Numbers below 1e-38 are held in a form that processors handle ten
/// times slower, and moments of units that get no gradient shrink into it and stay there.
#[inline(always)]
fn flush(value: f32) -> f32 {
    if value.abs() < 1e-30 { 0.0 } else { value }
}

/// Applies `rule(weight, gradient)` to every weight.
fn each(weights: &mut [f32], gradients: &[f32], rule: impl Fn(&mut f32, f32) + Sync) {
    let part = |weights: &mut [f32], gradients: &[f32]| {
        wide(|| {
            for (weight, &gradient) in weights.iter_mut().zip(gradients) {
                rule(weight, gradient);
            }
        });
    };
    if weights.len() < 2 * PART {
        part(weights, gradients);
    } else {
        weights
            .par_chunks_mut(PART)
            .zip(gradients.par_chunks(PART))
            .for_each(|(weights, gradients)| part(weights, gradients));
    }
}

/// Applies `rule(weight, gradient, memory)` to every weight and its number in the first slot.
fn each_with_one(
    weights: &mut [f32],
    gradients: &[f32],
    slots: &mut [Vec<f32>],
    rule: impl Fn(&mut f32, f32, &mut f32) + Sync,
) {
    let [first, ..] = slots else { return };
    let part = |weights: &mut [f32], gradients: &[f32], first: &mut [f32]| {
        wide(|| {
            for ((weight, &gradient), first) in weights.iter_mut().zip(gradients).zip(first) {
                rule(weight, gradient, first);
            }
        });
    };
    if weights.len() < 2 * PART {
        part(weights, gradients, first);
    } else {
        weights
            .par_chunks_mut(PART)
            .zip(gradients.par_chunks(PART))
            .zip(first.par_chunks_mut(PART))
            .for_each(|((weights, gradients), first)| part(weights, gradients, first));
    }
}

/// Applies `rule(weight, gradient, memory, memory)` to every weight and its numbers in the first two slots.
fn each_with_two(
    weights: &mut [f32],
    gradients: &[f32],
    slots: &mut [Vec<f32>],
    rule: impl Fn(&mut f32, f32, &mut f32, &mut f32) + Sync,
) {
    let [first, second, ..] = slots else { return };
    two(weights, gradients, first, second, rule);
}

/// The same over slices.
fn two(
    weights: &mut [f32],
    gradients: &[f32],
    first: &mut [f32],
    second: &mut [f32],
    rule: impl Fn(&mut f32, f32, &mut f32, &mut f32) + Sync,
) {
    let part = |weights, gradients, first, second| {
        wide(Pass {
            weights,
            gradients,
            first,
            second,
            rule: &rule,
        });
    };
    if weights.len() < 2 * PART {
        part(weights, gradients, first, second);
    } else {
        weights
            .par_chunks_mut(PART)
            .zip(gradients.par_chunks(PART))
            .zip(first.par_chunks_mut(PART))
            .zip(second.par_chunks_mut(PART))
            .for_each(|(((weights, gradients), first), second)| {
                part(weights, gradients, first, second);
            });
    }
}

/// A rule with two memories, on its way through the weights.
struct Pass<'a, R> {
    weights: &'a mut [f32],
    gradients: &'a [f32],
    first: &'a mut [f32],
    second: &'a mut [f32],
    rule: &'a R,
}

impl<R: Fn(&mut f32, f32, &mut f32, &mut f32)> NullaryFnOnce for Pass<'_, R> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let numbers = self.weights.iter_mut().zip(self.gradients);
        let memories = self.first.iter_mut().zip(self.second);
        for ((weight, &gradient), (first, second)) in numbers.zip(memories) {
            (self.rule)(weight, gradient, first, second);
        }
    }
}

#[cfg(test)]
mod tests;

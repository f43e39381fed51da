//! What runs: a network compiled from a valid architecture, buffers planned once.

use std::ops::Range;

use super::init::Init;
use super::{Architecture, ArchitectureError, NamedTensor, RowId, Shape, Tensor, Weights};

/// How a pass through the network is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Batch statistics, dropout on; a backward pass may follow. `seed` decides which units are dropped.
    Train {
        /// Decides which units are dropped; different for each step.
        seed: u64,
    },
    /// Running statistics, dropout off; a backward pass may follow (for gradients of the input).
    Evaluate,
}

/// One trainable array inside the network's flat list of weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// `<row id>.<parameter>`, e.g. `3.weight`.
    pub name: String,
    /// The row that owns it.
    pub row: RowId,
    /// Its shape.
    pub shape: Vec<usize>,
    /// Where it lies in [`Network::values`] and [`Network::gradients`].
    pub range: Range<usize>,
}

/// A network that runs.
pub struct Network {}

/// Why weights do not fit a network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("weights \"{name}\": {problem}")]
pub struct WeightsError {
    /// The array.
    pub name: String,
    /// What is wrong with it.
    pub problem: String,
}

#[allow(clippy::todo, unused_variables, missing_docs)]
impl Network {
    /// Builds a network for examples of shape `input` (the batch size may change from call to call).
    pub fn new(
        architecture: &Architecture,
        input: Shape,
        init: Init,
        seed: u64,
    ) -> Result<Self, ArchitectureError> {
        todo!()
    }
    pub fn input_shape(&self) -> Shape {
        todo!()
    }
    pub fn output_shape(&self) -> Shape {
        todo!()
    }
    /// Runs a batch forward; the answer lives until the next call.
    pub fn forward(&mut self, input: &Tensor, mode: Mode) -> &Tensor {
        todo!()
    }
    /// After `forward`: gradients of all weights (replacing the old ones) and of the input.
    pub fn backward(&mut self, answer_gradient: &Tensor) {
        todo!()
    }
    /// Whether `backward` also computes the input's gradient (off by default: it costs time).
    pub fn want_input_gradient(&mut self, want: bool) {
        todo!()
    }
    pub fn input_gradient(&self) -> Option<&Tensor> {
        todo!()
    }
    /// Whether every row's output is kept after a forward pass in evaluation too.
    pub fn keep_activations(&mut self, keep: bool) {
        todo!()
    }
    /// A row's output at the last forward pass (always there after `Mode::Train`).
    pub fn activation(&self, row: RowId) -> Option<Tensor> {
        todo!()
    }
    pub fn parameters(&self) -> &[Parameter] {
        todo!()
    }
    pub fn values(&self) -> &[f32] {
        todo!()
    }
    pub fn gradients(&self) -> &[f32] {
        todo!()
    }
    /// Weights to change and their gradients, side by side, for an optimizer.
    pub fn update(&mut self) -> (&mut [f32], &[f32]) {
        todo!()
    }
    /// Copies of all numbers: trainable ones and running statistics.
    pub fn weights(&self) -> Weights {
        todo!()
    }
    /// Takes all numbers over; all names and shapes must match.
    pub fn set_weights(&mut self, weights: &[NamedTensor]) -> Result<(), WeightsError> {
        todo!()
    }
    /// Takes over those whose name and shape match; returns how many.
    pub fn adopt_weights(&mut self, weights: &[NamedTensor]) -> usize {
        todo!()
    }
    /// The first row whose output, or else whose parameter gradient, holds a NaN or infinity; for telling a person where it began.
    pub fn first_non_finite(&self) -> Option<RowId> {
        todo!()
    }
    /// For each rectifier row: share of its channels (units, for vectors) that were zero for the whole last batch.
    pub fn dead_share(&self, row: RowId) -> Option<f32> {
        todo!()
    }
}

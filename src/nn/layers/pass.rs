//! What a layer gets to work on when a batch passes through it.

use std::ops::Range;

use super::super::{Mode, RowId};
use crate::math::{Layout, norm};

/// Activations to read.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// How they lie in memory.
    pub layout: Layout,
    /// The whole buffer.
    pub data: &'a [f32],
}

/// Activations to write. Every pixel must be written; the border must stay zero.
#[derive(Debug)]
pub struct ViewMut<'a> {
    /// How they lie in memory.
    pub layout: Layout,
    /// The whole buffer.
    pub data: &'a mut [f32],
}

/// A layer's parameters, in the order of [`Layer::parameters`](super::Layer::parameters).
#[derive(Clone, Copy, Debug)]
pub struct Parameters<'a> {
    /// All numbers of the network.
    pub values: &'a [f32],
    /// Where the layer's arrays lie.
    pub ranges: &'a [Range<usize>],
}

impl<'a> Parameters<'a> {
    /// One array; empty when the layer has none of that number.
    pub fn array(&self, index: usize) -> &'a [f32] {
        self.ranges
            .get(index)
            .map_or(&[], |range| &self.values[range.clone()])
    }
}

/// The gradients of a layer's parameters, to add to.
#[derive(Debug)]
pub struct Gradients<'a> {
    /// All gradients of the network.
    pub values: &'a mut [f32],
    /// Where the layer's arrays lie.
    pub ranges: &'a [Range<usize>],
}

impl Gradients<'_> {
    /// One array; empty when the layer has none of that number.
    pub fn array(&mut self, index: usize) -> &mut [f32] {
        match self.ranges.get(index) {
            Some(range) => &mut self.values[range.clone()],
            None => &mut [],
        }
    }
}

/// What a layer remembers from a forward pass for the backward pass, and its working space. It survives between steps, so that
/// nothing is allocated anew.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// Numbers to remember, e.g. a dropout mask.
    pub kept: Vec<f32>,
    /// Working space with unspecified contents.
    pub scratch: Vec<f32>,
}

/// A forward pass through one layer.
#[derive(Debug)]
pub struct Forward<'a> {
    /// What enters.
    pub input: View<'a>,
    /// What leaves.
    pub output: ViewMut<'a>,
    /// The layer's parameters.
    pub parameters: Parameters<'a>,
    /// The layer's state arrays one after another, in the order of [`Layer::state`](super::Layer::state).
    pub state: &'a mut [f32],
    /// What to remember.
    pub memory: &'a mut Memory,
    /// Training or evaluation.
    pub mode: Mode,
    /// The row, for its own stream of random numbers.
    pub row: RowId,
    /// Whether the linear map is used transposed.
    pub transposed: bool,
}

/// A backward pass through one layer; everything is as it was in the forward pass.
#[derive(Debug)]
pub struct Backward<'a> {
    /// What entered.
    pub input: View<'a>,
    /// What left.
    pub output: View<'a>,
    /// The gradient of what left; its border is zero.
    pub output_gradient: View<'a>,
    /// The gradient of what entered, to be written when it is wanted.
    pub input_gradient: Option<ViewMut<'a>>,
    /// The layer's parameters.
    pub parameters: Parameters<'a>,
    /// Their gradients, to be added to.
    pub gradients: Gradients<'a>,
    /// The layer's state arrays.
    pub state: &'a [f32],
    /// What the forward pass remembered.
    pub memory: &'a mut Memory,
    /// Training or evaluation.
    pub mode: Mode,
    /// Whether the linear map is used transposed.
    pub transposed: bool,
}

impl Backward<'_> {
    /// Adds the gradient of a bias, parameter 1: it is added to every pixel, so its gradient is the sum of dy over all pixels.
    pub fn add_bias_gradient(&mut self) {
        let bias = self.gradients.array(1);
        if !bias.is_empty() {
            let sums = norm::channel_sums(&self.output_gradient.layout, self.output_gradient.data);
            for (gradient, sum) in bias.iter_mut().zip(sums) {
                *gradient += sum as f32;
            }
        }
    }
}

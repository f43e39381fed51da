//! What a layer gets to work on when a batch passes through it.

use std::ops::Range;

use super::super::{Mode, RowId};
use crate::math::layers::norm::{self, Affine};
use crate::math::layers::{Layout, conv::Epilogue};

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

/// What a layer remembers from a forward pass for the backward pass, and its working space. It survives between steps,
/// so that nothing is allocated anew.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// Numbers to remember, e.g. a dropout mask.
    pub kept: Vec<f32>,
    /// Working space with unspecified contents.
    pub scratch: Vec<f32>,
}

/// What rows that follow a layer leave to it, because it is cheaper to do while the numbers are at hand. Only layers of
/// some [`Role`](super::Role)s get any of it.
#[derive(Debug, Default)]
pub struct Fused<'a> {
    /// For the evaluation of a linear map: a normalisation of its output.
    pub map: Option<Affine<'a>>,
    /// For the training of a linear map: room for the mean and then the variance of each channel of its output.
    pub moments: Option<&'a mut [f32]>,
    /// For the training of a normalisation: whether its memory holds those moments already.
    pub measured: bool,
    /// Whether negative outputs become zero. NaN is passed on.
    pub rectify: bool,
}

impl<'a> Fused<'a> {
    /// What of it the kernels do.
    pub fn finish(&mut self) -> Epilogue<'a> {
        Epilogue {
            rectify: self.rectify,
            moments: self.moments.take(),
        }
    }
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
    /// What the rows that follow leave to this one.
    pub fused: Fused<'a>,
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
    /// Whether the forward pass also made negative outputs zero: then the gradient is that behind the rectifier.
    pub rectified: bool,
}

impl Backward<'_> {
    /// Adds the gradient of a bias, parameter 1: it is added to every pixel, so its gradient is the sum of dy over all
    /// pixels.
    pub fn add_bias_gradient(&mut self) {
        let bias = self.gradients.array(1);
        if !bias.is_empty() {
            norm::add_channel_sums(
                &self.output_gradient.layout,
                self.output_gradient.data,
                bias,
            );
        }
    }
}

/// The weights and bias of a linear map followed by an affine one: a·(w·x + b) + c = (a·w)·x + (a·b + c). `room` holds
/// them if they differ from the map's own.
pub fn fold<'a>(
    [weight, bias]: [&'a [f32]; 2],
    map: Option<Affine<'_>>,
    room: &'a mut Vec<f32>,
) -> [&'a [f32]; 2] {
    let Some(Affine { scale, shift }) = map else {
        return [weight, bias];
    };
    let channels = scale.len();
    room.resize(weight.len() + channels, 0.0);
    let (weights, biases) = room.split_at_mut(weight.len());
    let size = (weight.len() / channels.max(1)).max(1);
    let rows = weights
        .chunks_exact_mut(size)
        .zip(weight.chunks_exact(size));
    for ((folded, weight), scale) in rows.zip(scale) {
        for (folded, weight) in folded.iter_mut().zip(weight) {
            *folded = weight * scale;
        }
    }
    for (c, folded) in biases.iter_mut().enumerate() {
        *folded = bias.get(c).map_or(0.0, |bias| bias * scale[c]) + shift[c];
    }
    [weights, biases]
}

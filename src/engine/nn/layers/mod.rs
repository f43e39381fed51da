//! The catalogue of layers: one file each. To add one, copy `tanh.rs`: its head says what to do.

mod average_pool;
mod batch_norm;
mod conv;
mod curve;
mod dense;
mod depthwise;
mod dropout;
mod embedding;
mod flatten;
mod gelu;
mod global_average_pool;
mod group_norm;
mod identity;
mod instance_norm;
mod layer_norm;
mod leaky_relu;
mod max_pool;
pub mod pass;
mod pixel_shuffle;
mod pixel_unshuffle;
pub(in crate::nn) mod positional_code;
mod prelu;
mod region;
mod relu;
mod self_attention;
mod sigmoid;
mod silu;
mod softmax;
mod tanh;
mod transposed_conv;
mod upsample;

use crate::say;
use dyn_clone::DynClone;

pub use average_pool::AveragePool;
pub use batch_norm::BatchNorm;
pub use conv::{Conv, Padding};
pub use curve::Curve;
pub use dense::Dense;
pub use depthwise::Depthwise;
pub use dropout::Dropout;
pub use embedding::Embedding;
pub use flatten::Flatten;
pub use gelu::Gelu;
pub use global_average_pool::GlobalAveragePool;
pub use group_norm::GroupNorm;
pub use identity::Identity;
pub use instance_norm::InstanceNorm;
pub use layer_norm::LayerNorm;
pub use leaky_relu::LeakyRelu;
pub use max_pool::MaxPool;
pub use pass::{Backward, Forward, Memory, Parameters};
pub use pixel_shuffle::PixelShuffle;
pub use pixel_unshuffle::PixelUnshuffle;
pub use positional_code::PositionalCode;
pub use prelu::Prelu;
pub use relu::Relu;
pub use self_attention::SelfAttention;
pub use sigmoid::Sigmoid;
pub use silu::Silu;
pub use softmax::Softmax;
pub use tanh::Tanh;
pub use transposed_conv::TransposedConv;
pub use upsample::{Method, Upsample};

use super::{RowProblem, Shape};
use crate::setting::{Adjust, Catalogue};

/// How an array of numbers begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Start {
    /// At random, as [`Init`](super::init::Init) says.
    Random {
        /// How many inputs one output sees.
        fan_in: usize,
        /// How many outputs one input reaches.
        fan_out: usize,
    },
    /// All equal.
    Constant(f32),
    /// Evenly spaced along the last axis, from the first number to the second.
    Ramp(f32, f32),
}

/// An array of numbers that a layer needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Spec {
    /// Its name, e.g. `weight`.
    pub name: &'static str,
    /// Its shape, last axis fastest.
    pub shape: Vec<usize>,
    /// How it begins.
    pub start: Start,
}

impl Spec {
    /// A vector of equal numbers.
    pub fn constant(name: &'static str, length: usize, value: f32) -> Self {
        Self {
            name,
            shape: vec![length],
            start: Start::Constant(value),
        }
    }

    /// The rows of the matrix that these numbers are, one for each output channel; none for those that are no linear
    /// map between channels (biases, gains, curves, depthwise filters).
    pub fn rows(&self) -> Option<usize> {
        match (&self.start, &self.shape[..]) {
            (Start::Random { .. }, [rows, _] | [rows, _, _, _]) => Some(*rows),
            _ => None,
        }
    }

    /// How many numbers; `usize::MAX` when they are too many to count.
    pub fn size(&self) -> usize {
        self.shape
            .iter()
            .fold(1, |size, &side| size.saturating_mul(side))
    }
}

/// What part of its input one output value sees, for the receptive field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reach {
    /// A window of `size` input pixels; neighbouring windows lie `step` input pixels apart (½ for doubling).
    Window {
        /// Height and width of the window.
        size: [f64; 2],
        /// Distance of neighbouring windows.
        step: f64,
    },
    /// All of it.
    Everything,
    /// One pixel, but the output has lost its place: it is a vector.
    Scattered,
}

impl Reach {
    /// Each output pixel sees the one input pixel at its place.
    pub const POINT: Self = Self::Window {
        size: [1.0; 2],
        step: 1.0,
    };
}

/// What a layer is to its neighbours, where passes can be merged: a normalisation and a rectifier right behind a linear
/// map are done while its output is at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A linear map with parameters, first the weights, output channels outermost, then a bias for each of them (or
    /// none).
    Linear,
    /// An affine map of each channel; behind it or a linear map, negative numbers can become zero at once.
    Norm,
    /// Makes negative numbers zero, and nothing else. Its backward pass reads its output only.
    Rectifier,
    /// Hands its input on as it is: a row that is there for its join.
    Copy,
    /// Anything else.
    Other,
}

/// A layer: one input, one output. Joins (add, concat) are made by rows, before their layer.
///
/// A layer is plain data (its settings) plus arithmetic; numbers that training changes live in the network. All
/// settings are within their ranges when the methods are called, and shapes have at most 2³¹ numbers.
pub trait Layer: Adjust + DynClone + Send + Sync {
    /// The output's shape for examples of shape `input`.
    ///
    /// # Errors
    /// What is wrong with that input, and the cure.
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem>;

    /// The trainable arrays. The first is the linear map, if there is one; only that is shared by a transposed tie.
    fn parameters(&self, _input: Shape) -> Vec<Spec> {
        Vec::new()
    }

    /// Arrays that are not trained but belong to the network's numbers (running statistics).
    fn state(&self, _input: Shape) -> Vec<Spec> {
        Vec::new()
    }

    /// Multiply-adds for one example.
    fn multiply_adds(&self, _input: Shape) -> u64 {
        0
    }

    /// Numbers of one example that a pass keeps for the way back, besides its input and output.
    fn keeps(&self, _input: Shape) -> usize {
        0
    }

    /// What one output value sees.
    fn reach(&self) -> Reach {
        Reach::POINT
    }

    /// Pixels of zeros that the layer likes to find around its input and its output's gradient.
    fn border(&self) -> usize {
        0
    }

    /// What it is to its neighbours.
    fn role(&self) -> Role {
        Role::Other
    }

    /// For a normalisation: puts the factors and then the summands of its affine map in evaluation into `out`.
    fn affine(&self, _parameters: Parameters<'_>, _state: &[f32], _out: &mut Vec<f32>) {}

    /// Whether it cuts values off at zero, so that units can be dead.
    fn rectifies(&self) -> bool {
        false
    }

    /// The output's shape when this layer runs the linear map of `owner` (same kind) transposed: from `owner`'s output
    /// back to its input, of shape `to`.
    ///
    /// # Errors
    /// Why it cannot, and the cure.
    fn transposed_shape(&self, _owner: &dyn Layer, _to: Shape) -> Result<Shape, RowProblem> {
        Err(RowProblem::new(
            say!("{} has no linear map to transpose", self.label()),
            say!("share its weights as they are, or not at all"),
        ))
    }

    /// Computes the output.
    fn forward(&self, pass: Forward<'_>);

    /// Computes the input's gradient, if asked, and adds to the gradients of parameters.
    fn backward(&self, pass: Backward<'_>);
}

dyn_clone::clone_trait_object!(Layer);

impl std::fmt::Debug for dyn Layer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.id())?;
        self.settings()
            .iter()
            .filter_map(|s| Some((s.key, self.get(s.key)?)))
            .try_for_each(|(k, v)| write!(f, " {k}={v}"))
    }
}

/// The refusal of a setting that differs between a transposed row and the row that owns the weights.
fn same_settings(layer: &dyn Layer, owner: &dyn Layer, keys: &[&str]) -> Result<(), RowProblem> {
    for key in keys {
        let (own, other) = (layer.get(key), owner.get(key));
        if let (Some(own), Some(other)) = (own, other)
            && own != other
        {
            return Err(RowProblem::new(
                say!(
                    "shares weights transposed, but its {} is {} where the owner's is {}",
                    *key,
                    own.to_string(),
                    other.to_string()
                ),
                say!("set {} to {}", *key, other.to_string()),
            ));
        }
    }
    Ok(())
}

/// The shape after windows of `size` pixels, `stride` apart, that stay inside the image.
fn pooled(input: Shape, size: usize, stride: usize) -> Result<Shape, RowProblem> {
    let side = |length: usize| length.checked_sub(size).map(|rest| rest / stride + 1);
    match (side(input.height), side(input.width)) {
        (Some(height), Some(width)) => Ok(Shape::new(input.channels, height, width)),
        _ => Err(RowProblem::new(
            say!("looks at {}×{} pixels, but gets {}", size, size, input),
            say!("choose a smaller size, or remove a pooling or stride above"),
        )),
    }
}

/// All layers, in the order of menus.
pub static ALL: Catalogue<dyn Layer> = &[
    crate::entry!(Conv),
    crate::entry!(Depthwise),
    crate::entry!(TransposedConv),
    crate::entry!(Dense),
    crate::entry!(Relu),
    crate::entry!(LeakyRelu),
    crate::entry!(Prelu),
    crate::entry!(Gelu),
    crate::entry!(Silu),
    crate::entry!(Tanh),
    crate::entry!(Sigmoid),
    crate::entry!(Softmax),
    crate::entry!(Curve),
    crate::entry!(BatchNorm),
    crate::entry!(GroupNorm),
    crate::entry!(InstanceNorm),
    crate::entry!(LayerNorm),
    crate::entry!(MaxPool),
    crate::entry!(AveragePool),
    crate::entry!(GlobalAveragePool),
    crate::entry!(Upsample),
    crate::entry!(PixelShuffle),
    crate::entry!(PixelUnshuffle),
    crate::entry!(Embedding),
    crate::entry!(PositionalCode),
    crate::entry!(SelfAttention),
    crate::entry!(Dropout),
    crate::entry!(Flatten),
    crate::entry!(Identity),
];

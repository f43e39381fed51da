//! The codes of places as a table.

use crate::nn::init::Init;
use crate::nn::layers::PositionalCode;
use crate::nn::{Architecture, Mode, Network, Shape, Tensor};

/// What a positional code adds to pictures of this shape, channel after channel.
pub fn table(shape: Shape) -> Vec<f32> {
    let alone = Architecture::of([Box::new(PositionalCode {}) as _]);
    let Ok(mut network) = Network::new(&alone, shape, Init::Zeros, 0) else {
        return Vec::new();
    };
    let found = network.forward(&Tensor::zeros(1, shape), Mode::Evaluate);
    let pixels = found.data.chunks_exact(shape.channels);
    (0..shape.channels)
        .flat_map(|c| pixels.clone().map(move |pixel| pixel[c]))
        .collect()
}

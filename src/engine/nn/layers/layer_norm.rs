//! Layer normalisation: the channels of each pixel get mean 0 and variance 1.
//!
//! `y = γ_c (x − μ) / √(v + ε) + β_c`; see [`crate::math::layers::regions`] for the derivatives. Nothing depends on the
//! rest of the batch, so training and evaluation are the same. Shapes: any, unchanged. Source: Ba, Kiros, Hinton 2016,
//! arXiv:1607.06450.

use super::{Backward, Forward, Layer, Spec, region};
use crate::math::layers::regions::Regions;
use crate::nn::{RowProblem, Shape};
use crate::say;
use crate::setting::Kind;

crate::adjustable! {
    /// Layer normalisation: the channels of each pixel get mean 0 and variance 1.
    #[derive(Clone, Debug, PartialEq)]
    pub struct LayerNorm: "layer-norm", "Layer norm",
        "Gives the channels of each pixel (of each token) mean 0 and variance 1, then each channel a trainable scale \
        and shift: usual in transformers." {
        /// Added to the variance.
        epsilon: f32 = 1e-5, Kind::log(1e-8, 1.0),
            "Epsilon", "", "Added to the variance, so that constant regions do not explode; 0.00001 is usual.";
    }
}

impl Layer for LayerNorm {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        if input.channels > 1 {
            return Ok(input);
        }
        Err(RowProblem::new(
            say!("normalises one number a pixel: the result is always 0"),
            say!("give the row above several channels, or remove this row"),
        ))
    }

    fn parameters(&self, input: Shape) -> Vec<Spec> {
        region::parameters(input)
    }

    fn multiply_adds(&self, input: Shape) -> u64 {
        input.size() as u64
    }

    fn forward(&self, pass: Forward<'_>) {
        let regions = Regions::Pixels;
        region::forward(regions, self.epsilon, pass);
    }

    fn backward(&self, pass: Backward<'_>) {
        let regions = Regions::Pixels;
        region::backward(regions, self.epsilon, pass);
    }
}

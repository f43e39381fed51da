//! Instance normalisation: each channel of each picture gets mean 0 and variance 1.
//!
//! `y = γ_c (x − μ) / √(v + ε) + β_c`; see [`crate::math::layers::regions`] for the derivatives. Nothing depends on the
//! rest of the batch, so training and evaluation are the same. Shapes: any, unchanged. Source: Ulyanov, Vedaldi,
//! Lempitsky 2016, arXiv:1607.08022.

use super::{Backward, Forward, Layer, Spec, region};
use crate::math::layers::regions::Regions;
use crate::nn::{RowProblem, Shape};
use crate::say;
use crate::setting::Kind;

crate::adjustable! {
    /// Instance normalisation: each channel of each picture gets mean 0 and variance 1.
    #[derive(Clone, Debug, PartialEq)]
    pub struct InstanceNorm: "instance-norm", "Instance norm",
        "Gives each channel of each picture mean 0 and variance 1, then a trainable scale and shift: contrast is \
        forgotten, as style transfer wants it." {
        /// Added to the variance.
        epsilon: f32 = 1e-5, Kind::log(1e-8, 1.0),
            "Epsilon", "", "Added to the variance, so that constant regions do not explode; 0.00001 is usual.";
    }
}

impl Layer for InstanceNorm {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        if input.height * input.width > 1 {
            return Ok(input);
        }
        Err(RowProblem::new(
            say!(
                "normalises one number a channel ({}): the result is always 0",
                input
            ),
            say!("put it where the picture still has several pixels, or use layer norm"),
        ))
    }

    fn parameters(&self, input: Shape) -> Vec<Spec> {
        region::parameters(input)
    }

    fn multiply_adds(&self, input: Shape) -> u64 {
        input.size() as u64
    }

    fn forward(&self, pass: Forward<'_>) {
        let regions = Regions::Groups(pass.input.layout.channels);
        region::forward(regions, self.epsilon, pass);
    }

    fn backward(&self, pass: Backward<'_>) {
        let regions = Regions::Groups(pass.input.layout.channels);
        region::backward(regions, self.epsilon, pass);
    }
}

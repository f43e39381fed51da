//! Group normalisation: each group of neighbouring channels of each picture gets mean 0 and variance 1.
//!
//! `y = γ_c (x − μ) / √(v + ε) + β_c`; see [`crate::math::layers::regions`] for the derivatives. Nothing depends on the
//! rest of the batch, so training and evaluation are the same. Shapes: any, unchanged. Source: Wu and He 2018,
//! doi:10.1007/978-3-030-01261-8_1.

use super::{Backward, Forward, Layer, Spec, region};
use crate::math::layers::regions::Regions;
use crate::nn::{RowProblem, Shape, in_words};
use crate::say;
use crate::setting::Kind;

crate::adjustable! {
    /// Group normalisation: each group of neighbouring channels of each picture gets mean 0 and variance 1.
    #[derive(Clone, Debug, PartialEq)]
    pub struct GroupNorm: "group-norm", "Group norm",
        "Gives each group of channels of each picture mean 0 and variance 1, then each channel a trainable scale and \
        shift; it works with a batch of one." {
        /// Groups of channels.
        groups: usize = 8, Kind::int(1, 4096),
            "Groups", "", "Into how many groups the channels are divided; 8 to 32 is usual.";
        /// Added to the variance.
        epsilon: f32 = 1e-5, Kind::log(1e-8, 1.0),
            "Epsilon", "", "Added to the variance, so that constant regions do not explode; 0.00001 is usual.";
    }
}

impl Layer for GroupNorm {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        if input.channels.is_multiple_of(self.groups) {
            return Ok(input);
        }
        let fits = (1..=self.groups)
            .rev()
            .find(|groups| input.channels.is_multiple_of(*groups));
        Err(RowProblem::new(
            say!(
                "divides {} into {} groups",
                in_words(input.channels),
                self.groups
            ),
            say!(
                "set groups to {}, or another divisor of {}",
                fits.unwrap_or(1),
                input.channels
            ),
        ))
    }

    fn parameters(&self, input: Shape) -> Vec<Spec> {
        region::parameters(input)
    }

    fn multiply_adds(&self, input: Shape) -> u64 {
        input.size() as u64
    }

    fn forward(&self, pass: Forward<'_>) {
        let regions = Regions::Groups(self.groups);
        region::forward(regions, self.epsilon, pass);
    }

    fn backward(&self, pass: Backward<'_>) {
        let regions = Regions::Groups(self.groups);
        region::backward(regions, self.epsilon, pass);
    }
}

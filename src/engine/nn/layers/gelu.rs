//! Gaussian error linear unit: `y = x Φ(x)`, Φ the normal distribution. Shapes: any, unchanged.
//!
//! Source: Hendrycks and Gimpel 2016, arXiv:1606.08415.

use super::{Backward, Forward, Layer};
use crate::math::error_function::normal_distribution;
use crate::math::layers::pointwise;
use crate::nn::{RowProblem, Shape};

crate::adjustable! {
    /// The Gaussian error linear unit.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Gelu: "gelu", "GELU", "Like a rectifier with a soft bend: usual in transformers." {}
}

impl Layer for Gelu {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        Ok(input)
    }

    fn forward(&self, pass: Forward<'_>) {
        pointwise::map(pass.input.data, pass.output.data, |x| {
            x * normal_distribution(x).0
        });
    }

    fn backward(&self, pass: Backward<'_>) {
        // y′ = Φ(x) + x φ(x).
        if let Some(dx) = pass.input_gradient {
            let (x, dy) = (pass.input.data, pass.output_gradient.data);
            pointwise::zip(x, dy, dx.data, |x, dy| {
                let (below, density) = normal_distribution(x);
                (below + x * density) * dy
            });
        }
    }
}

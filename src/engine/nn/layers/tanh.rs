//! Hyperbolic tangent: `y = tanh x`, in −1..1. Shapes: any, unchanged.

use super::{Backward, Forward, Layer};
use crate::math::pointwise;
use crate::nn::{RowProblem, Shape};

crate::adjustable! {
    /// The hyperbolic tangent.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Tanh: "tanh", "Tanh", "Squeezes numbers smoothly into −1..1." {}
}

impl Layer for Tanh {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        Ok(input)
    }

    fn forward(&self, pass: Forward<'_>) {
        pointwise::map(pass.input.data, pass.output.data, f32::tanh);
    }

    fn backward(&self, pass: Backward<'_>) {
        // tanh′ = 1 − tanh².
        if let Some(dx) = pass.input_gradient {
            pointwise::zip(
                pass.output.data,
                pass.output_gradient.data,
                dx.data,
                |y, dy| (1.0 - y * y) * dy,
            );
        }
    }
}

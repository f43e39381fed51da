//! Rectifier: `y = max(x, 0)`. Shapes: any, unchanged. Source: Nair and Hinton 2010.

use super::{Backward, Forward, Layer, Role};
use crate::math::layers::pointwise;
use crate::nn::{RowProblem, Shape};

crate::adjustable! {
    /// The rectified linear unit.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Relu: "relu", "ReLU", "Passes positive numbers on and makes the others zero." {}
}

impl Layer for Relu {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        Ok(input)
    }

    fn role(&self) -> Role {
        Role::Rectifier
    }

    fn rectifies(&self) -> bool {
        true
    }

    fn forward(&self, pass: Forward<'_>) {
        // Written so that NaN is passed on: it should be seen where it arises, not hidden here.
        pointwise::map(pass.input.data, pass.output.data, |x| {
            if x < 0.0 { 0.0 } else { x }
        });
    }

    fn backward(&self, pass: Backward<'_>) {
        // dy/dx is 1 where x > 0 and 0 where x < 0; at 0 we take 0.
        if let Some(dx) = pass.input_gradient {
            pointwise::zip(
                pass.output.data,
                pass.output_gradient.data,
                dx.data,
                |y, dy| if y > 0.0 { dy } else { 0.0 },
            );
        }
    }
}

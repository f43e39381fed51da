//! Sigmoid linear unit: `y = x σ(x)`, σ the logistic function. Shapes: any, unchanged.
//!
//! Source: Elfwing, Uchibe, Doya 2018, doi:10.1016/j.neunet.2017.12.012.

use super::{Backward, Forward, Layer};
use crate::math::layers::pointwise;
use crate::nn::{RowProblem, Shape};

crate::adjustable! {
    /// The sigmoid linear unit.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Silu: "silu", "SiLU", "A number times its own sigmoid: like a rectifier with a soft bend." {}
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

impl Layer for Silu {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        Ok(input)
    }

    fn forward(&self, pass: Forward<'_>) {
        pointwise::map(pass.input.data, pass.output.data, |x| x * sigmoid(x));
    }

    fn backward(&self, pass: Backward<'_>) {
        // y′ = σ + x σ (1 − σ).
        if let Some(dx) = pass.input_gradient {
            let (x, dy) = (pass.input.data, pass.output_gradient.data);
            pointwise::zip(x, dy, dx.data, |x, dy| {
                let share = sigmoid(x);
                share * (1.0 + x * (1.0 - share)) * dy
            });
        }
    }
}

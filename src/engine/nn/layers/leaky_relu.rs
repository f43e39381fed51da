//! Leaky rectifier: `y = x` for x ≥ 0, `y = slope·x` below. Shapes: any, unchanged. Source: Maas, Hannun, Ng 2013.

use super::{Backward, Forward, Layer};
use crate::math::layers::pointwise;
use crate::nn::{RowProblem, Shape};
use crate::setting::Kind;

crate::adjustable! {
    /// The leaky rectified linear unit.
    #[derive(Clone, Debug, PartialEq)]
    pub struct LeakyRelu: "leaky-relu", "Leaky ReLU",
        "Passes positive numbers on and shrinks the others, so that no unit dies." {
        /// Slope for negative numbers.
        slope: f32 = 0.1, Kind::float(0.0, 1.0), "Slope", "", "Factor for negative numbers; 0.01 to 0.2 is usual.";
    }
}

impl Layer for LeakyRelu {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        Ok(input)
    }

    fn forward(&self, pass: Forward<'_>) {
        let slope = self.slope;
        pointwise::map(pass.input.data, pass.output.data, |x| {
            if x < 0.0 { slope * x } else { x }
        });
    }

    fn backward(&self, pass: Backward<'_>) {
        // dy/dx is 1 where x > 0 and the slope elsewhere.
        let slope = self.slope;
        if let Some(dx) = pass.input_gradient {
            pointwise::zip(
                pass.input.data,
                pass.output_gradient.data,
                dx.data,
                |x, dy| if x > 0.0 { dy } else { slope * dy },
            );
        }
    }
}

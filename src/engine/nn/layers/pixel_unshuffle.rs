//! Pixel unshuffle: pixels become channels. Shapes: `[c, h·r, w·r] → [c·r², h, w]`, the inverse of pixel shuffle.
//! Source: Zhang, Zuo, Zhang 2018 (FFDNet), doi:10.1109/TIP.2018.2839891.

use super::{Backward, Forward, Layer, Reach};
use crate::math::layers::resample;
use crate::nn::{RowProblem, Shape};
use crate::say;
use crate::setting::Kind;

crate::adjustable! {
    /// Makes channels of pixels.
    #[derive(Clone, Debug, PartialEq)]
    pub struct PixelUnshuffle: "pixel-unshuffle", "Pixel unshuffle",
        "Gathers squares of pixels into channels of a coarser grid." {
        /// Reduction.
        factor: usize = 2, Kind::int(1, 16),
            "Factor", "×", "How many times lower and narrower; channels grow by its square.";
    }
}

impl Layer for PixelUnshuffle {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        let factor = self.factor;
        if !input.height.is_multiple_of(factor) || !input.width.is_multiple_of(factor) {
            return Err(RowProblem::new(
                say!(
                    "makes squares of {0}×{0} pixels, but gets {1}",
                    factor,
                    input
                ),
                say!(
                    "give it a height and width that are multiples of {}",
                    factor
                ),
            ));
        }
        Ok(Shape::new(
            input.channels.saturating_mul(factor * factor),
            input.height / factor,
            input.width / factor,
        ))
    }

    fn reach(&self) -> Reach {
        Reach::Window {
            size: [self.factor as f64; 2],
            step: self.factor as f64,
        }
    }

    fn forward(&self, pass: Forward<'_>) {
        let (x, y) = (pass.input, pass.output);
        resample::unshuffle(&x.layout, x.data, &y.layout, y.data);
    }

    fn backward(&self, pass: Backward<'_>) {
        // Numbers only change places, so their gradients go back to where they came from.
        let dy = pass.output_gradient;
        if let Some(dx) = pass.input_gradient {
            resample::shuffle(&dy.layout, dy.data, &dx.layout, dx.data);
        }
    }
}

//! Pixel shuffle: channels become pixels. Shapes: `[c·r², h, w] → [c, h·r, w·r]`; channel c·r² + i·r + j becomes pixel
//! (i, j) of channel c. Source: Shi et al. 2016, doi:10.1109/CVPR.2016.207.

use super::{Backward, Forward, Layer, Reach};
use crate::math::layers::resample;
use crate::nn::{RowProblem, Shape, in_words};
use crate::say;
use crate::setting::Kind;

crate::adjustable! {
    /// Makes pixels of channels.
    #[derive(Clone, Debug, PartialEq)]
    pub struct PixelShuffle: "pixel-shuffle", "Pixel shuffle",
        "Spreads groups of channels over a finer grid of pixels." {
        /// Enlargement.
        factor: usize = 2, Kind::int(1, 16),
            "Factor", "×", "How many times higher and wider; channels shrink by its square.";
    }
}

impl Layer for PixelShuffle {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        let group = self.factor * self.factor;
        if !input.channels.is_multiple_of(group) {
            let channels = input.channels.div_ceil(group) * group;
            return Err(RowProblem::new(
                say!(
                    "makes groups of {}, but gets {}",
                    in_words(group),
                    input.channels
                ),
                say!("give the row above {}", in_words(channels)),
            ));
        }
        Ok(Shape::new(
            input.channels / group,
            input.height.saturating_mul(self.factor),
            input.width.saturating_mul(self.factor),
        ))
    }

    fn reach(&self) -> Reach {
        Reach::Window {
            size: [1.0; 2],
            step: 1.0 / self.factor as f64,
        }
    }

    fn forward(&self, pass: Forward<'_>) {
        let (x, y) = (pass.input, pass.output);
        resample::shuffle(&x.layout, x.data, &y.layout, y.data);
    }

    fn backward(&self, pass: Backward<'_>) {
        // Numbers only change places, so their gradients go back to where they came from.
        let dy = pass.output_gradient;
        if let Some(dx) = pass.input_gradient {
            resample::unshuffle(&dy.layout, dy.data, &dx.layout, dx.data);
        }
    }
}

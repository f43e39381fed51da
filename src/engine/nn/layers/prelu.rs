//! Parametric rectified linear unit: `y = max(x, 0) + a_c min(x, 0)`, the slope a of each channel learned. Shapes: any,
//! unchanged.
//!
//! Source: He, Zhang, Ren, Sun 2015, doi:10.1109/ICCV.2015.123.

use super::{Backward, Forward, Layer, Spec};
use crate::math::layers::norm;
use crate::math::scratch;
use crate::nn::{RowProblem, Shape};

crate::adjustable! {
    /// A rectifier whose slope for negative numbers is learned.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Prelu: "prelu", "PReLU", "A rectifier that learns, for each channel, the slope for negative numbers." {}
}

impl Layer for Prelu {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        Ok(input)
    }

    fn parameters(&self, input: Shape) -> Vec<Spec> {
        vec![Spec::constant("slope", input.channels, 0.25)]
    }

    fn forward(&self, pass: Forward<'_>) {
        // Pixels follow each other without gaps, borders included, and zero goes to zero.
        let (x, slope) = (pass.input, pass.parameters.array(0));
        let pixels = pass.output.data.chunks_exact_mut(slope.len());
        for (y, x) in pixels.zip(x.data.chunks_exact(slope.len())) {
            for ((y, x), slope) in y.iter_mut().zip(x).zip(slope) {
                *y = if *x < 0.0 { slope * x } else { *x };
            }
        }
    }

    fn backward(&self, mut pass: Backward<'_>) {
        // dy/dx is 1 or a, and dy/da is min(x, 0).
        let (x, dy) = (pass.input, pass.output_gradient);
        let slope = pass.parameters.array(0);
        let channels = slope.len();
        scratch::with_scratch(x.data.len(), |met| {
            for ((met, x), dy) in met.iter_mut().zip(x.data).zip(dy.data) {
                *met = x.min(0.0) * dy;
            }
            norm::add_channel_sums(&x.layout, met, pass.gradients.array(0));
        });
        if let Some(dx) = pass.input_gradient {
            let pixels = x
                .data
                .chunks_exact(channels)
                .zip(dy.data.chunks_exact(channels));
            for (dx, (x, dy)) in dx.data.chunks_exact_mut(channels).zip(pixels) {
                for (c, dx) in dx.iter_mut().enumerate() {
                    *dx = if x[c] > 0.0 { dy[c] } else { slope[c] * dy[c] };
                }
            }
        }
    }
}

//! Logistic function: `y = 1 / (1 + e^−x)`, in 0..1. Shapes: any, unchanged.

use super::{Backward, Forward, Layer};
use crate::math::layers::band::{BAND_PIXELS, Bands, each_band};
use crate::math::layers::pointwise;
use crate::nn::{RowProblem, Shape};

crate::adjustable! {
    /// The logistic function.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Sigmoid: "sigmoid", "Sigmoid", "Squeezes numbers smoothly into 0..1." {}
}

impl Layer for Sigmoid {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        Ok(input)
    }

    fn forward(&self, pass: Forward<'_>) {
        // Row by row, since zero does not go to zero and the border must stay zero.
        let (x, y) = (pass.input, pass.output);
        let layout = y.layout;
        let bands = Bands::new(&layout, BAND_PIXELS);
        each_band(y.data, &layout, bands, 8 * layout.numbers(), |band, y| {
            let start = layout.at(band.image, band.top, 0);
            let x = x.data[start..].chunks(layout.row());
            for (y, x) in y.chunks_exact_mut(layout.row()).zip(x) {
                for (y, x) in y[..layout.inside()].iter_mut().zip(x) {
                    *y = 1.0 / (1.0 + (-x).exp());
                }
            }
        });
    }

    fn backward(&self, pass: Backward<'_>) {
        // σ′ = σ (1 − σ).
        if let Some(dx) = pass.input_gradient {
            pointwise::zip(
                pass.output.data,
                pass.output_gradient.data,
                dx.data,
                |y, dy| y * (1.0 - y) * dy,
            );
        }
    }
}

//! Softmax over channels: `y_c = e^{x_c} / Σ_k e^{x_k}` at each pixel. Shapes: any, unchanged.

use super::{Backward, Forward, Layer};
use crate::math::layers::attention::softmax;
use crate::math::layers::band::{BAND_PIXELS, Bands, each_band};
use crate::nn::{RowProblem, Shape};

crate::adjustable! {
    /// Makes shares of the channels of each pixel.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Softmax: "softmax", "Softmax",
        "Makes shares of the channels of each pixel: none is negative, together they are 1. The cross-entropy loss has \
        one of its own." {}
}

impl Layer for Softmax {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        Ok(input)
    }

    fn forward(&self, pass: Forward<'_>) {
        let (x, y) = (pass.input, pass.output);
        let layout = y.layout;
        let bands = Bands::new(&layout, BAND_PIXELS);
        each_band(y.data, &layout, bands, 8 * layout.numbers(), |band, y| {
            let x = x.data[band.within(&layout)].chunks_exact(layout.row());
            for (y, x) in y.chunks_exact_mut(layout.row()).zip(x) {
                let inside = &mut y[..layout.inside()];
                inside.copy_from_slice(&x[..layout.inside()]);
                for pixel in inside.chunks_exact_mut(layout.channels) {
                    softmax(pixel, 1.0);
                }
            }
        });
    }

    fn backward(&self, pass: Backward<'_>) {
        // dx_c = y_c (dy_c − Σ_k y_k dy_k).
        let (y, dy) = (pass.output, pass.output_gradient);
        let layout = y.layout;
        let Some(dx) = pass.input_gradient else {
            return;
        };
        let bands = Bands::new(&layout, BAND_PIXELS);
        each_band(dx.data, &layout, bands, 4 * layout.numbers(), |band, dx| {
            let range = band.within(&layout);
            let rows = y.data[range.clone()].chunks_exact(layout.row());
            let rows = rows.zip(dy.data[range].chunks_exact(layout.row()));
            for (dx, (y, dy)) in dx.chunks_exact_mut(layout.row()).zip(rows) {
                let pixels = y
                    .chunks_exact(layout.channels)
                    .zip(dy.chunks_exact(layout.channels));
                let own = dx[..layout.inside()].chunks_exact_mut(layout.channels);
                for (dx, (y, dy)) in own.zip(pixels) {
                    let mean: f32 = y.iter().zip(dy).map(|(y, dy)| y * dy).sum();
                    for ((dx, y), dy) in dx.iter_mut().zip(y).zip(dy) {
                        *dx = y * (dy - mean);
                    }
                }
            }
        });
    }
}

//! Global average pooling: the mean of each channel over the whole picture. Shapes: `[c, h, w] → [c]`.
//!
//! Source: Lin, Chen, Yan 2013, arXiv:1312.4400.

use super::{Backward, Forward, Layer, Reach};
use crate::nn::{RowProblem, Shape};

crate::adjustable! {
    /// The mean of each channel.
    #[derive(Clone, Debug, PartialEq)]
    pub struct GlobalAveragePool: "global-average-pool", "Global average pooling",
        "Takes the mean of each channel over the whole picture: a vector, whatever the picture's size." {}
}

impl Layer for GlobalAveragePool {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        Ok(Shape::vector(input.channels))
    }

    fn multiply_adds(&self, input: Shape) -> u64 {
        input.size() as u64
    }

    fn reach(&self) -> Reach {
        Reach::Everything
    }

    fn forward(&self, pass: Forward<'_>) {
        let (x, y) = (pass.input, pass.output);
        let layout = x.layout;
        let share = 1.0 / (layout.height * layout.width) as f64;
        let mut sums = vec![0.0f64; layout.channels];
        for (image, y) in y.data.chunks_exact_mut(layout.channels).enumerate() {
            sums.fill(0.0);
            for row in 0..layout.height {
                let start = layout.at(image, row, 0);
                for pixel in x.data[start..start + layout.inside()].chunks_exact(layout.channels) {
                    for (sum, value) in sums.iter_mut().zip(pixel) {
                        *sum += f64::from(*value);
                    }
                }
            }
            for (y, sum) in y.iter_mut().zip(&sums) {
                *y = (sum * share) as f32;
            }
        }
    }

    fn backward(&self, pass: Backward<'_>) {
        // Each pixel moves the mean by its share.
        let Some(dx) = pass.input_gradient else {
            return;
        };
        let layout = dx.layout;
        let share = 1.0 / (layout.height * layout.width) as f32;
        let gradients = pass.output_gradient.data.chunks_exact(layout.channels);
        for (image, dy) in gradients.enumerate() {
            for row in 0..layout.height {
                let row = layout.row_mut(dx.data, image, row);
                for pixel in row.chunks_exact_mut(layout.channels) {
                    for (dx, dy) in pixel.iter_mut().zip(dy) {
                        *dx = dy * share;
                    }
                }
            }
        }
    }
}

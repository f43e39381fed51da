//! Average pooling: the mean of each window, channel by channel. Shapes: `[c, h, w] → [c, ⌊(h − size)/stride⌋ + 1, …]`.

use super::{Backward, Forward, Layer, Reach, pooled};
use crate::math::layers::pool::Pool;
use crate::nn::{RowProblem, Shape};
use crate::setting::Kind;

crate::adjustable! {
    /// The mean of each window.
    #[derive(Clone, Debug, PartialEq)]
    pub struct AveragePool: "average-pool", "Average pooling", "Takes the mean of each window." {
        /// Side of the window.
        size: usize = 2, Kind::int(1, 64), "Size", "px", "Side of the square window; 2 is usual.";
        /// Pixels between windows.
        stride: usize = 2, Kind::int(1, 64), "Stride", "px", "Pixels from one window to the next; usually the size.";
    }
}

impl Layer for AveragePool {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        pooled(input, self.size, self.stride)
    }

    fn multiply_adds(&self, input: Shape) -> u64 {
        let window = (self.size * self.size) as u64;
        self.out_shape(input)
            .map_or(0, |output| window.saturating_mul(output.size() as u64))
    }

    fn reach(&self) -> Reach {
        Reach::Window {
            size: [self.size as f64; 2],
            step: self.stride as f64,
        }
    }

    fn forward(&self, pass: Forward<'_>) {
        let pool = Pool {
            input: pass.input.layout,
            output: pass.output.layout,
            size: self.size,
            stride: self.stride,
        };
        pool.mean(pass.input.data, pass.output.data);
    }

    fn backward(&self, pass: Backward<'_>) {
        // Each number of a window moves the mean by 1 / size², so it gets that share of the gradient.
        if let Some(dx) = pass.input_gradient {
            let pool = Pool {
                input: dx.layout,
                output: pass.output.layout,
                size: self.size,
                stride: self.stride,
            };
            pool.mean_backward(pass.output_gradient.data, dx.data);
        }
    }
}

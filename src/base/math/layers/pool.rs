//! Pooling: each output pixel is the largest, or the mean, of a square window of the input.
//!
//! Windows begin at multiples of the stride and lie inside the image; what is left over at the right and bottom is not
//! seen.

use super::Layout;
use super::band::{BAND_PIXELS, Bands, each_band, each_image};
use crate::math::scratch;
use crate::math::simd::wide_fn;

/// The geometry of a pooling.
#[derive(Clone, Copy, Debug)]
pub struct Pool {
    /// What enters.
    pub input: Layout,
    /// What leaves.
    pub output: Layout,
    /// Side of the window.
    pub size: usize,
    /// Pixels from one window to the next.
    pub stride: usize,
}

impl Pool {
    fn cost(&self) -> usize {
        self.output.numbers() * self.size * self.size
    }

    /// Calls `fold(pool, row of the output, the input from the window's first row on)` for each output row.
    fn gather(&self, x: &[f32], y: &mut [f32], fold: impl Fn(&Self, &mut [f32], &[f32]) + Sync) {
        let (input, output) = (&self.input, &self.output);
        let bands = Bands::new(output, BAND_PIXELS);
        each_band(y, output, bands, self.cost(), |band, y| {
            for (i, y) in (band.top..band.bottom).zip(y.chunks_exact_mut(output.row())) {
                let start = input.at(band.image, i * self.stride, 0);
                fold(self, &mut y[..output.inside()], &x[start..]);
            }
        });
    }

    /// `y ← max x` over each window. NaN in a window is passed on.
    pub fn max(&self, x: &[f32], y: &mut [f32]) {
        let halves = self.size == 2 && self.stride == 2;
        self.gather(x, y, if halves { max_half_row } else { max_row });
    }

    /// `y ← mean x` over each window.
    pub fn mean(&self, x: &[f32], y: &mut [f32]) {
        self.gather(x, y, mean_row);
    }

    /// The gradient of [`max`](Self::max) goes to the first input that equals the window's largest.
    pub fn max_backward(&self, x: &[f32], y: &[f32], dy: &[f32], dx: &mut [f32]) {
        let (input, output) = (&self.input, &self.output);
        each_image(dx, input, self.cost(), |image, dx| {
            dx[..input.height * input.row()].fill(0.0);
            // What of dy has not found its input yet.
            scratch::with_scratch(output.inside(), |left| {
                for i in 0..output.height {
                    let start = output.at(image, i, 0);
                    left.copy_from_slice(&dy[start..start + left.len()]);
                    let x = &x[input.at(image, i * self.stride, 0)..];
                    let dx = &mut dx[i * self.stride * input.row()..];
                    max_back_row(self, x, &y[start..], left, dx);
                }
            });
        });
    }

    /// The gradient of [`mean`](Self::mean) is shared equally by the window's inputs.
    pub fn mean_backward(&self, dy: &[f32], dx: &mut [f32]) {
        let (input, output) = (&self.input, &self.output);
        each_image(dx, input, self.cost(), |image, dx| {
            dx[..input.height * input.row()].fill(0.0);
            for i in 0..output.height {
                let dx = &mut dx[i * self.stride * input.row()..];
                mean_back_row(self, &dy[output.at(image, i, 0)..], dx);
            }
        });
    }
}

/// For each pixel of each window of an output row: where the output pixel lies in its row, and the input pixel from the
/// window's first row on.
macro_rules! each_pair {
    ($pool:ident, $to:ident, $from:ident, $body:block) => {
        let channels = $pool.output.channels;
        for j in 0..$pool.output.width {
            let $to = j * channels..(j + 1) * channels;
            for u in 0..$pool.size {
                for v in 0..$pool.size {
                    let first = (u * $pool.input.pitch() + j * $pool.stride + v) * channels;
                    let $from = first..first + channels;
                    $body
                }
            }
        }
    };
}

wide_fn! {
    fn max_row(pool: &Pool, y: &mut [f32], x: &[f32]) {
        y.fill(f32::NEG_INFINITY);
        each_pair!(pool, to, from, {
            for (y, x) in y[to.clone()].iter_mut().zip(&x[from]) {
                *y = larger(*y, *x);
            }
        });
    }
}

/// The larger one; NaN is passed on.
#[inline(always)]
fn larger(a: f32, b: f32) -> f32 {
    if b > a || b.is_nan() { b } else { a }
}

wide_fn! {
    /// The same for windows of 2 × 2 side by side.
    fn max_half_row(pool: &Pool, y: &mut [f32], x: &[f32]) {
        let channels = pool.output.channels;
        let below = &x[pool.input.row()..];
        let windows = x.chunks_exact(2 * channels).zip(below.chunks_exact(2 * channels));
        for (y, (above, below)) in y.chunks_exact_mut(channels).zip(windows) {
            let (a, b) = above.split_at(channels);
            let (c, d) = below.split_at(channels);
            let (b, c, d) = (&b[..channels], &c[..channels], &d[..channels]);
            for k in 0..channels {
                y[k] = larger(larger(a[k], b[k]), larger(c[k], d[k]));
            }
        }
    }
}

wide_fn! {
    fn mean_row(pool: &Pool, y: &mut [f32], x: &[f32]) {
        let share = 1.0 / (pool.size * pool.size) as f32;
        y.fill(0.0);
        each_pair!(pool, to, from, {
            for (y, x) in y[to.clone()].iter_mut().zip(&x[from]) {
                *y += x * share;
            }
        });
    }
}

wide_fn! {
    fn max_back_row(pool: &Pool, x: &[f32], y: &[f32], left: &mut [f32], dx: &mut [f32]) {
        each_pair!(pool, to, from, {
            let numbers = x[from.clone()].iter().zip(&y[to.clone()]);
            let gradients = dx[from].iter_mut().zip(&mut left[to.clone()]);
            for ((dx, left), (x, y)) in gradients.zip(numbers) {
                let hit = x == y;
                *dx += if hit { *left } else { 0.0 };
                *left = if hit { 0.0 } else { *left };
            }
        });
    }
}

wide_fn! {
    fn mean_back_row(pool: &Pool, dy: &[f32], dx: &mut [f32]) {
        let share = 1.0 / (pool.size * pool.size) as f32;
        each_pair!(pool, to, from, {
            for (dx, dy) in dx[from].iter_mut().zip(&dy[to.clone()]) {
                *dx += dy * share;
            }
        });
    }
}

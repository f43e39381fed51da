//! Pooling: each output pixel is the largest, or the mean, of a square window of the input.
//!
//! Windows begin at multiples of the stride and lie inside the image; what is left over at the right and bottom is not seen.

use super::Layout;
use super::band::{BAND_PIXELS, bands, each_band, each_image};
use super::simd::wide;

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

    /// Calls `visit(output pixel, input pixel)` with offsets inside one image, for each pixel of each window of output row i.
    fn each_pair(&self, i: usize, mut visit: impl FnMut(usize, usize)) {
        let (input, output) = (&self.input, &self.output);
        for j in 0..output.width {
            for u in 0..self.size {
                for v in 0..self.size {
                    let from = (i * self.stride + u) * input.pitch() + j * self.stride + v;
                    visit(j * output.channels, from * input.channels);
                }
            }
        }
    }

    fn gather(&self, x: &[f32], y: &mut [f32], start: f32, fold: impl Fn(&mut f32, f32) + Sync) {
        let (input, output) = (&self.input, &self.output);
        let channels = output.channels;
        let bands = bands(output, BAND_PIXELS);
        each_band(y, output, &bands, self.cost(), |band, y| {
            let image = &x[input.at(band.image, 0, 0)..];
            wide(|| {
                for (i, y) in (band.top..band.bottom).zip(y.chunks_exact_mut(output.row())) {
                    y[..output.inside()].fill(start);
                    self.each_pair(i, |to, from| {
                        let window = y[to..to + channels].iter_mut();
                        for (y, x) in window.zip(&image[from..from + channels]) {
                            fold(y, *x);
                        }
                    });
                }
            });
        });
    }

    /// `y ← max x` over each window. NaN in a window is passed on.
    pub fn max(&self, x: &[f32], y: &mut [f32]) {
        self.gather(x, y, f32::NEG_INFINITY, |y, x| {
            if x > *y || x.is_nan() {
                *y = x;
            }
        });
    }

    /// `y ← mean x` over each window.
    pub fn mean(&self, x: &[f32], y: &mut [f32]) {
        let share = 1.0 / (self.size * self.size) as f32;
        self.gather(x, y, 0.0, |y, x| *y += x * share);
    }

    /// The gradient of [`max`](Self::max) goes to the first input that equals the window's largest.
    pub fn max_backward(&self, x: &[f32], y: &[f32], dy: &[f32], dx: &mut [f32]) {
        let (input, output) = (&self.input, &self.output);
        each_image(dx, input, self.cost(), |image, dx| {
            dx[..input.height * input.row()].fill(0.0);
            let x = &x[input.at(image, 0, 0)..];
            let mut open = vec![true; output.inside()];
            for i in 0..output.height {
                open.fill(true);
                let start = output.at(image, i, 0);
                let (y, dy) = (&y[start..], &dy[start..]);
                self.each_pair(i, |to, from| {
                    for c in 0..output.channels {
                        if open[to + c] && x[from + c] == y[to + c] {
                            open[to + c] = false;
                            dx[from + c] += dy[to + c];
                        }
                    }
                });
            }
        });
    }

    /// The gradient of [`mean`](Self::mean) is shared equally by the window's inputs.
    pub fn mean_backward(&self, dy: &[f32], dx: &mut [f32]) {
        let (input, output) = (&self.input, &self.output);
        let share = 1.0 / (self.size * self.size) as f32;
        each_image(dx, input, self.cost(), |image, dx| {
            dx[..input.height * input.row()].fill(0.0);
            for i in 0..output.height {
                let dy = &dy[output.at(image, i, 0)..];
                self.each_pair(i, |to, from| {
                    for c in 0..output.channels {
                        dx[from + c] += dy[to + c] * share;
                    }
                });
            }
        });
    }
}

//! Two-dimensional convolution (cross-correlation, as neural networks mean it) and its derivatives.
//!
//! `y[n, i, j, o] = b[o] + Σ_{u, v, c} w[o, u, v, c] · x[n, i·s + u·d − p, j·s + v·d − p, c]`, with stride s, dilation d and
//! p rows and columns of zeros before the first pixel. Weights are `[out, kernel, kernel, in]`.
//!
//! Three ways lead to the answer: `winograd` for 3×3 kernels of stride 1 between many channels, with a quarter of the
//! multiplications; `rows` for other same-size convolutions of stride 1, without a copy of the input; `gather` for everything
//! else and for few channels.

mod gather;
#[cfg(test)]
mod oracle;
mod rows;
mod scratch;
#[cfg(test)]
mod tests;
mod winograd;

use super::Layout;
use super::band::{BAND_PIXELS, Band, WORTH_SHARING, bands};
use super::pointwise;
use winograd::Kernels;

/// Below this many numbers in a kernel row the products of the row method are too short; gathering serves better.
const SHORT_ROW: usize = 16;

/// Most partial sums of a weight gradient: enough work for that many threads.
const PARTS: usize = 8;

/// The geometry of one convolution.
#[derive(Clone, Copy, Debug)]
pub struct Conv {
    /// What enters.
    pub input: Layout,
    /// What leaves.
    pub output: Layout,
    /// Side of the square kernel.
    pub kernel: usize,
    /// Input pixels from one output pixel to the next.
    pub stride: usize,
    /// Input pixels from one kernel element to the next.
    pub dilation: usize,
    /// Zeros before the first row and column.
    pub before: usize,
}

impl Conv {
    /// Number of weights, biases left out.
    pub fn weights(&self) -> usize {
        self.taps() * self.output.channels
    }

    /// Weights of one output channel.
    fn taps(&self) -> usize {
        self.kernel * self.kernel * self.input.channels
    }

    /// Multiply-adds of one pass over the batch.
    fn cost(&self) -> usize {
        self.output.pixels() * self.weights()
    }

    /// Pixels that the kernel reaches beyond its first element.
    fn reach(&self) -> usize {
        self.dilation * (self.kernel - 1)
    }

    /// Whether input and output pixels correspond one to one and all that the kernel reads lies inside the border.
    fn same_size(&self) -> bool {
        let (a, b) = (&self.input, &self.output);
        let need = self.before.max(self.reach().saturating_sub(self.before));
        self.stride == 1
            && (a.height, a.width, a.border) == (b.height, b.width, b.border)
            && self.before <= self.reach()
            && need <= a.border
    }

    /// Whether the row method serves.
    fn by_rows(&self) -> bool {
        let long = if self.dilation == 1 { self.kernel } else { 1 } * self.input.channels;
        self.same_size() && (long >= SHORT_ROW || self.kernel == 1)
    }

    /// Whether Winograd's method serves.
    fn by_winograd(&self) -> bool {
        winograd::serves(self)
    }

    /// `y ← w ∗ x + bias`; an empty bias is zero.
    pub fn forward(&self, x: &[f32], weights: &[f32], bias: &[f32], y: &mut [f32]) {
        if self.by_winograd() {
            winograd::forward(self, x, weights, Kernels::Plain, bias, y);
        } else if self.by_rows() {
            rows::forward(self, x, weights, bias, y);
        } else {
            gather::forward(self, x, weights, bias, y);
        }
    }

    /// `dx ← wᵀ ∗ dy + bias`: the transposed (adjoint) map, which carries gradients back. Each output sent `w·x` forward, so each
    /// input collects `w·dy` over the outputs that it reached; for same-size convolutions that is again a convolution, with the
    /// kernel turned by 180° and input and output channels exchanged.
    pub fn transposed(&self, dy: &[f32], weights: &[f32], bias: &[f32], dx: &mut [f32]) {
        let back = Self {
            input: self.output,
            output: self.input,
            before: self.reach().saturating_sub(self.before),
            ..*self
        };
        if self.by_winograd() {
            winograd::forward(&back, dy, weights, Kernels::Turned, bias, dx);
        } else if self.same_size() {
            back.forward(dy, &self.turned(weights), bias, dx);
        } else {
            gather::scatter(self, dy, weights, bias, dx);
        }
    }

    /// `dw ← dw + Σ_pixels dy ⊗ x`: since y is linear in w, its derivative is the input that w met. Sums over fixed parts of the
    /// batch, added in order; `scratch` holds them.
    pub fn backward_weights(&self, x: &[f32], dy: &[f32], dw: &mut [f32], scratch: &mut Vec<f32>) {
        let (by_winograd, by_rows) = (self.by_winograd(), self.by_rows());
        let bands = if by_winograd {
            winograd::bands(&self.output)
        } else if by_rows {
            bands(&self.output, BAND_PIXELS)
        } else {
            bands(&self.output, gather::pixels(self))
        };
        let add = |dw: &mut [f32], bands: &[Band]| {
            if by_winograd {
                return winograd::backward_weights(self, x, dy, dw, bands);
            }
            for band in bands {
                if by_rows {
                    rows::backward_weights(self, x, dy, dw, *band);
                } else {
                    gather::backward_weights(self, x, dy, dw, *band);
                }
            }
        };
        let cost = self.cost();
        if cost < WORTH_SHARING || bands.len() < 2 {
            return add(dw, &bands);
        }
        let share = bands.len().div_ceil(PARTS);
        let parts = bands.len().div_ceil(share);
        let size = dw.len();
        if scratch.len() < parts * size {
            scratch.resize(parts * size, 0.0);
        }
        let (sums, _) = scratch.split_at_mut(parts * size);
        rayon::scope(|scope| {
            for (sum, bands) in sums.chunks_mut(size).zip(bands.chunks(share)) {
                scope.spawn(move |_| {
                    sum.fill(0.0);
                    add(sum, bands);
                });
            }
        });
        for sum in sums.chunks(size) {
            pointwise::add(sum, dw);
        }
    }

    /// `[out, k, k, in]` turned by 180° and transposed to `[in, k, k, out]`.
    fn turned(&self, weights: &[f32]) -> Vec<f32> {
        let (inputs, outputs, area) = (
            self.input.channels,
            self.output.channels,
            self.kernel * self.kernel,
        );
        let mut turned = vec![0.0; weights.len()];
        for tap in 0..area {
            for c in 0..inputs {
                let target = &mut turned[(c * area + area - 1 - tap) * outputs..][..outputs];
                for (o, value) in target.iter_mut().enumerate() {
                    *value = weights[(o * area + tap) * inputs + c];
                }
            }
        }
        turned
    }
}

/// Puts the bias into each pixel of some rows of `layout`; returns whether there was one.
fn put_bias(layout: &Layout, bias: &[f32], rows: &mut [f32]) -> bool {
    if bias.is_empty() {
        return false;
    }
    for row in rows.chunks_exact_mut(layout.row()) {
        for pixel in row[..layout.inside()].chunks_exact_mut(layout.channels) {
            pixel.copy_from_slice(bias);
        }
    }
    true
}

/// Zeroes the border pixels at the ends of some rows.
fn clear_ends(layout: &Layout, rows: &mut [f32]) {
    if layout.border > 0 {
        for row in rows.chunks_exact_mut(layout.row()) {
            row[layout.inside()..].fill(0.0);
        }
    }
}

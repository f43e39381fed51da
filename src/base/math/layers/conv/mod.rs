//! Two-dimensional convolution (cross-correlation, as neural networks mean it) and its derivatives.
//!
//! `y[n, i, j, o] = b[o] + Σ_{u, v, c} w[o, u, v, c] · x[n, i·s + u·d − p, j·s + v·d − q, c]`, with stride s, dilation
//! d, p rows and q columns of zeros before the first pixel. Weights are `[out, kernel height, kernel width, in]`.
//!
//! Three ways lead to the answer: `winograd` for 3×3 kernels of stride 1 between many channels, with a quarter of the
//! multiplications; `rows` for other same-size convolutions of stride 1, without a copy of the input; `gather` for
//! everything else and for few channels.

mod gather;
#[cfg(test)]
mod oracle;
mod rows;
#[cfg(test)]
mod tests;
mod winograd;

use std::ops::Range;

use super::band::{
    BAND_PIXELS, Band, Bands, WORTH_SHARING, each_band, each_band_and_part, each_part,
};
use super::{Layout, norm, pointwise};
use crate::math::scratch;
use winograd::Kernels;

/// With fewer output channels and fewer numbers in a kernel row than that, gathering serves better than the row method.
const SHORT_ROW: usize = 8;

/// Most partial sums of a weight gradient: enough work for that many threads.
const PARTS: usize = 8;

/// What else happens to each output while it is written.
#[derive(Debug, Default)]
pub struct Epilogue<'a> {
    /// Negative numbers become zero. NaN is passed on.
    pub rectify: bool,
    /// Where to put the mean and then the variance of each output channel, if wanted.
    pub moments: Option<&'a mut [f32]>,
}

/// The geometry of one convolution.
#[derive(Clone, Copy, Debug)]
pub struct Conv {
    /// What enters.
    pub input: Layout,
    /// What leaves.
    pub output: Layout,
    /// Height and width of the kernel.
    pub kernel: [usize; 2],
    /// Input pixels from one output pixel to the next.
    pub stride: usize,
    /// Input pixels from one kernel element to the next.
    pub dilation: usize,
    /// Zeros before the first row, and before the first column.
    pub before: [usize; 2],
}

impl Conv {
    /// Number of weights, biases left out.
    pub fn weights(&self) -> usize {
        self.taps() * self.output.channels
    }

    /// Weights of one output channel.
    fn taps(&self) -> usize {
        self.kernel[0] * self.kernel[1] * self.input.channels
    }

    /// Multiply-adds of one pass over the batch.
    fn cost(&self) -> usize {
        self.output.pixels() * self.weights()
    }

    /// Rows and columns that the kernel reaches beyond its first element.
    fn reach(&self) -> [usize; 2] {
        self.kernel.map(|side| self.dilation * (side - 1))
    }

    /// Zeros behind the last row and column that answers of the input's size need.
    fn after(&self) -> [usize; 2] {
        let reach = self.reach();
        [0, 1].map(|axis| reach[axis].saturating_sub(self.before[axis]))
    }

    /// Whether input and output pixels correspond one to one and all that the kernel reads lies inside the border.
    fn same_size(&self) -> bool {
        let (a, b) = (&self.input, &self.output);
        let (before, reach, after) = (self.before, self.reach(), self.after());
        self.stride == 1
            && (a.height, a.width, a.border) == (b.height, b.width, b.border)
            && (0..2).all(|axis| {
                before[axis] <= reach[axis] && before[axis].max(after[axis]) <= a.border
            })
    }

    /// Whether the row method serves.
    fn by_rows(&self) -> bool {
        let long = if self.dilation == 1 {
            self.kernel[1]
        } else {
            1
        } * self.input.channels;
        let many = long.max(self.output.channels) >= SHORT_ROW;
        self.same_size() && (many || self.kernel == [1, 1])
    }

    /// Whether Winograd's method serves.
    fn by_winograd(&self) -> bool {
        winograd::serves(self)
    }

    /// `y ← w ∗ x + bias`, finished; an empty bias is zero.
    pub fn forward(
        &self,
        x: &[f32],
        weights: &[f32],
        bias: &[f32],
        finish: Epilogue<'_>,
        y: &mut [f32],
    ) {
        if self.by_winograd() {
            winograd::forward(self, x, (weights, Kernels::Plain), bias, finish, y);
        } else if self.by_rows() {
            rows::forward(self, x, weights, bias, finish, y);
        } else {
            gather::forward(self, x, weights, bias, finish, y);
        }
    }

    /// Calls `work` for the rows of each band of the output, and then gathers their moments if they are wanted.
    fn each_band(
        &self,
        bands: Bands,
        finish: Epilogue<'_>,
        y: &mut [f32],
        work: impl Fn(Band, &mut [f32]) + Sync,
    ) {
        let (layout, cost) = (&self.output, self.cost());
        let Some(moments) = finish.moments else {
            return each_band(y, layout, bands, cost, work);
        };
        let size = 2 * layout.channels;
        scratch::with_scratch(bands.count() * size, |parts| {
            each_band_and_part(y, layout, bands, (parts, size), cost, |band, rows, part| {
                work(band, rows);
                norm::row_moments(layout, rows, part);
            });
            norm::join_moments(layout, bands, parts, moments);
        });
    }

    /// `dx ← wᵀ ∗ dy + bias`: the transposed (adjoint) map, which carries gradients back. Each output sent `w·x`
    /// forward, so each input collects `w·dy` over the outputs that it reached; for same-size convolutions that is
    /// again a convolution, with the kernel turned by 180° and input and output channels exchanged.
    pub fn transposed(&self, dy: &[f32], weights: &[f32], bias: &[f32], dx: &mut [f32]) {
        let back = Self {
            input: self.output,
            output: self.input,
            before: self.after(),
            ..*self
        };
        let finish = Epilogue::default();
        if self.by_winograd() {
            winograd::forward(&back, dy, (weights, Kernels::Turned), bias, finish, dx);
        } else if self.same_size() {
            scratch::with_scratch(weights.len(), |turned| {
                self.turn(weights, turned);
                back.forward(dy, turned, bias, finish, dx);
            });
        } else {
            gather::scatter(self, dy, weights, bias, dx);
        }
    }

    /// `dw ← dw + Σ_pixels dy ⊗ x`: since y is linear in w, its derivative is the input that w met. Sums over fixed
    /// parts of the batch, added in order.
    pub fn backward_weights(&self, x: &[f32], dy: &[f32], dw: &mut [f32]) {
        let (by_winograd, by_rows) = (self.by_winograd(), self.by_rows());
        let bands = if by_winograd {
            winograd::bands(&self.output)
        } else if by_rows {
            Bands::new(&self.output, BAND_PIXELS)
        } else {
            Bands::new(&self.output, gather::pixels(self))
        };
        let add = |dw: &mut [f32], range: Range<usize>| {
            let some = bands.some(range);
            if by_winograd {
                winograd::backward_weights(self, x, dy, dw, some);
            } else if by_rows {
                some.for_each(|band| rows::backward_weights(self, x, dy, dw, band));
            } else {
                some.for_each(|band| gather::backward_weights(self, x, dy, dw, band));
            }
        };
        let (cost, count) = (self.cost(), bands.count());
        if cost < WORTH_SHARING || count < 2 {
            return add(dw, 0..count);
        }
        let share = count.div_ceil(PARTS);
        let (parts, size) = (count.div_ceil(share), dw.len());
        scratch::with_scratch(parts * size, |sums| {
            each_part(sums, size, cost, |part, sum| {
                sum.fill(0.0);
                add(sum, part * share..count.min((part + 1) * share));
            });
            for sum in sums.chunks_exact(size) {
                pointwise::add(sum, dw);
            }
        });
    }

    /// Turns `[out, k, l, in]` by 180° and transposes it to `[in, k, l, out]`.
    fn turn(&self, weights: &[f32], turned: &mut [f32]) {
        let (inputs, outputs, area) = (
            self.input.channels,
            self.output.channels,
            self.kernel[0] * self.kernel[1],
        );
        for tap in 0..area {
            for c in 0..inputs {
                let target = &mut turned[(c * area + area - 1 - tap) * outputs..][..outputs];
                for (o, value) in target.iter_mut().enumerate() {
                    *value = weights[(o * area + tap) * inputs + c];
                }
            }
        }
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

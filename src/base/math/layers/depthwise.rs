//! Depthwise convolution: each channel with a kernel of its own, and its derivatives.
//!
//! `y[n, i, j, c] = b[c] + Σ_{u, v} w[c, u, v] · x[n, i·s + u·d − p, j·s + v·d − q, c]`, zeros beyond the border.
//! Weights are `[channels, kernel height, kernel width]`. There is nothing to gain from a matrix product: each
//! number of x meets each of them and is added to as many outputs, so all loops run along the channels, which lie
//! side by side.

use super::Layout;
use super::band::{BAND_PIXELS, Bands, each_band, each_image, each_part};
use crate::math::scratch;
use crate::math::simd::wide_fn;

/// The geometry of a depthwise convolution.
#[derive(Clone, Copy, Debug)]
pub struct Depthwise {
    /// What enters.
    pub input: Layout,
    /// What leaves; as many channels.
    pub output: Layout,
    /// Height and width of the kernels.
    pub kernel: [usize; 2],
    /// Input pixels from one output pixel to the next.
    pub stride: usize,
    /// Input pixels from one kernel element to the next.
    pub dilation: usize,
    /// Zeros before the first row, and before the first column.
    pub before: [usize; 2],
}

impl Depthwise {
    fn taps(&self) -> usize {
        self.kernel[0] * self.kernel[1]
    }

    fn cost(&self) -> usize {
        self.output.numbers() * self.taps()
    }

    /// `y ← w ∗ x + bias`; an empty bias is zero.
    pub fn forward(&self, x: &[f32], weights: &[f32], bias: &[f32], y: &mut [f32]) {
        let output = &self.output;
        self.by_taps(weights, |taps| {
            let bands = Bands::new(output, BAND_PIXELS);
            each_band(y, output, bands, self.cost(), |band, y| {
                for (i, y) in (band.top..band.bottom).zip(y.chunks_exact_mut(output.row())) {
                    let y = &mut y[..output.inside()];
                    if bias.is_empty() {
                        y.fill(0.0);
                    } else {
                        y.chunks_exact_mut(bias.len())
                            .for_each(|y| y.copy_from_slice(bias));
                    }
                    self.each_tap(i, |tap, row, outputs, first| {
                        let x = &x[self.input.at(band.image, row, first)..];
                        let y = &mut y[outputs.start * output.channels..];
                        let weights = &taps[tap * output.channels..];
                        gather_tap(output.channels, self.stride, outputs.len(), x, weights, y);
                    });
                }
            });
        });
    }

    /// `dx ← wᵀ ∗ dy`: each output sent its gradient to the inputs that it saw.
    pub fn backward_input(&self, dy: &[f32], weights: &[f32], dx: &mut [f32]) {
        let (input, output) = (&self.input, &self.output);
        self.by_taps(weights, |taps| {
            each_image(dx, input, self.cost(), |image, dx| {
                dx[..input.height * input.row()].fill(0.0);
                for i in 0..output.height {
                    self.each_tap(i, |tap, row, outputs, first| {
                        let dy = &dy[output.at(image, i, outputs.start)..];
                        let dx = &mut dx[row * input.row() + first * input.channels..];
                        let weights = &taps[tap * input.channels..];
                        scatter_tap(input.channels, self.stride, outputs.len(), dy, weights, dx);
                    });
                }
            });
        });
    }

    /// `dw ← dw + Σ_pixels dy·x`: sums over images, added in order.
    pub fn backward_weights(&self, x: &[f32], dy: &[f32], dw: &mut [f32]) {
        let (input, output) = (&self.input, &self.output);
        let (channels, size) = (output.channels, dw.len());
        scratch::with_scratch(output.count * size, |sums| {
            each_part(sums, size, self.cost(), |image, sum| {
                sum.fill(0.0);
                for i in 0..output.height {
                    self.each_tap(i, |tap, row, outputs, first| {
                        let x = &x[input.at(image, row, first)..];
                        let dy = &dy[output.at(image, i, outputs.start)..];
                        let sum = &mut sum[tap * channels..];
                        weigh_tap(channels, self.stride, outputs.len(), x, dy, sum);
                    });
                }
            });
            for c in 0..channels {
                for tap in 0..self.taps() {
                    let found = sums[tap * channels + c..].iter().step_by(size);
                    let total: f64 = found.copied().map(f64::from).sum();
                    dw[c * self.taps() + tap] += total as f32;
                }
            }
        });
    }

    /// Calls `work` with the weights as `[kernel height, kernel width, channels]`.
    fn by_taps(&self, weights: &[f32], work: impl FnOnce(&[f32])) {
        let (channels, taps) = (self.output.channels, self.taps());
        scratch::with_scratch(weights.len(), |turned| {
            for (c, weights) in weights.chunks_exact(taps).enumerate() {
                for (tap, weight) in weights.iter().enumerate() {
                    turned[tap * channels + c] = *weight;
                }
            }
            work(turned);
        });
    }

    /// For each kernel element that meets output row i inside the image:
    /// `visit(element, input row, output columns, first input column)`.
    fn each_tap(
        &self,
        i: usize,
        mut visit: impl FnMut(usize, usize, std::ops::Range<usize>, usize),
    ) {
        for u in 0..self.kernel[0] {
            let row = (i * self.stride + u * self.dilation).checked_sub(self.before[0]);
            let Some(row) = row.filter(|&row| row < self.input.height) else {
                continue;
            };
            for v in 0..self.kernel[1] {
                // Input column j·stride + shift − before must lie in 0..width.
                let (before, shift) = (self.before[1], v * self.dilation);
                let first = before.saturating_sub(shift).div_ceil(self.stride);
                let end = (before + self.input.width)
                    .saturating_sub(shift)
                    .div_ceil(self.stride)
                    .min(self.output.width);
                if first < end {
                    let column = first * self.stride + shift - before;
                    visit(u * self.kernel[1] + v, row, first..end, column);
                }
            }
        }
    }
}

wide_fn! {
    fn gather_tap(
        channels: usize,
        stride: usize,
        pixels: usize,
        x: &[f32],
        weights: &[f32],
        y: &mut [f32],
    ) {
        let weights = &weights[..channels];
        for j in 0..pixels {
            let x = &x[j * stride * channels..][..channels];
            let y = &mut y[j * channels..][..channels];
            for c in 0..channels {
                y[c] += weights[c] * x[c];
            }
        }
    }
}

wide_fn! {
    fn scatter_tap(
        channels: usize,
        stride: usize,
        pixels: usize,
        dy: &[f32],
        weights: &[f32],
        dx: &mut [f32],
    ) {
        let weights = &weights[..channels];
        for j in 0..pixels {
            let dy = &dy[j * channels..][..channels];
            let dx = &mut dx[j * stride * channels..][..channels];
            for c in 0..channels {
                dx[c] += weights[c] * dy[c];
            }
        }
    }
}

wide_fn! {
    fn weigh_tap(
        channels: usize,
        stride: usize,
        pixels: usize,
        x: &[f32],
        dy: &[f32],
        sum: &mut [f32],
    ) {
        let sum = &mut sum[..channels];
        for j in 0..pixels {
            let x = &x[j * stride * channels..][..channels];
            let dy = &dy[j * channels..][..channels];
            for c in 0..channels {
                sum[c] += dy[c] * x[c];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::conv::{Conv, Epilogue};
    use super::*;
    use crate::math::random::{Purpose, Stream};

    proptest! {
        /// A depthwise convolution is a convolution whose weights between different channels are zero.
        #[test]
        fn it_is_a_convolution_of_single_channels(
            (count, height, width) in (1..3_usize, 1..12_usize, 1..12_usize),
            channels in 1..20_usize,
            (rows, columns, stride, dilation) in (1..6_usize, 1..6_usize, 1..4_usize, 1..3_usize),
        ) {
            let layout = |height, width, border| Layout { count, height, width, channels, border };
            let kernel = [rows, columns];
            let map = Depthwise {
                input: layout(height, width, 2),
                output: layout(height.div_ceil(stride), width.div_ceil(stride), 2),
                kernel,
                stride,
                dilation,
                before: kernel.map(|side| dilation * (side - 1) / 2),
            };
            let full = Conv {
                input: map.input,
                output: map.output,
                kernel,
                stride,
                dilation,
                before: map.before,
            };
            let mut random = Stream::new(6, Purpose::Data, 0);
            let mut draw = |layout: &Layout| {
                let dense: Vec<f32> = (0..layout.numbers()).map(|_| random.normal()).collect();
                let mut data = vec![0.0; layout.len()];
                layout.copy_from(&mut data, &layout.dense(), &dense);
                data
            };
            let (x, dy) = (draw(&map.input), draw(&map.output));
            let taps = rows * columns;
            let mut random = Stream::new(7, Purpose::Data, 0);
            let weights: Vec<f32> = (0..channels * taps).map(|_| random.normal()).collect();
            let bias: Vec<f32> = (0..channels).map(|_| random.normal()).collect();
            // [out, tap, in]
            let mut wide = vec![0.0; channels * taps * channels];
            for c in 0..channels {
                for tap in 0..taps {
                    wide[(c * taps + tap) * channels + c] = weights[c * taps + tap];
                }
            }
            let near = |a: &[f32], b: &[f32]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-4);
            let (mut y, mut expected) = (vec![0.0; map.output.len()], vec![0.0; map.output.len()]);
            map.forward(&x, &weights, &bias, &mut y);
            full.forward(&x, &wide, &bias, Epilogue::default(), &mut expected);
            prop_assert!(near(&y, &expected));
            let (mut dx, mut expected) = (vec![0.0; map.input.len()], vec![0.0; map.input.len()]);
            map.backward_input(&dy, &weights, &mut dx);
            full.transposed(&dy, &wide, &[], &mut expected);
            prop_assert!(near(&dx, &expected));
            let (mut dw, mut expected) = (vec![0.0; weights.len()], vec![0.0; wide.len()]);
            map.backward_weights(&x, &dy, &mut dw);
            full.backward_weights(&x, &dy, &mut expected);
            for c in 0..channels {
                for tap in 0..taps {
                    let expected = expected[(c * taps + tap) * channels + c];
                    prop_assert!((dw[c * taps + tap] - expected).abs() < 1e-4);
                }
            }
        }
    }
}

//! Same-size convolution of stride 1 without a copy of the input.
//!
//! The k·C numbers that one row of a kernel k wide meets at a pixel lie side by side in NHWC, and those of the next
//! pixel begin C numbers further on. So the whole image is a matrix A with row stride C (rows overlap), whose columns
//! come in parts, one per kernel row, and a convolution is one product that keeps its sums in registers:
//!
//! ```text
//!        part 0    part 1    part 2          one row of A per pixel, one column of B per output channel;
//!   A  [a b c · ·][f g h · ·][k l m · ·]     the next row of A begins C numbers later: [b c d …][g h i …][l m n …]
//! ```
//! The product runs over the border at the ends of rows too; what lands there is zeroed again. Where there are few
//! output channels (to an image, say), each output is a scalar product instead, with the vectors along the k·C numbers.

mod weights;

use pulp::{Simd, WithSimd};

use super::super::band::{BAND_PIXELS, Band, Bands};
use crate::math::matrices::kernel::{Left, Lies, Product, Start, places};
use crate::math::{scratch, simd};

use super::{Conv, Epilogue, clear_ends};
pub(super) use weights::backward_weights;

/// Up to so many output channels are made by scalar products.
const FEW: usize = 4;

/// Pixels whose scalar products share the weights that are loaded.
const TOGETHER: usize = 4;

/// Kernel elements whose inputs lie at equal distances: some parts of some numbers each.
#[derive(Clone, Copy)]
struct Run {
    /// Where it begins in one output channel's weights.
    weight: usize,
    /// Its distance in the input from the output's pixel.
    offset: isize,
    parts: usize,
    /// Numbers of a part.
    length: usize,
    /// Numbers from a part's first input to the next one's.
    apart: usize,
}

impl Run {
    fn columns(&self) -> usize {
        self.parts * self.length
    }
}

fn runs(conv: &Conv) -> impl Iterator<Item = Run> + use<> {
    let Conv {
        input,
        kernel,
        dilation,
        before,
        ..
    } = *conv;
    let (channels, row) = (input.channels, input.row());
    let first = -(((before[0] * input.pitch() + before[1]) * channels) as isize);
    let together = dilation == 1;
    let [height, width] = kernel;
    (0..if together { 1 } else { height }).map(move |u| Run {
        weight: u * width * channels,
        offset: first + (u * dilation * row) as isize,
        parts: if together { height } else { width },
        length: if together { width * channels } else { channels },
        apart: if together { row } else { dilation * channels },
    })
}

/// The input of a band as a run sees it: what it meets at the band's first pixel, and so on.
fn seen<'a>(conv: &Conv, x: &'a [f32], band: Band, run: &Run) -> &'a [f32] {
    let start = conv.input.at(band.image, band.top, 0) as isize + run.offset;
    &x[start as usize..]
}

/// Pixels of a band up to its last inner one.
fn pixels(conv: &Conv, band: Band) -> usize {
    band.rows() * conv.output.pitch() - conv.output.border
}

pub(super) fn forward(
    conv: &Conv,
    x: &[f32],
    weights: &[f32],
    bias: &[f32],
    finish: Epilogue<'_>,
    y: &mut [f32],
) {
    let bands = Bands::new(&conv.output, BAND_PIXELS);
    let rectify = finish.rectify;
    if conv.output.channels <= FEW {
        return conv.each_band(bands, finish, y, |band, y| {
            simd::registers().dispatch(Scalars {
                conv,
                x,
                weights,
                bias,
                rectify,
                band,
                y,
            });
        });
    }
    let packed = simd::registers().dispatch(Pack {
        conv,
        weights,
        bias,
    });
    conv.each_band(bands, finish, y, |band, y| {
        simd::registers().dispatch(Forward {
            conv,
            x,
            packed: &packed,
            rectify,
            band,
            y,
        });
    });
    scratch::give(packed);
}

/// Biases and then, run after run, weights as matrices [columns of the run, outputs] in strips, outputs filled up to
/// whole vectors.
struct Pack<'a> {
    conv: &'a Conv,
    weights: &'a [f32],
    bias: &'a [f32],
}

impl WithSimd for Pack<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Vec<f32> {
        let lanes = S::F32_LANES;
        let (outputs, taps) = (self.conv.output.channels, self.conv.taps());
        let row = outputs.next_multiple_of(lanes);
        let mut packed = scratch::take((taps + 1) * row);
        let (first, mut rest) = packed.split_at_mut(row);
        first.fill(0.0);
        first[..self.bias.len()].copy_from_slice(self.bias);
        for run in runs(self.conv) {
            let columns = run.columns();
            let (matrix, after) = rest.split_at_mut(columns * row);
            rest = after;
            for (vector, place) in places(row / lanes).enumerate() {
                for column in 0..columns {
                    let target = &mut matrix[place.at(columns, column, lanes)..][..lanes];
                    for (lane, target) in target.iter_mut().enumerate() {
                        let output = vector * lanes + lane;
                        *target = if output < outputs {
                            self.weights[output * taps + run.weight + column]
                        } else {
                            0.0
                        };
                    }
                }
            }
        }
        packed
    }
}

struct Forward<'a> {
    conv: &'a Conv,
    x: &'a [f32],
    packed: &'a [f32],
    rectify: bool,
    band: Band,
    y: &'a mut [f32],
}

impl WithSimd for Forward<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { conv, band, y, .. } = self;
        let outputs = conv.output.channels;
        let row = outputs.next_multiple_of(S::F32_LANES);
        let pixels = pixels(conv, band);
        let (bias, mut rest) = self.packed.split_at(row);
        let mut product = |c: &mut [f32]| {
            let last = runs(conv).count() - 1;
            for (at, run) in runs(conv).enumerate() {
                let (matrix, after) = rest.split_at(run.columns() * row);
                rest = after;
                Product {
                    sizes: [pixels, row, run.columns()],
                    c,
                    c_lies: Lies::Rows(row),
                    a: Left::rows(seen(conv, self.x, band, &run), conv.input.channels)
                        .in_parts(run.parts, run.apart),
                    b: matrix,
                    b_lies: Lies::Strips,
                    start: if at == 0 {
                        Start::Row(bias)
                    } else {
                        Start::Old
                    },
                    rectify: self.rectify && at == last,
                }
                .run(simd);
            }
        };
        if row == outputs {
            product(y);
        } else {
            let mut wider = scratch::take(pixels * row);
            product(&mut wider);
            for (y, wider) in y
                .chunks_exact_mut(outputs)
                .zip(wider.chunks_exact(row))
                .take(pixels)
            {
                y.copy_from_slice(&wider[..outputs]);
            }
            scratch::give(wider);
        }
        clear_ends(&conv.output, y);
    }
}

/// Each output as a scalar product.
struct Scalars<'a> {
    conv: &'a Conv,
    x: &'a [f32],
    weights: &'a [f32],
    bias: &'a [f32],
    rectify: bool,
    band: Band,
    y: &'a mut [f32],
}

impl WithSimd for Scalars<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { conv, band, .. } = self;
        let output = &conv.output;
        let step = conv.input.channels;
        for (line, y) in self.y.chunks_exact_mut(output.row()).enumerate() {
            let (inside, end) = y.split_at_mut(output.inside());
            end.fill(0.0);
            for o in 0..output.channels {
                let weights = &self.weights[o * conv.taps()..][..conv.taps()];
                let bias = self.bias.get(o).copied().unwrap_or(0.0);
                for first in (0..output.width).step_by(TOGETHER) {
                    // The last group goes back a little rather than beyond the end.
                    let first = first.min(output.width.saturating_sub(TOGETHER));
                    let count = TOGETHER.min(output.width - first);
                    let mut sums = [simd.splat_f32s(0.0); TOGETHER];
                    for run in runs(conv) {
                        let seen = seen(conv, self.x, band, &run);
                        let seen = &seen[line * conv.input.row() + first * step..];
                        for part in 0..run.parts {
                            let x = &seen[part * run.apart..];
                            let weights = &weights[run.weight + part * run.length..][..run.length];
                            add_products(
                                simd,
                                &x[..(count - 1) * step + run.length],
                                step,
                                weights,
                                &mut sums[..count],
                            );
                        }
                    }
                    for (at, sum) in sums.into_iter().enumerate().take(count) {
                        let mut value = bias + simd.reduce_sum_f32s(sum);
                        if self.rectify && value < 0.0 {
                            value = 0.0;
                        }
                        inside[(first + at) * output.channels + o] = value;
                    }
                }
            }
        }
    }
}

/// Adds the products of some pixels' inputs, `step` numbers apart, with the weights.
#[inline(always)]
fn add_products<S: Simd>(simd: S, x: &[f32], step: usize, weights: &[f32], sums: &mut [S::f32s]) {
    let lanes = S::F32_LANES;
    let (head, tail) = S::as_simd_f32s(weights);
    for (at, weights) in head.iter().enumerate() {
        for (pixel, sum) in sums.iter_mut().enumerate() {
            let x = &x[pixel * step + at * lanes..][..lanes];
            *sum = simd.mul_add_e_f32s(simd.partial_load_f32s(x), *weights, *sum);
        }
    }
    if !tail.is_empty() {
        let weights = simd.partial_load_f32s(tail);
        for (pixel, sum) in sums.iter_mut().enumerate() {
            let x = &x[pixel * step + head.len() * lanes..][..tail.len()];
            *sum = simd.mul_add_e_f32s(simd.partial_load_f32s(x), weights, *sum);
        }
    }
}

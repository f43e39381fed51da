//! 3×3 convolution of stride 1 after Winograd: F(4×4, 3×3), a quarter of the multiplications.
//!
//! ```text
//!   input tile 6×6 ──Bᵀ·d·B──▶ V  36 matrices [tiles, in]
//!                              │
//!   kernel 3×3 ─────G·g·Gᵀ───▶ U  36 matrices [in, out]
//!                              ▼
//!                       M = V·U   36 products ──Aᵀ·m·A──▶ output tile 4×4
//! ```
//! Neighbouring channels share a vector. A block of tiles is transformed, multiplied and transformed back while it
//! stays in a core's own cache. With h = dL/dy of a tile, the weight gradient is dU = Σ_tiles Vᵀ·(A·h·Aᵀ), dg =
//! Gᵀ·dU·G. The input gradient is the convolution with the turned kernel, so it takes the way of the forward pass.
//!
//! The smaller F(2×2, 3×3) has no place here: it takes 16 products for each 2×2 outputs where this takes 36 for each
//! 4×4, and so is never the cheaper one for maps of three pixels a side and more, remainders included; its errors are
//! smaller, but those of this one are already below 2e-5 of the largest answer.
//!
//! Source: Lavin and Gray 2016, arXiv:1509.09308.

mod tiles;
mod transforms;
mod weights;

use pulp::{Simd, WithSimd};

use super::super::band::Band;
use super::Conv;
use crate::math::matrices::kernel::{Left, Lies, Product, Start, places};
use crate::math::{scratch, simd};
use tiles::{PLACES, SIDE, Tiles, WIDE, apart, patch};
use transforms::{Finish, Grid, Input, Kernel, Output, twice};

/// Numbers of a forward block's transforms, which should stay in a core's own cache.
const FORWARD_BLOCK: usize = 160_000;

/// The same for weight gradients. They are larger, because each block also adds to all factors.
const WEIGHT_BLOCK: usize = 240_000;

/// Below so many channels, on either side, the transforms cost more than they save.
const FEW: usize = 12;

/// Whether this way serves.
pub(super) fn serves(conv: &Conv) -> bool {
    (conv.kernel, conv.stride, conv.dilation) == ([3, 3], 1, 1)
        && conv.before.into_iter().all(|zeros| zeros <= 2)
        && conv.input.channels >= FEW
        && conv.output.channels >= FEW
}

pub(super) use tiles::bands;
pub(super) use weights::backward_weights;

/// Which kernel a convolution uses of the weights `[out, 3, 3, in]`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kernels {
    /// They themselves.
    Plain,
    /// Those of the transposed map: turned by 180°, with inputs and outputs exchanged.
    Turned,
}

/// How many blocks the tiles of a band make.
fn blocks(tiles: usize, channels: usize, numbers: usize) -> usize {
    tiles.div_ceil((numbers / (PLACES * channels)).clamp(6, 64))
}

/// `y ← w ∗ x + bias`, finished; an empty bias is zero.
pub(super) fn forward(
    conv: &Conv,
    x: &[f32],
    (weights, kernels): (&[f32], Kernels),
    bias: &[f32],
    finish: super::Epilogue<'_>,
    y: &mut [f32],
) {
    let arch = simd::registers();
    let rectify = finish.rectify;
    let factors = arch.dispatch(Factors {
        conv,
        weights,
        kernels,
    });
    conv.each_band(bands(&conv.output), finish, y, |band, y| {
        arch.dispatch(Forward {
            conv,
            x,
            factors: &factors,
            bias,
            rectify,
            band,
            y,
        });
    });
    scratch::give(factors);
}

/// Transforms the weights: 36 matrices [in, out] in strips, outputs filled up to whole vectors.
struct Factors<'a> {
    conv: &'a Conv,
    weights: &'a [f32],
    kernels: Kernels,
}

impl WithSimd for Factors<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Vec<f32> {
        let (inputs, outputs) = (self.conv.input.channels, self.conv.output.channels);
        let lanes = S::F32_LANES;
        let row = outputs.next_multiple_of(lanes);
        let matrix = inputs * row;
        let mut factors = scratch::take(PLACES * matrix);
        let mut kernel = scratch::take(9 * row);
        kernel[..9 * row].fill(0.0);
        for c in 0..inputs {
            for tap in 0..9 {
                let target = &mut kernel[tap * row..tap * row + outputs];
                if self.kernels == Kernels::Turned {
                    let start = (c * 9 + 8 - tap) * outputs;
                    target.copy_from_slice(&self.weights[start..start + outputs]);
                } else {
                    let source = self.weights[tap * inputs + c..].iter();
                    for (target, source) in target.iter_mut().zip(source.step_by(9 * inputs)) {
                        *target = *source;
                    }
                }
            }
            for (at, place) in places(row / lanes).enumerate() {
                let source = Grid {
                    start: at * lanes,
                    row: 3 * row,
                    column: row,
                    left: lanes,
                };
                let target = matrices(place.at(inputs, c, lanes), matrix, lanes);
                let source = (&kernel[..], source);
                twice::<S, Kernel, 3, 6>(simd, source, (&mut factors, target), None);
            }
        }
        scratch::give(kernel);
        factors
    }
}

/// Convolves one band.
struct Forward<'a> {
    conv: &'a Conv,
    x: &'a [f32],
    factors: &'a [f32],
    bias: &'a [f32],
    rectify: bool,
    band: Band,
    y: &'a mut [f32],
}

impl WithSimd for Forward<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let (inputs, outputs) = (self.conv.input.channels, self.conv.output.channels);
        let lanes = S::F32_LANES;
        let (from, to) = (
            inputs.next_multiple_of(lanes),
            outputs.next_multiple_of(lanes),
        );
        let tiles = Tiles::new(&self.conv.output, self.band);
        let blocks = blocks(tiles.count, from + to, FORWARD_BLOCK);
        let most = tiles.count.div_ceil(blocks);
        let (seen, made) = (apart(most * from), apart(most * to));
        let mut scratch = scratch::take(PLACES * (seen + made + inputs));
        let (v, rest) = scratch.split_at_mut(PLACES * seen);
        let (m, spare) = rest.split_at_mut(PLACES * made);
        for block in 0..blocks {
            let range = tiles.block(block, blocks);
            let count = range.len();
            for (at, tile) in range.clone().enumerate() {
                see(
                    simd,
                    self.conv,
                    self.x,
                    (self.band.image, tiles.place(tile)),
                    (v, seen, at * from),
                    spare,
                );
            }
            for at in 0..PLACES {
                Product {
                    sizes: [count, to, inputs],
                    c: &mut m[at * made..],
                    c_lies: Lies::Strips,
                    a: Left::rows(&v[at * seen..], from),
                    b: &self.factors[at * inputs * to..],
                    b_lies: Lies::Strips,
                    start: Start::Zero,
                    rectify: false,
                }
                .run(simd);
            }
            for (at, tile) in range.enumerate() {
                self.make(simd, tiles.place(tile), (m, made), at, count);
            }
        }
        scratch::give(scratch);
    }
}

impl Forward<'_> {
    /// Transforms tile `at` of a block of `count` back and writes what lies inside the picture.
    #[inline(always)]
    fn make<S: Simd>(
        &mut self,
        simd: S,
        (y, x): (usize, usize),
        (m, made): (&[f32], usize),
        at: usize,
        count: usize,
    ) {
        let lanes = S::F32_LANES;
        let output = &self.conv.output;
        let channels = output.channels;
        let keep = (
            (self.band.bottom - y).min(SIDE),
            (output.width - x).min(SIDE),
        );
        let start = (y - self.band.top) * output.row() + x * channels;
        for (vector, place) in places(channels.div_ceil(lanes)).enumerate() {
            let o = vector * lanes;
            let left = (channels - o).min(lanes);
            let add = if self.bias.is_empty() {
                simd.splat_f32s(0.0)
            } else {
                simd.partial_load_f32s(&self.bias[o..o + left])
            };
            let source = matrices(place.at(count, at, lanes), made, lanes);
            let target = Grid {
                start: start + o,
                row: output.row(),
                column: channels,
                left,
            };
            let finish = Finish {
                add,
                rectify: self.rectify,
                keep,
            };
            twice::<S, Output, 6, 4>(simd, (m, source), (self.y, target), Some(finish));
        }
    }
}

/// The 36 vectors that begin at `start` in the first of 36 matrices.
#[inline(always)]
fn matrices(start: usize, apart: usize, lanes: usize) -> Grid {
    Grid {
        start,
        row: WIDE * apart,
        column: apart,
        left: lanes,
    }
}

/// Transforms the 6×6 inputs of an output tile `(image, (y, x))` into row-major matrices
/// `(numbers, distance, place of the row)`.
#[inline(always)]
fn see<S: Simd>(
    simd: S,
    conv: &Conv,
    x: &[f32],
    (image, (top, left)): (usize, (usize, usize)),
    (v, seen, row): (&mut [f32], usize, usize),
    spare: &mut [f32],
) {
    let [above, beside] = conv.before.map(|zeros| zeros as isize);
    let corner = (top as isize - above, left as isize - beside);
    let (data, grid) = patch(&conv.input, x, image, corner, WIDE, spare);
    let channels = conv.input.channels;
    for c in (0..channels).step_by(S::F32_LANES) {
        let target = matrices(row + c, seen, S::F32_LANES);
        let source = (data, grid.skip(c, channels));
        twice::<S, Input, 6, 6>(simd, source, (v, target), None);
    }
}

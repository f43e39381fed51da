//! The gradient of the weights: dU = Σ_tiles Vᵀ·(A·h·Aᵀ), dg = Gᵀ·dU·G.

use pulp::{Simd, WithSimd};

use super::super::super::Layout;
use super::super::super::band::Band;
use super::super::Conv;
use super::tiles::{PLACES, SIDE, Tiles, apart, patch};
use super::transforms::{Grid, KernelBack, OutputBack, twice};
use super::{WEIGHT_BLOCK, blocks, matrices, see};
use crate::math::matrices::kernel::{Left, Lies, Product, Start, places};
use crate::math::{scratch, simd};

/// `dw ← dw + Σ_pixels dy ⊗ x` over some bands, in their order.
pub(in super::super) fn backward_weights(
    conv: &Conv,
    x: &[f32],
    dy: &[f32],
    dw: &mut [f32],
    bands: impl Iterator<Item = Band>,
) {
    simd::registers().dispatch(BackwardWeights {
        conv,
        x,
        dy,
        dw,
        bands,
    });
}

struct BackwardWeights<'a, B> {
    conv: &'a Conv,
    x: &'a [f32],
    dy: &'a [f32],
    dw: &'a mut [f32],
    bands: B,
}

impl<B: Iterator<Item = Band>> WithSimd for BackwardWeights<'_, B> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let (input, output) = (&self.conv.input, &self.conv.output);
        let lanes = S::F32_LANES;
        let (from, to) = (
            input.channels.next_multiple_of(lanes),
            output.channels.next_multiple_of(lanes),
        );
        let matrix = input.channels * to;
        let mut sums = scratch::take(PLACES * matrix);
        let mut begun = false;
        for band in self.bands.by_ref() {
            let tiles = Tiles::new(output, band);
            let blocks = blocks(tiles.count, from + to, WEIGHT_BLOCK);
            let most = tiles.count.div_ceil(blocks);
            let (seen, sent) = (apart(most * from), apart(most * to));
            let widest = input.channels.max(output.channels);
            let mut scratch = scratch::take(PLACES * (seen + sent + widest));
            let (v, rest) = scratch.split_at_mut(PLACES * seen);
            let (h, spare) = rest.split_at_mut(PLACES * sent);
            for block in 0..blocks {
                let range = tiles.block(block, blocks);
                let count = range.len();
                for (at, tile) in range.enumerate() {
                    let tile = (band.image, tiles.place(tile));
                    see(simd, self.conv, self.x, tile, (v, seen, at * from), spare);
                    send(simd, output, self.dy, tile, (h, sent, at, count), spare);
                }
                for at in 0..PLACES {
                    Product {
                        sizes: [input.channels, to, count],
                        c: &mut sums[at * matrix..],
                        c_lies: Lies::Strips,
                        a: Left::columns(&v[at * seen..], from),
                        b: &h[at * sent..],
                        b_lies: Lies::Strips,
                        start: if begun { Start::Old } else { Start::Zero },
                        rectify: false,
                    }
                    .run(simd);
                }
                begun = true;
            }
            scratch::give(scratch);
        }
        if begun {
            self.back_to_kernel(simd, &sums, matrix, to);
        }
        scratch::give(sums);
    }
}

/// Transforms the gradient of an output tile `(image, (y, x))` into matrices in strips
/// `(numbers, distance, row, rows)`.
#[inline(always)]
fn send<S: Simd>(
    simd: S,
    output: &Layout,
    dy: &[f32],
    (image, (top, left)): (usize, (usize, usize)),
    (h, sent, at, count): (&mut [f32], usize, usize, usize),
    spare: &mut [f32],
) {
    let corner = (top as isize, left as isize);
    let (data, grid) = patch(output, dy, image, corner, SIDE, spare);
    let (channels, lanes) = (output.channels, S::F32_LANES);
    for (vector, place) in places(channels.div_ceil(lanes)).enumerate() {
        let target = matrices(place.at(count, at, lanes), sent, lanes);
        let source = (data, grid.skip(vector * lanes, channels));
        twice::<S, OutputBack, 4, 6>(simd, source, (h, target), None);
    }
}

impl<B> BackwardWeights<'_, B> {
    /// Adds Gᵀ·dU·G to the gradients.
    #[inline(always)]
    fn back_to_kernel<S: Simd>(&mut self, simd: S, sums: &[f32], matrix: usize, row: usize) {
        let (inputs, outputs) = (self.conv.input.channels, self.conv.output.channels);
        let lanes = S::F32_LANES;
        let mut kernel = scratch::take(9 * row);
        for c in 0..inputs {
            for (at, place) in places(row / lanes).enumerate() {
                let target = Grid {
                    start: at * lanes,
                    row: 3 * row,
                    column: row,
                    left: lanes,
                };
                let source = (sums, matrices(place.at(inputs, c, lanes), matrix, lanes));
                twice::<S, KernelBack, 6, 3>(simd, source, (&mut kernel, target), None);
            }
            for tap in 0..9 {
                let found = &kernel[tap * row..tap * row + outputs];
                let target = self.dw[tap * inputs + c..].iter_mut().step_by(9 * inputs);
                for (target, found) in target.zip(found) {
                    *target += found;
                }
            }
        }
        scratch::give(kernel);
    }
}

//! One pass over the patches of a plane: each becomes what its likeliest component makes of it, and pixels the mean of
//! all patches that cover them.

use rayon::prelude::*;

use super::prior::Level;
use super::{PIXELS, SIDE};
use crate::denoise::{DenoiseError, Watch};
use crate::math::matrices::gemm::{columns, multiply, rows, rows_mut};
use crate::math::simd::{NullaryFnOnce, wide};

/// Patches that are worked on together.
const BLOCK: usize = 256;
/// Patches of a band, at least (one row of them or more).
const BAND: usize = 2048;
/// Bands between two looks at the sum.
const BANDS_AT_ONCE: usize = 16;

/// Where patches are taken.
pub(super) struct Grid {
    height: usize,
    width: usize,
    /// First rows and columns of patches, rising; they begin at 0 and end where a patch ends with the plane.
    tops: Vec<usize>,
    lefts: Vec<usize>,
}

impl Grid {
    /// Every `step`th place in both directions, other ones in pass after pass.
    pub(super) fn new((height, width): (usize, usize), step: usize, pass: usize) -> Self {
        Self {
            height,
            width,
            tops: places(height, step, pass),
            lefts: places(width, step, pass + pass / step.max(1)),
        }
    }
}

fn places(length: usize, step: usize, shift: usize) -> Vec<usize> {
    let last = length - SIDE;
    let mut places: Vec<usize> = std::iter::once(0)
        .chain((shift % step..last).step_by(step))
        .chain([last])
        .collect();
    places.dedup();
    places
}

/// How many patches that begin at `places` cover each of `0..length`.
fn covers(places: &[usize], length: usize) -> Vec<f32> {
    let mut covers = vec![0.0; length];
    for &place in places {
        covers[place..place + SIDE]
            .iter_mut()
            .for_each(|n| *n += 1.0);
    }
    covers
}

/// One pass.
pub(super) struct Pass<'a> {
    pub(super) level: Level,
    pub(super) grid: Grid,
    pub(super) watch: &'a Watch<'a>,
}

impl Pass<'_> {
    /// The mean of the cleaned patches over each pixel of `plane`.
    pub(super) fn run(&self, plane: &[f32]) -> Result<Vec<f32>, DenoiseError> {
        let grid = &self.grid;
        let mut sum = vec![0.0; plane.len()];
        let band = BAND.div_ceil(grid.lefts.len());
        let bands: Vec<&[usize]> = grid.tops.chunks(band).collect();
        for (index, some) in bands.chunks(BANDS_AT_ONCE).enumerate() {
            let parts: Result<Vec<_>, DenoiseError> =
                some.par_iter().map(|tops| self.band(plane, tops)).collect();
            for (tops, part) in some.iter().zip(parts?) {
                let first = tops[0] * grid.width;
                for (sum, part) in sum[first..].iter_mut().zip(part) {
                    *sum += part;
                }
            }
            self.watch
                .set(((index + 1) * BANDS_AT_ONCE) as f32 / bands.len() as f32);
        }
        let down = covers(&grid.tops, grid.height);
        let right = covers(&grid.lefts, grid.width);
        for (row, down) in sum.chunks_exact_mut(grid.width).zip(down) {
            for (value, right) in row.iter_mut().zip(&right) {
                *value /= down * right;
            }
        }
        Ok(sum)
    }

    /// The sum of the cleaned patches that begin in rows `tops`, from the first of these rows on.
    fn band(&self, plane: &[f32], tops: &[usize]) -> Result<Vec<f32>, DenoiseError> {
        let grid = &self.grid;
        let height = tops[tops.len() - 1] + SIDE - tops[0];
        let mut sum = vec![0.0; height * grid.width];
        let places: Vec<(usize, usize)> = tops
            .iter()
            .flat_map(|&y| grid.lefts.iter().map(move |&x| (y, x)))
            .collect();
        let mut block = Block::default();
        for places in places.chunks(BLOCK) {
            self.watch.go_on()?;
            block.take(plane, grid.width, places);
            block.choose(&self.level);
            wide(Wiener {
                block: &mut block,
                level: &self.level,
            });
            block.give(&mut sum, grid.width, tops[0], places);
        }
        Ok(sum)
    }
}

/// Some patches.
#[derive(Default)]
struct Block {
    /// [`PIXELS`] numbers each, without their mean.
    patches: Vec<f32>,
    means: Vec<f32>,
    /// Σ of the squares of each patch.
    energies: Vec<f32>,
    products: Vec<f32>,
    scores: Vec<f32>,
    best: Vec<f32>,
    chosen: Vec<u32>,
}

impl Block {
    /// Takes the patches at `places`.
    fn take(&mut self, plane: &[f32], width: usize, places: &[(usize, usize)]) {
        self.patches.clear();
        self.means.clear();
        self.energies.clear();
        for &(y, x) in places {
            let start = self.patches.len();
            for row in y..y + SIDE {
                self.patches
                    .extend_from_slice(&plane[row * width + x..][..SIDE]);
            }
            let patch = &mut self.patches[start..];
            let mean = patch.iter().sum::<f32>() / PIXELS as f32;
            let mut energy = 0.0;
            for value in patch {
                *value -= mean;
                energy += *value * *value;
            }
            self.means.push(mean);
            self.energies.push(energy);
        }
    }

    /// Finds the likeliest component of each patch.
    fn choose(&mut self, level: &Level) {
        let count = self.means.len();
        self.best.clear();
        self.best.resize(count, f32::NEG_INFINITY);
        self.chosen.clear();
        self.chosen.resize(count, 0);
        for group in &level.groups {
            let first = level.seen[group.first].first;
            let last = &level.seen[group.end - 1];
            let height = last.first + last.rank - first;
            self.products.resize(height * count, 0.0);
            multiply(
                [height, count, PIXELS],
                rows_mut(&mut self.products, count),
                rows(&level.rows[first * PIXELS..], PIXELS),
                columns(&self.patches, PIXELS),
                false,
            );
            wide(Compare {
                block: self,
                level,
                components: group.first..group.end,
            });
        }
    }

    /// Adds the patches, with their means again, to `sum`, whose first row is row `top` of the plane.
    fn give(&self, sum: &mut [f32], width: usize, top: usize, places: &[(usize, usize)]) {
        let patches = self.patches.chunks_exact(PIXELS).zip(&self.means);
        for (&(y, x), (patch, mean)) in places.iter().zip(patches) {
            for (row, values) in patch.chunks_exact(SIDE).enumerate() {
                let out = &mut sum[(y - top + row) * width + x..][..SIDE];
                for (out, value) in out.iter_mut().zip(values) {
                    *out += value + mean;
                }
            }
        }
    }
}

/// Scores some components from the products of their rows with the patches, and keeps the best.
struct Compare<'a> {
    block: &'a mut Block,
    level: &'a Level,
    components: std::ops::Range<usize>,
}

impl NullaryFnOnce for Compare<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let block = self.block;
        let count = block.means.len();
        block.scores.resize(count, 0.0);
        let scores = &mut block.scores[..count];
        let mut products = block.products.chunks_exact(count);
        for component in self.components {
            let seen = &self.level.seen[component];
            for (score, energy) in scores.iter_mut().zip(&block.energies) {
                *score = seen.constant + seen.tail * energy;
            }
            for row in products.by_ref().take(seen.rank) {
                for (score, value) in scores.iter_mut().zip(row) {
                    *score += value * value;
                }
            }
            let kept = block.best.iter_mut().zip(&mut block.chosen);
            for (score, (best, chosen)) in scores.iter().zip(kept) {
                let better = *score > *best;
                *best = if better { *score } else { *best };
                *chosen = if better { component as u32 } else { *chosen };
            }
        }
    }
}

/// Replaces each patch by what its component makes of it.
struct Wiener<'a> {
    block: &'a mut Block,
    level: &'a Level,
}

impl NullaryFnOnce for Wiener<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let patches = self.block.patches.as_chunks_mut::<PIXELS>().0;
        for (patch, &chosen) in patches.iter_mut().zip(&self.block.chosen) {
            let seen = &self.level.seen[chosen as usize];
            let mut clean = patch.map(|value| 2.0 * self.level.variance * seen.tail * value);
            for axis in self.level.axes(chosen as usize).as_chunks::<PIXELS>().0 {
                let mut sums = [0.0; SIDE];
                for (axis, patch) in axis
                    .as_chunks::<SIDE>()
                    .0
                    .iter()
                    .zip(patch.as_chunks::<SIDE>().0)
                {
                    for lane in 0..SIDE {
                        sums[lane] += axis[lane] * patch[lane];
                    }
                }
                let share = 2.0 * self.level.variance * sums.iter().sum::<f32>();
                for (clean, axis) in clean.iter_mut().zip(axis) {
                    *clean += share * axis;
                }
            }
            *patch = clean;
        }
    }
}

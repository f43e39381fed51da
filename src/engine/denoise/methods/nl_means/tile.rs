//! One tile of non-local means: the picture's part, its surroundings, and the sums over offsets.

use super::{MOST, Work};
use crate::denoise::{DenoiseError, Watch};
use crate::image::{Image, raster::mirror};
use crate::math::exponential::exponential;
use crate::math::simd::{self, NullaryFnOnce};

/// Sides of a tile. Accumulators and the picture's part stay in a core's own cache.
pub(super) const TILE: (usize, usize) = (64, 256);
/// A part of the picture with its surroundings, and sums over the offsets done so far.
pub(super) struct Tile {
    y: usize,
    x: usize,
    height: usize,
    width: usize,
    channels: usize,
    /// Pixels around the tile that are needed.
    margin: usize,
    /// Length of a padded row.
    stride: usize,
    /// The padded picture, channel after channel.
    padded: Vec<f32>,
    /// Σ w · noisy, channel after channel.
    sums: Vec<f32>,
    /// Σ w.
    total: Vec<f32>,
    /// Largest w.
    largest: Vec<f32>,
}

impl Tile {
    pub(super) fn new(work: &Work<'_>, (y, x): (usize, usize), patch: usize) -> Self {
        let (channels, whole_height, whole_width) = work.noisy.dim();
        let margin = work.reach + patch;
        let (height, width) = (TILE.0.min(whole_height - y), TILE.1.min(whole_width - x));
        let stride = width + 2 * margin;
        let place = |at: usize, corner: usize, length: usize| {
            mirror((at + corner).abs_diff(margin), length)
        };
        let columns: Vec<usize> = (0..stride).map(|at| place(at, x, whole_width)).collect();
        let mut padded = Vec::with_capacity(channels * (height + 2 * margin) * stride);
        for plane in work.noisy.pixels().chunks_exact(whole_height * whole_width) {
            for at in 0..height + 2 * margin {
                let row = &plane[place(at, y, whole_height) * whole_width..][..whole_width];
                padded.extend(columns.iter().map(|&column| row[column]));
            }
        }
        Self {
            y,
            x,
            height,
            width,
            channels,
            margin,
            stride,
            padded,
            sums: vec![0.0; channels * height * width],
            total: vec![0.0; height * width],
            largest: vec![0.0; height * width],
        }
    }

    /// Adds all offsets up and divides.
    pub(super) fn run<const P: usize>(
        mut self,
        work: &Work<'_>,
        watch: &Watch<'_>,
    ) -> Result<Self, DenoiseError> {
        let reach = work.reach as isize;
        let mut scratch = Scratch::<P>::new(self.stride);
        for down in 0..=reach {
            if watch.stopped() {
                return Err(DenoiseError::Stopped);
            }
            // Each pair of pixels once: the offsets below, and those to the right in the same row.
            for right in if down == 0 { 1 } else { -reach }..=reach {
                simd::wide(AddOffset {
                    tile: &mut self,
                    down: down as usize,
                    right,
                    work,
                    scratch: &mut scratch,
                });
            }
        }
        self.finish();
        Ok(self)
    }

    /// Adds the pairs (p, p + offset) to the sums of both, where these lie in the tile.
    #[inline(always)]
    fn add_offset<const P: usize>(
        &mut self,
        down: usize,
        right: isize,
        work: &Work<'_>,
        scratch: &mut Scratch<P>,
    ) {
        // Columns p for which p or p + offset lies in the tile, counted from the tile's left edge.
        let (first, last) = ((-right).min(0), self.width as isize + (-right).max(0));
        let count = (last - first) as usize;
        let left = (self.margin as isize + first) as usize;
        let Scratch {
            squares,
            columns,
            weights,
        } = scratch;
        let half = P / 2;
        // Rows are counted in the padded picture; the first p is `down` above the tile.
        let top = self.margin - down;
        for step in 0..self.height + down + 2 * half {
            let row = top - half + step;
            self.squared_differences(
                row,
                left - half,
                down,
                right,
                &mut squares[step % P][..count + 2 * half],
            );
            if step < 2 * half {
                continue;
            }
            let at = row - half;
            let oldest = step + 1;
            let lines: [&[f32]; P] =
                std::array::from_fn(|k| &squares[(oldest + k) % P][..count + 2 * half]);
            add_lines(&lines, &work.window, &mut columns[..count + 2 * half]);
            weigh::<P>(&columns[..count + 2 * half], &mut weights[..count], work);
            self.add_row(at, first, down, right, &weights[..count]);
        }
    }

    #[inline(always)]
    fn squared_differences(
        &self,
        row: usize,
        left: usize,
        down: usize,
        right: isize,
        out: &mut [f32],
    ) {
        let plane = self.padded.len() / self.channels;
        for c in 0..self.channels {
            let from = c * plane + row * self.stride + left;
            let here = &self.padded[from..][..out.len()];
            let there =
                &self.padded[(from + down * self.stride).wrapping_add_signed(right)..][..out.len()];
            if c == 0 {
                for ((square, a), b) in out.iter_mut().zip(here).zip(there) {
                    *square = (a - b) * (a - b);
                }
            } else {
                for ((square, a), b) in out.iter_mut().zip(here).zip(there) {
                    *square += (a - b) * (a - b);
                }
            }
        }
    }

    /// Adds a row of weights; `weights[0]` belongs to column `first` of the tile.
    #[inline(always)]
    fn add_row(&mut self, row: usize, first: isize, down: usize, right: isize, weights: &[f32]) {
        let width = self.width;
        if let Some(y) = row.checked_sub(self.margin) {
            let weights = &weights[first.unsigned_abs()..][..width];
            self.add_side(y, weights, (row + down, right));
        }
        let y = row + down - self.margin;
        if y < self.height {
            let weights = &weights[(-right - first) as usize..][..width];
            self.add_side(y, weights, (row, -right));
        }
    }

    /// Adds, to row `y` of the tile, the pixels of padded row `other.0` shifted by `other.1` columns.
    #[inline(always)]
    fn add_side(&mut self, y: usize, weights: &[f32], other: (usize, isize)) {
        let width = self.width;
        let area = self.height * width;
        let plane = self.padded.len() / self.channels;
        let from = (other.0 * self.stride + self.margin).wrapping_add_signed(other.1);
        for c in 0..self.channels {
            let pixels = &self.padded[c * plane + from..][..width];
            let sums = &mut self.sums[c * area + y * width..][..width];
            for ((sum, weight), pixel) in sums.iter_mut().zip(weights).zip(pixels) {
                *sum += weight * pixel;
            }
        }
        let totals = &mut self.total[y * width..][..width];
        let largest = &mut self.largest[y * width..][..width];
        for ((total, large), &weight) in totals.iter_mut().zip(largest).zip(weights) {
            *total += weight;
            *large = large.max(weight);
        }
    }

    /// Adds each pixel itself and divides; a pixel that resembles no other stays as it is.
    fn finish(&mut self) {
        let (area, plane) = (self.height * self.width, self.padded.len() / self.channels);
        for (at, &own) in self.largest.iter().enumerate() {
            let (y, x) = (at / self.width + self.margin, at % self.width + self.margin);
            for c in 0..self.channels {
                let noisy = self.padded[c * plane + y * self.stride + x];
                let sum = &mut self.sums[c * area + at];
                *sum = if own > 0.0 {
                    (*sum + own * noisy) / (self.total[at] + own)
                } else {
                    noisy
                };
            }
        }
    }

    pub(super) fn place(&self, image: &mut Image) {
        let (_, whole_height, whole_width) = image.dim();
        for (index, row) in self.sums.chunks_exact(self.width).enumerate() {
            let (c, y) = (index / self.height, self.y + index % self.height);
            let from = (c * whole_height + y) * whole_width + self.x;
            image.pixels_mut()[from..][..self.width].copy_from_slice(row);
        }
    }
}

/// The work of one offset, in a form that the compiler inlines where wide registers are on.
struct AddOffset<'a, const P: usize> {
    tile: &'a mut Tile,
    down: usize,
    right: isize,
    work: &'a Work<'a>,
    scratch: &'a mut Scratch<P>,
}

impl<const P: usize> NullaryFnOnce for AddOffset<'_, P> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.tile
            .add_offset::<P>(self.down, self.right, self.work, self.scratch);
    }
}

/// Rows of numbers that one offset needs.
struct Scratch<const P: usize> {
    /// Squared differences of the last P rows.
    squares: [Vec<f32>; P],
    /// Their sums down the columns.
    columns: Vec<f32>,
    weights: Vec<f32>,
}

impl<const P: usize> Scratch<P> {
    fn new(length: usize) -> Self {
        Self {
            squares: std::array::from_fn(|_| vec![0.0; length]),
            columns: vec![0.0; length],
            weights: vec![0.0; length],
        }
    }
}

#[allow(
    clippy::needless_range_loop,
    reason = "with iterators inside, the outer loop is not vectorised: 20 times slower"
)]
#[inline(always)]
fn add_lines<const P: usize>(lines: &[&[f32]; P], window: &[f32; MOST], out: &mut [f32]) {
    let count = out.len();
    let lines = lines.map(|line| &line[..count]);
    for x in 0..count {
        let mut sum = window[0] * lines[0][x];
        for k in 1..P {
            sum += window[k] * lines[k][x];
        }
        out[x] = sum;
    }
}

/// Sums P neighbours, weighted, and turns each sum into a weight.
#[allow(
    clippy::needless_range_loop,
    reason = "with iterators inside, the outer loop is not vectorised: 20 times slower"
)]
#[inline(always)]
fn weigh<const P: usize>(columns: &[f32], weights: &mut [f32], work: &Work<'_>) {
    let (scale, free, window) = (work.scale, work.free, &work.window);
    let count = weights.len();
    let shifted: [&[f32]; P] = std::array::from_fn(|k| &columns[k..][..count]);
    for x in 0..count {
        let mut sum = window[0] * shifted[0][x];
        for k in 1..P {
            sum += window[k] * shifted[k][x];
        }
        weights[x] = exponential((sum * scale + free).min(0.0));
    }
}

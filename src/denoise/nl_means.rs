//! Non-local means: averages pixels whose surrounding patches look alike.
//!
//! ```text
//! answer(p) = Σ_q w(p, q) noisy(q) / Σ_q w(p, q),   w(p, q) = exp(−max(d²(p, q) − 2σ², 0) / h²)
//! ```
//!
//! d² is the mean squared difference of the patches around p and q, weighted by a Gaussian window (over all channels: a
//! pixel has one weight), of which noise alone contributes 2σ²; q runs through a square around p; a pixel's own weight is the
//! largest of the others'.
//!
//! Shapes: `[c, h, w] → [c, h, w]`; borders are mirrored. Cost: pixels × search window × side of a patch: for each offset
//! q − p, the squared difference of picture and shifted picture is smoothed by rows and columns, and w(p, q) serves both p and q.
//!
//! Source: Buades, Coll, Morel 2005, doi:10.1109/CVPR.2005.38; offsets first: Darbon, Cunha, Chan, Osher, Jensen 2008,
//! doi:10.1109/ISBI.2008.4541250. We differ in subtracting 2σ²
//! and in the own weight.

use rayon::prelude::*;

use super::{DenoiseError, Denoiser, check, interpolate};
use crate::image::{Image, raster::mirror};
use crate::job::Progress;
use crate::math::simd::{self, NullaryFnOnce};
use crate::setting::Kind;

crate::adjustable! {
    /// Non-local means.
    #[derive(Clone, Debug, PartialEq)]
    pub struct NlMeans: "nl-means", "Non-local means", "Averages pixels whose surrounding patches look alike, wherever they lie: edges and textures stay." {
        /// Factor on the filter parameter.
        strength: f32 = 1.0, Kind::log(0.1, 10.0), "Strength", "×", "Factor on the filter parameter h that is best for the noise level on average; 0.7 to 1.5 is usual.";
        /// Factor on the width of the compared patches.
        patch: f32 = 1.0, Kind::log(0.25, 4.0), "Patch", "×", "Factor on the width of the patches that is best for the noise level on average; larger ones suit stronger noise, and at most 9 × 9 pixels are compared.";
        /// How far similar patches are searched for.
        reach: usize = 10, Kind::int(1, 30), "Search reach", "pixels", "Similar patches are searched for up to so many pixels away both ways; 10 (21 × 21) is usual. Time grows with its square.";
    }
}

/// Best h / σ by σ on the 0..255 scale: with [`WINDOW`], the pair that gave the highest mean PSNR on the twelve test
/// photographs in grey.
const FILTER: &[(f32, f32)] = &[
    (5.0, 1.05),
    (15.0, 0.945),
    (25.0, 0.72),
    (50.0, 0.6),
    (100.0, 0.55),
];
/// Best width of the patches' Gaussian window in pixels by σ on the 0..255 scale.
const WINDOW: &[(f32, f32)] = &[
    (5.0, 0.7),
    (15.0, 1.1),
    (25.0, 1.6),
    (50.0, 2.1),
    (100.0, 3.0),
];
/// Largest side of a patch.
const MOST: usize = 9;

/// Sides of a tile. Accumulators and the picture's part stay in a core's own cache.
const TILE: (usize, usize) = (64, 256);
/// Tiles between two looks at the progress.
const TILES_AT_ONCE: usize = 64;

impl Denoiser for NlMeans {
    fn year(&self) -> u32 {
        2005
    }

    fn denoise(
        &self,
        noisy: &Image,
        sigma: f32,
        progress: &Progress,
    ) -> Result<Image, DenoiseError> {
        check(noisy, sigma)?;
        let (channels, height, width) = noisy.dim();
        let mut clean = noisy.clone();
        if sigma == 0.0 || noisy.pixels().is_empty() {
            progress.set(1.0);
            return Ok(clean);
        }
        let width_of_window = self.patch * interpolate(WINDOW, sigma);
        let side = match width_of_window {
            ..0.8 => 5,
            ..1.3 => 7,
            _ => MOST,
        };
        let h = self.strength * interpolate(FILTER, sigma) * sigma;
        let work = Work {
            noisy,
            reach: self.reach,
            scale: -1.0 / (h * h * channels as f32),
            window: window(width_of_window, side),
            free: 2.0 * sigma * sigma / (h * h),
        };
        let tiles: Vec<_> = (0..height)
            .step_by(TILE.0)
            .flat_map(|y| (0..width).step_by(TILE.1).map(move |x| (y, x)))
            .collect();
        for (group, some) in tiles.chunks(TILES_AT_ONCE).enumerate() {
            let done: Result<Vec<_>, DenoiseError> = some
                .par_iter()
                .map(|&corner| {
                    let tile = Tile::new(&work, corner, side / 2);
                    match side {
                        5 => tile.run::<5>(&work, progress),
                        7 => tile.run::<7>(&work, progress),
                        _ => tile.run::<9>(&work, progress),
                    }
                })
                .collect();
            for tile in done? {
                tile.place(&mut clean);
            }
            progress.set(((group + 1) * TILES_AT_ONCE) as f32 / tiles.len() as f32);
        }
        Ok(clean)
    }
}

/// What all tiles have in common.
struct Work<'a> {
    noisy: &'a Image,
    reach: usize,
    /// Weights of a patch's rows and, again, of its columns; they sum to 1.
    window: [f32; MOST],
    /// −1 / h², divided by the number of channels.
    scale: f32,
    /// The part of d² / h² that noise alone makes.
    free: f32,
}

/// A part of the picture with its surroundings, and sums over the offsets done so far.
struct Tile {
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
    fn new(work: &Work<'_>, (y, x): (usize, usize), patch: usize) -> Self {
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
    fn run<const P: usize>(
        mut self,
        work: &Work<'_>,
        progress: &Progress,
    ) -> Result<Self, DenoiseError> {
        let reach = work.reach as isize;
        let mut scratch = Scratch::<P>::new(self.stride);
        for down in 0..=reach {
            if progress.stopped() {
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

    fn place(&self, image: &mut Image) {
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
#[inline(always)]
fn weigh<const P: usize>(columns: &[f32], weights: &mut [f32], work: &Work<'_>) {
    let (scale, free) = (work.scale, work.free);
    let count = weights.len();
    let shifted: [&[f32]; P] = std::array::from_fn(|k| &columns[k..][..count]);
    for x in 0..count {
        let mut sum = work.window[0] * shifted[0][x];
        for k in 1..P {
            sum += work.window[k] * shifted[k][x];
        }
        weights[x] = exponential((sum * scale + free).min(0.0));
    }
}

/// Gaussian weights for a patch of `side` rows.
fn window(width: f32, side: usize) -> [f32; MOST] {
    let middle = (side / 2) as f32;
    let mut weights = [0.0; MOST];
    for (k, weight) in weights.iter_mut().enumerate().take(side) {
        *weight = (-0.5 * ((k as f32 - middle) / width).powi(2)).exp();
    }
    let total: f32 = weights.iter().sum();
    weights.map(|weight| weight / total)
}

/// eˣ for x ≤ 0, to a relative error of 3e-7; 0 below −86. Branchless, so that loops over it run in wide registers.
///
/// x = (n + f)·ln 2 with n whole and |f| ≤ ½; then eˣ = 2ⁿ·e^(f ln 2): n goes into the exponent bits, the rest is a Taylor polynomial.
#[inline(always)]
fn exponential(x: f32) -> f32 {
    // Adding 1.5·2²³ leaves no room for a fraction: the lowest bits of the sum are n.
    const ROUND: f32 = 12_582_912.0;
    let clamped = x.max(-86.0);
    let scaled = clamped * std::f32::consts::LOG2_E;
    let shifted = scaled + ROUND;
    let n = shifted - ROUND;
    let f = clamped - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let mut polynomial = 1.0 / 720.0;
    for coefficient in [1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0] {
        polynomial = polynomial * f + coefficient;
    }
    let power = shifted.to_bits().wrapping_add(127) << 23;
    let value = polynomial * f32::from_bits(power);
    if x < -86.0 { 0.0 } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::{Purpose, Stream};

    #[test]
    fn the_exponential_is_right() {
        for step in 0..=100_000 {
            let x = -f64::from(step) * 1e-3;
            let (found, expected) = (
                f64::from(exponential(x as f32)),
                (f64::from(x as f32)).exp(),
            );
            assert!(
                (found - expected).abs() <= 4e-7 * expected + 1e-37,
                "{x}: {found}, {expected}"
            );
        }
        assert_eq!(exponential(0.0), 1.0);
        assert_eq!(exponential(-1e30), 0.0);
    }

    /// The definition, pixel by pixel.
    fn plain(noisy: &Image, sigma: f64, h: f64, half: isize, reach: isize) -> Image {
        let (channels, height, width) = noisy.dim();
        let shape = window(0.7, 5).map(f64::from);
        let at = |c: usize, y: isize, x: isize| {
            let y = mirror(y.unsigned_abs(), height);
            f64::from(noisy.array()[[c, y, mirror(x.unsigned_abs(), width)]])
        };
        let mut clean = noisy.clone();
        for y in 0..height as isize {
            for x in 0..width as isize {
                let (mut sums, mut total, mut largest) = (vec![0.0; channels], 0.0, 0.0_f64);
                for (dy, dx) in
                    (-reach..=reach).flat_map(|dy| (-reach..=reach).map(move |dx| (dy, dx)))
                {
                    if (dy, dx) == (0, 0) {
                        continue;
                    }
                    let mut distance = 0.0;
                    for c in 0..channels {
                        for (v, u) in
                            (-half..=half).flat_map(|v| (-half..=half).map(move |u| (v, u)))
                        {
                            let weight = shape[(v + half) as usize] * shape[(u + half) as usize];
                            let difference = at(c, y + v, x + u) - at(c, y + dy + v, x + dx + u);
                            distance += weight * difference.powi(2);
                        }
                    }
                    distance /= channels as f64;
                    let weight = (-(distance - 2.0 * sigma * sigma).max(0.0) / (h * h)).exp();
                    total += weight;
                    largest = largest.max(weight);
                    (0..channels).for_each(|c| sums[c] += weight * at(c, y + dy, x + dx));
                }
                for c in 0..channels {
                    let value = (sums[c] + largest * at(c, y, x)) / (total + largest);
                    clean.array_mut()[[c, y as usize, x as usize]] = value as f32;
                }
            }
        }
        clean
    }

    #[test]
    fn agrees_with_the_definition_across_tiles() {
        for (channels, height, width) in [(1, 70, 23), (3, 9, 260), (1, 2, 3)] {
            let mut random = Stream::new(3, Purpose::Noise, 0);
            let mut noisy = Image::from_fn(channels, height, width, |c, y, x| {
                ((x + c * y) / 5 % 2) as f32
            });
            noisy
                .pixels_mut()
                .iter_mut()
                .for_each(|v| *v += 0.1 * random.normal());
            let method = NlMeans {
                patch: 0.7 / interpolate(WINDOW, 0.1),
                reach: 3,
                ..NlMeans::default()
            };
            let fast = method.denoise(&noisy, 0.1, &Progress::default()).unwrap();
            let h = f64::from(interpolate(FILTER, 0.1)) * 0.1;
            let slow = plain(&noisy, 0.1, h, 2, 3);
            for (a, b) in fast.pixels().iter().zip(slow.pixels()) {
                assert!((a - b).abs() < 2e-5, "{a} against {b}");
            }
        }
    }
}

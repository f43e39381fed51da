//! The full steerable pyramid: a picture split into rings of frequency (scales), and each ring into directions.
//!
//! ```text
//! band(s, k) = spectrum · high(s) · A_k,      A_k(θ) = α (i cos(θ − πk/K))^(K−1)
//! α = 2^(K−1) (K−1)! / √(K (2K−2)!)          Σ_k |A_k|² = 1
//! ```
//!
//! In the coordinates of its own grid, whose highest frequency is π, ring 0 rises from r = π/2 to π as sin(π/2 ·
//! log₂(2r/π)); each later ring takes what the rings before left and rises from π/4 to π/2. What remains below has half
//! the highest frequency, so the next ring's grid is half as fine; rings 0 and 1 are as fine as the picture. What is
//! left after the last ring is the residual. The squares of all filters sum to 1: the bands are a tight frame, and the
//! adjoint puts the picture together again. Bands are real and do not alias.
//!
//! On the lines of the highest frequency, whose two directions are one, ring 0 takes the root mean square of both.
//!
//! Cost: one transform of [`super::fft`] a band. Bands: rings × K, about (2 + 1/3) · K numbers a pixel.
//!
//! Source: Simoncelli, Freeman 1995, doi:10.1109/ICIP.1995.537667; the full one: Portilla, Strela, Wainwright,
//! Simoncelli 2003, doi:10.1109/TIP.2003.818640.

use rayon::prelude::*;
use realfft::num_complex::Complex32;

use super::fft::PlaneTransform;

/// A half spectrum, as [`super::fft`] lays it out.
pub type Spectrum = Vec<Complex32>;

/// A pyramid for planes of one size.
pub struct Pyramid {
    orientations: usize,
    rings: usize,
    grids: Vec<Grid>,
    /// High-pass filter of each ring, for each place of its spectra.
    highs: Vec<Vec<f32>>,
}

/// The grid of one or (the finest) two rings.
struct Grid {
    height: usize,
    width: usize,
    transform: PlaneTransform,
    /// One over the distance of each place of a spectrum from frequency 0; there 0.
    inverse_radius: Vec<f32>,
}

impl Pyramid {
    /// A pyramid of `rings` ≥ 2 rings with `orientations` ≥ 1 directions each, for planes whose sides are multiples of
    /// 2^(rings − 1).
    pub fn new(height: usize, width: usize, rings: usize, orientations: usize) -> Self {
        assert!(
            rings >= 2 && (height | width).is_multiple_of(1 << (rings - 1)),
            "sides {height} and {width} must be multiples of 2^{}",
            rings - 1
        );
        let grids: Vec<Grid> = (0..rings - 1)
            .map(|level| Grid::new(height >> level, width >> level))
            .collect();
        let highs = (0..rings).map(|ring| {
            let edge = |&inverse: &f32| high_pass(ring, inverse);
            grids[ring.saturating_sub(1)]
                .inverse_radius
                .iter()
                .map(edge)
                .collect()
        });
        Self {
            orientations,
            rings,
            highs: highs.collect(),
            grids,
        }
    }

    /// Number of rings.
    pub fn rings(&self) -> usize {
        self.rings
    }

    /// Number of directions.
    pub fn orientations(&self) -> usize {
        self.orientations
    }

    /// Height and width of the bands of a ring.
    pub fn size(&self, ring: usize) -> (usize, usize) {
        let grid = self.grid(ring);
        (grid.height, grid.width)
    }

    fn grid(&self, ring: usize) -> &Grid {
        &self.grids[ring.saturating_sub(1)]
    }

    /// What each ring takes its bands from, and at the end the residual.
    pub fn analyse(&self, plane: &[f32]) -> Vec<Spectrum> {
        let mut lows = vec![self.grids[0].transform.forward(plane)];
        for ring in 0..self.rings {
            let grid = self.grid(ring);
            let mut low = lows[ring].clone();
            self.keep_below(&mut low, ring);
            lows.push(if ring == 0 {
                low
            } else {
                resize(
                    &low,
                    grid.height,
                    grid.width,
                    grid.height / 2,
                    grid.width / 2,
                )
            });
        }
        lows
    }

    /// The plane of the ring spectra, which [`Self::collect`] gathered, and of the residual at their end. Undoes
    /// [`Self::analyse`].
    pub fn synthesise(&self, mut sums: Vec<Spectrum>) -> Vec<f32> {
        let mut low = sums.pop().unwrap_or_default();
        for ring in (0..self.rings).rev() {
            let grid = self.grid(ring);
            if ring > 0 {
                low = resize(
                    &low,
                    grid.height / 2,
                    grid.width / 2,
                    grid.height,
                    grid.width,
                );
            }
            self.keep_below(&mut low, ring);
            if let Some(sum) = sums.pop() {
                for (low, sum) in low.iter_mut().zip(sum) {
                    *low += sum;
                }
            }
        }
        self.grids[0].transform.inverse(low)
    }

    /// The low-pass filter of a ring.
    fn keep_below(&self, spectrum: &mut [Complex32], ring: usize) {
        for (value, high) in spectrum.iter_mut().zip(&self.highs[ring]) {
            *value *= (1.0 - high * high).sqrt();
        }
    }

    /// The spectrum of a band, from [`Self::analyse`]'s spectrum of its ring.
    pub fn direct(&self, low: &[Complex32], ring: usize, orientation: usize) -> Spectrum {
        let mut band = low.to_vec();
        self.turn(&mut band, ring, orientation, 1.0);
        band
    }

    /// The band of a spectrum of `ring`.
    pub fn plane(&self, spectrum: Spectrum, ring: usize) -> Vec<f32> {
        self.grid(ring).transform.inverse(spectrum)
    }

    /// The spectrum of a band of ring `ring` + 1, on the grid of `ring`.
    pub fn finer(&self, spectrum: Spectrum, ring: usize) -> Spectrum {
        if ring == 0 {
            return spectrum;
        }
        let grid = self.grid(ring);
        resize(
            &spectrum,
            grid.height / 2,
            grid.width / 2,
            grid.height,
            grid.width,
        )
    }

    /// Adds a band's share to the spectrum of its ring.
    pub fn collect(&self, band: &[f32], ring: usize, orientation: usize, sum: &mut [Complex32]) {
        let share = self.share(band, ring, orientation);
        sum.iter_mut()
            .zip(share)
            .for_each(|(sum, share)| *sum += share);
    }

    /// A band's share of the spectrum of its ring.
    pub fn share(&self, band: &[f32], ring: usize, orientation: usize) -> Spectrum {
        let mut spectrum = self.grid(ring).transform.forward(band);
        self.turn(&mut spectrum, ring, orientation, -1.0);
        spectrum
    }

    /// Multiplies by the filter of a band or, with `sign` −1, its conjugate.
    fn turn(&self, spectrum: &mut [Complex32], ring: usize, orientation: usize, sign: f32) {
        let grid = self.grid(ring);
        let order = self.orientations - 1;
        let angle = std::f32::consts::PI * orientation as f32 / self.orientations as f32;
        let (down, right) = angle.sin_cos();
        let norm = normaliser(self.orientations);
        let columns = spectrum.par_chunks_mut(grid.height);
        let tables = grid.inverse_radius.par_chunks(grid.height);
        let tables = tables.zip(self.highs[ring].par_chunks(grid.height));
        columns
            .zip(tables)
            .enumerate()
            .for_each(|(u, (column, (inverse, high)))| {
                let x = frequency(u, grid.width) * right;
                let mut gains: Vec<f32> = high.iter().map(|high| norm * high).collect();
                for (v, gain) in gains.iter_mut().enumerate() {
                    let y = frequency(v, grid.height) * down;
                    let along = (x + y) * inverse[v];
                    *gain *= power(along, order);
                }
                // iᵒʳᵈᵉʳ, conjugated for the way back.
                let unit = match order % 4 {
                    0 => Complex32::ONE,
                    1 => Complex32::I * sign,
                    2 => -Complex32::ONE,
                    _ => -Complex32::I * sign,
                };
                for (v, (value, gain)) in column.iter_mut().zip(gains).enumerate() {
                    if 2 * u != grid.width && 2 * v != grid.height {
                        *value *= unit * gain;
                    } else {
                        let y = frequency(v, grid.height) * down;
                        let both = [x + y, x - y].map(|along| power(along * inverse[v], 2 * order));
                        *value *= norm * high[v] * (0.5 * (both[0] + both[1])).sqrt();
                    }
                }
            });
    }
}

fn power(base: f32, exponent: usize) -> f32 {
    (0..exponent).fold(1.0, |product, _| product * base)
}

impl Grid {
    fn new(height: usize, width: usize) -> Self {
        let transform = PlaneTransform::new(height, width);
        let inverse = |at: usize| {
            let radius = frequency(at / height, width).hypot(frequency(at % height, height));
            if at == 0 { 0.0 } else { 1.0 / radius }
        };
        let inverse_radius = (0..transform.columns() * height).map(inverse).collect();
        Self {
            height,
            width,
            transform,
            inverse_radius,
        }
    }
}

/// Frequency −π..=π of place `at` of `length`.
fn frequency(at: usize, length: usize) -> f32 {
    let place = if 2 * at > length {
        at as f32 - length as f32
    } else {
        at as f32
    };
    std::f32::consts::TAU * place / length as f32
}

/// High-pass filter of a ring; 0 at frequency 0, whose inverse is given as 0.
fn high_pass(ring: usize, inverse_radius: f32) -> f32 {
    use std::f32::consts::{FRAC_PI_2, FRAC_PI_4};
    let start = if ring == 0 { FRAC_PI_2 } else { FRAC_PI_4 };
    // How far above the start, as a power of 2.
    let place = -(start * inverse_radius).log2();
    if inverse_radius == 0.0 || place <= 0.0 {
        0.0
    } else if place >= 1.0 {
        1.0
    } else {
        (FRAC_PI_2 * place).sin()
    }
}

/// α of the angular filter.
fn normaliser(orientations: usize) -> f32 {
    let factorial = |n: usize| (1..=n).map(|k| k as f64).product::<f64>();
    let k = orientations as f64;
    let alpha = 2_f64.powf(k - 1.0) * factorial(orientations - 1)
        / (k * factorial(2 * orientations - 2)).sqrt();
    alpha as f32
}

/// The spectrum of the same picture on a grid of other size: cut off or filled with zeros at the highest frequencies.
/// Sides are even, or nothing lies at the highest frequencies.
fn resize(
    from: &[Complex32],
    height: usize,
    width: usize,
    new_height: usize,
    new_width: usize,
) -> Spectrum {
    let scale = (new_height * new_width) as f32 / (height * width) as f32;
    let mut to = vec![Complex32::ZERO; (new_width / 2 + 1) * new_height];
    let rows = height.min(new_height).div_ceil(2);
    let columns = from
        .chunks_exact(height)
        .zip(to.chunks_exact_mut(new_height));
    for (from, to) in columns.take(width.min(new_width).div_ceil(2)) {
        let ends = to[..rows].iter_mut().zip(&from[..rows]);
        for (to, from) in ends {
            *to = from * scale;
        }
        let (tail, new_tail) = (height - rows + 1, new_height - rows + 1);
        for (to, from) in to[new_tail..].iter_mut().zip(&from[tail..]) {
            *to = from * scale;
        }
    }
    to
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::{Purpose, Stream};

    fn noise(length: usize) -> Vec<f32> {
        let mut random = Stream::new(0, Purpose::Evaluation, 0);
        (0..length).map(|_| random.normal()).collect()
    }

    #[test]
    fn bands_put_the_picture_together_again_and_keep_its_energy() {
        for (height, width, rings, orientations) in [
            (32, 48, 3, 8),
            (16, 16, 2, 1),
            (40, 24, 4, 3),
            (24, 24, 3, 4),
        ] {
            let plane = noise(height * width);
            let pyramid = Pyramid::new(height, width, rings, orientations);
            let lows = pyramid.analyse(&plane);
            let mut sums: Vec<Spectrum> = lows
                .iter()
                .map(|low| vec![Complex32::ZERO; low.len()])
                .collect();
            let mut energy = 0.0;
            for ring in 0..rings {
                for k in 0..orientations {
                    let band = pyramid.plane(pyramid.direct(&lows[ring], ring, k), ring);
                    // A coefficient of a coarser grid stands for more of the picture.
                    let area = 4_f32.powi(ring.saturating_sub(1) as i32);
                    energy += area * band.iter().map(|b| b * b).sum::<f32>();
                    pyramid.collect(&band, ring, k, &mut sums[ring]);
                }
            }
            sums[rings].clone_from(&lows[rings]);
            for (a, b) in pyramid.synthesise(sums).iter().zip(&plane) {
                assert!((a - b).abs() < 1e-4, "{orientations}: {a} {b}");
            }
            let whole: f32 = plane.iter().map(|v| v * v).sum();
            assert!(
                energy < whole && energy > 0.8 * whole,
                "{orientations}: {energy} {whole}"
            );
        }
    }

    #[test]
    fn a_wave_lies_in_the_band_of_its_direction() {
        let (side, orientations) = (64, 8);
        let plane: Vec<f32> = (0..side * side)
            .map(|at| (0.6 * std::f32::consts::TAU * (at / side) as f32 / 4.0).sin())
            .collect();
        let pyramid = Pyramid::new(side, side, 3, orientations);
        let lows = pyramid.analyse(&plane);
        let energies: Vec<f32> = (0..orientations)
            .map(|k| {
                pyramid
                    .plane(pyramid.direct(&lows[1], 1, k), 1)
                    .iter()
                    .map(|b| b * b)
                    .sum()
            })
            .collect();
        assert!((1..=7).all(|k| energies[4] >= energies[k]) && energies[0] < 1e-2 * energies[4]);
    }
}

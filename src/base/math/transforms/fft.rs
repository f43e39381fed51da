//! The discrete Fourier transform of real planes in two dimensions.
//!
//! Spectra are those of real planes, so half of them is kept: the columns of frequencies 0, 1, …, width/2, column after
//! column. Frequency (v, u), v down and u to the right, lies at `u · height + v`; v above height/2 stands for v −
//! height.
//!
//! Cost: n log n for a plane of n pixels whose sides have small prime factors only. Source of the algorithms: the
//! crates `rustfft` and `realfft`.

use std::sync::Arc;

use rayon::prelude::*;
use realfft::num_complex::Complex32;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};
use rustfft::{Fft, FftPlanner};

/// Rows, or columns of a spectrum, in one piece of parallel work.
const BAND: usize = 16;

/// Transforms of planes of one size, planned once.
pub struct PlaneTransform {
    height: usize,
    width: usize,
    rows: Arc<dyn RealToComplex<f32>>,
    rows_back: Arc<dyn ComplexToReal<f32>>,
    columns: Arc<dyn Fft<f32>>,
    columns_back: Arc<dyn Fft<f32>>,
}

impl PlaneTransform {
    /// Plans transforms of planes of `height` × `width` pixels, neither 0.
    pub fn new(height: usize, width: usize) -> Self {
        let (mut real, mut complex) = (RealFftPlanner::new(), FftPlanner::new());
        Self {
            height,
            width,
            rows: real.plan_fft_forward(width),
            rows_back: real.plan_fft_inverse(width),
            columns: complex.plan_fft_forward(height),
            columns_back: complex.plan_fft_inverse(height),
        }
    }

    /// Columns of a spectrum.
    pub fn columns(&self) -> usize {
        self.width / 2 + 1
    }

    /// The spectrum: Σ plane(y, x) exp(−2πi (v y / height + u x / width)).
    pub fn forward(&self, plane: &[f32]) -> Vec<Complex32> {
        let (height, columns) = (self.height, self.columns());
        let mut rows = vec![Complex32::ZERO; height * columns];
        let bands = plane.par_chunks(BAND * self.width);
        rows.par_chunks_mut(BAND * columns)
            .zip(bands)
            .for_each(|(to, from)| {
                let mut row = self.rows.make_input_vec();
                let mut scratch = self.rows.make_scratch_vec();
                for (to, from) in to
                    .chunks_exact_mut(columns)
                    .zip(from.chunks_exact(self.width))
                {
                    row.copy_from_slice(from);
                    let done = self.rows.process_with_scratch(&mut row, to, &mut scratch);
                    assert!(done.is_ok(), "lengths are the plan's");
                }
            });
        let mut spectrum = vec![Complex32::ZERO; height * columns];
        let bands = spectrum.par_chunks_mut(BAND * height).enumerate();
        bands.for_each(|(band, out)| {
            let first = band * BAND;
            for (v, row) in rows.chunks_exact(columns).enumerate() {
                for (column, value) in out.chunks_exact_mut(height).zip(&row[first..]) {
                    column[v] = *value;
                }
            }
            let mut scratch = vec![Complex32::ZERO; self.columns.get_inplace_scratch_len()];
            self.columns.process_with_scratch(out, &mut scratch);
        });
        spectrum
    }

    /// The plane of a spectrum; undoes [`Self::forward`].
    pub fn inverse(&self, mut spectrum: Vec<Complex32>) -> Vec<f32> {
        let (height, columns) = (self.height, self.columns());
        spectrum.par_chunks_mut(BAND * height).for_each(|columns| {
            let mut scratch = vec![Complex32::ZERO; self.columns_back.get_inplace_scratch_len()];
            self.columns_back
                .process_with_scratch(columns, &mut scratch);
        });
        let scale = 1.0 / (height * self.width) as f32;
        let mut plane = vec![0.0; height * self.width];
        let bands = plane.par_chunks_mut(BAND * self.width).enumerate();
        bands.for_each(|(band, out)| {
            let (first, count) = (band * BAND, out.len() / self.width);
            let mut rows = vec![Complex32::ZERO; count * columns];
            for (u, column) in spectrum.chunks_exact(height).enumerate() {
                for (row, value) in column[first..first + count].iter().enumerate() {
                    rows[row * columns + u] = value * scale;
                }
            }
            let mut scratch = self.rows_back.make_scratch_vec();
            let pairs = out
                .chunks_exact_mut(self.width)
                .zip(rows.chunks_exact_mut(columns));
            for (out, row) in pairs {
                // Of a real row these two are real; what rounding left there would be refused.
                row[0].im = 0.0;
                if self.width.is_multiple_of(2) {
                    row[columns - 1].im = 0.0;
                }
                let done = self.rows_back.process_with_scratch(row, out, &mut scratch);
                assert!(done.is_ok(), "lengths are the plan's");
            }
        });
        plane
    }
}

/// The next multiple of `factor` from `length` on whose quotient has no prime factors above 5: sides that transform
/// fast.
pub fn fast_length(length: usize, factor: usize) -> usize {
    let smooth = |n: usize| [2, 3, 5].into_iter().fold(n, strip) == 1;
    let mut quotient = length.div_ceil(factor).max(1);
    while !smooth(quotient) {
        quotient += 1;
    }
    quotient * factor
}

fn strip(mut n: usize, prime: usize) -> usize {
    while n.is_multiple_of(prime) {
        n /= prime;
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::{Purpose, Stream};

    #[test]
    fn spectra_follow_the_definition_and_go_back() {
        let mut random = Stream::new(0, Purpose::Evaluation, 0);
        for (height, width) in [(1, 1), (6, 8), (5, 9), (40, 1), (18, 50)] {
            let plane: Vec<f32> = (0..height * width).map(|_| random.normal()).collect();
            let transform = PlaneTransform::new(height, width);
            let spectrum = transform.forward(&plane);
            for (v, u) in [(0, 0), (height / 2, width / 2), (height - 1, width / 3)] {
                let (mut re, mut im) = (0.0, 0.0);
                for (at, value) in plane.iter().enumerate() {
                    let turn = (v * (at / width)) as f64 / height as f64
                        + (u * (at % width)) as f64 / width as f64;
                    let angle = std::f64::consts::TAU * turn;
                    re += f64::from(*value) * angle.cos();
                    im -= f64::from(*value) * angle.sin();
                }
                let found = spectrum[u * height + v];
                assert!(
                    (f64::from(found.re) - re).abs() < 1e-4,
                    "{height}×{width}: {found} {re}"
                );
                assert!(
                    (f64::from(found.im) - im).abs() < 1e-4,
                    "{height}×{width}: {found} {im}"
                );
            }
            for (a, b) in transform.inverse(spectrum).iter().zip(&plane) {
                assert!((a - b).abs() < 1e-5);
            }
        }
    }

    #[test]
    fn fast_lengths_are_smooth_multiples() {
        assert_eq!(fast_length(1, 1), 1);
        assert_eq!(fast_length(7, 1), 8);
        assert_eq!(fast_length(530, 32), 544 + 32);
    }
}

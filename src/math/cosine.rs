//! The discrete cosine transform of whole planes, for linear filters with mirrored borders.
//!
//! ```text
//! X[k] = Σ_n x[n] cos(π (2 n + 1) k / 2 N)                                 by rows, then by columns
//! ```
//!
//! It is the transform in which a filter over the plane, mirrored about its outer edges, is a product. A line of N numbers goes
//! through a real Fourier transform of the same length: even places forwards, then odd places backwards, then a turn by k quarter steps.
//!
//! Cost: n log n for n pixels, best when sides have small prime factors only. Source: Makhoul 1980, doi:10.1109/TASSP.1980.1163351.

use std::sync::Arc;

use rayon::prelude::*;
use realfft::num_complex::Complex32;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

/// Lines in one piece of parallel work.
const BAND: usize = 16;

/// Multiplies each coefficient of `plane` (`height` × `width`, neither 0) with `gain(v, u)`: frequency π v / height down, π u / width
/// to the right.
pub fn filter(
    plane: &mut [f32],
    height: usize,
    width: usize,
    gain: impl Fn(usize, usize) -> f32 + Sync,
) {
    let (rows, columns) = (Line::new(width), Line::new(height));
    let mut turned = vec![0.0; plane.len()];
    let pieces = plane.par_chunks_mut(BAND * width);
    pieces.for_each(|band| rows.each(band, Line::forward));
    transpose(plane, width, &mut turned);
    let pieces = turned.par_chunks_mut(BAND * height).enumerate();
    pieces.for_each(|(index, band)| {
        let mut u = index * BAND;
        columns.each(band, |line, work| {
            line.forward(work);
            for (v, value) in work.values.iter_mut().enumerate() {
                *value *= gain(v, u);
            }
            line.inverse(work);
            u += 1;
        });
    });
    transpose(&turned, height, plane);
    let pieces = plane.par_chunks_mut(BAND * width);
    pieces.for_each(|band| rows.each(band, Line::inverse));
}

/// Columns of `from`, whose rows have `width` numbers, become rows of `to`.
fn transpose(from: &[f32], width: usize, to: &mut [f32]) {
    let height = from.len() / width;
    let bands = to.par_chunks_mut(BAND * height).enumerate();
    bands.for_each(|(index, out)| {
        for (y, row) in from.chunks_exact(width).enumerate() {
            for (column, value) in out.chunks_exact_mut(height).zip(&row[index * BAND..]) {
                column[y] = *value;
            }
        }
    });
}

/// The transform of lines of one length.
struct Line {
    length: usize,
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
    /// exp(−iπk / 2N).
    turns: Vec<Complex32>,
}

/// A line at work.
struct Work {
    values: Vec<f32>,
    folded: Vec<f32>,
    spectrum: Vec<Complex32>,
    scratch: Vec<Complex32>,
}

impl Line {
    fn new(length: usize) -> Self {
        let mut planner = RealFftPlanner::new();
        let turn = |k: usize| {
            let angle = -std::f64::consts::PI * k as f64 / (2 * length) as f64;
            Complex32::new(angle.cos() as f32, angle.sin() as f32)
        };
        Self {
            length,
            forward: planner.plan_fft_forward(length),
            inverse: planner.plan_fft_inverse(length),
            turns: (0..=length / 2).map(turn).collect(),
        }
    }

    fn each(&self, band: &mut [f32], mut change: impl FnMut(&Self, &mut Work)) {
        let scratch = self
            .forward
            .get_scratch_len()
            .max(self.inverse.get_scratch_len());
        let mut work = Work {
            values: vec![0.0; self.length],
            folded: vec![0.0; self.length],
            spectrum: self.forward.make_output_vec(),
            scratch: vec![Complex32::ZERO; scratch],
        };
        for line in band.chunks_exact_mut(self.length) {
            work.values.copy_from_slice(line);
            change(self, &mut work);
            line.copy_from_slice(&work.values);
        }
    }

    fn forward(&self, work: &mut Work) {
        let last = self.length - 1;
        for (n, pair) in work.values.chunks(2).enumerate() {
            work.folded[n] = pair[0];
            if let Some(odd) = pair.get(1) {
                work.folded[last - n] = *odd;
            }
        }
        let (folded, spectrum) = (&mut work.folded, &mut work.spectrum);
        let done = self
            .forward
            .process_with_scratch(folded, spectrum, &mut work.scratch);
        assert!(done.is_ok(), "lengths are the plan's");
        // X[k] = Re(turn V[k]); V[N − k] is the conjugate of V[k], which makes X[N − k] = −Im(turn V[k]).
        for (k, (value, turn)) in work.spectrum.iter().zip(&self.turns).enumerate() {
            let turned = value * turn;
            if k > 0 {
                work.values[self.length - k] = -turned.im;
            }
            work.values[k] = turned.re;
        }
    }

    fn inverse(&self, work: &mut Work) {
        let scale = 1.0 / self.length as f32;
        for (k, (value, turn)) in work.spectrum.iter_mut().zip(&self.turns).enumerate() {
            let other = if k > 0 {
                work.values[self.length - k]
            } else {
                0.0
            };
            *value = Complex32::new(work.values[k], -other) * turn.conj() * scale;
        }
        // Of a real line these two are real; what rounding left there would be refused.
        work.spectrum[0].im = 0.0;
        if self.length.is_multiple_of(2) {
            work.spectrum[self.length / 2].im = 0.0;
        }
        let (folded, spectrum) = (&mut work.folded, &mut work.spectrum);
        let done = self
            .inverse
            .process_with_scratch(spectrum, folded, &mut work.scratch);
        assert!(done.is_ok(), "lengths are the plan's");
        let last = self.length - 1;
        for (n, pair) in work.values.chunks_mut(2).enumerate() {
            pair[0] = work.folded[n];
            if let Some(odd) = pair.get_mut(1) {
                *odd = work.folded[last - n];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::{Purpose, Stream};

    #[test]
    fn lines_follow_the_definition_and_go_back() {
        let mut random = Stream::new(0, Purpose::Evaluation, 0);
        for length in [1, 2, 3, 8, 17, 30] {
            let values: Vec<f32> = (0..length).map(|_| random.normal()).collect();
            let line = Line::new(length);
            let mut band = values.clone();
            line.each(&mut band, Line::forward);
            for (k, found) in band.iter().enumerate() {
                let angle = |n: usize| {
                    std::f64::consts::PI * ((2 * n + 1) * k) as f64 / (2 * length) as f64
                };
                let expected: f64 = values
                    .iter()
                    .enumerate()
                    .map(|(n, value)| f64::from(*value) * angle(n).cos())
                    .sum();
                let found = f64::from(*found);
                assert!(
                    (found - expected).abs() < 1e-5,
                    "{length}: {found} {expected}"
                );
            }
            line.each(&mut band, Line::inverse);
            for (a, b) in band.iter().zip(&values) {
                assert!((a - b).abs() < 1e-6, "{length}: {a} {b}");
            }
        }
    }

    #[test]
    fn a_filter_is_the_one_of_its_gains() {
        // cos π v / N is the mean of both neighbours, mirrored about the edges.
        let (height, width) = (5, 8);
        let plane: Vec<f32> = (0..40).map(|k| ((k * k) % 11) as f32).collect();
        let mut means = plane.clone();
        let turn = |k: usize, length: usize| std::f32::consts::PI * k as f32 / length as f32;
        filter(&mut means, height, width, |v, u| {
            turn(v, height).cos() * turn(u, width).cos()
        });
        let at = |y: isize, x: isize| {
            plane[y.clamp(0, 4) as usize * width + x.clamp(0, 7) as usize] / 4.0
        };
        for (y, x) in [(0, 0), (2, 3), (4, 7)] {
            let expected =
                at(y - 1, x - 1) + at(y - 1, x + 1) + at(y + 1, x - 1) + at(y + 1, x + 1);
            let found = means[y as usize * width + x as usize];
            assert!((found - expected).abs() < 1e-4, "{found} {expected}");
        }
    }
}

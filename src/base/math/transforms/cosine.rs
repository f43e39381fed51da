//! The discrete cosine transform of whole planes: a spectrum without the seam that a Fourier transform has at the
//! borders.
//!
//! ```text
//! spectrum(v, u) = s_v s_u Σ plane(y, x) cos(π v (2 y + 1) / 2 height) cos(π u (2 x + 1) / 2 width)
//! s = √(1 / n) for 0, else √(2 / n)
//! ```
//!
//! It is orthonormal: white noise stays white and of the same level. A spectrum lies column after column: frequency (v,
//! u), v down and u to the right, at `u · height + v`. Cost: n log n for a plane of n pixels.
//!
//! Source: a line of n numbers becomes, its even places forwards and its odd ones backwards, one Fourier transform of n
//! numbers: Makhoul 1980, doi:10.1109/TASSP.1980.1163351.
//!
//! It is ours because rustdct has transforms of lines only, and with them planes take longer: on one thread of a Xeon
//! with AVX-512, 512 × 512 numbers 2.0 ms (ours 1.7), 1536 × 2048 66 ms (56); 321 × 481 2.2 ms (2.7)
//! (`benches/library`, one run).

use std::sync::Arc;

use rayon::prelude::*;
use realfft::num_complex::Complex32;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

/// Lines in one piece of parallel work.
const BAND: usize = 16;
/// Side of the squares in which a plane is turned over.
const SQUARE: usize = 32;

/// Transforms of planes of one size, planned once.
pub struct CosineTransform {
    height: usize,
    width: usize,
    rows: Line,
    columns: Line,
}

impl CosineTransform {
    /// Plans transforms of planes of `height` × `width` pixels, neither 0.
    pub fn new(height: usize, width: usize) -> Self {
        Self {
            height,
            width,
            rows: Line::new(width),
            columns: Line::new(height),
        }
    }

    /// The spectrum, column after column.
    pub fn forward(&self, plane: &[f32]) -> Vec<f32> {
        let mut rows = plane.to_vec();
        self.rows.each(&mut rows, Line::forward);
        let mut spectrum = vec![0.0; plane.len()];
        turn_over(&rows, self.width, &mut spectrum);
        self.columns.each(&mut spectrum, Line::forward);
        spectrum
    }

    /// The plane of a spectrum; undoes [`Self::forward`].
    pub fn inverse(&self, mut spectrum: Vec<f32>) -> Vec<f32> {
        self.columns.each(&mut spectrum, Line::inverse);
        let mut plane = vec![0.0; spectrum.len()];
        turn_over(&spectrum, self.height, &mut plane);
        self.rows.each(&mut plane, Line::inverse);
        plane
    }

    /// Multiplies each frequency (v, u) of a plane with `gain(v, u)`: a linear filter with mirrored borders. Takes the
    /// memory of one more plane.
    pub fn filter(&self, plane: &mut [f32], gain: impl Fn(usize, usize) -> f32 + Sync) {
        self.rows.each(plane, Line::forward);
        let mut spectrum = vec![0.0; plane.len()];
        turn_over(plane, self.width, &mut spectrum);
        self.columns.each(&mut spectrum, Line::forward);
        let columns = spectrum.par_chunks_mut(self.height).enumerate();
        columns.for_each(|(u, column)| {
            for (v, value) in column.iter_mut().enumerate() {
                *value *= gain(v, u);
            }
        });
        self.columns.each(&mut spectrum, Line::inverse);
        turn_over(&spectrum, self.height, plane);
        self.rows.each(plane, Line::inverse);
    }
}

/// Columns become rows; `width` numbers in a row.
fn turn_over(plane: &[f32], width: usize, out: &mut [f32]) {
    let height = plane.len() / width;
    let bands = out.par_chunks_mut(SQUARE * height).enumerate();
    bands.for_each(|(band, out)| {
        let first = band * SQUARE;
        for top in (0..height).step_by(SQUARE) {
            for (x, row) in out.chunks_exact_mut(height).enumerate() {
                let end = (top + SQUARE).min(height);
                for (y, value) in row[top..end].iter_mut().enumerate() {
                    *value = plane[(top + y) * width + first + x];
                }
            }
        }
    });
}

/// Transforms of lines of one length.
struct Line {
    length: usize,
    there: Arc<dyn RealToComplex<f32>>,
    back: Arc<dyn ComplexToReal<f32>>,
    /// exp(−πi k / 2 n) · √(2 / n), for k up to n / 2.
    turns: Vec<Complex32>,
}

/// Memory for one line.
struct Scratch {
    line: Vec<f32>,
    spectrum: Vec<Complex32>,
    there: Vec<Complex32>,
    back: Vec<Complex32>,
}

impl Line {
    fn new(length: usize) -> Self {
        let mut planner = RealFftPlanner::new();
        let n = length as f64;
        let turn = |k: usize| {
            let (sine, cosine) = (std::f64::consts::PI * k as f64 / (2.0 * n)).sin_cos();
            let scale = (2.0 / n).sqrt();
            Complex32::new((scale * cosine) as f32, (-scale * sine) as f32)
        };
        Self {
            length,
            there: planner.plan_fft_forward(length),
            back: planner.plan_fft_inverse(length),
            turns: (0..=length / 2).map(turn).collect(),
        }
    }

    fn each(&self, lines: &mut [f32], work: fn(&Self, &mut [f32], &mut Scratch)) {
        lines.par_chunks_mut(BAND * self.length).for_each(|lines| {
            let mut scratch = Scratch {
                line: vec![0.0; self.length],
                spectrum: self.there.make_output_vec(),
                there: self.there.make_scratch_vec(),
                back: self.back.make_scratch_vec(),
            };
            for line in lines.chunks_exact_mut(self.length) {
                work(self, line, &mut scratch);
            }
        });
    }

    fn forward(&self, line: &mut [f32], scratch: &mut Scratch) {
        let n = self.length;
        for (k, value) in line.iter().enumerate() {
            let place = if k % 2 == 0 { k / 2 } else { n - 1 - k / 2 };
            scratch.line[place] = *value;
        }
        let done = self.there.process_with_scratch(
            &mut scratch.line,
            &mut scratch.spectrum,
            &mut scratch.there,
        );
        assert!(done.is_ok(), "lengths are the plan's");
        for (k, (value, turn)) in scratch.spectrum.iter().zip(&self.turns).enumerate() {
            let turned = value * turn;
            if k > 0 {
                line[n - k] = -turned.im;
            }
            line[k] = turned.re;
        }
        line[0] *= std::f32::consts::FRAC_1_SQRT_2;
    }

    fn inverse(&self, line: &mut [f32], scratch: &mut Scratch) {
        let n = self.length;
        line[0] *= std::f32::consts::SQRT_2;
        for (k, (value, turn)) in scratch.spectrum.iter_mut().zip(&self.turns).enumerate() {
            let other = if k > 0 { line[n - k] } else { 0.0 };
            // |turn|² = 2 / n, so its conjugate undoes it but for this factor; the unscaled transform brings n.
            *value = Complex32::new(line[k], -other) * turn.conj() * 0.5;
        }
        // Of a real line these two are real; what rounding left there would be refused.
        scratch.spectrum[0].im = 0.0;
        if n.is_multiple_of(2) {
            scratch.spectrum[n / 2].im = 0.0;
        }
        let done = self.back.process_with_scratch(
            &mut scratch.spectrum,
            &mut scratch.line,
            &mut scratch.back,
        );
        assert!(done.is_ok(), "lengths are the plan's");
        for (k, value) in line.iter_mut().enumerate() {
            let place = if k % 2 == 0 { k / 2 } else { n - 1 - k / 2 };
            *value = scratch.line[place];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::{Purpose, Stream};

    #[test]
    fn spectra_follow_the_definition_and_go_back() {
        let mut random = Stream::new(0, Purpose::Evaluation, 0);
        for (height, width) in [(1, 1), (2, 3), (6, 8), (5, 9), (40, 1), (18, 70)] {
            let plane: Vec<f32> = (0..height * width).map(|_| random.normal()).collect();
            let transform = CosineTransform::new(height, width);
            let spectrum = transform.forward(&plane);
            let wave = |k: usize, at: usize, n: usize| {
                let scale = if k == 0 { 1.0 } else { 2.0 } / n as f64;
                let angle = std::f64::consts::PI * (k * (2 * at + 1)) as f64 / (2 * n) as f64;
                scale.sqrt() * angle.cos()
            };
            for (v, u) in [
                (0, 0),
                (height / 2, width / 2),
                (height - 1, width / 3),
                (0, width - 1),
            ] {
                let expected: f64 = (0..height * width)
                    .map(|at| {
                        let (y, x) = (at / width, at % width);
                        f64::from(plane[at]) * wave(v, y, height) * wave(u, x, width)
                    })
                    .sum();
                let found = f64::from(spectrum[u * height + v]);
                assert!(
                    (found - expected).abs() < 1e-5,
                    "{height}×{width}: {found} {expected}"
                );
            }
            for (a, b) in transform.inverse(spectrum).iter().zip(&plane) {
                assert!((a - b).abs() < 1e-5, "{height}×{width}: {a} {b}");
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
        CosineTransform::new(height, width).filter(&mut means, |v, u| {
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

//! The thresholdings that are mixed, each as a picture.

use rayon::prelude::*;

use crate::denoise::{DenoiseError, Watch};
use crate::math::exponential::exponential;
use crate::math::simd::wide;
use crate::math::transforms::wavelet::{Wavelet, undecimated};

/// T² / σ².
const WIDTH: f32 = 6.0;
/// Numbers that are worked on, and whose slopes are summed, together.
const LANES: usize = 256;

/// All terms of a periodic plane.
pub(super) struct Terms {
    /// What the coarsest band makes of the picture: it is kept.
    pub(super) coarse: Vec<f32>,
    /// F_k, one after the other, each as long as the plane.
    pub(super) pictures: Vec<f32>,
    /// div F_k.
    pub(super) divergences: Vec<f64>,
}

/// Terms of `levels` levels for noise of standard deviation `sigma`.
pub(super) fn make(
    plane: &[f32],
    width: usize,
    levels: usize,
    sigma: f32,
    watch: &Watch<'_>,
) -> Result<Terms, DenoiseError> {
    let filters = Wavelet::Haar.filters();
    watch.go_on()?;
    let mut bands = undecimated::analyse(plane, width, 0, &filters);
    let mut terms = Terms {
        coarse: Vec::new(),
        pictures: vec![0.0; 12 * levels * plane.len()],
        divergences: vec![0.0; 12 * levels],
    };
    for level in 0..levels {
        watch.go_on()?;
        let parents = undecimated::analyse(&bands.coarse, width, level + 1, &filters);
        for (kind, (band, parent)) in bands.details.iter().zip(&parents.details).enumerate() {
            let gate = gate(parent, width, 1 << level, kind, sigma);
            let first = 4 * (3 * level + kind);
            let pictures = &mut terms.pictures[first * plane.len()..][..4 * plane.len()];
            let divergences = &mut terms.divergences[first..first + 4];
            let each = pictures.par_chunks_mut(plane.len()).zip(divergences);
            each.enumerate()
                .try_for_each(|(index, (picture, divergence))| {
                    watch.go_on()?;
                    let term = Term {
                        sigma,
                        small: index % 2 == 1,
                        active: index / 2 == 1,
                    };
                    let mut values = vec![0.0; plane.len()];
                    let sum = term.apply(band, &gate, &mut values);
                    *divergence = sum * 0.25_f64.powi(level as i32 + 1);
                    back(values, width, level, (kind != 0, kind != 1), picture);
                    Ok(())
                })?;
        }
        if level + 1 == levels {
            terms.coarse = vec![0.0; plane.len()];
            let coarsest = std::mem::take(&mut bands.coarse);
            back(coarsest, width, level, (false, false), &mut terms.coarse);
        }
        bands = parents;
        watch.set(0.7 * (level + 1) as f32 / levels as f32);
    }
    Ok(terms)
}

/// exp(−p² / 2T²): near 1 where the parent says that nothing is there. `kind`: 0 vertical edges, 1 horizontal ones, 2
/// diagonal.
///
/// A wave of the parent's level at place n covers n to n + 3 steps, one of the band's at m covers m and m + 1 step:
/// they share their centre for n = m − 1 step. In a direction of high pass those with n = m and n = m − 2 steps are
/// orthogonal to it.
fn gate(parent: &[f32], width: usize, step: usize, kind: usize, sigma: f32) -> Vec<f32> {
    let height = parent.len() / width;
    let scale = -0.25 / (WIDTH * sigma * sigma);
    let mut gate = vec![0.0; parent.len()];
    gate.par_chunks_mut(width).enumerate().for_each(|(y, out)| {
        let row =
            |up: usize| &parent[(y + up * (height - step % height)) % height * width..][..width];
        let turned = |row: &[f32], left: usize| {
            let mut row = row.to_vec();
            row.rotate_right(left * step % width);
            row
        };
        let (first, second) = if kind == 1 {
            (turned(row(0), 1), turned(row(2), 1))
        } else {
            (turned(row(1), 0), turned(row(1), 2))
        };
        wide(
            #[inline(always)]
            || {
                for ((out, a), b) in out.iter_mut().zip(&first).zip(&second) {
                    *out = exponential(scale * (a * a + b * b));
                }
            },
        );
    });
    gate
}

/// Which of a band's four thresholdings.
struct Term {
    sigma: f32,
    /// w exp(−w² / 2T²) rather than w.
    small: bool,
    /// Where the parent says that something is there rather than not.
    active: bool,
}

impl Term {
    /// gate · θ(w) into `values`; returns Σ gate · θ'(w).
    fn apply(&self, band: &[f32], gate: &[f32], values: &mut [f32]) -> f64 {
        let mut total = 0.0;
        let scale = -0.5 / (WIDTH * self.sigma * self.sigma);
        let (sign, offset) = if self.active { (-1.0, 1.0) } else { (1.0, 0.0) };
        let inputs = band.chunks(LANES).zip(gate.chunks(LANES));
        for (out, (band, gate)) in values.chunks_mut(LANES).zip(inputs) {
            let mut slopes = [0.0_f32; LANES];
            wide(
                #[inline(always)]
                || {
                    let inputs = band.iter().zip(gate).zip(&mut slopes);
                    for (out, ((&w, &gate), slope)) in out.iter_mut().zip(inputs) {
                        let gate = offset + sign * gate;
                        let exponent = scale * w * w;
                        let (value, derivative) = if self.small {
                            let share = exponential(exponent);
                            (share, share * (1.0 + 2.0 * exponent))
                        } else {
                            (1.0, 1.0)
                        };
                        *out = gate * value * w;
                        *slope = gate * derivative;
                    }
                },
            );
            total += f64::from(slopes.iter().sum::<f32>());
        }
        total
    }
}

/// The inverse transform of one band of level `level`, all others 0; `high`: high pass down, to the right.
fn back(mut band: Vec<f32>, width: usize, level: usize, high: (bool, bool), picture: &mut [f32]) {
    if level > 0 {
        let mut other = vec![0.0; band.len()];
        combine_pairs(&band, width, 1 << level, high, &mut other);
        for step in (1..level).rev() {
            combine_pairs(&other, width, 1 << step, (false, false), &mut band);
            std::mem::swap(&mut band, &mut other);
        }
        combine_pairs(&other, width, 1, (false, false), picture);
    } else {
        combine_pairs(&band, width, 1, high, picture);
    }
}

/// Each pixel and the one a step before it, added or (high pass) subtracted, down and to the right; an eighth of the
/// sum.
fn combine_pairs(from: &[f32], width: usize, step: usize, high: (bool, bool), to: &mut [f32]) {
    let height = from.len() / width;
    let sign = |high: bool| if high { -1.0 } else { 1.0 };
    let (down, right) = (sign(high.0), sign(high.1));
    let turn = step % width;
    let mut sums = vec![0.0; width + turn];
    for (y, out) in to.chunks_exact_mut(width).enumerate() {
        let row = &from[y * width..][..width];
        let before = &from[(y + height - step % height) % height * width..][..width];
        wide(
            #[inline(always)]
            || {
                for ((sum, a), b) in sums[turn..].iter_mut().zip(row).zip(before) {
                    *sum = 0.125 * (a + down * b);
                }
            },
        );
        sums.copy_within(width.., 0);
        wide(
            #[inline(always)]
            || {
                for ((out, a), b) in out.iter_mut().zip(&sums[turn..]).zip(&sums) {
                    *out = a + right * b;
                }
            },
        );
    }
}

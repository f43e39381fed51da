//! The weighted least-squares fit of a parabola around each pixel, eight pixels of a row at once.

use rayon::prelude::*;

use super::LANES;
use super::steering::{Kernels, REACH};
use crate::denoise::{DenoiseError, Watch};
use crate::math::exponential::exponential;
use crate::math::simd::{self, NullaryFnOnce};

/// Pixels of the plane that have length 1 in the fit, so that its sums are of like size.
const UNIT: f32 = 3.0;
/// Terms of a parabola: 1, x, y, x², x y, y².
const TERMS: usize = 6;
/// Powers of x and y in each term.
const POWERS: [(usize, usize); TERMS] = [(0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2)];

type Lanes = [f32; LANES];

/// A plane and its slopes.
pub(super) struct Surface {
    pub(super) values: Vec<f32>,
    pub(super) right: Vec<f32>,
    pub(super) down: Vec<f32>,
}

/// Fits a parabola around each pixel of `plane`.
pub(super) fn fit(
    plane: &[f32],
    kernels: &Kernels,
    (_, width): (usize, usize),
    watch: &Watch<'_>,
) -> Result<Surface, DenoiseError> {
    let mut larger = kernels.margin.add(plane);
    larger.extend([0.0; LANES]);
    let mut surface = Surface {
        values: vec![0.0; plane.len()],
        right: vec![0.0; plane.len()],
        down: vec![0.0; plane.len()],
    };
    let rows = surface
        .values
        .par_chunks_mut(width)
        .zip(surface.right.par_chunks_mut(width))
        .zip(surface.down.par_chunks_mut(width));
    rows.enumerate()
        .try_for_each(|(y, ((values, right), down))| {
            watch.go_on()?;
            for x in (0..width).step_by(LANES) {
                // The last group begins further left.
                let start = x.min((width).saturating_sub(LANES));
                let count = LANES.min(width - start);
                let [value, slope_right, slope_down] = simd::wide(Fit {
                    plane: &larger,
                    kernels,
                    at: (y, start),
                });
                values[start..start + count].copy_from_slice(&value[..count]);
                right[start..start + count].copy_from_slice(&slope_right[..count]);
                down[start..start + count].copy_from_slice(&slope_down[..count]);
            }
            Ok(())
        })?;
    Ok(surface)
}

/// The fit at eight pixels.
struct Fit<'a> {
    plane: &'a [f32],
    kernels: &'a Kernels,
    at: (usize, usize),
}

impl NullaryFnOnce for Fit<'_> {
    /// Values and slopes.
    type Output = [Lanes; 3];

    #[inline(always)]
    fn call(self) -> Self::Output {
        let width = self.kernels.margin.outer.1;
        // Σ w xⁱ yʲ and Σ w z xⁱ yʲ, by i and j.
        // Values count from the pixel's own, so that a constant plane stays as it is to the last bit.
        let centre = cut(self.plane, (self.at.0 + REACH) * width + self.at.1 + REACH);
        let mut moments = [[[0.0; LANES]; 5]; 5];
        let mut data = [[[0.0; LANES]; 3]; 3];
        for row in 0..=2 * REACH {
            let y = row as f32 - REACH as f32;
            let start = (self.at.0 + row) * width + self.at.1;
            let (powers, values) = self.line(start, y, &centre);
            let mut factor = 1.0;
            for j in 0..5 {
                for i in 0..5 - j {
                    for lane in 0..LANES {
                        moments[i][j][lane] += factor * powers[i][lane];
                    }
                }
                for i in 0..3_usize.saturating_sub(j) {
                    for lane in 0..LANES {
                        data[i][j][lane] += factor * values[i][lane];
                    }
                }
                factor *= y / UNIT;
            }
        }
        let mut matrix = [[[0.0; LANES]; TERMS]; TERMS];
        let mut right = [[0.0; LANES]; TERMS];
        for (k, &(i, j)) in POWERS.iter().enumerate() {
            for (l, &(m, n)) in POWERS.iter().enumerate().take(k + 1) {
                matrix[k][l] = moments[i + m][j + n];
            }
            right[k] = data[i][j];
        }
        let [mut value, slope_right, slope_down] = solve(matrix, right);
        for (value, centre) in value.iter_mut().zip(&centre) {
            *value += centre;
        }
        [
            value,
            slope_right.map(|slope| slope / UNIT),
            slope_down.map(|slope| slope / UNIT),
        ]
    }
}

impl Fit<'_> {
    /// Σ w xⁱ and Σ w z xⁱ over a row of samples.
    #[inline(always)]
    fn line(&self, start: usize, y: f32, centre: &Lanes) -> ([Lanes; 5], [Lanes; 3]) {
        const ROOM: usize = 2 * REACH + LANES;
        let kernels = self.kernels;
        let a = &kernels.a[start..start + ROOM];
        let b = &kernels.b[start..start + ROOM];
        let c = &kernels.c[start..start + ROOM];
        let root = &kernels.root[start..start + ROOM];
        let samples = &self.plane[start..start + ROOM];
        let mut powers = [[0.0; LANES]; 5];
        let mut values = [[0.0; LANES]; 3];
        for column in 0..=2 * REACH {
            let x = column as f32 - REACH as f32;
            let (xx, xy, yy, unit) = (-x * x, -x * y, -y * y, x / UNIT);
            let (a, b, c) = (cut(a, column), cut(b, column), cut(c, column));
            let (root, samples) = (cut(root, column), cut(samples, column));
            for lane in 0..LANES {
                let w = root[lane] * exponential(a[lane] * xx + b[lane] * xy + c[lane] * yy);
                let wx = w * unit;
                let wxx = wx * unit;
                let wxxx = wxx * unit;
                let z = samples[lane] - centre[lane];
                powers[0][lane] += w;
                powers[1][lane] += wx;
                powers[2][lane] += wxx;
                powers[3][lane] += wxxx;
                powers[4][lane] += wxxx * unit;
                values[0][lane] += w * z;
                values[1][lane] += wx * z;
                values[2][lane] += wxx * z;
            }
        }
        (powers, values)
    }
}

/// Eight numbers from `start` on.
#[inline(always)]
fn cut(line: &[f32], start: usize) -> Lanes {
    let mut lanes = [0.0; LANES];
    lanes.copy_from_slice(&line[start..start + LANES]);
    lanes
}

/// The first three unknowns of symmetric equations (lower triangle given), by Cholesky's factors without roots. A
/// little is added to the diagonal, so that terms of which samples say nothing become 0.
#[inline(always)]
fn solve(mut matrix: [[Lanes; TERMS]; TERMS], mut right: [Lanes; TERMS]) -> [Lanes; 3] {
    const LITTLE: f32 = 1e-5;
    let mut scaled = matrix;
    let total = matrix[0][0];
    for k in 0..TERMS {
        for lane in 0..LANES {
            let little = if k == 0 { 1e-30 } else { LITTLE * total[lane] };
            matrix[k][k][lane] += little;
        }
        // matrix = L D Lᵀ; scaled holds L D.
        for l in 0..=k {
            scaled[k][l] = matrix[k][l];
            for m in 0..l {
                for lane in 0..LANES {
                    scaled[k][l][lane] -= scaled[k][m][lane] * matrix[l][m][lane];
                }
            }
            if l < k {
                for lane in 0..LANES {
                    matrix[k][l][lane] = scaled[k][l][lane] / scaled[l][l][lane];
                }
            }
        }
        for m in 0..k {
            for lane in 0..LANES {
                right[k][lane] -= matrix[k][m][lane] * right[m][lane];
            }
        }
    }
    for k in (0..TERMS).rev() {
        for lane in 0..LANES {
            right[k][lane] /= scaled[k][k][lane];
        }
        for m in k + 1..TERMS {
            for lane in 0..LANES {
                right[k][lane] -= matrix[m][k][lane] * right[m][lane];
            }
        }
    }
    [right[0], right[1], right[2]]
}

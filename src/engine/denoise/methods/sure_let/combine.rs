//! The mix of the terms with the least estimated error.

use rayon::prelude::*;

use super::terms::Terms;
use crate::denoise::{DenoiseError, Watch};
use crate::math::matrices::gemm::{Matrix, multiply, rows_mut};
use crate::math::matrices::symmetric::eigen;

/// Pixels whose products are summed in single precision.
const CHUNK: usize = 4096;
/// Mixtures of terms (each of length 1) shorter than the root of this are left out: they are the same picture twice.
const NEGLIGIBLE: f64 = 1e-6;

/// Terms with less than this share of the energy that noise alone would give them are left out.
const NOTHING: f64 = 0.01;

/// The factors a_k.
pub(super) fn best_factors(
    terms: &Terms,
    plane: &[f32],
    sigma: f32,
    watch: &Watch<'_>,
) -> Result<Vec<f64>, DenoiseError> {
    let (n, count) = (plane.len(), terms.divergences.len());
    let target: Vec<f32> = plane
        .iter()
        .zip(&terms.coarse)
        .map(|(p, c)| p - c)
        .collect();
    let starts: Vec<usize> = (0..n).step_by(CHUNK).collect();
    let partial = starts.par_iter().map(|&start| {
        watch.go_on()?;
        let length = CHUNK.min(n - start);
        let data = &terms.pictures[start..];
        let mut products = vec![0.0; count * count];
        let (left, right) = (
            Matrix {
                data,
                row: n,
                column: 1,
            },
            Matrix {
                data,
                row: 1,
                column: n,
            },
        );
        multiply(
            [count, count, length],
            rows_mut(&mut products, count),
            left,
            right,
            false,
        );
        let mut with_target = vec![0.0; count];
        let vector = Matrix {
            data: &target[start..],
            row: 1,
            column: 1,
        };
        multiply(
            [count, 1, length],
            rows_mut(&mut with_target, 1),
            left,
            vector,
            false,
        );
        products.extend(with_target);
        Ok(products)
    });
    let partial: Vec<Vec<f32>> = partial.collect::<Result<_, DenoiseError>>()?;
    let mut sums = vec![0.0_f64; count * count + count];
    for part in partial {
        for (sum, value) in sums.iter_mut().zip(part) {
            *sum += f64::from(value);
        }
    }
    let (matrix, side) = sums.split_at_mut(count * count);
    for (side, divergence) in side.iter_mut().zip(&terms.divergences) {
        *side -= f64::from(sigma).powi(2) * divergence;
    }
    // Noise alone would give a term of divergence d an energy of about σ² d. One with next to nothing of it comes of a
    // picture that has less noise than it is said to have; the estimate would take it for a great gain.
    for (k, divergence) in terms.divergences.iter().enumerate() {
        if matrix[k * count + k] <= NOTHING * f64::from(sigma).powi(2) * divergence.abs() {
            side[k] = 0.0;
            (0..count).for_each(|other| {
                matrix[k * count + other] = 0.0;
                matrix[other * count + k] = 0.0;
            });
        }
    }
    Ok(solve(matrix, side))
}

/// The shortest solution of M a = c for a positive semidefinite M, scaled to a diagonal of 1.
fn solve(matrix: &[f64], side: &[f64]) -> Vec<f64> {
    let n = side.len();
    let scales: Vec<f64> = (0..n)
        .map(|k| matrix[k * n + k].sqrt())
        .map(|length| if length > 0.0 { 1.0 / length } else { 0.0 })
        .collect();
    let scaled: Vec<f64> = (0..n * n)
        .map(|at| {
            0.5 * (matrix[at] + matrix[at % n * n + at / n]) * scales[at / n] * scales[at % n]
        })
        .collect();
    let (values, vectors) = eigen(&scaled, n);
    let mut factors = vec![0.0; n];
    for (value, vector) in values.iter().zip(vectors.chunks_exact(n)) {
        if *value > NEGLIGIBLE {
            let along: f64 = (0..n).map(|k| vector[k] * scales[k] * side[k]).sum();
            for (factor, v) in factors.iter_mut().zip(vector) {
                *factor += along / value * v;
            }
        }
    }
    factors
        .iter()
        .zip(scales)
        .map(|(factor, scale)| factor * scale)
        .collect()
}

/// y_coarse + Σ a_k F_k.
pub(super) fn sum(terms: &Terms, factors: &[f64]) -> Vec<f32> {
    let n = terms.coarse.len();
    let mut picture = terms.coarse.clone();
    let chunks = picture.par_chunks_mut(CHUNK).enumerate();
    chunks.for_each(|(chunk, out)| {
        for (k, &factor) in factors.iter().enumerate() {
            let term = &terms.pictures[k * n + chunk * CHUNK..][..out.len()];
            for (out, value) in out.iter_mut().zip(term) {
                *out += factor as f32 * value;
            }
        }
    });
    picture
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solutions_fit_and_twins_share() {
        // Terms 0 and 1 are the same; 3 is nothing.
        let matrix = [
            4.0, 4.0, 1.0, 0.0, 4.0, 4.0, 1.0, 0.0, 1.0, 1.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0,
        ];
        let factors = solve(&matrix, &[9.0, 9.0, 4.0, 0.0]);
        for (found, expected) in factors.iter().zip([1.0, 1.0, 1.0, 0.0]) {
            assert!((found - expected).abs() < 1e-9, "{factors:?}");
        }
    }
}

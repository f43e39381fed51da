//! The estimate of a band's coefficients from their neighbours.

use rayon::prelude::*;

use super::neighbours::{CENTRE, Covariance, MOST, Neighbours};
use crate::math::exponential::exponential;
use crate::math::matrices::symmetric::eigen;
use crate::math::simd::{NullaryFnOnce, wide};

/// log z of the first term, of each further one, and their number.
const LOG_Z: (f64, f64, usize) = (-20.5, 1.0, 25);
/// Terms in which the signal has at most this share of the noise's variance everywhere are one.
const NEGLIGIBLE: f64 = 0.005;
/// Coefficients that are worked on together: two wide registers.
const BLOCK: usize = 16;

/// E[x₀ | y] for each coefficient.
pub(super) fn estimate(neighbours: &Neighbours, noise: &Covariance) -> Vec<f32> {
    let mixture = Mixture::new(&neighbours.covariance(), noise);
    let width = neighbours.width();
    let mut band = vec![0.0; width * neighbours.height()];
    band.par_chunks_mut(width).enumerate().for_each(|(y, out)| {
        let rows: [&[f32]; MOST] = std::array::from_fn(|index| {
            // Without a parent its place is taken by the centre, which then counts nothing.
            neighbours.neighbour(
                y,
                if index < neighbours.count() {
                    index
                } else {
                    CENTRE
                },
            )
        });
        wide(EstimateRow {
            mixture: &mixture,
            rows,
            out,
        });
    });
    band
}

/// The model in the basis v = basis · y, where the noise's covariance is 1 and the signal's diagonal, λ.
struct Mixture {
    basis: [[f32; MOST]; MOST],
    terms: Vec<Term>,
}

/// One z: p(z | y) ∝ exp(start + Σ exponents · v²), E[x₀ | y, z] = Σ gains · v.
struct Term {
    start: f32,
    /// −½ / (zλ + 1)
    exponents: [f32; MOST],
    /// zλ / (zλ + 1) times what v counts in x₀.
    gains: [f32; MOST],
}

impl Mixture {
    fn new(noisy: &Covariance, noise: &Covariance) -> Self {
        let n = noise.n;
        let signal = signal(noisy, noise);
        // C_w = E diag(e) Eᵀ;  iS = diag(e)^(−½) Eᵀ makes the noise white.
        let (values, vectors) = eigen(&noise.values, n);
        let floor = 1e-9 * values[0].max(f64::MIN_POSITIVE);
        let roots: Vec<f64> = values.iter().map(|e| e.max(floor).sqrt()).collect();
        let whitener: Vec<f64> = (0..n * n).map(|at| vectors[at] / roots[at / n]).collect();
        let half = product(&whitener, &signal, n);
        let white: Vec<f64> = (0..n * n)
            .map(|at| {
                (0..n)
                    .map(|k| half[at / n * n + k] * whitener[at % n * n + k])
                    .sum()
            })
            .collect();
        let (lambdas, turn) = eigen(&white, n);
        let basis = product(&turn, &whitener, n);
        // x = S turnᵀ v with S = E diag(e)^½
        let centre: Vec<f64> = (0..n)
            .map(|k| {
                (0..n)
                    .map(|j| vectors[j * n + CENTRE] * roots[j] * turn[k * n + j])
                    .sum()
            })
            .collect();
        let pad = |value: &dyn Fn(usize) -> f64| {
            std::array::from_fn(|k| if k < n { value(k) as f32 } else { 0.0 })
        };
        let largest = lambdas[0].max(0.0);
        let (first, step, count) = LOG_Z;
        let mut terms = Vec::new();
        let mut together = 1.0_f64;
        for index in 0..count {
            let z = (first + step * index as f64).exp();
            if z * largest * step.exp() < NEGLIGIBLE && index + 1 < count {
                together += 1.0;
                continue;
            }
            let share = |k: usize| z * lambdas[k].max(0.0);
            let spread: f64 = (0..n).map(|k| (share(k) + 1.0).ln()).sum();
            terms.push(Term {
                start: (together.ln() - 0.5 * spread) as f32,
                exponents: pad(&|k| -0.5 / (share(k) + 1.0)),
                gains: pad(&|k| share(k) / (share(k) + 1.0) * centre[k]),
            });
            together = 1.0;
        }
        let basis = std::array::from_fn(|i| {
            if i < n {
                pad(&|j| basis[i * n + j])
            } else {
                [0.0; MOST]
            }
        });
        Self { basis, terms }
    }
}

/// C_y − C_w without negative eigenvalues, at the same total variance.
fn signal(noisy: &Covariance, noise: &Covariance) -> Vec<f64> {
    let n = noise.n;
    let pairs = noisy.values.iter().zip(&noise.values);
    let difference: Vec<f64> = pairs.map(|(noisy, noise)| noisy - noise).collect();
    let (values, vectors) = eigen(&difference, n);
    let total: f64 = values.iter().sum();
    let positive: f64 = values.iter().map(|value| value.max(0.0)).sum();
    let scale = if positive > 0.0 {
        total.max(0.0) / positive
    } else {
        0.0
    };
    (0..n * n)
        .map(|at| {
            let term =
                |k: usize| values[k].max(0.0) * vectors[k * n + at / n] * vectors[k * n + at % n];
            scale * (0..n).map(term).sum::<f64>()
        })
        .collect()
}

fn product(a: &[f64], b: &[f64], n: usize) -> Vec<f64> {
    (0..n * n)
        .map(|at| (0..n).map(|k| a[at / n * n + k] * b[k * n + at % n]).sum())
        .collect()
}

struct EstimateRow<'a> {
    mixture: &'a Mixture,
    rows: [&'a [f32]; MOST],
    out: &'a mut [f32],
}

impl NullaryFnOnce for EstimateRow<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let width = self.out.len();
        let mut y = [[0.0; BLOCK]; MOST];
        let mut likelihoods = [[0.0; BLOCK]; LOG_Z.2];
        for start in (0..width).step_by(BLOCK) {
            let count = BLOCK.min(width - start);
            for (y, row) in y.iter_mut().zip(self.rows) {
                y[..count].copy_from_slice(&row[start..start + count]);
            }
            let sums = block(self.mixture, &y, &mut likelihoods);
            self.out[start..start + count].copy_from_slice(&sums[..count]);
        }
    }
}

#[allow(
    clippy::needless_range_loop,
    reason = "plain loops over the lanes become wide registers"
)]
#[inline(always)]
fn block(
    mixture: &Mixture,
    y: &[[f32; BLOCK]; MOST],
    likelihoods: &mut [[f32; BLOCK]; LOG_Z.2],
) -> [f32; BLOCK] {
    let mut v = [[0.0; BLOCK]; MOST];
    for (v, row) in v.iter_mut().zip(&mixture.basis) {
        for (y, factor) in y.iter().zip(row) {
            for i in 0..BLOCK {
                v[i] += factor * y[i];
            }
        }
    }
    let mut squares = v;
    for squares in &mut squares {
        for i in 0..BLOCK {
            squares[i] *= squares[i];
        }
    }
    let mut most = [f32::MIN; BLOCK];
    for (term, likelihood) in mixture.terms.iter().zip(likelihoods.iter_mut()) {
        let mut sum = [term.start; BLOCK];
        for (square, exponent) in squares.iter().zip(&term.exponents) {
            for i in 0..BLOCK {
                sum[i] += exponent * square[i];
            }
        }
        for i in 0..BLOCK {
            most[i] = most[i].max(sum[i]);
        }
        *likelihood = sum;
    }
    let (mut total, mut answer) = ([0.0; BLOCK], [0.0; BLOCK]);
    for (term, likelihood) in mixture.terms.iter().zip(likelihoods.iter()) {
        let mut mean = [0.0; BLOCK];
        for (v, gain) in v.iter().zip(&term.gains) {
            for i in 0..BLOCK {
                mean[i] += gain * v[i];
            }
        }
        for i in 0..BLOCK {
            let weight = exponential(likelihood[i] - most[i]);
            total[i] += weight;
            answer[i] += weight * mean[i];
        }
    }
    for i in 0..BLOCK {
        answer[i] /= total[i];
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::{Purpose, Stream};

    /// The inverse of a symmetric positive matrix times `y`, and the logarithm of the matrix's determinant, by
    /// elimination.
    fn solved(matrix: &[f64], y: &[f64]) -> (Vec<f64>, f64) {
        let n = y.len();
        let (mut a, mut x, mut log) = (matrix.to_vec(), y.to_vec(), 0.0);
        for k in 0..n {
            log += a[k * n + k].ln();
            for i in k + 1..n {
                let factor = a[i * n + k] / a[k * n + k];
                for j in k..n {
                    a[i * n + j] -= factor * a[k * n + j];
                }
                x[i] -= factor * x[k];
            }
        }
        for k in (0..n).rev() {
            let rest: f64 = (k + 1..n).map(|j| a[k * n + j] * x[j]).sum();
            x[k] = (x[k] - rest) / a[k * n + k];
        }
        (x, log)
    }

    /// E[x₀ | y] = Σ_z p(z | y) · row₀(z C_x) (z C_x + C_w)⁻¹ y, term by term as it stands in the paper.
    #[test]
    fn the_estimate_is_the_posterior_mean() {
        let (height, width) = (24, 40);
        let mut random = Stream::new(0, Purpose::Evaluation, 0);
        let mut last = 0.0;
        let band: Vec<f32> = (0..height * width)
            .map(|_| {
                let step = if random.uniform() < 0.1 { 4.0 } else { 0.3 };
                last = 0.8 * last + step * random.normal();
                last + random.normal()
            })
            .collect();
        let neighbours = Neighbours::new(&band, None, width);
        let n = neighbours.count();
        let identity = (0..n * n).map(|at| f64::from(u8::from(at % (n + 1) == 0)));
        let noise = Covariance {
            n,
            values: identity.collect(),
        };
        let signal = signal(&neighbours.covariance(), &noise);
        let found = estimate(&neighbours, &noise);
        for y in 0..height {
            for x in 0..width {
                let seen: Vec<f64> = (0..n)
                    .map(|index| f64::from(neighbours.neighbour(y, index)[x]))
                    .collect();
                let (first, step, count) = LOG_Z;
                let terms: Vec<(f64, f64)> = (0..count)
                    .map(|index| {
                        let z = (first + step * index as f64).exp();
                        let both: Vec<f64> = signal
                            .iter()
                            .zip(&noise.values)
                            .map(|(signal, noise)| z * signal + noise)
                            .collect();
                        let (solution, log) = solved(&both, &seen);
                        let square: f64 = solution.iter().zip(&seen).map(|(a, b)| a * b).sum();
                        let mean: f64 = (0..n)
                            .map(|j| z * signal[CENTRE * n + j] * solution[j])
                            .sum();
                        (-0.5 * (square + log), mean)
                    })
                    .collect();
                let most = terms.iter().map(|term| term.0).fold(f64::MIN, f64::max);
                let weight: f64 = terms.iter().map(|term| (term.0 - most).exp()).sum();
                let sum: f64 = terms.iter().map(|t| (t.0 - most).exp() * t.1).sum();
                let expected = sum / weight;
                let at = y * width + x;
                assert!(
                    (f64::from(found[at]) - expected).abs() < 0.02 * (1.0 + expected.abs()),
                    "{} and {expected}",
                    found[at]
                );
            }
        }
    }
}

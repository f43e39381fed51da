//! How probable samples are, and which components they come from.
//!
//! With V = L⁻¹, log N(x; 0, L Lᵀ) = −½ ‖V x‖² − log det L − ½ n log 2π. V is lower triangular, so the upper half of
//! its rows needs only the first half of x.

use rayon::prelude::*;

use super::Mixture;
use crate::math::matrices::gemm::{columns, multiply, rows, rows_mut};
use crate::math::matrices::spd;

/// Samples that are worked on together.
const CHUNK: usize = 256;
/// Components that are worked on together: one long matrix product.
const GROUP: usize = 8;
/// Smaller posterior probabilities are taken as 0.
const NEGLIGIBLE: f32 = 1e-3;

/// How much of a sample a component takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    pub(super) sample: u32,
    pub(super) component: u32,
    pub(super) share: f32,
}

/// What the components of a mixture need to score samples.
struct Scorer {
    n: usize,
    half: usize,
    /// Rows 0..half of each V, first `half` columns; and the other rows.
    upper: Vec<f32>,
    lower: Vec<f32>,
    constants: Vec<f32>,
}

impl Scorer {
    fn new(mixture: &Mixture) -> Self {
        let n = mixture.dimension;
        let half = n / 2;
        let (mut upper, mut lower) = (Vec::new(), Vec::new());
        let mut constants = Vec::new();
        for (factor, weight) in mixture.factors.iter().zip(&mixture.weights) {
            let inverse = spd::inverse_of_lower(factor, n);
            for (i, row) in inverse.chunks_exact(n).enumerate() {
                let row = row.iter().map(|&value| value as f32);
                if i < half {
                    upper.extend(row.take(half));
                } else {
                    lower.extend(row);
                }
            }
            let log_det: f64 = (0..n).map(|i| factor[i * n + i].ln()).sum();
            let turn = 0.5 * n as f64 * std::f64::consts::TAU.ln();
            constants.push((weight.ln() - log_det - turn) as f32);
        }
        Self {
            n,
            half,
            upper,
            lower,
            constants,
        }
    }

    /// log(π_k p_k(x)) of at most [`CHUNK`] samples: `scores[k * CHUNK + sample]`.
    fn score(&self, samples: &[f32], scores: &mut [f32], products: &mut [f32]) {
        let (n, half) = (self.n, self.half);
        let count = samples.len() / n;
        let groups = scores.chunks_mut(GROUP * CHUNK);
        for (group, scores) in groups.enumerate() {
            let constants = &self.constants[group * GROUP..];
            for (scores, &constant) in scores.chunks_exact_mut(CHUNK).zip(constants) {
                scores.fill(constant);
            }
            let members = scores.len() / CHUNK;
            for (part, height, width) in [(&self.upper, half, half), (&self.lower, n - half, n)] {
                let size = height * width;
                let factor = &part[group * GROUP * size..][..members * size];
                multiply(
                    [members * height, count, width],
                    rows_mut(products, CHUNK),
                    rows(factor, width),
                    columns(samples, n),
                    false,
                );
                let parts = products.chunks(height.max(1) * CHUNK);
                for (scores, part) in scores.chunks_exact_mut(CHUNK).zip(parts) {
                    for row in part.chunks_exact(CHUNK) {
                        for (score, value) in scores[..count].iter_mut().zip(row) {
                            *score -= 0.5 * value * value;
                        }
                    }
                }
            }
        }
    }
}

/// The shares of all components in all samples that are not negligible, by rising sample; and the mean log-likelihood.
pub(super) fn posteriors(mixture: &Mixture, samples: &[f32]) -> (Vec<Share>, f64) {
    let n = mixture.dimension;
    let scorer = Scorer::new(mixture);
    let chunks: Vec<(Vec<Share>, f64)> = samples
        .par_chunks(CHUNK * n)
        .enumerate()
        .map_init(
            || {
                (
                    vec![0.0; mixture.count() * CHUNK],
                    vec![0.0; GROUP * n * CHUNK],
                )
            },
            |(scores, products), (chunk, samples)| {
                scorer.score(samples, scores, products);
                shares(scores, samples.len() / n, chunk * CHUNK)
            },
        )
        .collect();
    let total: f64 = chunks.iter().map(|(_, sum)| sum).sum();
    let shares = chunks.into_iter().flat_map(|(shares, _)| shares).collect();
    (shares, total / (samples.len() / n).max(1) as f64)
}

/// Posterior probabilities from scores, and the sum of log-likelihoods.
fn shares(scores: &[f32], count: usize, first: usize) -> (Vec<Share>, f64) {
    let mut found = Vec::with_capacity(3 * count);
    let mut total = 0.0;
    for sample in 0..count {
        let column = || scores.iter().skip(sample).step_by(CHUNK).copied();
        let best = column().fold(f32::NEG_INFINITY, f32::max);
        let sum: f32 = column().map(|score| (score - best).exp()).sum();
        total += f64::from(best) + f64::from(sum.ln());
        for (component, score) in column().enumerate() {
            let share = (score - best).exp() / sum;
            if share > NEGLIGIBLE {
                found.push(Share {
                    sample: (first + sample) as u32,
                    component: component as u32,
                    share,
                });
            }
        }
    }
    (found, total)
}

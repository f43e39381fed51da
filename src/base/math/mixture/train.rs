//! Learning a mixture from examples: expectation maximisation by batches.
//!
//! ```text
//! shares of component k in sample x:  r_k(x) = π_k N(x; 0, C_k) / p(x)
//! batch t:                            n̂_k = mean of r_k(x),   Ŝ_k = mean of r_k(x) x xᵀ
//! n_k ← (1 − η) n_k + η n̂_k,   S_k ← (1 − η) S_k + η Ŝ_k,     η = (t + 1)^−0.6
//! π_k = n_k / Σ n,   C_k = S_k / n_k + floor · I
//! ```
//!
//! Fresh batches let as many examples speak as there is time for, and the falling η averages over more and more of
//! them.
//!
//! Source: Dempster, Laird, Rubin 1977, doi:10.1111/j.2517-6161.1977.tb01600.x; by batches: Cappé, Moulines 2009,
//! doi:10.1111/j.1467-9868.2009.00698.x.

use rayon::prelude::*;

use super::{Mixture, score};
use crate::math::matrices::gemm::{columns, multiply, rows, rows_mut};
use crate::math::matrices::spd;
use crate::math::random::{Purpose, Stream};

/// How fast η falls.
const FORGETTING: f64 = -0.6;
/// Groups of samples by length from which the first components start.
const LENGTHS: usize = 10;

/// A mixture at school.
#[derive(Clone, Debug)]
pub struct Trainer {
    mixture: Mixture,
    /// n and S of each component.
    counts: Vec<f64>,
    squares: Vec<Vec<f64>>,
    floor: f64,
    steps: usize,
}

impl Trainer {
    /// A first mixture of `components`: samples (row-major, `dimension` numbers each) are sorted by length into ten
    /// groups; each group is shared out among components by direction, to the nearest of that many members drawn at
    /// random.
    ///
    /// No eigenvalue of a covariance will be less than `floor`, which must be positive. There must be at least as many
    /// samples as components. The same seed gives the same start.
    pub fn start(
        samples: &[f32],
        dimension: usize,
        components: usize,
        floor: f64,
        seed: u64,
    ) -> Self {
        let count = samples.len() / dimension.max(1);
        assert!(
            count >= components && components > 0 && floor > 0.0,
            "samples, components and floor must suffice"
        );
        let sample = |index: usize| &samples[index * dimension..][..dimension];
        let length = |index: usize| spd::dot(sample(index), sample(index));
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by(|&a, &b| length(a).total_cmp(&length(b)));
        let groups = LENGTHS.min(components);
        let mut random = Stream::new(seed, Purpose::Init, 0);
        let mut shares = Vec::with_capacity(count);
        for group in 0..groups {
            let members = &order[count * group / groups..count * (group + 1) / groups];
            let (first, last) = (
                components * group / groups,
                components * (group + 1) / groups,
            );
            let seeds: Vec<usize> = (first..last)
                .map(|_| members[random.below(members.len())])
                .collect();
            shares.par_extend(members.par_iter().map(|&index| {
                let closeness = |seed: usize| {
                    spd::dot(sample(index), sample(seed)).powi(2) / length(seed).max(1e-30)
                };
                let nearest = (0..seeds.len())
                    .max_by(|&a, &b| closeness(seeds[a]).total_cmp(&closeness(seeds[b])));
                score::Share {
                    sample: index as u32,
                    component: (first + nearest.unwrap_or(0)) as u32,
                    share: 1.0,
                }
            }));
        }
        let (counts, squares) = statistics(&shares, samples, dimension, components);
        let mut trainer = Self {
            mixture: Mixture {
                dimension,
                weights: Vec::new(),
                factors: Vec::new(),
            },
            counts,
            squares,
            floor,
            steps: 0,
        };
        trainer.maximise();
        trainer
    }

    /// Goes on with a mixture after `steps` batches.
    pub fn resume(mixture: Mixture, floor: f64, steps: usize) -> Self {
        let n = mixture.dimension;
        let squares = mixture
            .factors
            .iter()
            .zip(&mixture.weights)
            .map(|(factor, weight)| {
                let mut square = spd::square_of_lower(factor, n);
                (0..n).for_each(|i| square[i * n + i] = (square[i * n + i] - floor).max(0.0));
                square.iter().map(|value| value * weight).collect()
            })
            .collect();
        Self {
            counts: mixture.weights.clone(),
            mixture,
            squares,
            floor,
            steps,
        }
    }

    /// The mixture so far.
    pub fn mixture(&self) -> &Mixture {
        &self.mixture
    }

    /// Batches learned from so far.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// Learns from one batch; gives its mean log-likelihood (nats a sample) under the mixture before.
    ///
    /// Cost samples × components × dimension².
    pub fn step(&mut self, samples: &[f32]) -> f64 {
        let (shares, likelihood) = score::posteriors(&self.mixture, samples);
        let (counts, squares) = statistics(
            &shares,
            samples,
            self.mixture.dimension,
            self.mixture.count(),
        );
        self.steps += 1;
        let new = ((self.steps + 1) as f64).powf(FORGETTING);
        for (old, fresh) in self.counts.iter_mut().zip(counts) {
            *old += new * (fresh - *old);
        }
        for (old, fresh) in self.squares.iter_mut().zip(squares) {
            for (old, fresh) in old.iter_mut().zip(fresh) {
                *old += new * (fresh - *old);
            }
        }
        self.maximise();
        likelihood
    }

    /// The best mixture for the statistics. A component that nothing belongs to gets the covariance of all samples.
    fn maximise(&mut self) {
        let n = self.mixture.dimension;
        let total: f64 = self.counts.iter().sum();
        let all: Vec<f64> = (0..n * n)
            .map(|at| self.squares.iter().map(|square| square[at]).sum::<f64>() / total)
            .collect();
        let least = 1e-7 * total;
        self.mixture.factors = self
            .squares
            .par_iter()
            .zip(&self.counts)
            .map(|(square, &count)| {
                let mut covariance: Vec<f64> = if count > least {
                    square.iter().map(|value| value / count).collect()
                } else {
                    all.clone()
                };
                (0..n).for_each(|i| covariance[i * n + i] += self.floor);
                // Rounding alone can spoil a matrix with a floor; its diagonal will do then.
                spd::cholesky(&covariance, n).unwrap_or_else(|| {
                    let mut factor = vec![0.0; n * n];
                    (0..n).for_each(|i| factor[i * n + i] = covariance[i * n + i].sqrt());
                    factor
                })
            })
            .collect();
        self.mixture.weights = self
            .counts
            .iter()
            .map(|&count| count.max(least) / total)
            .collect();
        let sum: f64 = self.mixture.weights.iter().sum();
        self.mixture.weights.iter_mut().for_each(|w| *w /= sum);
    }
}

/// Mean of the shares, and of share · x xᵀ, for each component.
fn statistics(
    shares: &[score::Share],
    samples: &[f32],
    dimension: usize,
    components: usize,
) -> (Vec<f64>, Vec<Vec<f64>>) {
    /// Samples whose products are summed in f32.
    const PIECE: usize = 1024;
    let n = dimension;
    let scale = n as f64 / samples.len().max(1) as f64;
    let mut members: Vec<Vec<(u32, f32)>> = vec![Vec::new(); components];
    for share in shares {
        members[share.component as usize].push((share.sample, share.share));
    }
    members
        .par_iter()
        .map(|members| {
            let count: f64 = members.iter().map(|&(_, share)| f64::from(share)).sum();
            let mut square = vec![0.0_f64; n * n];
            let mut product = vec![0.0_f32; n * n];
            let mut scaled = Vec::with_capacity(PIECE * n);
            for piece in members.chunks(PIECE) {
                scaled.clear();
                for &(sample, share) in piece {
                    let root = share.sqrt();
                    let sample = &samples[sample as usize * n..][..n];
                    scaled.extend(sample.iter().map(|value| root * value));
                }
                multiply(
                    [n, n, piece.len()],
                    rows_mut(&mut product, n),
                    columns(&scaled, n),
                    rows(&scaled, n),
                    false,
                );
                for (sum, &value) in square.iter_mut().zip(&product) {
                    *sum += scale * f64::from(value);
                }
            }
            (scale * count, square)
        })
        .unzip()
}

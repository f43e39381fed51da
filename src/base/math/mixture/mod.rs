//! Gaussian mixtures of mean zero with full covariances, and how they are learned from examples.
//!
//! ```text
//! p(x) = Σ_k π_k N(x; 0, C_k),   C_k = L_k L_kᵀ
//! ```

mod basis;
mod bytes;
mod score;
mod train;

pub use basis::without_mean;
pub use bytes::BrokenBytes;
pub use train::Trainer;

use crate::math::matrices::spd;

/// A mixture of Gaussians around 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Mixture {
    /// Length of a sample.
    pub dimension: usize,
    /// How probable each component is; positive, with sum 1.
    pub weights: Vec<f64>,
    /// L of each component, `dimension` × `dimension` row-major, lower triangular with a positive diagonal.
    pub factors: Vec<Vec<f64>>,
}

impl Mixture {
    /// A mixture from its covariances; `None` when one of them is not positive definite.
    pub fn new(dimension: usize, weights: Vec<f64>, covariances: &[Vec<f64>]) -> Option<Self> {
        let factors: Option<Vec<_>> = covariances
            .iter()
            .map(|covariance| spd::cholesky(covariance, dimension))
            .collect();
        Some(Self {
            dimension,
            weights,
            factors: factors?,
        })
    }

    /// Number of components.
    pub fn count(&self) -> usize {
        self.weights.len()
    }

    /// Mean of log p(x) over `samples` (row-major, one a row), in nats.
    ///
    /// Cost samples × components × dimension².
    pub fn log_likelihood(&self, samples: &[f32]) -> f64 {
        score::posteriors(self, samples).1
    }
}

#[cfg(test)]
mod tests;

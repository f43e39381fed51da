//! Mean squared error.

use super::{Loss, Target, elementwise};
use crate::nn::Tensor;

crate::adjustable! {
    /// Mean of (a − t)² over all numbers; its minimum is the mean of what is possible, and PSNR follows it.
    ///
    /// Gradient: 2 (a − t) / n.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct MeanSquared: "mean-squared", "Mean squared",
        "Mean of the squared differences: the usual loss for denoising." {}
}

impl Loss for MeanSquared {
    fn classifies(&self) -> bool {
        false
    }

    fn evaluate(&self, answer: &Tensor, target: Target<'_>, gradient: &mut Tensor) -> f64 {
        elementwise(answer, target, gradient, 0.0, |a, t| {
            let difference = a - t;
            (difference * difference, 2.0 * difference)
        })
    }
}

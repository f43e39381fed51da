//! Mean absolute error.

use super::{Loss, Target, elementwise};
use crate::nn::Tensor;

crate::adjustable! {
    /// Mean of |a − t| over all numbers; its minimum is the median of what is possible.
    ///
    /// Gradient: sign(a − t) / n, and 0 where the two are equal.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct MeanAbsolute: "mean-absolute", "Mean absolute", "Mean of the absolute differences: less moved by outliers than the squared one." {}
}

impl Loss for MeanAbsolute {
    fn classifies(&self) -> bool {
        false
    }

    fn evaluate(&self, answer: &Tensor, target: Target<'_>, gradient: &mut Tensor) -> f64 {
        elementwise(answer, target, gradient, 0.0, |a, t| {
            let difference = a - t;
            let slope = if difference == 0.0 {
                difference
            } else {
                difference.signum()
            };
            (difference.abs(), slope)
        })
    }
}

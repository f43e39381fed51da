//! The hinge of the perceptron and of support vector machines.

use super::{Loss, Target, elementwise};
use crate::nn::Tensor;

crate::adjustable! {
    /// Mean of max(0, 1 − t a) over all numbers, with t = ±1.
    ///
    /// An answer of one number serves two classes: class 0 is −1, class 1 is +1. With k numbers each is asked
    /// "this class or another?" (one against the rest). Gradient: −t / n where 1 − t a > 0, else 0.
    /// Source: Cortes and Vapnik 1995, doi:10.1007/BF00994018.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Hinge: "hinge", "Hinge", "Asks for the right sign with a margin of 1; then it is content." {}
}

impl Loss for Hinge {
    fn classifies(&self) -> bool {
        true
    }

    fn evaluate(&self, answer: &Tensor, target: Target<'_>, gradient: &mut Tensor) -> f64 {
        elementwise(answer, target, gradient, -1.0, |a, t| {
            let missing = 1.0 - t * a;
            // Written so that a NaN stays one.
            if missing <= 0.0 {
                (0.0, 0.0)
            } else {
                (missing, -t)
            }
        })
    }
}

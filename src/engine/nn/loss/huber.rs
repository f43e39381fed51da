//! Huber's loss.

use super::{Loss, Target, elementwise};
use crate::nn::Tensor;
use crate::setting::Kind;

crate::adjustable! {
    /// Mean of ½ d² where |d| ≤ δ and δ (|d| − ½ δ) elsewhere, d = a − t.
    ///
    /// Gradient: clamp(d, −δ, δ) / n. Source: Huber 1964, doi:10.1214/aoms/1177703732.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Huber: "huber", "Huber", "Squared for small differences, absolute for large ones." {
        /// Where the square ends.
        delta: f32 = 1.0, Kind::log(1e-4, 100.0),
            "Delta", "", "Differences above it count linearly; pixels differ by less than 1, so 0.01 to 0.1 suits \
            pictures.";
    }
}

impl Loss for Huber {
    fn classifies(&self) -> bool {
        false
    }

    fn evaluate(&self, answer: &Tensor, target: Target<'_>, gradient: &mut Tensor) -> f64 {
        let delta = self.delta;
        elementwise(answer, target, gradient, 0.0, |a, t| {
            let difference = a - t;
            let size = difference.abs();
            if size <= delta {
                (0.5 * difference * difference, difference)
            } else {
                // A NaN comes here too, and stays one.
                (delta * (size - 0.5 * delta), delta * difference.signum())
            }
        })
    }
}

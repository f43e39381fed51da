//! Adam.

use super::adaptive::Rule;
use super::{Optimizer, Step, each_with_two};
use crate::setting::Kind;

crate::adjustable! {
    /// h = g + λ w; m ← β₁ m + (1 − β₁) h; v ← β₂ v + (1 − β₂) h²;
    /// w ← w − η m / (1 − β₁ᵗ) / (√(v / (1 − β₂ᵗ)) + ε).
    ///
    /// Source: Kingma and Ba 2015, arXiv:1412.6980.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Adam: "adam", "Adam", "Momentum and RMSprop in one: the usual first choice." {
        /// Memory of the mean gradient.
        beta1: f64 = 0.9, Kind::float(0.0, 0.999_999),
            "Beta 1", "", "How slowly the mean gradient forgets; 0.9 is usual.";
        /// Memory of the mean square.
        beta2: f64 = 0.999, Kind::float(0.0, 0.999_999_9),
            "Beta 2", "", "How slowly the mean square forgets; 0.99 to 0.999 is usual.";
        /// Guard of the division.
        epsilon: f64 = 1e-8, Kind::log(1e-12, 1.0),
            "Epsilon", "", "Keeps the division from blowing up where gradients are tiny.";
        /// Weight decay, as a part of the gradient.
        weight_decay: f32 = 0.0, Kind::float(0.0, 1.0),
            "Weight decay", "", "Pulls weights towards zero through the gradient; AdamW does it better.";
    }
}

impl Optimizer for Adam {
    fn slots(&self) -> &'static [&'static str] {
        &["mean", "mean_square"]
    }

    fn usual_rate(&self) -> f32 {
        1e-3
    }

    fn update(
        &self,
        weights: &mut [f32],
        gradients: &[f32],
        slots: &mut [Vec<f32>],
        step: &Step<'_>,
    ) {
        let rule = Rule::new(self.beta1, self.beta2, self.epsilon, step);
        let decay = self.weight_decay;
        each_with_two(weights, gradients, slots, |w, g, mean, square| {
            rule.apply(w, g + decay * *w, mean, square);
        });
    }
}

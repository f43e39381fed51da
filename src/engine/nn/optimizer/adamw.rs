//! Adam with decoupled weight decay.

use super::adaptive::Rule;
use super::{Optimizer, Step, each_with_two};
use crate::setting::Kind;

crate::adjustable! {
    /// w ← (1 − η λ) w, then [`Adam`](super::Adam)'s step without weight decay.
    ///
    /// Source: Loshchilov and Hutter 2019, arXiv:1711.05101.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct AdamW: "adamw", "AdamW", "Adam whose weight decay acts on the weights themselves." {
        /// Memory of the mean gradient.
        beta1: f64 = 0.9, Kind::float(0.0, 0.999_999),
            "Beta 1", "", "How slowly the mean gradient forgets; 0.9 is usual.";
        /// Memory of the mean square.
        beta2: f64 = 0.999, Kind::float(0.0, 0.999_999_9),
            "Beta 2", "", "How slowly the mean square forgets; 0.99 to 0.999 is usual.";
        /// Guard of the division.
        epsilon: f64 = 1e-8, Kind::log(1e-12, 1.0),
            "Epsilon", "", "Keeps the division from blowing up where gradients are tiny.";
        /// Decoupled weight decay.
        weight_decay: f32 = 0.01, Kind::float(0.0, 1.0),
            "Weight decay", "", "Share of each weight lost per step at learning rate 1; 0.01 is usual.";
    }
}

impl Optimizer for AdamW {
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
        let shrink = 1.0 - step.rate * self.weight_decay;
        each_with_two(weights, gradients, slots, |w, g, mean, square| {
            *w *= shrink;
            rule.apply(w, g, mean, square);
        });
    }
}

//! RMSprop.

use super::{Optimizer, Step, each_with_one, flush};
use crate::setting::Kind;

crate::adjustable! {
    /// h = g + λ w; s ← ρ s + (1 − ρ) h²; w ← w − η h / (√s + ε). Source: Tieleman and Hinton 2012 (lecture 6.5).
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct RmsProp: "rmsprop", "RMSprop", "Divides each weight's gradient by its recent size." {
        /// Memory of the mean square.
        memory: f64 = 0.99, Kind::float(0.0, 0.999_999),
            "Memory", "", "How slowly the mean square forgets; 0.9 to 0.99 is usual.";
        /// Guard of the division.
        epsilon: f64 = 1e-8, Kind::log(1e-12, 1.0),
            "Epsilon", "", "Keeps the division from blowing up where gradients are tiny.";
        /// Weight decay.
        weight_decay: f32 = 0.0, Kind::float(0.0, 1.0),
            "Weight decay", "", "Pulls weights towards zero; 0 to 0.001 is usual.";
    }
}

impl Optimizer for RmsProp {
    fn slots(&self) -> &'static [&'static str] {
        &["mean_square"]
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
        let rate = step.rate;
        let (keep, take) = (self.memory as f32, (1.0 - self.memory) as f32);
        let (epsilon, decay) = (self.epsilon as f32, self.weight_decay);
        each_with_one(weights, gradients, slots, |w, g, square| {
            let pull = g + decay * *w;
            *square = flush(keep * *square + take * (pull * pull));
            *w -= rate * (pull / (square.sqrt() + epsilon));
        });
    }
}

//! Nesterov's accelerated gradient.

use super::{Optimizer, Step, each_with_one, flush};
use crate::setting::Kind;

crate::adjustable! {
    /// h = g + λ w; v ← μ v + h; w ← w − η (h + μ v).
    ///
    /// The form in which the gradient is taken at the present weights (Sutskever et al. 2013). Source: Nesterov 1983.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Nesterov: "nesterov", "Nesterov", "Momentum that looks one step ahead, so it brakes earlier." {
        /// Share of the speed kept.
        momentum: f32 = 0.9, Kind::float(0.0, 0.9999),
            "Momentum", "", "Share of the last step's speed that is kept; 0.9 is usual.";
        /// Weight decay.
        weight_decay: f32 = 0.0, Kind::float(0.0, 1.0),
            "Weight decay", "", "Pulls weights towards zero; 0 to 0.001 is usual.";
    }
}

impl Optimizer for Nesterov {
    fn slots(&self) -> &'static [&'static str] {
        &["speed"]
    }

    fn usual_rate(&self) -> f32 {
        0.01
    }

    fn update(
        &self,
        weights: &mut [f32],
        gradients: &[f32],
        slots: &mut [Vec<f32>],
        step: &Step<'_>,
    ) {
        let rate = step.rate;
        let (keep, decay) = (self.momentum, self.weight_decay);
        each_with_one(weights, gradients, slots, |w, g, speed| {
            let pull = g + decay * *w;
            *speed = flush(keep * *speed + pull);
            *w -= rate * (pull + keep * *speed);
        });
    }
}

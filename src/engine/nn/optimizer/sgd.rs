//! Plain stochastic gradient descent.

use super::{Optimizer, Step, each};
use crate::setting::Kind;

crate::adjustable! {
    /// w ← w − η (g + λ w). Source: Robbins and Monro 1951, doi:10.1214/aoms/1177729586.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Sgd: "sgd", "SGD", "A small step against the gradient, nothing else." {
        /// Weight decay.
        weight_decay: f32 = 0.0, Kind::float(0.0, 1.0),
            "Weight decay", "", "Pulls weights towards zero; 0 to 0.001 is usual.";
    }
}

impl Optimizer for Sgd {
    fn slots(&self) -> &'static [&'static str] {
        &[]
    }

    fn usual_rate(&self) -> f32 {
        0.1
    }

    fn update(&self, weights: &mut [f32], gradients: &[f32], _: &mut [Vec<f32>], step: &Step<'_>) {
        let rate = step.rate;
        let decay = self.weight_decay;
        each(weights, gradients, |w, g| *w -= rate * (g + decay * *w));
    }
}

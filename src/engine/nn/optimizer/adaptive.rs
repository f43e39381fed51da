//! The step that Adam and its kin share: a mean gradient, divided by the root of a mean square.

use super::{Step, flush};

/// The numbers of one step, ready for the inner loop.
pub(super) struct Rule {
    keep1: f32,
    take1: f32,
    keep2: f32,
    take2: f32,
    epsilon: f32,
    stride: f32,
    square_gain: f32,
}

impl Rule {
    pub(super) fn new(beta1: f64, beta2: f64, epsilon: f64, step: &Step<'_>) -> Self {
        let correction = |beta: f64| 1.0 - beta.powf(step.number as f64);
        Self {
            keep1: beta1 as f32,
            take1: (1.0 - beta1) as f32,
            keep2: beta2 as f32,
            take2: (1.0 - beta2) as f32,
            epsilon: epsilon as f32,
            stride: (f64::from(step.rate) / correction(beta1)) as f32,
            square_gain: (1.0 / correction(beta2).sqrt()) as f32,
        }
    }

    #[inline(always)]
    pub(super) fn apply(&self, weight: &mut f32, pull: f32, mean: &mut f32, square: &mut f32) {
        *mean = flush(self.keep1 * *mean + self.take1 * pull);
        *square = flush(self.keep2 * *square + self.take2 * (pull * pull));
        *weight -= self.stride * *mean / (square.sqrt() * self.square_gain + self.epsilon);
    }
}

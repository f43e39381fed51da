//! Falls by steps.

use super::Schedule;
use crate::setting::Kind;

crate::adjustable! {
    /// factor^⌊step / every⌋.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Step: "step", "Step", "The learning rate falls by a factor again and again." {
        /// Steps between falls.
        every: u64 = 500, Kind::int(1, 100_000_000), "Every", "steps", "Steps between two falls.";
        /// The factor of each fall.
        factor: f64 = 0.3, Kind::float(0.0, 1.0), "Factor", "", "What the learning rate is multiplied by; 0.1 to 0.5 is usual.";
    }
}

impl Schedule for Step {
    fn factor(&self, step: u64, _: u64) -> f32 {
        self.factor.powf((step / self.every.max(1)) as f64) as f32
    }
}

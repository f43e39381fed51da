//! Rises, then stays.

use super::Schedule;
use crate::setting::Kind;

crate::adjustable! {
    /// min(1, (step + 1) / over).
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct WarmUp: "warm-up", "Warm-up", "Rises evenly from near zero, then stays." {
        /// Steps of the rise.
        over: u64 = 100, Kind::int(1, 100_000_000),
            "Over", "steps", "Steps until the full learning rate is reached; a few per cent of the run is usual.";
    }
}

impl Schedule for WarmUp {
    fn factor(&self, step: u64, _: u64) -> f32 {
        ((step + 1) as f64 / self.over.max(1) as f64).min(1.0) as f32
    }
}

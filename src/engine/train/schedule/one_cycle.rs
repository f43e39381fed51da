//! Rises once, falls once.

use super::{Schedule, glide, share};
use crate::setting::Kind;

crate::adjustable! {
    /// Half a cosine wave up from `first` to 1, then one down to `last`.
    ///
    /// Source: Smith and Topin 2018, arXiv:1708.07120 (learning rate only; momentum stays as it is).
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct OneCycle: "one-cycle", "One-cycle",
        "Rises once and falls once: allows a higher learning rate in short runs." {
        /// Share of the run that rises.
        rise: f64 = 0.2, Kind::float(0.0, 1.0),
            "Rise", "", "Share of the run in which the learning rate rises; 0.1 to 0.3 is usual.";
        /// The factor at the start.
        first: f64 = 0.04, Kind::float(0.0, 1.0),
            "First", "", "Share of the learning rate at the start; 0.04 is usual.";
        /// The factor at the end.
        last: f64 = 0.001, Kind::float(0.0, 1.0), "Last", "", "Share of the learning rate that is left at the end.";
    }
}

impl Schedule for OneCycle {
    fn factor(&self, step: u64, steps: u64) -> f32 {
        let at = share(step, steps);
        let factor = if at < self.rise {
            glide(self.first, 1.0, at / self.rise)
        } else {
            let rest = (1.0 - self.rise).max(f64::MIN_POSITIVE);
            glide(1.0, self.last, (at - self.rise) / rest)
        };
        factor as f32
    }
}

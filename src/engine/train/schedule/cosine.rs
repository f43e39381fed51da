//! Falls along half a cosine wave.

use super::{Schedule, glide, share};
use crate::setting::Kind;

crate::adjustable! {
    /// last + (1 − last) ½ (1 + cos(π step / steps)). Source: Loshchilov and Hutter 2017, arXiv:1608.03983 (without
    /// restarts).
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Cosine: "cosine", "Cosine", "Falls gently at first and at the end, faster between." {
        /// The factor at the end.
        last: f64 = 0.01, Kind::float(0.0, 1.0),
            "Last", "", "Share of the learning rate that is left at the end; 0 to 0.1 is usual.";
    }
}

impl Schedule for Cosine {
    fn factor(&self, step: u64, steps: u64) -> f32 {
        glide(1.0, self.last, share(step, steps)) as f32
    }
}

//! Uniform noise: y = x + u, u spread evenly over −w/2..w/2, not clipped. Its standard deviation is w / √12.

use super::{Layout, Noise};
use crate::math::random::Stream;
use crate::setting::Kind;

crate::adjustable! {
    /// Uniform noise.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Uniform: "uniform", "Uniform", "Adds a number spread evenly over an interval around 0: rounding, dithering." {
        /// Width of the interval.
        width: f32 = 86.6, Kind::float(0.0, 512.0), "Width", "/ 255", "Width of the interval on the 0..255 scale; the standard deviation σ is 0.29 times it.";
    }
}

impl Noise for Uniform {
    fn apply(&self, pixels: &mut [f32], _: Layout, random: &mut Stream) {
        let width = self.width / 255.0;
        for pixel in pixels {
            *pixel += width * (random.uniform() - 0.5);
        }
    }

    fn sigma(&self, _clean: &[f32]) -> f32 {
        self.width / 255.0 / 12_f32.sqrt()
    }
}

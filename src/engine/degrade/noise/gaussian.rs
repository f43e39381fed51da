//! White Gaussian noise: y = x + σ·n, n standard normal, not clipped.

use super::{Noise, PixelLayout};
use crate::math::random::Stream;
use crate::setting::Kind;

crate::adjustable! {
    /// White Gaussian noise.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Gaussian: "gaussian", "Gaussian",
        "Adds a normally distributed number to every channel of every pixel: the usual model of a sensor's noise." {
        /// Smallest standard deviation.
        from: f32 = 25.0, Kind::float(0.0, 255.0),
            "σ from", "/ 255", "Standard deviation; each picture draws one between “from” and “to”. 5 to 75 is usual.";
        /// Largest standard deviation.
        to: f32 = 25.0, Kind::float(0.0, 255.0),
            "σ to", "/ 255", "Largest standard deviation; equal to “from” for a fixed one.";
    }
}

impl Gaussian {
    /// Noise of one standard deviation, on the 0..255 scale.
    pub fn fixed(sigma: f32) -> Self {
        Self {
            from: sigma,
            to: sigma,
        }
    }
}

impl Noise for Gaussian {
    fn apply(&self, pixels: &mut [f32], _: PixelLayout, random: &mut Stream) {
        let share = if self.from == self.to {
            0.0
        } else {
            random.uniform()
        };
        let sigma = (self.from + (self.to - self.from) * share) / 255.0;
        for pixel in pixels {
            *pixel += sigma * random.normal();
        }
    }

    fn sigma(&self, _clean: &[f32]) -> f32 {
        (self.from + self.to) / 2.0 / 255.0
    }
}

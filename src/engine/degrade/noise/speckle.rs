//! Speckle: y = x·(1 + σ·n), n standard normal, not clipped. Bright pixels are noisier.

use super::{Nature, Noise, PixelLayout, mean};
use crate::math::random::Stream;
use crate::setting::Kind;

crate::adjustable! {
    /// Multiplicative noise.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Speckle: "speckle", "Speckle",
        "Multiplies every pixel by a random factor around 1, as radar, ultrasound and lasers do." {
        /// Standard deviation of the factor.
        strength: f32 = 51.0, Kind::float(0.0, 255.0),
            "σ at white", "/ 255",
            "Standard deviation of the noise on a white pixel, on the 0..255 scale; 25 to 75 is usual.";
    }
}

impl Noise for Speckle {
    fn apply(&self, pixels: &mut [f32], _: PixelLayout, random: &mut Stream) {
        let strength = self.strength / 255.0;
        for pixel in pixels {
            *pixel *= 1.0 + strength * random.normal();
        }
    }

    fn sigma(&self, clean: &[f32]) -> f32 {
        self.strength / 255.0 * mean(clean, |pixel| pixel * pixel).sqrt() as f32
    }

    fn nature(&self) -> Nature {
        Nature::Factor {
            strength: self.strength / 255.0,
        }
    }
}

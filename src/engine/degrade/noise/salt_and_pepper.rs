//! Salt-and-pepper noise: a share of the pixels turns black or white, with equal chances.

use super::{Nature, Noise, PixelLayout, mean};
use crate::math::random::Stream;
use crate::setting::Kind;

crate::adjustable! {
    /// Salt-and-pepper noise.
    #[derive(Clone, Debug, PartialEq)]
    pub struct SaltAndPepper: "salt-and-pepper", "Salt and pepper",
        "Turns a share of the pixels black or white: dead pixels, lost bits." {
        /// Share of the pixels.
        density: f32 = 0.1, Kind::float(0.0, 1.0),
            "Density", "", "Share of the pixels (channel by channel) that turn black or white; 0.05 to 0.5 is usual.";
    }
}

impl Noise for SaltAndPepper {
    fn apply(&self, pixels: &mut [f32], _: PixelLayout, random: &mut Stream) {
        for pixel in pixels {
            let chance = random.uniform();
            if chance < self.density {
                *pixel = if chance < 0.5 * self.density {
                    0.0
                } else {
                    1.0
                };
            }
        }
    }

    fn sigma(&self, clean: &[f32]) -> f32 {
        let error = mean(clean, |pixel| 0.5 * (pixel.powi(2) + (1.0 - pixel).powi(2)));
        (f64::from(self.density) * error).sqrt() as f32
    }

    fn nature(&self) -> Nature {
        Nature::Impulses
    }
}

//! Poisson (shot) noise: y = Poisson(peak·x) / peak, not clipped. Its variance x / peak grows with brightness.

use rand_distr::Distribution;

use super::{Noise, mean};
use crate::math::random::Stream;
use crate::setting::Kind;

crate::adjustable! {
    /// Shot noise.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Poisson: "poisson", "Poisson", "Counts photons: dark pictures are noisier, compared to their brightness, than bright ones." {
        /// Photons that a white pixel counts on average.
        peak: f32 = 60.0, Kind::log(0.1, 100_000.0), "Peak", "photons", "Photons that a white pixel counts on average; 1 is very dark, 1000 is a good photograph.";
    }
}

impl Noise for Poisson {
    fn apply(&self, pixels: &mut [f32], random: &mut Stream) {
        for pixel in pixels {
            // A pixel without light counts nothing; `new` refuses that and what is not finite.
            *pixel = rand_distr::Poisson::new(f64::from(*pixel * self.peak))
                .map_or(0.0, |photons| {
                    photons.sample(random.generator()) as f32 / self.peak
                });
        }
    }

    fn sigma(&self, clean: &[f32]) -> f32 {
        (mean(clean, |pixel| pixel.max(0.0)) / f64::from(self.peak)).sqrt() as f32
    }
}

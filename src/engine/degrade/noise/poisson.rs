//! Poisson (shot) noise: y = Poisson(peak·x) / peak + r·n, n standard normal, not clipped. Its variance x / peak + r²
//! grows with brightness; r, the noise of reading the photons out, is 0 unless wanted.

use rand_distr::Distribution;

use super::{Nature, Noise, PixelLayout, mean};
use crate::math::random::Stream;
use crate::setting::Kind;

crate::adjustable! {
    /// Shot noise.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Poisson: "poisson", "Poisson",
        "Counts photons: dark pictures are noisier, compared to their brightness, than bright ones." {
        /// Photons that a white pixel counts on average.
        peak: f32 = 60.0, Kind::log(0.1, 100_000.0),
            "Peak", "photons",
            "Photons that a white pixel counts on average; 1 is very dark, 1000 is a good photograph.";
        /// Standard deviation of the Gaussian noise added after counting.
        read: f32 = 0.0, Kind::float(0.0, 255.0),
            "Read noise", "/ 255",
            "Standard deviation of the Gaussian noise that reading the photons out adds; 0 to 10 is usual.";
    }
}

impl Noise for Poisson {
    fn apply(&self, pixels: &mut [f32], _: PixelLayout, random: &mut Stream) {
        for pixel in pixels {
            // A pixel without light counts nothing; `new` refuses that and what is not finite.
            *pixel = rand_distr::Poisson::new(f64::from(*pixel * self.peak))
                .map_or(0.0, |photons| {
                    photons.sample(random.generator()) as f32 / self.peak
                });
            if self.read > 0.0 {
                *pixel += self.read / 255.0 * random.normal();
            }
        }
    }

    fn sigma(&self, clean: &[f32]) -> f32 {
        let shot = mean(clean, |pixel| pixel.max(0.0)) / f64::from(self.peak);
        (shot + f64::from(self.read / 255.0).powi(2)).sqrt() as f32
    }

    fn nature(&self) -> Nature {
        Nature::Shot {
            peak: self.peak,
            read: self.read / 255.0,
        }
    }
}

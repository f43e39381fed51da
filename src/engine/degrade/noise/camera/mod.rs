//! Noise as a camera leaves it in a photograph: shared between channels, stronger where it is bright, coarser than a
//! pixel, and squeezed through JPEG.
//!
//! ```text
//! white    n = σ·g                                        g standard normal in every channel of every pixel
//! shared   n = M·g                                        M: 3 × 3, the root of the covariance between channels
//! sensor   y = tone(l + C·W·demosaic(m)),  Var m = a·r + b
//!          l linear light, r what the sensor sees of it, m noise on its mosaic
//! ```
//!
//! Then, each for a share of the pictures: the noise is blurred a little, as cameras do; and the picture is clipped,
//! rounded to 8 bits and compressed as JPEG does it. Only noise goes through the demosaicing, not the picture: what is
//! to be given back is the picture as it was. Each picture draws one of everything. Pictures of one channel have no
//! mosaic and nothing to share.
//!
//! Sources: noise that grows with brightness, and the camera's way from light to picture: Guo, Yan, Zhang, Zuo, Zhang
//! 2019, doi:10.1109/CVPR.2019.00181; Brooks et al. 2019, doi:10.1109/CVPR.2019.01129. Covariances and blur are ours.

mod jpeg;
mod sensor;
mod shared;
#[cfg(test)]
mod tests;

use super::{Noise, PixelLayout};
use crate::math::random::Stream;
use crate::setting::Kind;

pub use jpeg::{Sampling, compress};

crate::choices! {
    /// Where the noise comes from.
    pub enum Origin {
        /// One of the others for each picture: white for a fifth, shared for three tenths, the sensor's for a half.
        Mixed => "mixed", "Mixed";
        /// The same noise in every channel of every pixel, all independent.
        White => "white", "White";
        /// Noise that channels share: a random covariance.
        Shared => "shared", "Shared between channels";
        /// Photons and read-out under a mosaic of colours, demosaiced, balanced, and curved for the eye.
        Sensor => "sensor", "Sensor";
    }
}

crate::adjustable! {
    /// A camera's noise.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Camera: "camera", "Camera",
        "Noise of photons under a mosaic of colours, shared between channels, blurred a little, and saved as JPEG; \
         each picture draws its own." {
        /// Where it comes from.
        origin: Origin = Origin::Mixed, Kind::Choice(Origin::CHOICES),
            "Origin", "", "White, shared between channels, of a sensor, or any of these.";
        /// Smallest standard deviation, before compression.
        from: f32 = 0.0, Kind::float(0.0, 255.0),
            "σ from", "/ 255",
            "Standard deviation over all channels, before compression; each picture draws one between “from” and “to”. \
             5 to 40 is usual.";
        /// Largest standard deviation, before compression.
        to: f32 = 50.0, Kind::float(0.0, 255.0),
            "σ to", "/ 255", "Largest standard deviation; equal to “from” for a fixed one.";
        /// Share of pictures whose noise is blurred.
        blurred: f32 = 0.35, Kind::float(0.0, 1.0),
            "Blurred", "",
            "Share of the pictures whose noise is blurred by a Gaussian of 0.3 to 0.9 pixels, as demosaicing and \
             cameras do.";
        /// Share of pictures that are compressed.
        jpeg: f32 = 0.6, Kind::float(0.0, 1.0),
            "JPEG", "", "Share of the pictures that are clipped, rounded to 8 bits and compressed.";
        /// Lowest quality of compression.
        quality_from: f32 = 60.0, Kind::float(1.0, 100.0),
            "Quality from", "", "Lowest JPEG quality, on the scale of libjpeg; phones use 85 to 97.";
        /// Highest quality of compression.
        quality_to: f32 = 98.0, Kind::float(1.0, 100.0), "Quality to", "", "Highest JPEG quality.";
        /// Share of compressed pictures whose colour is kept at half the size.
        halved: f32 = 0.6, Kind::float(0.0, 1.0),
            "Halved colour", "",
            "Share of the compressed pictures that keep colour at half the width and height (4:2:0), as phones do.";
    }
}

/// Share of the pictures that are white and shared where the origin is mixed.
const WHITE: f32 = 0.2;
const SHARED: f32 = 0.3;
/// Standard deviation of the blur, in pixels.
const BLUR: [f32; 2] = [0.3, 0.9];

impl Noise for Camera {
    fn apply(&self, pixels: &mut [f32], layout: PixelLayout, random: &mut Stream) {
        let area = layout.height * layout.width;
        if area == 0 {
            return;
        }
        let mut planes = layout.planes(pixels);
        let sigma = between([self.from, self.to], random.uniform()) / 255.0;
        let origin = match self.origin {
            Origin::Mixed => {
                let chance = random.uniform();
                if chance < WHITE {
                    Origin::White
                } else if chance < WHITE + SHARED {
                    Origin::Shared
                } else {
                    Origin::Sensor
                }
            }
            other => other,
        };
        let blur = (random.uniform() < self.blurred).then(|| between(BLUR, random.uniform()));
        match origin {
            Origin::Sensor => sensor::expose(&mut planes, layout, sigma, blur, random),
            Origin::Shared if planes.len() == 3 => {
                let mixing = shared::mixing(random);
                let mut noise = shared::noise(mixing, area, random);
                add(&mut planes, &mut noise, layout, sigma, blur);
            }
            _ => {
                let normal = |_: &Vec<f32>| (0..area).map(|_| random.normal()).collect();
                let mut noise: Vec<Vec<f32>> = planes.iter().map(normal).collect();
                add(&mut planes, &mut noise, layout, sigma, blur);
            }
        }
        if random.uniform() < self.jpeg {
            let quality = between([self.quality_from, self.quality_to], random.uniform());
            let sampling = if random.uniform() < self.halved {
                Sampling::Halved
            } else {
                Sampling::Full
            };
            // Where the picture's blocks begin nobody knows.
            let offset = [random.below(16), random.below(16)];
            let size = [layout.height, layout.width];
            compress(&mut planes, size, quality, sampling, offset);
        }
        layout.gather(&planes, pixels);
    }

    fn sigma(&self, _clean: &[f32]) -> f32 {
        (self.from + self.to) / 2.0 / 255.0
    }
}

fn between([from, to]: [f32; 2], share: f32) -> f32 {
    from + (to - from) * share
}

/// Adds noise whose mean square over all channels is made σ².
fn add(
    planes: &mut [Vec<f32>],
    noise: &mut [Vec<f32>],
    layout: PixelLayout,
    sigma: f32,
    blur: Option<f32>,
) {
    soften(noise, layout, blur);
    let scale = sigma / root_mean_square(noise);
    for (plane, noise) in planes.iter_mut().zip(noise) {
        for (pixel, n) in plane.iter_mut().zip(noise) {
            *pixel += scale * *n;
        }
    }
}

/// Blurs noise, if it is to be.
fn soften(noise: &mut [Vec<f32>], layout: PixelLayout, blur: Option<f32>) {
    if let Some(blur) = blur {
        for plane in noise {
            gaussian(plane, [layout.height, layout.width], blur);
        }
    }
}

fn root_mean_square(noise: &[Vec<f32>]) -> f32 {
    let count = noise.iter().map(Vec::len).sum::<usize>().max(1);
    let squares: f64 = noise
        .iter()
        .flatten()
        .map(|&value| f64::from(value).powi(2))
        .sum();
    ((squares / count as f64).sqrt() as f32).max(1e-12)
}

/// A Gaussian window of standard deviation below 1, seven pixels wide; beyond the border the last pixel goes on.
fn gaussian(plane: &mut [f32], [height, width]: [usize; 2], sigma: f32) {
    let mut weights = [0.0_f32; 4];
    for (at, weight) in weights.iter_mut().enumerate() {
        *weight = (-0.5 * (at as f32 / sigma).powi(2)).exp();
    }
    let total = weights[0] + 2.0 * weights[1..].iter().sum::<f32>();
    weights.iter_mut().for_each(|weight| *weight /= total);
    let mut across = vec![0.0; plane.len()];
    for (row, out) in plane
        .chunks_exact(width)
        .zip(across.chunks_exact_mut(width))
    {
        smooth(&weights, width, |x| row[x], |x, value| out[x] = value);
    }
    for x in 0..width {
        let column = |y: usize| across[y * width + x];
        smooth(&weights, height, column, |y, value| {
            plane[y * width + x] = value;
        });
    }
}

fn smooth(
    weights: &[f32; 4],
    length: usize,
    value: impl Fn(usize) -> f32,
    mut put: impl FnMut(usize, f32),
) {
    for at in 0..length {
        let mut sum = weights[0] * value(at);
        for (reach, weight) in weights.iter().enumerate().skip(1) {
            sum += weight * (value(at.saturating_sub(reach)) + value((at + reach).min(length - 1)));
        }
        put(at, sum);
    }
}

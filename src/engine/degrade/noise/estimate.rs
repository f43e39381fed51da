//! The level of white noise in a picture whose clean version nobody has.

mod flat;
mod found;
mod patches;
mod sample;
#[cfg(test)]
mod tests;
mod wavelet;

use crate::image::Image;

crate::choices! {
    /// How the level of noise is found.
    pub enum Estimator {
        /// The principal components of flat patches; see [`by_patches`].
        Patches => "patches", "Patches' smallest components";
        /// The median of the finest wavelet coefficients; see [`by_wavelet`].
        Wavelet => "wavelet", "Wavelet median";
    }
}

pub use flat::without_noise;
pub use found::{Covariance, Found, NoiseKind, look};
pub use patches::by_patches;
pub use wavelet::by_wavelet;

/// A picture's level of noise.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// The standard deviation in each channel, 0..1.
    pub channels: Vec<f32>,
}

impl Level {
    /// One σ for all channels: the root of their mean square, so that the noise's energy is right.
    pub fn sigma(&self) -> f32 {
        let count = self.channels.len().max(1) as f32;
        let squares: f32 = self.channels.iter().map(|sigma| sigma * sigma).sum();
        (squares / count).sqrt()
    }
}

/// The standard deviation of white noise in each channel of `image`.
///
/// What a photograph brings along of its own (grain, a scanner's noise) is noise too, and is counted. Large pictures
/// are sampled, so that no picture takes longer than about a second. Pixels that are not finite count as 0.
pub fn estimate(image: &Image, estimator: Estimator) -> Level {
    let image = &*sample::sample(image);
    let (channels, height, width) = image.dim();
    let area = height * width;
    let of = |channel: usize| {
        let plane = &image.pixels()[channel * area..(channel + 1) * area];
        match estimator {
            Estimator::Patches => by_patches(plane, width),
            Estimator::Wavelet => by_wavelet(plane, width),
        }
    };
    Level {
        channels: (0..channels).map(of).collect(),
    }
}

/// The standard deviation (0..1) of noise that is coarser than a pixel, as of a camera's demosaicing or of JPEG, if
/// `image` seems to have such: neighbours share it, so it is taken for much less than it is, of which `level` is told.
///
/// White noise halves in means of 2 × 2 pixels. Where it is found to be more than twice of that, and so much that no
/// texture of a clean photograph was taken for it (20 / 255), it is coarse. For means of 2 × 2 pixels of white noise
/// the answer is up to a third too large.
pub fn coarse(image: &Image, level: &Level) -> Option<f32> {
    let image = &*sample::sample(image);
    let (_, height, width) = image.dim();
    // Of a small picture's halves too few patches are left: texture would be taken for noise.
    if height < 96 || width < 96 {
        return None;
    }
    let found = 2.0 * estimate(&image.halved(), Estimator::Patches).sigma();
    (found >= 20.0 / 255.0 && found > 2.0 * level.sigma()).then_some(found)
}

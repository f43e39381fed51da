//! The level of white noise in a picture whose clean version nobody has.

mod patches;
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
/// What a photograph brings along of its own (grain, a scanner's noise) is noise too, and is counted. Large pictures are
/// sampled, so that no picture takes longer than about a second. Pixels that are not finite count as 0.
pub fn estimate(image: &Image, estimator: Estimator) -> Level {
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

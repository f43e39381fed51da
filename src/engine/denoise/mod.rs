//! Denoisers: classical and learned side by side, behind one trait.
//!
//! ```text
//! methods   one file a method, and the list of them
//! networks  what the methods that are networks share
//! adapt     methods for white noise under other noise, and which method is usual
//! trial     one method against the clock and the clean picture
//! trust     how far an answer can be trusted
//! ```

mod adapt;
mod bound;
mod channels;
mod family;
mod levels;
pub mod methods;
mod networks;
mod tiles;
pub mod trial;
pub mod trust;
mod watch;

pub use adapt::{among, under, usual};
pub use family::Family;
pub use methods::ALL;
pub use networks::learned::Learned;
pub use watch::Watch;

use channels::per_channel;
use levels::interpolate;

use dyn_clone::DynClone;

use crate::image::Image;
use crate::say;
use crate::setting::Adjust;
use crate::words::Text;

/// A denoiser: removes noise of standard deviation `sigma` (0..1) from an image.
pub trait Denoiser: Adjust + DynClone + Send + Sync {
    /// The year of the method's publication.
    fn year(&self) -> u32;

    /// What the method takes an image to be.
    fn family(&self) -> Family;

    /// Whether the method finds out by itself how much noise there is, and σ only bounds what it removes.
    fn judges_noise(&self) -> bool {
        false
    }

    /// Whether the method looks at all channels at once; others work on the opponent channels one by one.
    fn joins_channels(&self) -> bool {
        false
    }

    /// Whether the method was made for noise of any kind: shared between channels, coarser than a pixel.
    fn knows_any_noise(&self) -> bool {
        false
    }

    /// The cleaned picture, of the same shape. Not clipped.
    ///
    /// # Errors
    /// [`DenoiseError`]; a picture with NaN or infinite pixels is refused, and `watch` may stop the work.
    fn denoise(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError>;

    /// How a weighted sum of the answer's pixels follows each pixel of `noisy`, whose noise is `sigma`, exactly: Jᵀ w,
    /// J the answer's derivative and w the weights, a picture of the same shape; `None` where the method cannot tell.
    fn pulled_back(
        &self,
        _noisy: &Image,
        _sigma: f32,
        _weights: &Image,
    ) -> Option<Result<Image, DenoiseError>> {
        None
    }

    /// The exact derivative of the answer's pixel `at` (channel, row, column) with respect to every pixel of `noisy`,
    /// whose noise is `sigma`, where the method can tell it.
    fn derivative(
        &self,
        noisy: &Image,
        sigma: f32,
        at: [usize; 3],
    ) -> Option<Result<Image, DenoiseError>> {
        let (channels, height, width) = noisy.dim();
        let mut weights = Image::zeros(channels, height, width);
        weights.array_mut()[at] = 1.0;
        self.pulled_back(noisy, sigma, &weights)
    }
}

dyn_clone::clone_trait_object!(Denoiser);

/// Why a picture could not be denoised.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DenoiseError {
    /// The work was told to stop.
    #[error("stopped")]
    Stopped,
    /// The picture cannot be denoised by this method.
    #[error("{0}")]
    Refused(Text),
}

/// Refuses what no method can work on: a σ that is none, pixels that are no numbers.
fn check(noisy: &Image, sigma: f32) -> Result<(), DenoiseError> {
    if !(sigma.is_finite() && sigma >= 0.0) {
        return Err(DenoiseError::Refused(say!(
            "the noise level σ is {}; it must be 0 or more (25 / 255 is usual)",
            sigma * 255.0
        )));
    }
    if let Some(at) = noisy.pixels().iter().position(|pixel| !pixel.is_finite()) {
        let (_, height, width) = noisy.dim();
        return Err(DenoiseError::Refused(say!(
            "the pixel in row {}, column {} is {}; replace what is not a number before denoising",
            at / width % height,
            at % width,
            noisy.pixels()[at],
        )));
    }
    Ok(())
}

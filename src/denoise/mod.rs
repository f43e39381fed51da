//! Denoisers: one file a method, classical and learned side by side, behind one trait.

use dyn_clone::DynClone;

use crate::image::Image;
use crate::job::Progress;
use crate::setting::{Adjust, Catalogue};

/// A denoiser: removes noise of standard deviation `sigma` (0..1) from an image.
pub trait Denoiser: Adjust + DynClone + Send + Sync {
    /// The year of the method's publication.
    fn year(&self) -> u32;

    /// The cleaned picture, of the same shape. Not clipped.
    ///
    /// # Errors
    /// [`DenoiseError`]; a picture with NaN or infinite pixels is refused, and `progress` may stop the work.
    fn denoise(
        &self,
        noisy: &Image,
        sigma: f32,
        progress: &Progress,
    ) -> Result<Image, DenoiseError>;
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
    Refused(String),
}

/// All classical denoisers, in the order of menus. A learned one needs a model: see [`learned`].
pub static ALL: Catalogue<dyn Denoiser> = &[];

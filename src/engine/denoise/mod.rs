//! Denoisers: one file a method, classical and learned side by side, behind one trait.

mod among;
mod anisotropic_diffusion;
mod beltrami;
mod bilateral;
mod bm3d;
mod bound;
mod bundled;
mod camera;
mod cycle_spinning;
mod dncnn;
mod epll;
mod everywhere;
mod family;
mod flexible;
mod frames;
mod gaussian;
mod gsm;
mod guided;
mod huber_markov;
mod k_svd;
mod kernel_regression;
pub mod learned;
mod median;
mod ncsr;
mod nl_bayes;
mod nl_means;
mod nlm_pca;
mod sliding_dct;
mod sure_let;
mod tikhonov;
mod tiles;
mod total_variation;
mod trained_diffusion;
pub mod trial;
pub mod trust;
mod under;
mod usual;
mod views;
mod watch;
mod wavelet_threshold;
mod wiener;
mod wnnm;

pub use among::among;
pub use anisotropic_diffusion::AnisotropicDiffusion;
pub use beltrami::Beltrami;
pub use bilateral::Bilateral;
pub use bm3d::Bm3d;
pub use camera::Camera;
pub use cycle_spinning::CycleSpinning;
pub use dncnn::DnCnn;
pub use epll::Epll;
pub use family::Family;
pub use flexible::Flexible;
pub use frames::Frames;
pub use gaussian::Gaussian;
pub use gsm::Gsm;
pub use guided::Guided;
pub use huber_markov::HuberMarkov;
pub use k_svd::{KSvd, LearnedAtoms};
pub use kernel_regression::KernelRegression;
pub use learned::Learned;
pub use median::Median;
pub use ncsr::Ncsr;
pub use nl_bayes::NlBayes;
pub use nl_means::NlMeans;
pub use nlm_pca::NlmPca;
pub use sliding_dct::SlidingDct;
pub use sure_let::SureLet;
pub use tikhonov::Tikhonov;
pub use total_variation::TotalVariation;
pub use trained_diffusion::TrainedDiffusion;
pub use under::under;
pub use usual::usual;
pub use watch::Watch;
pub use wavelet_threshold::WaveletThreshold;
pub use wiener::Wiener;
pub use wnnm::Wnnm;

use dyn_clone::DynClone;
use ndarray::Axis;

use crate::image::{Image, color};
use crate::setting::{Adjust, Catalogue};

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

    /// The exact derivative of the answer's pixel `at` (channel, row, column) with respect to every pixel of `noisy`,
    /// whose noise is `sigma`, where the method can tell it.
    fn derivative(
        &self,
        _noisy: &Image,
        _sigma: f32,
        _at: [usize; 3],
    ) -> Option<Result<Image, DenoiseError>> {
        None
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
    Refused(String),
}

/// All denoisers, in the order of menus: classical ones, then networks that come with the program. A network of one's own is
/// [`learned`].
pub static ALL: Catalogue<dyn Denoiser> = &[
    crate::entry!(Median),
    crate::entry!(Tikhonov),
    crate::entry!(Gaussian),
    crate::entry!(Wiener),
    crate::entry!(AnisotropicDiffusion),
    crate::entry!(HuberMarkov),
    crate::entry!(TotalVariation),
    crate::entry!(WaveletThreshold),
    crate::entry!(CycleSpinning),
    crate::entry!(Beltrami),
    crate::entry!(Bilateral),
    crate::entry!(Frames),
    crate::entry!(Gsm),
    crate::entry!(NlMeans),
    crate::entry!(KSvd),
    crate::entry!(KernelRegression),
    crate::entry!(SureLet),
    crate::entry!(Bm3d),
    crate::entry!(Guided),
    crate::entry!(NlmPca),
    crate::entry!(Epll),
    crate::entry!(SlidingDct),
    crate::entry!(NlBayes),
    crate::entry!(Ncsr),
    crate::entry!(Wnnm),
    crate::entry!(TrainedDiffusion),
    crate::entry!(DnCnn),
    crate::entry!(Flexible),
    crate::entry!(Camera),
];

/// Refuses what no method can work on: a σ that is none, pixels that are no numbers.
fn check(noisy: &Image, sigma: f32) -> Result<(), DenoiseError> {
    if !(sigma.is_finite() && sigma >= 0.0) {
        return Err(DenoiseError::Refused(format!(
            "the noise level σ is {}; it must be 0 or more (25 / 255 is usual)",
            sigma * 255.0
        )));
    }
    if let Some(at) = noisy.pixels().iter().position(|pixel| !pixel.is_finite()) {
        let (_, height, width) = noisy.dim();
        return Err(DenoiseError::Refused(format!(
            "the pixel in row {}, column {} is {}; replace what is not a number before denoising",
            at / width % height,
            at % width,
            noisy.pixels()[at],
        )));
    }
    Ok(())
}

/// Runs a method for one channel on each channel: a grey picture as it is, a colour picture in the opponent space of
/// [`color`], where each channel has its own noise level. Other numbers of channels go one by one.
///
/// `method` gets a picture of one channel and its σ, and reports its own progress from 0 to 1.
fn per_channel(
    noisy: &Image,
    sigma: f32,
    watch: &Watch<'_>,
    method: impl Fn(&Image, f32, &Watch<'_>) -> Result<Image, DenoiseError>,
) -> Result<Image, DenoiseError> {
    let channels = noisy.channels();
    if channels == 1 {
        return method(noisy, sigma, watch);
    }
    let mut work = color::to_opponent(noisy);
    let area = noisy.height() * noisy.width();
    for channel in 0..channels {
        let part = watch.part(channel, channels);
        let level = if channels == 3 {
            sigma * color::NOISE[channel]
        } else {
            sigma
        };
        let plane = Image::new(work.channel(channel).insert_axis(Axis(0)).to_owned());
        let clean = method(&plane, level, &part)?;
        part.set(1.0);
        work.pixels_mut()[channel * area..(channel + 1) * area].copy_from_slice(clean.pixels());
        watch.show(|| color::from_opponent(&work));
    }
    Ok(color::from_opponent(&work))
}

/// A number that changes with log σ between measured places: `table` holds (σ on the 0..255 scale, value), rising.
fn interpolate(table: &[(f32, f32)], sigma: f32) -> f32 {
    let level = sigma * 255.0;
    let after = table.partition_point(|&(place, _)| place < level);
    match (
        after.checked_sub(1).and_then(|before| table.get(before)),
        table.get(after),
    ) {
        (Some(&(x0, y0)), Some(&(x1, y1))) => y0 + (y1 - y0) * (level / x0).ln() / (x1 / x0).ln(),
        (Some(&(_, value)), None) | (None, Some(&(_, value))) => value,
        (None, None) => 0.0,
    }
}

#[cfg(test)]
mod tests;

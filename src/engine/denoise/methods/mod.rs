//! The methods: one file each, with a folder of parts where it needs one, and the list of them.
//!
//! To add a method, copy `gaussian.rs`: its head says what to do.

mod anisotropic_diffusion;
mod beltrami;
mod bilateral;
mod bm3d;
mod camera;
mod cycle_spinning;
mod dncnn;
mod epll;
mod flexible;
mod frames;
mod gaussian;
mod gsm;
mod guided;
mod huber_markov;
mod k_svd;
mod kernel_regression;
mod median;
mod ncsr;
mod nl_bayes;
mod nl_means;
mod nlm_pca;
mod sliding_dct;
mod sure_let;
mod tikhonov;
mod total_variation;
mod trained_diffusion;
mod wavelet_threshold;
mod wiener;
mod wnnm;

pub use anisotropic_diffusion::AnisotropicDiffusion;
pub use beltrami::Beltrami;
pub use bilateral::Bilateral;
pub use bm3d::Bm3d;
pub use camera::CameraNetwork;
pub use cycle_spinning::CycleSpinning;
pub use dncnn::DnCnn;
pub use epll::Epll;
pub use flexible::Flexible;
pub use frames::Frames;
pub use gaussian::Gaussian;
pub use gsm::Gsm;
pub use guided::Guided;
pub use huber_markov::HuberMarkov;
pub use k_svd::{KSvd, LearnedAtoms};
pub use kernel_regression::KernelRegression;
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
pub use wavelet_threshold::WaveletThreshold;
pub use wiener::Wiener;
pub use wnnm::Wnnm;

use crate::denoise::Denoiser;
use crate::setting::Catalogue;

/// All denoisers, in the order of menus: classical ones, then networks that come with the program. A network of one's
/// own is [`Learned`](crate::denoise::Learned). Their hues are listed in `figure::METHODS`.
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
    crate::entry!(CameraNetwork),
];

#[cfg(test)]
mod tests;

//! What became of denoisers in a loop.

use super::plug::Trace;

/// What became of one denoiser with one seed.
#[derive(Clone)]
pub(super) struct Tried {
    /// λ and mean PSNR in dB on the other pictures.
    pub(super) curve: Vec<[f64; 2]>,
    /// The best of these λ.
    pub(super) own: f32,
    /// What it does on the picture with that.
    pub(super) at_own: Trace,
    /// PSNR in dB with a λ that is too small.
    pub(super) small: Option<f64>,
}

/// What was found with one seed.
#[derive(Clone)]
pub(super) struct Found {
    /// PSNR in dB of the spoiled picture, and of the best linear answer.
    pub(super) spoiled: Option<f64>,
    pub(super) wiener: Option<f64>,
    /// By denoiser.
    pub(super) tried: Vec<Option<Tried>>,
}

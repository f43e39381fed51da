//! Trained diffusion: five steps of a diffusion whose filters and influence functions were learned by this program.
//!
//! ```text
//! u₀ = y,   u ← u + Kᵀ φ(K u)   five times, with other K and φ each time
//! ```
//!
//! K are 24 filters of 5 × 5 pixels, Kᵀ their adjoint, φ a learned curve for each filter. Perona and Malik's diffusion
//! is the same with two difference filters and one curve for all. There is a network for each of σ = 8, 15, 25 and 50
//! of 255; for others the picture is scaled so that its noise is that of the nearest, and no more is removed than noise
//! of the told σ can hold.
//!
//! Shapes: `[c, h, w] → [c, h, w]`; colour channel by channel in the opponent space. Cost: 6,100 multiply-adds and 240
//! table entries a pixel and channel; large pictures in pieces.
//!
//! Source: Chen, Pock 2017 (first 2015), doi:10.1109/TPAMI.2016.2596743 (TNRD). Ours has no reaction term, curves of 31
//! straight pieces instead of 63 radial basis functions, 24 filters instead of 24 or 48 of larger sides, and is trained
//! in one go: see `assets/networks/CARD.md`.

use crate::denoise::networks::bundled::{Levels, bundled};
use crate::denoise::{DenoiseError, Denoiser, Family, Watch};
use crate::image::Image;
use crate::setting::Kind;

crate::adjustable! {
    /// Trained nonlinear reaction diffusion.
    #[derive(Clone, Debug, PartialEq)]
    pub struct TrainedDiffusion: "trained-diffusion", "TNRD, trained here",
        "Five steps of a diffusion whose filters and curves were learned. Lemida trained it on photographs that come \
         with it." {
        /// Factor on the noise level.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×", "Factor on the noise level that the method reckons with; 0.7 to 1.5 is usual.";
    }
}

/// The noise that each was trained at, and the networks.
static NETWORKS: Levels<4> = Levels([
    (8.0, bundled!("trained-diffusion", 1, "diffusion-8")),
    (15.0, bundled!("trained-diffusion", 1, "diffusion-15")),
    (25.0, bundled!("trained-diffusion", 1, "diffusion-25")),
    (50.0, bundled!("trained-diffusion", 1, "diffusion-50")),
]);

impl Denoiser for TrainedDiffusion {
    fn year(&self) -> u32 {
        2015
    }

    fn family(&self) -> Family {
        Family::Network
    }

    fn denoise(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        NETWORKS.denoise(noisy, self.strength * sigma, watch)
    }

    fn pulled_back(
        &self,
        noisy: &Image,
        sigma: f32,
        weights: &Image,
    ) -> Option<Result<Image, DenoiseError>> {
        NETWORKS.pulled_back(noisy, self.strength * sigma, weights)
    }
}

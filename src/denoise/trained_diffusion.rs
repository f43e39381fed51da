//! Trained diffusion: five steps of a diffusion whose filters and influence functions were learned by this program.
//!
//! ```text
//! u₀ = y,   u ← u + Kᵀ φ(K u)   five times, with other K and φ each time
//! ```
//!
//! K are 24 filters of 5 × 5 pixels, Kᵀ their adjoint, φ a learned curve for each filter. Perona and Malik's diffusion is the same with two
//! difference filters and one curve for all. It was trained at σ = 25 of 255; for others the picture is scaled so that its noise is that,
//! which is worse the farther σ is, and no more is removed than noise of the told σ can hold.
//!
//! Shapes: `[c, h, w] → [c, h, w]`; colour pictures channel by channel. Cost: 6,100 multiply-adds and 240 table entries a pixel and channel.
//!
//! Source: Chen, Pock 2017 (first 2015), doi:10.1109/TPAMI.2016.2596743 (TNRD). Ours has no reaction term, curves of 31 straight pieces
//! instead of 63 radial basis functions, 24 filters instead of 24 or 48 of larger sides, and is trained in one go: see
//! `assets/networks/CARD.md`.

use super::bundled::{Bundled, bundled, no_more_than};
use super::tiles::in_tiles;
use super::{DenoiseError, Denoiser, Family, Learned, Watch, check};
use crate::image::Image;
use crate::setting::Kind;

crate::adjustable! {
    /// Trained nonlinear reaction diffusion.
    #[derive(Clone, Debug, PartialEq)]
    pub struct TrainedDiffusion: "trained-diffusion", "TNRD, trained here", "Five steps of a diffusion whose filters and curves were learned. Lemida trained it on photographs that come with it." {
        /// Factor on the noise level.
        strength: f32 = 1.0, Kind::log(0.1, 10.0), "Strength", "×", "Factor on the noise level that the method reckons with; 0.7 to 1.5 is usual.";
    }
}

/// The network as its recipe trains it.
static LONG: Bundled = bundled!("trained-diffusion", 1, "diffusion-25");
/// The same after a quarter of the steps.
static SHORT: Bundled = bundled!("trained-diffusion", 1, "diffusion-25-short");
/// Below this σ (0..1) the picture must be scaled up so far that the network that was trained shorter, and knows its own noise less well, is
/// better: 30.7 dB against 28.2 dB at 15 / 255 on Set12.
const FAR: f32 = 20.0 / 255.0;
/// The noise that both were trained at, 0..1.
const TRAINED: f32 = 25.0 / 255.0;

impl Denoiser for TrainedDiffusion {
    fn year(&self) -> u32 {
        2015
    }

    fn family(&self) -> Family {
        Family::Network
    }

    fn denoise(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        check(noisy, sigma)?;
        if noisy.pixels().is_empty() || sigma == 0.0 {
            watch.set(1.0);
            return Ok(noisy.clone());
        }
        let told = self.strength * sigma;
        let bundled = if told < FAR { &SHORT } else { &LONG };
        let network = Learned::new(bundled.model()?.clone());
        let scale = TRAINED / told;
        let mut clean = in_tiles(noisy, watch, |part, watch| {
            let scaled = part.map(|value| scale * value);
            let answer = network.denoise(&scaled, TRAINED, watch)?;
            Ok(answer.map(|value| value / scale))
        })?;
        // Far from every level the scaled picture is one that no network has seen.
        no_more_than(told, noisy, &mut clean);
        Ok(clean)
    }
}

//! EPLL: the picture all of whose patches are likely under a mixture of Gaussians learned from photographs.
//!
//! ```text
//! minimise   λ/2 ‖x − y‖² − Σ_i log p(P_i x),     p(z) = Σ_k π_k N(z; 0, C_k)
//! split:     z_i ≈ P_i x, drawn together by β = 1/σ² · [1, 4, 8, 16, 32], one after the other:
//!            k_i = argmax_k π_k N(P_i x; 0, C_k + I/β),     z_i = C_k (C_k + I/β)⁻¹ P_i x
//!            x   = (y + σ²β · mean of the z that cover a pixel) / (1 + σ²β)
//! ```
//!
//! P_i takes the 8 × 8 pixels at place i, less their mean (which z_i gets back); λ = 64/σ², as each pixel lies in 64
//! patches. The mixture of 200 components was learned by `examples/train_mixture.rs`; see [`crate::math::mixture`].
//!
//! Shapes: `[c, h, w] → [c, h, w]`; colour pictures channel by channel in the opponent space. Cost: 5 passes × patches
//! × (axes of all components that stand out of the noise) × 64.
//!
//! Source: Zoran, Weiss 2011, doi:10.1109/ICCV.2011.6126278; flat tails of the spectra and fewer patches: Parameswaran,
//! Deledalle, Denis, Nguyen 2019, doi:10.1109/TIP.2018.2866691.

mod pass;
mod prior;

use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check, per_channel, tiles::in_tiles};
use crate::image::{Image, margin::Margin};
use crate::setting::Kind;
use pass::{Grid, Pass};
use prior::Prior;

/// Side of a patch.
const SIDE: usize = 8;
/// Pixels of a patch.
const PIXELS: usize = SIDE * SIDE;

crate::adjustable! {
    /// Expected patch log-likelihood.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Epll: "epll", "EPLL",
        "Makes every patch likely under a mixture of Gaussians that was learned from photographs." {
        /// Factor on the noise level.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×", "Factor on the noise level that the method reckons with; 0.7 to 1.5 is usual.";
        /// Distance between patches.
        step: usize = 2, Kind::int(1, 3),
            "Step", "pixels", "Distance between patches; 1 uses all of them. Time falls with its square.";
    }
}

/// σ²β of each pass.
const BETAS: [f32; 5] = [1.0, 4.0, 8.0, 16.0, 32.0];

impl Denoiser for Epll {
    fn year(&self) -> u32 {
        2011
    }

    fn family(&self) -> Family {
        Family::Patches
    }

    fn denoise(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        check(noisy, sigma)?;
        if sigma == 0.0 || noisy.pixels().is_empty() {
            watch.set(1.0);
            return Ok(noisy.clone());
        }
        watch.go_on()?;
        let prior = prior::learned()?;
        per_channel(noisy, sigma, watch, |plane, sigma, watch| {
            in_tiles(plane, watch, |tile, watch| {
                self.clean(tile, self.strength * sigma, prior, watch)
            })
        })
    }
}

impl Epll {
    fn clean(
        &self,
        noisy: &Image,
        sigma: f32,
        prior: &Prior,
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError> {
        let margin = Margin::new(noisy.height(), noisy.width(), 0, |length| length.max(SIDE));
        let noisy_plane = margin.add(noisy.pixels());
        let mut plane = noisy_plane.clone();
        let mut clean = noisy.clone();
        for (index, &beta) in BETAS.iter().enumerate() {
            let pass = Pass {
                level: prior.at(sigma * sigma / beta),
                grid: Grid::new(margin.outer, self.step, index),
                watch: &watch.part(index, BETAS.len()),
            };
            let mean = pass.run(&plane)?;
            for ((value, noisy), mean) in plane.iter_mut().zip(&noisy_plane).zip(mean) {
                *value = (noisy + beta * mean) / (1.0 + beta);
            }
            margin.remove(&plane, clean.pixels_mut());
            watch.set((index + 1) as f32 / BETAS.len() as f32);
            watch.show(|| clean.clone());
        }
        Ok(clean)
    }
}

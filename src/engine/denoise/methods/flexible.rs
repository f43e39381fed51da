//! The flexible network: one residual U-Net for every noise level, trained by this program.
//!
//! ```text
//! r = y − f(y)                                    what the network takes for noise
//! x = y − s · min(1, 1.2 σ / rms(r)) · r           no more is taken away than a noise of the told σ can hold
//! ```
//!
//! f has no additive constants, so f(a·y) = a·f(y) for a ≥ 0: what it learned of one noise level holds at others, also
//! at levels it never saw. It needs no σ; the σ that is told only bounds what may be removed, and `blind` drops the
//! bound. s is the strength.
//!
//! Shapes: `[c, h, w] → [c, h, w]`. Grey pictures go through a network for grey, pictures of three channels through one
//! for colour; others channel by channel. Cost: 156,000 multiply-adds a pixel in grey, 158,000 in colour; large
//! pictures in pieces.
//!
//! Sources: bias-free networks: Mohan, Kadkhodaie, Simoncelli, Fernandez-Granda 2020, arXiv:1906.05478; work on a grid
//! half as fine: Zhang, Zuo, Zhang 2018, doi:10.1109/TIP.2018.2839891; residual U-Net: Zhang, Li, Zuo, Zhang, Van Gool,
//! Timofte 2022, doi:10.1109/TPAMI.2021.3088914. Ours is smaller and was trained on 217 photographs: see
//! `assets/networks/CARD.md`.

use crate::denoise::bound::{as_told, blend, free};
use crate::denoise::networks::bundled::{Bundled, bundled};
use crate::denoise::networks::everywhere::{filled, with_noise_everywhere};
use crate::denoise::networks::views::averaged;
use crate::denoise::{DenoiseError, Denoiser, Family, Learned, Watch, check};
use crate::image::Image;
use crate::setting::Kind;

crate::adjustable! {
    /// The flexible network.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Flexible: "flexible", "Flexible, trained here",
        "A network for every noise level, grey and colour. Lemida trained it on photographs that come with it." {
        /// Share of what was found to be noise that is taken away.
        strength: f32 = 1.0, Kind::float(0.0, 2.0),
            "Strength", "×",
            "Share of what the network takes for noise that is removed; 1 removes all of it, more exaggerates.";
        /// Views of the picture that are averaged.
        views: usize = 1, Kind::int(1, 8),
            "Views", "",
            "Flipped and turned views of the picture whose answers are averaged: 8 take eight times as long for about \
             0.1 dB.";
        /// Whether σ is ignored.
        blind: bool = false, Kind::Flag,
            "Blind", "",
            "Ignores σ: the network alone judges how much noise there is. Otherwise no more is removed than σ allows.";
    }
}

static GREY: Bundled = bundled!("residual-u-net", 1, "flexible-grey");
static COLOR: Bundled = bundled!("residual-u-net", 3, "flexible-colour");

impl Denoiser for Flexible {
    fn year(&self) -> u32 {
        2018
    }

    fn family(&self) -> Family {
        Family::Network
    }

    fn judges_noise(&self) -> bool {
        true
    }

    fn denoise(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        check(noisy, sigma)?;
        if noisy.pixels().is_empty() || (sigma == 0.0 && !self.blind) {
            watch.set(1.0);
            return Ok(noisy.clone());
        }
        let network = network(noisy.channels())?;
        with_noise_everywhere(noisy, sigma, 1, |noisy| {
            let mut clean = averaged(self.views, noisy, watch, |view, watch| {
                network.denoise(view, sigma, watch)
            })?;
            if !self.blind {
                as_told(sigma, noisy, &mut clean, |moved| {
                    averaged(self.views, moved, &watch.silent(), |view, watch| {
                        network.denoise(view, sigma, watch)
                    })
                })?;
            }
            blend(self.strength, noisy, &mut clean);
            Ok(clean)
        })
    }

    /// That of the network; `None` where σ sets a bound, several views are averaged, or the picture has areas without
    /// noise.
    fn pulled_back(
        &self,
        noisy: &Image,
        sigma: f32,
        weights: &Image,
    ) -> Option<Result<Image, DenoiseError>> {
        if self.views > 1 || filled(noisy, sigma, 1).is_some() {
            return None;
        }
        let network = match network(noisy.channels()) {
            Ok(network) => network,
            Err(error) => return Some(Err(error)),
        };
        if !self.blind {
            match network.denoise(noisy, sigma, &Watch::default()) {
                Ok(clean) if free(sigma, noisy, &clean) => {}
                Ok(_) => return None,
                Err(error) => return Some(Err(error)),
            }
        }
        let found = network.pulled_back(noisy, sigma, weights)?;
        Some(found.map(|mut found| {
            let kept = 1.0 - self.strength;
            for (value, weight) in found.pixels_mut().iter_mut().zip(weights.pixels()) {
                *value = self.strength * *value + kept * weight;
            }
            found
        }))
    }
}

fn network(channels: usize) -> Result<Learned, DenoiseError> {
    let bundled = if channels == 3 { &COLOR } else { &GREY };
    bundled.learned()
}

//! DnCNN: a plain network of 17 layers that finds the noise, trained by this program for one noise level.
//!
//! ```text
//! x = y − R(y),
//! R = convolution, 15 × (convolution, batch normalisation, rectifier), convolution; 64 channels, 3 × 3 pixels
//! ```
//!
//! It was trained at σ = 25 of 255; for others the picture is scaled so that its noise is that, which is worse the
//! farther σ is, and no more is removed than noise of the told σ can hold.
//!
//! Shapes: `[c, h, w] → [c, h, w]`; colour channel by channel in the opponent space. Cost: 555,000 multiply-adds a
//! pixel and channel; large pictures in pieces.
//!
//! Source: Zhang, Zuo, Chen, Meng, Zhang 2017 (first 2016), doi:10.1109/TIP.2017.2662206. Ours is of the same size and
//! was trained on 217 photographs for far fewer steps: see `assets/networks/CARD.md`.

use crate::denoise::networks::bundled::{Levels, bundled};
use crate::denoise::networks::views::averaged;
use crate::denoise::{DenoiseError, Denoiser, Family, Watch};
use crate::image::Image;
use crate::setting::Kind;

crate::adjustable! {
    /// The denoising convolutional network.
    #[derive(Clone, Debug, PartialEq)]
    pub struct DnCnn: "dncnn", "DnCNN, trained here",
        "Seventeen convolutions that find the noise. Lemida trained it for σ = 25 on photographs that come with it." {
        /// Factor on the noise level.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×", "Factor on the noise level that the method reckons with; 0.7 to 1.5 is usual.";
        /// Views of the picture that are averaged.
        views: usize = 1, Kind::int(1, 8),
            "Views", "",
            "Flipped and turned views of the picture whose answers are averaged: 8 take eight times as long for about \
             0.1 dB.";
    }
}

/// The noise that it was trained at, and the network.
static NETWORKS: Levels<1> = Levels([(25.0, bundled!("dncnn-17", 1, "dncnn-25"))]);

impl Denoiser for DnCnn {
    fn year(&self) -> u32 {
        2016
    }

    fn family(&self) -> Family {
        Family::Network
    }

    fn denoise(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        averaged(self.views, noisy, watch, |view, watch| {
            NETWORKS.denoise(view, self.strength * sigma, watch)
        })
    }

    fn pulled_back(
        &self,
        noisy: &Image,
        sigma: f32,
        weights: &Image,
    ) -> Option<Result<Image, DenoiseError>> {
        if self.views > 1 {
            return None;
        }
        NETWORKS.pulled_back(noisy, self.strength * sigma, weights)
    }
}

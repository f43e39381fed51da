//! The network for cameras: the flexible network's architecture, trained further by this program on noise as
//! photographs really have it.
//!
//! ```text
//! r = y − f(y)                                    what the network takes for noise
//! x = y − s · min(1, 1.2 σ / rms(r)) · r           no more is taken away than a noise of the told σ can hold
//! ```
//!
//! It learned from white noise, noise with a random covariance between channels, and a sensor's noise under a mosaic of
//! colours, some of it blurred, most of it compressed as JPEG: see [`Camera`](crate::degrade::noise::Camera). It needs
//! no σ; `blind` drops the bound.
//!
//! Shapes: `[c, h, w] → [c, h, w]`; a grey picture is shown to it in three equal channels. Cost: 158,000 multiply-adds
//! a pixel; large pictures in pieces.
//!
//! Sources: blind networks for real photographs: Guo, Yan, Zhang, Zuo, Zhang 2019, doi:10.1109/CVPR.2019.00181; the
//! architecture: see [`Flexible`](super::Flexible). Ours was trained on 217 photographs: see `assets/networks/CARD.md`.

use ndarray::Axis;

use crate::data::Channels;
use crate::degrade::noise::estimate::{Estimator, estimate};
use crate::denoise::bound::{as_told, blend};
use crate::denoise::networks::bundled::{Bundled, bundled};
use crate::denoise::networks::everywhere::with_noise_everywhere;
use crate::denoise::networks::views::averaged;
use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check};
use crate::image::Image;
use crate::setting::Kind;

crate::adjustable! {
    /// The network for cameras.
    #[derive(Clone, Debug, PartialEq)]
    pub struct CameraNetwork: "camera", "Camera, trained here",
        "A network for the noise of real photographs: shared between channels, coarser than a pixel, compressed. \
         Lemida trained it." {
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

static NETWORK: Bundled = bundled!("residual-u-net", 3, "camera");

impl Denoiser for CameraNetwork {
    fn year(&self) -> u32 {
        2019
    }

    fn family(&self) -> Family {
        Family::Network
    }

    fn judges_noise(&self) -> bool {
        true
    }

    fn joins_channels(&self) -> bool {
        true
    }

    fn knows_any_noise(&self) -> bool {
        true
    }

    fn denoise(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        check(noisy, sigma)?;
        if noisy.pixels().is_empty() || (sigma == 0.0 && !self.blind) {
            watch.set(1.0);
            return Ok(noisy.clone());
        }
        with_noise_everywhere(noisy, there_is(noisy, sigma), SQUARE, |noisy| {
            let mut clean = self.answer(noisy, sigma, watch)?;
            if !self.blind {
                let again = |moved: &Image| self.answer(moved, sigma, &watch.silent());
                as_told(sigma, noisy, &mut clean, again)?;
            }
            blend(self.strength, noisy, &mut clean);
            Ok(clean)
        })
    }
}

/// More than this is no level of noise but says that it may be any, 0..1.
const ANY: f32 = 0.4;

/// Areas without noise are wider than this: JPEG leaves blocks of 8 pixels even, which the network has learned.
const SQUARE: usize = 14;

/// How much noise there is, as far as is known.
fn there_is(noisy: &Image, sigma: f32) -> f32 {
    if sigma < ANY {
        sigma
    } else {
        estimate(noisy, Estimator::Patches).sigma()
    }
}

impl CameraNetwork {
    fn answer(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        if noisy.channels() == 3 {
            self.colour(noisy, sigma, watch)
        } else {
            self.apart(noisy, sigma, watch)
        }
    }

    fn colour(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        let network = NETWORK.learned()?;
        averaged(self.views, noisy, watch, |view, watch| {
            network.denoise(view, sigma, watch)
        })
    }

    /// Each channel as a grey picture in colour: the mean of its three answers.
    fn apart(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        let (channels, height, width) = noisy.dim();
        let area = height * width;
        let mut answer = noisy.clone();
        for channel in 0..channels {
            let plane = Image::new(noisy.channel(channel).insert_axis(Axis(0)).to_owned());
            let three = Channels::Color.of(&plane);
            let clean = self.colour(&three, sigma, &watch.part(channel, channels))?;
            let (red, rest) = clean.pixels().split_at(area);
            let (green, blue) = rest.split_at(area);
            let out = &mut answer.pixels_mut()[channel * area..(channel + 1) * area];
            for (((to, r), g), b) in out.iter_mut().zip(red).zip(green).zip(blue) {
                *to = (r + g + b) / 3.0;
            }
        }
        Ok(answer)
    }
}

//! Networks that come with the program: trained here, by the experiments of the same name in `assets/experiments`.
//!
//! What is known of each (data, recipe, cost, scores, limits) stands in `assets/networks/CARD.md`.

use std::sync::{Arc, OnceLock};

use super::DenoiseError;
use crate::image::Image;
use crate::nn::{Model, presets, tensor_bytes};

/// A network that comes with the program.
pub(super) struct Bundled {
    /// The architecture's preset.
    pub(super) preset: &'static str,
    /// Channels of the pictures it was trained on.
    pub(super) channels: usize,
    /// Its numbers, as safetensors.
    pub(super) bytes: &'static [u8],
    /// The network, once somebody has asked for it.
    pub(super) kept: OnceLock<Result<Model, String>>,
}

/// Declares a bundled network: `bundled!("preset", channels, "file without ending")`.
macro_rules! bundled {
    ($preset:literal, $channels:literal, $file:literal) => {
        $crate::denoise::bundled::Bundled {
            preset: $preset,
            channels: $channels,
            bytes: include_bytes!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/assets/networks/",
                $file,
                ".safetensors"
            )),
            kept: std::sync::OnceLock::new(),
        }
    };
}
pub(super) use bundled;

impl Bundled {
    /// The network, decoded when first asked for.
    pub(super) fn model(&self) -> Result<&Model, DenoiseError> {
        self.kept
            .get_or_init(|| self.decoded())
            .as_ref()
            .map_err(|problem| {
                DenoiseError::Refused(format!(
                    "the network inside this program is damaged ({problem}); install it again"
                ))
            })
    }

    fn decoded(&self) -> Result<Model, String> {
        let preset = presets::find(self.preset).ok_or("its architecture is missing")?;
        Ok(Model {
            architecture: Arc::new((preset.make)(self.channels)),
            channels: self.channels,
            weights: Arc::new(tensor_bytes::parse(self.bytes)?.tensors),
        })
    }
}

/// How much stronger than σ the removed part may be: what is removed is never quite the noise.
const SLACK: f32 = 1.2;

/// Puts back so much of what was removed from `noisy` that no more is missing than noise of standard deviation `sigma` can hold.
pub(super) fn no_more_than(sigma: f32, noisy: &Image, clean: &mut Image) {
    let pairs = clean.pixels().iter().zip(noisy.pixels());
    let squares: f64 = pairs.map(|(x, y)| f64::from(y - x).powi(2)).sum();
    let rms = (squares / noisy.pixels().len().max(1) as f64).sqrt() as f32;
    if rms > SLACK * sigma {
        blend(SLACK * sigma / rms, noisy, clean);
    }
}

/// `x ← y + share · (x − y)`.
pub(super) fn blend(share: f32, noisy: &Image, clean: &mut Image) {
    if share != 1.0 {
        for (x, y) in clean.pixels_mut().iter_mut().zip(noisy.pixels()) {
            *x = y + share * (*x - y);
        }
    }
}

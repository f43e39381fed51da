//! Networks that come with the program: trained here, by the experiments of the same name in `assets/experiments`.
//!
//! What is known of each (data, recipe, cost, scores, limits) stands in `assets/networks/CARD.md`.

use std::sync::{Arc, OnceLock};

use crate::denoise::bound::{free, what_is_noise};
use crate::denoise::{DenoiseError, Denoiser, Learned, Watch, check, per_channel};
use crate::image::Image;
use crate::nn::{Model, presets, tensor_bytes};
use crate::say;

/// A network that comes with the program.
pub(in crate::denoise) struct Bundled {
    /// The architecture's preset.
    pub(in crate::denoise) preset: &'static str,
    /// Channels of the pictures it was trained on.
    pub(in crate::denoise) channels: usize,
    /// Its numbers, as safetensors.
    pub(in crate::denoise) bytes: &'static [u8],
    /// The network, once somebody has asked for it.
    pub(in crate::denoise) kept: OnceLock<Result<Model, String>>,
}

/// Declares a bundled network: `bundled!("preset", channels, "file without ending")`.
macro_rules! bundled {
    ($preset:literal, $channels:literal, $file:literal) => {
        $crate::denoise::networks::bundled::Bundled {
            preset: $preset,
            channels: $channels,
            bytes: include_bytes!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../assets/networks/",
                $file,
                ".safetensors"
            )),
            kept: std::sync::OnceLock::new(),
        }
    };
}
pub(in crate::denoise) use bundled;

impl Bundled {
    /// The network, decoded when first asked for.
    pub(in crate::denoise) fn model(&self) -> Result<&Model, DenoiseError> {
        self.kept
            .get_or_init(|| self.decoded())
            .as_ref()
            .map_err(|problem| {
                DenoiseError::Refused(say!(
                    "the network inside this program is damaged ({}); install it again",
                    problem
                ))
            })
    }

    /// The network as a denoiser.
    pub(in crate::denoise) fn learned(&self) -> Result<Learned, DenoiseError> {
        Ok(Learned::new(self.model()?.clone()))
    }

    /// Cleans a picture with noise of `sigma` by a network that knows photographs with noise of `trained` alone: the
    /// picture is scaled until its noise is that and, where need be, shifted until its mean is that of a photograph,
    /// and no more is removed than noise of `sigma` can hold.
    fn rescaled(
        &self,
        trained: f32,
        noisy: &Image,
        sigma: f32,
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError> {
        let shown_as = familiar(trained, noisy, sigma);
        let network = self.learned()?;
        let mut clean = network.denoise_as(shown_as, noisy, watch)?;
        let again = |moved: &Image| network.denoise_as(shown_as, moved, &watch.silent());
        what_is_noise(sigma, noisy, &mut clean, again)?;
        Ok(clean)
    }

    /// How a weighted sum of [`Self::rescaled`]'s answer follows the picture; `None` where σ sets a bound.
    fn rescaled_back(
        &self,
        trained: f32,
        noisy: &Image,
        sigma: f32,
        weights: &Image,
    ) -> Option<Result<Image, DenoiseError>> {
        let (scale, shift) = familiar(trained, noisy, sigma);
        let scaled = noisy.map(|value| scale * value + shift);
        let watch = Watch::default();
        let network = self.learned().and_then(|network| {
            let clean = network.denoise(&scaled, trained, &watch)?;
            Ok((network, free(trained, &scaled, &clean)))
        });
        match network {
            Ok((network, true)) => network.pulled_back(&scaled, trained, weights).map(|found| {
                let mut found = found?;
                if shift != 0.0 {
                    // The mean that is taken off and given back is of all pixels alike.
                    let sum = |picture: &Image| picture.pixels().iter().sum::<f32>();
                    let rest = (sum(weights) - sum(&found)) / found.pixels().len() as f32;
                    found.pixels_mut().iter_mut().for_each(|v| *v += rest);
                }
                Ok(found)
            }),
            Ok((_, false)) => None,
            Err(error) => Some(Err(error)),
        }
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

/// Networks that each know photographs with noise of one level alone.
pub(in crate::denoise) struct Levels<const N: usize>(
    /// The noise (on the 0..255 scale, rising) and its network.
    pub(in crate::denoise) [(f32, Bundled); N],
);

impl<const N: usize> Levels<N> {
    /// Cleans a picture with noise of `sigma`, colour in the opponent space: the picture is scaled until its noise is
    /// that of the nearest network, and no more is removed than noise of `sigma` can hold.
    pub(in crate::denoise) fn denoise(
        &self,
        noisy: &Image,
        sigma: f32,
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError> {
        check(noisy, sigma)?;
        if noisy.pixels().is_empty() || sigma == 0.0 {
            watch.set(1.0);
            return Ok(noisy.clone());
        }
        per_channel(noisy, sigma, watch, |plane, sigma, watch| {
            let Some((trained, network)) = self.nearest(sigma) else {
                return Ok(plane.clone());
            };
            network.rescaled(trained, plane, sigma, watch)
        })
    }

    /// How a weighted sum of the answer's pixels follows a grey picture; `None` where σ sets a bound.
    pub(in crate::denoise) fn pulled_back(
        &self,
        noisy: &Image,
        sigma: f32,
        weights: &Image,
    ) -> Option<Result<Image, DenoiseError>> {
        if noisy.channels() != 1 || sigma <= 0.0 {
            return None;
        }
        let (trained, network) = self.nearest(sigma)?;
        network.rescaled_back(trained, noisy, sigma, weights)
    }

    /// The network whose noise is nearest to `sigma` (0..1) by ratio, and that noise, 0..1.
    fn nearest(&self, sigma: f32) -> Option<(f32, &Bundled)> {
        let far = |trained: f32| (trained / (255.0 * sigma)).ln().abs();
        let nearest = self.0.iter().min_by(|a, b| far(a.0).total_cmp(&far(b.0)));
        nearest.map(|(trained, network)| (trained / 255.0, network))
    }
}

/// Between which the mean of a photograph lies, 0..1.
const MEANS: (f32, f32) = (0.25, 0.75);

/// Factor and summand that make a picture like those that a network learned from.
fn familiar(trained: f32, noisy: &Image, sigma: f32) -> (f32, f32) {
    let sum: f64 = noisy.pixels().iter().map(|&value| f64::from(value)).sum();
    let mean = (sum / noisy.pixels().len().max(1) as f64) as f32;
    let scale = trained / sigma;
    (scale, (scale * mean).clamp(MEANS.0, MEANS.1) - scale * mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_network_of_the_nearest_noise_is_taken() {
        let some = Levels([
            (8.0, bundled!("trained-diffusion", 1, "diffusion-8")),
            (15.0, bundled!("trained-diffusion", 1, "diffusion-15")),
            (50.0, bundled!("trained-diffusion", 1, "diffusion-50")),
        ]);
        for (sigma, expected) in [
            (0.1, 8.0),
            (10.0, 8.0),
            (12.0, 15.0),
            (27.0, 15.0),
            (28.0, 50.0),
            (400.0, 50.0),
        ] {
            let (trained, _) = some.nearest(sigma / 255.0).unwrap();
            assert!(
                (255.0 * trained - expected).abs() < 1e-3,
                "{sigma} {trained}"
            );
        }
        assert!(Levels([]).nearest(0.1).is_none());
    }
}

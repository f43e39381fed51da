//! The attack: a picture with noise, a change of it along the gradient of the squared error, and what an answer loses.

use crate::denoise::trial::with_noise;
use crate::denoise::{DenoiseError, Denoiser, Watch};
use crate::image::{Image, metrics::psnr_clipped};
use crate::labs::Desk;
use crate::math::random::Stream;
use crate::say;
use crate::train::TrainError;

/// A picture, clean and noisy.
pub(super) struct Scene {
    pub(super) clean: Image,
    pub(super) noisy: Image,
    /// Standard deviation of the noise, 0..1.
    sigma: f32,
}

/// What a change of the noisy picture did to an answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Hurt {
    /// PSNR in dB of the answer without the change and with it.
    pub(super) psnr: [f64; 2],
    /// ‖Δf‖ / ‖d‖: how many times as much the answer changed as the picture.
    pub(super) gain: f64,
    /// The cosine of the answer's change with the error that was there before.
    pub(super) aligned: f64,
}

impl Hurt {
    /// What is lost, in dB.
    pub(super) fn loss(&self) -> f64 {
        self.psnr[0] - self.psnr[1]
    }
}

impl Scene {
    /// A clean picture with noise of `sigma`, 0..1; `seed` and `index` decide it.
    pub(super) fn new(clean: &Image, sigma: f32, seed: u64, index: u64) -> Self {
        Self {
            clean: clean.clone(),
            noisy: with_noise(clean, sigma, seed, index),
            sigma,
        }
    }

    /// What a method answers to a picture with this noise; `None` when it was stopped.
    pub(super) fn answer(
        &self,
        method: &dyn Denoiser,
        seen: &Image,
        desk: &Desk<'_>,
    ) -> Result<Option<Image>, TrainError> {
        let watch = Watch::from(desk.progress()).silent();
        told(method.denoise(seen, self.sigma, &watch))
    }

    /// The noisy picture, changed by at most `reach` (0..1) a pixel so that the method's squared error grows: one step
    /// along the signs of its gradient Jᵀ (f(y) − x), or several smaller ones from a random start. `None` when it was
    /// stopped.
    pub(super) fn attacked(
        &self,
        method: &dyn Denoiser,
        reach: f32,
        steps: usize,
        random: &mut Stream,
        desk: &Desk<'_>,
    ) -> Result<Option<Image>, TrainError> {
        let mut found = self.noisy.clone();
        let step = match steps {
            0 | 1 => reach,
            steps => 2.5 * reach / steps as f32,
        };
        if steps > 1 {
            let pixels = found.pixels_mut().iter_mut();
            pixels.for_each(|pixel| *pixel += reach * (2.0 * random.uniform() - 1.0));
        }
        for _ in 0..steps.max(1) {
            if desk.stopped() {
                return Ok(None);
            }
            let Some(mut error) = self.answer(method, &found, desk)? else {
                return Ok(None);
            };
            for (error, clean) in error.pixels_mut().iter_mut().zip(self.clean.pixels()) {
                *error -= clean;
            }
            let slope = method.pulled_back(&found, self.sigma, &error).ok_or_else(|| {
                TrainError::Mismatch(say!(
                    "the network has no derivative at this noise; set σ to that of the network, 25 / 255"
                ))
            })?;
            let Some(slope) = told(slope)? else {
                return Ok(None);
            };
            let noisy = self.noisy.pixels();
            for ((pixel, slope), noisy) in
                found.pixels_mut().iter_mut().zip(slope.pixels()).zip(noisy)
            {
                // The sign of nothing is nothing.
                let sign = f32::from(i8::from(*slope > 0.0) - i8::from(*slope < 0.0));
                *pixel = (*pixel + step * sign).clamp(noisy - reach, noisy + reach);
            }
        }
        Ok(Some(found))
    }

    /// The noisy picture, each pixel changed by `reach` up or down by chance.
    pub(super) fn by_chance(&self, reach: f32, random: &mut Stream) -> Image {
        let mut found = self.noisy.clone();
        for pixel in found.pixels_mut() {
            *pixel += if random.uniform() < 0.5 {
                -reach
            } else {
                reach
            };
        }
        found
    }

    /// What it did to an answer that the noisy picture was `changed`; the answers are those before and after.
    pub(super) fn hurt(&self, changed: &Image, [before, after]: [&Image; 2]) -> Hurt {
        let moved = apart(after, before);
        let error = apart(before, &self.clean);
        let inner = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let size = |of: &[f64]| inner(of, of).sqrt().max(1e-12);
        Hurt {
            psnr: [before, after].map(|answer| psnr_clipped(&self.clean, answer)),
            gain: size(&moved) / size(&apart(changed, &self.noisy)),
            aligned: inner(&moved, &error) / (size(&moved) * size(&error)),
        }
    }
}

/// One picture less another.
fn apart(one: &Image, other: &Image) -> Vec<f64> {
    let pairs = one.pixels().iter().zip(other.pixels());
    pairs.map(|(a, b)| f64::from(a - b)).collect()
}

/// What a method found; `None` when it was stopped.
fn told(found: Result<Image, DenoiseError>) -> Result<Option<Image>, TrainError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(DenoiseError::Stopped) => Ok(None),
        Err(DenoiseError::Refused(words)) => Err(TrainError::Mismatch(words)),
    }
}

//! Methods for white Gaussian noise under other noise.

use super::adapted::{Adapted, Around};
use crate::degrade::noise::stabilize::Stabilizer;
use crate::degrade::noise::{Nature, Noise, impulses};
use crate::denoise::{DenoiseError, Denoiser, Watch};
use crate::image::Image;

/// `method`, prepared for pictures with `noise`: it is given what it was made for.
///
/// ```text
/// additive        method(y, σ)
/// shot, speckle   f⁻¹( method(f(y), σ of f(y)) )        f and its unbiased inverse: Stabilizer
/// impulses        y where no impulse is, else method(filled, σ of filling)
/// ```
///
/// The σ that the prepared method is told counts for additive noise only; the others are known from the noise and the
/// picture.
pub fn under(method: Box<dyn Denoiser>, noise: &dyn Noise) -> Box<dyn Denoiser> {
    let way = match noise.nature() {
        Nature::Additive => return method,
        Nature::Shot { peak, read } => Way::Curve(Stabilizer::shot(peak, read)),
        Nature::Factor { strength } => Way::Curve(Stabilizer::factor(strength)),
        Nature::Impulses => Way::Fill,
    };
    Adapted::boxed(method, way)
}

#[derive(Clone)]
enum Way {
    Curve(Stabilizer),
    Fill,
}

impl Around for Way {
    fn denoise(
        &self,
        method: &dyn Denoiser,
        noisy: &Image,
        _sigma: f32,
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError> {
        match self {
            Self::Curve(curve) => {
                let show = |estimate: &Image| watch.show(|| curve.undo(estimate.clone()));
                let inner = watch.part(0, 1).with_estimates(&show);
                let told = curve.sigma(noisy);
                let answer = method.denoise(&curve.stabilize(noisy), told, &inner)?;
                Ok(curve.undo(answer))
            }
            Self::Fill => {
                let filled = impulses::fill(noisy);
                watch.go_on()?;
                let kept = |mut answer: Image| {
                    let given = noisy.pixels().iter().zip(&filled.impulses);
                    for (pixel, (given, impulse)) in answer.pixels_mut().iter_mut().zip(given) {
                        if !impulse {
                            *pixel = *given;
                        }
                    }
                    answer
                };
                watch.show(|| filled.picture.clone());
                let show = |estimate: &Image| watch.show(|| kept(estimate.clone()));
                let inner = watch.part(0, 1).with_estimates(&show);
                let answer = method.denoise(&filled.picture, filled.error, &inner)?;
                Ok(kept(answer))
            }
        }
    }
}

#[cfg(test)]
mod tests;

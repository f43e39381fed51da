//! A trial: one method on one noisy picture, against the clock and, where it is known, against the clean picture.

use std::time::Instant;

use super::{DenoiseError, Denoiser, Watch};
use crate::degrade::Operator;
use crate::degrade::noise::{Noise, PixelLayout};
use crate::image::{Image, metrics};
use crate::math::random::{Purpose, Stream};
use crate::say;

/// How near an answer is to the clean picture; both are clipped to 0..1, nothing is rounded, no border left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scores {
    /// Peak signal-to-noise ratio in dB; infinite for equal pictures.
    pub psnr: f64,
    /// Structural similarity, 1 for equal pictures.
    pub ssim: f64,
}

impl Scores {
    /// The scores of `answer` against `clean`, pictures of one shape.
    pub fn of(clean: &Image, answer: &Image) -> Self {
        Self {
            psnr: metrics::psnr_clipped(clean, answer),
            ssim: metrics::ssim(clean, answer),
        }
    }
}

/// What came of a trial.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The method's answer, of the noisy picture's shape, all numbers finite.
    pub answer: Image,
    /// Its scores, where the clean picture is known.
    pub scores: Option<Scores>,
    /// Seconds on the clock.
    pub seconds: f64,
}

/// Runs `method` on `noisy` (noise of standard deviation `sigma`, 0..1) and scores the answer against `clean`.
///
/// # Errors
/// [`DenoiseError`], also for an answer that is no picture of this shape or holds numbers that are not finite.
pub fn trial(
    method: &dyn Denoiser,
    noisy: &Image,
    sigma: f32,
    clean: Option<&Image>,
    watch: &Watch<'_>,
) -> Result<Trial, DenoiseError> {
    let start = Instant::now();
    let answer = method.denoise(noisy, sigma, watch)?;
    let seconds = start.elapsed().as_secs_f64();
    if answer.dim() != noisy.dim() {
        let problem = say!("The answer is no picture of this size.");
        return Err(DenoiseError::Refused(problem));
    }
    if !answer.pixels().iter().all(|value| value.is_finite()) {
        let problem = say!("The answer holds numbers that are not finite.");
        return Err(DenoiseError::Refused(problem));
    }
    Ok(Trial {
        scores: clean.map(|clean| Scores::of(clean, &answer)),
        answer,
        seconds,
    })
}

/// `clean` with white Gaussian noise of standard deviation `sigma` (0..1), never clipped; `seed` and `index` decide it,
/// so that the pictures of a set get different noise.
pub fn with_noise(clean: &Image, sigma: f32, seed: u64, index: u64) -> Image {
    let mut random = Stream::new(seed, Purpose::Evaluation, index);
    let mut noisy = clean.clone();
    for pixel in noisy.pixels_mut() {
        *pixel += sigma * random.normal();
    }
    noisy
}

/// A picture that was made noisy.
#[derive(Clone, Debug, PartialEq)]
pub struct MadeNoisy {
    /// The noisy picture.
    pub noisy: Image,
    /// The standard deviation that methods are told, 0..1.
    pub sigma: f32,
    /// Whether it was measured: a model with a range of strengths drew one.
    pub measured: bool,
}

/// `clean` spoiled by an operator, and then with noise of any kind; `seed` and `index` decide what is random.
pub fn made_noisy(
    operator: &dyn Operator,
    noise: &dyn Noise,
    clean: &Image,
    seed: u64,
    index: u64,
) -> MadeNoisy {
    let mut random = Stream::new(seed, Purpose::Evaluation, index);
    let layout = PixelLayout::of(clean);
    let mut spoiled = clean.clone();
    operator.apply(spoiled.pixels_mut(), layout, &mut random);
    let mut noisy = spoiled.clone();
    noise.apply(noisy.pixels_mut(), layout, &mut random);
    let told = noise.sigma(spoiled.pixels());
    let (sigma, measured) = told_or_drawn(told, &spoiled, &noisy);
    MadeNoisy {
        noisy,
        sigma,
        measured,
    }
}

/// The strength methods are told. A noise model with a range of strengths drew one: then the noise itself is measured.
fn told_or_drawn(told: f32, clean: &Image, noisy: &Image) -> (f32, bool) {
    let squares: f64 = clean
        .pixels()
        .iter()
        .zip(noisy.pixels())
        .map(|(a, b)| f64::from(b - a).powi(2))
        .sum();
    let drawn = (squares / clean.pixels().len().max(1) as f64).sqrt() as f32;
    // A fixed strength is met within a hundredth by any picture of some thousand pixels.
    let far = (drawn - told).abs() > 0.05 * told && clean.pixels().len() > 4096;
    if far { (drawn, true) } else { (told, false) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawn_strength_is_measured() {
        let clean = Image::zeros(1, 100, 100);
        let noisy = clean.map(|_| 0.2);
        assert_eq!(told_or_drawn(0.1, &clean, &noisy), (0.2, true));
        assert_eq!(told_or_drawn(0.198, &clean, &noisy), (0.198, false));
    }
}

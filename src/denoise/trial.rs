//! A trial: one method on one noisy picture, against the clock and, where it is known, against the clean picture.

use std::time::Instant;

use super::{DenoiseError, Denoiser, Watch};
use crate::image::{Image, metrics};
use crate::math::random::{Purpose, Stream};

/// How near an answer is to the clean picture; the answer is clipped to 0..1, not rounded, no border left out.
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
        let problem = "The answer is no picture of this size.".into();
        return Err(DenoiseError::Refused(problem));
    }
    if !answer.pixels().iter().all(|value| value.is_finite()) {
        let problem = "The answer holds numbers that are not finite.".into();
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

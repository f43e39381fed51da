//! How much may be removed: no more than noise of the told level can hold.

use super::DenoiseError;
use crate::image::Image;
use crate::math::random::{Purpose, Stream};

/// How much stronger than σ the removed part may be: what is removed is never quite the noise.
const SLACK: f32 = 1.2;

/// Whether more was removed than noise of standard deviation `sigma` can hold: the share of it that may go, below 1
/// then.
fn allowed(sigma: f32, noisy: &Image, clean: &Image) -> f32 {
    let pairs = clean.pixels().iter().zip(noisy.pixels());
    let squares: f64 = pairs.map(|(x, y)| f64::from(y - x).powi(2)).sum();
    let rms = (squares / noisy.pixels().len().max(1) as f64).sqrt() as f32;
    if rms > SLACK * sigma {
        SLACK * sigma / rms
    } else {
        1.0
    }
}

/// Noise below this is weak: networks take texture for it, 0..1.
const WEAK: f32 = 3.0 / 255.0;

/// The bound of networks that judge the noise by themselves: no more than noise of the told σ can hold, of weak noise
/// only what is noise.
pub(super) fn as_told(
    sigma: f32,
    noisy: &Image,
    clean: &mut Image,
    again: impl FnOnce(&Image) -> Result<Image, DenoiseError>,
) -> Result<(), DenoiseError> {
    if sigma < WEAK {
        return what_is_noise(sigma, noisy, clean, again);
    }
    no_more_than(sigma, noisy, clean);
    Ok(())
}

/// Whether [`no_more_than`] leaves the answer as it is.
pub(super) fn free(sigma: f32, noisy: &Image, clean: &Image) -> bool {
    allowed(sigma, noisy, clean) == 1.0
}

/// Puts back so much of what was removed from `noisy` that no more is missing than noise of standard deviation `sigma`
/// can hold.
pub(super) fn no_more_than(sigma: f32, noisy: &Image, clean: &mut Image) {
    blend(allowed(sigma, noisy, clean), noisy, clean);
}

/// Where more was removed than noise of standard deviation `sigma` can hold: puts back what is not noise, as far as can
/// be told.
///
/// ```text
/// x ← y + s (x − y),   s = σ² (1 − div) / mean (x − y)²          where mean (x − y)² > (1.2 σ)²
/// div = mean b·(f(y + ε b) − f(y)) / ε,   ε = σ / 5, b = ±1 at random
/// ```
///
/// s makes Stein's estimate of the error smallest: σ² (1 − div) is what x − y and the noise have in common. `again` is
/// the method, run once more. Source: Stein 1981, doi:10.1214/aos/1176345632; Ramani, Blu, Unser 2008,
/// doi:10.1109/TIP.2008.2001404.
pub(super) fn what_is_noise(
    sigma: f32,
    noisy: &Image,
    clean: &mut Image,
    again: impl FnOnce(&Image) -> Result<Image, DenoiseError>,
) -> Result<(), DenoiseError> {
    if free(sigma, noisy, clean) {
        return Ok(());
    }
    let step = 0.2 * sigma;
    let mut random = Stream::new(0, Purpose::Evaluation, 0);
    let signs: Vec<f32> = (0..noisy.pixels().len())
        .map(|_| if random.uniform() < 0.5 { -1.0 } else { 1.0 })
        .collect();
    let mut moved = noisy.clone();
    for (pixel, sign) in moved.pixels_mut().iter_mut().zip(&signs) {
        *pixel += step * sign;
    }
    let moved = again(&moved)?;
    let (mut common, mut removed) = (0.0, 0.0);
    let pixels = clean
        .pixels()
        .iter()
        .zip(moved.pixels())
        .zip(noisy.pixels());
    for (((x, moved), y), sign) in pixels.zip(&signs) {
        common += f64::from(sigma).powi(2) * f64::from(1.0 - sign * (moved - x) / step);
        removed += f64::from(x - y).powi(2);
    }
    let share = (common / removed).max(0.0) as f32;
    blend(share.min(allowed(sigma, noisy, clean)), noisy, clean);
    Ok(())
}

/// `x ← y + share · (x − y)`.
pub(super) fn blend(share: f32, noisy: &Image, clean: &mut Image) {
    if share != 1.0 {
        for (x, y) in clean.pixels_mut().iter_mut().zip(noisy.pixels()) {
            *x = y + share * (*x - y);
        }
    }
}

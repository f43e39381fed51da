//! How much may be removed: no more than noise of the told level can hold.

use crate::image::Image;

/// How much stronger than σ the removed part may be: what is removed is never quite the noise.
const SLACK: f32 = 1.2;

/// Whether more was removed than noise of standard deviation `sigma` can hold: the share of it that may go, below 1 then.
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

/// Whether [`no_more_than`] leaves the answer as it is.
pub(super) fn free(sigma: f32, noisy: &Image, clean: &Image) -> bool {
    allowed(sigma, noisy, clean) == 1.0
}

/// Puts back so much of what was removed from `noisy` that no more is missing than noise of standard deviation `sigma` can hold.
pub(super) fn no_more_than(sigma: f32, noisy: &Image, clean: &mut Image) {
    blend(allowed(sigma, noisy, clean), noisy, clean);
}

/// `x ← y + share · (x − y)`.
pub(super) fn blend(share: f32, noisy: &Image, clean: &mut Image) {
    if share != 1.0 {
        for (x, y) in clean.pixels_mut().iter_mut().zip(noisy.pixels()) {
            *x = y + share * (*x - y);
        }
    }
}

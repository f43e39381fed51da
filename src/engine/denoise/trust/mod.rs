//! How far a denoised picture can be trusted, with or without the clean one.
//!
//! What a method took away, its *method noise* noisy − answer, should look like the noise and like nothing else
//! ([`Whiteness`], [`structure_map`]); [`sure`] estimates the PSNR without the clean picture; [`kernel`] shows which
//! pixels a pixel of the answer was made of.

mod kernel;
mod structure;
mod sure;
mod whiteness;

pub use kernel::{Kernel, REACH, kernel};
pub use structure::structure_map;
pub use sure::{Sure, sure};
pub use whiteness::{LAGS, Whiteness, whiteness};

use crate::image::Image;

/// What a method took away: noisy − answer. Pictures of one shape.
pub fn method_noise(noisy: &Image, answer: &Image) -> Image {
    let mut noise = noisy.clone();
    for (pixel, kept) in noise.pixels_mut().iter_mut().zip(answer.pixels()) {
        *pixel -= kept;
    }
    noise
}

#[cfg(test)]
mod tests;

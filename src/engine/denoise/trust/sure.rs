use crate::denoise::{DenoiseError, Denoiser, Watch};
use crate::image::Image;
use crate::math::random::{Purpose, Stream};

/// An estimate of the mean squared error without the clean picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sure {
    /// Estimated mean squared error, on the 0..1 scale of pixels; can fall below 0 by chance.
    pub error: f64,
    /// The divergence of the method per pixel: the mean of ∂answer/∂noisy at the same pixel. 1 = keeps all, 0 = ignores
    /// the pixel itself.
    pub divergence: f64,
}

impl Sure {
    /// The estimated PSNR in dB; `None` where the estimated error is not above 0.
    pub fn psnr(&self) -> Option<f64> {
        (self.error > 0.0).then(|| -10.0 * self.error.log10())
    }
}

/// Monte-Carlo SURE: Stein's unbiased estimate of the error of `answer`, the method's answer to `noisy`.
///
/// ```text
/// SURE = ‖answer − noisy‖² / N − σ² + 2 σ² · div / N
/// div  ≈ b · (method(noisy + ε b) − answer) / ε        b = ±1 by chance, ε = σ / 20
/// ```
///
/// Right on average for white Gaussian noise of standard deviation `sigma` (0..1) and a method that changes smoothly
/// with its input; a hard threshold does not quite, which biases the divergence a little. Cost: the method once more.
/// Source: Stein 1981, doi:10.1214/aos/1176345632; Ramani, Blu, Unser 2008, doi:10.1109/TIP.2008.2001404.
///
/// # Errors
/// The method's.
pub fn sure(
    method: &dyn Denoiser,
    noisy: &Image,
    answer: &Image,
    sigma: f32,
    watch: &Watch<'_>,
) -> Result<Sure, DenoiseError> {
    let count = noisy.pixels().len().max(1) as f64;
    let step = (sigma / 20.0).max(1e-4);
    let mut random = Stream::new(0, Purpose::Evaluation, 0x5u64);
    let signs: Vec<f32> = (0..noisy.pixels().len())
        .map(|_| if random.uniform() < 0.5 { -step } else { step })
        .collect();
    let mut moved = noisy.clone();
    for (pixel, sign) in moved.pixels_mut().iter_mut().zip(&signs) {
        *pixel += sign;
    }
    let moved = method.denoise(&moved, sigma, watch)?;
    let (mut removed, mut divergence) = (0.0, 0.0);
    for (((before, after), moved), sign) in noisy
        .pixels()
        .iter()
        .zip(answer.pixels())
        .zip(moved.pixels())
        .zip(&signs)
    {
        removed += f64::from(after - before).powi(2);
        divergence += f64::from(*sign) * f64::from(moved - after);
    }
    let divergence = divergence / (count * f64::from(step).powi(2));
    let variance = f64::from(sigma).powi(2);
    Ok(Sure {
        error: removed / count - variance + 2.0 * variance * divergence,
        divergence,
    })
}

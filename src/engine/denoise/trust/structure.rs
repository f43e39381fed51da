use crate::image::Image;
use crate::image::smooth::{gaussian, smooth};

/// Width of the Gaussian that gathers structure, in pixels.
const WIDTH: f32 = 1.5;
const TAPS: usize = 5;

/// Where structure was removed: the method noise, smoothed, in units of what white noise of standard deviation `sigma`
/// (0..1) would give.
///
/// ```text
/// map = max over channels of |g ∗ (noisy − answer)| / (σ ‖g‖)         g a Gaussian of 1.5 pixels
/// ```
///
/// Under white noise the values are those of |standard normal|, so beyond 3 stands what is hardly noise: an edge, a
/// texture. Shapes: `[c, h, w] → [1, h, w]`. Cost: pixels × 22.
pub fn structure_map(method_noise: &Image, sigma: f32) -> Image {
    let (channels, height, width) = method_noise.dim();
    let half = gaussian(WIDTH, TAPS);
    // ‖g‖ of the separable window is the product of its two rows' norms.
    let squares = half.iter().map(|weight| weight * weight);
    let norm = 2.0 * squares.sum::<f32>() - half[0] * half[0];
    let scale = 1.0 / (sigma.max(1e-6) * norm);
    let mut map = Image::zeros(1, height, width);
    for plane in method_noise.pixels().chunks(height * width).take(channels) {
        let mut gathered = plane.to_vec();
        smooth(&mut gathered, width, &half);
        for (most, value) in map.pixels_mut().iter_mut().zip(gathered) {
            *most = most.max((value * scale).abs());
        }
    }
    map
}

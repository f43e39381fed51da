use crate::image::{Image, raster::mirror};

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
    let weights: Vec<f32> = (0..=2 * TAPS)
        .map(|at| {
            let far = at as f32 - TAPS as f32;
            (-0.5 * (far / WIDTH).powi(2)).exp()
        })
        .collect();
    // ‖g‖ of the separable window is the product of its two rows' norms.
    let norm: f32 = weights.iter().map(|weight| weight * weight).sum();
    let scale = 1.0 / (sigma.max(1e-6) * norm);
    let mut map = Image::zeros(1, height, width);
    let mut across = vec![0.0; width * height];
    for plane in method_noise.pixels().chunks(height * width).take(channels) {
        for (y, row) in across.chunks_mut(width).enumerate() {
            let source = &plane[y * width..][..width];
            for (x, sum) in row.iter_mut().enumerate() {
                *sum = weighed(&weights, x, width, |x| source[x]);
            }
        }
        for (at, most) in map.pixels_mut().iter_mut().enumerate() {
            let (y, x) = (at / width, at % width);
            let value = weighed(&weights, y, height, |y| across[y * width + x]);
            *most = most.max((value * scale).abs());
        }
    }
    map
}

fn weighed(weights: &[f32], at: usize, length: usize, value: impl Fn(usize) -> f32) -> f32 {
    let tap = |tap: usize| {
        let place = at + tap;
        // Mirrored at both ends; pictures narrower than the window fold over more than once.
        if place < TAPS {
            mirror(TAPS - place, length)
        } else {
            mirror(place - TAPS, length)
        }
    };
    weights
        .iter()
        .enumerate()
        .map(|(index, weight)| weight * value(tap(index)))
        .sum()
}

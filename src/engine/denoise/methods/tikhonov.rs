//! Tikhonov regularisation: the picture closest to the noisy one among smooth ones.
//!
//! ```text
//! answer = argmin_u Σ (u − noisy)² + λ Σ |∇u|²,   in cosine coefficients:   û = noisy^ / (1 + λ ω²)
//! ω² = 4 − 2 cos π v / h − 2 cos π u / w
//! ```
//!
//! ω² is what the squared differences of neighbours amount to at a frequency (v, u) of the cosine transform, in which
//! the mirrored border is natural: nothing wraps round. λ is the one that gave the highest mean PSNR at each σ. Large
//! pictures go in tiles.
//!
//! Shapes: `[c, h, w] → [c, h, w]`; colour pictures channel by channel in the opponent space. Cost: n log n for n
//! pixels.
//!
//! Source: Tikhonov, Arsenin 1977, Solutions of Ill-Posed Problems, Winston.

use crate::denoise::tiles::in_tiles;
use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check, interpolate, per_channel};
use crate::image::Image;
use crate::math::transforms::cosine::CosineTransform;
use crate::setting::Kind;

crate::adjustable! {
    /// Tikhonov regularisation.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Tikhonov: "tikhonov", "Tikhonov",
        "The closest picture whose neighbouring pixels differ little: smooth everywhere, so edges go with the noise." {
        /// Factor on λ.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×",
            "Factor on the weight of smoothness that is best for the noise level on average; 0.5 to 2 is usual.";
    }
}

/// Best λ by σ on the 0..255 scale.
const WEIGHT: &[(f32, f32)] = &[
    (5.0, 0.04),
    (15.0, 0.35),
    (25.0, 0.72),
    (50.0, 2.0),
    (100.0, 6.0),
];

impl Denoiser for Tikhonov {
    fn year(&self) -> u32 {
        1977
    }

    fn family(&self) -> Family {
        Family::Regularisation
    }

    fn denoise(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        check(noisy, sigma)?;
        if sigma == 0.0 || noisy.pixels().is_empty() {
            watch.set(1.0);
            return Ok(noisy.clone());
        }
        per_channel(noisy, sigma, watch, |plane, sigma, watch| {
            let faint = (sigma * 255.0 / WEIGHT[0].0).min(1.0).powi(2);
            let weight = self.strength * interpolate(WEIGHT, sigma) * faint;
            in_tiles(plane, watch, |plane, watch| smooth(plane, weight, watch))
        })
    }
}

fn smooth(noisy: &Image, weight: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
    watch.go_on()?;
    let (_, height, width) = noisy.dim();
    let roughness = |length: usize| -> Vec<f32> {
        let angle = |k: usize| std::f64::consts::PI * k as f64 / length as f64;
        (0..length)
            .map(|k| (2.0 - 2.0 * angle(k).cos()) as f32)
            .collect()
    };
    let (down, right) = (roughness(height), roughness(width));
    let mut clean = noisy.clone();
    CosineTransform::new(height, width).filter(clean.pixels_mut(), |v, u| {
        1.0 / (1.0 + weight * (down[v] + right[u]))
    });
    watch.set(1.0);
    Ok(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_satisfies_the_equation() {
        // u − λ Δu = noisy, with neighbours beyond the border equal to the border.
        let noisy = Image::from_fn(1, 9, 14, |_, y, x| ((3 * y * y + 5 * x * x) % 17) as f32);
        let smooth = smooth(&noisy, 1.5, &Watch::default()).unwrap();
        let at = |y: isize, x: isize| {
            smooth.array()[[0, y.clamp(0, 8) as usize, x.clamp(0, 13) as usize]]
        };
        for (y, x) in [(0, 0), (4, 7), (8, 13), (8, 2)] {
            let laplacian =
                at(y - 1, x) + at(y + 1, x) + at(y, x - 1) + at(y, x + 1) - 4.0 * at(y, x);
            let found = at(y, x) - 1.5 * laplacian;
            let expected = noisy.array()[[0, y as usize, x as usize]];
            assert!((found - expected).abs() < 1e-4, "{found} {expected}");
        }
    }
}

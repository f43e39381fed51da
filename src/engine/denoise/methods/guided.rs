//! The guided filter, guided by the noisy picture itself: around each pixel, the answer is a straight function of the
//! picture.
//!
//! ```text
//! answer(p) = A(p) noisy(p) + B(p),   A, B: means over all windows that hold p of   a = v / (v + ε),   b = (1 − a) m
//! ```
//!
//! m and v are mean and variance of a window; ε is a multiple of σ². Where a window varies much, a is near 1 and it
//! stays; where it does not, it becomes its mean.
//!
//! Shapes: `[c, h, w] → [c, h, w]`; colour pictures channel by channel in the opponent space; borders are mirrored.
//! Cost: pixels × side of the window.
//!
//! Source: He, Sun, Tang 2010, doi:10.1007/978-3-642-15549-9_1.

use crate::denoise::tiles::in_strips;
use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check, interpolate, per_channel};
use crate::image::Image;
use crate::image::strips::Strip;
use crate::math::simd::{self, NullaryFnOnce};
use crate::setting::Kind;

crate::adjustable! {
    /// The guided filter.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Guided: "guided", "Guided filter",
        "Fits a straight line through each window's values; flat windows become their mean, lively ones stay." {
        /// Factor on ε.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×",
            "Factor on the variance ε up to which a window counts as flat, from what is best for the noise level on \
             average; 0.5 to 2 is usual.";
        /// Factor on the radius of the window.
        width: f32 = 1.0, Kind::log(0.25, 4.0),
            "Width", "×",
            "Factor on the radius of the window that is best for the noise level on average; 0.7 to 2 is usual.";
    }
}

/// Best ε / σ² by σ on the 0..255 scale.
const FLAT: &[(f32, f32)] = &[
    (5.0, 2.8),
    (15.0, 3.7),
    (25.0, 6.0),
    (50.0, 10.0),
    (100.0, 20.0),
];

/// Best radius in pixels by σ on the 0..255 scale.
const RADIUS: &[(f32, f32)] = &[
    (5.0, 1.0),
    (15.0, 1.0),
    (25.0, 1.3),
    (50.0, 2.0),
    (100.0, 3.0),
];

impl Denoiser for Guided {
    fn year(&self) -> u32 {
        2010
    }

    fn family(&self) -> Family {
        Family::Filtering
    }

    fn denoise(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        check(noisy, sigma)?;
        if sigma == 0.0 || noisy.pixels().is_empty() {
            watch.set(1.0);
            return Ok(noisy.clone());
        }
        per_channel(noisy, sigma, watch, |plane, sigma, watch| {
            let half = half_window(self.width * interpolate(RADIUS, sigma));
            let flat = self.strength * interpolate(FLAT, sigma) * sigma * sigma;
            in_strips(plane, 2 * (half.len() - 1), watch, |strips, outs| {
                for (strip, out) in strips.iter().zip(outs) {
                    simd::wide(Band {
                        strip,
                        out,
                        half: &half,
                        flat,
                    });
                }
            })
        })
    }
}

/// Half of a window of equal weights, centre first; the whole sums to 1. Of a radius between two whole numbers, the
/// outermost weight is the fraction.
fn half_window(radius: f32) -> Vec<f32> {
    let reach = radius.ceil() as usize;
    (0..=reach)
        .map(|r| (radius + 1.0 - r as f32).min(1.0) / (2.0 * radius + 1.0))
        .collect()
}

/// The work on one band.
struct Band<'a, 'b> {
    strip: &'a Strip,
    out: &'a mut &'b mut [f32],
    half: &'a [f32],
    /// ε.
    flat: f32,
}

impl NullaryFnOnce for Band<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let strip = self.strip;
        let squares = Strip::from_rows(strip.height(), strip.width(), |y, out| {
            for (square, value) in out.iter_mut().zip(strip.row(y)) {
                *square = value * value;
            }
        });
        let (mut means, mut slopes) = (strip.mean(self.half), squares.mean(self.half));
        for y in 0..means.height() {
            let rows = means.row_mut(y).iter_mut().zip(slopes.row_mut(y));
            for (mean, square) in rows {
                let variance = *square - *mean * *mean;
                let variance = if variance > 0.0 { variance } else { 0.0 };
                let slope = variance / (variance + self.flat);
                *square = slope;
                *mean *= 1.0 - slope;
            }
        }
        let (starts, slopes) = (means.mean(self.half), slopes.mean(self.half));
        let margin = 2 * (self.half.len() - 1);
        for (y, out) in self.out.chunks_exact_mut(starts.width()).enumerate() {
            let values = strip.row(y + margin)[margin..].iter();
            let lines = slopes.row(y).iter().zip(starts.row(y));
            for ((out, value), (slope, start)) in out.iter_mut().zip(values).zip(lines) {
                *out = slope * value + start;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_sum_to_one_and_grow_steadily() {
        for radius in [0.25, 1.0, 1.3, 2.0, 4.7] {
            let half = half_window(radius);
            let whole = 2.0 * half.iter().sum::<f32>() - half[0];
            assert!((whole - 1.0).abs() < 1e-6, "{radius}: {whole}");
        }
        assert_eq!(half_window(1.0), [1.0 / 3.0, 1.0 / 3.0]);
    }

    #[test]
    fn strong_edges_stay_and_weak_texture_goes() {
        let edge = Image::from_fn(1, 30, 30, |_, y, x| {
            f32::from(u8::from(x > 14)) + 0.02 * ((x + y) % 2) as f32
        });
        let clean = Guided::default()
            .denoise(&edge, 0.1, &Watch::default())
            .unwrap();
        let at = |x: usize| clean.array()[[0, 15, x]];
        assert!(at(15) - at(14) > 0.7, "{}", at(15) - at(14));
        assert!((at(5) - at(4)).abs() < 0.005, "{}", at(5) - at(4));
    }
}

//! The median filter: each pixel becomes the middle one of the values around it.
//!
//! ```text
//! answer = (1 − t) median_r + t median_(r + 1),   median_r: over (2 r + 1)² pixels,   r + t = radius
//! ```
//!
//! The radius grows with σ and may lie between two whole numbers, so it has a continuous strength; it falls to 0 with
//! σ. A median minds neither how far the outermost values lie out nor a pixel that has nothing to do with its
//! surroundings, so it is the classical start against impulses; an edge stays where it is.
//!
//! Shapes: `[c, h, w] → [c, h, w]`, each channel alone (an impulse hits them so); borders are mirrored. Cost: pixels ×
//! radius⁴, sixteen pixels side by side: of as many values as can still hold the median, least and largest are dropped
//! and the next one is taken in, until one is left.
//!
//! Source: Tukey 1974, Nonlinear (nonsuperposable) methods for smoothing data, EASCON.

use crate::denoise::tiles::in_strips;
use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check, interpolate};
use crate::image::Image;
use crate::image::strips::{LANES, Strip};
use crate::math::simd::{self, NullaryFnOnce};
use crate::setting::Kind;

crate::adjustable! {
    /// The median filter.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Median: "median", "Median",
        "Takes the middle one of the values around each pixel: what stands out alone is gone, and edges stay in \
         place." {
        /// Factor on the radius.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×",
            "Factor on the radius that is best for the noise level on average; 0.7 to 1.5 is usual. More than 11 × 11 \
             pixels are never looked at.";
    }
}

/// Best radius in pixels by σ on the 0..255 scale.
const RADIUS: &[(f32, f32)] = &[
    (5.0, 0.2),
    (15.0, 0.65),
    (25.0, 0.8),
    (50.0, 1.9),
    (100.0, 4.0),
];
/// Largest radius.
const MOST: usize = 5;
/// Values that can still hold the median of the largest window, and the one to take in.
const OPEN: usize = ((2 * MOST + 1) * (2 * MOST + 1)).div_ceil(2) + 1;

impl Denoiser for Median {
    fn year(&self) -> u32 {
        1974
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
        let faint = (sigma * 255.0 / RADIUS[0].0).min(1.0).powi(2);
        let radius = (self.strength * interpolate(RADIUS, sigma) * faint).min(MOST as f32);
        let margin = radius.ceil() as usize;
        in_strips(noisy, margin, watch, |strips, outs| {
            for (strip, out) in strips.iter().zip(outs) {
                simd::wide(Band {
                    strip,
                    out,
                    margin,
                    radius,
                });
            }
        })
    }
}

/// The work on one channel of a band.
struct Band<'a, 'b> {
    strip: &'a Strip,
    out: &'a mut &'b mut [f32],
    margin: usize,
    radius: f32,
}

impl NullaryFnOnce for Band<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let margin = self.margin;
        let width = self.strip.width() - 2 * margin;
        let share = self.radius + 1.0 - margin as f32;
        for (y, out) in self.out.chunks_exact_mut(width).enumerate() {
            for (index, out) in out.chunks_mut(LANES).enumerate() {
                let (y, x) = (y + margin, index * LANES + margin);
                let mut values = median(self.strip, y, x, margin);
                if share < 1.0 {
                    let smaller = median(self.strip, y, x, margin - 1);
                    for (value, smaller) in values.iter_mut().zip(smaller) {
                        *value = smaller + share * (*value - smaller);
                    }
                }
                out.copy_from_slice(&values[..out.len()]);
            }
        }
    }
}

/// Medians of the windows around the pixels from (y, x) on.
#[inline(always)]
fn median(strip: &Strip, y: usize, x: usize, radius: usize) -> [f32; LANES] {
    let side = 2 * radius + 1;
    let mut window =
        (0..side * side).map(|k| strip.lanes(y - radius + k / side, x - radius + k % side));
    let mut values = [[0.0; LANES]; OPEN];
    // Whatever is least or largest of so many of n values cannot be the median of all n.
    let mut count = (side * side).div_ceil(2) + 1;
    for (slot, value) in values.iter_mut().zip(window.by_ref().take(count)) {
        *slot = value;
    }
    count = count.min(side * side);
    while count > 2 {
        part(&mut values, count);
        if let Some(value) = window.next() {
            values[0] = value;
            count -= 1;
        } else {
            // Without a next one, the last takes the place of the least.
            values[0] = values[count - 2];
            count -= 2;
        }
    }
    values[0]
}

/// Brings the least of the first `count` values to the first place and the largest to the last.
#[inline(always)]
fn part(values: &mut [[f32; LANES]; OPEN], count: usize) {
    let half = count / 2;
    for k in 0..half {
        sort(values, k, count - 1 - k);
    }
    for k in 1..count - half {
        sort(values, 0, k);
    }
    for k in half..count - 1 {
        sort(values, k, count - 1);
    }
}

#[inline(always)]
fn sort(values: &mut [[f32; LANES]; OPEN], low: usize, high: usize) {
    let (a, b) = (values[low], values[high]);
    for k in 0..LANES {
        let swap = a[k] > b[k];
        values[low][k] = if swap { b[k] } else { a[k] };
        values[high][k] = if swap { a[k] } else { b[k] };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::{Purpose, Stream};

    #[test]
    fn medians_are_those_of_sorting() {
        let mut random = Stream::new(0, Purpose::Evaluation, 0);
        let strip = Strip::from_rows(30, 40, |_, row| {
            row.iter_mut().for_each(|value| *value = random.normal());
        });
        for radius in 0..=MOST {
            for (y, x) in [(6, 6), (10, 17), (20, 19)] {
                let found = median(&strip, y, x, radius);
                for (k, found) in found.into_iter().enumerate() {
                    let mut window: Vec<f32> = (y - radius..=y + radius)
                        .flat_map(|y| strip.row(y)[x + k - radius..=x + k + radius].to_vec())
                        .collect();
                    window.sort_by(f32::total_cmp);
                    assert_eq!(found, window[window.len() / 2], "{radius}");
                }
            }
        }
    }

    #[test]
    fn impulses_go_and_edges_stay() {
        let clean = Image::from_fn(1, 40, 40, |_, _, x| if x < 20 { 0.3 } else { 0.7 });
        let mut noisy = clean.clone();
        for (k, pixel) in noisy.pixels_mut().iter_mut().enumerate() {
            if k % 23 == 0 {
                *pixel = (k % 2) as f32;
            }
        }
        let median = Median { strength: 1.5 };
        let answer = median
            .denoise(&noisy, 25.0 / 255.0, &Watch::default())
            .unwrap();
        assert_eq!(answer, clean);
    }
}

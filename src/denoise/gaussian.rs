//! Gaussian smoothing: each pixel becomes a mean of its surroundings, weighted by exp(−r² / 2s²).
//!
//! Shapes: `[c, h, w] → [c, h, w]`. The width s (in pixels) grows with the noise: it is the one that gave the highest mean
//! PSNR on the twelve test photographs in grey, measured at each σ of the table, times the strength. Borders are mirrored. Cost: pixels × s.

use rayon::prelude::*;

use super::{DenoiseError, Denoiser, Family, Watch, check, interpolate};
use crate::image::{Image, raster::mirror};
use crate::setting::Kind;

crate::adjustable! {
    /// Gaussian smoothing.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Gaussian: "gaussian", "Gaussian", "Averages each pixel with its surroundings; noise goes, and so do edges. The simplest method there is." {
        /// Factor on the width.
        strength: f32 = 1.0, Kind::log(0.1, 10.0), "Strength", "×", "Factor on the width that is best for the noise level on average; 0.5 to 2 is usual.";
    }
}

/// Best width in pixels by σ on the 0..255 scale.
const WIDTHS: &[(f32, f32)] = &[
    (5.0, 0.385),
    (15.0, 0.585),
    (25.0, 0.765),
    (50.0, 1.43),
    (100.0, 2.4),
];

/// Rows in one piece of parallel work; fixed, though each row's result does not depend on it.
const BAND: usize = 32;

impl Denoiser for Gaussian {
    fn year(&self) -> u32 {
        1980
    }

    fn family(&self) -> Family {
        Family::Filtering
    }

    fn denoise(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        check(noisy, sigma)?;
        let width =
            self.strength * interpolate(WIDTHS, sigma) * (sigma * 255.0 / WIDTHS[0].0).min(1.0);
        let weights = weights(width);
        let mut clean = noisy.clone();
        if weights.len() > 1 && !noisy.pixels().is_empty() {
            smooth_rows(&mut clean, &weights, watch)?;
            smooth_columns(&mut clean, &weights, watch)?;
        }
        watch.set(1.0);
        Ok(clean)
    }
}

/// Half of the window, centre first; the whole sums to 1. Cut off at 4 widths, where less than 1e-4 is left.
fn weights(width: f32) -> Vec<f32> {
    let reach = (4.0 * width).ceil() as usize;
    let raw: Vec<f32> = (0..=reach)
        .map(|r| (-0.5 * (r as f32 / width.max(1e-6)).powi(2)).exp())
        .collect();
    let total = 2.0 * raw.iter().sum::<f32>() - raw[0];
    raw.iter().map(|weight| weight / total).collect()
}

fn smooth_rows(image: &mut Image, weights: &[f32], watch: &Watch<'_>) -> Result<(), DenoiseError> {
    let width = image.width();
    let reach = weights.len() - 1;
    image
        .pixels_mut()
        .par_chunks_mut(BAND * width)
        .try_for_each_init(
            || vec![0.0; width + 2 * reach],
            |padded, band| {
                if watch.stopped() {
                    return Err(DenoiseError::Stopped);
                }
                for row in band.chunks_exact_mut(width) {
                    for (at, value) in padded.iter_mut().enumerate() {
                        *value = row[mirrored(at as isize - reach as isize, width)];
                    }
                    row.copy_from_slice(&padded[reach..reach + width]);
                    row.iter_mut().for_each(|value| *value *= weights[0]);
                    for (r, weight) in weights.iter().enumerate().skip(1) {
                        let sides = padded[reach - r..].iter().zip(&padded[reach + r..]);
                        for (value, (left, right)) in row.iter_mut().zip(sides) {
                            *value += weight * (left + right);
                        }
                    }
                }
                Ok(())
            },
        )
}

fn smooth_columns(
    image: &mut Image,
    weights: &[f32],
    watch: &Watch<'_>,
) -> Result<(), DenoiseError> {
    let (_, height, width) = image.dim();
    let source = image.clone();
    let area = height * width;
    let rows = image.pixels_mut().par_chunks_mut(width).enumerate();
    rows.try_for_each(|(index, out)| {
        if watch.stopped() {
            return Err(DenoiseError::Stopped);
        }
        let (plane, y) = (index / height * area, (index % height) as isize);
        let row = |y: isize| &source.pixels()[plane + mirrored(y, height) * width..][..width];
        for (value, centre) in out.iter_mut().zip(row(y)) {
            *value = weights[0] * centre;
        }
        for (r, weight) in weights.iter().enumerate().skip(1) {
            let sides = row(y - r as isize).iter().zip(row(y + r as isize));
            for (value, (above, below)) in out.iter_mut().zip(sides) {
                *value += weight * (above + below);
            }
        }
        Ok(())
    })
}

fn mirrored(at: isize, length: usize) -> usize {
    mirror(at.unsigned_abs(), length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_becomes_the_window_itself() {
        let mut image = Image::zeros(1, 41, 43);
        image.array_mut()[[0, 20, 21]] = 1.0;
        let half = weights(1.5);
        smooth_rows(&mut image, &half, &Watch::default()).unwrap();
        smooth_columns(&mut image, &half, &Watch::default()).unwrap();
        for (dy, dx) in [(0, 0), (1, 2), (3, 0), (5, 6)] {
            let expected = half[dy] * half[dx];
            assert!((image.array()[[0, 20 - dy, 21 + dx]] - expected).abs() < 1e-7);
        }
        assert!((image.pixels().iter().sum::<f32>() - 1.0).abs() < 1e-5);
    }
}

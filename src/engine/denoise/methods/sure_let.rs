//! SURE-LET: the best linear combination of simple thresholdings, found by Stein's unbiased estimate of the squared
//! error.
//!
//! ```text
//! answer = y_coarse + Σ_k a_k F_k(y),      F_k(y) = R (gate(p) θ(w)),   w = a band of D y
//! θ(w) = w  or  w exp(−w² / 2T²),          gate(p) = exp(−p² / 2T²)  or  1 − that,      T² = 6 σ²
//! a solves  Σ_l (F_k · F_l) a_l = F_k · (y − y_coarse) − σ² div F_k      for all k
//! ```
//!
//! D is the undecimated Haar transform, R its inverse, p² what the next coarser band (the parent) has at the same
//! place. So each band has four terms: passed or cut off where small, apart where the parent says that something is
//! there and where not. The right side of the equations estimates F_k · (clean − y_coarse) without knowing the clean
//! picture: the error is measured in the picture itself, not band by band, though the bands are redundant.
//!
//! p² is the mean of the parent's squares at two places around the coefficient's, a basic step apart, whose waves are
//! orthogonal to its own: so the gate does not depend on the coefficient's own noise, and div F_k = ‖wave‖² Σ gate(p)
//! θ'(w) exactly.
//!
//! A picture with less than five pixels for each term has one term, itself without its mean.
//!
//! Shapes: `[c, h, w] → [c, h, w]`; borders are mirrored; colour pictures channel by channel in the opponent space.
//! Cost: pixels × (12 · levels)². Memory: 12 · levels pictures, of a tile at most.
//!
//! Source: Blu, Luisier 2007, doi:10.1109/TIP.2007.906002; the parent: Luisier, Blu, Unser 2007,
//! doi:10.1109/TIP.2007.891064.

mod combine;
mod terms;

use crate::denoise::bound::no_more_than;
use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check, per_channel, tiles::in_tiles};
use crate::image::{Image, margin::Margin};
use crate::setting::Kind;

crate::adjustable! {
    /// A linear expansion of thresholds by Stein's unbiased risk estimate.
    #[derive(Clone, Debug, PartialEq)]
    pub struct SureLet: "sure-let", "SURE-LET",
        "Mixes simple thresholdings so that the estimated error of the picture is least; no parameter is set by hand." {
        /// Factor on the noise level.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×", "Factor on the noise level that the method reckons with; 0.7 to 1.5 is usual.";
        /// Levels.
        levels: usize = 4, Kind::int(1, 6),
            "Levels", "", "How many scales are cleaned, each twice as coarse as the one before; 3 to 5 is usual.";
    }
}

/// Pixels that are added on each side.
const MARGIN: usize = 16;
/// Pixels for each term, at least.
const LEAST: usize = 5;

impl Denoiser for SureLet {
    fn year(&self) -> u32 {
        2007
    }

    fn family(&self) -> Family {
        Family::Wavelets
    }

    fn denoise(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        check(noisy, sigma)?;
        if sigma == 0.0 || noisy.pixels().is_empty() {
            watch.set(1.0);
            return Ok(noisy.clone());
        }
        per_channel(noisy, sigma, watch, |plane, sigma, watch| {
            let sigma = self.strength * sigma;
            let mut clean = in_tiles(plane, watch, |tile, watch| self.clean(tile, sigma, watch))?;
            // Where there is far less noise than was said, the estimate of the error misleads.
            no_more_than(sigma, plane, &mut clean);
            Ok(clean)
        })
    }
}

impl SureLet {
    fn clean(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        let (_, height, width) = noisy.dim();
        if height * width < LEAST * 12 * self.levels {
            watch.set(1.0);
            return Ok(one_factor(noisy, sigma));
        }
        let margin = Margin::new(height, width, MARGIN, |n| n);
        let mut plane = margin.add(noisy.pixels());
        let mean = plane.iter().map(|&p| f64::from(p)).sum::<f64>() / plane.len() as f64;
        plane.iter_mut().for_each(|pixel| *pixel -= mean as f32);
        let terms = terms::make(&plane, margin.outer.1, self.levels, sigma, watch)?;
        watch.set(0.7);
        let factors = combine::best_factors(&terms, &plane, sigma, watch)?;
        let mut plane = combine::sum(&terms, &factors);
        plane.iter_mut().for_each(|pixel| *pixel += mean as f32);
        let mut clean = noisy.clone();
        margin.remove(&plane, clean.pixels_mut());
        watch.set(1.0);
        Ok(clean)
    }
}

/// What becomes of a picture that is too small to tell so many factors: one term, the picture less its mean, with
/// a = 1 − σ² (N − 1) / ‖F‖², at least 0.
fn one_factor(noisy: &Image, sigma: f32) -> Image {
    let count = noisy.pixels().len() as f64;
    let mean = noisy.pixels().iter().map(|&p| f64::from(p)).sum::<f64>() / count;
    let squares = noisy
        .pixels()
        .iter()
        .map(|&p| (f64::from(p) - mean).powi(2));
    let noise = f64::from(sigma).powi(2) * (count - 1.0);
    let factor = (1.0 - noise / squares.sum::<f64>().max(1e-12)).max(0.0);
    noisy.map(|pixel| (mean + factor * (f64::from(pixel) - mean)) as f32)
}

#[cfg(test)]
mod tests;

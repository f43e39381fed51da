//! Non-local means: averages pixels whose surrounding patches look alike.
//!
//! ```text
//! answer(p) = Σ_q w(p, q) noisy(q) / Σ_q w(p, q),   w(p, q) = exp(−max(d²(p, q) − 2σ², 0) / h²)
//! ```
//!
//! d² is the mean squared difference of the patches around p and q, weighted by a Gaussian window (over all channels: a
//! pixel has one weight), of which noise alone contributes 2σ²; q runs through a square around p; a pixel's own weight
//! is the largest of the others'.
//!
//! Shapes: `[c, h, w] → [c, h, w]`; borders are mirrored. Cost: pixels × search window × side of a patch: for each
//! offset q − p, the squared difference of picture and shifted picture is smoothed by rows and columns, and w(p, q)
//! serves both p and q.
//!
//! Source: Buades, Coll, Morel 2005, doi:10.1109/CVPR.2005.38; offsets first: Darbon, Cunha, Chan, Osher, Jensen 2008,
//! doi:10.1109/ISBI.2008.4541250. We differ in subtracting 2σ²
//! and in the own weight.

mod tile;

use rayon::prelude::*;

use self::tile::{TILE, Tile};
use crate::denoise::bound::what_is_noise;
use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check, interpolate};
use crate::image::Image;
use crate::setting::Kind;

crate::adjustable! {
    /// Non-local means.
    #[derive(Clone, Debug, PartialEq)]
    pub struct NlMeans: "nl-means", "Non-local means",
        "Averages pixels whose surrounding patches look alike, wherever they lie: edges and textures stay." {
        /// Factor on the filter parameter.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×",
            "Factor on the filter parameter h that is best for the noise level on average; 0.7 to 1.5 is usual.";
        /// Factor on the width of the compared patches.
        patch: f32 = 1.0, Kind::log(0.25, 4.0),
            "Patch", "×",
            "Factor on the width of the patches that is best for the noise level on average; larger ones suit stronger \
             noise, and at most 9 × 9 pixels are compared.";
        /// How far similar patches are searched for.
        reach: usize = 10, Kind::int(1, 30),
            "Search reach", "pixels",
            "Similar patches are searched for up to so many pixels away both ways; 10 (21 × 21) is usual. Time grows \
             with its square.";
    }
}

/// Best h / σ by σ on the 0..255 scale: with [`WINDOW`], the pair that gave the highest mean PSNR on the twelve test
/// photographs in grey.
const FILTER: &[(f32, f32)] = &[
    (5.0, 1.05),
    (15.0, 0.945),
    (25.0, 0.72),
    (50.0, 0.6),
    (100.0, 0.55),
];
/// Best width of the patches' Gaussian window in pixels by σ on the 0..255 scale.
const WINDOW: &[(f32, f32)] = &[
    (5.0, 0.7),
    (15.0, 1.1),
    (25.0, 1.6),
    (50.0, 2.1),
    (100.0, 3.0),
];
/// Largest side of a patch.
const MOST: usize = 9;

/// Tiles between two looks at the watch.
const TILES_AT_ONCE: usize = 64;

impl Denoiser for NlMeans {
    fn year(&self) -> u32 {
        2005
    }

    fn family(&self) -> Family {
        Family::Patches
    }

    fn joins_channels(&self) -> bool {
        true
    }

    fn denoise(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        check(noisy, sigma)?;
        if sigma == 0.0 || noisy.pixels().is_empty() {
            watch.set(1.0);
            return Ok(noisy.clone());
        }
        let mut clean = self.averaged(noisy, sigma, watch)?;
        let again = |moved: &Image| self.averaged(moved, sigma, &watch.silent());
        what_is_noise(self.strength.max(1.0) * sigma, noisy, &mut clean, again)?;
        Ok(clean)
    }
}

impl NlMeans {
    fn averaged(
        &self,
        noisy: &Image,
        sigma: f32,
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError> {
        let (channels, height, width) = noisy.dim();
        let mut clean = noisy.clone();
        let width_of_window = self.patch * interpolate(WINDOW, sigma);
        let side = match width_of_window {
            ..0.8 => 5,
            ..1.3 => 7,
            _ => MOST,
        };
        let h = self.strength * interpolate(FILTER, sigma) * sigma;
        let work = Work {
            noisy,
            reach: self.reach,
            scale: -1.0 / (h * h * channels as f32),
            window: window(width_of_window, side),
            free: 2.0 * sigma * sigma / (h * h),
        };
        let tiles: Vec<_> = (0..height)
            .step_by(TILE.0)
            .flat_map(|y| (0..width).step_by(TILE.1).map(move |x| (y, x)))
            .collect();
        for (group, some) in tiles.chunks(TILES_AT_ONCE).enumerate() {
            let done: Result<Vec<_>, DenoiseError> = some
                .par_iter()
                .map(|&corner| {
                    let tile = Tile::new(&work, corner, side / 2);
                    match side {
                        5 => tile.run::<5>(&work, watch),
                        7 => tile.run::<7>(&work, watch),
                        _ => tile.run::<9>(&work, watch),
                    }
                })
                .collect();
            for tile in done? {
                tile.place(&mut clean);
            }
            watch.set(((group + 1) * TILES_AT_ONCE) as f32 / tiles.len() as f32);
        }
        Ok(clean)
    }
}

/// What all tiles have in common.
struct Work<'a> {
    noisy: &'a Image,
    reach: usize,
    /// Weights of a patch's rows and, again, of its columns; they sum to 1.
    window: [f32; MOST],
    /// −1 / h², divided by the number of channels.
    scale: f32,
    /// The part of d² / h² that noise alone makes.
    free: f32,
}

/// Gaussian weights for a patch of `side` rows.
fn window(width: f32, side: usize) -> [f32; MOST] {
    let middle = (side / 2) as f32;
    let mut weights = [0.0; MOST];
    for (k, weight) in weights.iter_mut().enumerate().take(side) {
        *weight = (-0.5 * ((k as f32 - middle) / width).powi(2)).exp();
    }
    let total: f32 = weights.iter().sum();
    weights.map(|weight| weight / total)
}

#[cfg(test)]
mod tests;

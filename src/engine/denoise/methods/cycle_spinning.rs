//! Cycle spinning: wavelet thresholding of the picture in all its shifts, averaged.
//!
//! ```text
//! answer = mean over shifts s of  shift₋ₛ Wᵀ shrink(W shiftₛ noisy)
//! ```
//!
//! An orthogonal wavelet transform treats an edge differently in each position, which shows as ripples; they differ
//! from shift to shift and cancel in the mean. All 4^levels shifts that matter are done at once, in the undecimated
//! transform. Each detail band has a threshold by one of the rules of [`Rule`], from the band of all shifts together.
//!
//! Shapes: `[c, h, w] → [c, h, w]`; borders are mirrored; colour pictures channel by channel in the opponent space.
//! Cost: pixels × length of the filters × levels.
//!
//! Source: Coifman, Donoho 1995, doi:10.1007/978-1-4612-2544-7_9; the default rule Chang, Yu, Vetterli 2000,
//! doi:10.1109/83.862633.

use rayon::prelude::*;

use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check, per_channel, tiles::in_tiles};
use crate::image::{Image, margin::Margin};
use crate::math::transforms::wavelet::threshold::{Rule, Shrinkage};
use crate::math::transforms::wavelet::{Wavelet, undecimated};
use crate::setting::Kind;

crate::adjustable! {
    /// Translation-invariant wavelet thresholding.
    #[derive(Clone, Debug, PartialEq)]
    pub struct CycleSpinning: "cycle-spinning", "Cycle spinning",
        "Wavelet thresholding, averaged over all shifts of the picture: the ripples of single shifts cancel." {
        /// Factor on the thresholds.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×", "Factor on the thresholds that the rule gives; 0.5 to 2 is usual.";
        /// How thresholds are found.
        rule: Rule = Rule::Bayes, Kind::Choice(Rule::CHOICES),
            "Rule", "",
            "How each band's threshold is found: one for all, the least estimated error, or from the band's spread.";
        /// What becomes of the coefficients above.
        shape: Shrinkage = Shrinkage::Soft, Kind::Choice(Shrinkage::CHOICES),
            "Thresholding", "",
            "Soft: all coefficients move towards zero by the threshold; hard: those above it stay as they are.";
        /// The wavelet.
        wavelet: Wavelet = Wavelet::Symlet4, Kind::Choice(Wavelet::CHOICES),
            "Wavelet", "", "The little wave; longer ones suit smooth parts, shorter ones ring less at edges.";
        /// Levels.
        levels: usize = 4, Kind::int(1, 6),
            "Levels", "", "How many scales are cleaned, each twice as coarse as the one before; 3 to 5 is usual.";
    }
}

/// Pixels that are added on each side.
const MARGIN: usize = 24;
/// Coefficients in one piece of parallel work.
const PIECE: usize = 1 << 14;

impl Denoiser for CycleSpinning {
    fn year(&self) -> u32 {
        1995
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
            in_tiles(plane, watch, |tile, watch| self.clean(tile, sigma, watch))
        })
    }
}

impl CycleSpinning {
    fn clean(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        let (_, height, width) = noisy.dim();
        let margin = Margin::new(height, width, MARGIN, |n| n);
        watch.go_on()?;
        let plane = undecimated::change_details(
            &margin.add(noisy.pixels()),
            margin.outer.1,
            self.levels,
            &self.wavelet.filters(),
            &mut |level, details: &mut [Vec<f32>; 3]| {
                watch.go_on()?;
                for band in details {
                    let threshold = self.strength * self.rule.threshold(band, sigma);
                    band.par_chunks_mut(PIECE)
                        .for_each(|piece| self.shape.apply(piece, threshold));
                }
                watch.set((level + 1) as f32 / (2 * self.levels) as f32);
                Ok(())
            },
        )?;
        let mut clean = noisy.clone();
        margin.remove(&plane, clean.pixels_mut());
        watch.set(1.0);
        Ok(clean)
    }
}

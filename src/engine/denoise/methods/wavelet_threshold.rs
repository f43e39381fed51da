//! Wavelet thresholding: in an orthogonal wavelet transform noise spreads evenly and a picture gathers in few large
//! coefficients; what is small goes.
//!
//! ```text
//! answer = Wᵀ shrink(W noisy),   W orthogonal;   the coarsest band stays
//! ```
//!
//! Each detail band has a threshold by one of the three rules of [`Rule`]; see there for their formulas.
//!
//! Shapes: `[c, h, w] → [c, h, w]`; colour pictures channel by channel in the opponent space. Any size: the picture is
//! continued by mirroring to sides that are multiples of 2^levels, and the transform of the larger picture is periodic,
//! so it is an orthogonal matrix, and what wraps round stays in the margin. Cost: pixels × length of the filters,
//! whatever the number of levels.
//!
//! Source: Donoho, Johnstone 1994, doi:10.1093/biomet/81.3.425; the default rule Chang, Yu, Vetterli 2000,
//! doi:10.1109/83.862633.

use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check, per_channel};
use crate::image::{Image, margin::Margin};
use crate::math::transforms::wavelet::threshold::{Rule, Shrinkage};
use crate::math::transforms::wavelet::{Wavelet, orthogonal};
use crate::setting::Kind;

crate::adjustable! {
    /// Thresholding of an orthogonal wavelet transform.
    #[derive(Clone, Debug, PartialEq)]
    pub struct WaveletThreshold: "wavelet-threshold", "Wavelet threshold",
        "Writes the picture as a sum of little waves and drops those too weak to stand out of the noise." {
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
        wavelet: Wavelet = Wavelet::Symlet8, Kind::Choice(Wavelet::CHOICES),
            "Wavelet", "", "The little wave; longer ones suit smooth parts, shorter ones ring less at edges.";
        /// Levels.
        levels: usize = 4, Kind::int(1, 8),
            "Levels", "", "How many scales are cleaned, each twice as coarse as the one before; 3 to 5 is usual.";
    }
}

/// Pixels that are added on each side.
const MARGIN: usize = 16;

impl Denoiser for WaveletThreshold {
    fn year(&self) -> u32 {
        1994
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
            self.clean(plane, sigma, watch)
        })
    }
}

impl WaveletThreshold {
    fn clean(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        let (_, height, width) = noisy.dim();
        let margin = Margin::new(height, width, MARGIN, |n| {
            n.next_multiple_of(1 << self.levels)
        });
        let (height, width) = margin.outer;
        let filters = self.wavelet.filters();
        watch.go_on()?;
        let mut plane = margin.add(noisy.pixels());
        orthogonal::forward(&mut plane, width, self.levels, &filters);
        watch.set(0.4);
        for band in (0..self.levels).flat_map(|level| orthogonal::details(height, width, level)) {
            watch.go_on()?;
            let mut coefficients = Vec::with_capacity(band.height * band.width);
            let rows = |y: usize| (band.top + y) * width + band.left;
            for y in 0..band.height {
                coefficients.extend_from_slice(&plane[rows(y)..][..band.width]);
            }
            let threshold = self.strength * self.rule.threshold(&coefficients, sigma);
            for y in 0..band.height {
                self.shape
                    .apply(&mut plane[rows(y)..][..band.width], threshold);
            }
        }
        watch.set(0.6);
        watch.go_on()?;
        orthogonal::inverse(&mut plane, width, self.levels, &filters);
        let mut clean = noisy.clone();
        margin.remove(&plane, clean.pixels_mut());
        watch.set(1.0);
        Ok(clean)
    }
}

//! Patch-based local principal components: the patches of a window have few directions in common, and what lies beyond
//! these is noise.
//!
//! ```text
//! in each window   x̄, C = mean and covariance of all its patches x;   C = Σ_k λ_k a_k a_kᵀ, the a_k orthonormal
//! each patch       x̂ = x̄ + Σ_k hard(a_kᵀ (x − x̄)) a_k over λ_k > 1.5 σ²;
//!                  hard keeps a coefficient above t σ, else 0
//! answer           mean of all estimates of a pixel, by weights 1 / (1 + coefficients kept)
//! ```
//!
//! The dictionary a_k is learned anew for each window; windows overlap by half. Patches grow with the noise.
//!
//! Shapes: `[c, h, w] → [c, h, w]`; colour pictures channel by channel in the opponent space. Cost: windows × (their
//! patches × n² + about 20 n³) for patches of n pixels.
//!
//! Source: Deledalle, Salmon, Dalalyan 2011, doi:10.5244/C.25.25 (PLPCA). We differ in the weights (all 1 in the paper)
//! and in dropping axes along which the window varies little more than noise does, which lets t be lower (2.75 in the
//! paper).

mod window;

use self::window::{Window, Work};
use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check, per_channel};
use crate::image::Image;
use crate::image::patches::{self, Bands};
use crate::math::simd;
use crate::setting::Kind;

crate::adjustable! {
    /// Patch-based local principal components.
    #[derive(Clone, Debug, PartialEq)]
    pub struct NlmPca: "nlm-pca", "Local patch PCA",
        "Learns, window by window, the few directions in which patches differ, and drops the rest." {
        /// Factor on the threshold.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×",
            "Factor on the threshold that is best for the noise level on average, about 2.4 σ; 0.7 to 1.5 is usual.";
        /// Side of a window.
        window: usize = 24, Kind::int(8, 48),
            "Window", "patches",
            "So many patches from left to right and from top to bottom share their directions; 20 to 30 is usual.";
    }
}

/// Threshold t.
const THRESHOLD: f32 = 2.35;
/// The largest σ on the 0..255 scale for patches of 5 pixels and of 7; above, they are of 9.
const SIDES: [f32; 2] = [8.0, 40.0];

impl Denoiser for NlmPca {
    fn year(&self) -> u32 {
        2011
    }

    fn family(&self) -> Family {
        Family::Patches
    }

    fn denoise(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        check(noisy, sigma)?;
        watch.go_on()?;
        if sigma == 0.0 || noisy.pixels().is_empty() {
            watch.set(1.0);
            return Ok(noisy.clone());
        }
        per_channel(noisy, sigma, watch, |plane, sigma, watch| {
            let level = sigma * 255.0;
            match SIDES {
                [small, _] if level <= small => self.run::<5>(plane, sigma, watch),
                [_, middle] if level <= middle => self.run::<7>(plane, sigma, watch),
                _ => self.run::<9>(plane, sigma, watch),
            }
        })
    }
}

impl NlmPca {
    fn run<const P: usize>(
        &self,
        noisy: &Image,
        sigma: f32,
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError> {
        let (_, height, width) = noisy.dim();
        let side = self.window + P - 1;
        let work = patches::grown(noisy, side);
        let told = |fraction| watch.set(fraction);
        let bands = Bands {
            channels: 1,
            height: work.height(),
            width: work.width(),
            side,
            step: (self.window / 2).max(1),
            reach: 0,
            told: &told,
        };
        let threshold = self.strength * sigma * THRESHOLD;
        let sums = bands.run(|rows, columns, sums| {
            let mut window = Window::<P>::new(self.window);
            for &y in rows {
                for &x in columns {
                    watch.go_on()?;
                    let take = Work {
                        window: &mut window,
                        plane: work.pixels(),
                        width: work.width(),
                        at: (y, x),
                    };
                    simd::wide(take);
                    window.learn(sigma * sigma);
                    simd::wide(window::Clean {
                        window: &mut window,
                        threshold,
                        at: (y, x),
                        sums,
                    });
                }
            }
            Ok(())
        })?;
        let answer = sums.divide(work.pixels());
        Ok(Image::from_fn(1, height, width, |_, y, x| {
            answer[y * work.width() + x]
        }))
    }
}

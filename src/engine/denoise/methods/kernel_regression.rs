//! Steering kernel regression: around each pixel a parabola is fitted to pixels that lie along the structure there.
//!
//! ```text
//! answer(p) = β₀,  β = argmin Σ_q w(q, p) (z(q) − β₀ − βᵀ·(the five monomials of order 1 and 2 in q − p))²,
//! q in 21 × 21 pixels
//! w(q, p)   = √det C_q exp(−(q − p)ᵀ C_q (q − p) / 2 h²)
//! C_q       = γ (ρ v₁ v₁ᵀ + ρ⁻¹ v₂ v₂ᵀ),   ρ = (s₁ + 1) / (s₂ + 1),   γ = √((s₁ s₂ + 0.01) / 121)
//! ```
//!
//! s₁ ≥ s₂ and v₁, v₂ are the singular values and directions of the gradients in 11 × 11 pixels around q, on the 0..255
//! scale: kernels are long along edges, small in textures, wide in flat areas. z is the noisy picture; then the whole
//! is repeated on its own answer with its own gradients β₁, β₂, more often for stronger noise. A broken number of
//! repetitions mixes the last two answers.
//!
//! Shapes: `[c, h, w] → [c, h, w]`; borders are mirrored; colour pictures channel by channel in the opponent space.
//! Cost: pixels × 441 × repetitions.
//!
//! Source: Takeda, Farsiu, Milanfar 2007, doi:10.1109/TIP.2006.888330. We differ in the first gradients, from a plain
//! kernel as wide as suits the noise, and in kernels that widen with the noise (h is 2.4 in the paper), which takes
//! fewer repetitions.

mod fit;
mod steering;

use crate::denoise::{
    DenoiseError, Denoiser, Family, Watch, check, interpolate, per_channel, tiles::in_tiles,
};
use crate::image::Image;
use crate::setting::Kind;

/// Pixels of a row that are fitted at once.
const LANES: usize = 8;

crate::adjustable! {
    /// Steering kernel regression.
    #[derive(Clone, Debug, PartialEq)]
    pub struct KernelRegression: "kernel-regression", "Steering kernel regression",
        "Fits small parabolas to pixels that lie along the structure: kernels are long along edges and wide in flat \
         areas." {
        /// Factor on the number of repetitions.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×",
            "Factor on the number of repetitions that is best for the noise level on average; 0.5 to 2 is usual. Time \
             grows with it.";
        /// Factor on the width of the kernels.
        width: f32 = 1.0, Kind::log(0.25, 2.0),
            "Kernel width", "×",
            "Factor on the width of the kernels before they are steered that is best for the noise level on average; \
             0.7 to 1.3 is usual.";
    }
}

/// Repetitions by σ on the 0..255 scale. Without noise nothing is to be done.
const STEPS: &[(f32, f32)] = &[
    (0.1, 0.0),
    (1.0, 0.1),
    (15.0, 3.0),
    (25.0, 6.0),
    (50.0, 6.0),
];
/// Width h of the kernels before they are steered by σ on the 0..255 scale.
const WIDTH: &[(f32, f32)] = &[(15.0, 2.8), (25.0, 2.85), (50.0, 3.9)];
/// Width of the kernel for the first gradients by σ on the 0..255 scale.
const FIRST: &[(f32, f32)] = &[(15.0, 0.5), (25.0, 0.75), (50.0, 1.3)];

impl Denoiser for KernelRegression {
    fn year(&self) -> u32 {
        2007
    }

    fn family(&self) -> Family {
        Family::Filtering
    }

    fn denoise(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        check(noisy, sigma)?;
        watch.go_on()?;
        if sigma == 0.0 || noisy.pixels().is_empty() {
            watch.set(1.0);
            return Ok(noisy.clone());
        }
        per_channel(noisy, sigma, watch, |plane, sigma, watch| {
            in_tiles(plane, watch, |tile, watch| self.run(tile, sigma, watch))
        })
    }
}

impl KernelRegression {
    fn run(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        let (_, height, width) = noisy.dim();
        let size = (height, width);
        // The source's constants are for the 0..255 scale.
        let first: Vec<f32> = noisy.pixels().iter().map(|pixel| pixel * 255.0).collect();
        let spread = interpolate(FIRST, sigma);
        let (right, down) = steering::gradients(&first, size, spread);
        let mut now = fit::Surface {
            values: first,
            right,
            down,
        };
        let steps = self.strength * interpolate(STEPS, sigma);
        let count = steps.ceil() as usize;
        for step in 0..count {
            let kernels = steering::kernels(
                &now.right,
                &now.down,
                size,
                self.width * interpolate(WIDTH, sigma),
            );
            let part = watch.part(step, count);
            let next = fit::fit(&now.values, &kernels, size, &part)?;
            let share = (steps - step as f32).min(1.0);
            let before = now.values;
            now = next;
            if share < 1.0 {
                for (value, before) in now.values.iter_mut().zip(&before) {
                    *value = before + share * (*value - before);
                }
            }
            part.set(1.0);
        }
        Ok(Image::from_fn(1, height, width, |_, y, x| {
            now.values[y * width + x] / 255.0
        }))
    }
}

//! Gaussian smoothing: each pixel becomes a mean of its surroundings, weighted by exp(−r² / 2s²).
//!
//! Shapes: `[c, h, w] → [c, h, w]`. The width s (in pixels) grows with the noise: it is the one that gave the highest
//! mean PSNR on the twelve test photographs in grey, measured at each σ of the table, times the strength. Borders are
//! mirrored. Cost: pixels × s.

// This is the method to copy when you add another:
// 1. Copy this file to `methods/NAME.rs`; what is too long for one file goes into a folder `methods/NAME/`.
// 2. The head says what the method does: its formula, shapes, units, borders, cost, source, and how we differ from it.
// 3. `adjustable!` declares it: the type, its id in files, its name in menus, one sentence for the tooltip; then a line
//    for each setting: field, type, default, range, label, unit, tooltip with the usual range.
// 4. `denoise` begins with `check`, says `watch.go_on()?` every few milliseconds and `watch.set` how far it is, and
//    does not clip. For one channel only: `per_channel`. Large pictures: `tiles::in_tiles` or `tiles::in_strips`.
// 5. In `methods/mod.rs`: `mod NAME;`, `pub use NAME::Type;` and, the one line that puts it into every menu, list and
//    command, `crate::entry!(Type)` in `ALL`.
// Then `methods/tests.rs` tries it with all the others (any size, less noise, flat pictures, no noise, threads, bad
// input, stop), and so do the tests of saved settings and of the program. Its scores: `lemida bench-denoise --methods
// ID`.

use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check, interpolate};
use crate::image::{Image, smooth};
use crate::setting::Kind;

crate::adjustable! {
    /// Gaussian smoothing.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Gaussian: "gaussian", "Gaussian",
        "Averages each pixel with its surroundings; noise goes, and so do edges. The simplest method there is." {
        /// Factor on the width.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×", "Factor on the width that is best for the noise level on average; 0.5 to 2 is usual.";
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
        // Beyond 4 widths less than 1e-4 is left.
        let half = smooth::gaussian(width, (4.0 * width).ceil() as usize);
        let (channels, height, columns) = noisy.dim();
        let mut clean = noisy.clone();
        if half.len() > 1 && !noisy.pixels().is_empty() {
            for (done, plane) in clean
                .pixels_mut()
                .chunks_exact_mut(height * columns)
                .enumerate()
            {
                watch.go_on()?;
                smooth::smooth(plane, columns, &half);
                watch.set((done + 1) as f32 / channels as f32);
            }
        }
        watch.set(1.0);
        Ok(clean)
    }
}

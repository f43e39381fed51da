//! Uniform noise: y = x + u, u spread evenly over −w/2..w/2, not clipped. Its standard deviation is w / √12.

// This is the noise to copy when you add another:
// 1. Copy this file to `noise/NAME.rs`; its head has the formula and the standard deviation.
// 2. `adjustable!` declares it: the type, its id in files, its name in menus, one sentence for the tooltip; then a line
//    for each setting: field, type, default, range, label, unit, tooltip with the usual range. Levels are on the 0..255
//    scale.
// 3. `apply` draws from `random` only, so that the seed decides every bit, and does not clip. `sigma` is what a
//    denoiser is told. If it is not the same everywhere, `nature` says what to do before a method for white noise may
//    see it.
// 4. In `noise/mod.rs`: `mod NAME;`, `pub use NAME::Type;` and, the one line that puts it into every menu, list and
//    command, `crate::entry!(Type)` in `ALL`.
// Then `noise/tests.rs` tries it with all the others (its σ is the error it makes, means, seeds, clipping, extreme
// settings and pixels), and the tests of experiments write and read its settings.

use super::{Noise, PixelLayout};
use crate::math::random::Stream;
use crate::setting::Kind;

crate::adjustable! {
    /// Uniform noise.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Uniform: "uniform", "Uniform",
        "Adds a number spread evenly over an interval around 0: rounding, dithering." {
        /// Width of the interval.
        width: f32 = 86.6, Kind::float(0.0, 512.0),
            "Width", "/ 255", "Width of the interval on the 0..255 scale; the standard deviation σ is 0.29 times it.";
    }
}

impl Noise for Uniform {
    fn apply(&self, pixels: &mut [f32], _: PixelLayout, random: &mut Stream) {
        let width = self.width / 255.0;
        for pixel in pixels {
            *pixel += width * (random.uniform() - 0.5);
        }
    }

    fn sigma(&self, _clean: &[f32]) -> f32 {
        self.width / 255.0 / 12_f32.sqrt()
    }
}

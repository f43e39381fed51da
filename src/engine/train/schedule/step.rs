//! Falls by steps.

// This is the schedule to copy when you add another:
// 1. Copy this file to `schedule/NAME.rs`; the type's doc has the formula.
// 2. `adjustable!` declares it: the type, its id in files, its name in menus, one sentence for the tooltip; then a line
//    for each setting, if it has any: field, type, default, range, label, unit, tooltip with the usual range.
// 3. `factor` is a number from 0 to 1 for every step of a run of any length.
// 4. In `schedule/mod.rs`: `mod NAME;`, `pub use NAME::Type;` and, the one line that puts it into every menu and file,
//    `crate::entry!(Type)` in `ALL`; in its tests some factors by hand.
// Then the tests there try it with all the others, and those of experiments write and read its settings.

use super::Schedule;
use crate::setting::Kind;

crate::adjustable! {
    /// factor^⌊step / every⌋.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Step: "step", "Step", "The learning rate falls by a factor again and again." {
        /// Steps between falls.
        every: u64 = 500, Kind::int(1, 100_000_000), "Every", "steps", "Steps between two falls.";
        /// The factor of each fall.
        factor: f64 = 0.3, Kind::float(0.0, 1.0),
            "Factor", "", "What the learning rate is multiplied by; 0.1 to 0.5 is usual.";
    }
}

impl Schedule for Step {
    fn factor(&self, step: u64, _: u64) -> f32 {
        self.factor.powf((step / self.every.max(1)) as f64) as f32
    }
}

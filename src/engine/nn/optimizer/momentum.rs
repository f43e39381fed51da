//! Gradient descent with momentum.

// This is the optimizer to copy when you add another:
// 1. Copy this file to `optimizer/NAME.rs`; the type's doc has the rule and its source.
// 2. `adjustable!` declares it: the type, its id in files, its name in menus, one sentence for the tooltip; then a line
//    for each setting: field, type, default, range, label, unit, tooltip with the usual range.
// 3. `slots` names what it remembers of each weight (checkpoints keep it); `update` does the step, every weight by
//    itself, and flushes what has become too small to be a normal number.
// 4. In `optimizer/mod.rs`: `mod NAME;`, `pub use NAME::Type;` and, the one line that puts it into every menu and file,
//    `crate::entry!(Type)` in `ALL`; in `tests/reference/make_reference.py` its steps by PyTorch.
// Then `optimizer/tests.rs` tries it with all the others (a bowl's bottom, PyTorch's numbers, threads, denormal
// numbers).

use super::{Optimizer, Step, each_with_one, flush};
use crate::setting::Kind;

crate::adjustable! {
    /// v ← μ v + g + λ w; w ← w − η v. Source: Polyak 1964, doi:10.1016/0041-5553(64)90137-5.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Momentum: "momentum", "Momentum",
        "Steps keep a part of the last step's speed, so they roll through narrow valleys." {
        /// Share of the speed kept.
        momentum: f32 = 0.9, Kind::float(0.0, 0.9999),
            "Momentum", "", "Share of the last step's speed that is kept; 0.9 is usual.";
        /// Weight decay.
        weight_decay: f32 = 0.0, Kind::float(0.0, 1.0),
            "Weight decay", "", "Pulls weights towards zero; 0 to 0.001 is usual.";
    }
}

impl Optimizer for Momentum {
    fn slots(&self) -> &'static [&'static str] {
        &["speed"]
    }

    fn usual_rate(&self) -> f32 {
        0.01
    }

    fn update(
        &self,
        weights: &mut [f32],
        gradients: &[f32],
        slots: &mut [Vec<f32>],
        step: &Step<'_>,
    ) {
        let rate = step.rate;
        let (keep, decay) = (self.momentum, self.weight_decay);
        each_with_one(weights, gradients, slots, |w, g, speed| {
            *speed = flush(keep * *speed + (g + decay * *w));
            *w -= rate * *speed;
        });
    }
}

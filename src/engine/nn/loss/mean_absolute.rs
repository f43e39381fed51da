//! Mean absolute error.

// This is the loss to copy when you add another (`cross_entropy.rs` shows one for classes):
// 1. Copy this file to `loss/NAME.rs`; the type's doc has the formula and the gradient.
// 2. `adjustable!` declares it: the type, its id in files, its name in menus, one sentence for the tooltip; then a line
//    for each setting, if it has any: field, type, default, range, label, unit, tooltip with the usual range.
// 3. `evaluate` returns the loss and fills the gradient. For sums over all numbers that is `elementwise`: the value and
//    the slope of one difference.
// 4. In `loss/mod.rs`: `mod NAME;`, `pub use NAME::Type;` and, the one line that puts it into every menu and file,
//    `crate::entry!(Type)` in `ALL`; in its tests a value by hand.
// Then the tests there try it with all the others (gradient by central differences, threads).

use super::{Loss, Target, elementwise};
use crate::nn::Tensor;

crate::adjustable! {
    /// Mean of |a − t| over all numbers; its minimum is the median of what is possible.
    ///
    /// Gradient: sign(a − t) / n, and 0 where the two are equal.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct MeanAbsolute: "mean-absolute", "Mean absolute",
        "Mean of the absolute differences: less moved by outliers than the squared one." {}
}

impl Loss for MeanAbsolute {
    fn classifies(&self) -> bool {
        false
    }

    fn evaluate(&self, answer: &Tensor, target: Target<'_>, gradient: &mut Tensor) -> f64 {
        elementwise(answer, target, gradient, 0.0, |a, t| {
            let difference = a - t;
            let slope = if difference == 0.0 {
                difference
            } else {
                difference.signum()
            };
            (difference.abs(), slope)
        })
    }
}

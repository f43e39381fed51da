//! Hyperbolic tangent: `y = tanh x`, in −1..1. Shapes: any, unchanged.

// This is the layer to copy when you add another (`conv.rs` shows one with weights):
// 1. Copy this file to `layers/NAME.rs`; its head has the formula and the shapes.
// 2. `adjustable!` declares it: the type, its id in files, its name in menus, one sentence for the tooltip; then a line
//    for each setting, if it has any: field, type, default, range, label, unit, tooltip with the usual range.
// 3. `out_shape` says what comes out, or why a shape cannot go in, with the cure; `forward` and `backward` stand side
//    by side, the derivation beside the line. What is slow goes down to `math::layers`.
// 4. In `layers/mod.rs`: `mod NAME;`, `pub use NAME::Type;` and, the one line that puts it into every menu and file,
//    `crate::entry!(Type)` in `ALL`.
// Then `nn/tests` tries it with all the others (gradients by central differences, shapes, receptive field, random
// networks, threads); `variations` in `nn/tests/mod.rs` takes further settings. The tests of experiments write and read
// it.

use super::{Backward, Forward, Layer};
use crate::math::layers::pointwise;
use crate::nn::{RowProblem, Shape};

crate::adjustable! {
    /// The hyperbolic tangent.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Tanh: "tanh", "Tanh", "Squeezes numbers smoothly into −1..1." {}
}

impl Layer for Tanh {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        Ok(input)
    }

    fn forward(&self, pass: Forward<'_>) {
        pointwise::map(pass.input.data, pass.output.data, f32::tanh);
    }

    fn backward(&self, pass: Backward<'_>) {
        // tanh′ = 1 − tanh².
        if let Some(dx) = pass.input_gradient {
            pointwise::zip(
                pass.output.data,
                pass.output_gradient.data,
                dx.data,
                |y, dy| (1.0 - y * y) * dy,
            );
        }
    }
}

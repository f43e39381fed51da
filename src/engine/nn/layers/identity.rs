//! Identity: `y = x`. Useful where a row is only there for its join. Shapes: any, unchanged.

use super::{Backward, Forward, Layer, Role};
use crate::nn::{RowProblem, Shape};

crate::adjustable! {
    /// Passes its input on.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Identity: "identity", "Identity", "Passes its input on; carries a join where no layer is wanted." {}
}

impl Layer for Identity {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        Ok(input)
    }

    fn role(&self) -> Role {
        Role::Copy
    }

    fn forward(&self, pass: Forward<'_>) {
        pass.output.data.copy_from_slice(pass.input.data);
    }

    fn backward(&self, pass: Backward<'_>) {
        // dy/dx = 1.
        if let Some(dx) = pass.input_gradient {
            dx.data.copy_from_slice(pass.output_gradient.data);
        }
    }
}

//! Flatten: a picture becomes a vector, pixel after pixel, the channels of a pixel side by side.
//!
//! Shapes: `[c, h, w] → [h·w·c]`; number (y, x, c) goes to place (y·w + x)·c_max + c.

use super::{Backward, Forward, Layer, Reach};
use crate::math::layers::Layout;
use crate::nn::{RowProblem, Shape};

crate::adjustable! {
    /// Makes a vector of a picture.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Flatten: "flatten", "Flatten", "Makes one vector of a picture, as dense layers need it." {}
}

/// The vectors of `layout` seen as pictures of the other layout's shape.
fn as_pictures(vectors: Layout, pictures: Layout) -> Layout {
    debug_assert_eq!(vectors.border, 0, "vectors have no border");
    pictures.dense()
}

impl Layer for Flatten {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        Ok(Shape::vector(input.size()))
    }

    fn reach(&self) -> Reach {
        Reach::Scattered
    }

    fn forward(&self, pass: Forward<'_>) {
        let (x, y) = (pass.input, pass.output);
        as_pictures(y.layout, x.layout).copy_from(y.data, &x.layout, x.data);
    }

    fn backward(&self, pass: Backward<'_>) {
        // Numbers only change places, so their gradients go back to where they came from.
        let dy = pass.output_gradient;
        if let Some(dx) = pass.input_gradient {
            let pictures = as_pictures(dy.layout, dx.layout);
            dx.layout.copy_from(dx.data, &pictures, dy.data);
        }
    }
}

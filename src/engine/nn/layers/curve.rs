//! Learned curve: every channel bends its numbers by a curve of its own, which training draws.
//!
//! `y[c] = φ_c(x[c])`, φ_c piecewise linear through K trainable values at knots evenly spaced over −r … r; it begins as
//! a straight line. Shapes: any, unchanged. Cost: two table entries a number. Between a convolution and its own
//! transpose it is the influence function of trained diffusion: Chen, Pock 2017, doi:10.1109/TPAMI.2016.2596743, who
//! draw it by 63 radial basis functions instead. Derivatives: see [`crate::math::layers::curve`].

use super::{Backward, Forward, Layer, Spec, Start};
use crate::math::layers::Layout;
use crate::math::layers::curve::Curves;
use crate::nn::{RowProblem, Shape};
use crate::setting::Kind;

crate::adjustable! {
    /// A learned curve per channel.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Curve: "curve", "Learned curve",
        "Bends each channel's numbers by a curve that is learned, where other activations are fixed." {
        /// Values that draw a curve.
        knots: usize = 31, Kind::int(2, 1025), "Knots", "", "Values that draw a curve; 17 to 63 is usual.";
        /// Place of the last knot.
        reach: f32 = 1.2, Kind::log(0.6, 1000.0),
            "Reach", "", "The curve is drawn between minus this and this; beyond, its ends go on straight.";
        /// Slope of the line that the curves begin as.
        slope: f32 = 1.0, Kind::float(-10.0, 10.0),
            "First slope", "", "The curves begin as straight lines of this slope; 1 passes everything on.";
    }
}

impl Curve {
    fn curves(&self, input: Layout, output: Layout) -> Curves {
        Curves {
            input,
            output,
            knots: self.knots,
            reach: self.reach,
        }
    }
}

impl Layer for Curve {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        Ok(input)
    }

    fn parameters(&self, input: Shape) -> Vec<Spec> {
        let end = self.slope * self.reach;
        vec![Spec {
            name: "curve",
            shape: vec![input.channels, self.knots],
            start: Start::Ramp(-end, end),
        }]
    }

    fn multiply_adds(&self, input: Shape) -> u64 {
        input.size() as u64
    }

    fn forward(&self, pass: Forward<'_>) {
        let curves = self.curves(pass.input.layout, pass.output.layout);
        curves.forward(pass.input.data, pass.parameters.array(0), pass.output.data);
    }

    fn backward(&self, mut pass: Backward<'_>) {
        let (x, dy) = (pass.input, pass.output_gradient);
        let curves = self.curves(x.layout, dy.layout);
        curves.backward_weights(x.data, dy.data, pass.gradients.array(0));
        if let Some(dx) = pass.input_gradient {
            curves.backward_input(x.data, dy.data, pass.parameters.array(0), dx.data);
        }
    }
}

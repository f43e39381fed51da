//! Upsampling by a whole factor. Shapes: `[c, h, w] → [c, h·factor, w·factor]`.
//!
//! Nearest repeats each pixel; bilinear matches pixel centres (output i lies at input (i + ½) / factor − ½) and repeats
//! the edge.

use super::{Backward, Forward, Layer, Reach};
use crate::math::layers::resample;
use crate::nn::{RowProblem, Shape};
use crate::setting::Kind;

crate::choices! {
    /// How new pixels come about.
    pub enum Method {
        /// Each pixel is repeated.
        Nearest => "nearest", "Nearest";
        /// Between pixels values change linearly.
        Bilinear => "bilinear", "Bilinear";
    }
}

crate::adjustable! {
    /// Enlarges pictures.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Upsample: "upsample", "Upsampling", "Enlarges height and width by a whole factor." {
        /// Enlargement.
        factor: usize = 2, Kind::int(1, 16), "Factor", "×", "How many times higher and wider; 2 undoes a pooling of 2.";
        /// How new pixels come about.
        method: Method = Method::Nearest, Kind::Choice(Method::CHOICES),
            "Method", "", "Nearest repeats pixels, bilinear blends them.";
    }
}

impl Layer for Upsample {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        Ok(Shape::new(
            input.channels,
            input.height.saturating_mul(self.factor),
            input.width.saturating_mul(self.factor),
        ))
    }

    fn multiply_adds(&self, input: Shape) -> u64 {
        let taps = match self.method {
            Method::Nearest => 0,
            Method::Bilinear => 4 * (self.factor * self.factor) as u64,
        };
        taps.saturating_mul(input.size() as u64)
    }

    fn reach(&self) -> Reach {
        let blended = self.method == Method::Bilinear && self.factor > 1;
        Reach::Window {
            size: [if blended { 2.0 } else { 1.0 }; 2],
            step: 1.0 / self.factor as f64,
        }
    }

    fn forward(&self, pass: Forward<'_>) {
        let (x, y) = (pass.input, pass.output);
        let bilinear = self.method == Method::Bilinear;
        resample::enlarge(&x.layout, x.data, &y.layout, y.data, bilinear);
    }

    fn backward(&self, pass: Backward<'_>) {
        // The map is linear: each input collects dy with the shares by which it went into the outputs.
        let dy = pass.output_gradient;
        let bilinear = self.method == Method::Bilinear;
        if let Some(dx) = pass.input_gradient {
            resample::enlarge_backward(&dx.layout, dx.data, &dy.layout, dy.data, bilinear);
        }
    }
}

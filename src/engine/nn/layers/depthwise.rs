//! Depthwise convolution: each channel is filtered by a kernel of its own; channels do not mix.
//!
//! `y[c] = b[c] + Σ_{u, v} w[c, u, v] · x[c]` around each pixel, zeros beyond the edge. Shapes: `[c, h, w] → [c, ⌈h/s⌉,
//! ⌈w/s⌉]`. Cost: output size · kernel². Followed by a 1×1 convolution, which mixes the channels, it does much of a
//! full convolution's work for a fraction of its cost. Source: Sifre 2014 (thesis), Howard et al. 2017,
//! arXiv:1704.04861. Derivatives: see [`crate::math::layers::depthwise`].

use super::{Backward, Forward, Layer, Reach, Spec, Start};
use crate::math::layers::Layout;
use crate::math::layers::depthwise::Depthwise as Map;
use crate::nn::{RowProblem, Shape};
use crate::setting::{Kind, Sides};

crate::adjustable! {
    /// Convolution of each channel by itself.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Depthwise: "depthwise", "Depthwise convolution",
        "Filters each channel by itself; a 1×1 convolution after it mixes them. Far cheaper than a full convolution." {
        /// Height and width of the kernels.
        kernel: Sides = Sides::square(3), Kind::sides(1, 31),
            "Kernel", "px", "Height and width of what it looks at; 3 to 7 is usual.";
        /// Pixels between outputs.
        stride: usize = 1, Kind::int(1, 16),
            "Stride", "px", "Pixels from one output to the next; 2 halves height and width.";
        /// Pixels between kernel elements.
        dilation: usize = 1, Kind::int(1, 16),
            "Dilation", "px", "Pixels between kernel elements; 2 and more see farther with as many weights.";
        /// Whether a trainable number is added to each channel.
        bias: bool = true, Kind::Flag,
            "Bias", "", "Adds a trainable number to each channel; not needed before batch norm.";
    }
}

impl Depthwise {
    /// Rows and columns that the kernel reaches beyond its first element.
    fn span(&self) -> [usize; 2] {
        self.kernel.both().map(|side| self.dilation * (side - 1))
    }

    fn map(&self, input: Layout, output: Layout) -> Map {
        Map {
            input,
            output,
            kernel: self.kernel.both(),
            stride: self.stride,
            dilation: self.dilation,
            before: self.span().map(|span| span / 2),
        }
    }
}

impl Layer for Depthwise {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        let side = |size: usize| size.div_ceil(self.stride);
        Ok(Shape::new(
            input.channels,
            side(input.height),
            side(input.width),
        ))
    }

    fn parameters(&self, input: Shape) -> Vec<Spec> {
        let area = self.kernel.area();
        let weight = Spec {
            name: "weight",
            shape: vec![input.channels, self.kernel.height, self.kernel.width],
            start: Start::Random {
                fan_in: area,
                fan_out: area,
            },
        };
        let bias = self
            .bias
            .then(|| Spec::constant("bias", input.channels, 0.0));
        std::iter::once(weight).chain(bias).collect()
    }

    fn multiply_adds(&self, input: Shape) -> u64 {
        let area = self.kernel.area() as u64;
        self.out_shape(input)
            .map_or(0, |output| area.saturating_mul(output.size() as u64))
    }

    fn reach(&self) -> Reach {
        Reach::Window {
            size: self.span().map(|span| (span + 1) as f64),
            step: self.stride as f64,
        }
    }

    fn forward(&self, pass: Forward<'_>) {
        let (x, y) = (pass.input, pass.output);
        let map = self.map(x.layout, y.layout);
        let (weight, bias) = (pass.parameters.array(0), pass.parameters.array(1));
        map.forward(x.data, weight, bias, y.data);
    }

    fn backward(&self, mut pass: Backward<'_>) {
        pass.add_bias_gradient();
        let (x, dy) = (pass.input, pass.output_gradient);
        let map = self.map(x.layout, dy.layout);
        map.backward_weights(x.data, dy.data, pass.gradients.array(0));
        if let Some(dx) = pass.input_gradient {
            map.backward_input(dy.data, pass.parameters.array(0), dx.data);
        }
    }
}

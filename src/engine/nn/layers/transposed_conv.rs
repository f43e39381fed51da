//! Transposed convolution: each input pixel adds its kernel to the output, stride pixels from one to the next.
//!
//! It is the transposed linear map of a [`Conv`](super::Conv) of same padding from `[channels, h s, w s]` to `[c, h,
//! w]`: what that one gathers, this one spreads. Shapes: `[c, h, w] → [channels, h s, w s]`. Cost: input size ·
//! kernel size · channels. Source: Zeiler, Krishnan, Taylor, Fergus 2010, doi:10.1109/CVPR.2010.5539957.

use super::{Backward, Forward, Layer, Reach, Spec, Start};
use crate::math::layers::{Layout, conv};
use crate::nn::{RowProblem, Shape};
use crate::setting::{Kind, Sides};

crate::adjustable! {
    /// Spreads each pixel over the output.
    #[derive(Clone, Debug, PartialEq)]
    pub struct TransposedConv: "transposed-conv", "Transposed convolution",
        "Enlarges a picture: each pixel adds its kernel to the output, with the same weights everywhere." {
        /// Output channels.
        channels: usize = 24, Kind::int(1, 4096), "Channels", "", "How many feature maps it makes; 16 to 64 is usual.";
        /// Height and width of the kernel.
        kernel: Sides = Sides::square(4), Kind::sides(1, 31),
            "Kernel", "px", "Height and width of what each pixel is spread over; a multiple of the stride leaves no \
            chequered pattern.";
        /// Enlargement.
        stride: usize = 2, Kind::int(1, 16),
            "Stride", "px", "Output pixels from one input pixel to the next: how many times higher and wider the \
            picture becomes.";
        /// Whether a trainable number is added to each channel.
        bias: bool = true, Kind::Flag,
            "Bias", "", "Adds a trainable number to each channel; not needed before batch norm.";
    }
}

impl TransposedConv {
    /// The map whose transpose this is: from the output back to the input.
    fn map(&self, input: Layout, output: Layout) -> conv::Conv {
        conv::Conv {
            input: output,
            output: input,
            kernel: self.kernel.both(),
            stride: self.stride,
            dilation: 1,
            before: self.kernel.both().map(|side| (side - 1) / 2),
        }
    }
}

impl Layer for TransposedConv {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        Ok(Shape::new(
            self.channels,
            input.height.saturating_mul(self.stride),
            input.width.saturating_mul(self.stride),
        ))
    }

    fn parameters(&self, input: Shape) -> Vec<Spec> {
        let area = self.kernel.area();
        let weight = Spec {
            name: "weight",
            shape: vec![
                input.channels,
                self.kernel.height,
                self.kernel.width,
                self.channels,
            ],
            start: Start::Random {
                fan_in: (area.saturating_mul(input.channels) / (self.stride * self.stride)).max(1),
                fan_out: area.saturating_mul(self.channels),
            },
        };
        let bias = self
            .bias
            .then(|| Spec::constant("bias", self.channels, 0.0));
        std::iter::once(weight).chain(bias).collect()
    }

    fn multiply_adds(&self, input: Shape) -> u64 {
        let taps = (self.kernel.area() * self.channels) as u64;
        taps.saturating_mul(input.size() as u64)
    }

    fn reach(&self) -> Reach {
        Reach::Window {
            size: self
                .kernel
                .both()
                .map(|side| side.div_ceil(self.stride) as f64),
            step: 1.0 / self.stride as f64,
        }
    }

    fn forward(&self, pass: Forward<'_>) {
        let (x, y) = (pass.input, pass.output);
        let map = self.map(x.layout, y.layout);
        let (weight, bias) = (pass.parameters.array(0), pass.parameters.array(1));
        map.transposed(x.data, weight, bias, y.data);
    }

    fn backward(&self, mut pass: Backward<'_>) {
        // y = Wᵀx, so ⟨dy, y⟩ = ⟨W dy, x⟩: the map runs forward on dy, and dy and x change places in dW.
        pass.add_bias_gradient();
        let (x, dy) = (pass.input, pass.output_gradient);
        let map = self.map(x.layout, dy.layout);
        map.backward_weights(dy.data, x.data, pass.gradients.array(0));
        if let Some(dx) = pass.input_gradient {
            let finish = conv::Epilogue::default();
            map.forward(dy.data, pass.parameters.array(0), &[], finish, dx.data);
        }
    }
}

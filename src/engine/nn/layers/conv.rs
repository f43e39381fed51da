//! Convolution: each output pixel is a weighted sum of the pixels around it, the same weights everywhere.
//!
//! `y[o] = b[o] + Σ_{u, v, c} w[o, u, v, c] · x[c]` at (i·s + u·d − p, j·s + v·d − q);
//! stride s, dilation d, paddings p, q. Shapes:
//! `[c, h, w] → [channels, ⌈h/s⌉, ⌈w/s⌉]` for same padding. Cost: output size · kernel size · c. Derivatives: see
//! [`crate::math::layers::conv`].

use super::{Backward, Forward, Layer, Reach, Role, Spec, Start, pass::fold, same_settings};
use crate::math::layers::{Layout, conv};
use crate::nn::{RowProblem, Shape, in_words};
use crate::say;
use crate::setting::{Kind, Sides};

crate::choices! {
    /// What a convolution sees beyond the image's edge.
    pub enum Padding {
        /// Zeros, so that stride 1 keeps height and width; stride s keeps every s-th pixel of that answer.
        Same => "same", "Same size";
        /// Nothing: the kernel stays inside, and the image shrinks.
        Valid => "valid", "Valid (shrinks)";
    }
}

/// Widest border that buffers keep for the sake of one layer; wider kernels take the general way.
const WIDEST_BORDER: usize = 4;

crate::adjustable! {
    /// Convolution with a kernel of any height and width.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Conv: "conv", "Convolution",
        "Each output pixel is a weighted sum of the pixels around it, with the same weights everywhere." {
        /// Output channels.
        channels: usize = 24, Kind::int(1, 4096), "Channels", "", "How many feature maps it makes; 16 to 64 is usual.";
        /// Height and width of the kernel.
        kernel: Sides = Sides::square(3), Kind::sides(1, 31),
            "Kernel", "px", "Height and width of what it looks at; 3 by 3 is usual.";
        /// Pixels between outputs.
        stride: usize = 1, Kind::int(1, 16),
            "Stride", "px", "Pixels from one output to the next; 2 halves height and width.";
        /// Pixels between kernel elements.
        dilation: usize = 1, Kind::int(1, 16),
            "Dilation", "px", "Pixels between kernel elements; 2 and more see farther with as many weights.";
        /// What lies beyond the edge.
        padding: Padding = Padding::Same, Kind::Choice(Padding::CHOICES),
            "Padding", "", "Same size puts zeros around the image; valid lets it shrink.";
        /// Whether a trainable number is added to each channel.
        bias: bool = true, Kind::Flag,
            "Bias", "", "Adds a trainable number to each channel; not needed before batch norm.";
    }
}

impl Conv {
    /// Rows and columns that the kernel reaches beyond its first element.
    fn span(&self) -> [usize; 2] {
        self.kernel.both().map(|side| self.dilation * (side - 1))
    }

    fn before(&self) -> [usize; 2] {
        match self.padding {
            Padding::Same => self.span().map(|span| span / 2),
            Padding::Valid => [0; 2],
        }
    }

    /// The geometry of the linear map from `from` to `to`.
    fn geometry(&self, from: Layout, to: Layout) -> conv::Conv {
        conv::Conv {
            input: from,
            output: to,
            kernel: self.kernel.both(),
            stride: self.stride,
            dilation: self.dilation,
            before: self.before(),
        }
    }
}

impl Layer for Conv {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        let [rows, columns] = self.span();
        let side = |size: usize, span: usize| match self.padding {
            Padding::Same => Some(size.div_ceil(self.stride)),
            Padding::Valid => size
                .checked_sub(span + 1)
                .map(|rest| rest / self.stride + 1),
        };
        match (side(input.height, rows), side(input.width, columns)) {
            (Some(height), Some(width)) => Ok(Shape::new(self.channels, height, width)),
            _ => Err(RowProblem::new(
                say!(
                    "looks at {}×{} pixels, but gets {}",
                    rows + 1,
                    columns + 1,
                    input
                ),
                say!("choose padding same, a smaller kernel or a smaller dilation"),
            )),
        }
    }

    fn parameters(&self, input: Shape) -> Vec<Spec> {
        let area = self.kernel.area();
        let weight = Spec {
            name: "weight",
            shape: vec![
                self.channels,
                self.kernel.height,
                self.kernel.width,
                input.channels,
            ],
            start: Start::Random {
                fan_in: area.saturating_mul(input.channels),
                fan_out: area.saturating_mul(self.channels),
            },
        };
        let bias = self
            .bias
            .then(|| Spec::constant("bias", self.channels, 0.0));
        std::iter::once(weight).chain(bias).collect()
    }

    fn multiply_adds(&self, input: Shape) -> u64 {
        let taps = (self.kernel.area() * input.channels) as u64;
        self.out_shape(input)
            .map_or(0, |output| taps.saturating_mul(output.size() as u64))
    }

    fn role(&self) -> Role {
        Role::Linear
    }

    fn reach(&self) -> Reach {
        Reach::Window {
            size: self.span().map(|span| (span + 1) as f64),
            step: self.stride as f64,
        }
    }

    fn border(&self) -> usize {
        let longest = self.span()[0].max(self.span()[1]);
        let need = longest - longest / 2;
        if self.stride == 1 && self.padding == Padding::Same && need <= WIDEST_BORDER {
            need
        } else {
            0
        }
    }

    fn transposed_shape(&self, owner: &dyn Layer, to: Shape) -> Result<Shape, RowProblem> {
        same_settings(self, owner, &["kernel", "stride", "dilation", "padding"])?;
        if self.channels == to.channels {
            Ok(to)
        } else {
            Err(RowProblem::new(
                say!(
                    "shares weights transposed, which gives {}, not {}",
                    in_words(to.channels),
                    self.channels
                ),
                say!("set {} to {}", "channels", to.channels),
            ))
        }
    }

    fn forward(&self, mut pass: Forward<'_>) {
        let finish = pass.fused.finish();
        let (x, y) = (pass.input, pass.output);
        let parameters = [pass.parameters.array(0), pass.parameters.array(1)];
        if pass.transposed {
            let map = self.geometry(y.layout, x.layout);
            map.transposed(x.data, parameters[0], parameters[1], y.data);
        } else {
            let map = self.geometry(x.layout, y.layout);
            let [weight, bias] = fold(parameters, pass.fused.map, &mut pass.memory.scratch);
            map.forward(x.data, weight, bias, finish, y.data);
        }
    }

    fn backward(&self, mut pass: Backward<'_>) {
        pass.add_bias_gradient();
        let (x, dy) = (pass.input, pass.output_gradient);
        let weight = pass.parameters.array(0);
        if pass.transposed {
            // y = Wᵀx, so ⟨dy, y⟩ = ⟨W·dy, x⟩: the map runs forward on dy, and dy and x change places in dW.
            let map = self.geometry(dy.layout, x.layout);
            map.backward_weights(dy.data, x.data, pass.gradients.array(0));
            if let Some(dx) = pass.input_gradient {
                map.forward(dy.data, weight, &[], conv::Epilogue::default(), dx.data);
            }
        } else {
            let map = self.geometry(x.layout, dy.layout);
            map.backward_weights(x.data, dy.data, pass.gradients.array(0));
            if let Some(dx) = pass.input_gradient {
                map.transposed(dy.data, weight, &[], dx.data);
            }
        }
    }
}

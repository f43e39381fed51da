//! Dense layer: each output is a weighted sum of all inputs.
//!
//! `y = W·x + b`, W `[units, in]`. Shapes: `[n] → [units]`; a picture must be flattened first. Cost: units · n.

use super::{Backward, Forward, Layer, Reach, Role, Spec, Start, pass::fold};
use crate::math::layers::{dense, norm};
use crate::nn::{RowProblem, Shape};
use crate::say;
use crate::setting::Kind;

crate::adjustable! {
    /// A fully connected layer.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Dense: "dense", "Dense", "Each output is a weighted sum of all inputs." {
        /// Outputs.
        units: usize = 128, Kind::int(1, 65_536), "Units", "", "How many numbers it makes.";
        /// Whether a trainable number is added to each unit.
        bias: bool = true, Kind::Flag, "Bias", "", "Adds a trainable number to each unit.";
    }
}

impl Layer for Dense {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        if input.is_vector() {
            Ok(Shape::vector(self.units))
        } else {
            Err(RowProblem::new(
                say!("takes a vector, but gets {}", input),
                say!("put a flatten row before it"),
            ))
        }
    }

    fn parameters(&self, input: Shape) -> Vec<Spec> {
        let weight = Spec {
            name: "weight",
            shape: vec![self.units, input.channels],
            start: Start::Random {
                fan_in: input.channels,
                fan_out: self.units,
            },
        };
        let bias = self.bias.then(|| Spec::constant("bias", self.units, 0.0));
        std::iter::once(weight).chain(bias).collect()
    }

    fn multiply_adds(&self, input: Shape) -> u64 {
        (self.units as u64).saturating_mul(input.channels as u64)
    }

    fn role(&self) -> Role {
        Role::Linear
    }

    fn reach(&self) -> Reach {
        Reach::Everything
    }

    fn transposed_shape(&self, _owner: &dyn Layer, to: Shape) -> Result<Shape, RowProblem> {
        if self.units == to.channels {
            Ok(to)
        } else {
            Err(RowProblem::new(
                say!(
                    "shares weights transposed, which gives {} units, not {}",
                    to.channels,
                    self.units
                ),
                say!("set {} to {}", "units", to.channels),
            ))
        }
    }

    fn forward(&self, mut pass: Forward<'_>) {
        let finish = pass.fused.finish();
        let (x, y) = (pass.input, pass.output);
        let parameters = [pass.parameters.array(0), pass.parameters.array(1)];
        let (inputs, outputs) = (x.layout.channels, y.layout.channels);
        let count = x.layout.count;
        if pass.transposed {
            let map = dense::Dense {
                count,
                inputs: outputs,
                outputs: inputs,
            };
            map.backward_input(x.data, parameters[0], y.data);
            for y in y.data.chunks_exact_mut(outputs) {
                for (y, bias) in y.iter_mut().zip(parameters[1]) {
                    *y += bias;
                }
            }
        } else {
            let map = dense::Dense {
                count,
                inputs,
                outputs,
            };
            let [weight, bias] = fold(parameters, pass.fused.map, &mut pass.memory.scratch);
            map.forward(x.data, weight, bias, finish.rectify, y.data);
            if let Some(moments) = finish.moments {
                norm::moments(&y.layout, y.data, moments);
            }
        }
    }

    fn backward(&self, mut pass: Backward<'_>) {
        // dW = Σ_examples dy ⊗ x and dx = Wᵀ·dy; for the transposed map y = Wᵀx, x and dy change places.
        pass.add_bias_gradient();
        let (x, dy) = (pass.input, pass.output_gradient);
        let weight = pass.parameters.array(0);
        let (inputs, outputs) = (x.layout.channels, dy.layout.channels);
        let count = x.layout.count;
        let dx = pass.input_gradient;
        if pass.transposed {
            let map = dense::Dense {
                count,
                inputs: outputs,
                outputs: inputs,
            };
            map.backward_weights(dy.data, x.data, pass.gradients.array(0));
            if let Some(dx) = dx {
                map.forward(dy.data, weight, &[], false, dx.data);
            }
        } else {
            let map = dense::Dense {
                count,
                inputs,
                outputs,
            };
            map.backward_weights(x.data, dy.data, pass.gradients.array(0));
            if let Some(dx) = dx {
                map.backward_input(dy.data, weight, dx.data);
            }
        }
    }
}

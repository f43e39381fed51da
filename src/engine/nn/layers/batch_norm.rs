//! Batch normalisation: each channel gets mean 0 and variance 1 over the batch, then a trainable scale γ and shift β.
//!
//! `y = γ·x̂ + β`, `x̂ = (x − μ)/√(v + ε)`. Training uses the batch's μ and v and lets running ones follow them (the
//! running variance is the unbiased one); evaluation uses the running ones. Shapes: any, unchanged. Source: Ioffe and
//! Szegedy 2015, arXiv:1502.03167.

use super::{Backward, Forward, Layer, Memory, Parameters, Role, Spec};
use crate::math::layers::norm::{self, Affine};
use crate::nn::{Mode, RowProblem, Shape};
use crate::setting::Kind;

crate::adjustable! {
    /// Normalises channels over the batch.
    #[derive(Clone, Debug, PartialEq)]
    pub struct BatchNorm: "batch-norm", "Batch norm",
        "Gives each channel mean 0 and variance 1 over the batch, then a trainable scale and shift." {
        /// How far running statistics move to those of each batch.
        momentum: f32 = 0.1, Kind::float(0.001, 1.0),
            "Momentum", "", "How far the running statistics move towards each batch's; 0.1 is usual.";
        /// Added to the variance.
        epsilon: f32 = 1e-5, Kind::log(1e-8, 1.0),
            "Epsilon", "", "Added to the variance, so that constant channels do not explode; 0.00001 is usual.";
    }
}

impl BatchNorm {
    fn inverse(&self, variance: f32) -> f32 {
        1.0 / (variance + self.epsilon).sqrt()
    }
}

impl Layer for BatchNorm {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        Ok(input)
    }

    fn parameters(&self, input: Shape) -> Vec<Spec> {
        vec![
            Spec::constant("scale", input.channels, 1.0),
            Spec::constant("shift", input.channels, 0.0),
        ]
    }

    fn state(&self, input: Shape) -> Vec<Spec> {
        vec![
            Spec::constant("running_mean", input.channels, 0.0),
            Spec::constant("running_variance", input.channels, 1.0),
        ]
    }

    fn multiply_adds(&self, input: Shape) -> u64 {
        input.size() as u64
    }

    fn role(&self) -> Role {
        Role::Norm
    }

    fn affine(&self, parameters: Parameters<'_>, state: &[f32], out: &mut Vec<f32>) {
        let (gamma, beta) = (parameters.array(0), parameters.array(1));
        let channels = gamma.len();
        out.resize(2 * channels, 0.0);
        for c in 0..channels {
            out[c] = gamma[c] * self.inverse(state[channels + c]);
            out[channels + c] = beta[c] - state[c] * out[c];
        }
    }

    /// Remembers means, inverse deviations, and the factors and summands of the affine map.
    fn forward(&self, pass: Forward<'_>) {
        let (x, y) = (pass.input, pass.output);
        let channels = x.layout.channels;
        let kept = &mut pass.memory.kept;
        kept.resize(4 * channels, 0.0);
        let (moments, map) = kept.split_at_mut(2 * channels);
        match pass.mode {
            Mode::Train { .. } => {
                if !pass.fused.measured {
                    norm::moments(&x.layout, x.data, moments);
                }
                let (running_mean, running_variance) = pass.state.split_at_mut(channels);
                let count = x.layout.pixels() as f32;
                let unbiased = count / (count - 1.0).max(1.0);
                let follow = |running: &mut [f32], found: &[f32], factor: f32| {
                    for (running, found) in running.iter_mut().zip(found) {
                        *running += self.momentum * (found * factor - *running);
                    }
                };
                follow(running_mean, &moments[..channels], 1.0);
                follow(running_variance, &moments[channels..], unbiased);
            }
            Mode::Evaluate => moments.copy_from_slice(pass.state),
        }
        let (mean, inverse) = moments.split_at_mut(channels);
        let (scale, shift) = map.split_at_mut(channels);
        let (gamma, beta) = (pass.parameters.array(0), pass.parameters.array(1));
        for c in 0..channels {
            inverse[c] = self.inverse(inverse[c]);
            scale[c] = gamma[c] * inverse[c];
            shift[c] = beta[c] - mean[c] * scale[c];
        }
        let map = Affine { scale, shift };
        norm::affine(&x.layout, x.data, map, pass.fused.rectify, y.data);
    }

    fn backward(&self, mut pass: Backward<'_>) {
        // dβ = Σ dy and dγ = Σ dy·x̂. In training μ and v depend on x too: with m pixels,
        // dx = γ/√(v + ε) · (dy − dβ/m − x̂·dγ/m); in evaluation they are constants and dx = γ/√(v + ε) · dy.
        let (x, dy) = (pass.input, pass.output_gradient);
        let layout = x.layout;
        let channels = layout.channels;
        let Memory { kept, scratch } = pass.memory;
        let (mean, rest) = kept.split_at(channels);
        let (inverse, map) = rest.split_at(channels);
        let (scale, shift) = map.split_at(channels);
        let open = pass.rectified.then_some(Affine { scale, shift });
        scratch.resize(5 * channels, 0.0);
        let (sums, factors) = scratch.split_at_mut(2 * channels);
        norm::gradient_sums(&layout, [x.data, dy.data], mean, open, sums);
        let (plain, weighted) = sums.split_at_mut(channels);
        for (weighted, inverse) in weighted.iter_mut().zip(inverse) {
            *weighted *= inverse;
        }
        for (index, sums) in [&*weighted, &*plain].into_iter().enumerate() {
            for (gradient, sum) in pass.gradients.array(index).iter_mut().zip(sums) {
                *gradient += sum;
            }
        }
        let Some(dx) = pass.input_gradient else {
            return;
        };
        let share = match pass.mode {
            Mode::Train { .. } => 1.0 / layout.pixels() as f64,
            Mode::Evaluate => 0.0,
        };
        let (a, rest) = factors.split_at_mut(channels);
        let (b, c) = rest.split_at_mut(channels);
        for i in 0..channels {
            let scale = f64::from(scale[i]);
            let slope = -scale * f64::from(weighted[i]) * share * f64::from(inverse[i]);
            a[i] = scale as f32;
            b[i] = slope as f32;
            c[i] = (-scale * f64::from(plain[i]) * share - slope * f64::from(mean[i])) as f32;
        }
        norm::affine_of_two(&layout, [dy.data, x.data], [a, b, c], open, dx.data);
    }
}

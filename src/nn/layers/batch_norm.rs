//! Batch normalisation: each channel gets mean 0 and variance 1 over the batch, then a trainable scale γ and shift β.
//!
//! `y = γ·x̂ + β`, `x̂ = (x − μ)/√(v + ε)`. Training uses the batch's μ and v and lets running ones follow them (the running variance
//! is the unbiased one); evaluation uses the running ones. Shapes: any, unchanged. Source: Ioffe and Szegedy 2015, arXiv:1502.03167.

use super::{Backward, Forward, Layer, Spec};
use crate::math::norm;
use crate::nn::{Mode, RowProblem, Shape};
use crate::setting::Kind;

crate::adjustable! {
    /// Normalises channels over the batch.
    #[derive(Clone, Debug, PartialEq)]
    pub struct BatchNorm: "batch-norm", "Batch norm", "Gives each channel mean 0 and variance 1 over the batch, then a trainable scale and shift." {
        /// How far running statistics move to those of each batch.
        momentum: f32 = 0.1, Kind::float(0.001, 1.0), "Momentum", "", "How far the running statistics move towards each batch's; 0.1 is usual.";
        /// Added to the variance.
        epsilon: f32 = 1e-5, Kind::log(1e-8, 1.0), "Epsilon", "", "Added to the variance, so that constant channels do not explode; 0.00001 is usual.";
    }
}

impl BatchNorm {
    fn inverse(&self, variance: &[f32]) -> Vec<f32> {
        variance
            .iter()
            .map(|variance| 1.0 / (variance + self.epsilon).sqrt())
            .collect()
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

    fn forward(&self, pass: Forward<'_>) {
        let (x, y) = (pass.input, pass.output);
        let channels = x.layout.channels;
        let (running_mean, running_variance) = pass.state.split_at_mut(channels);
        let kept = &mut pass.memory.kept;
        kept.clear();
        match pass.mode {
            Mode::Train { .. } => {
                let found = norm::moments(&x.layout, x.data);
                let count = x.layout.pixels() as f32;
                let unbiased = count / (count - 1.0).max(1.0);
                let follow = |running: &mut [f32], found: &[f32], factor: f32| {
                    for (running, found) in running.iter_mut().zip(found) {
                        *running += self.momentum * (found * factor - *running);
                    }
                };
                follow(running_mean, &found.mean, 1.0);
                follow(running_variance, &found.variance, unbiased);
                kept.extend(&found.mean);
                kept.extend(self.inverse(&found.variance));
            }
            Mode::Evaluate => {
                kept.extend(&*running_mean);
                kept.extend(self.inverse(running_variance));
            }
        }
        let (mean, inverse) = kept.split_at(channels);
        let (gamma, beta) = (pass.parameters.array(0), pass.parameters.array(1));
        let scale: Vec<f32> = gamma.iter().zip(inverse).map(|(g, i)| g * i).collect();
        let shift: Vec<f32> = beta
            .iter()
            .zip(mean)
            .zip(&scale)
            .map(|((b, m), s)| b - m * s)
            .collect();
        norm::affine(&x.layout, x.data, &scale, &shift, y.data);
    }

    fn backward(&self, mut pass: Backward<'_>) {
        // dβ = Σ dy and dγ = Σ dy·x̂. In training μ and v depend on x too: with m pixels,
        // dx = γ/√(v + ε) · (dy − dβ/m − x̂·dγ/m); in evaluation they are constants and dx = γ/√(v + ε) · dy.
        let (x, dy) = (pass.input, pass.output_gradient);
        let layout = x.layout;
        let (mean, inverse) = pass.memory.kept.split_at(layout.channels);
        let (plain, weighted) = norm::gradient_sums(&layout, x.data, dy.data, mean, inverse);
        for (index, sums) in [&weighted, &plain].into_iter().enumerate() {
            for (gradient, sum) in pass.gradients.array(index).iter_mut().zip(sums) {
                *gradient += *sum as f32;
            }
        }
        let Some(dx) = pass.input_gradient else {
            return;
        };
        let share = match pass.mode {
            Mode::Train { .. } => 1.0 / layout.pixels() as f64,
            Mode::Evaluate => 0.0,
        };
        let gamma = pass.parameters.array(0);
        let mut factors = [const { Vec::new() }; 3];
        for c in 0..layout.channels {
            let scale = f64::from(gamma[c] * inverse[c]);
            let slope = -scale * weighted[c] * share * f64::from(inverse[c]);
            factors[0].push(scale as f32);
            factors[1].push(slope as f32);
            factors[2].push((-scale * plain[c] * share - slope * f64::from(mean[c])) as f32);
        }
        let [a, b, c] = &factors;
        norm::affine_of_two(&layout, [dy.data, x.data], [a, b, c], dx.data);
    }
}

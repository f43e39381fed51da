//! What normalisations within one image share: their parameters and both passes.

use super::{Backward, Forward, Spec};
use crate::math::layers::Layout;
use crate::math::layers::regions::{RegionNorm, Regions};
use crate::nn::Shape;

/// Scale and shift of each channel.
pub(super) fn parameters(input: Shape) -> Vec<Spec> {
    vec![
        Spec::constant("scale", input.channels, 1.0),
        Spec::constant("shift", input.channels, 0.0),
    ]
}

fn norm(layout: Layout, regions: Regions, epsilon: f32) -> RegionNorm {
    RegionNorm {
        layout,
        regions,
        epsilon,
    }
}

/// Remembers mean and inverse deviation of each region.
pub(super) fn forward(regions: Regions, epsilon: f32, pass: Forward<'_>) {
    let norm = norm(pass.input.layout, regions, epsilon);
    let memory = pass.memory;
    let kept = &mut memory.kept;
    kept.resize(pass.input.layout.count * 2 * norm.count(), 0.0);
    let parameters = [pass.parameters.array(0), pass.parameters.array(1)];
    norm.forward(pass.input.data, parameters, kept, pass.output.data);
}

pub(super) fn backward(regions: Regions, epsilon: f32, mut pass: Backward<'_>) {
    let norm = norm(pass.input.layout, regions, epsilon);
    let met = [pass.input.data, pass.output_gradient.data];
    let kept = &pass.memory.kept;
    let mut scale = vec![0.0; pass.input.layout.channels];
    let mut shift = scale.clone();
    norm.backward_parameters(met, kept, [&mut scale, &mut shift]);
    for (at, found) in [scale, shift].into_iter().enumerate() {
        for (gradient, found) in pass.gradients.array(at).iter_mut().zip(found) {
            *gradient += found;
        }
    }
    if let Some(dx) = pass.input_gradient {
        norm.backward_input(met, pass.parameters.array(0), kept, dx.data);
    }
}

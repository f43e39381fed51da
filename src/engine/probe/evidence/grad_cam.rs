//! Grad-CAM: L = max(0, Σₖ αₖ Aₖ), αₖ the mean over places of ∂y / ∂Aₖ; Aₖ the channels of the last convolution, behind
//! its normalisation and rectifier, y the class's answer before softmax.
//!
//! Source: Selvaraju and others 2017, doi:10.1109/ICCV.2017.74. The map is brought to the picture's size by
//! interpolation, as theirs is.

use super::{Evidence, asked};
use crate::image::{Image, resize};
use crate::nn::{Architecture, Mode, Network, RowId, Tensor};

/// Layers that see a neighbourhood.
const CONVOLUTIONS: [&str; 2] = ["conv", "depthwise"];
/// What may follow one and belongs to it.
const FOLLOW: [&str; 8] = [
    "batch-norm",
    "instance-norm",
    "group-norm",
    "relu",
    "leaky-relu",
    "prelu",
    "gelu",
    "silu",
];

/// The last convolution with what belongs to it: its last row.
fn last_convolution(architecture: &Architecture) -> Option<RowId> {
    let rows = &architecture.rows;
    let last = rows
        .iter()
        .rposition(|row| CONVOLUTIONS.contains(&row.layer.id()))?;
    let follows = rows[last + 1..].iter();
    let more = follows.take_while(|row| FOLLOW.contains(&row.layer.id()) && row.join.is_none());
    Some(rows[last + more.count()].id)
}

/// # Errors
/// A plain sentence, when there is no convolution.
pub(super) fn grad_cam(
    network: &mut Network,
    architecture: &Architecture,
    input: &Tensor,
    class: usize,
) -> Result<Evidence, String> {
    let none = || "Grad-CAM looks at a convolution, and this network has none: add one".to_owned();
    let row = last_convolution(architecture).ok_or_else(none)?;
    network.keep_activations(true);
    network.want_gradients(&[row]);
    let answer = network.forward(input, Mode::Evaluate).shape;
    let channels = network.activation(row).ok_or_else(none)?;
    network.backward(&asked(1, answer, class));
    let slopes = network.gradient(row).ok_or_else(none)?;
    let shape = channels.shape;
    let area = shape.area().max(1) as f32;
    let mut weights = vec![0.0; shape.channels];
    for place in slopes.example(0).chunks_exact(shape.channels) {
        for (weight, slope) in weights.iter_mut().zip(place) {
            *weight += slope / area;
        }
    }
    let places = channels.example(0).chunks_exact(shape.channels);
    let sums = places.map(|place| {
        let sum: f32 = place.iter().zip(&weights).map(|(a, b)| a * b).sum();
        sum.max(0.0)
    });
    let sums: Vec<f32> = sums.collect();
    let small = Image::from_fn(1, shape.height, shape.width, |_, y, x| {
        sums[y * shape.width + x]
    });
    let large = resize::resize(&small, input.shape.height, input.shape.width);
    Ok(Evidence {
        width: input.shape.width,
        values: large.pixels().iter().map(|value| value.max(0.0)).collect(),
        square: 0,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::Way;
    use super::*;
    use crate::nn::init::Init;
    use crate::nn::{Model, Shape};

    /// One channel that is the picture, pooled and weighed by 4 of 4 places: where the picture is bright it speaks for
    /// the first class, and against the second.
    #[test]
    fn a_channel_that_speaks_is_shown_where_it_is_bright() {
        let architecture =
            Architecture::from_text("conv 1 1x1; relu; global-average-pool; dense 2").unwrap();
        let shape = Shape::new(1, 4, 4);
        let network = Network::new(&architecture, shape, Init::Zeros, 0).unwrap();
        let mut weights = network.weights();
        weights[0].values.fill(1.0);
        weights[2].values.copy_from_slice(&[8.0, -8.0]);
        let model = Model {
            architecture: Arc::new(architecture),
            channels: 1,
            weights: Arc::new(weights),
        };
        let mut picture = Tensor::zeros(1, shape);
        picture.data[5] = 2.0;
        let of = |class| Evidence::of(&model, &picture, class, Way::GradCam, &|| false);
        let [found, against] = [0, 1].map(|class| of(class).unwrap().unwrap().values);
        // The mean slope is 8 / 16 a place.
        let expected = |at: usize| if at == 5 { 1.0 } else { 0.0 };
        for at in 0..16 {
            assert!(
                (found[at] - expected(at)).abs() < 1e-6,
                "{at}: {}",
                found[at]
            );
            assert!(against[at].abs() < 1e-6);
        }
        let model = Model {
            architecture: Arc::new(Architecture::from_text("flatten; dense 2").unwrap()),
            channels: 1,
            weights: Arc::new(Vec::new()),
        };
        assert!(Evidence::of(&model, &picture, 0, Way::GradCam, &|| false).is_err());
    }
}

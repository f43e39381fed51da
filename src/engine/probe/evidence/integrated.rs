//! Integrated gradients: (x − x₀) · ∫₀¹ ∂y(x₀ + t (x − x₀)) / ∂x dt, by the middles of equal steps; x₀ is empty, of the
//! colour of the picture's edge. Together they are y(x) − y(x₀), but for the steps.
//!
//! Source: Sundararajan, Taly, Yan 2017, arXiv:1703.01365; they start from black.

use super::{Evidence, asked, edge_colour};
use crate::nn::{Mode, Network, Tensor};

/// Steps of the way.
const STEPS: usize = 64;

pub(super) fn integrated(network: &mut Network, input: &Tensor, class: usize) -> Evidence {
    let shape = input.shape;
    let empty = edge_colour(input);
    let mut way = Tensor::zeros(STEPS, shape);
    for at in 0..STEPS {
        let share = (at as f32 + 0.5) / STEPS as f32;
        let pixels = way.example_mut(at).chunks_exact_mut(shape.channels);
        for (pixel, end) in pixels.zip(input.example(0).chunks_exact(shape.channels)) {
            for ((value, end), empty) in pixel.iter_mut().zip(end).zip(&empty) {
                *value = empty + share * (end - empty);
            }
        }
    }
    network.want_input_gradient(true);
    let answer = network.forward(&way, Mode::Evaluate).shape;
    network.backward(&asked(STEPS, answer, class));
    let mut values = vec![0.0; shape.area()];
    if let Some(slopes) = network.input_gradient() {
        for at in 0..STEPS {
            let pixels = slopes.example(at).chunks_exact(shape.channels);
            let ends = input.example(0).chunks_exact(shape.channels);
            for ((value, slopes), ends) in values.iter_mut().zip(pixels).zip(ends) {
                for ((slope, end), empty) in slopes.iter().zip(ends).zip(&empty) {
                    *value += slope * (end - empty) / STEPS as f32;
                }
            }
        }
    }
    Evidence {
        width: shape.width,
        values,
        square: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Way;
    use super::*;
    use crate::probe::inside::built;
    use crate::probe::inside::tests::small;

    #[test]
    fn together_they_are_the_difference_of_the_answers() {
        let (model, picture) = small();
        let class = 4;
        let found = Evidence::of(&model, &picture, class, Way::Integrated, &|| false);
        let sum: f32 = found.unwrap().unwrap().values.iter().sum();
        let mut network = built(&model, picture.shape).unwrap();
        let mut empty = picture.clone();
        empty.data.fill(edge_colour(&picture)[0]);
        let mut answer = |of: &Tensor| network.forward(of, Mode::Evaluate).example(0)[class];
        let difference = answer(&picture) - answer(&empty);
        assert!(difference.abs() > 0.05, "{difference}");
        assert!(
            (sum - difference).abs() < 0.02 * difference.abs(),
            "{sum}, not {difference}"
        );
    }
}

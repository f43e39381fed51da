//! What happens inside a network while it answers one example: the share it gives each class, and what leaves each of
//! its rows.

use crate::nn::{Mode, Model, Network, RowId, Shape, Tensor};

/// What leaves a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Activity {
    /// The row.
    pub row: RowId,
    /// The name of its layer.
    pub layer: &'static str,
    /// Its shape.
    pub shape: Shape,
    /// The numbers, channel after channel, each line by line from the top.
    pub values: Vec<f32>,
}

/// A network's answer to one example, and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Inside {
    /// The share of each class, 0..1; together 1.
    pub shares: Vec<f32>,
    /// What leaves each row, in their order.
    pub rows: Vec<Activity>,
}

impl Inside {
    /// Sends one example, `input` of shape `[1, h, w, c]`, through the network. Cost: one pass that is not merged, and
    /// a copy of the weights.
    ///
    /// # Errors
    /// A plain sentence when the network does not take such examples.
    pub fn of(model: &Model, input: &Tensor) -> Result<Self, String> {
        let mut network = built(model, input.shape)?;
        network.keep_activations(true);
        let answer = network.forward(input, Mode::Evaluate).example(0).to_vec();
        let rows = model.architecture.rows.iter().filter_map(|row| {
            let leaves = network.activation(row.id)?;
            Some(Activity {
                row: row.id,
                layer: row.layer.label(),
                shape: leaves.shape,
                values: leaves.image(0).pixels().to_vec(),
            })
        });
        Ok(Self {
            rows: rows.collect(),
            shares: shares(&answer, answers_shares(model)),
        })
    }
}

/// The network of a model for examples of this shape.
///
/// # Errors
/// A plain sentence when it does not take them.
pub(super) fn built(model: &Model, shape: Shape) -> Result<Network, String> {
    if model.channels != shape.channels {
        return Err(format!(
            "the network in training was made for other examples than these ({shape}): train one for them"
        ));
    }
    Network::from_model(model, shape.height, shape.width).map_err(|error| error.to_string())
}

/// Whether a network's answers are shares already: its last row is a softmax.
pub fn answers_shares(model: &Model) -> bool {
    let last = model.architecture.rows.last();
    last.is_some_and(|row| row.layer.id() == "softmax")
}

/// The share of each class, 0..1, together 1, in an answer: itself where it is `given` as shares, softmax otherwise,
/// exp(aₖ) / Σⱼ exp(aⱼ). A single number stands for two classes from −1 to +1. Of losses other than cross-entropy the
/// order of the shares tells more than their size.
pub fn shares(answer: &[f32], given: bool) -> Vec<f32> {
    if let [single] = answer {
        let second = (0.5 + 0.5 * single).clamp(0.0, 1.0);
        return vec![1.0 - second, second];
    }
    if given {
        return answer.to_vec();
    }
    let most = answer.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<_> = answer.iter().map(|value| (value - most).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::math::random::{Purpose, Stream};
    use crate::nn::init::Init;
    use crate::nn::plain::Pass;
    use crate::nn::presets;

    /// A small network for digits with random weights, and a picture of noise.
    pub(in crate::probe) fn small() -> (Model, Tensor) {
        let preset = presets::ALL.iter().find(|preset| preset.id == "small-cnn");
        let architecture = (preset.unwrap().make)(10);
        let shape = Shape::new(1, 28, 28);
        let network = Network::new(&architecture, shape, Init::He, 3).unwrap();
        let model = Model {
            weights: Arc::new(network.weights()),
            architecture: Arc::new(architecture),
            channels: 1,
        };
        let mut picture = Tensor::zeros(1, shape);
        // No two pixels are alike: pooling has no ties.
        let mut random = Stream::new(11, Purpose::Data, 0);
        for value in &mut picture.data {
            *value = 0.5 + 0.2 * random.normal();
        }
        (model, picture)
    }

    #[test]
    fn rows_are_what_the_readable_engine_computes() {
        let (model, picture) = small();
        let inside = Inside::of(&model, &picture).unwrap();
        let rows = &model.architecture;
        let plain = Pass::of(rows, &model.weights, &picture, Mode::Evaluate).unwrap();
        assert_eq!(inside.rows.len(), rows.rows.len());
        for (row, values) in inside.rows.iter().zip(&plain.values[1..]) {
            let own = &values[0];
            assert_eq!(row.shape, own.shape, "{}", row.layer);
            let (area, channels) = (row.shape.area(), row.shape.channels);
            for (at, value) in row.values.iter().enumerate() {
                let number = own.numbers[at % area * channels + at / area];
                let expected = plain.graph.value(number);
                let error = (f64::from(*value) - expected).abs();
                assert!(error < 1e-4 * (1.0 + expected.abs()), "{} {at}", row.layer);
            }
        }
        assert!((inside.shares.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        let last = inside.rows.last().unwrap();
        assert_eq!(inside.shares, shares(&last.values, false));
    }

    #[test]
    fn shares_by_hand() {
        assert_eq!(shares(&[0.5], false), [0.25, 0.75]);
        assert_eq!(shares(&[0.2, 0.8], true), [0.2, 0.8]);
        let three = shares(&[0.0, 2.0_f32.ln(), 1000.0], false);
        assert_eq!(three, [0.0, 0.0, 1.0]);
        let [first, second] = shares(&[0.0, 3.0_f32.ln()], false)[..] else {
            panic!("two shares")
        };
        assert!((first - 0.25).abs() < 1e-6 && (second - 0.75).abs() < 1e-6);
    }

    #[test]
    fn other_examples_are_refused() {
        let (model, _) = small();
        let colour = Tensor::zeros(1, Shape::new(3, 28, 28));
        assert!(Inside::of(&model, &colour).is_err());
        let large = Tensor::zeros(1, Shape::new(1, 40, 40));
        assert!(Inside::of(&model, &large).is_err());
    }
}

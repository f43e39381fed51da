//! The bits of a training must not depend on the number of threads, and a network's numbers must travel.

use super::super::{Join, Mode, Model, NamedTensor, Source};
use super::*;

/// Large enough that every kernel shares its work among threads.
fn network() -> Architecture {
    let mut network = Architecture::default();
    network.push(conv(24));
    network.push(layer("batch-norm", &[]));
    let skip = network.push(layer("relu", &[]));
    network.push(layer("max-pool", &[]));
    network.push(layer("dropout", &[]));
    network.push(conv(24));
    network.push(layer(
        "upsample",
        &[("method", Value::Text("bilinear".into()))],
    ));
    network.push_joined(conv(8), Join::Concat(Source::Row(skip)));
    network.push(layer(
        "conv",
        &[("stride", Value::Int(2)), ("channels", Value::Int(8))],
    ));
    network.push(layer("sigmoid", &[]));
    network.push(layer("flatten", &[]));
    network.push(layer("dense", &[]));
    network.push(layer("tanh", &[]));
    network
}

fn train(threads: usize) -> Vec<NamedTensor> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap();
    pool.install(|| {
        let shape = Shape::new(3, 40, 44);
        let mut network = built(&network(), shape);
        let input = normal(6, shape, 1);
        for step in 0..4 {
            let answer = network.forward(&input, Mode::Train { seed: step }).clone();
            network.backward(&answer);
            let (values, gradients, _) = network.update();
            for (value, gradient) in values.iter_mut().zip(gradients) {
                *value -= 1e-3 * gradient;
            }
        }
        network.weights()
    })
}

#[test]
fn bits_do_not_depend_on_threads() {
    let one = train(1);
    assert!(
        one.iter()
            .flat_map(|array| &array.values)
            .all(|value| value.is_finite())
    );
    let first = built(&network(), Shape::new(3, 40, 44)).weights();
    assert_ne!(one, first);
    for threads in [2, 3] {
        let bits = |weights: &[NamedTensor]| -> Vec<u32> {
            let values = weights.iter().flat_map(|array| &array.values);
            values.map(|value| value.to_bits()).collect()
        };
        assert!(bits(&one) == bits(&train(threads)), "{threads} threads");
    }
}

#[test]
fn numbers_travel_by_name() {
    let shape = Shape::new(3, 40, 44);
    let mut source = built(&network(), shape);
    let input = normal(2, shape, 1);
    source.forward(&input, Mode::Train { seed: 1 });
    let expected = source.forward(&input, Mode::Evaluate).clone();
    let model = Model {
        architecture: std::sync::Arc::new(network()),
        channels: 3,
        weights: std::sync::Arc::new(source.weights()),
    };
    let mut copy = Network::from_model(&model, 40, 44).unwrap();
    assert_eq!(copy.forward(&input, Mode::Evaluate), &expected);

    let mut weights = source.weights();
    let names: Vec<_> = weights.iter().map(|array| array.name.as_str()).collect();
    assert_eq!(
        names[..6],
        [
            "1.weight",
            "1.bias",
            "2.scale",
            "2.shift",
            "2.running_mean",
            "2.running_variance"
        ]
    );
    weights[0].name = "99.weight".into();
    assert!(
        copy.set_weights(&weights)
            .unwrap_err()
            .to_string()
            .contains("1.weight")
    );
    assert_eq!(copy.adopt_weights(&weights), weights.len() - 1);
}

#[test]
fn editing_one_row_leaves_the_others_first_weights_alone() {
    let shape = Shape::new(3, 40, 44);
    let before = built(&network(), shape);
    let mut edited = network();
    edited.insert(1, conv(24));
    let after = built(&edited, shape);
    let of = |network: &Network, name: &str| {
        let weights = network.weights();
        weights
            .into_iter()
            .find(|array| array.name == name)
            .unwrap()
    };
    assert_eq!(of(&before, "6.weight"), of(&after, "6.weight"));
    assert_ne!(
        of(&before, "1.weight").values[..10],
        of(&before, "6.weight").values[..10]
    );
}

#[test]
fn an_untrained_residual_network_answers_nearly_its_input() {
    let shape = Shape::new(1, 16, 16);
    let input = normal(2, shape, 1);
    let mut network = Architecture::of([conv(16), layer("relu", &[]), conv(1)]);
    network.push_input_minus();
    let distance = |network: &Architecture| {
        let mut network = built(network, shape);
        let answer = network.forward(&input, Mode::Evaluate);
        let pairs = answer.data.iter().zip(&input.data);
        pairs.map(|(a, b)| (a - b).powi(2)).sum::<f32>() / input.data.len() as f32
    };
    assert!(distance(&network) < 0.05);
    network.answer_input_minus(false);
    assert!(distance(&network) > 0.5);
}

#[test]
fn the_row_where_numbers_end_is_found() {
    let mut network = built(
        &Architecture::of([conv(4), layer("relu", &[]), conv(2)]),
        Shape::new(1, 6, 6),
    );
    let input = normal(2, Shape::new(1, 6, 6), 1);
    network.forward(&input, Mode::Train { seed: 0 });
    assert_eq!(network.first_non_finite(), None);
    let dead = network.dead_share(2);
    assert!(dead.is_some_and(|share| share < 1.0) && network.dead_share(1).is_none());
    let range = network.parameters()[2].range.clone();
    network.update().0[range.start] = f32::NAN;
    network.forward(&input, Mode::Train { seed: 0 });
    assert_eq!(network.first_non_finite(), Some(3));
    // A bias far below zero kills its channel.
    let bias = network.parameters()[1].range.clone();
    network.update().0[bias.start] = -1e6;
    network.forward(&input, Mode::Train { seed: 0 });
    assert!(network.dead_share(2).is_some_and(|share| share >= 0.25));
}

#[test]
fn a_pass_that_was_broken_off_leaves_nothing_behind() {
    let shape = Shape::new(1, 16, 16);
    let preset = crate::nn::presets::find("residual-u-net-small").unwrap();
    let mut network = built(&(preset.make)(1), shape);
    let picture = normal(1, shape, 3);
    let whole = network.forward(&picture, Mode::Evaluate).data.clone();
    let mut shares = Vec::new();
    let mut go_on = |share| {
        shares.push(share);
        shares.len() < 4
    };
    let broken = network.forward_while(&picture, Mode::Evaluate, &mut go_on);
    assert!(broken.is_none());
    assert!(shares.len() == 4 && shares.is_sorted() && shares[3] < 1.0);
    let mut last = 0.0;
    let mut go_on = |share| {
        last = share;
        true
    };
    let again = network.forward_while(&picture, Mode::Evaluate, &mut go_on);
    assert_eq!(again.unwrap().data, whole);
    assert_eq!(last, 1.0);
}

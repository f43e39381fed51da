//! Gradients against central differences `(L(w + ε) − L(w − ε)) / 2ε` of `L = Σ r·answer` with random r, summed in f64.

use super::super::{Join, Mode, Source, Tie};
use super::*;

const STEP: f32 = 4e-3;
const TRAIN: Mode = Mode::Train { seed: 5 };

fn loss(network: &mut Network, input: &Tensor, weights: &Tensor, mode: Mode) -> f64 {
    let answer = network.forward(input, mode);
    let pairs = answer.data.iter().zip(&weights.data);
    pairs.map(|(y, r)| f64::from(*y) * f64::from(*r)).sum()
}

/// At most 40 positions spread over `0..length`.
fn some(length: usize) -> impl Iterator<Item = usize> {
    (0..length).step_by(length.div_ceil(40).max(1))
}

fn compare(found: f32, above: f64, below: f64, scale: f64, what: &str) {
    let expected = (above - below) / (2.0 * f64::from(STEP));
    let error = (f64::from(found) - expected).abs();
    assert!(
        error < 4e-3 * scale.max(1.0),
        "{what}: {found}, central difference {expected}"
    );
}

fn check_gradients(architecture: &Architecture, input: &Tensor, mode: Mode) {
    let mut network = built(architecture, input.shape);
    // Constant first values (biases, scales) hide mistakes.
    let mut random = Stream::new(9, Purpose::Init, 0);
    for value in network.update().0 {
        *value += 0.3 * random.normal();
    }
    network.want_input_gradient(true);
    let weights = normal(input.count, network.output_shape(), 3);
    loss(&mut network, input, &weights, mode);
    network.backward(&weights);
    let gradients = network.gradients().to_vec();
    let input_gradient = network.input_gradient().unwrap().clone();
    assert_eq!(input_gradient.shape, input.shape);
    let largest = |values: &[f32]| values.iter().fold(0.0, |a: f32, b| a.max(b.abs()));
    let what = format!("{architecture:?}");

    let scale = f64::from(largest(&gradients));
    for at in some(gradients.len()) {
        let middle = network.values()[at];
        let mut probe = |value| {
            network.update().0[at] = value;
            loss(&mut network, input, &weights, mode)
        };
        let (above, below) = (probe(middle + STEP), probe(middle - STEP));
        probe(middle);
        compare(
            gradients[at],
            above,
            below,
            scale,
            &format!("weight {at}, {what}"),
        );
    }
    let scale = f64::from(largest(&input_gradient.data));
    let mut probed = input.clone();
    for at in some(input.data.len()) {
        let mut probe = |value| {
            probed.data[at] = value;
            loss(&mut network, &probed, &weights, mode)
        };
        let middle = input.data[at];
        let (above, below) = (probe(middle + STEP), probe(middle - STEP));
        probe(middle);
        compare(
            input_gradient.data[at],
            above,
            below,
            scale,
            &format!("input {at}, {what}"),
        );
    }
}

#[test]
fn every_layer_follows_central_differences() {
    for layer in variations() {
        let mut tried = 0;
        for (count, shape) in [
            (2, Shape::new(4, 6, 8)),
            (1, Shape::new(9, 12, 12)),
            (3, Shape::vector(12)),
            (2, Shape::new(16, 4, 4)),
            (2, Shape::new(3, 5, 7)),
            (2, Shape::new(1, 5, 5)),
        ] {
            if layer.out_shape(shape).is_ok() {
                tried += 1;
                let mut input = spread(count, shape, 4);
                let factor = match layer.id() {
                    // No token lies where it would become another by a small step.
                    "embedding" => 0.9,
                    // Scores that are far apart bend more than a difference over ±ε can follow.
                    "self-attention" => 0.15,
                    _ => 1.0,
                };
                input.data.iter_mut().for_each(|value| *value *= factor);
                for mode in [TRAIN, Mode::Evaluate] {
                    check_gradients(&single(layer.clone()), &input, mode);
                }
            }
        }
        assert!(tried > 0, "{layer:?} accepts none of the shapes");
    }
}

#[test]
fn joins_collect_gradients_of_all_readers() {
    let tanh = || layer("tanh", &[]);
    for minus in [false, true] {
        let mut network = Architecture::default();
        let first = network.push(conv(4));
        let second = network.push(tanh());
        network.push(conv(4));
        network.push_joined(tanh(), Join::Add(Source::Row(first)));
        network.push_joined(conv(5), Join::Concat(Source::Row(second)));
        network.push_joined(conv(3), Join::Concat(Source::Input));
        network.push_joined(layer("identity", &[]), Join::Add(Source::Input));
        let last = network.push_joined(tanh(), Join::Add(Source::Input));
        // A row may be joined with the very row above it.
        network.push_joined(conv(3), Join::Add(Source::Row(last)));
        // A gate, and a row that reads one far above.
        let gate = network.push(layer("sigmoid", &[]));
        network.push_joined(layer("identity", &[]), Join::Multiply(Source::Row(last)));
        network.rows.last_mut().unwrap().from = Source::Row(gate);
        network.push_joined(conv(3), Join::Subtract(Source::Row(last)));
        network.push_joined(tanh(), Join::Multiply(Source::Above));
        network.answer_input_minus(minus);
        check_gradients(&network, &spread(2, Shape::new(3, 5, 6), 1), TRAIN);
    }
}

#[test]
fn a_u_net_follows_central_differences() {
    let mut network = Architecture::default();
    let skip = network.push(conv(4));
    network.push(layer("average-pool", &[]));
    network.push(conv(6));
    network.push(layer("tanh", &[]));
    network.push(layer(
        "upsample",
        &[("method", Value::Text("bilinear".into()))],
    ));
    network.push_joined(conv(2), Join::Concat(Source::Row(skip)));
    network.push(layer("flatten", &[]));
    network.push(layer("dense", &[("units", Value::Int(3))]));
    check_gradients(&network, &spread(2, Shape::new(2, 6, 4), 1), TRAIN);
}

#[test]
fn shared_weights_collect_gradients_of_all_users() {
    let mut network = Architecture::default();
    let owner = network.push(conv(3));
    network.push(layer("tanh", &[]));
    let user = network.push(conv(3));
    network.rows[2].tie = Some(Tie {
        row: owner,
        transposed: false,
    });
    let norm = network.push(layer("batch-norm", &[]));
    network.push(layer("tanh", &[]));
    network.push(layer("batch-norm", &[]));
    network.rows[5].tie = Some(Tie {
        row: norm,
        transposed: false,
    });
    let input = spread(2, Shape::new(3, 5, 6), 1);
    check_gradients(&network, &input, TRAIN);
    let built = built(&network, input.shape);
    assert!(built.parameters().iter().all(|array| array.row != user));
}

#[test]
fn transposed_weights_are_the_adjoint_map() {
    let int = Value::Int;
    let pictures = [
        vec![("channels", int(4))],
        vec![("channels", int(16)), ("kernel", int(5))],
        vec![("channels", int(4)), ("stride", int(2))],
        vec![("channels", int(4)), ("dilation", int(2))],
        vec![
            ("channels", int(4)),
            ("kernel", int(4)),
            ("padding", Value::Text("valid".into())),
        ],
    ];
    for settings in pictures {
        let mut network = Architecture::default();
        let owner = network.push(layer("conv", &settings));
        network.push(layer("tanh", &[]));
        let mut back = settings.clone();
        back[0].1 = int(3);
        network.push(layer("conv", &back));
        network.rows[2].tie = Some(Tie {
            row: owner,
            transposed: true,
        });
        check_gradients(&network, &spread(2, Shape::new(3, 7, 6), 1), TRAIN);
        adjoint(&settings, &back, Shape::new(3, 7, 6), "conv");
    }
    let (units, back) = ([("units", int(4))], [("units", int(9))]);
    let mut network = Architecture::default();
    let owner = network.push(layer("dense", &units));
    network.push(layer("tanh", &[]));
    network.push(layer("dense", &back));
    network.rows[2].tie = Some(Tie {
        row: owner,
        transposed: true,
    });
    check_gradients(&network, &spread(3, Shape::vector(9), 1), TRAIN);
    adjoint(&units, &back, Shape::vector(9), "dense");
}

/// ⟨W·x, W·x⟩ = ⟨x, Wᵀ·W·x⟩: the inner product moves the map to the other side.
fn adjoint(settings: &[(&str, Value)], back: &[(&str, Value)], shape: Shape, id: &str) {
    let mut network = Architecture::default();
    let owner = network.push(layer(id, settings));
    network.push(layer(id, back));
    network.rows[1].tie = Some(Tie {
        row: owner,
        transposed: true,
    });
    let mut network = built(&network, shape);
    network.keep_activations(true);
    let x = normal(2, shape, 8);
    let there_and_back = network.forward(&x, Mode::Evaluate).clone();
    let there = network.activation(owner).unwrap();
    let dot = |a: &Tensor, b: &Tensor| -> f64 {
        let pairs = a.data.iter().zip(&b.data);
        pairs.map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
    };
    let (left, right) = (dot(&there, &there), dot(&x, &there_and_back));
    assert!((left - right).abs() < 1e-4 * left, "{left} and {right}");
}

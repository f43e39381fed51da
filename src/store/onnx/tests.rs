//! What is written is read back, with the texts that go with it and without.

mod hostile;
mod made;

use std::sync::Arc;

use lemida_base::math::random::{Purpose, Stream};

use super::*;
use crate::nets as cases;
use crate::nn::init::Init;
use crate::nn::{Mode, Network, Tensor};

fn answered(network: &mut Network, input: Shape) -> Vec<u32> {
    let mut random = Stream::new(3, Purpose::Data, 0);
    let mut x = Tensor::zeros(2, input);
    x.data.fill_with(|| 3.0 * random.normal());
    let answer = network.forward(&x, Mode::Evaluate);
    answer.data.iter().map(|value| value.to_bits()).collect()
}

/// Without its texts a file is only a graph: rows that are found again do the same to the last bit, with the same
/// numbers.
#[test]
fn every_layer_and_preset_comes_back_from_its_graph() {
    let mut wrong = Vec::new();
    for (number, case) in cases::all().into_iter().enumerate() {
        let opset = 17 + number as i64 % 4;
        let mut network = Network::new(&case.net, case.input, Init::He, 5).unwrap();
        cases::unusual_weights(&mut network, 9);
        let weights = network.weights();
        let file = write::file_of(&case.net, &weights, case.input, opset).unwrap();
        let length = file.encoded_len() as u64;
        read::look_through(&file.encode_to_vec()).unwrap();
        let found = match read::network_of(&file, length, None) {
            Ok(found) => found,
            Err(error) => {
                wrong.push(format!("{}: {error}", case.name));
                continue;
            }
        };
        let mut again = Network::new(&found.architecture, case.input, Init::Zeros, 0).unwrap();
        again.set_weights(&found.weights).unwrap();
        // Of one channel it is an ordinary convolution, which sums in another order.
        let near = case.name.starts_with("depthwise") && case.input.channels == 1;
        let both = [&mut network, &mut again].map(|network| answered(network, case.input));
        let alike = |(one, two): (&u32, &u32)| {
            let (one, two) = (f32::from_bits(*one), f32::from_bits(*two));
            (one - two).abs() <= 1e-5 * one.abs().max(1.0)
        };
        let same = both[0] == both[1]
            || near && both[0].len() == both[1].len() && both[0].iter().zip(&both[1]).all(alike);
        if !same {
            wrong.push(format!(
                "{}: answers differ: {:?}",
                case.name, found.architecture
            ));
        }
        let sorted = |weights: &[crate::nn::NamedTensor]| {
            let bits = weights.iter().flat_map(|tensor| &tensor.values);
            let mut bits: Vec<u32> = bits.map(|value| value.to_bits()).collect();
            bits.sort_unstable();
            bits
        };
        if sorted(&weights) != sorted(&again.weights()) {
            wrong.push(format!("{}: weights differ", case.name));
        }
        if !found.notes.is_empty() {
            wrong.push(format!("{}: {:?}", case.name, found.notes));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn trained(name: &str) -> FoundModel {
    let experiment = Experiment::named(name).unwrap();
    let shape = experiment.data.shape();
    let mut network = Network::new(&experiment.architecture, shape, Init::He, 5).unwrap();
    cases::unusual_weights(&mut network, 9);
    FoundModel {
        model: Model {
            architecture: Arc::new(experiment.architecture.clone()),
            channels: shape.channels,
            weights: Arc::new(network.weights()),
        },
        classes: experiment.data.classes(),
        experiment,
        steps: 17,
        measure: None,
        notes: Vec::new(),
    }
}

/// With its texts the very experiment comes back, rows that are off included; the same network gives the same bytes.
#[test]
fn the_experiment_comes_back_with_the_file() {
    for name in [
        "denoise-quick",
        "digits-cnn",
        "points-xor",
        "denoise-diffusion",
    ] {
        let mut given = trained(name);
        if name == "denoise-quick" {
            let mut net = given.experiment.architecture.clone();
            net.duplicate(1);
            net.rows[2].off = true;
            given.experiment.architecture = net.clone();
            given.model.architecture = Arc::new(net);
        }
        let input = given.experiment.data.shape();
        let bytes = to_bytes(&given, input, 18).unwrap();
        assert_eq!(bytes, to_bytes(&given, input, 18).unwrap(), "{name}");
        let read = from_bytes(bytes, "net", None).unwrap();
        assert_eq!(read.notes, Vec::<String>::new(), "{name}");
        assert_eq!(read.found.experiment, given.experiment, "{name}");
        assert_eq!(read.found.model.weights, given.model.weights, "{name}");
        assert_eq!(
            (read.found.steps, &read.found.classes),
            (17, &given.classes)
        );
    }
}

/// The texts of a file are not believed when they describe another graph.
#[test]
fn an_experiment_that_draws_another_graph_is_not_taken() {
    let given = trained("denoise-quick");
    let input = given.experiment.data.shape();
    let bytes = to_bytes(&given, input, 17).unwrap();
    let mut file = schema::Model::decode(&*bytes).unwrap();
    let graph = file.graph.as_mut().unwrap();
    let relu = graph
        .node
        .iter_mut()
        .find(|node| node.op_type == "Relu")
        .unwrap();
    relu.op_type = "Tanh".into();
    let read = from_bytes(file.encode_to_vec(), "net", None).unwrap();
    assert!(read.notes[0].contains("another graph"), "{:?}", read.notes);
    let rows = &read.found.experiment.architecture.rows;
    assert!(rows.iter().any(|row| row.layer.id() == "tanh"));
}

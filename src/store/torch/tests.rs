//! Weights go to PyTorch's names and come back, files of PyTorch are read as it wrote them, and nothing in one is run.

use std::path::PathBuf;

use lemida_base::math::random::{Purpose, Stream};

use super::*;
use crate::model::{load_state, load_trained};
use crate::nets;
use crate::nn::init::Init;
use crate::nn::{Architecture, Mode, Model, Network, Tensor, layers};
use crate::setting::{Value, find};

fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/data/torch")
        .join(name)
}

/// A network that reads pictures of 6×6 pixels, as `tests/reference/torch_state.py` makes it.
fn small() -> Experiment {
    let mut experiment = Experiment::named("digits-cnn").unwrap();
    let make = |id: &&str| (find(layers::ALL, id).unwrap().make)();
    let rows = ["conv", "batch-norm", "relu", "flatten", "dense"];
    experiment.architecture = Architecture::of(rows.iter().map(make));
    let rows = &mut experiment.architecture.rows;
    rows[0].layer.set("channels", Value::Int(2)).unwrap();
    rows[4].layer.set("units", Value::Int(10)).unwrap();
    experiment
}

fn sized(state: &State) -> Result<(Weights, Vec<Went>), String> {
    fit_to(&small(), Shape::new(1, 6, 6), state)
}

/// What PyTorch answered, from the numbers that were read.
fn answers_as_there(weights: Weights, most: f32) {
    let told: serde_json::Value =
        serde_json::from_slice(&std::fs::read(data("answers.json")).unwrap()).unwrap();
    let numbers = |key: &str| -> Vec<f32> {
        told[key]
            .as_array()
            .unwrap()
            .iter()
            .map(|number| number.as_f64().unwrap() as f32)
            .collect()
    };
    let model = Model {
        architecture: small().architecture.into(),
        channels: 1,
        weights: weights.into(),
    };
    let mut network = Network::from_model(&model, 6, 6).unwrap();
    let input = Tensor {
        count: 1,
        shape: Shape::new(1, 6, 6),
        data: numbers("picture"),
    };
    let answer = network.forward(&input, Mode::Evaluate).data.clone();
    let there = numbers("answer");
    assert_eq!(answer.len(), there.len());
    for (here, there) in answer.iter().zip(&there) {
        assert!((here - there).abs() <= most, "{answer:?} {there:?}");
    }
}

#[test]
fn state_dicts_of_every_form_are_read_and_answer_as_there() {
    for (name, most) in [
        ("plain.pth", 1e-5),
        ("checkpoint.pth", 1e-5),
        ("turned.pth", 1e-5),
        ("plain.safetensors", 1e-5),
        ("half.pth", 3e-3),
        ("bfloat.safetensors", 3e-2),
    ] {
        let state = read(&data(name)).unwrap();
        let (weights, table) = sized(&state).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
        assert!(
            table.iter().all(|went| went.how == How::Shape),
            "{name}: {table:?}"
        );
        assert_eq!(table.len(), 8, "{name}");
        answers_as_there(weights, most);
        let told = state
            .notes
            .iter()
            .any(|note| note.contains("\"state_dict\" of the checkpoint"));
        assert_eq!(told, name == "checkpoint.pth", "{:?}", state.notes);
    }
}

#[test]
fn what_would_be_run_is_refused_by_its_name() {
    let wrong = read(&data("whole.pth")).unwrap_err().to_string();
    assert!(
        wrong.contains("it would run torch.nn.modules.container.Sequential"),
        "{wrong}"
    );
    assert!(wrong.contains("torch.save(net.state_dict()"), "{wrong}");
}

#[test]
fn another_network_is_told_what_is_missing() {
    let state = read(&data("plain.pth")).unwrap();
    let mut other = small();
    other.architecture.rows[0]
        .layer
        .set("bias", Value::Flag(false))
        .unwrap();
    let shape = Shape::new(1, 6, 6);
    let wrong = fit_to(&other, shape, &state).unwrap_err();
    assert!(
        wrong.contains("2 arrays \"bias\" of 2, and the network has 1"),
        "{wrong}"
    );
    assert!(wrong.contains("switch on the bias"), "{wrong}");
    let mut other = small();
    other.architecture.rows.truncate(4);
    let wrong = fit_to(&other, Shape::new(1, 1, 1), &state).unwrap_err();
    assert!(wrong.contains("\"classifier.weight\""), "{wrong}");
    let mut other = small();
    other.architecture.rows.remove(1);
    let wrong = fit_to(&other, shape, &state).unwrap_err();
    assert!(
        wrong.contains("2 arrays \"bias\" of 2, and the network has 1"),
        "{wrong}"
    );
    let wrong = load_state(&data("plain.pth"), &small())
        .unwrap_err()
        .to_string();
    assert!(
        wrong.contains("it holds no array \"weight\" of 10×1568, and the network has 1"),
        "{wrong}"
    );
}

/// A network with its weights at random, in a file and back: every bit.
#[test]
fn every_network_comes_back_under_names_of_pytorch() {
    let mut without = 0;
    for case in nets::all() {
        let mut network = Network::new(&case.net, case.input, Init::He, 5).unwrap();
        nets::unusual_weights(&mut network, 9);
        let weights = network.weights();
        let mut experiment = Experiment::named("denoise-quick").unwrap();
        experiment.architecture = case.net.clone();
        let found = FoundModel {
            model: Model {
                architecture: case.net.clone().into(),
                channels: case.input.channels,
                weights: weights.clone().into(),
            },
            experiment,
            steps: 7,
            classes: Vec::new(),
            measure: None,
            notes: Vec::new(),
        };
        let (text, bytes) = match module_of(&found, case.input) {
            Ok(written) => written,
            Err(wrong) => {
                assert!(
                    wrong.contains("flattened picture"),
                    "{}: {wrong}",
                    case.name
                );
                without += 1;
                continue;
            }
        };
        assert!(!text.contains("unknown_layer"), "{}: {text}", case.name);
        let state = from_bytes(&bytes).unwrap();
        let (back, table) = fit_to(&found.experiment, case.input, &state)
            .unwrap_or_else(|wrong| panic!("{}: {wrong}", case.name));
        assert!(
            table.iter().all(|went| went.how == How::Name),
            "{}: {table:?}",
            case.name
        );
        let sorted = |weights: &Weights| {
            let mut all: Vec<(String, Vec<u32>)> = weights
                .iter()
                .map(|one| {
                    (
                        one.name.clone(),
                        one.values.iter().map(|value| value.to_bits()).collect(),
                    )
                })
                .collect();
            all.sort();
            all
        };
        assert!(sorted(&back) == sorted(&weights), "{}", case.name);
    }
    assert!(without < 20, "{without}");
}

#[test]
fn a_run_exported_under_names_of_pytorch_opens_again() {
    let experiment = Experiment::named("digits-cnn").unwrap();
    let network = Network::new(
        &experiment.architecture,
        experiment.data.shape(),
        experiment.init,
        4,
    )
    .unwrap();
    let found = FoundModel {
        model: Model {
            architecture: experiment.architecture.clone().into(),
            channels: 1,
            weights: network.weights().into(),
        },
        classes: experiment.data.classes(),
        experiment,
        steps: 12,
        measure: None,
        notes: Vec::new(),
    };
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("net.safetensors");
    save_weights(&path, &found).unwrap();
    let again = load_trained(&path).unwrap();
    assert_eq!(*again.model.weights, *found.model.weights);
    assert_eq!((again.steps, again.classes), (12, found.classes));
    let state = read(&path).unwrap();
    assert!(
        state
            .arrays
            .iter()
            .any(|array| array.name == "conv1.weight" && array.dims == [16, 1, 3, 3]),
        "{:?}",
        state
            .arrays
            .iter()
            .map(|a| (&a.name, &a.dims))
            .collect::<Vec<_>>()
    );
}

#[test]
fn damaged_files_are_refused_in_a_sentence() {
    let mut random = Stream::new(8, Purpose::Data, 0);
    for name in [
        "plain.pth",
        "checkpoint.pth",
        "plain.safetensors",
        "whole.pth",
    ] {
        let bytes = std::fs::read(data(name)).unwrap();
        for end in (0..bytes.len()).step_by(7) {
            let _ = from_bytes(&bytes[..end]);
        }
        for _ in 0..3000 {
            let mut bitten = bytes.clone();
            for _ in 0..1 + random.below(4) {
                let at = random.below(bitten.len());
                bitten[at] = random.below(256) as u8;
            }
            if let Ok(state) = from_bytes(&bitten) {
                let _ = sized(&state);
            }
        }
    }
}

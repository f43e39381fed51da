//! Networks and weights of other programs, dropped on the window.

use std::path::Path;

use lemida::app::Home;
use lemida::nn::{Model, Network};
use lemida::store::model::{FoundModel, load_trained};
use lemida::store::onnx::save_onnx;
use lemida::store::torch::save_weights;
use lemida::train::Experiment;

use crate::open::drop_on;
use crate::{load, said, small, until, window_at};

#[test]
fn a_dropped_network_becomes_a_run_whose_rows_can_be_edited() {
    let home = tempfile::tempdir().unwrap();
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/torch/plain.pth");
    let mut window = window_at(Home::Folder(home.path().join("home")));
    load(&mut window, small(10));
    // Weights that are not this network's are refused, with what is missing.
    drop_on(&mut window, &[Path::new(data)]);
    until(&mut window, "the refusal", |app| {
        said(app, "belongs to another network")
    });
    let experiment = Experiment::named("digits-mlp").unwrap();
    let shape = experiment.data.shape();
    let network = Network::new(&experiment.architecture, shape, experiment.init, 4).unwrap();
    let found = FoundModel {
        model: Model {
            architecture: experiment.architecture.clone().into(),
            channels: shape.channels,
            weights: network.weights().into(),
        },
        experiment: Experiment {
            name: "from elsewhere".into(),
            ..experiment
        },
        steps: 12,
        classes: Vec::new(),
        measure: None,
        notes: Vec::new(),
    };
    let file = home.path().join("net.onnx");
    save_onnx(&file, &found, 17).unwrap();
    drop_on(&mut window, &[&file]);
    until(&mut window, "the network", |app| {
        said(app, "the run from-elsewhere-1")
    });
    let run = home.path().join("home/runs/from-elsewhere-1");
    let kept = load_trained(&run).unwrap();
    assert_eq!(*kept.model.weights, network.weights());
    // The same weights under names of PyTorch go to the rows of the network that is in the window now.
    let there = home.path().join("there.safetensors");
    save_weights(&there, &found).unwrap();
    let bytes = std::fs::read(&there).unwrap();
    let at = bytes
        .windows(12)
        .position(|part| part == b"\"experiment\"")
        .unwrap();
    let mut bare = bytes;
    bare[at + 10] = b'T';
    std::fs::write(&there, bare).unwrap();
    drop_on(&mut window, &[&there]);
    until(&mut window, "the weights", |app| {
        said(
            app,
            "arrays went to the rows of this network by name, 0 by shape",
        )
    });
}

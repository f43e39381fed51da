//! Trained networks: weights and the experiment they come from, in one file.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::identify::{Identified, identify};
use super::onnx::load_onnx;
use super::packed::packed_weights;
use super::tensors;
use super::torch;
use super::trained::{measure_of, texts};
use super::{StoreError, enclosed};
use crate::nn::tensor_bytes::{self, Part, Precision, TensorBytes};
use crate::nn::{self, Model, NamedTensor, Network, Shape, Weights};
use crate::train::Experiment;

pub use super::torch::{How, Went};
pub use super::trained::{FoundModel, Meaning};

/// Writes a network: its weights, the experiment that made it, the steps it was trained and what its answers mean.
///
/// # Errors
/// [`StoreError`], when it cannot be written.
pub fn save_model(
    path: &Path,
    experiment: &Experiment,
    weights: &[NamedTensor],
    steps: u64,
    meaning: &Meaning,
    precision: Precision,
) -> Result<(), StoreError> {
    let known = [("steps", steps.to_string())];
    write_model(path, experiment, weights, &known, meaning, precision)
}

/// The same with more that is known of it.
pub(crate) fn write_model(
    path: &Path,
    experiment: &Experiment,
    weights: &[NamedTensor],
    known: &[(&str, String)],
    meaning: &Meaning,
    precision: Precision,
) -> Result<(), StoreError> {
    let texts = texts(experiment, known, meaning);
    tensors::write(path, &texts, &parts_of(weights), precision)
}

/// The file that [`save_model`] writes, as bytes.
pub(crate) fn bytes_of(
    experiment: &Experiment,
    weights: &[NamedTensor],
    steps: u64,
    meaning: &Meaning,
    precision: Precision,
) -> io::Result<Vec<u8>> {
    let texts = texts(experiment, &[("steps", steps.to_string())], meaning);
    let mut bytes = Vec::new();
    tensor_bytes::write(&mut bytes, &texts, &parts_of(weights), precision)?;
    Ok(bytes)
}

fn parts_of(weights: &[NamedTensor]) -> Vec<Part<'_>> {
    let parts = weights.iter().map(|tensor| Part {
        name: &tensor.name,
        shape: &tensor.shape,
        values: &tensor.values,
    });
    parts.collect()
}

/// Reads a network; `path` may also be a run folder.
///
/// # Errors
/// [`StoreError`], when the file is foreign, damaged, or its weights do not fit its experiment.
pub fn load_model(path: &Path) -> Result<Model, StoreError> {
    load_trained(path).map(|trained| trained.model)
}

fn another_kind(path: &Path, what: &str) -> StoreError {
    StoreError::new(
        path,
        format!("it is {what}"),
        "name a run's folder, or the weights that `lemida export` wrote",
    )
}

/// Reads a network and what is known of it; `path` may also be a run folder.
///
/// # Errors
/// As [`load_model`].
pub fn load_trained(path: &Path) -> Result<FoundModel, StoreError> {
    let path = weights_path(path);
    if is_onnx(&path) {
        return load_onnx(&path).map(|imported| FoundModel {
            notes: imported.notes,
            ..imported.found
        });
    }
    let file = match identify(&path) {
        Identified::Report => tensors::parse(&path, &enclosed::weights_in(&path)?),
        Identified::Packed => tensors::parse(&path, &packed_weights(&path)?),
        Identified::State => {
            return Err(StoreError::new(
                &path,
                "it does not say which experiment its weights belong to",
                "give them to an experiment's network with `lemida import`, or choose a weights.safetensors that this \
                 program wrote",
            ));
        }
        _ => of_file(&path),
    };
    let file = file.map_err(|error| match identify(&path) {
        Identified::Image => another_kind(&path, "a picture"),
        Identified::Experiment => another_kind(
            &path,
            "an experiment, which says how to train and holds no weights",
        ),
        _ => error,
    })?;
    let wrong = |found: String| {
        StoreError::new(
            &path,
            found,
            "choose a weights.safetensors that this program wrote",
        )
    };
    let Some(text) = file.texts.get("experiment") else {
        return Err(wrong(
            "it does not say which experiment its weights belong to".into(),
        ));
    };
    let experiment = Experiment::from_toml(text)
        .map_err(|error| wrong(format!("the experiment it carries cannot be read: {error}")))?;
    let steps = file
        .texts
        .get("steps")
        .and_then(|steps| steps.parse().ok())
        .unwrap_or(0);
    let weights = fitting(&experiment, &file.tensors).map_err(wrong)?;
    let classes = file.texts.get("classes");
    let classes = classes.and_then(|text| serde_json::from_str(text).ok());
    Ok(FoundModel {
        model: Model {
            architecture: Arc::new(experiment.architecture.clone()),
            channels: experiment.data.shape().channels,
            weights: Arc::new(weights),
        },
        // Files of older versions do not say.
        classes: classes.unwrap_or_else(|| experiment.data.classes()),
        measure: file.texts.get("measure").and_then(|text| measure_of(text)),
        experiment,
        steps,
        notes: Vec::new(),
    })
}

/// The arrays and texts of a file, under names of ours.
fn of_file(path: &Path) -> Result<TensorBytes, StoreError> {
    if !path.is_file() {
        // A pipe or a device would be waited for; reading refuses it.
        return tensors::read(path);
    }
    let glance = tensors::glance(path);
    if glance.texts.get(torch::NAMES.0).map(String::as_str) != Some(torch::NAMES.1) {
        return tensors::read(path);
    }
    let state = torch::read(path)?;
    let wrong = |found: String| StoreError::new(path, found, "export it again");
    let text = state.texts.get("experiment").map_or("", String::as_str);
    let experiment = Experiment::from_toml(text)
        .map_err(|error| wrong(format!("the experiment it carries cannot be read: {error}")))?;
    let (tensors, _) = torch::weights_for(&experiment, &state).map_err(wrong)?;
    Ok(TensorBytes {
        texts: state.texts,
        tensors,
    })
}

/// A network of a state dict that another program wrote, with the experiment whose network it is, and what went where.
///
/// # Errors
/// [`StoreError`], when the file cannot be read or does not fit the network.
pub fn load_state(
    path: &Path,
    experiment: &Experiment,
) -> Result<(FoundModel, Vec<Went>), StoreError> {
    let state = torch::read(path)?;
    let wrong = |found: String| {
        let cure = "give the experiment whose network it is, with the same rows in the same order";
        StoreError::new(path, found, cure)
    };
    let (weights, table) = torch::weights_for(experiment, &state).map_err(wrong)?;
    let weights = fitting(experiment, &weights).map_err(wrong)?;
    let found = FoundModel {
        model: Model {
            architecture: Arc::new(experiment.architecture.clone()),
            channels: experiment.data.shape().channels,
            weights: Arc::new(weights),
        },
        classes: experiment.data.classes(),
        measure: None,
        experiment: experiment.clone(),
        steps: 0,
        notes: state.notes,
    };
    Ok((found, table))
}

/// Whether a file is called an ONNX file.
pub fn is_onnx(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("onnx"))
}

/// The file that holds the weights: `path` itself, or the one in the run folder `path`.
pub fn weights_path(path: &Path) -> PathBuf {
    if path.is_dir() {
        path.join("weights.safetensors")
    } else {
        path.to_path_buf()
    }
}

/// The weights in the order of rows, if all names and shapes are right.
fn fitting(experiment: &Experiment, tensors: &[NamedTensor]) -> Result<Weights, String> {
    let shape = small_shape(experiment);
    let report = nn::check(&experiment.architecture, shape);
    let held: usize = tensors.iter().map(|tensor| tensor.values.len()).sum();
    // Before anything of that size is built.
    if report.parameters() > held {
        return Err(format!(
            "it holds {held} numbers but its network has {}",
            report.parameters()
        ));
    }
    let mut network = Network::new(
        &experiment.architecture,
        shape,
        experiment.init,
        experiment.seed,
    )
    .map_err(|error| format!("the network it describes cannot be built: {error}"))?;
    network
        .set_weights(tensors)
        .map_err(|error| error.to_string())?;
    Ok(network.weights())
}

/// The smallest picture that the network takes: weights do not depend on the size, buffers do.
fn small_shape(experiment: &Experiment) -> Shape {
    let usual = experiment.data.shape();
    if experiment.answer().is_picture() {
        for side in [8, 16, 32, 64] {
            let shape = Shape::new(usual.channels, side, side);
            let report = nn::check(&experiment.architecture, shape);
            if report.ok() && report.output == Some(shape) {
                return shape;
            }
        }
    }
    usual
}

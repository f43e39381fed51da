//! To PyTorch and back: weights under its names, state dicts of others, and a run as a script.

mod archive;
mod fit;
mod names;
mod pickle;
mod read;
mod script;
mod state;

use std::path::Path;

use super::trained::{FoundModel, Meaning, texts};
use super::{StoreError, replace_file};
use crate::nn::tensor_bytes::{Numbers, Precision, write_arrays};
use crate::nn::{NamedTensor, Shape, Weights};
use crate::train::Experiment;

pub use fit::{How, Went};
pub use read::{from_bytes, read};
pub use script::save_script;
pub use state::State;

use names::{Named, named};

/// The text by which a file says whose names its arrays have.
pub(super) const NAMES: (&str, &str) = ("names", "pytorch");

/// Writes a network's weights under PyTorch's names, as `load_state_dict` takes them: convolutions `[out, in, rows,
/// columns]`, and counts of batches. The file opens here as well.
///
/// # Errors
/// [`StoreError`], when the network has no form there, or the file cannot be written.
pub fn save_weights(path: &Path, found: &FoundModel) -> Result<(), StoreError> {
    let cure = "leave --names out: Lemida's own names fit every network";
    let input = found.experiment.data.shape();
    let named = named(&found.experiment.architecture, input)
        .map_err(|wrong| StoreError::new(path, format!("cannot be written: {wrong}"), cure))?;
    let meaning = Meaning {
        classes: found.classes.clone(),
        measure: found.measure.clone(),
    };
    save_named(path, found, &named, &meaning)
}

/// The same for a network whose names are known.
fn save_named(
    path: &Path,
    found: &FoundModel,
    named: &Named,
    meaning: &Meaning,
) -> Result<(), StoreError> {
    let bytes = bytes_of(found, named, meaning).map_err(|wrong| {
        StoreError::new(
            path,
            format!("cannot be written: {wrong}"),
            "train it again",
        )
    })?;
    replace_file(path, |out| out.write_all(&bytes))
}

/// The file of a network's weights.
fn bytes_of(found: &FoundModel, named: &Named, meaning: &Meaning) -> Result<Vec<u8>, String> {
    let known = [
        ("steps", found.steps.to_string()),
        (NAMES.0, NAMES.1.into()),
    ];
    let mut texts = texts(&found.experiment, &known, meaning);
    let shared = named.shared.iter();
    texts.extend(shared.map(|[one, owner]| (one.as_str(), owner.clone())));
    let weights = &found.model.weights;
    let of = |name: &str| {
        weights
            .iter()
            .find(|array: &&NamedTensor| array.name == name)
    };
    let mut values = Vec::new();
    for array in &named.arrays {
        let own = of(&array.ours).filter(|own| own.shape == array.shape);
        let own = own.ok_or_else(|| format!("its weights \"{}\" are missing", array.ours))?;
        values.push(array.out(&own.values));
    }
    let counting = named.counting.iter();
    let counts: Vec<String> = counting
        .map(|module| format!("{module}.num_batches_tracked"))
        .collect();
    let steps = i64::try_from(found.steps).unwrap_or(i64::MAX);
    // The largest numbers first, so that each array begins at a multiple of their size.
    let none: &[usize] = &[];
    let mut arrays: Vec<(&str, &[usize], Numbers<'_>)> = counts
        .iter()
        .map(|name| (name.as_str(), none, Numbers::Whole(steps)))
        .collect();
    arrays.extend(named.arrays.iter().zip(&values).map(|(array, values)| {
        let numbers = Numbers::Real(values, Precision::Single);
        (array.theirs.as_str(), array.dims.as_slice(), numbers)
    }));
    let mut bytes = Vec::new();
    write_arrays(&mut bytes, &texts, &arrays).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// A network alone for PyTorch, for examples of shape `input`: the lines that define the class `Net`, and the file of
/// its weights.
///
/// # Errors
/// What has no form there.
pub fn module_of(found: &FoundModel, input: Shape) -> Result<(String, Vec<u8>), String> {
    let named = named(&found.experiment.architecture, input)?;
    let text = script::module_of(&found.experiment.architecture, &named, input);
    Ok((text, bytes_of(found, &named, &Meaning::default())?))
}

/// The weights of an experiment's network from a state dict, and what went where.
///
/// # Errors
/// What does not fit, as the end of the sentence "FILE: …".
pub fn weights_for(experiment: &Experiment, state: &State) -> Result<(Weights, Vec<Went>), String> {
    let input = experiment.data.shape();
    fit_to(experiment, input, state)
}

fn fit_to(
    experiment: &Experiment,
    input: Shape,
    state: &State,
) -> Result<(Weights, Vec<Went>), String> {
    fit::fit(&named(&experiment.architecture, input)?, state)
}

#[cfg(test)]
mod tests;

//! Networks as ONNX files, which other programs run.

mod arrays;
mod codes;
mod own;
mod read;
mod schema;
mod write;

use std::path::Path;

use prost::Message as _;
use prost::bytes::Bytes;

use super::read::read_file;
use super::trained::{FoundModel, Meaning, texts};
use super::{StoreError, replace_file};
use crate::data::Channels;
use crate::nn::{Model, Shape};
use crate::setting::Value;
use crate::train::Experiment;

/// The versions of the standard operators that files can be written with.
pub const OPSETS: std::ops::RangeInclusive<i64> = 17..=20;
/// Before the name of each text of ours in a file.
const OURS: &str = "lemida.";

/// The bytes of a network's file, for examples of shape `input` and, where it takes them, of any height and width.
///
/// # Errors
/// What keeps it from being written.
pub fn to_bytes(found: &FoundModel, input: Shape, opset: i64) -> Result<Vec<u8>, String> {
    let model = &found.model;
    let mut file = write::file_of(&model.architecture, &model.weights, input, opset)?;
    let meaning = Meaning {
        classes: found.classes.clone(),
        measure: found.measure.clone(),
    };
    let known = [("steps", found.steps.to_string())];
    let texts = texts(&found.experiment, &known, &meaning);
    file.metadata_props = texts
        .into_iter()
        .map(|(key, value)| schema::Entry {
            key: format!("{OURS}{key}"),
            value,
        })
        .collect();
    Ok(file.encode_to_vec())
}

/// Writes a network into a file, with the experiment that made it.
///
/// # Errors
/// [`StoreError`], when it cannot be written.
pub fn save_onnx(path: &Path, found: &FoundModel, opset: i64) -> Result<(), StoreError> {
    let cure = "check the experiment with `lemida check`";
    let input = found.experiment.data.shape();
    let bytes = to_bytes(found, input, opset)
        .map_err(|wrong| StoreError::new(path, format!("cannot be written: {wrong}"), cure))?;
    replace_file(path, |out| out.write_all(&bytes))
}

/// Larger files are refused: no network that this program trains comes near.
const MOST_BYTES: u64 = 2 << 30;
const CURE: &str = "see what is read with `lemida import --help`";

/// A network that was read from a file, and what is to be said of it.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The network, with the experiment that made it or one that suits it.
    pub found: FoundModel,
    /// What is to be said of it, one sentence each.
    pub notes: Vec<String>,
}

/// Reads a network from a file. Its rows are those of the graph; an experiment that the file carries is taken only when
/// it draws that very graph.
///
/// # Errors
/// [`StoreError`], when the file is damaged or does what no row does.
pub fn load_onnx(path: &Path) -> Result<Imported, StoreError> {
    let bytes = read_file(
        path,
        MOST_BYTES,
        "it is larger than 2 GiB",
        "choose another file",
    )?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    from_bytes(bytes, &name, path.parent()).map_err(|wrong| StoreError::new(path, wrong, CURE))
}

/// The same for bytes; `folder` holds the files that go with them.
///
/// # Errors
/// What is wrong with them.
pub fn from_bytes(bytes: Vec<u8>, name: &str, folder: Option<&Path>) -> Result<Imported, String> {
    read::look_through(&bytes)?;
    let length = bytes.len() as u64;
    let file = schema::Model::decode(Bytes::from(bytes))
        .map_err(|error| format!("it is damaged, or no ONNX file ({error})"))?;
    let folder = folder.map(|folder| match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    });
    let mut notes = Vec::new();
    match own::network_of(&file) {
        own::Told::Whole(found) => {
            return Ok(Imported {
                found: *found,
                notes,
            });
        }
        own::Told::Other(note) => notes.push(note.into()),
        own::Told::Nothing => {}
    }
    let read = read::network_of(&file, length, folder)?;
    notes.extend(read.notes);
    let mut experiment = experiment_for(read.input, read.output)?;
    experiment.name = if name.is_empty() { "imported" } else { name }
        .chars()
        .take(60)
        .collect();
    experiment.architecture = (*read.architecture).clone();
    Ok(Imported {
        found: FoundModel {
            model: Model {
                architecture: read.architecture,
                channels: read.input.channels,
                weights: read.weights,
            },
            classes: experiment.data.classes(),
            experiment,
            steps: 0,
            measure: None,
            notes: Vec::new(),
        },
        notes,
    })
}

/// An experiment that a network with such examples and answers fits.
fn experiment_for(input: Shape, output: Shape) -> Result<Experiment, String> {
    let colours = |experiment: &mut Experiment| {
        let channels = if input.channels == 1 {
            Channels::Gray
        } else {
            Channels::Color
        };
        experiment
            .data
            .set("channels", Value::Text(channels.id().into()))
            .is_ok()
    };
    let named = |id: &str| Experiment::named(id).ok_or("the experiment for it is missing");
    let pictures = matches!(input.channels, 1 | 3) && !input.is_vector();
    let whole = |side: usize| i64::try_from(side).unwrap_or(i64::MAX);
    let mut experiment = named("denoise-quick")?;
    let suits = if pictures && input == output {
        colours(&mut experiment)
    } else if pictures && output.is_vector() && input.height == input.width {
        let before = experiment.clone();
        experiment.data = made("folder-classes")?;
        let side = experiment
            .data
            .set("side", Value::Int(whole(input.height)))
            .is_ok();
        let fits = colours(&mut experiment) && side;
        experiment.suit_data(&before);
        fits
    } else if input.is_vector() {
        let before = experiment.clone();
        experiment.data = made("table")?;
        let fits = experiment
            .data
            .set("inputs", Value::Int(whole(input.channels)))
            .is_ok();
        experiment.suit_data(&before);
        fits
    } else {
        false
    };
    if suits && experiment.data.shape().channels == input.channels {
        return Ok(experiment);
    }
    Err(format!(
        "it takes examples of {input} and gives {output}: data sets here have pictures of 1 or 3 channels (square up \
         to 256 pixels where the answer is none) and vectors"
    ))
}

fn made(id: &str) -> Result<Box<dyn crate::data::DataSet>, String> {
    let entry =
        crate::setting::find(crate::data::ALL, id).ok_or("the data set for it is missing")?;
    Ok((entry.make)())
}

#[cfg(test)]
mod tests;

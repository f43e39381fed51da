//! A run given away: its network as weights or for other programs, the run as a program for PyTorch, or all of it in
//! one file; with a model card in every form.

mod facts;
mod pack;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::card::{card_path, write_card};
use super::model::{FoundModel, Meaning, is_onnx, load_trained, save_model, weights_path};
use super::onnx::save_onnx;
use super::run::RunFolder;
use super::shelf::DiskShelf;
use super::torch::{save_script, save_weights};
use super::{StoreError, place, same_file};
use crate::data::{self, Examples};
use crate::nn::tensor_bytes::Precision;
use crate::train::Experiment;

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The network's weights, with numbers so exact.
    Weights(Precision),
    /// The same under PyTorch's names.
    State,
    /// A graph of ONNX's operators of this version.
    Onnx(i64),
    /// A program for PyTorch, with weights and data beside it.
    Script,
    /// The whole run.
    Run,
}

/// The endings that a file's name may have.
pub const ENDINGS: [&str; 4] = ["onnx", "safetensors", "py", "lemida"];

/// What was written.
#[derive(Clone, Debug)]
pub struct Exported {
    /// Numbers of the network, and the steps that it has learned.
    pub numbers: usize,
    /// Steps it has learned.
    pub steps: u64,
    /// The files beside the one that was named.
    pub beside: Vec<PathBuf>,
    /// Where the model card is, and how many of its questions are still open; why there is none, where it could not be
    /// written; nothing where none was wanted.
    pub card: Option<Result<(PathBuf, usize), StoreError>>,
}

/// The form that a file's name asks for; `None` where it asks for none.
pub fn form_of(output: &Path) -> Option<Form> {
    let ending = output.extension()?.to_string_lossy().to_lowercase();
    match &*ending {
        _ if is_onnx(output) => Some(Form::Onnx(*super::onnx::OPSETS.start())),
        "py" => Some(Form::Script),
        "safetensors" => Some(Form::Weights(Precision::Single)),
        "lemida" => Some(Form::Run),
        _ => None,
    }
}

/// Writes a run, or a file of weights, into `output`, and a model card beside it where one is wanted (into it, where
/// the form is a whole run).
///
/// # Errors
/// [`StoreError`], when the run cannot be read, has no such form, or the file cannot be written.
pub fn export(
    run: &Path,
    output: &Path,
    form: Form,
    wants_card: bool,
) -> Result<Exported, StoreError> {
    if RunFolder::owns(output) || same_file(&weights_path(run), output) {
        return Err(StoreError::new(
            output,
            "the copy would replace a file that belongs to a run",
            "give it another name",
        ));
    }
    let mut trained = load_trained(run)?;
    let meaning = Meaning {
        classes: trained.classes.clone(),
        measure: trained.measure.clone(),
    };
    // It may be given away: where the data lie is nobody else's business.
    let given = place::without(&trained.experiment);
    let own = std::mem::replace(&mut trained.experiment, given);
    let mut beside = Vec::new();
    match form {
        Form::Onnx(opset) => save_onnx(output, &trained, opset)?,
        Form::Script => {
            let examples = examples(run, &own, &trained)?;
            let [_, weights, data] = save_script(output, &trained, &*examples)?;
            beside.extend([weights, data]);
        }
        Form::State => save_weights(output, &trained)?,
        Form::Weights(precision) => {
            let (experiment, weights) = (&trained.experiment, &trained.model.weights);
            save_model(
                output,
                experiment,
                weights,
                trained.steps,
                &meaning,
                precision,
            )?;
        }
        Form::Run => {}
    }
    trained.experiment = own;
    let weights = &trained.model.weights;
    let numbers = weights.iter().map(|tensor| tensor.values.len()).sum();
    // The network is there: what is wrong with its card keeps nobody from it.
    let card = wants_card.then(|| {
        let facts = facts::facts(run, &trained);
        write_card(output, &facts).map(|open| (card_path(output), open))
    });
    if form == Form::Run {
        let written = card.as_ref().and_then(|card| card.as_ref().ok());
        pack::pack(run, output, written.map(|(path, _)| path.as_path()))?;
    }
    Ok(Exported {
        numbers,
        steps: trained.steps,
        beside,
        card,
    })
}

/// The examples of a run: its network's shapes are known with them.
fn examples(
    run: &Path,
    experiment: &Experiment,
    trained: &FoundModel,
) -> Result<Arc<dyn Examples>, StoreError> {
    let wrong =
        |found: String| StoreError::new(run, found, "put the data back, and export it again");
    let kept = RunFolder::pictures_of(run)?.unwrap_or_default();
    let examples = data::load(&*experiment.data, &DiskShelf, experiment.seed, &kept);
    let examples = examples.map_err(|error| wrong(error.to_string()))?;
    let (now, then) = (examples.shape(), trained.experiment.data.shape());
    if now == then {
        return Ok(examples);
    }
    Err(wrong(format!(
        "the data have examples of {now} now, and the run learned from examples of {then}"
    )))
}

//! Checkpoints: weights and optimizer in two files that change together.
//!
//! Both are first written under other names, then renamed, weights first. Whoever is killed between the two renames
//! leaves weights of one step and an optimizer of an older one, with the right optimizer beside it under its other
//! name; reading finds it by its step.

use std::path::Path;

use super::{EXPERIMENT, OPTIMIZER, PICTURES, WEIGHTS, foreign_weights, pictures};
use crate::StoreError;
use crate::model::{Meaning, load_trained, save_model};
use crate::nn::tensor_bytes::{Part, Precision};
use crate::train::{Checkpoint, Early, Experiment, Spent};
use crate::{place, tensors};

const NEXT_WEIGHTS: &str = "weights.next.safetensors";
const NEXT_OPTIMIZER: &str = "optimizer.next.safetensors";

/// Writes a checkpoint; the old one survives any failure.
pub(super) fn save(
    folder: &Path,
    experiment: &Experiment,
    checkpoint: &Checkpoint,
    meaning: &Meaning,
) -> Result<(), StoreError> {
    finish(folder)?;
    let (weights, optimizer) = (folder.join(NEXT_WEIGHTS), folder.join(NEXT_OPTIMIZER));
    let exact = Precision::Single;
    let written = save_model(
        &weights,
        experiment,
        &checkpoint.weights,
        checkpoint.step,
        meaning,
        exact,
    )
    .and_then(|()| save_optimizer(&optimizer, experiment, checkpoint))
    .and_then(|()| rename(&weights, &folder.join(WEIGHTS)))
    .and_then(|()| rename(&optimizer, &folder.join(OPTIMIZER)));
    if written.is_err() {
        // On a full disk the room is worth more than a half of a checkpoint. Weights that have their place
        // already need the optimizer beside them.
        if weights.exists() {
            let _ = std::fs::remove_file(&weights);
            let _ = std::fs::remove_file(&optimizer);
        }
    }
    // A rename is on the disk for good only when its folder is; not every system can do that.
    let _ = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
    written
}

/// Makes the second rename where a run was killed between the two.
pub(super) fn finish(folder: &Path) -> Result<(), StoreError> {
    let optimizer = folder.join(NEXT_OPTIMIZER);
    if optimizer.exists() && !folder.join(NEXT_WEIGHTS).exists() {
        rename(&optimizer, &folder.join(OPTIMIZER))?;
    }
    Ok(())
}

fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    std::fs::rename(from, to).map_err(|error| StoreError::writing(to, &error))
}

fn save_optimizer(
    path: &Path,
    experiment: &Experiment,
    checkpoint: &Checkpoint,
) -> Result<(), StoreError> {
    let spent = &checkpoint.spent;
    let mut texts = vec![
        ("step", checkpoint.step.to_string()),
        ("learning_rate", checkpoint.learning_rate.to_string()),
        ("since_best", spent.since.to_string()),
        ("judged", spent.judged.to_string()),
    ];
    // Of runs that no time ends, two with the same numbers have the same files.
    if experiment.training.time > 0.0 {
        texts.push(("seconds", spent.seconds.to_string()));
    }
    texts.extend(spent.best.map(|best| ("best", best.to_string())));
    texts.extend(spent.early.map(|early| ("ended", early.id().into())));
    let shapes: Vec<_> = checkpoint
        .slots
        .iter()
        .map(|(_, values)| [values.len()])
        .collect();
    let parts: Vec<_> = checkpoint
        .slots
        .iter()
        .zip(&shapes)
        .map(|((name, values), shape)| Part {
            name,
            shape,
            values,
        })
        .collect();
    tensors::write(path, &texts, &parts, Precision::Single)
}

/// The step of the folder's weights; 0 when there are none or they do not say.
pub(super) fn kept_step(folder: &Path) -> Result<u64, StoreError> {
    let weights = folder.join(WEIGHTS);
    if !weights.exists() {
        return Ok(0);
    }
    let file = tensors::read(&weights)?;
    let step = file.texts.get("steps").and_then(|step| step.parse().ok());
    Ok(step.unwrap_or(0))
}

/// Reads the checkpoint of a run folder, with what is to be said of it; `None` when none was ever written.
///
/// A rate that was changed on the way goes on, unless the folder's experiment names another one than when the
/// checkpoint was written.
pub(super) fn load(
    folder: &Path,
    experiment: &Experiment,
) -> Result<Option<(Checkpoint, Vec<String>)>, StoreError> {
    let (weights, optimizer) = (folder.join(WEIGHTS), folder.join(OPTIMIZER));
    match (
        weights.exists(),
        optimizer.exists() || folder.join(NEXT_OPTIMIZER).exists(),
    ) {
        (false, false) => return Ok(None),
        (false, true) => {
            if !optimizer.exists() {
                // Ended while the very first checkpoint was being written.
                return Ok(None);
            }
            return Err(StoreError::new(
                &weights,
                "it is missing",
                "put it back, or start a new run in another folder",
            ));
        }
        (true, false) => {
            return Err(StoreError::new(
                &optimizer,
                "it is missing, so the run cannot go on exactly",
                "put it back, or start a new run in another folder; the weights can still be used as a model",
            ));
        }
        (true, true) => {}
    }
    let trained = load_trained(&weights)?;
    if trained.experiment.architecture != experiment.architecture {
        return Err(foreign_weights(&weights));
    }
    let step = trained.steps;
    let mut found = None;
    for path in [optimizer.clone(), folder.join(NEXT_OPTIMIZER)] {
        if path.exists() {
            match load_optimizer(&path) {
                Ok(state) if state.step == step => {
                    found = Some(state);
                    break;
                }
                Err(error) if path == optimizer && !folder.join(NEXT_OPTIMIZER).exists() => {
                    return Err(error);
                }
                Ok(_) | Err(_) => {}
            }
        }
    }
    let Some(mut checkpoint) = found else {
        return Err(StoreError::new(
            &optimizer,
            format!("it does not belong to the weights of step {step}"),
            "put the right file back, or start a new run in another folder",
        ));
    };
    checkpoint.weights = trained.model.weights.to_vec();
    checkpoint.classes = trained.classes;
    checkpoint.parts = pictures::load(&folder.join(PICTURES))?;
    let mut words = Vec::new();
    let mut before = trained.experiment;
    place::settle(&mut before, Some(&folder.join(EXPERIMENT)));
    let rate = experiment.training.learning_rate;
    if before.training.learning_rate != rate {
        checkpoint.learning_rate = rate;
    } else if checkpoint.learning_rate != rate {
        words.push(format!(
            "the learning rate was changed to {} on the way and stays so; its experiment.toml says {rate}, and a \
             change there is used",
            checkpoint.learning_rate
        ));
    }
    before.training.steps = experiment.training.steps;
    if before != *experiment {
        words.push("its experiment.toml was changed since the last checkpoint: the run goes on as it says now".into());
    }
    Ok(Some((checkpoint, words)))
}

fn load_optimizer(path: &Path) -> Result<Checkpoint, StoreError> {
    let file = tensors::read(path)?;
    let number = |key: &str| file.texts.get(key);
    let step = number("step").and_then(|text| text.parse().ok());
    let learning_rate = number("learning_rate").and_then(|text| text.parse().ok());
    let (Some(step), Some(learning_rate)) = (step, learning_rate) else {
        return Err(StoreError::new(
            path,
            "it does not say its step and learning rate",
            "put the right file back",
        ));
    };
    // Older versions wrote none of these.
    let spent = Spent {
        seconds: number("seconds")
            .and_then(|text| text.parse().ok())
            .filter(|seconds: &f64| seconds.is_finite() && *seconds >= 0.0)
            .unwrap_or(0.0),
        best: number("best").and_then(|text| text.parse().ok()),
        since: number("since_best")
            .and_then(|text| text.parse().ok())
            .unwrap_or(0),
        judged: number("judged")
            .and_then(|text| text.parse().ok())
            .unwrap_or(0),
        early: number("ended").and_then(|text| Early::of(text)),
    };
    Ok(Checkpoint {
        step,
        learning_rate,
        spent,
        weights: Vec::new(),
        slots: file
            .tensors
            .into_iter()
            .map(|tensor| (tensor.name, tensor.values))
            .collect(),
        ..Checkpoint::default()
    })
}

//! A network that was made elsewhere, as a run that has done no step yet: its rows can be edited, its weights looked
//! at, and it trains on from them.

use std::path::Path;

use super::about::About;
use super::{RunFolder, checkpoint};
use crate::StoreError;
use crate::model::{FoundModel, Meaning};
use crate::train::{Checkpoint, Spent};

/// Makes the folder of a run in `runs` that begins with a network's weights; `from` says where they come from.
///
/// # Errors
/// [`StoreError`], when it cannot be written.
pub fn adopt(found: &FoundModel, from: &str, runs: &Path) -> Result<RunFolder, StoreError> {
    let folder = RunFolder::create_under(runs, &found.experiment)?;
    let begun = Checkpoint {
        step: 0,
        weights: (*found.model.weights).clone(),
        slots: Vec::new(),
        learning_rate: found.experiment.training.learning_rate,
        classes: found.classes.clone(),
        parts: None,
        spent: Spent::default(),
    };
    let meaning = Meaning {
        classes: found.classes.clone(),
        measure: found.measure.clone(),
    };
    checkpoint::save(folder.path(), &found.experiment, &begun, &meaning)?;
    let about = About {
        from: format!("{from}, step {}", found.steps),
        ..About::default()
    };
    about.save(folder.path())?;
    Ok(folder)
}

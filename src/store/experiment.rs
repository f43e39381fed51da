//! Experiment files.

use std::path::{Path, PathBuf};

use super::read::read_file;
use super::{StoreError, replace_file};
use crate::train::Experiment;

/// An experiment is a page of text; what is larger is something else.
const MOST_BYTES: u64 = 1 << 20;

/// Reads an experiment file.
///
/// # Errors
/// [`StoreError`], with every mistake's line and column.
pub fn load_experiment(path: &Path) -> Result<Experiment, StoreError> {
    let found = "it is too large for an experiment";
    let bytes = read_file(path, MOST_BYTES, found, "choose a file that ends in .toml")?;
    let text = String::from_utf8(bytes).map_err(|_| {
        StoreError::new(
            path,
            "it is no text",
            "choose an experiment file, which ends in .toml",
        )
    })?;
    Experiment::from_toml(&text).map_err(|error| {
        let cure = if error.mistakes.len() == 1 {
            "correct that line"
        } else {
            "correct these lines"
        };
        StoreError::new(path, error.to_string(), cure)
    })
}

/// Keeps a copy of a file beside it, under its name with `.old` added, and says where. A copy that is there already is the
/// older one and stays.
///
/// # Errors
/// [`StoreError`], when the copy cannot be written.
pub fn keep_old(path: &Path) -> Result<PathBuf, StoreError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".old");
    let kept = PathBuf::from(name);
    if !kept.exists() && path.exists() {
        std::fs::copy(path, &kept).map_err(|error| StoreError::writing(&kept, &error))?;
    }
    Ok(kept)
}

/// Writes an experiment file; an older one survives any failure.
///
/// # Errors
/// [`StoreError`], when it cannot be written.
pub fn save_experiment(path: &Path, experiment: &Experiment) -> Result<(), StoreError> {
    replace_file(path, |out| out.write_all(experiment.to_toml().as_bytes()))
}

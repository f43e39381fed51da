//! Experiment files.

use std::path::{Path, PathBuf};

use super::read::read_file;
use super::{StoreError, place, replace_file};
use crate::train::Experiment;

/// An experiment is a page of text; what is larger is something else.
const MOST_BYTES: u64 = 1 << 20;

/// Reads an experiment file. A relative path to its data is made absolute (see [`place::settle`]).
///
/// # Errors
/// [`StoreError`], with every mistake's line and column.
pub fn load_experiment(path: &Path) -> Result<Experiment, StoreError> {
    load_told(path).map(|(experiment, _)| experiment)
}

/// The same, with what is to be said of where its data lie.
///
/// # Errors
/// As [`load_experiment`].
pub fn load_told(path: &Path) -> Result<(Experiment, Option<String>), StoreError> {
    let found = "it is too large for an experiment";
    let bytes = read_file(path, MOST_BYTES, found, "choose a file that ends in .toml")?;
    let text = String::from_utf8(bytes).map_err(|_| {
        StoreError::new(
            path,
            "it is no text",
            "choose an experiment file, which ends in .toml",
        )
    })?;
    let mut experiment = Experiment::from_toml(&text).map_err(|error| {
        let cure = if error.mistakes.len() == 1 {
            "correct that line"
        } else {
            "correct these lines"
        };
        StoreError::new(path, error.to_string(), cure)
    })?;
    let words = place::settle(&mut experiment, Some(path));
    Ok((experiment, words))
}

/// Keeps a copy of a file beside it, under its name with `.old` added, and says where. A copy that is there already is
/// the older one and stays.
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

/// Writes an experiment file; an older one survives any failure. Data below the file's folder are named from there.
///
/// # Errors
/// [`StoreError`], when it cannot be written.
pub fn save_experiment(path: &Path, experiment: &Experiment) -> Result<(), StoreError> {
    let text = place::named_from(experiment, path).to_toml();
    replace_file(path, |out| out.write_all(text.as_bytes()))
}

//! A run that was packed into one file, as a folder again.

use std::path::{Path, PathBuf};

use super::names::EXPERIMENT;
use super::{RunFolder, copy, plain_name};
use crate::StoreError;
use crate::packed::{CURE, Packed};

/// Unpacks a run into a new folder in `runs`.
///
/// # Errors
/// [`StoreError`], when the file is damaged, holds no run, or the folder cannot be written.
pub fn unpack(file: &Path, runs: &Path) -> Result<RunFolder, StoreError> {
    let mut packed = Packed::open(file)?;
    let names = packed.names();
    let none = || StoreError::new(file, "it is an archive, but it holds no run", CURE);
    if !names.iter().any(|name| name == EXPERIMENT) {
        return Err(none());
    }
    std::fs::create_dir_all(runs).map_err(|error| StoreError::writing(runs, &error))?;
    // Made beside its place and put there when it is whole and opens.
    let part = tempfile::Builder::new()
        .prefix(".lemida-")
        .tempdir_in(runs)
        .map_err(|error| StoreError::writing(runs, &error))?;
    for name in &names {
        let bytes = packed.file(name)?;
        let place = part.path().join(name);
        let folder = place.parent().unwrap_or(part.path());
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&place, bytes))
            .map_err(|error| StoreError::writing(&place, &error))?;
    }
    let found =
        RunFolder::open(part.path()).map_err(|error| StoreError::new(file, error.found, CURE))?;
    let place = free_place(runs, &plain_name(&found.experiment.name));
    std::fs::rename(part.path(), &place).map_err(|error| StoreError::writing(&place, &error))?;
    drop(part.keep());
    copy::open_to_all(&place);
    Ok(RunFolder { path: place })
}

/// A name in a folder that nothing has yet.
fn free_place(runs: &Path, name: &str) -> PathBuf {
    let places = (1_u64..).map(|number| runs.join(format!("{name}-{number}")));
    let mut free = places.filter(|place| !place.exists());
    free.next().unwrap_or_else(|| runs.join(name))
}

//! A run whose folder was deleted, moved away or closed to writing while it trains: it goes on in a new folder beside
//! the old place, with all it had.

use std::path::{Path, PathBuf};

use super::{EXPERIMENT, RunFolder, data_folder};
use crate::{StoreError, try_writing};

/// Most names that are tried in one place.
const MOST: u32 = 1000;

/// Whether a run's folder is not what it was: gone, another one, or not to be written any more. A full disk is none of
/// these: another folder would be as full.
pub(super) fn lost(folder: &Path) -> Option<&'static str> {
    if !folder.is_dir() {
        return Some("is gone");
    }
    if !folder.join(EXPERIMENT).exists() {
        return Some("was emptied");
    }
    match try_writing(folder) {
        Err(error) if error.is_denial() => Some("cannot be written any more"),
        _ => None,
    }
}

/// An empty folder for the run that was kept in `folder`: beside it as `NAME-2`, `NAME-3`, …, or where the system keeps
/// a person's data.
///
/// # Errors
/// [`StoreError`], when neither can be made.
pub(super) fn find(folder: &Path) -> Result<RunFolder, StoreError> {
    let parent = folder
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    let name = folder.file_name().unwrap_or("run".as_ref());
    make(parent, name).or_else(|_| make(&data_folder(), name))
}

fn make(parent: &Path, name: &std::ffi::OsStr) -> Result<RunFolder, StoreError> {
    std::fs::create_dir_all(parent).map_err(|error| StoreError::writing(parent, &error))?;
    let mut taken = PathBuf::new();
    for number in 2..=MOST {
        let mut name = name.to_owned();
        name.push(format!("-{number}"));
        let path = parent.join(name);
        match std::fs::create_dir(&path) {
            Ok(()) => return Ok(RunFolder { path }),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => taken = path,
            Err(error) => return Err(StoreError::writing(&path, &error)),
        }
    }
    Err(StoreError::new(
        &taken,
        "there are too many folders of this name",
        "remove some of them",
    ))
}

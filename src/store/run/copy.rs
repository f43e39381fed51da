//! A run's folder, copied to another place.

use std::io;
use std::path::{Path, PathBuf};

use super::{EXPERIMENT, LOCK, TAPE, plain_name};
use crate::StoreError;
use crate::experiment::load_experiment;
use crate::figures::make_folder;

/// Copies the run in `from` into the folder `to`, under its own name; returns where the copy is.
///
/// # Errors
/// [`StoreError`], when there is something of that name already or a file cannot be copied.
pub fn copy(from: &Path, to: &Path) -> Result<PathBuf, StoreError> {
    copy_to(from, to, to.join(from.file_name().unwrap_or_default()))
}

/// Copies the run in `from` into the folder `to`, which is made if need be, under the name that a new run of its
/// experiment would have there; returns where the copy is.
///
/// # Errors
/// [`StoreError`], when it is no run or a file cannot be copied.
pub fn copy_beside(from: &Path, to: &Path) -> Result<PathBuf, StoreError> {
    let experiment = load_experiment(&from.join(EXPERIMENT))?;
    make_folder(to)?;
    let name = plain_name(&experiment.name);
    let names = (1u64..).map(|number| to.join(format!("{name}-{number}")));
    let mut free = names.skip_while(|place| place.exists());
    let place = free.next().unwrap_or_else(|| to.join(&name));
    copy_to(from, to, place)
}

/// Copies the run in `from` to `place`, which lies in `to`.
fn copy_to(from: &Path, to: &Path, place: PathBuf) -> Result<PathBuf, StoreError> {
    let wrong = |error: io::Error| StoreError::writing(&place, &error);
    if place.exists() {
        let found = "there is something of this name already";
        return Err(StoreError::new(&place, found, "choose another folder"));
    }
    // Made beside its place and put there when it is whole.
    let part = tempfile::Builder::new()
        .prefix(".lemida-")
        .tempdir_in(to)
        .map_err(wrong)?;
    let listing = std::fs::read_dir(from).map_err(|error| StoreError::reading(from, &error))?;
    for file in listing {
        let file = file.map_err(|error| StoreError::reading(from, &error))?;
        // A run's folder holds files and its tape; whatever else a person put there stays behind.
        let (old, new) = (file.path(), part.path().join(file.file_name()));
        if old.is_file() && file.file_name() != LOCK {
            std::fs::copy(old, new).map_err(wrong)?;
        } else if old.is_dir() && file.file_name() == TAPE {
            std::fs::create_dir(&new).map_err(wrong)?;
            let marks =
                std::fs::read_dir(&old).map_err(|error| StoreError::reading(&old, &error))?;
            for mark in marks.flatten().filter(|mark| mark.path().is_file()) {
                std::fs::copy(mark.path(), new.join(mark.file_name())).map_err(wrong)?;
            }
        }
    }
    std::fs::rename(part.path(), &place).map_err(wrong)?;
    drop(part.keep());
    open_to_all(&place);
    Ok(place)
}

/// Temporary folders are private; a finished one gets the usual rights.
#[cfg(unix)]
pub(super) fn open_to_all(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    // Not fatal: the copy is complete either way.
    let _ = std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755));
}

#[cfg(not(unix))]
pub(super) fn open_to_all(_: &Path) {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::RunFolder;
    use crate::train::{Experiment, NAMED};

    #[test]
    fn a_copy_holds_the_same_experiment_and_never_overwrites() {
        let home = tempfile::tempdir().unwrap();
        let to = tempfile::tempdir().unwrap();
        let experiment = Experiment::named(NAMED[0].id).unwrap();
        let folder = RunFolder::create_under(home.path(), &experiment).unwrap();
        let place = copy(folder.path(), to.path()).unwrap();
        assert_eq!(RunFolder::open(&place).unwrap().experiment, experiment);
        let again = copy(folder.path(), to.path()).unwrap_err().to_string();
        assert!(again.contains("choose another folder"), "{again}");
        let beside = copy_beside(folder.path(), to.path()).unwrap();
        assert_ne!(beside, place);
        assert_eq!(RunFolder::open(&beside).unwrap().experiment, experiment);
    }
}

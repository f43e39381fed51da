//! Reading a run that was packed into one file: a ZIP archive of what its folder holds.

use std::borrow::Cow;
use std::io::{Cursor, Read as _};
use std::path::Path;

use zip::ZipArchive;

use super::StoreError;
use super::read::read_file;
use super::run::names::{PACKED, TAPE, WEIGHTS};

/// Larger files are neither packed nor unpacked.
pub(super) const MOST_BYTES: u64 = 4 << 30;
/// Most files in an archive.
const MOST_FILES: usize = 10_000;
/// What is packed may be so many times as long as its archive.
const MOST_TIMES: u64 = 50;
pub(super) const CURE: &str = "get a complete copy of it, or export the run again";

/// Whether a name in an archive is that of a file of a run; nothing else is ever unpacked.
fn is_of_run(name: &str) -> bool {
    let of_tape = || {
        let step = name
            .strip_prefix(TAPE)?
            .strip_prefix('/')?
            .strip_suffix(".safetensors")?;
        (step.len() <= 20 && step.bytes().all(|byte| byte.is_ascii_digit()) && !step.is_empty())
            .then_some(())
    };
    PACKED.contains(&name) || of_tape().is_some()
}

/// An archive and how much may still come out of it.
pub(super) struct Packed<'a> {
    path: &'a Path,
    archive: ZipArchive<Cursor<Vec<u8>>>,
    left: u64,
}

impl<'a> Packed<'a> {
    pub(super) fn open(path: &'a Path) -> Result<Self, StoreError> {
        let bytes = read_file(
            path,
            MOST_BYTES,
            "it is larger than 4 GiB",
            "choose another file",
        )?;
        let left = (bytes.len() as u64)
            .saturating_mul(MOST_TIMES)
            .min(MOST_BYTES);
        let damaged = |what: String| StoreError::new(path, what, CURE);
        let archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| damaged(format!("it is a damaged archive ({error})")))?;
        if archive.len() > MOST_FILES {
            return Err(damaged(format!(
                "it is an archive of {} files: too many",
                archive.len()
            )));
        }
        Ok(Self {
            path,
            archive,
            left,
        })
    }

    /// The names of its files of a run.
    pub(super) fn names(&self) -> Vec<String> {
        let names = self.archive.file_names().flatten();
        names
            .filter(|name| is_of_run(name))
            .map(Cow::into_owned)
            .collect()
    }

    /// One of its files.
    pub(super) fn file(&mut self, name: &str) -> Result<Vec<u8>, StoreError> {
        let path = self.path;
        let damaged = |what: String| StoreError::new(path, what, CURE);
        let cannot = |why: String| damaged(format!("\"{name}\" in it cannot be read ({why})"));
        let entry = self
            .archive
            .by_name(name)
            .map_err(|error| cannot(error.to_string()))?;
        let mut bytes = Vec::new();
        let read = entry.take(self.left + 1).read_to_end(&mut bytes);
        read.map_err(|error| cannot(error.to_string()))?;
        let rest = self.left.checked_sub(bytes.len() as u64);
        self.left =
            rest.ok_or_else(|| damaged("it holds far more than a run of its size".into()))?;
        Ok(bytes)
    }
}

/// The weights of a packed run.
///
/// # Errors
/// [`StoreError`], when there are none.
pub(super) fn packed_weights(file: &Path) -> Result<Vec<u8>, StoreError> {
    let mut packed = Packed::open(file)?;
    if !packed.names().iter().any(|name| name == WEIGHTS) {
        return Err(StoreError::new(
            file,
            "it is an archive, but it holds no run",
            CURE,
        ));
    }
    packed.file(WEIGHTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_a_runs_files_are_unpacked() {
        for name in [
            "experiment.toml",
            "weights.safetensors",
            "tape/120.safetensors",
            "note.txt",
        ] {
            assert!(is_of_run(name), "{name}");
        }
        for name in [
            "../experiment.toml",
            "/etc/passwd",
            "tape/../x.safetensors",
            "tape/.safetensors",
            "log.txt",
            "a",
        ] {
            assert!(!is_of_run(name), "{name}");
        }
    }
}

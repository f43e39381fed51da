//! The lock of a run's folder: one writes, any number may look.
//!
//! It is advisory and the system's own, so it ends with the process that holds it, however that ends.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

use super::LOCK;
use crate::StoreError;

/// Held as long as the run is written.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of the folder.
    pub(super) fn take(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(LOCK);
        let wrong = |error: io::Error| StoreError::writing(&path, &error);
        let file = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(wrong)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::new(
                    folder,
                    "this run is being trained already, by another window or command",
                    "wait until that has ended or stop it, or train into another folder",
                ));
            }
            // Some file systems know no locks: then it is as if there were none.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(wrong(error)),
        }
        Ok(Self { _file: file })
    }
}

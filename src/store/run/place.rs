//! Where a run is kept: known when its folder is made, and another when that folder is lost under way.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Clones share one state.
#[derive(Clone, Debug, Default)]
pub struct Place(Arc<Mutex<Option<PathBuf>>>);

impl Place {
    /// The folder, as soon as there is one.
    pub fn get(&self) -> Option<PathBuf> {
        // A path is whole at any time.
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The run is kept in `folder` from now on.
    pub fn set(&self, folder: &Path) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(folder.to_owned());
    }
}

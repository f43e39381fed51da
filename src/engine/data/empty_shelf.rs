//! A shelf for tests and for data sets that need none.

use std::path::Path;
use std::sync::Arc;

use super::{Collection, DataError, FolderLayout, Labelled, Shelf};
use crate::image::{Image, Photo};
use crate::say;

/// A shelf with nothing on it, for data sets that make their examples themselves.
#[derive(Clone, Copy, Debug, Default)]
pub struct EmptyShelf;

impl EmptyShelf {
    fn nothing<T>() -> Result<T, DataError> {
        Err(DataError(say!(
            "there is nothing on this shelf; use the program's own"
        )))
    }
}

impl Shelf for EmptyShelf {
    fn training_photos(&self) -> Result<Arc<Vec<Photo>>, DataError> {
        Self::nothing()
    }
    fn test_photos(&self) -> Result<Arc<Vec<(String, Image)>>, DataError> {
        Self::nothing()
    }
    fn collection(&self, _: Collection) -> Result<Arc<[Labelled; 2]>, DataError> {
        Self::nothing()
    }
    fn folder(&self, _: &Path) -> Result<Vec<(String, Image)>, DataError> {
        Self::nothing()
    }
    fn layout(&self, _: &Path) -> Result<FolderLayout, DataError> {
        Self::nothing()
    }
}

//! Figures on the disk: one SVG to look at and one CSV to compute with.

use std::path::Path;

use super::{StoreError, replace_file};
use crate::figure::Figure;

/// Size of a figure's drawing, in points.
const SIZE: (f64, f64) = (640.0, 400.0);

/// Writes `<name>.svg` and `<name>.csv` into an existing folder.
///
/// # Errors
/// [`StoreError`], when a file cannot be written; an old one is kept then.
pub fn write_figure(folder: &Path, name: &str, figure: &Figure) -> Result<(), StoreError> {
    for (ending, text) in [("svg", figure.svg(SIZE.0, SIZE.1)), ("csv", figure.csv())] {
        let path = folder.join(format!("{name}.{ending}"));
        replace_file(&path, |out| out.write_all(text.as_bytes()))?;
    }
    Ok(())
}

/// Makes a folder, and those above it, if need be.
///
/// # Errors
/// [`StoreError`], when that cannot be done.
pub fn make_folder(path: &Path) -> Result<(), StoreError> {
    std::fs::create_dir_all(path).map_err(|error| StoreError::writing(path, &error))
}

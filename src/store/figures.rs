//! Figures on the disk: one SVG to look at and one CSV to compute with.

use std::path::{Path, PathBuf};

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

/// Whether a folder holds figures whose names begin with `name`.
pub fn holds_figures(folder: &Path, name: &str) -> bool {
    let there = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names = there.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.any(|found| found.starts_with(&format!("{name}-")) && found.ends_with(".svg"))
}

/// Makes a new folder inside `within`: `name`, or `name-2` and so on.
///
/// # Errors
/// [`StoreError`], when that cannot be done.
pub fn new_folder(within: &Path, name: &str) -> Result<PathBuf, StoreError> {
    let folder = (1..)
        .map(|count| match count {
            1 => within.join(name),
            _ => within.join(format!("{name}-{count}")),
        })
        .find(|folder| !folder.exists())
        .unwrap_or_else(|| within.join(name));
    make_folder(&folder)?;
    Ok(folder)
}

/// Makes a folder, and those above it, if need be.
///
/// # Errors
/// [`StoreError`], when that cannot be done.
pub fn make_folder(path: &Path) -> Result<(), StoreError> {
    if path.exists() && !path.is_dir() {
        return Err(StoreError::new(
            path,
            "it is no folder but a file",
            "name another folder",
        ));
    }
    std::fs::create_dir_all(path).map_err(|error| StoreError::writing(path, &error))
}

//! Figures on the disk: an SVG and a PNG to look at, and a CSV to compute with.

mod letters;
mod pixels;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use image::ImageEncoder;
use image::codecs::png::PngEncoder;

use super::{StoreError, replace_file};
use crate::figure::Figure;

pub use letters::{HEBREW, INTER};
pub use pixels::{Pixels, pixels};

/// Pixels of a point: fine enough for a slide.
pub const SCALE: f64 = 2.0;

/// The endings of the files that a figure can be written as.
pub const ENDINGS: [&str; 3] = ["svg", "png", "csv"];

/// Writes `<name>.svg`, `<name>.png` and `<name>.csv` into an existing folder; their names. Frames have numbered
/// drawings and one table.
///
/// # Errors
/// [`StoreError`], when a file cannot be written; an old one is kept then.
pub fn write_figure(folder: &Path, name: &str, figure: &Figure) -> Result<Vec<String>, StoreError> {
    let mut files = Vec::new();
    let mut write = |name: String, figure: &Figure| {
        save_figure(&folder.join(&name), figure)?;
        files.push(name);
        Ok(())
    };
    let frames = figure.frames();
    for (at, frame) in frames.iter().enumerate() {
        let name = match frames.len() {
            1 => name.to_owned(),
            _ => format!("{name}-{}", at + 1),
        };
        for ending in ["svg", "png"] {
            write(format!("{name}.{ending}"), frame)?;
        }
    }
    write(format!("{name}.csv"), figure)?;
    Ok(files)
}

/// Writes a figure as its file's ending says: SVG, PNG or CSV. Of several frames a drawing shows the last.
///
/// # Errors
/// [`StoreError`], when the name has no such ending or the file cannot be written; an old one is kept then.
pub fn save_figure(path: &Path, figure: &Figure) -> Result<(), StoreError> {
    let ending = path.extension().map(std::ffi::OsStr::to_ascii_lowercase);
    match ending.as_deref().and_then(|ending| ending.to_str()) {
        Some("svg") => replace_file(path, |out| out.write_all(figure.svg().as_bytes())),
        Some("csv") => replace_file(path, |out| out.write_all(figure.csv().as_bytes())),
        Some("png") => {
            let Pixels { size, rgba } = pixels(&figure.drawing(), SCALE);
            let [width, height] = size.map(|side| side as u32);
            let color = image::ExtendedColorType::Rgba8;
            replace_file(path, |out| {
                let written = PngEncoder::new(out).write_image(&rgba, width, height, color);
                written.map_err(std::io::Error::other)
            })
        }
        _ => Err(StoreError::new(
            path,
            "a figure is saved as a drawing or as a table",
            "end the name in .svg, .png or .csv",
        )),
    }
}

/// Whether a folder holds figures whose names begin with `name`.
pub fn holds_figures(folder: &Path, name: &str) -> bool {
    let there = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names = there.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.any(|found| found.starts_with(&format!("{name}-")) && found.ends_with(".svg"))
}

/// A path inside `folder` at which nothing is: `<name>.<ending>`, or `<name>-2.<ending>` and so on.
pub fn free_file(folder: &Path, name: &str, ending: &str) -> PathBuf {
    let first = folder.join(format!("{name}.{ending}"));
    let later = (2..).map(|count| folder.join(format!("{name}-{count}.{ending}")));
    let mut all = std::iter::once(first.clone()).chain(later);
    all.find(|path| !path.exists()).unwrap_or(first)
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

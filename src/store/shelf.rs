//! The shelf that data sets take from: the embedded files, and folders on the disk.
//!
//! Embedded pictures are decoded when first asked for, in parallel, and kept.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::assets::{self, Asset};
use super::collections;
use super::magic::{ENDINGS, FORMATS};
use super::{StoreError, picture, table};
use crate::data::{
    Collection, DataError, FolderLayout, Inner, Labelled, Shared, Shelf, is_leftover,
};
use crate::image::{Image, Photo};

/// Most bytes that are kept of the pictures of one folder.
const MAX_FOLDER: usize = 1_000_000_000;

/// What has been decoded once, or why it could not be.
type Kept<T> = OnceLock<Result<Arc<T>, DataError>>;

/// The program's own shelf. All of them share what has been decoded.
#[derive(Clone, Copy, Debug, Default)]
pub struct DiskShelf;

impl Shelf for DiskShelf {
    fn training_photos(&self) -> Result<Arc<Vec<Photo>>, DataError> {
        static KEPT: Kept<Vec<Photo>> = OnceLock::new();
        KEPT.get_or_init(|| {
            let photos: Result<Vec<_>, StoreError> = assets::TRAINING_PHOTOS
                .par_iter()
                .map(|asset| picture::decode_photo(Path::new(asset.path), asset.bytes))
                .collect();
            Ok(Arc::new(photos?))
        })
        .clone()
    }

    fn test_photos(&self) -> Result<Arc<Vec<(String, Image)>>, DataError> {
        static KEPT: Kept<Vec<(String, Image)>> = OnceLock::new();
        KEPT.get_or_init(|| {
            let photos: Result<Vec<_>, StoreError> = assets::TEST_PHOTOS
                .par_iter()
                .map(|asset| Ok((asset.name.to_owned(), decode_asset(asset)?)))
                .collect();
            Ok(Arc::new(photos?))
        })
        .clone()
    }

    fn collection(&self, which: Collection) -> Result<Arc<[Labelled; 2]>, DataError> {
        collections::collection(which)
    }

    fn folder(&self, path: &Path) -> Result<Vec<(String, Image)>, DataError> {
        let mut pictures = Vec::new();
        self.each_picture(path, &mut |name, picture| {
            let held = size_of_val(picture.pixels());
            pictures.push((name, picture));
            held
        })?;
        Ok(pictures)
    }

    fn picture(&self, path: &Path) -> Result<Option<Image>, DataError> {
        let open = || picture::open(path).map_err(DataError::from);
        path.is_file().then(open).transpose()
    }

    fn each_picture(
        &self,
        path: &Path,
        take: &mut dyn FnMut(String, Image) -> usize,
    ) -> Result<Vec<String>, DataError> {
        let files = picture_files(path)?;
        if files.is_empty() {
            return Err(StoreError::new(
                path,
                "the folder holds no picture",
                "put some in it or choose another",
            )
            .expecting(FORMATS)
            .into());
        }
        let (mut held, mut taken) = (0, 0);
        let mut left_out = Vec::new();
        let mut first_error = None;
        // Two at a time: a decoded photograph is many times larger than what is kept of it.
        for some in files.chunks(2) {
            let some: Vec<_> = some
                .par_iter()
                .map(|file| (display_name(file), picture::open(file)))
                .collect();
            for (name, picture) in some {
                match picture {
                    Ok(picture) => {
                        held += take(name, picture);
                        taken += 1;
                    }
                    Err(error) => {
                        left_out.push(error.to_string());
                        first_error.get_or_insert(error);
                    }
                }
            }
            if held > MAX_FOLDER {
                return Err(StoreError::new(
                    path,
                    format!(
                        "the first {taken} of its {} pictures hold more than fit into memory",
                        files.len()
                    ),
                    "use fewer or smaller ones",
                )
                .expecting(format!("{} MB at most", MAX_FOLDER / 1_000_000))
                .into());
            }
        }
        match first_error {
            Some(error) if taken == 0 => Err(error.into()),
            _ => Ok(left_out),
        }
    }

    fn layout(&self, path: &Path) -> Result<FolderLayout, DataError> {
        Ok(layout_of(path)?)
    }

    fn table(&self, path: &Path) -> Result<String, DataError> {
        Ok(table::read_table(path)?)
    }

    fn state(&self, path: &Path) -> Option<String> {
        let mut files = Vec::new();
        let about = std::fs::metadata(path).ok()?;
        if about.is_file() {
            return Some(format!("{} {:?}", about.len(), about.modified().ok()?));
        }
        listed(path, 2, &mut files)?;
        files.sort();
        Some(files.join("\n"))
    }

    fn shared(&self) -> Option<&Shared> {
        static SHARED: Shared = Shared::new();
        Some(&SHARED)
    }
}

/// Adds a line for each file of a folder, and of its sub-folders so many levels down: path, length, time of the last
/// change.
fn listed(folder: &Path, levels: usize, files: &mut Vec<String>) -> Option<()> {
    for entry in std::fs::read_dir(folder).ok()? {
        let entry = entry.ok()?;
        let about = std::fs::metadata(entry.path()).ok()?;
        if about.is_dir() && levels > 0 {
            listed(&entry.path(), levels - 1, files)?;
        } else {
            let changed = about.modified().ok()?;
            files.push(format!("{:?} {} {changed:?}", entry.path(), about.len()));
        }
    }
    Some(())
}

/// The names of the embedded test photographs.
pub fn test_photo_names() -> impl Iterator<Item = &'static str> {
    assets::TEST_PHOTOS.iter().map(|asset| asset.name)
}

/// One embedded test photograph, decoded alone.
///
/// # Errors
/// [`StoreError`] when there is none of that name.
pub fn test_photo(name: &str) -> Result<Image, StoreError> {
    let asset = assets::TEST_PHOTOS
        .iter()
        .find(|asset| asset.name == name)
        .ok_or_else(|| {
            let names: Vec<_> = test_photo_names().collect();
            StoreError::new(
                Path::new(name),
                "there is no test photograph of this name",
                "choose one of them",
            )
            .expecting(names.join(", "))
        })?;
    decode_asset(asset)
}

fn decode_asset(asset: &Asset) -> Result<Image, StoreError> {
    picture::decode(Path::new(asset.path), asset.bytes)
}

/// Whether a name ends as those of pictures do.
pub fn is_picture_name(path: &Path) -> bool {
    let ending = |path: &Path| {
        let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default();
        ending.to_lowercase()
    };
    match ending(path).as_str() {
        // Pictures of astronomy are often packed: "a.fits.gz".
        "gz" => path
            .file_stem()
            .is_some_and(|stem| matches!(ending(Path::new(stem)).as_str(), "fits" | "fit" | "fts")),
        ending => ENDINGS.contains(&ending),
    }
}

/// The pictures of a folder (by their endings), sorted by name; what systems leave beside pictures is none.
///
/// # Errors
/// [`StoreError`], when the folder cannot be read.
pub fn picture_files(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let is_picture = |file: &PathBuf| {
        is_picture_name(file) && !is_leftover(&display_name(file)) && file.is_file()
    };
    Ok(entries(folder)?.into_iter().filter(is_picture).collect())
}

/// The files of a folder that are left out of its pictures, sorted by name; hidden ones are not counted.
///
/// # Errors
/// [`StoreError`], when the folder cannot be read.
pub fn other_files(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let is_other = |file: &PathBuf| {
        file.is_file() && !is_picture_name(file) && !is_leftover(&display_name(file))
    };
    Ok(entries(folder)?.into_iter().filter(is_other).collect())
}

/// What is said of files of a folder that were left out: how many, and the names of some. Nothing when there are none.
pub fn left_out(files: &[PathBuf]) -> Option<String> {
    const NAMED: usize = 5;
    let names: Vec<String> = files
        .iter()
        .take(NAMED)
        .map(|file| display_name(file))
        .collect();
    let more = if files.len() > NAMED { " …" } else { "" };
    let names = names.join(", ");
    match files.len() {
        0 => None,
        1 => Some(format!("1 other file was left out: {names}")),
        count => Some(format!("{count} other files were left out: {names}{more}")),
    }
}

/// The sub-folders of a folder, sorted by name; hidden ones and leftovers of systems are left out.
fn folders(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let meant = |path: &PathBuf| !is_leftover(&display_name(path)) && path.is_dir();
    Ok(entries(folder)?.into_iter().filter(meant).collect())
}

/// The sub-folders that hold pictures, by name, and how many each holds.
fn class_folders(folder: &Path) -> Vec<(String, usize)> {
    // A sub-folder that may not be read counts as one without pictures.
    let count = |path: PathBuf| {
        let files = picture_files(&path).map_or(0, |files| files.len());
        (display_name(&path), files)
    };
    let counted = folders(folder).unwrap_or_default().into_iter().map(count);
    counted.filter(|(_, files)| *files > 0).collect()
}

/// What a folder and its sub-folders hold.
///
/// # Errors
/// [`StoreError`], when the folder cannot be read.
pub(super) fn layout_of(folder: &Path) -> Result<FolderLayout, StoreError> {
    let inner = |path: PathBuf| Inner {
        name: display_name(&path),
        pictures: picture_files(&path).map_or(0, |files| files.len()),
        classes: class_folders(&path),
    };
    let inside = folders(folder)?.into_iter().map(inner);
    Ok(FolderLayout {
        pictures: picture_files(folder)?
            .iter()
            .map(|file| display_name(file))
            .collect(),
        folders: inside
            .filter(|inner| inner.pictures > 0 || !inner.classes.is_empty())
            .collect(),
    })
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let wrong = |error: std::io::Error| StoreError::reading(folder, &error);
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(wrong)? {
        entries.push(entry.map_err(wrong)?.path());
    }
    entries.sort();
    Ok(entries)
}

fn display_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod folder_tests;
#[cfg(test)]
mod tests;

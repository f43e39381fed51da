//! Every touch of the disk: pictures, embedded files, folders, preferences.
//!
//! A file from outside is never trusted: limits first, then decode, then validate, then use.

#[cfg(test)]
use lemida_base::math;
use lemida_base::{figure, image, job, setting};
use lemida_engine::{data, degrade, denoise, nn, train};

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

pub mod assets;
pub mod card;
pub mod cleaning;
mod collections;
pub mod document;
mod enclosed;
pub mod experiment;
pub mod export;
pub mod figures;
pub mod findings;
pub mod fonts;
mod foreign;
pub mod identify;
mod magic;
pub mod model;
#[cfg(test)]
mod nets;
pub mod onnx;
mod packed;
pub mod picture;
pub mod place;
pub mod preferences;
mod read;
pub mod report;
pub mod run;
pub mod screen;
mod settings;
pub mod shelf;
pub mod sweep;
pub mod table;
mod tensors;
pub mod torch;
mod trained;
mod turned;
pub mod when;

/// What is found where the system forbids to write.
const DENIED: &str = "writing there is not permitted";

/// Why a file or folder could not be read or written: the path, what was found, what was expected, and the cure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct StoreError {
    /// The file or folder.
    pub path: PathBuf,
    /// What was found.
    pub found: String,
    /// What was expected; empty where that goes without saying.
    pub expected: String,
    /// What to do about it.
    pub cure: String,
}

impl StoreError {
    /// What was found at `path`, and the cure.
    pub fn new(path: &Path, found: impl Into<String>, cure: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            found: found.into(),
            expected: String::new(),
            cure: cure.into(),
        }
    }

    /// The same, saying what was expected.
    #[must_use]
    pub fn expecting(mut self, expected: impl Into<String>) -> Self {
        self.expected = expected.into();
        self
    }

    /// What the operating system answered when `path` was to be read.
    pub fn reading(path: &Path, error: &io::Error) -> Self {
        let (found, cure) = match error.kind() {
            io::ErrorKind::NotFound => ("there is no such file or folder", "check the spelling"),
            io::ErrorKind::PermissionDenied => (
                "reading it is not permitted",
                "change its permissions or choose another",
            ),
            io::ErrorKind::IsADirectory => ("it is a folder", "choose a file in it"),
            io::ErrorKind::NotADirectory => ("it is no folder", "choose a folder"),
            io::ErrorKind::UnexpectedEof => ("it ends too early", "get a complete copy of it"),
            _ => {
                let found = format!("it cannot be read ({error})");
                return Self::new(path, found, "check the disk or choose another file");
            }
        };
        Self::new(path, found, cure)
    }

    /// What the operating system answered when `path` was to be written.
    pub fn writing(path: &Path, error: &io::Error) -> Self {
        let (found, cure) = match error.kind() {
            io::ErrorKind::NotFound => ("its folder does not exist", "make the folder first"),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                (DENIED, "choose a folder that you may write to")
            }
            io::ErrorKind::NotADirectory => (
                "what should be its folder is a file",
                "choose another folder",
            ),
            io::ErrorKind::IsADirectory => ("it is a folder", "add a file name"),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => (
                "the disk is full",
                "free some space or choose another disk; nothing that was there is lost",
            ),
            _ => {
                let found = format!("it cannot be written ({error})");
                return Self::new(path, found, "choose another folder");
            }
        };
        Self::new(path, found, cure)
    }

    /// Whether the system forbids to write there.
    fn is_denial(&self) -> bool {
        self.found == DENIED
    }

    fn sentence(&self) -> String {
        let mut text = format!("{}: {}", self.path.display(), self.found);
        if !self.expected.is_empty() {
            let _ = write!(text, "; expected {}", self.expected);
        }
        if !self.cure.is_empty() {
            let _ = write!(text, "; {}", self.cure);
        }
        text
    }
}

impl From<StoreError> for data::DataError {
    fn from(error: StoreError) -> Self {
        Self(error.to_string().into())
    }
}

/// Writes a text into a file, whole or not at all.
///
/// # Errors
/// [`StoreError`], when it cannot be written.
pub fn write_text(path: &Path, text: &str) -> Result<(), StoreError> {
    replace_file(path, |out| out.write_all(text.as_bytes()))
}

/// Whether two paths lead to one file that is there.
pub fn same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// Whether a folder holds nothing.
///
/// # Errors
/// [`StoreError`], when it cannot be read.
pub fn is_empty(folder: &Path) -> Result<bool, StoreError> {
    let mut files =
        std::fs::read_dir(folder).map_err(|error| StoreError::reading(folder, &error))?;
    Ok(files.next().is_none())
}

/// Whether files can be made in a folder.
///
/// # Errors
/// [`StoreError`], when they cannot.
pub fn try_writing(folder: &Path) -> Result<(), StoreError> {
    let made = tempfile::Builder::new()
        .prefix(".lemida-")
        .tempfile_in(folder);
    made.map(drop)
        .map_err(|error| StoreError::writing(folder, &error))
}

/// Writes a whole file or nothing: `write` fills a temporary file beside `path`, which then takes its name.
fn replace_file(
    path: &Path,
    write: impl FnOnce(&mut dyn SeekWrite) -> Result<(), io::Error>,
) -> Result<(), StoreError> {
    let wrong = |error: io::Error| StoreError::writing(path, &error);
    if path.is_dir() {
        return Err(wrong(io::ErrorKind::IsADirectory.into()));
    }
    let old = std::fs::metadata(path);
    if old.as_ref().is_ok_and(|old| !old.is_file()) {
        return Err(StoreError::new(
            path,
            "it is no ordinary file but a device or a pipe",
            "choose another name",
        ));
    }
    if old.is_ok_and(|old| old.permissions().readonly()) {
        return Err(wrong(io::ErrorKind::PermissionDenied.into()));
    }
    // What a link leads to is written anew, not the link.
    let leads_to = path.canonicalize().ok().filter(|_| path.is_symlink());
    let path = leads_to.as_deref().unwrap_or(path);
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".lemida-");
    let rights = rights_of(path);
    if let Some(rights) = &rights {
        builder.permissions(rights.clone());
    }
    let mut file = builder.tempfile_in(folder).map_err(wrong)?;
    fill(file.as_file_mut(), write).map_err(wrong)?;
    file.persist(path).map_err(|failed| wrong(failed.error))?;
    Ok(())
}

/// Writes a file to its end and down to the disk.
fn fill(
    file: &mut std::fs::File,
    write: impl FnOnce(&mut dyn SeekWrite) -> io::Result<()>,
) -> io::Result<()> {
    let mut writer = Witness {
        inner: io::BufWriter::new(file),
        seen: None,
    };
    let written = write(&mut writer);
    let Witness { inner, seen } = writer;
    // What the system answered says more than what a codec made of it.
    written.map_err(|error| seen.map_or(error, io::Error::from))?;
    let file = inner.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.sync_all()
}

/// Something that can be written to, and back in.
trait SeekWrite: io::Write + io::Seek {}
impl<T: io::Write + io::Seek> SeekWrite for T {}

/// Remembers what the system first refused: codecs wrap it in errors of their own, some without a way back to it (png
/// 0.18 is one).
struct Witness<W> {
    inner: W,
    seen: Option<io::ErrorKind>,
}

impl<W> Witness<W> {
    fn saw<R>(&mut self, answer: io::Result<R>) -> io::Result<R> {
        answer.inspect_err(|error| {
            self.seen.get_or_insert(error.kind());
        })
    }
}

impl<W: io::Write> io::Write for Witness<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let answer = self.inner.write(bytes);
        self.saw(answer)
    }
    fn flush(&mut self) -> io::Result<()> {
        let answer = self.inner.flush();
        self.saw(answer)
    }
}

impl<W: io::Seek> io::Seek for Witness<W> {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        let answer = self.inner.seek(to);
        self.saw(answer)
    }
}

/// The rights that a finished file gets: those of the file that it replaces, else what the system gives to new files.
/// Temporary files are private unless told otherwise.
#[cfg(unix)]
fn rights_of(path: &Path) -> Option<std::fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    let old = std::fs::metadata(path).map(|old| old.permissions().mode() & 0o777);
    Some(std::fs::Permissions::from_mode(old.unwrap_or(0o666)))
}

#[cfg(not(unix))]
fn rights_of(_: &Path) -> Option<std::fs::Permissions> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes so many bytes, then is full.
    struct Small(usize);

    impl io::Write for Small {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self
                .0
                .checked_sub(bytes.len())
                .ok_or(io::ErrorKind::StorageFull)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_the_system_refused_is_known_whatever_a_codec_makes_of_it() {
        use ::image::ImageEncoder as _;
        let noise: Vec<u8> = (0..40_000u32)
            .map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect();
        let mut full = Witness {
            inner: Small(1000),
            seen: None,
        };
        let png = ::image::codecs::png::PngEncoder::new(&mut full);
        png.write_image(&noise, 200, 200, ::image::ExtendedColorType::L8)
            .unwrap_err();
        assert_eq!(full.seen, Some(io::ErrorKind::StorageFull));
    }
}

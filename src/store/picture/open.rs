//! Opening pictures.
//!
//! Opened are PNG, JPEG (with its orientation; CMYK is turned into RGB), WebP, BMP, TIFF (8, 16 bits, 32-bit
//! float) and NPY (`[h, w]` or `[h, w, 3]`, 0..1). Whole numbers are divided by their largest value, so 16 bits keep
//! their precision; colour profiles are not applied; transparent pictures are laid on white. Grey stays one channel.

use std::path::Path;

use image::ImageFormat;

use super::codecs::{
    avif, bmp, exr, farbfeld, fits, gif, heic, jpeg, jxl, netpbm, npy, png, qoi, radiance, tga,
    tiff, webp,
};
use super::decoded::Decoded;
use super::dynamic;
use super::limits::{MAX_BYTES, check_memory};
use super::opened::Opened;
use super::quiet::quietly;
use crate::StoreError;
use crate::foreign;
use crate::image::{Image, Photo};
use crate::magic::{FORMATS, Format};
use crate::read::read_file;

/// Opens a picture.
///
/// # Errors
/// [`StoreError`], when the file cannot be read, is no picture, is damaged, or is too large.
pub fn open(path: &Path) -> Result<Image, StoreError> {
    let bytes = read_bytes(path)?;
    decode(path, &bytes)
}

/// A picture from the contents of a file; `path` is for messages.
///
/// # Errors
/// As [`open`].
pub fn decode(path: &Path, bytes: &[u8]) -> Result<Image, StoreError> {
    let opened = decode_whole(path, bytes, Wanted::Picture)?;
    Ok(opened
        .pages
        .into_iter()
        .next()
        .unwrap_or_else(|| Image::zeros(1, 0, 0)))
}

/// What is read of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The picture; of a camera's raw file the developed one.
    Picture,
    /// The mosaic of a camera's sensor, as one channel.
    Mosaic,
}

/// All pictures of a file's contents, with how they were stored; `path` is for messages.
pub(super) fn decode_whole(
    path: &Path,
    bytes: &[u8],
    wanted: Wanted,
) -> Result<Opened, StoreError> {
    let format = format(path, bytes)?;
    let decoded = guarded(path, format, || with_codec(format, path, bytes, wanted))?;
    let (channels, height, width) = decoded.image.dim();
    check_memory(path, channels * height * width, 1 + decoded.pages.len())?;
    Opened::new(decoded, format).ok_or_else(|| {
        StoreError::new(
            path,
            "none of its pixels holds a number",
            "choose another picture",
        )
    })
}

/// What a codec gives; one that fails in the middle refuses its file.
fn guarded(
    path: &Path,
    format: Format,
    decode: impl FnOnce() -> Result<Decoded, StoreError>,
) -> Result<Decoded, StoreError> {
    quietly(decode).unwrap_or_else(|| {
        let found = format!(
            "reading this {} file failed: there is something unusual in it",
            format.name()
        );
        Err(StoreError::new(
            path,
            found,
            "open it in another program and save it as PNG or TIFF",
        ))
    })
}

fn with_codec(
    format: Format,
    path: &Path,
    bytes: &[u8],
    wanted: Wanted,
) -> Result<Decoded, StoreError> {
    #[cfg(test)]
    assert!(!path.ends_with(tests::FAILING), "a codec fails");
    if wanted == Wanted::Mosaic && format != Format::Tiff {
        return Err(StoreError::new(
            path,
            "it is no raw file with a sensor's mosaic",
            "leave --raw-mosaic out",
        ));
    }
    match format {
        Format::Png => png::decode(path, bytes),
        Format::Jpeg => jpeg::decode(path, bytes),
        Format::WebP => webp::decode(path, bytes),
        Format::Bmp => bmp::decode(path, bytes),
        Format::Tiff => tiff::decode(path, bytes, wanted == Wanted::Mosaic),
        Format::Npy => npy::decode(path, bytes),
        Format::Gif => gif::decode(path, bytes),
        Format::Netpbm => netpbm::decode(path, bytes),
        Format::Qoi => qoi::decode(path, bytes),
        Format::Tga => tga::decode(path, bytes),
        Format::Radiance => radiance::decode(path, bytes),
        Format::Farbfeld => farbfeld::decode(path, bytes),
        Format::Fits => fits::decode(path, bytes),
        Format::Exr => exr::decode(path, bytes),
        Format::Jxl => jxl::decode(path, bytes),
        Format::Avif => avif::decode(path, bytes),
        Format::Heic => heic::decode(path, bytes),
    }
}

/// A picture of 8 bits a channel in colour, for the embedded photographs.
///
/// # Errors
/// As [`open`].
pub fn decode_photo(path: &Path, bytes: &[u8]) -> Result<Photo, StoreError> {
    let (codec, name) = match format(path, bytes)? {
        Format::Jpeg => (ImageFormat::Jpeg, "JPEG"),
        Format::WebP => (ImageFormat::WebP, "WebP"),
        _ => (ImageFormat::Png, "PNG"),
    };
    let picture = dynamic::raw(path, bytes, codec, name)?.picture.into_rgb8();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    Photo::new(3, height, width, picture.into_raw()).ok_or_else(|| {
        StoreError::new(
            path,
            "its pixels are incomplete",
            "get a complete copy of it",
        )
    })
}

/// Reads a picture's file.
pub(super) fn read_bytes(path: &Path) -> Result<Vec<u8>, StoreError> {
    read_file(
        path,
        MAX_BYTES,
        "it is larger than 1.6 GB",
        "make it smaller",
    )
}

fn format(path: &Path, bytes: &[u8]) -> Result<Format, StoreError> {
    Format::of(bytes).ok_or_else(|| no_picture(path, bytes))
}

/// What is said of a file that begins with `bytes` and is no picture that can be read.
pub(crate) fn no_picture(path: &Path, bytes: &[u8]) -> StoreError {
    if let Some(kind) = foreign::kind(bytes) {
        let found = format!("it is {}, which is not read", kind.what);
        return StoreError::new(path, found, kind.cure);
    }
    let found = if bytes.is_empty() {
        "it is empty"
    } else if is_text(bytes) {
        "it is no picture but a text"
    } else {
        "it is no picture that can be read"
    };
    StoreError::new(path, found, "save the picture in one of these formats").expecting(FORMATS)
}

/// Whether a file that begins so is written to be read: letters, and nothing that no text holds.
fn is_text(bytes: &[u8]) -> bool {
    let first = &bytes[..bytes.len().min(512)];
    let text = match std::str::from_utf8(first) {
        Ok(text) => text,
        // A letter may be cut in the middle.
        Err(error) if error.valid_up_to() + 4 > first.len() && first.len() == 512 => {
            std::str::from_utf8(&first[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    let odd = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
    !text.trim().is_empty() && !text.chars().any(odd)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Shelf;
    use crate::shelf::DiskShelf;

    /// The name of files on which a codec fails.
    pub(super) const FAILING: &str = "failing.png";

    #[test]
    fn a_text_with_a_picture_s_name_is_called_a_text() {
        for (bytes, text) in [
            (&b"dear diary\n"[..], true),
            ("Zeile für Zeile\r\n".as_bytes(), true),
            (b"\x00\x01\x02\x03", false),
            (b"\xff\xfe\xfd", false),
            (b"  \n", false),
        ] {
            let told = no_picture(Path::new("notes.png"), bytes).to_string();
            assert_eq!(told.contains("no picture but a text"), text, "{told}");
        }
        let cut = format!("x{}", "ä".repeat(600));
        assert!(is_text(cut.as_bytes()), "a letter lies across the end");
    }

    #[test]
    fn a_codec_that_fails_refuses_its_file_and_the_others_are_read() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.png", FAILING, "z.png"] {
            super::super::save::save(&folder.path().join(name), &Image::zeros(1, 3, 4)).unwrap();
        }
        let told = open(&folder.path().join(FAILING)).unwrap_err().to_string();
        assert!(told.contains("reading this PNG file failed"), "{told}");
        assert!(told.contains("save it as PNG or TIFF"), "{told}");
        assert!(!told.contains("a codec fails"), "{told}");
        let read = DiskShelf.folder(folder.path()).unwrap();
        let names: Vec<_> = read.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a.png", "z.png"]);
    }
}

//! Opening and saving pictures.
//!
//! Opened are PNG, JPEG (with its orientation; CMYK is turned into RGB), WebP, BMP, TIFF (8, 16 bits, 32-bit
//! float) and NPY (`[h, w]` or `[h, w, 3]`, 0..1). Whole numbers are divided by their largest value, so 16 bits keep their
//! precision; colour profiles are not applied; transparent pictures are laid on white. Grey stays one channel.

use std::path::Path;

use image::ImageFormat;

use super::codecs::{
    avif, bmp, exr, farbfeld, fits, gif, heic, jpeg, jxl, netpbm, npy, png, qoi, radiance, tga,
    tiff, webp,
};
use super::decoded::Decoded;
use super::dynamic;
use super::limits::MAX_BYTES;
use super::original::Original;
use crate::image::{Image, Photo};
use crate::store::StoreError;
use crate::store::foreign;
use crate::store::magic::{FORMATS, Format};
use crate::store::read::read_file;

/// Pixels beyond this are not on the 0..1 scale, even with heavy noise.
const MAX_VALUE: f32 = 16.0;

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
    decode_original(path, bytes).map(|original| original.image)
}

/// A picture from the contents of a file, with how it was stored; `path` is for messages.
pub(super) fn decode_original(path: &Path, bytes: &[u8]) -> Result<Original, StoreError> {
    let format = format(path, bytes)?;
    let mut decoded = with_codec(format, path, bytes)?;
    decoded.image = validate(path, decoded.image)?;
    Ok(Original::found(decoded, format))
}

fn with_codec(format: Format, path: &Path, bytes: &[u8]) -> Result<Decoded, StoreError> {
    match format {
        Format::Png => png::decode(path, bytes),
        Format::Jpeg => jpeg::decode(path, bytes),
        Format::WebP => webp::decode(path, bytes),
        Format::Bmp => bmp::decode(path, bytes),
        Format::Tiff => tiff::decode(path, bytes),
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
pub(in crate::store) fn no_picture(path: &Path, bytes: &[u8]) -> StoreError {
    if let Some(kind) = foreign::kind(bytes) {
        let found = format!("it is {}, which is not read", kind.what);
        return StoreError::new(path, found, kind.cure);
    }
    let found = if bytes.is_empty() {
        "it is empty"
    } else {
        "it is no picture that can be read"
    };
    StoreError::new(path, found, "save the picture in one of these formats").expecting(FORMATS)
}

/// Refuses what is not finite or not on the 0..1 scale.
fn validate(path: &Path, image: Image) -> Result<Image, StoreError> {
    let Some(at) = image
        .pixels()
        .iter()
        .position(|v| !v.is_finite() || v.abs() > MAX_VALUE)
    else {
        return Ok(image);
    };
    let value = image.pixels()[at];
    let (_, height, width) = image.dim();
    let (y, x) = (at / width % height, at % width);
    let cure = if value.is_finite() {
        "divide its values by their largest possible value (255, say)"
    } else {
        "replace what is not a number"
    };
    Err(StoreError::new(
        path,
        format!("the pixel in row {y}, column {x} is {value}"),
        cure,
    )
    .expecting("numbers around 0..1"))
}

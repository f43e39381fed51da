//! Saving pictures: PNG, JPEG, WebP, TIFF, NPY. A file is written beside its place and then renamed, so an old one survives any failure.

use std::io;
use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder, ImageError};

use super::codecs::{npy, tiff};
use super::decoded::{Number, Stored, Tags};
use super::raster::in_order;
use crate::image::Image;
use crate::store::{SeekWrite, StoreError, replace_file};

/// How finely pixels are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// 8 bits, clipped to 0..1 (PNG, JPEG, WebP, TIFF).
    Eight,
    /// 16 bits, clipped to 0..1 (PNG, TIFF).
    Sixteen,
    /// 32-bit floating point, unchanged (TIFF, NPY).
    Float,
}

/// JPEG's quality: losses that nobody sees.
const QUALITY: u8 = 95;

/// Saves a picture in the format of its name: 8-bit PNG, JPEG or WebP (without loss), or TIFF or NPY in 32-bit floating point.
///
/// # Errors
/// [`StoreError`], when the name has no such ending or the file cannot be written.
pub fn save(path: &Path, image: &Image) -> Result<(), StoreError> {
    let depth = match ending(path).as_str() {
        "png" | "jpg" | "jpeg" | "webp" => Depth::Eight,
        _ => Depth::Float,
    };
    save_as(path, image, depth)
}

/// Saves a picture in the format of its name and the depth given.
///
/// # Errors
/// [`StoreError`], when the format has no such depth or the file cannot be written.
pub fn save_as(path: &Path, image: &Image, depth: Depth) -> Result<(), StoreError> {
    save_tagged(path, image, depth, &Tags::default())
}

/// The same, with what else is known of the picture.
pub(super) fn save_tagged(
    path: &Path,
    image: &Image,
    depth: Depth,
    tags: &Tags,
) -> Result<(), StoreError> {
    if image.pixels().is_empty() || !matches!(image.channels(), 1 | 3) {
        let (channels, height, width) = image.dim();
        return Err(StoreError::new(
            path,
            format!("a picture of {width}×{height} pixels and {channels} channels cannot be saved"),
            "save one with one or three channels",
        ));
    }
    can_hold(path, image.height(), image.width())?;
    match (ending(path).as_str(), depth) {
        (ending @ ("png" | "jpg" | "jpeg" | "webp"), Depth::Eight) => replace_file(path, |out| {
            let bytes: Vec<u8> = in_order(image).map(|v| (v * 255.0).round() as u8).collect();
            let kind = if image.channels() == 1 {
                ExtendedColorType::L8
            } else {
                ExtendedColorType::Rgb8
            };
            match ending {
                "png" => write_with(png(out), image, &bytes, kind, tags),
                "webp" => {
                    let mut tags = tags.clone();
                    // This format has no grey: the pixels become three channels, which a profile of grey does not describe.
                    tags.icc = tags.icc.filter(|_| image.channels() == 3);
                    write_with(WebPEncoder::new_lossless(out), image, &bytes, kind, &tags)
                }
                _ => {
                    let encoder = JpegEncoder::new_with_quality(out, QUALITY);
                    write_with(encoder, image, &bytes, kind, tags)
                }
            }
        }),
        ("png", Depth::Sixteen) => replace_file(path, |out| {
            // The encoder takes 16-bit samples in the machine's own byte order.
            let bytes: Vec<u8> = in_order(image)
                .flat_map(|v| ((v * 65_535.0).round() as u16).to_ne_bytes())
                .collect();
            let kind = if image.channels() == 1 {
                ExtendedColorType::L16
            } else {
                ExtendedColorType::Rgb16
            };
            write_with(png(out), image, &bytes, kind, tags)
        }),
        ("tif" | "tiff", Depth::Eight) => replace_file(path, |out| tiff::encode_bytes(image, out)),
        ("tif" | "tiff", Depth::Sixteen) => {
            replace_file(path, |out| tiff::encode_words(image, out))
        }
        ("tif" | "tiff", Depth::Float) => replace_file(path, |out| tiff::encode_float(image, out)),
        ("npy", Depth::Float) => replace_file(path, |out| {
            npy::encode(&[image], &Stored::whole(Number::F32), None, out)
        }),
        // Any other name was refused above.
        _ => Err(StoreError::new(
            path,
            "this format cannot hold pixels of that depth",
            "choose another depth or format",
        )
        .expecting(
            "8 or 16 bits for PNG, 8 for JPEG and WebP, any depth for TIFF, floating point for NPY",
        )),
    }
}

/// Refuses a name under which no picture of this size can be saved.
///
/// # Errors
/// [`StoreError`].
pub fn can_hold(path: &Path, height: usize, width: usize) -> Result<(), StoreError> {
    let most = match ending(path).as_str() {
        "webp" => 16_383,
        "jpg" | "jpeg" => 65_535,
        "png" | "tif" | "tiff" | "npy" => return Ok(()),
        _ => return Err(nameless(path)),
    };
    if height.max(width) > most {
        let format = ending(path).to_uppercase();
        return Err(StoreError::new(
            path,
            format!(
                "the picture measures {width}×{height} pixels, and {format} holds {most} a side at most"
            ),
            "end the name in .png or .tif",
        ));
    }
    Ok(())
}

fn nameless(path: &Path) -> StoreError {
    StoreError::new(
        path,
        "pictures cannot be saved under this name",
        "end the name in .png, .jpg, .webp, .tif or .npy",
    )
    .expecting("PNG, JPEG, WebP, TIFF or NPY")
}

fn ending(path: &Path) -> String {
    path.extension()
        .map(|ending| ending.to_string_lossy().to_lowercase())
        .unwrap_or_default()
}

fn png(out: &mut dyn SeekWrite) -> PngEncoder<&mut dyn SeekWrite> {
    PngEncoder::new_with_quality(out, CompressionType::Default, FilterType::Adaptive)
}

fn write_with(
    mut encoder: impl ImageEncoder,
    image: &Image,
    bytes: &[u8],
    kind: ExtendedColorType,
    tags: &Tags,
) -> io::Result<()> {
    // An encoder that cannot hold them says so; the pixels are worth more.
    if let Some(icc) = &tags.icc {
        let _ = encoder.set_icc_profile(icc.clone());
    }
    if let Some(exif) = &tags.exif {
        let _ = encoder.set_exif_metadata(exif.clone());
    }
    encoder
        .write_image(bytes, image.width() as u32, image.height() as u32, kind)
        .map_err(|error| match error {
            ImageError::IoError(error) => error,
            // Some encoders wrap what the system answered.
            other => system_error(&other).map_or_else(|| io::Error::other(other), io::Error::from),
        })
}

/// What the system answered, if that is at the bottom of an error.
fn system_error(error: &(dyn std::error::Error + 'static)) -> Option<io::ErrorKind> {
    let mut inner = Some(error);
    while let Some(error) = inner {
        if let Some(found) = error.downcast_ref::<io::Error>() {
            return Some(found.kind());
        }
        inner = error.source();
    }
    None
}

//! Saving pictures: PNG, TIFF, NPY. A file is written beside its place and then renamed, so an old one survives any failure.

use std::io;
use std::path::Path;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, ImageError};

use super::{StoreError, npy, replace_file, tiff};
use crate::image::Image;

/// How finely pixels are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// 8 bits, clipped to 0..1 (PNG).
    Eight,
    /// 16 bits, clipped to 0..1 (PNG, TIFF).
    Sixteen,
    /// 32-bit floating point, unchanged (TIFF, NPY).
    Float,
}

/// Saves a picture in the format of its name: 8-bit PNG, or TIFF or NPY in 32-bit floating point.
///
/// # Errors
/// [`StoreError`], when the name has no such ending or the file cannot be written.
pub fn save(path: &Path, image: &Image) -> Result<(), StoreError> {
    let depth = if ending(path) == "png" {
        Depth::Eight
    } else {
        Depth::Float
    };
    save_as(path, image, depth)
}

/// Saves a picture in the format of its name and the depth given.
///
/// # Errors
/// [`StoreError`], when the format has no such depth or the file cannot be written.
pub fn save_as(path: &Path, image: &Image, depth: Depth) -> Result<(), StoreError> {
    if image.pixels().is_empty() || !matches!(image.channels(), 1 | 3) {
        let (channels, height, width) = image.dim();
        return Err(StoreError::new(
            path,
            format!("a picture of {width}×{height} pixels and {channels} channels cannot be saved"),
            "save one with one or three channels",
        ));
    }
    match (ending(path).as_str(), depth) {
        ("png", Depth::Eight) => replace_file(path, |out| {
            let bytes: Vec<u8> = tiff::in_order(image)
                .map(|v| (v * 255.0).round() as u8)
                .collect();
            let kind = if image.channels() == 1 {
                ExtendedColorType::L8
            } else {
                ExtendedColorType::Rgb8
            };
            write_png(image, &bytes, kind, out)
        }),
        ("png", Depth::Sixteen) => replace_file(path, |out| {
            // The encoder takes 16-bit samples in the machine's own byte order.
            let bytes: Vec<u8> = tiff::in_order(image)
                .flat_map(|v| ((v * 65_535.0).round() as u16).to_ne_bytes())
                .collect();
            let kind = if image.channels() == 1 {
                ExtendedColorType::L16
            } else {
                ExtendedColorType::Rgb16
            };
            write_png(image, &bytes, kind, out)
        }),
        ("tif" | "tiff", Depth::Sixteen) => {
            replace_file(path, |out| tiff::encode_words(image, out))
        }
        ("tif" | "tiff", Depth::Float) => replace_file(path, |out| tiff::encode_float(image, out)),
        ("npy", Depth::Float) => replace_file(path, |out| npy::encode(image, out)),
        ("png" | "tif" | "tiff" | "npy", _) => Err(StoreError::new(
            path,
            "this format cannot hold pixels of that depth",
            "choose another depth or format",
        )
        .expecting(
            "8 or 16 bits for PNG, 16 bits or floating point for TIFF, floating point for NPY",
        )),
        _ => Err(StoreError::new(
            path,
            "pictures cannot be saved under this name",
            "end the name in .png, .tif or .npy",
        )
        .expecting("PNG, TIFF or NPY")),
    }
}

fn ending(path: &Path) -> String {
    path.extension()
        .map(|ending| ending.to_string_lossy().to_lowercase())
        .unwrap_or_default()
}

fn write_png(
    image: &Image,
    bytes: &[u8],
    kind: ExtendedColorType,
    out: impl io::Write,
) -> io::Result<()> {
    PngEncoder::new_with_quality(out, CompressionType::Default, FilterType::Adaptive)
        .write_image(bytes, image.width() as u32, image.height() as u32, kind)
        .map_err(|error| match error {
            ImageError::IoError(error) => error,
            other => io::Error::other(other),
        })
}

//! Saving pictures: PNG, JPEG, WebP, TIFF, NPY. A file is written beside its place and then renamed, so an old one
//! survives any failure.

use std::io;
use std::path::Path;

use image::codecs::jpeg::{JpegEncoder, PixelDensity, PixelDensityUnit};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, ImageError};
use image_webp::{ColorType, EncodingError, WebPEncoder};

use super::codecs::{npy, tiff};
use super::decoded::{ArrayLayout, Number, NumberKind, Resolution, Stored, Tags, Unit};
use super::inserted::{Inserted, JPEG_HEAD, PNG_HEAD, jpeg_segments, png_chunks};
use super::raster::in_order;
use crate::image::Image;
use crate::{SeekWrite, StoreError, replace_file};

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

/// Saves a picture in the format of its name: 8-bit PNG, JPEG or WebP (without loss), or TIFF or NPY in 32-bit floating
/// point.
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
    let number = match depth {
        Depth::Eight => Number::U8,
        Depth::Sixteen => Number::U16,
        Depth::Float => Number::F32,
    };
    let fits = match ending(path).as_str() {
        "png" => depth != Depth::Float,
        "jpg" | "jpeg" | "webp" => depth == Depth::Eight,
        "npy" => depth == Depth::Float,
        _ => true,
    };
    if !fits {
        return Err(StoreError::new(
            path,
            "this format cannot hold pixels of that depth",
            "choose another depth or format",
        )
        .expecting(
            "8 or 16 bits for PNG, 8 for JPEG and WebP, any depth for TIFF, floating point for NPY",
        ));
    }
    write(path, &[image], &Stored::whole(number), tags, None)
}

/// How numbers like these are stored in the format of a name: as they are in TIFF and, of an array, in NPY; else over
/// the whole range of the nearest type.
pub(super) fn fitting(path: &Path, stored: &Stored, array: Option<ArrayLayout>) -> Stored {
    let few = matches!(
        stored.number,
        Number {
            kind: NumberKind::Unsigned,
            bits: ..=8
        }
    );
    match ending(path).as_str() {
        "png" if few => Stored::whole(Number::U8),
        "png" => Stored::whole(Number::U16),
        "jpg" | "jpeg" | "webp" => Stored::whole(Number::U8),
        "npy" if array.is_some() => npy::fitting(stored),
        "npy" => Stored::whole(Number::F32),
        _ => *stored,
    }
}

/// Writes pictures of one shape, of which formats without pages take the first, with numbers as [`fitting`] has them.
pub(super) fn write(
    path: &Path,
    pages: &[&Image],
    stored: &Stored,
    tags: &Tags,
    array: Option<ArrayLayout>,
) -> Result<(), StoreError> {
    let Some(image) = pages.first().copied() else {
        return Ok(());
    };
    if image.pixels().is_empty() || !matches!(image.channels(), 1 | 3) {
        let (channels, height, width) = image.dim();
        return Err(StoreError::new(
            path,
            format!("a picture of {width}×{height} pixels and {channels} channels cannot be saved"),
            "save one with one or three channels",
        ));
    }
    can_hold(path, image.height(), image.width())?;
    let eight = stored.number.bits <= 8;
    match ending(path).as_str() {
        "png" => replace_file(path, |out| {
            let mut out = Inserted::new(out, PNG_HEAD, png_chunks(tags));
            let encoder = PngEncoder::new_with_quality(
                &mut out,
                CompressionType::Default,
                FilterType::Adaptive,
            );
            write_with(encoder, image, eight, tags)
        }),
        "webp" => replace_file(path, |out| {
            let mut tags = tags.clone();
            // This format has no grey: the pixels become three channels, which a profile of grey does not describe.
            tags.icc = tags.icc.filter(|_| image.channels() == 3);
            write_webp(image, &tags, out)
        }),
        "jpg" | "jpeg" => replace_file(path, |out| {
            let mut out = Inserted::new(out, JPEG_HEAD, jpeg_segments(tags));
            let mut encoder = JpegEncoder::new_with_quality(&mut out, QUALITY);
            if let Some(density) = tags.resolution.and_then(density) {
                encoder.set_pixel_density(density);
            }
            write_with(encoder, image, eight, tags)
        }),
        "tif" | "tiff" => replace_file(path, |out| {
            let mut out: &mut dyn SeekWrite = out;
            tiff::encode(pages, stored, tags, &mut out)
        }),
        // Any other name was refused above.
        _ => replace_file(path, |out| npy::encode(pages, stored, array, out)),
    }
}

/// JPEG's resolution: whole numbers of 16 bits.
fn density(resolution: Resolution) -> Option<PixelDensity> {
    let unit = match resolution.unit {
        Unit::Inch => PixelDensityUnit::Inches,
        Unit::Centimetre => PixelDensityUnit::Centimeters,
        Unit::None => PixelDensityUnit::PixelAspectRatio,
    };
    let whole = |value: f64| Some(value.round()).filter(|value| (1.0..=65_535.0).contains(value));
    Some(PixelDensity {
        density: (whole(resolution.x)? as u16, whole(resolution.y)? as u16),
        unit,
    })
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

pub(super) fn ending(path: &Path) -> String {
    path.extension()
        .map(|ending| ending.to_string_lossy().to_lowercase())
        .unwrap_or_default()
}

/// The pixels over the whole range of 8 or 16 bits, clipped, in the machine's own byte order, as encoders take them.
fn bytes_of(image: &Image, eight: bool) -> Vec<u8> {
    if eight {
        in_order(image).map(|v| (v * 255.0).round() as u8).collect()
    } else {
        in_order(image)
            .flat_map(|v| ((v * 65_535.0).round() as u16).to_ne_bytes())
            .collect()
    }
}

fn write_webp(image: &Image, tags: &Tags, out: &mut dyn SeekWrite) -> io::Result<()> {
    let mut encoder = WebPEncoder::new(out);
    let given = [tags.icc.clone(), tags.exif.clone(), tags.xmp.clone()];
    let [icc, exif, xmp] = given.map(Option::unwrap_or_default);
    encoder.set_icc_profile(icc);
    encoder.set_exif_metadata(exif);
    encoder.set_xmp_metadata(xmp);
    let kind = if image.channels() == 1 {
        ColorType::L8
    } else {
        ColorType::Rgb8
    };
    let bytes = bytes_of(image, true);
    encoder
        .encode(&bytes, image.width() as u32, image.height() as u32, kind)
        .map_err(|error| match error {
            EncodingError::IoError(error) => error,
            other => io::Error::other(other),
        })
}

fn write_with(
    mut encoder: impl ImageEncoder,
    image: &Image,
    eight: bool,
    tags: &Tags,
) -> io::Result<()> {
    let kind = match (image.channels(), eight) {
        (1, true) => ExtendedColorType::L8,
        (1, false) => ExtendedColorType::L16,
        (_, true) => ExtendedColorType::Rgb8,
        (_, false) => ExtendedColorType::Rgb16,
    };
    let bytes = bytes_of(image, eight);
    // An encoder that cannot hold them says so; the pixels are worth more.
    if let Some(icc) = &tags.icc {
        let _ = encoder.set_icc_profile(icc.clone());
    }
    if let Some(exif) = &tags.exif {
        let _ = encoder.set_exif_metadata(exif.clone());
    }
    encoder
        .write_image(&bytes, image.width() as u32, image.height() as u32, kind)
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

//! Formats whose codec is the `image` crate's.

use std::io::Cursor;
use std::path::Path;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use super::decoded::{Decoded, Facts, Number, Stored, Tags};
use super::limits::{MAX_PIXELS, check_size};
use super::raster::{on_white, upright};
use super::refusal::{damaged, first_line};
use crate::StoreError;
use crate::image::Image;

/// A picture that the `image` crate reads; `name` is the format's, for messages.
pub(super) fn decode(
    path: &Path,
    bytes: &[u8],
    codec: ImageFormat,
    name: &str,
) -> Result<Decoded, StoreError> {
    let found = raw(path, bytes, codec, name)?;
    Ok(Decoded {
        tags: found.tags,
        facts: Facts {
            orientation: found.orientation.to_exif(),
            opacity: found.picture.color().has_alpha(),
            ..Facts::default()
        },
        ..Decoded::of(
            upright(from_dynamic(&found.picture), found.orientation),
            Stored::whole(number_of(&found.picture)),
        )
    })
}

/// A picture as its codec gives it, with the orientation yet to be applied.
pub(super) struct Raw {
    pub(super) picture: DynamicImage,
    orientation: Orientation,
    tags: Tags,
}

/// The same, as stored.
pub(super) fn raw(
    path: &Path,
    bytes: &[u8],
    codec: ImageFormat,
    name: &str,
) -> Result<Raw, StoreError> {
    let wrong = |error: ImageError| codec_error(path, name, &error);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), codec);
    // The header is small; the size it claims is judged below, before anything is decoded.
    reader.no_limits();
    let mut decoder = reader.into_decoder().map_err(wrong)?;
    let (width, height) = decoder.dimensions();
    check_size(path, width.into(), height.into())?;
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(2 * MAX_PIXELS * 8);
    decoder.set_limits(limits).map_err(wrong)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    // What cannot be read of these is no reason to refuse the picture.
    let mut tags = Tags {
        exif: decoder.exif_metadata().ok().flatten(),
        icc: decoder.icc_profile().ok().flatten(),
        xmp: decoder.xmp_metadata().ok().flatten(),
        ..Tags::default()
    };
    if let Some(exif) = &mut tags.exif {
        // The pixels are turned upright here: nobody may turn them again.
        let _ = Orientation::remove_from_exif_chunk(exif);
    }
    let mut picture = DynamicImage::from_decoder(decoder).map_err(wrong)?;
    // BMP has grey only as colours that are equal.
    if let (ImageFormat::Bmp, DynamicImage::ImageRgb8(colours)) = (codec, &picture)
        && colours.pixels().all(|pixel| pixel.0 == [pixel.0[0]; 3])
    {
        picture = DynamicImage::ImageLuma8(picture.into_luma8());
    }
    // A profile of another colour space, of CMYK say, does not describe what the codec made of the picture.
    let space: &[u8] = if picture.color().has_color() {
        b"RGB "
    } else {
        b"GRAY"
    };
    tags.icc = tags.icc.filter(|icc| icc.get(16..20) == Some(space));
    Ok(Raw {
        picture,
        orientation,
        tags,
    })
}

fn number_of(picture: &DynamicImage) -> Number {
    match picture {
        DynamicImage::ImageLuma8(_)
        | DynamicImage::ImageLumaA8(_)
        | DynamicImage::ImageRgb8(_)
        | DynamicImage::ImageRgba8(_) => Number::U8,
        DynamicImage::ImageLuma16(_)
        | DynamicImage::ImageLumaA16(_)
        | DynamicImage::ImageRgb16(_)
        | DynamicImage::ImageRgba16(_) => Number::U16,
        _ => Number::F32,
    }
}

fn codec_error(path: &Path, name: &str, error: &ImageError) -> StoreError {
    let detail = first_line(&error.to_string());
    match error {
        ImageError::Limits(_) => StoreError::new(
            path,
            format!("this {name} file needs too much memory"),
            "make it smaller",
        ),
        ImageError::Unsupported(_) => StoreError::new(
            path,
            format!("this kind of {name} file cannot be read ({detail})"),
            "save it as an ordinary PNG",
        ),
        _ => damaged(path, name, &detail),
    }
}

fn from_dynamic(picture: &DynamicImage) -> Image {
    let (height, width) = (picture.height() as usize, picture.width() as usize);
    let byte = |v: u8| f32::from(v) / 255.0;
    let word = |v: u16| f32::from(v) / 65_535.0;
    match picture {
        DynamicImage::ImageLuma8(p) => on_white(p.as_raw(), 1, height, width, byte),
        DynamicImage::ImageLumaA8(p) => on_white(p.as_raw(), 2, height, width, byte),
        DynamicImage::ImageRgb8(p) => on_white(p.as_raw(), 3, height, width, byte),
        DynamicImage::ImageRgba8(p) => on_white(p.as_raw(), 4, height, width, byte),
        DynamicImage::ImageLuma16(p) => on_white(p.as_raw(), 1, height, width, word),
        DynamicImage::ImageLumaA16(p) => on_white(p.as_raw(), 2, height, width, word),
        DynamicImage::ImageRgb16(p) => on_white(p.as_raw(), 3, height, width, word),
        DynamicImage::ImageRgba16(p) => on_white(p.as_raw(), 4, height, width, word),
        other => on_white(other.to_rgba32f().as_raw(), 4, height, width, |v| v),
    }
}

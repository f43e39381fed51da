//! Opening and saving pictures.
//!
//! Opened are PNG, JPEG (with its orientation; CMYK is turned into RGB), WebP, BMP, TIFF (8, 16 bits, 32-bit
//! float) and NPY (`[h, w]` or `[h, w, 3]`, 0..1). Whole numbers are divided by their largest value, so 16 bits keep their
//! precision; colour profiles are not applied; transparent pictures are laid on white. Grey stays one channel.

use std::io::Cursor;
use std::path::Path;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};
use ndarray::Axis;

use super::magic::{FORMATS, Format};
use super::original::Original;
use super::read::read_file;
use super::save::Tags;
use super::{StoreError, npy, tiff};
use crate::image::{Image, Photo};

pub use super::save::{Depth, can_hold, save, save_as};

/// Largest picture opened, in pixels: beyond it, memory for working on it runs out on most machines.
pub const MAX_PIXELS: u64 = 120_000_000;
/// Largest file read, in bytes: [`MAX_PIXELS`] of three 32-bit numbers, and some more.
const MAX_BYTES: u64 = 1_600_000_000;
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
    let (image, depth, tags) = match format {
        Format::Npy => (npy::decode(path, bytes)?, Depth::Float, Tags::default()),
        Format::Tiff => {
            let (image, depth) = tiff::decode(path, bytes)?;
            (image, depth, Tags::default())
        }
        other => {
            let found = decode_common(path, bytes, other)?;
            let image = upright(from_dynamic(&found.picture), found.orientation);
            (image, depth_of(&found.picture), found.tags)
        }
    };
    Ok(Original {
        image: validate(path, image)?,
        depth,
        format,
        tags,
    })
}

fn depth_of(picture: &DynamicImage) -> Depth {
    match picture {
        DynamicImage::ImageLuma8(_)
        | DynamicImage::ImageLumaA8(_)
        | DynamicImage::ImageRgb8(_)
        | DynamicImage::ImageRgba8(_) => Depth::Eight,
        DynamicImage::ImageLuma16(_)
        | DynamicImage::ImageLumaA16(_)
        | DynamicImage::ImageRgb16(_)
        | DynamicImage::ImageRgba16(_) => Depth::Sixteen,
        _ => Depth::Float,
    }
}

/// A picture of 8 bits a channel in colour, for the embedded photographs.
///
/// # Errors
/// As [`open`].
pub fn decode_photo(path: &Path, bytes: &[u8]) -> Result<Photo, StoreError> {
    let format = format(path, bytes)?;
    let picture = decode_common(path, bytes, format)?.picture.into_rgb8();
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
    Format::of(bytes).ok_or_else(|| {
        let found = if bytes.is_empty() {
            "it is empty"
        } else {
            "it is no picture that can be read"
        };
        StoreError::new(path, found, "save the picture in one of these formats").expecting(FORMATS)
    })
}

/// Refuses a size before any memory is taken for it.
pub(super) fn check_size(path: &Path, width: u64, height: u64) -> Result<(), StoreError> {
    if width == 0 || height == 0 {
        return Err(StoreError::new(
            path,
            format!("it measures {width}×{height} pixels, so there is nothing in it"),
            "choose another picture",
        ));
    }
    if width
        .checked_mul(height)
        .is_none_or(|pixels| pixels > MAX_PIXELS)
    {
        return Err(StoreError::new(
            path,
            format!("it measures {width}×{height} pixels"),
            "make it smaller or crop it",
        )
        .expecting(format!("at most {} million", MAX_PIXELS / 1_000_000)));
    }
    Ok(())
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

/// A picture as a codec gives it.
struct Decoded {
    picture: DynamicImage,
    orientation: Orientation,
    tags: Tags,
}

fn decode_common(path: &Path, bytes: &[u8], format: Format) -> Result<Decoded, StoreError> {
    let wrong = |error: ImageError| codec_error(path, format, &error);
    let codec = match format {
        Format::Jpeg => ImageFormat::Jpeg,
        Format::WebP => ImageFormat::WebP,
        Format::Bmp => ImageFormat::Bmp,
        Format::Png | Format::Tiff | Format::Npy => ImageFormat::Png,
    };
    if format == Format::Jpeg && !jpeg_ends(bytes) {
        return Err(damaged(path, "JPEG", "its end is missing"));
    }
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
    };
    if let Some(exif) = &mut tags.exif {
        // The pixels are turned upright here: nobody may turn them again.
        let _ = Orientation::remove_from_exif_chunk(exif);
    }
    let mut picture = DynamicImage::from_decoder(decoder).map_err(wrong)?;
    // BMP has grey only as colours that are equal.
    if let (Format::Bmp, DynamicImage::ImageRgb8(colours)) = (format, &picture)
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
    Ok(Decoded {
        picture,
        orientation,
        tags,
    })
}

/// Whether a JPEG file has an end marker after its pixels begin; the codec fills what is missing with grey and says nothing.
fn jpeg_ends(bytes: &[u8]) -> bool {
    let mut at = 2;
    // Segments: FF, a marker, and a length that counts itself. Pixels begin after marker DA.
    while let Some(&[0xff, marker, high, low]) = bytes.get(at..at + 4) {
        if marker == 0xff {
            at += 1;
            continue;
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
        if marker == 0xda {
            return bytes
                .get(at..)
                .is_some_and(|rest| rest.windows(2).any(|pair| pair == [0xff, 0xd9]));
        }
    }
    // Broken before that: the codec will say how.
    true
}

fn codec_error(path: &Path, format: Format, error: &ImageError) -> StoreError {
    let name = format.name();
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

/// What is said of a file that breaks its format's rules or ends early.
pub(super) fn damaged(path: &Path, format: &str, detail: &str) -> StoreError {
    let detail = first_line(detail);
    // Bare numbers help nobody.
    let words = detail
        .chars()
        .filter(|letter| letter.is_alphabetic())
        .count()
        > 3;
    let detail = if words {
        format!(" ({detail})")
    } else {
        String::new()
    };
    let found = format!("this {format} file is damaged or incomplete{detail}");
    StoreError::new(path, found, "get a complete copy of it")
}

/// The first line of a codec's message, without the prefixes that each of its levels adds ("… error decoding …: ").
fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    // What follows is written for programmers.
    let line = line.split(" while decoding").next().unwrap_or(line);
    let tail = line.rsplit(": ").next().unwrap_or(line);
    tail.trim_end_matches('.').to_owned()
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

/// A picture from samples that lie pixel after pixel; a second or fourth sample is opacity, over white.
pub(super) fn on_white<T: Copy>(
    samples: &[T],
    per_pixel: usize,
    height: usize,
    width: usize,
    unit: impl Fn(T) -> f32,
) -> Image {
    let channels = if per_pixel < 3 { 1 } else { 3 };
    let transparent = per_pixel > channels;
    let mut image = Image::zeros(channels, height, width);
    let area = (height * width).max(1);
    for (c, plane) in image.pixels_mut().chunks_exact_mut(area).enumerate() {
        for (value, pixel) in plane.iter_mut().zip(samples.chunks_exact(per_pixel)) {
            let colour = unit(pixel[c]);
            *value = if transparent {
                let opacity = unit(pixel[channels]);
                opacity * colour + (1.0 - opacity)
            } else {
                colour
            };
        }
    }
    image
}

/// Turns and mirrors a picture as its camera noted.
pub(super) fn upright(image: Image, orientation: Orientation) -> Image {
    // What must be done to what was stored: mirror left–right, mirror top–bottom, then swap the axes.
    let (left_right, top_bottom, swap) = match orientation {
        Orientation::NoTransforms => return image,
        Orientation::FlipHorizontal => (true, false, false),
        Orientation::Rotate180 => (true, true, false),
        Orientation::FlipVertical => (false, true, false),
        Orientation::Rotate90FlipH => (false, false, true),
        Orientation::Rotate90 => (false, true, true),
        Orientation::Rotate270FlipH => (true, true, true),
        Orientation::Rotate270 => (true, false, true),
    };
    let mut array = image.array().clone();
    if left_right {
        array.invert_axis(Axis(2));
    }
    if top_bottom {
        array.invert_axis(Axis(1));
    }
    if swap {
        array.swap_axes(1, 2);
    }
    Image::new(array)
}

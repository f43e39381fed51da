//! TIFF files: grey, RGB, with or without opacity, CMYK; 1, 8, 16 bits or floating point.

use std::io::{self, Cursor, Write};
use std::path::Path;

use image::metadata::Orientation;
use tiff::ColorType;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::encoder::{TiffEncoder, TiffValue, colortype};
use tiff::tags::Tag;
use tiff::{TiffError, TiffResult};

use crate::image::Image;
use crate::store::picture::decoded::{Decoded, Facts, Number, Stored};
use crate::store::picture::limits::{MAX_PIXELS, check_size};
use crate::store::picture::raster::{in_order, on_white, upright};
use crate::store::picture::refusal::damaged;
use crate::store::{SeekWrite, StoreError};

/// A picture.
pub(in crate::store::picture) fn decode(path: &Path, bytes: &[u8]) -> Result<Decoded, StoreError> {
    let wrong = |error: TiffError| match error {
        TiffError::UnsupportedError(what) => unsupported(path, &what.to_string()),
        TiffError::LimitsExceeded => StoreError::new(
            path,
            "this TIFF file needs too much memory",
            "make it smaller",
        ),
        other => damaged(path, "TIFF", &other.to_string()),
    };
    let mut decoder = Decoder::new(Cursor::new(bytes)).map_err(wrong)?;
    let (width, height) = decoder.dimensions().map_err(wrong)?;
    check_size(path, width.into(), height.into())?;
    let mut limits = Limits::default();
    limits.decoding_buffer_size = MAX_PIXELS as usize * 16;
    limits.intermediate_buffer_size = MAX_PIXELS as usize * 16;
    let mut decoder = decoder.with_limits(limits);
    let color = decoder.colortype().map_err(wrong)?;
    let turned = decoder
        .find_tag_unsigned::<u8>(Tag::Orientation)
        .ok()
        .flatten()
        .and_then(Orientation::from_exif)
        .unwrap_or(Orientation::NoTransforms);
    let (height, width) = (height as usize, width as usize);
    let (values, planes, number) = read(&mut decoder).map_err(wrong)?;
    let values = values.ok_or_else(|| unsupported(path, "its numbers are of an unusual type"))?;
    let layout = (height, width, planes);
    let image = match color {
        ColorType::Gray(1) => unpack_bits(&values, height, width),
        ColorType::Gray(8..) => assemble(&values, 1, layout),
        ColorType::GrayA(8..) => assemble(&values, 2, layout),
        ColorType::RGB(8..) => assemble(&values, 3, layout),
        ColorType::RGBA(8..) => assemble(&values, 4, layout),
        ColorType::CMYK(8..) => assemble_cmyk(&values, layout),
        other => return Err(unsupported(path, &format!("{other:?}"))),
    };
    let image = image.ok_or_else(|| damaged(path, "TIFF", "pixels are missing"))?;
    Ok(Decoded {
        facts: Facts {
            orientation: turned.to_exif(),
            ..Facts::default()
        },
        ..Decoded::of(upright(image, turned), Stored::whole(number))
    })
}

fn unsupported(path: &Path, what: &str) -> StoreError {
    StoreError::new(
        path,
        format!("this kind of TIFF file cannot be read ({what})"),
        "save it as an ordinary PNG",
    )
}

/// The samples on the 0..1 scale (floating point as it is; `None` for types not handled), the number of planes, and how finely the
/// samples were stored.
fn read(decoder: &mut Decoder<Cursor<&[u8]>>) -> TiffResult<(Option<Vec<f32>>, usize, Number)> {
    let mut result = DecodingResult::U8(Vec::new());
    let layout = decoder.read_image_to_buffer(&mut result)?;
    let number = match result {
        DecodingResult::U8(_) => Number::U8,
        DecodingResult::U16(_) => Number::U16,
        _ => Number::F32,
    };
    let values = match result {
        DecodingResult::U8(v) => Some(v.into_iter().map(|v| f32::from(v) / 255.0).collect()),
        DecodingResult::U16(v) => Some(v.into_iter().map(|v| f32::from(v) / 65_535.0).collect()),
        DecodingResult::U32(v) => Some(
            v.into_iter()
                .map(|v| (f64::from(v) / f64::from(u32::MAX)) as f32)
                .collect(),
        ),
        DecodingResult::F32(v) => Some(v),
        DecodingResult::F64(v) => Some(v.into_iter().map(|v| v as f32).collect()),
        DecodingResult::F16(v) => Some(v.into_iter().map(f32::from).collect()),
        _ => None,
    };
    Ok((values, layout.planes.max(1), number))
}

/// Brings planes that lie one after the other together, pixel after pixel.
fn interleave(values: &[f32], count: usize, area: usize) -> Option<Vec<f32>> {
    (values.len() >= count * area).then(|| {
        (0..area)
            .flat_map(|at| (0..count).map(move |c| values[c * area + at]))
            .collect()
    })
}

fn pixels(
    values: &[f32],
    count: usize,
    (height, width, planes): (usize, usize, usize),
) -> Option<Vec<f32>> {
    if planes > 1 {
        interleave(values, count, height * width)
    } else {
        values.get(..count * height * width).map(<[f32]>::to_vec)
    }
}

fn assemble(values: &[f32], count: usize, layout: (usize, usize, usize)) -> Option<Image> {
    let samples = pixels(values, count, layout)?;
    Some(on_white(&samples, count, layout.0, layout.1, |v| v))
}

fn assemble_cmyk(values: &[f32], layout: (usize, usize, usize)) -> Option<Image> {
    let rgb: Vec<f32> = pixels(values, 4, layout)?
        .chunks_exact(4)
        .flat_map(|ink| [0, 1, 2].map(|c| (1.0 - ink[c]) * (1.0 - ink[3])))
        .collect();
    Some(on_white(&rgb, 3, layout.0, layout.1, |v| v))
}

/// One bit a pixel, rows padded to whole bytes.
fn unpack_bits(values: &[f32], height: usize, width: usize) -> Option<Image> {
    let stride = width.div_ceil(8);
    (values.len() >= stride * height).then(|| {
        Image::from_fn(1, height, width, |_, y, x| {
            let byte = (values[y * stride + x / 8] * 255.0).round() as u8;
            f32::from(byte >> (7 - x % 8) & 1)
        })
    })
}

/// Writes a picture as 32-bit floating point, unchanged.
pub(in crate::store::picture) fn encode_float(
    image: &Image,
    out: &mut dyn SeekWrite,
) -> io::Result<()> {
    if image.channels() == 1 {
        encode::<colortype::Gray32Float>(image, out, |value| value)
    } else {
        encode::<colortype::RGB32Float>(image, out, |value| value)
    }
}

/// Writes a picture as 8-bit numbers, clipped to 0..1.
pub(in crate::store::picture) fn encode_bytes(
    image: &Image,
    out: &mut dyn SeekWrite,
) -> io::Result<()> {
    let byte = |value: f32| (value * 255.0).round() as u8;
    if image.channels() == 1 {
        encode::<colortype::Gray8>(image, out, byte)
    } else {
        encode::<colortype::RGB8>(image, out, byte)
    }
}

/// Writes a picture as 16-bit numbers, clipped to 0..1.
pub(in crate::store::picture) fn encode_words(
    image: &Image,
    out: &mut dyn SeekWrite,
) -> io::Result<()> {
    let word = |value: f32| (value * 65_535.0).round() as u16;
    if image.channels() == 1 {
        encode::<colortype::Gray16>(image, out, word)
    } else {
        encode::<colortype::RGB16>(image, out, word)
    }
}

/// Writes strip by strip, so that a large picture is not in memory twice.
fn encode<C: colortype::ColorType>(
    image: &Image,
    out: &mut dyn SeekWrite,
    sample: impl Fn(f32) -> C::Inner,
) -> io::Result<()>
where
    [C::Inner]: TiffValue,
{
    let (width, height) = (image.width() as u32, image.height() as u32);
    let mut encoder = TiffEncoder::new(Whole(out)).map_err(plain)?;
    let mut file = encoder.new_image::<C>(width, height).map_err(plain)?;
    let mut samples = in_order(image).map(sample);
    loop {
        let count = file.next_strip_sample_count() as usize;
        if count == 0 {
            break;
        }
        let strip: Vec<C::Inner> = samples.by_ref().take(count).collect();
        file.write_strip(&strip).map_err(plain)?;
    }
    file.finish().map_err(plain)
}

fn plain(error: TiffError) -> io::Error {
    match error {
        TiffError::IoError(error) => error,
        other => io::Error::other(other),
    }
}

/// The encoder wants a type of known size.
struct Whole<'a>(&'a mut dyn SeekWrite);

impl Write for Whole<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl io::Seek for Whole<'_> {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

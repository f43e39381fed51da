//! JPEG XL files, decoded by jxl-oxide.

use std::path::Path;

use jxl_oxide::image::BitDepth;
use jxl_oxide::{
    AllocTracker, AuxBoxData, ExtraChannelType, InitializeResult, JxlImage, PixelFormat,
};

use crate::StoreError;
use crate::image::Image;
use crate::picture::decoded::{Decoded, Facts, Number, NumberKind, Stored, Tags};
use crate::picture::exif;
use crate::picture::limits::check_size;
use crate::picture::refusal::damaged;

/// Most bytes that the decoder may hold, on top of some for each pixel.
const MAX_BYTES: usize = 200_000_000;
/// The bytes for each pixel: channels, and as much again for what is in work.
const BYTES_OF_PIXEL: usize = 40;

/// A picture.
///
/// # Errors
/// [`StoreError`], when the file is damaged, too large, or of a kind that is not read.
pub(in crate::picture) fn decode(path: &Path, bytes: &[u8]) -> Result<Decoded, StoreError> {
    let broken = || {
        damaged(
            path,
            "JPEG XL",
            "its coded pixels break the format's rules, or its end is missing",
        )
    };
    let (width, height) = size(bytes).ok_or_else(broken)?;
    check_size(path, width.into(), height.into())?;
    let limit = MAX_BYTES + BYTES_OF_PIXEL * width as usize * height as usize;
    let builder = JxlImage::builder().alloc_tracker(AllocTracker::with_limit(limit));
    let picture = builder.read(bytes).map_err(|_| broken())?;
    if picture.num_loaded_keyframes() == 0 {
        return Err(broken());
    }
    let channels = match picture.pixel_format() {
        PixelFormat::Gray | PixelFormat::Graya => 1,
        PixelFormat::Rgb | PixelFormat::Rgba => 3,
        _ => {
            return Err(StoreError::new(
                path,
                "this JPEG XL file holds CMYK, a kind that is not read",
                "turn it into a PNG or TIFF with another program",
            ));
        }
    };
    let render = picture.render_frame(0).map_err(|_| broken())?;
    let mut stream = render.stream();
    let (width, height) = (stream.width() as usize, stream.height() as usize);
    let numbers = stream.channels() as usize;
    let multiplied = picture.image_header().metadata.ec_info.iter().any(|extra| {
        matches!(
            extra.ty,
            ExtraChannelType::Alpha {
                alpha_associated: true
            }
        )
    });
    // Whole numbers end at black and white; in between, lossy coding may go beyond.
    let number = number(picture.image_header().metadata.bit_depth);
    let (low, high) = match number.kind {
        NumberKind::Float => (f32::MIN, f32::MAX),
        _ => (0.0, 1.0),
    };
    let mut image = Image::zeros(channels, height, width);
    let area = width * height;
    let pixels = image.pixels_mut();
    let mut row = vec![0.0_f32; width * numbers];
    for y in 0..height {
        stream.write_to_buffer(&mut row);
        for c in 0..channels {
            let plane = &mut pixels[c * area + y * width..][..width];
            for (value, pixel) in plane.iter_mut().zip(row.chunks_exact(numbers)) {
                let opacity = if numbers > channels {
                    pixel[channels]
                } else {
                    1.0
                };
                let colour = if multiplied {
                    pixel[c]
                } else {
                    pixel[c] * opacity
                };
                *value = (colour + 1.0 - opacity).clamp(low, high);
            }
        }
    }
    let mut words = words(&picture);
    let tags = tags(&picture, channels, &mut words);
    Ok(Decoded {
        tags,
        words,
        facts: Facts {
            orientation: picture.image_header().metadata.orientation as u8,
            opacity: numbers > channels,
            ..Facts::default()
        },
        ..Decoded::of(image, Stored::whole(number))
    })
}

/// Columns and rows, upright, by the head alone.
fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut head = JxlImage::builder().build_uninit();
    let enough = bytes.len().min(1 << 20);
    head.feed_bytes(&bytes[..enough]).ok()?;
    // A profile of megabytes may come in between.
    match head.try_init().ok()? {
        InitializeResult::Initialized(image) => Some((image.width(), image.height())),
        InitializeResult::NeedMoreData(mut head) => {
            head.feed_bytes(&bytes[enough..]).ok()?;
            match head.try_init().ok()? {
                InitializeResult::Initialized(image) => Some((image.width(), image.height())),
                InitializeResult::NeedMoreData(_) => None,
            }
        }
    }
}

fn number(depth: BitDepth) -> Number {
    match depth {
        BitDepth::IntegerSample { bits_per_sample } => {
            Number::unsigned(bits_per_sample.min(32) as u8)
        }
        BitDepth::FloatSample {
            bits_per_sample: 16,
            ..
        } => Number::F16,
        BitDepth::FloatSample { .. } => Number::F32,
    }
}

fn words(picture: &JxlImage) -> Vec<String> {
    let mut words = Vec::new();
    let frames = picture.num_loaded_keyframes();
    if frames > 1 {
        words.push(format!("only the first of its {frames} pictures is read"));
    }
    let others = picture
        .image_header()
        .metadata
        .ec_info
        .iter()
        .filter(|extra| !extra.is_alpha());
    if others.count() > 0 {
        words.push(
            "further channels in the file (depth, masks or inks) are left out when it is saved"
                .into(),
        );
    }
    words
}

fn tags(picture: &JxlImage, channels: usize, words: &mut Vec<String>) -> Tags {
    let mut tags = Tags::default();
    match picture.rendered_cicp() {
        // sRGB, or grey coded as it is.
        Some([1, 13, ..]) => {}
        other => {
            let space: &[u8] = if channels == 1 { b"GRAY" } else { b"RGB " };
            tags.icc = Some(picture.rendered_icc()).filter(|icc| icc.get(16..20) == Some(space));
            tags.cicp = other.map(|[primaries, transfer, ..]| [primaries, transfer, 0, 1]);
            words.extend(match other {
                Some([_, 8, ..]) => Some(
                    "its values are linear light, not coded for a screen; they are kept as they \
                    are"
                    .into(),
                ),
                Some([_, 16 | 18, ..]) => Some(
                    "its values are coded for HDR screens; they are kept as they \
                    are"
                    .into(),
                ),
                _ => None,
            });
        }
    }
    if let Ok(AuxBoxData::Data(exif)) = picture.aux_boxes().first_exif() {
        let mut exif = exif.payload().to_vec();
        exif::settle(&mut exif);
        tags.exif = Some(exif).filter(|exif| !exif.is_empty());
    }
    if let AuxBoxData::Data(xmp) = picture.aux_boxes().first_xml() {
        tags.xmp = Some(xmp.to_vec());
    }
    tags
}

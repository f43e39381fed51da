//! JPEG files.
//!
//! Ordinary ones are decoded by libjpeg (the `mozjpeg` crate), which alone is right for all of several scans, restarts,
//! every sampling and arithmetic coding: of Rust's decoders, zune-jpeg 0.5.15 gets any several scans wrong (and
//! 0.5.16-rc3 those with restarts), and jpeg-decoder 0.3.2 samplings with factors 4 and 2 across; none of them says so.
//! Lossless ones are read by our own decoder. What the file claims is judged before anything is decoded: size, kind,
//! its end, and how often it passes over its pixels.

use std::any::Any;
use std::borrow::Cow;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use mozjpeg::{ColorSpace, Decompress};

use crate::StoreError;
use crate::image::Image;
use crate::picture::decoded::{Decoded, Facts, Number, Sight, Stored};
use crate::picture::limits::check_size;
use crate::picture::raster::upright;
use crate::picture::refusal::damaged;

mod lossless;
mod notes;
mod outline;

use outline::{Frame, Outline};

/// Most pixels that are passed over, all scans together: some two seconds. Ordinary progressive files have ten scans.
const MAX_WORK: u64 = 2_500_000_000;

/// A picture; CMYK is turned into RGB.
///
/// # Errors
/// [`StoreError`], when the file is damaged, too large, or of a kind that is not read.
pub(in crate::picture) fn decode(path: &Path, bytes: &[u8]) -> Result<Decoded, StoreError> {
    let outline = outline::outline(bytes);
    let Some(mut frame) = outline.frame else {
        return Err(damaged(path, "JPEG", "its head is broken or cut off"));
    };
    check_kind(path, frame)?;
    if outline.end.is_none() || outline.scans == 0 {
        return Err(damaged(path, "JPEG", "its end is missing"));
    }
    let mut bytes = Cow::Borrowed(bytes);
    if let (0, Some(height)) = (frame.height, outline.late_height) {
        // Decoders want the height in front.
        frame.height = height;
        bytes.to_mut()[frame.height_at..frame.height_at + 2].copy_from_slice(&height.to_be_bytes());
    }
    check_size(path, frame.width.into(), frame.height.into())?;
    check_work(path, frame, outline.scans)?;
    let (image, number, mut words) = if frame.kind == 0xc3 {
        let (image, number) = lossless::decode(path, &bytes, frame.bits)?;
        (image, number, Vec::new())
    } else {
        let picture = ordinary(&bytes, 8).map_err(|detail| refusal(path, &detail))?;
        let mut words = Vec::new();
        if picture.cmyk {
            words.push("its colours were turned from CMYK into RGB without its profile, so they are near, not \
                exact".into());
        }
        (picture.image, Number::U8, words)
    };
    let found = notes::notes(&bytes, &outline);
    words.extend(found.words);
    let mut tags = found.tags;
    // A profile of another colour space, of CMYK say, does not describe the picture as it is now.
    let space: &[u8] = if image.channels() == 1 {
        b"GRAY"
    } else {
        b"RGB "
    };
    tags.icc = tags.icc.filter(|icc| icc.get(16..20) == Some(space));
    let orientation = found.orientation;
    Ok(Decoded {
        tags,
        words,
        facts: Facts {
            packing: packing(&outline, frame),
            orientation: orientation.to_exif(),
            ..Facts::default()
        },
        ..Decoded::of(upright(image, orientation), Stored::whole(number))
    })
}

/// A large picture with a longest side of `side` pixels or a little more, and its own size: each block of 8×8 pixels
/// becomes one of 1 to 4 pixels a side. `None` for one that is not larger, or unusual in any way.
pub(in crate::picture) fn reduced(bytes: &[u8], side: usize) -> Option<Sight> {
    let outline = outline::outline(bytes);
    let frame = outline.frame?;
    let plain = matches!(
        (frame.kind, frame.bits, frame.channels),
        (0xc0..=0xc2, 8, 1 | 3)
    );
    let [height, width] = [frame.height, frame.width].map(usize::from);
    let longest = height.max(width);
    let eighths = (1..=4_u8).find(|n| longest * usize::from(*n) / 8 >= side)?;
    let passed = (height * width) as u64 * outline.scans as u64;
    let fits = check_size(Path::new(""), width as u64, height as u64).is_ok();
    if !plain || !fits || outline.end.is_none() || !(1..=MAX_WORK).contains(&passed) {
        return None;
    }
    let image = ordinary(bytes, eighths).ok()?.image;
    let orientation = notes::notes(bytes, &outline).orientation;
    let image = upright(image, orientation);
    let (channels, seen_height, seen_width) = image.dim();
    // Turned by a quarter where the sides are exchanged.
    let turned = (seen_height > seen_width) != (height > width);
    let whole = match turned {
        true => [channels, width, height],
        false => [channels, height, width],
    };
    Some(Sight { image, whole })
}

/// Refuses kinds that no decoder here reads, by their names.
fn check_kind(path: &Path, frame: Frame) -> Result<(), StoreError> {
    let kind = match (frame.kind, frame.bits) {
        _ if !matches!(frame.channels, 1 | 3 | 4) => {
            format!(
                "a JPEG of {} channels, of which only 1, 3 and 4 are read",
                frame.channels
            )
        }
        (0xc3, 2..=16) | (0xc0..=0xc2 | 0xc9 | 0xca, 8) => return Ok(()),
        (0xc0..=0xc2 | 0xc9 | 0xca, bits) => {
            format!("a JPEG of {bits} bits a channel, a kind of which only 8 bits are read")
        }
        (0xc3 | 0xcb, _) => {
            "a lossless JPEG with arithmetic coding, a kind that is not read".into()
        }
        (0xf7, _) => "a JPEG-LS file, a kind of JPEG that is not read".into(),
        _ => "a hierarchical JPEG, a kind that is not read".into(),
    };
    Err(StoreError::new(
        path,
        format!("it is {kind}"),
        "turn it into a PNG or TIFF of 16 bits with another program",
    ))
}

/// Refuses files that pass over their pixels so often that reading them would not end.
fn check_work(path: &Path, frame: Frame, scans: usize) -> Result<(), StoreError> {
    let area = u64::from(frame.width) * u64::from(frame.height);
    if area * scans as u64 <= MAX_WORK {
        return Ok(());
    }
    Err(StoreError::new(
        path,
        format!("it passes over its pixels {scans} times, which would take too long"),
        "save it again as an ordinary JPEG or as PNG with another program",
    ))
}

/// What libjpeg makes of a file.
struct Picture {
    image: Image,
    cmyk: bool,
}

/// Decodes with libjpeg, whose errors come as panics; each block of 8×8 pixels becomes one of `eighths` pixels a side.
///
/// # Errors
/// What libjpeg said.
fn ordinary(bytes: &[u8], eighths: u8) -> Result<Picture, String> {
    let said = |error: io::Error| error.to_string();
    catch_unwind(AssertUnwindSafe(|| rows(bytes, eighths).map_err(said)))
        .unwrap_or_else(|panic| Err(message(&*panic)))
}

fn message(panic: &(dyn Any + Send)) -> String {
    panic.downcast_ref::<String>().cloned().unwrap_or_default()
}

fn rows(bytes: &[u8], eighths: u8) -> io::Result<Picture> {
    let mut header = Decompress::new_mem(bytes)?;
    header.scale(eighths);
    let cmyk = matches!(
        header.color_space(),
        ColorSpace::JCS_CMYK | ColorSpace::JCS_YCCK
    );
    let (mut decoder, numbers) = match header.color_space() {
        ColorSpace::JCS_GRAYSCALE => (header.grayscale()?, 1),
        _ if cmyk => (header.to_colorspace(ColorSpace::JCS_CMYK)?, 4),
        _ => (header.rgb()?, 3),
    };
    let (width, height) = (decoder.width(), decoder.height());
    let channels = numbers.min(3);
    let mut image = Image::zeros(channels, height, width);
    let mut row = vec![0_u8; width * numbers];
    let area = width * height;
    let pixels = image.pixels_mut();
    for y in 0..height {
        decoder.read_scanlines_into(&mut row)?;
        for c in 0..channels {
            let plane = &mut pixels[c * area + y * width..][..width];
            for (value, pixel) in plane.iter_mut().zip(row.chunks_exact(numbers)) {
                // CMYK is stored as what each ink lets through.
                let through = if cmyk {
                    f32::from(pixel[3]) / 255.0
                } else {
                    1.0
                };
                *value = f32::from(pixel[c]) / 255.0 * through;
            }
        }
    }
    Ok(Picture { image, cmyk })
}

/// What is said when libjpeg refuses a file.
fn refusal(path: &Path, detail: &str) -> StoreError {
    let unusual = [
        "not implemented",
        "nsupported",
        "too large for interleaved",
        "colorspace",
    ];
    if unusual.iter().any(|part| detail.contains(part)) {
        return StoreError::new(
            path,
            "this kind of JPEG file is not read: its channels are stored in an unusual way",
            "turn it into a PNG with another program",
        );
    }
    damaged(
        path,
        "JPEG",
        "its tables or its coded pixels break the format's rules",
    )
}

fn packing(outline: &Outline<'_>, frame: Frame) -> String {
    let kind = match frame.kind {
        0xc2 => "progressive",
        0xc3 => "lossless",
        0xc9 => "arithmetic coding",
        0xca => "progressive, arithmetic coding",
        _ => "baseline",
    };
    match outline.scans {
        1 => kind.into(),
        scans => format!("{kind}, {scans} scans"),
    }
}

#[cfg(test)]
mod tests;

//! Strips and tiles that are JPEG files without their tables.
//!
//! The tables stand once, in a field of their own; they are put in front of what follows. What the colours are is told
//! by the TIFF file, not by the JPEG data, so a marker that says so goes in as well.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use mozjpeg::{ColorSpace, Decompress};

use super::trouble::Trouble;
use crate::picture::lossless_jpeg;

/// The decoded pixels of a strip or tile.
pub(super) struct Pixels {
    /// Pixels across.
    pub(super) width: usize,
    /// Pixels down.
    pub(super) height: usize,
    /// Numbers of a pixel.
    pub(super) samples: usize,
    /// The numbers, pixel after pixel: of one byte, or of two with the higher first.
    pub(super) bytes: Vec<u8>,
    /// Whether they have two bytes.
    pub(super) wide: bool,
}

/// Decodes a strip or tile of no more than `most` pixels.
pub(super) fn decode(
    bytes: &[u8],
    tables: Option<&[u8]>,
    photometric: u64,
    most: usize,
) -> Result<Pixels, Trouble> {
    let Some(frame) = frame(bytes) else {
        return Err(Trouble::damaged("its JPEG data are broken"));
    };
    if frame.width * frame.height > most {
        return Err(Trouble::damaged(
            "its JPEG data are larger than the picture",
        ));
    }
    let whole = joined(bytes, tables, photometric);
    if frame.kind == 0xc3 {
        let found = lossless_jpeg::decode(&whole, most * frame.samples).map_err(|fault| {
            Trouble::damaged(format!("its lossless JPEG data are broken: {fault}"))
        })?;
        return Ok(Pixels {
            width: found.width,
            height: found.height,
            samples: found.components,
            bytes: found
                .numbers
                .iter()
                .flat_map(|number| number.to_be_bytes())
                .collect(),
            wide: true,
        });
    }
    if frame.bits != 8 {
        let what = format!("its pixels are packed by JPEG of {} bits", frame.bits);
        return Err(Trouble::kind(
            what,
            "save it as a TIFF of 16 bits packed by LZW or Deflate",
        ));
    }
    // libjpeg's errors come as panics.
    match catch_unwind(AssertUnwindSafe(|| ordinary(&whole))) {
        Ok(Ok(pixels)) => Ok(pixels),
        _ => Err(Trouble::damaged("its JPEG data are broken")),
    }
}

fn ordinary(bytes: &[u8]) -> io::Result<Pixels> {
    let header = Decompress::new_mem(bytes)?;
    let (width, height) = header.size();
    let (mut decoder, samples) = match header.color_space() {
        ColorSpace::JCS_GRAYSCALE => (header.grayscale()?, 1),
        ColorSpace::JCS_CMYK | ColorSpace::JCS_YCCK => {
            (header.to_colorspace(ColorSpace::JCS_CMYK)?, 4)
        }
        _ => (header.rgb()?, 3),
    };
    let mut bytes = vec![0_u8; width * height * samples];
    decoder.read_scanlines_into(&mut bytes)?;
    Ok(Pixels {
        width,
        height,
        samples,
        bytes,
        wide: false,
    })
}

/// The head of a JPEG frame.
struct Frame {
    kind: u8,
    bits: u8,
    width: usize,
    height: usize,
    samples: usize,
}

fn frame(bytes: &[u8]) -> Option<Frame> {
    let mut at = 2;
    loop {
        let head = bytes.get(at..at + 4)?;
        if head[0] != 0xff {
            return None;
        }
        if head[1] == 0xff {
            at += 1;
            continue;
        }
        let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
        if matches!(head[1], 0xc0..=0xcf) && !matches!(head[1], 0xc4 | 0xc8 | 0xcc) {
            let rest = bytes.get(at + 4..at + 10)?;
            return Some(Frame {
                kind: head[1],
                bits: rest[0],
                height: usize::from(u16::from_be_bytes([rest[1], rest[2]])),
                width: usize::from(u16::from_be_bytes([rest[3], rest[4]])),
                samples: usize::from(rest[5]),
            });
        }
        at += 2 + length.max(2);
    }
}

/// One JPEG file: its begin, what the colours are (Adobe's marker: 1 YCbCr, 0 as they stand), the tables, the rest.
fn joined(bytes: &[u8], tables: Option<&[u8]>, photometric: u64) -> Vec<u8> {
    let mut whole = vec![0xff, 0xd8, 0xff, 0xee, 0, 14];
    whole.extend_from_slice(b"Adobe\0\x64\0\0\0\0");
    whole.push(u8::from(photometric == 6));
    if let Some(tables) = tables {
        let begin = if tables.starts_with(&[0xff, 0xd8]) {
            2
        } else {
            0
        };
        let end = if tables.ends_with(&[0xff, 0xd9]) {
            tables.len() - 2
        } else {
            tables.len()
        };
        whole.extend_from_slice(tables.get(begin..end).unwrap_or_default());
    }
    whole.extend_from_slice(bytes.get(2..).unwrap_or_default());
    whole
}

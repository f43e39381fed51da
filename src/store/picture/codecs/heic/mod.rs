//! HEIC files: pictures coded by HEVC, decoded by heic-rs.
//!
//! Only its decoder of coded pictures is used. Its way to colours (0.1.4) takes every picture without a box of colours
//! for BT.709 of television's range, whatever the coded picture says: 10 levels of 255 off on average. Phones write
//! such files. What the coded picture says is read here, in [`colours`].

use std::borrow::Cow;
use std::path::Path;

use heic_rs::hevc::{ChromaFormat, decode_still, probe};

use crate::StoreError;
use crate::picture::boxed::{self, Codec, Refused};
use crate::picture::boxes::Fields;
use crate::picture::decoded::Decoded;
use crate::picture::planes::Planes;

mod colours;

/// A picture.
///
/// # Errors
/// [`StoreError`], when the file is damaged, too large, or of a kind that is not read.
pub(in crate::picture) fn decode(path: &Path, bytes: &[u8]) -> Result<Decoded, StoreError> {
    let codec = Codec {
        name: "HEIC",
        kind: *b"hvc1",
        setup: *b"hvcC",
        decode: coded,
    };
    boxed::decode(path, bytes, &codec)
}

fn coded(bytes: &[u8], setup: &[u8], most: u64) -> Result<Planes, Refused> {
    let (length, mut sets) = parameter_sets(setup).ok_or(Refused::Damaged)?;
    let mut slices: Vec<&[u8]> = Vec::new();
    let mut fields = Fields(bytes);
    while !fields.0.is_empty() {
        let size = fields.number(length).ok_or(Refused::Damaged)? as usize;
        let (unit, rest) = fields.0.split_at_checked(size).ok_or(Refused::Damaged)?;
        fields.0 = rest;
        match unit.first().map(|head| head >> 1 & 0x3f) {
            Some(0..=31) => slices.push(unit),
            Some(32..=34) => sets.push(unit),
            _ => {}
        }
    }
    let told = probe(&sets).map_err(|_| Refused::Damaged)?;
    if u64::from(told.width) * u64::from(told.height) > most {
        return Err(Refused::Damaged);
    }
    let refused = match told.chroma {
        // Measured on heic-rs 0.1.4: every such picture ends as "malformed".
        ChromaFormat::Yuv422 => Some("stores its colours at half the width (4:2:2)"),
        ChromaFormat::Yuv444 => Some("stores its colours at full size (4:4:4)"),
        _ => None,
    };
    if let Some(kind) = refused {
        return Err(Refused::Kind(kind));
    }
    let frame = decode_still(&sets, &slices).map_err(|error| match error {
        heic_rs::Error::Unsupported(_) => Refused::Kind("is coded in a way that phones do not use"),
        _ => Refused::Damaged,
    })?;
    frame.validate().map_err(|_| Refused::Damaged)?;
    let told_colours = sets
        .iter()
        .find(|unit| unit.first().map(|head| head >> 1 & 0x3f) == Some(33));
    let mut found = Planes {
        width: frame.width as usize,
        height: frame.height as usize,
        bits: frame.bit_depth,
        halved: (
            frame.chroma == ChromaFormat::Yuv420,
            frame.chroma == ChromaFormat::Yuv420,
        ),
        planes: Vec::new(),
        coding: colours::of(told_colours.copied().unwrap_or_default()),
    };
    let coarse = found.coarse_size();
    let luma = packed(&frame.y, frame.y_stride, found.width, found.height);
    found.planes.push(luma.ok_or(Refused::Damaged)?);
    if frame.chroma != ChromaFormat::Monochrome {
        for plane in [&frame.cb, &frame.cr] {
            let plane = packed(plane, frame.c_stride, coarse.0, coarse.1);
            found.planes.push(plane.ok_or(Refused::Damaged)?);
        }
    }
    Ok(found)
}

/// Rows without what fills them up; none when some are missing.
fn packed(plane: &[u16], stride: u32, width: usize, height: usize) -> Option<Vec<u16>> {
    let mut rows = Vec::with_capacity(width * height);
    for y in 0..height {
        rows.extend_from_slice(plane.get(y * stride as usize..)?.get(..width)?);
    }
    Some(rows)
}

/// Bytes of the length in front of each unit of coded pixels, and the units that tell how they are coded.
fn parameter_sets(setup: &[u8]) -> Option<(usize, Vec<&[u8]>)> {
    let length = usize::from(setup.get(21)? & 3) + 1;
    let mut fields = Fields(setup.get(22..)?);
    let mut sets = Vec::new();
    for _ in 0..fields.number(1)? {
        let kind = fields.number(1)? & 0x3f;
        for _ in 0..fields.number(2)? {
            let size = fields.number(2)? as usize;
            let (unit, rest) = fields.0.split_at_checked(size)?;
            fields.0 = rest;
            if (32..=34).contains(&kind) {
                sets.push(unit);
            }
        }
    }
    Some((length, sets))
}

/// A unit of coded numbers without the bytes that keep it from looking like the beginning of one.
fn plain(unit: &[u8]) -> Cow<'_, [u8]> {
    if !unit.windows(3).any(|three| three == [0, 0, 3]) {
        return Cow::Borrowed(unit);
    }
    let mut plain: Vec<u8> = Vec::with_capacity(unit.len());
    let mut zeros = 0;
    for &byte in unit {
        if zeros >= 2 && byte == 3 {
            zeros = 0;
            continue;
        }
        zeros = if byte == 0 { zeros + 1 } else { 0 };
        plain.push(byte);
    }
    Cow::Owned(plain)
}

//! GIF files: the first picture of a film.

use std::path::Path;

use image::ImageFormat;

use crate::StoreError;
use crate::picture::decoded::Decoded;
use crate::picture::dynamic;
use crate::picture::raster::grey_if_equal;

/// A picture.
///
/// # Errors
/// [`StoreError`], when the file is damaged or too large.
pub(in crate::picture) fn decode(path: &Path, bytes: &[u8]) -> Result<Decoded, StoreError> {
    let mut found = dynamic::decode(path, bytes, ImageFormat::Gif, "GIF")?;
    // It has grey only as colours that are equal; and it always could have transparent places, of which most have none.
    found.image = grey_if_equal(found.image);
    let whole = dynamic::raw(path, bytes, ImageFormat::Gif, "GIF")?
        .picture
        .to_rgba8();
    found.facts.opacity = whole.pixels().any(|pixel| pixel.0[3] < u8::MAX);
    let pictures = pictures(bytes).unwrap_or(1);
    if pictures > 1 {
        found
            .words
            .push(format!("only the first of its {pictures} pictures is read"));
    }
    Ok(found)
}

/// How many pictures the file holds, by walking along its blocks.
fn pictures(bytes: &[u8]) -> Option<usize> {
    let table = |flags: u8| {
        if flags & 0x80 != 0 {
            3 << ((flags & 7) + 1)
        } else {
            0
        }
    };
    let mut at = 13 + table(*bytes.get(10)?);
    let mut count = 0;
    // A file that ends in between holds what has been counted.
    while let Some(kind) = bytes.get(at) {
        at += match kind {
            0x2c => {
                count += 1;
                11 + bytes.get(at + 9).map_or(0, |flags| table(*flags))
            }
            0x21 => 2,
            _ => break,
        };
        // Parts, each with its length in front; the last is empty.
        while let Some(length) = bytes.get(at) {
            at += 1 + usize::from(*length);
            if *length == 0 {
                break;
            }
        }
    }
    Some(count)
}

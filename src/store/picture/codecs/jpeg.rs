//! JPEG files.

use std::path::Path;

use image::ImageFormat;

use crate::store::StoreError;
use crate::store::picture::decoded::Decoded;
use crate::store::picture::dynamic;
use crate::store::picture::refusal::damaged;

/// A picture; CMYK is turned into RGB.
pub(in crate::store::picture) fn decode(path: &Path, bytes: &[u8]) -> Result<Decoded, StoreError> {
    if !jpeg_ends(bytes) {
        return Err(damaged(path, "JPEG", "its end is missing"));
    }
    dynamic::decode(path, bytes, ImageFormat::Jpeg, "JPEG")
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

//! Lossless JPEG (process 14, marker C3) of 2 to 16 bits, as medicine and raw files use it.

use std::path::Path;

use crate::StoreError;
use crate::image::Image;
use crate::picture::decoded::Number;
use crate::picture::limits::MAX_PIXELS;
use crate::picture::lossless_jpeg;
use crate::picture::raster::on_white;
use crate::picture::refusal::damaged;

/// A picture whose numbers have so many bits.
pub(super) fn decode(path: &Path, bytes: &[u8], bits: u8) -> Result<(Image, Number), StoreError> {
    let unread = |what: &str| {
        StoreError::new(
            path,
            format!("this lossless JPEG file is not read: {what}"),
            "turn it into a PNG or TIFF of 16 bits with another program",
        )
    };
    let found = lossless_jpeg::decode(bytes, 3 * MAX_PIXELS as usize).map_err(|fault| {
        if fault.contains("several scans") || fault.contains("different sizes") {
            return unread(fault);
        }
        damaged(
            path,
            "lossless JPEG",
            "its tables or its coded pixels break the format's rules",
        )
    })?;
    if !matches!(found.components, 1 | 3) {
        return Err(unread(&format!("it has {} channels", found.components)));
    }
    let number = Number::unsigned(bits);
    let most = number.range().1 as f32;
    let unit = |n: u16| f32::from(n) / most;
    let image = on_white(
        &found.numbers,
        found.components,
        found.height,
        found.width,
        unit,
    );
    Ok((image, number))
}

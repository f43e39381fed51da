//! QOI files.

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
    let mut found = dynamic::decode(path, bytes, ImageFormat::Qoi, "QOI")?;
    // It has grey only as colours that are equal.
    found.image = grey_if_equal(found.image);
    Ok(found)
}

//! QOI files.

use std::path::Path;

use image::ImageFormat;

use crate::store::StoreError;
use crate::store::picture::decoded::Decoded;
use crate::store::picture::dynamic;
use crate::store::picture::raster::grey_if_equal;

/// A picture.
///
/// # Errors
/// [`StoreError`], when the file is damaged or too large.
pub(in crate::store::picture) fn decode(path: &Path, bytes: &[u8]) -> Result<Decoded, StoreError> {
    let mut found = dynamic::decode(path, bytes, ImageFormat::Qoi, "QOI")?;
    // It has grey only as colours that are equal.
    found.image = grey_if_equal(found.image);
    Ok(found)
}

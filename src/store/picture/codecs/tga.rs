//! TGA files.

use std::path::Path;

use image::ImageFormat;

use crate::store::picture::decoded::Decoded;
use crate::store::picture::dynamic;
use crate::store::StoreError;

/// A picture.
///
/// # Errors
/// [`StoreError`], when the file is damaged or too large.
pub(in crate::store::picture) fn decode(path: &Path, bytes: &[u8]) -> Result<Decoded, StoreError> {
    dynamic::decode(path, bytes, ImageFormat::Tga, "TGA")
}

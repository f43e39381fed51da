//! TGA files.

use std::path::Path;

use image::ImageFormat;

use crate::store::StoreError;
use crate::store::picture::decoded::Decoded;
use crate::store::picture::dynamic;

/// A picture.
///
/// # Errors
/// [`StoreError`], when the file is damaged or too large.
pub(in crate::store::picture) fn decode(path: &Path, bytes: &[u8]) -> Result<Decoded, StoreError> {
    dynamic::decode(path, bytes, ImageFormat::Tga, "TGA")
}

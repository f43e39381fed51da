//! WebP files.

use std::path::Path;

use image::ImageFormat;

use crate::store::StoreError;
use crate::store::picture::decoded::Decoded;
use crate::store::picture::dynamic;

/// A picture.
pub(in crate::store::picture) fn decode(path: &Path, bytes: &[u8]) -> Result<Decoded, StoreError> {
    dynamic::decode(path, bytes, ImageFormat::WebP, "WebP")
}

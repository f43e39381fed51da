//! WebP files.

use std::path::Path;

use image::ImageFormat;

use super::super::decoded::Decoded;
use super::super::dynamic;
use crate::store::StoreError;

/// A picture.
pub(in crate::store::picture) fn decode(path: &Path, bytes: &[u8]) -> Result<Decoded, StoreError> {
    dynamic::decode(path, bytes, ImageFormat::WebP, "WebP")
}

//! Windows bitmaps.

use std::path::Path;

use image::ImageFormat;

use crate::StoreError;
use crate::picture::decoded::Decoded;
use crate::picture::dynamic;

/// A picture.
pub(in crate::picture) fn decode(path: &Path, bytes: &[u8]) -> Result<Decoded, StoreError> {
    dynamic::decode(path, bytes, ImageFormat::Bmp, "BMP")
}

//! Pictures in files: limits, then a codec, then checks, then an [`original::Original`] that knows all it needs to be saved again.
//!
//! ```text
//! open    which format, which codec; catches a codec that fails
//! codecs  one file a format: bytes → Decoded
//! save    Image + Stored + Tags → a file
//! ```

mod about;
mod boxed;
pub(super) mod boxes;
mod camera;
mod codecs;
mod decoded;
mod directory;
mod dynamic;
mod exif;
mod holes;
mod inserted;
pub(super) mod limits;
mod lossless_jpeg;
mod mosaic;
pub(super) mod open;
pub(super) mod original;
mod planes;
mod quiet;
mod raster;
mod refusal;
pub(super) mod save;
mod scale;

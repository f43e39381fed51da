//! Pictures in files: limits, then a codec, then checks, then an [`original::Original`] that knows all it needs to be saved again.
//!
//! ```text
//! open    which format, which codec; catches a codec that fails
//! codecs  one file a format: bytes → Decoded
//! save    Image + Stored + Tags → a file
//! ```

mod boxed;
pub(super) mod boxes;
mod codecs;
mod decoded;
mod dynamic;
mod exif;
pub(super) mod limits;
pub(super) mod open;
pub(super) mod original;
mod planes;
mod raster;
mod refusal;
pub(super) mod save;
mod scale;

//! Pictures in files: limits, then a codec, then checks, then an [`original::Original`] that knows all it needs to be saved again.
//!
//! ```text
//! open    which format, which codec; catches a codec that fails
//! codecs  one file a format: bytes → Decoded
//! save    Image + Stored + Tags → a file
//! ```

mod about;
mod boxed;
pub(crate) mod boxes;
mod camera;
mod codecs;
mod decoded;
mod directory;
mod dynamic;
mod exif;
mod holes;
mod inserted;
mod limits;
mod lossless_jpeg;
mod mosaic;
mod open;
mod original;
mod planes;
mod quiet;
mod raster;
mod refusal;
mod save;
mod scale;

pub use limits::MAX_PIXELS;
pub(crate) use open::no_picture;
pub use open::{decode, decode_photo, open};
pub use original::Original;
pub use save::{Depth, can_hold, save, save_as};

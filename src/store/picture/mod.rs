//! Pictures in files: limits, then a codec, then checks, then an [`original::Original`] that knows all it needs to be
//! saved again.
//!
//! ```text
//! limits    how large; decoded, directory, boxes, raster, scale …: what several codecs need
//! codecs    one file a format: bytes → Decoded
//! open      which format, which codec; catches a codec that fails → Opened
//! save      Image + Stored + Tags → a file
//! original  Opened, and how a changed version of it is saved
//! ```
//! Each knows only what stands above it here.

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
mod opened;
mod original;
mod planes;
mod quiet;
mod raster;
mod refusal;
mod save;
mod scale;
mod sight;

pub use decoded::Sight;
pub use limits::MAX_PIXELS;
pub(crate) use open::no_picture;
pub use open::{decode, decode_photo, open};
pub use original::Original;
pub use save::{Depth, can_hold, save, save_as};
pub use sight::sight;

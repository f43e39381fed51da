//! One file a format, bytes → [`Decoded`](super::decoded::Decoded). They never import each other; what two need lies a floor down.

pub(super) mod bmp;
pub(super) mod jpeg;
pub(super) mod npy;
pub(super) mod png;
pub(super) mod tiff;
pub(super) mod webp;

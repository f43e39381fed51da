//! One file a format, bytes → [`Decoded`](super::decoded::Decoded). They never import each other; what two need lies a
//! floor down.

pub(super) mod avif;
pub(super) mod bmp;
pub(super) mod exr;
pub(super) mod farbfeld;
pub(super) mod fits;
pub(super) mod gif;
pub(super) mod heic;
pub(super) mod jpeg;
pub(super) mod jxl;
pub(super) mod netpbm;
pub(super) mod npy;
pub(super) mod png;
pub(super) mod qoi;
pub(super) mod radiance;
pub(super) mod tga;
pub(super) mod tiff;
pub(super) mod webp;

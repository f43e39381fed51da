//! The kernels of a network's layers, forward and backward, on activations that lie as [`layout::Layout`] says: NHWC
//! with a border of zeros.

pub mod attention;
pub mod band;
pub mod conv;
pub mod curve;
pub mod dense;
pub mod depthwise;
pub mod layout;
pub mod norm;
pub mod pointwise;
pub mod pool;
pub mod regions;
pub mod resample;

pub use layout::Layout;

//! Changes of basis for signals and pictures: what is spread over many pixels becomes a few large coefficients.

pub mod block_transform;
pub mod cosine;
pub mod fft;
pub mod steerable;
pub mod wavelet;

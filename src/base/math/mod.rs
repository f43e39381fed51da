//! Kernels on f32 slices: seeded random numbers, matrix products, convolutions, pooling.
//!
//! Activations lie in memory as [`layout::Layout`] says: NHWC with a border of zeros. Every reduction runs over
//! partitions that depend on the shape alone, so no bit of a result depends on the number of threads.

pub mod attention;
pub mod band;
pub mod block_transform;
pub mod conv;
pub mod cosine;
pub mod curve;
pub mod dense;
pub mod depthwise;
pub mod eigen;
pub mod error_function;
pub mod exponential;
pub mod fft;
pub mod gemm;
pub mod kernel;
pub mod layout;
pub mod linear;
pub mod mixture;
pub mod moments;
pub mod norm;
pub mod pointwise;
pub mod pool;
pub mod random;
pub mod regions;
pub mod resample;
mod rows_times;
pub mod scratch;
pub mod simd;
pub mod spd;
pub mod steerable;
pub mod symmetric;
pub mod wavelet;

pub use layout::Layout;

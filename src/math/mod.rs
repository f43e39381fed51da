//! Kernels on f32 slices: seeded random numbers, matrix products, convolutions, pooling.

pub mod random;
pub mod simd;

//! Dense matrices: products large and small, eigenvectors, positive definite systems, orthonormal rows.

pub mod eigen;
pub mod gemm;
pub mod gram_schmidt;
pub mod kernel;
pub mod rows_times;
pub mod spd;
pub mod symmetric;

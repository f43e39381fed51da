//! Kernels on f32 slices.
//!
//! ```text
//! layers      what a network's layers compute: convolutions, norms, pooling …
//! transforms  wavelets, cosines, Fourier …
//! matrices    products, eigenvectors, positive definite systems
//! ```
//!
//! Layers and transforms may use matrices, not the other way round; all stand on seeded random numbers, wide registers
//! and working space. Every reduction runs over partitions that depend on the shape alone, so no bit of a result
//! depends on the number of threads. Support vector machines stand on wide registers alone.

pub mod error_function;
pub mod exponential;
pub mod layers;
pub mod matrices;
pub mod mixture;
pub mod moments;
pub mod proportion;
pub mod random;
pub mod scratch;
pub mod simd;
pub mod svm;
pub mod transforms;
pub mod welch;

//! Neural networks: what a person edits ([`Architecture`]), and what runs.

pub mod architecture;
mod buffers;
pub mod check;
pub mod group;
mod in_short;
pub mod init;
pub mod layers;
pub mod loss;
pub mod model;
pub mod network;
pub mod optimizer;
pub mod plain;
pub mod presets;
pub mod shape;
pub mod tensor;
pub mod tensor_bytes;
#[cfg(test)]
mod tests;
pub mod text;
mod walk;
mod working;

pub use architecture::{Architecture, Join, Row, RowId, Source, Tie};
pub use check::{ArchitectureError, Report, RowProblem, RowReport, check, size_for};
pub use layers::Layer;
pub use loss::{Loss, Target};
pub use model::{Model, NamedTensor, Weights};
pub use network::{Mode, ModelError, Network, Parameter, WeightsError};
pub use optimizer::Optimizer;
pub use shape::{Shape, in_words};
pub use tensor::Tensor;
pub use working::working_numbers;

//! A trained network as data: architecture and weights, ready to be sent, saved or built.

use std::sync::Arc;

use super::Architecture;

/// One named array of numbers, e.g. `3.weight`: the row's id, then the parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedTensor {
    /// `<row id>.<parameter>`.
    pub name: String,
    /// The array's shape; weights of a convolution are `[out, kernel, kernel, in]`, of a dense layer `[out, in]`.
    pub shape: Vec<usize>,
    /// The numbers, last axis fastest.
    pub values: Vec<f32>,
}

/// All numbers of a network: trainable ones and running statistics, in the order of rows.
pub type Weights = Vec<NamedTensor>;

/// A network as data.
#[derive(Clone, Debug)]
pub struct Model {
    /// What it computes.
    pub architecture: Arc<Architecture>,
    /// Channels of a picture it takes.
    pub channels: usize,
    /// Its numbers.
    pub weights: Arc<Weights>,
}

//! A network's numbers as named arrays, and networks from models.

use super::super::{ArchitectureError, Model, NamedTensor, Weights};
use super::{Init, Network, RowId, Shape};
use crate::say;
use crate::words::Text;

/// Why weights do not fit a network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub struct WeightsError {
    /// The array.
    pub name: String,
    /// What is wrong with it.
    pub problem: Text,
}

impl WeightsError {
    /// Which array, and what is wrong with it.
    pub fn text(&self) -> Text {
        say!("weights \"{}\": {}", &self.name, &self.problem)
    }
}

/// Why a model cannot run on a picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// The architecture does not suit the picture.
    #[error(transparent)]
    Architecture(#[from] ArchitectureError),
    /// The numbers do not suit the architecture.
    #[error(transparent)]
    Weights(#[from] WeightsError),
}

impl ModelError {
    /// The sentence, which knows the rows that it speaks of.
    pub fn text(&self) -> Text {
        match self {
            Self::Architecture(error) => error.text(),
            Self::Weights(error) => error.text(),
        }
    }
}

/// One named array of a network.
struct Array<'a> {
    name: String,
    shape: &'a [usize],
    values: &'a mut [f32],
}

impl Network {
    /// A network with a model's numbers for pictures of `height` × `width`. Cost: one copy of the numbers; buffers come
    /// with the first batch.
    ///
    /// # Errors
    /// [`ModelError`] when the architecture does not suit such pictures or the numbers do not suit the architecture.
    pub fn from_model(model: &Model, height: usize, width: usize) -> Result<Self, ModelError> {
        let input = Shape::new(model.channels, height, width);
        let mut network = Self::new(&model.architecture, input, Init::Zeros, 0)?;
        network.set_weights(&model.weights)?;
        Ok(network)
    }

    /// Copies of all numbers: trainable ones and running statistics, row after row.
    pub fn weights(&self) -> Weights {
        let mut weights = Vec::new();
        for node in &self.nodes {
            for parameter in self.owned(node.id) {
                weights.push(NamedTensor {
                    name: parameter.name.clone(),
                    shape: parameter.shape.clone(),
                    values: self.values[parameter.range.clone()].to_vec(),
                });
            }
            let mut rest = &node.state[..];
            for spec in &node.state_specs {
                let (values, tail) = rest.split_at(spec.size());
                rest = tail;
                weights.push(NamedTensor {
                    name: format!("{}.{}", node.id, spec.name),
                    shape: spec.shape.clone(),
                    values: values.to_vec(),
                });
            }
        }
        weights
    }

    fn owned(&self, row: RowId) -> impl Iterator<Item = &super::Parameter> {
        self.parameters
            .iter()
            .filter(move |parameter| parameter.row == row)
    }

    /// All arrays, to be written.
    fn arrays(&mut self) -> Vec<Array<'_>> {
        let mut arrays = Vec::new();
        let mut values = &mut self.values[..];
        for parameter in &self.parameters {
            let (own, rest) = values.split_at_mut(parameter.range.len());
            values = rest;
            arrays.push(Array {
                name: parameter.name.clone(),
                shape: &parameter.shape,
                values: own,
            });
        }
        for node in &mut self.nodes {
            let mut state = &mut node.state[..];
            for spec in &node.state_specs {
                let (own, rest) = state.split_at_mut(spec.size());
                state = rest;
                arrays.push(Array {
                    name: format!("{}.{}", node.id, spec.name),
                    shape: &spec.shape,
                    values: own,
                });
            }
        }
        arrays
    }

    /// Takes all numbers over; all names and shapes must match.
    ///
    /// # Errors
    /// The first array that is missing, unknown or of another shape; nothing is changed then.
    pub fn set_weights(&mut self, weights: &[NamedTensor]) -> Result<(), WeightsError> {
        let error = |name: &str, problem: Text| {
            Err(WeightsError {
                name: name.into(),
                problem,
            })
        };
        let arrays = self.arrays();
        for array in &arrays {
            let Some(found) = weights.iter().find(|given| given.name == array.name) else {
                return error(
                    &array.name,
                    say!("missing; these weights belong to another architecture"),
                );
            };
            if found.shape != array.shape || found.values.len() != array.values.len() {
                let problem = say!(
                    "has shape {}, but the architecture needs {}",
                    format!("{:?}", found.shape),
                    format!("{:?}", array.shape)
                );
                return error(&array.name, problem);
            }
        }
        for given in weights {
            if !arrays.iter().any(|array| array.name == given.name) {
                return error(
                    &given.name,
                    say!("the architecture has no such array; these weights belong to another one"),
                );
            }
        }
        self.adopt_weights(weights);
        Ok(())
    }

    /// Takes over those whose name and shape match; returns how many.
    pub fn adopt_weights(&mut self, weights: &[NamedTensor]) -> usize {
        let mut adopted = 0;
        for array in self.arrays() {
            let found = weights.iter().find(|given| {
                given.name == array.name
                    && given.shape == array.shape
                    && given.values.len() == array.values.len()
            });
            if let Some(found) = found {
                array.values.copy_from_slice(&found.values);
                adopted += 1;
            }
        }
        adopted
    }
}

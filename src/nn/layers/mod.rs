//! The catalogue of layers: one file each.

use dyn_clone::DynClone;

use super::{RowProblem, Shape};
use crate::setting::{Adjust, Catalogue};

/// A layer: one input, one output. Joins (add, concat) are made by rows, before their layer.
///
/// A layer is plain data (its settings) plus arithmetic; numbers that training changes live in the network.
pub trait Layer: Adjust + DynClone + Send + Sync {
    /// The output's shape for examples of shape `input`.
    ///
    /// # Errors
    /// What is wrong with that input, and the cure.
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem>;
}

dyn_clone::clone_trait_object!(Layer);

impl std::fmt::Debug for dyn Layer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.id())?;
        self.settings()
            .iter()
            .filter_map(|s| Some((s.key, self.get(s.key)?)))
            .try_for_each(|(k, v)| write!(f, " {k}={v}"))
    }
}

/// All layers, in the order of menus.
pub static ALL: Catalogue<dyn Layer> = &[];

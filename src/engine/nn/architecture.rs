//! What a person edits: an ordered list of rows, each a layer with settings.
//!
//! A row reads the row above it (the first reads the network's input). It may also take a second input from any
//! earlier row, added or concatenated before its layer runs: that gives residual blocks and U-Nets without a node graph.

use super::layers::Layer;
use crate::setting;

/// The lasting name of a row; editing and reordering keep it. Ids start at 1; 0 stands for the network's input.
pub type RowId = u32;

/// Where a number comes from: the network's input or a row's output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The network's input.
    Input,
    /// The output of a row.
    Row(RowId),
}

/// How a row's second input meets its first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Join {
    /// Element by element; shapes must be equal.
    Add(Source),
    /// Channel after channel; heights and widths must be equal.
    Concat(Source),
}

impl Join {
    /// Where the second input comes from.
    pub fn source(self) -> Source {
        match self {
            Self::Add(source) | Self::Concat(source) => source,
        }
    }
}

/// A row that uses another row's weights instead of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tie {
    /// The earlier row that owns the weights.
    pub row: RowId,
    /// Whether the linear map is used transposed (the adjoint of the owner's convolution or dense layer).
    pub transposed: bool,
}

/// One row of an architecture.
#[derive(Clone, Debug)]
pub struct Row {
    /// The row's lasting name.
    pub id: RowId,
    /// What it computes.
    pub layer: Box<dyn Layer>,
    /// A second input, joined before the layer.
    pub join: Option<Join>,
    /// Weights shared with an earlier row.
    pub tie: Option<Tie>,
}

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
            && self.join == other.join
            && self.tie == other.tie
            && setting::same(&*self.layer, &*other.layer)
    }
}

crate::choices! {
    /// What the network's answer is made of.
    pub enum Output {
        /// The last row's output.
        Network => "network", "network";
        /// The input minus the last row's output: the network learns the noise (Zhang et al. 2017, doi:10.1109/TIP.2017.2662206).
        InputMinusNetwork => "input - network", "input − network";
    }
}

/// A network as a person edits it.
#[derive(Clone, Debug, PartialEq)]
pub struct Architecture {
    /// The rows, first to last.
    pub rows: Vec<Row>,
    /// What the answer is made of.
    pub output: Output,
}

impl Default for Architecture {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            output: Output::Network,
        }
    }
}

impl Architecture {
    /// An architecture of plain rows.
    pub fn of(output: Output, layers: impl IntoIterator<Item = Box<dyn Layer>>) -> Self {
        let mut architecture = Self {
            rows: Vec::new(),
            output,
        };
        for layer in layers {
            architecture.push(layer);
        }
        architecture
    }

    /// Appends a row and returns its id.
    pub fn push(&mut self, layer: Box<dyn Layer>) -> RowId {
        self.insert(self.rows.len(), layer)
    }

    /// Appends a row with a second input and returns its id.
    pub fn push_joined(&mut self, layer: Box<dyn Layer>, join: Join) -> RowId {
        let id = self.push(layer);
        if let Some(row) = self.rows.last_mut() {
            row.join = Some(join);
        }
        id
    }

    /// Inserts a row before position `at` (or at the end) and returns its id.
    pub fn insert(&mut self, at: usize, layer: Box<dyn Layer>) -> RowId {
        let id = self.free_id();
        self.rows.insert(
            at.min(self.rows.len()),
            Row {
                id,
                layer,
                join: None,
                tie: None,
            },
        );
        id
    }

    /// Duplicates the row at `at` just below it and returns the copy's id; `None` when there is no such row.
    pub fn duplicate(&mut self, at: usize) -> Option<RowId> {
        let id = self.free_id();
        let copy = Row {
            id,
            ..self.rows.get(at)?.clone()
        };
        self.rows.insert(at + 1, copy);
        Some(id)
    }

    /// Removes the row at `at`. Rows that referred to it keep the reference, and [`check`](super::check()) says the cure.
    pub fn remove(&mut self, at: usize) -> Option<Row> {
        (at < self.rows.len()).then(|| self.rows.remove(at))
    }

    /// Moves the row at `from` so that it stands at `to`.
    pub fn shift(&mut self, from: usize, to: usize) {
        if from < self.rows.len() && to < self.rows.len() {
            let row = self.rows.remove(from);
            self.rows.insert(to, row);
        }
    }

    /// The position of a row.
    pub fn position(&self, id: RowId) -> Option<usize> {
        self.rows.iter().position(|row| row.id == id)
    }

    fn free_id(&self) -> RowId {
        self.rows.iter().map(|row| row.id).max().unwrap_or(0) + 1
    }
}

//! What a person edits: an ordered list of rows, each a layer with settings.
//!
//! A row reads the row above it (the first reads the network's input), or an earlier one. It may also take a second
//! input from any earlier row, added, subtracted, multiplied or concatenated before its layer runs: that gives residual
//! blocks, gates and U-Nets without a node graph.

use std::borrow::Cow;

use super::layers::{Identity, Layer, Reach};
use crate::setting;

/// The lasting name of a row; editing and reordering keep it. Ids start at 1; 0 stands for the network's input.
pub type RowId = u32;

/// Where a row's numbers come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The network's input.
    Input,
    /// The output of the row above, whichever it is; of the first row, the network's input.
    Above,
    /// The output of a row.
    Row(RowId),
}

/// How a row's second input meets its first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Join {
    /// First plus second, element by element; shapes must be equal.
    Add(Source),
    /// First minus second, element by element; shapes must be equal.
    Subtract(Source),
    /// First times second, element by element; shapes must be equal.
    Multiply(Source),
    /// Channel after channel; heights and widths must be equal.
    Concat(Source),
}

impl Join {
    /// Where the second input comes from.
    pub fn source(self) -> Source {
        match self {
            Self::Add(source)
            | Self::Subtract(source)
            | Self::Multiply(source)
            | Self::Concat(source) => source,
        }
    }

    /// The same with another second input.
    #[must_use]
    pub fn with(self, source: Source) -> Self {
        match self {
            Self::Add(_) => Self::Add(source),
            Self::Subtract(_) => Self::Subtract(source),
            Self::Multiply(_) => Self::Multiply(source),
            Self::Concat(_) => Self::Concat(source),
        }
    }

    /// Its name in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Add(_) => "add",
            Self::Subtract(_) => "subtract",
            Self::Multiply(_) => "multiply",
            Self::Concat(_) => "concat",
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
    /// What it reads.
    pub from: Source,
    /// A second input, joined before the layer.
    pub join: Option<Join>,
    /// Weights shared with an earlier row.
    pub tie: Option<Tie>,
    /// Whether it is switched off: what it reads goes on as it is, with no second input and no layer.
    pub off: bool,
}

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
            && self.from == other.from
            && self.join == other.join
            && self.tie == other.tie
            && self.off == other.off
            && setting::same(&*self.layer, &*other.layer)
    }
}

impl Row {
    /// A row that reads the row above it.
    pub fn new(id: RowId, layer: Box<dyn Layer>) -> Self {
        Self {
            id,
            layer,
            from: Source::Above,
            join: None,
            tie: None,
            off: false,
        }
    }

    /// What stands in its place while it is switched off.
    fn skipped(&self) -> Self {
        Self {
            from: self.from,
            off: true,
            ..Self::new(self.id, Box::new(Identity::default()))
        }
    }

    /// What it reads: one or two.
    pub fn sources(&self) -> impl Iterator<Item = Source> {
        std::iter::once(self.from).chain(self.join.map(Join::source))
    }
}

/// A network as a person edits it. Its answer is what leaves the last row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Architecture {
    /// The rows, first to last.
    pub rows: Vec<Row>,
}

impl Architecture {
    /// An architecture of plain rows.
    pub fn of(layers: impl IntoIterator<Item = Box<dyn Layer>>) -> Self {
        let mut architecture = Self::default();
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
        self.rows
            .insert(at.min(self.rows.len()), Row::new(id, layer));
        id
    }

    /// Appends a row that subtracts what leaves the network from its input: then the rows above learn the noise (Zhang
    /// et al. 2017, doi:10.1109/TIP.2017.2662206). Returns its id.
    pub fn push_input_minus(&mut self) -> RowId {
        let id = self.push_joined(Box::new(Identity::default()), Join::Subtract(Source::Above));
        if let Some(row) = self.rows.last_mut() {
            row.from = Source::Input;
        }
        id
    }

    /// Makes the answer the network's input minus what leaves the other rows, or only that.
    pub fn answer_input_minus(&mut self, minus: bool) {
        match (self.answers_input_minus(), minus) {
            (false, true) => {
                self.push_input_minus();
            }
            (true, false) => {
                self.rows.pop();
            }
            _ => {}
        }
    }

    /// Whether the answer is the network's input minus what the other rows make of it.
    pub fn answers_input_minus(&self) -> bool {
        self.rows.last().is_some_and(|row| {
            row.from == Source::Input
                && !row.off
                && row.join == Some(Join::Subtract(Source::Above))
                && row.layer.id() == Identity::ID
        })
    }

    /// The network that runs: rows that are switched off hand on what they read.
    pub fn at_work(&self) -> Cow<'_, Self> {
        if self.rows.iter().all(|row| !row.off) {
            return Cow::Borrowed(self);
        }
        let rows = self.rows.iter().map(|row| match row.off {
            true => row.skipped(),
            false => row.clone(),
        });
        Cow::Owned(Self {
            rows: rows.collect(),
        })
    }

    /// Whether a row looks at several pixels at once, as only networks of pictures do.
    pub fn sees_pixels(&self) -> bool {
        let sees = |layer: &dyn Layer| match layer.reach() {
            Reach::Window { size, .. } => size != [1.0; 2],
            _ => false,
        };
        self.rows.iter().any(|row| sees(&*row.layer))
    }

    /// The place before which rows are added: the end, or the row that subtracts all others from the input.
    pub fn end(&self) -> usize {
        self.rows.len() - usize::from(self.answers_input_minus())
    }

    /// The place of a value that the row at `at` names: 0 is the network's input, i + 1 what leaves the row at i.
    /// `None` when there is no such row.
    pub fn value(&self, at: usize, source: Source) -> Option<usize> {
        match source {
            Source::Input => Some(0),
            Source::Above => Some(at),
            Source::Row(id) => self.position(id).map(|row| row + 1),
        }
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

    /// Removes the row at `at`. Rows that referred to it keep the reference, and [`check`](super::check()) says the
    /// cure.
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

    /// The smallest id above all others.
    pub(super) fn free_id(&self) -> RowId {
        self.rows.iter().map(|row| row.id).max().unwrap_or(0) + 1
    }
}

//! Shape inference: walks an architecture and reports each row's output shape, parameters, multiply-adds and
//! receptive field, or what is wrong with it and the cure.

use super::{Architecture, RowId, Shape, walk};
use crate::say;
use crate::words::{Text, row_name};

/// What a row is found to do.
#[derive(Clone, Debug, PartialEq)]
pub struct RowReport {
    /// Shape that enters the layer (after a join).
    pub input: Shape,
    /// Shape that leaves it.
    pub output: Shape,
    /// Trainable numbers it owns (0 for a row that shares another's).
    pub parameters: usize,
    /// Multiply-adds per example.
    pub multiply_adds: u64,
    /// Height and width of the input that one output value sees, in input pixels.
    pub receptive_field: [usize; 2],
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// What is wrong.
    pub problem: Text,
    /// What to do about it.
    pub cure: Text,
}

impl RowProblem {
    /// A problem and its cure.
    pub const fn new(problem: Text, cure: Text) -> Self {
        Self { problem, cure }
    }
}

/// The check of a whole architecture.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Each row's finding, in the order of rows. Rows after a wrong one are checked as if it passed its input on.
    pub rows: Vec<Result<RowReport, RowProblem>>,
    /// What is wrong with the network as a whole (no rows, output cannot be input − network, …).
    pub whole: Option<RowProblem>,
    /// Shape of the answer, when all rows are right.
    pub output: Option<Shape>,
}

impl Report {
    /// Whether the network can be built.
    pub fn ok(&self) -> bool {
        self.whole.is_none() && self.rows.iter().all(Result::is_ok)
    }

    /// Trainable numbers of all rows.
    pub fn parameters(&self) -> usize {
        self.rows.iter().flatten().map(|row| row.parameters).sum()
    }

    /// Multiply-adds per example of all rows.
    pub fn multiply_adds(&self) -> u64 {
        self.rows
            .iter()
            .flatten()
            .fold(0, |sum, row| sum.saturating_add(row.multiply_adds))
    }

    /// The first thing that is wrong, as an error; `None` when the network can be built.
    pub fn error(&self, architecture: &Architecture) -> Option<ArchitectureError> {
        let rows = architecture.rows.iter().zip(&self.rows);
        let wrong = rows
            .filter_map(|(row, found)| Some((Some(row.id), found.as_ref().err()?)))
            .next()
            .or(self.whole.as_ref().map(|whole| (None, whole)));
        wrong.map(|(row, problem)| ArchitectureError {
            row,
            problem: problem.problem.clone(),
            cure: problem.cure.clone(),
        })
    }

    /// Height and width of the input that one answer value sees.
    pub fn receptive_field(&self) -> [usize; 2] {
        let larger = |a: [usize; 2], b: [usize; 2]| [a[0].max(b[0]), a[1].max(b[1])];
        let fields = self.rows.iter().flatten().map(|row| row.receptive_field);
        fields.fold([1; 2], larger)
    }
}

/// Why an architecture cannot be built: the first wrong row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub struct ArchitectureError {
    /// The row's id; `None` when the whole is wrong.
    pub row: Option<RowId>,
    /// What is wrong.
    pub problem: Text,
    /// What to do about it.
    pub cure: Text,
}

impl ArchitectureError {
    /// Where, what and the cure.
    pub fn text(&self) -> Text {
        let told = say!("{}; {}", &self.problem, &self.cure);
        match self.row {
            Some(row) => say!("{}: {}", row_name(row), told),
            None => told,
        }
    }
}

/// Largest factor by which a network may shrink a picture for [`size_for`] to find its size.
pub const MOST_SHRINK: usize = 64;

/// The smallest pictures from `shape` up that the network takes and gives back at the same size: a U-Net halves its
/// input several times, so height and width are raised to multiples of 1, 2, 4, … [`MOST_SHRINK`]. `None` when none of
/// them suits.
pub fn size_for(architecture: &Architecture, shape: Shape) -> Option<Shape> {
    (0..=MOST_SHRINK.ilog2())
        .map(|power| Shape {
            height: shape.height.next_multiple_of(1 << power),
            width: shape.width.next_multiple_of(1 << power),
            ..shape
        })
        .find(|&raised| check(architecture, raised).output == Some(raised))
}

/// Walks `architecture` for examples of shape `input`. Cost: proportional to the number of rows.
pub fn check(architecture: &Architecture, input: Shape) -> Report {
    walk::walk(architecture, input).report
}

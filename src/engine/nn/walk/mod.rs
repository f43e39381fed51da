//! The walk behind [`check`](super::check()) and [`Network`](super::Network): follows shapes, ties and receptive fields
//! from row to row.

mod field;
mod links;

use std::collections::HashMap;

use self::field::ReceptiveField;
use super::check::{Report, RowProblem, RowReport};
use super::layers::Spec;
use super::{Architecture, Row, RowId, Shape, Source, in_words};
use crate::say;
use crate::words::{Text, row_name};

/// Most trainable numbers of a network.
pub const MOST_PARAMETERS: usize = 200_000_000;
/// Most numbers that one example may have anywhere in a network.
pub const MOST_NUMBERS: usize = 1 << 31;

/// How a row is to be run. Values are numbered: 0 is the network's input, i + 1 the output of row i.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Shape that enters the layer, after a join.
    pub input: Shape,
    /// Shape that leaves it.
    pub output: Shape,
    /// The value that it reads.
    pub from: usize,
    /// The value that is joined.
    pub join: Option<usize>,
    /// Arrays that the row owns.
    pub own: Vec<Spec>,
    /// The row (by position) whose arrays it uses: all of them, or only the first when transposed.
    pub owner: Option<usize>,
}

/// What a walk finds.
#[derive(Clone, Debug)]
pub struct Walk {
    /// For people.
    pub report: Report,
    /// For the network; as long as the rows when all are right.
    pub plans: Vec<Plan>,
}

struct Walker<'a> {
    rows: &'a [Row],
    positions: HashMap<RowId, usize>,
    values: Vec<(Shape, ReceptiveField)>,
    plans: Vec<Option<Plan>>,
    parameters: usize,
    whole: Shape,
}

/// Walks `architecture` for examples of shape `input`.
pub fn walk(architecture: &Architecture, input: Shape) -> Walk {
    let architecture = architecture.at_work();
    let rows = &architecture.rows;
    if let Err(problem) = sane(Place::Input, input) {
        let cut = || {
            Err(RowProblem::new(
                say!("cannot be checked"),
                say!("choose another input first"),
            ))
        };
        return Walk {
            report: Report {
                rows: rows.iter().map(|_| cut()).collect(),
                whole: Some(RowProblem::new(
                    problem,
                    say!("choose examples of another size"),
                )),
                output: None,
            },
            plans: Vec::new(),
        };
    }
    let mut walker = Walker {
        rows,
        positions: rows
            .iter()
            .enumerate()
            .rev()
            .map(|(at, row)| (row.id, at))
            .collect(),
        values: vec![(input, ReceptiveField::START)],
        plans: Vec::new(),
        parameters: 0,
        whole: input,
    };
    let found: Vec<_> = (0..rows.len()).map(|at| walker.row(at)).collect();
    let right = found.iter().all(Result::is_ok);
    let answer = walker.values.last().map_or(input, |value| value.0);
    let whole = if rows.is_empty() {
        Some(RowProblem::new(
            say!("the network has no rows"),
            say!("add one, or choose a preset"),
        ))
    } else {
        None
    };
    let plans: Vec<_> = walker.plans.into_iter().flatten().collect();
    Walk {
        report: Report {
            output: (right && whole.is_none()).then_some(answer),
            rows: found,
            whole,
        },
        plans,
    }
}

/// Where a shape may be refused.
#[derive(Clone, Copy)]
enum Place {
    /// The network's input.
    Input,
    /// A row's input, after a join.
    Joined,
    /// A row's output.
    Output,
}

/// Refuses shapes that are empty or too large.
fn sane(place: Place, shape: Shape) -> Result<(), Text> {
    let size = shape
        .channels
        .checked_mul(shape.height)
        .and_then(|size| size.checked_mul(shape.width));
    let empty = size == Some(0);
    if !empty && size.is_some_and(|size| size <= MOST_NUMBERS) {
        return Ok(());
    }
    Err(match (place, empty) {
        (Place::Input, true) => say!("the input has no numbers ({})", shape),
        (Place::Input, false) => say!("the input has more numbers than 2³¹ ({})", shape),
        (Place::Joined, true) => say!("its joined input has no numbers ({})", shape),
        (Place::Joined, false) => say!("its joined input has more numbers than 2³¹ ({})", shape),
        (Place::Output, true) => say!("its output has no numbers ({})", shape),
        (Place::Output, false) => say!("its output has more numbers than 2³¹ ({})", shape),
    })
}

/// What a row does with an earlier one.
#[derive(Clone, Copy)]
enum Link {
    Reads,
    Joins,
    Shares,
}

impl Link {
    /// Says that it is with itself.
    fn itself(self) -> Text {
        match self {
            Self::Reads => say!("reads itself"),
            Self::Joins => say!("joins itself"),
            Self::Shares => say!("shares the weights of itself"),
        }
    }

    /// Says that the other row comes later.
    fn later(self, row: Text) -> Text {
        match self {
            Self::Reads => say!("reads {}, which comes later", row),
            Self::Joins => say!("joins {}, which comes later", row),
            Self::Shares => say!("shares the weights of {}, which comes later", row),
        }
    }

    /// Says that there is no such row.
    fn gone(self, row: Text) -> Text {
        match self {
            Self::Reads => say!("reads {}, which does not exist", row),
            Self::Joins => say!("joins {}, which does not exist", row),
            Self::Shares => say!("shares the weights of {}, which does not exist", row),
        }
    }
}

impl Walker<'_> {
    /// Checks one row and notes what leaves it; a wrong one passes its input on.
    fn row(&mut self, at: usize) -> Result<RowReport, RowProblem> {
        let mut value = self.values[at];
        let found = self.read(at).and_then(|from| {
            value = self.values[from];
            self.examine(at, from, &mut value)
        });
        let (plan, report) = match found {
            Ok((plan, report)) => (Some(plan), Ok(report)),
            Err(problem) => (None, Err(problem)),
        };
        self.values.push(value);
        self.plans.push(plan);
        report
    }

    fn examine(
        &mut self,
        at: usize,
        from: usize,
        value: &mut (Shape, ReceptiveField),
    ) -> Result<(Plan, RowReport), RowProblem> {
        let row = &self.rows[at];
        if self.positions.get(&row.id) != Some(&at) {
            return Err(RowProblem::new(
                say!("has the same id, {}, as an earlier row", row.id),
                say!("remove it and add it anew"),
            ));
        }
        let layer = &*row.layer;
        for setting in layer.settings() {
            if let Some(found) = layer.get(setting.key)
                && let Err(refusal) = setting.accept(found)
            {
                return Err(RowProblem::new(
                    refusal.text(),
                    say!("set {} to {}", setting.key, setting.kind.allowed()),
                ));
            }
        }
        let join = match row.join {
            Some(join) => Some(self.join(at, join, value)?),
            None => None,
        };
        let (input, field) = *value;
        let (own, owner, output) = self.weights(at, input)?;
        sane(Place::Output, output).map_err(|problem| {
            RowProblem::new(problem, say!("use fewer channels or smaller pictures"))
        })?;
        let parameters = own
            .iter()
            .fold(0_usize, |sum, spec| sum.saturating_add(spec.size()));
        let total = self.parameters.saturating_add(parameters);
        if total > MOST_PARAMETERS {
            return Err(RowProblem::new(
                say!(
                    "brings the network to {} parameters, more than 200 million",
                    total
                ),
                say!("use fewer channels or units, or a smaller picture before a dense layer"),
            ));
        }
        self.parameters = total;
        *value = (output, field.through(layer.reach(), input, self.whole));
        let report = RowReport {
            input,
            output,
            parameters,
            multiply_adds: layer.multiply_adds(input),
            receptive_field: value.1.size.map(|side| side.ceil() as usize),
        };
        let plan = Plan {
            input,
            output,
            from,
            join,
            own,
            owner,
        };
        Ok((plan, report))
    }

    /// The value that a row reads.
    fn read(&self, at: usize) -> Result<usize, RowProblem> {
        match self.rows[at].from {
            Source::Input => Ok(0),
            Source::Above => Ok(at),
            Source::Row(id) => Ok(self.earlier(at, id, Link::Reads)? + 1),
        }
    }

    /// The position of an earlier row.
    fn earlier(&self, at: usize, id: RowId, link: Link) -> Result<usize, RowProblem> {
        match self.positions.get(&id) {
            Some(&position) if position < at => Ok(position),
            Some(&position) if position == at => Err(RowProblem::new(
                link.itself(),
                say!("choose an earlier row"),
            )),
            Some(_) => Err(RowProblem::new(
                link.later(row_name(id)),
                say!(
                    "choose an earlier row, or move this one below {}",
                    row_name(id)
                ),
            )),
            None => Err(RowProblem::new(
                link.gone(row_name(id)),
                say!("choose an earlier row"),
            )),
        }
    }

    /// How to give value `at` a number of channels: the nearest row above that chooses its own.
    fn set_channels(&self, at: usize, channels: usize) -> Text {
        let chooser = self.rows[..at].iter().rev().find_map(|row| {
            let key = ["channels", "units"]
                .into_iter()
                .find(|key| row.layer.get(key).is_some())?;
            Some((row.id, key))
        });
        match chooser {
            Some((id, key)) => say!("set {} to {} in {}", key, channels, row_name(id)),
            None => say!("add a convolution with {} above", in_words(channels)),
        }
    }
}

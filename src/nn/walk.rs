//! The walk behind [`check`](super::check()) and [`Network`](super::Network): follows shapes, ties and receptive fields from
//! row to row.

use std::collections::HashMap;

use super::check::{Report, RowProblem, RowReport};
use super::layers::{Layer, Reach, Spec};
use super::{Architecture, Join, Output, Row, RowId, Shape, Source};

/// Most trainable numbers of a network.
pub const MOST_PARAMETERS: usize = 200_000_000;
/// Most numbers that one example may have anywhere in a network.
pub const MOST_NUMBERS: usize = 1 << 31;

/// How a row is to be run. Values are numbered: 0 is the network's input, i + 1 the output of row i; row i reads value i.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Shape that enters the layer, after a join.
    pub input: Shape,
    /// Shape that leaves it.
    pub output: Shape,
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

/// What one value sees of the network's input, in input pixels.
#[derive(Clone, Copy, Debug)]
struct Field {
    /// Side of the square seen by one number.
    size: f64,
    /// Distance between the squares of neighbouring pixels.
    step: f64,
    /// What all numbers of a vector see beyond what one does.
    spread: f64,
}

impl Field {
    fn through(self, reach: Reach, shape: Shape, whole: f64) -> Self {
        let across = (shape.height.max(shape.width) - 1) as f64 * self.step;
        match reach {
            Reach::Window { size, step } => Self {
                size: self.size + (size - 1.0) * self.step,
                step: self.step * step,
                ..self
            },
            Reach::Everything => Self {
                size: (self.size + across + self.spread).min(whole),
                spread: 0.0,
                ..self
            },
            Reach::Scattered => Self {
                spread: self.spread + across,
                ..self
            },
        }
    }

    fn with(self, other: Self) -> Self {
        Self {
            size: self.size.max(other.size),
            step: self.step.max(other.step),
            spread: self.spread.max(other.spread),
        }
    }
}

struct Walker<'a> {
    rows: &'a [Row],
    positions: HashMap<RowId, usize>,
    values: Vec<(Shape, Field)>,
    plans: Vec<Option<Plan>>,
    parameters: usize,
    whole: f64,
}

/// Walks `architecture` for examples of shape `input`.
pub fn walk(architecture: &Architecture, input: Shape) -> Walk {
    let rows = &architecture.rows;
    if let Err(problem) = sane(input) {
        let cut = || {
            Err(RowProblem::new(
                "cannot be checked",
                "choose another input first",
            ))
        };
        return Walk {
            report: Report {
                rows: rows.iter().map(|_| cut()).collect(),
                whole: Some(RowProblem::new(
                    format!("the input {problem}"),
                    "choose examples of another size",
                )),
                output: None,
            },
            plans: Vec::new(),
        };
    }
    let start = Field {
        size: 1.0,
        step: 1.0,
        spread: 0.0,
    };
    let mut walker = Walker {
        rows,
        positions: rows
            .iter()
            .enumerate()
            .rev()
            .map(|(at, row)| (row.id, at))
            .collect(),
        values: vec![(input, start)],
        plans: Vec::new(),
        parameters: 0,
        whole: input.height.max(input.width) as f64,
    };
    let found: Vec<_> = (0..rows.len()).map(|at| walker.row(at)).collect();
    let right = found.iter().all(Result::is_ok);
    let answer = walker.values.last().map_or(input, |value| value.0);
    let whole = if rows.is_empty() {
        Some(RowProblem::new(
            "the network has no rows",
            "add one, or choose a preset",
        ))
    } else if right && architecture.output == Output::InputMinusNetwork && answer != input {
        Some(walker.unequal_answer(answer, input))
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

/// Refuses shapes that are empty or too large.
fn sane(shape: Shape) -> Result<(), String> {
    let size = shape
        .channels
        .checked_mul(shape.height)
        .and_then(|size| size.checked_mul(shape.width));
    match size {
        Some(0) => Err(format!("has no numbers ({shape})")),
        Some(size) if size <= MOST_NUMBERS => Ok(()),
        _ => Err(format!("has more numbers than 2³¹ ({shape})")),
    }
}

impl Walker<'_> {
    /// Checks one row and notes what leaves it; a wrong one passes its input on.
    fn row(&mut self, at: usize) -> Result<RowReport, RowProblem> {
        let mut value = self.values[at];
        let found = self.examine(at, &mut value);
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
        value: &mut (Shape, Field),
    ) -> Result<(Plan, RowReport), RowProblem> {
        let row = &self.rows[at];
        if self.positions.get(&row.id) != Some(&at) {
            return Err(RowProblem::new(
                format!("has the same id, {}, as an earlier row", row.id),
                "remove it and add it anew",
            ));
        }
        let layer = &*row.layer;
        for setting in layer.settings() {
            if let Some(found) = layer.get(setting.key)
                && let Err(refusal) = setting.accept(found)
            {
                return Err(RowProblem::new(
                    refusal.to_string(),
                    format!("set {} to {}", setting.key, setting.kind.allowed()),
                ));
            }
        }
        let join = match row.join {
            Some(join) => Some(self.join(at, join, value)?),
            None => None,
        };
        let (input, field) = *value;
        let (own, owner, output) = self.weights(at, input)?;
        sane(output).map_err(|problem| {
            RowProblem::new(
                format!("its output {problem}"),
                "use fewer channels or smaller pictures",
            )
        })?;
        let parameters = own
            .iter()
            .fold(0_usize, |sum, spec| sum.saturating_add(spec.size()));
        let total = self.parameters.saturating_add(parameters);
        if total > MOST_PARAMETERS {
            return Err(RowProblem::new(
                format!("brings the network to {total} parameters, more than 200 million"),
                "use fewer channels or units, or a smaller picture before a dense layer",
            ));
        }
        self.parameters = total;
        *value = (output, field.through(layer.reach(), input, self.whole));
        let report = RowReport {
            input,
            output,
            parameters,
            multiply_adds: layer.multiply_adds(input),
            receptive_field: value.1.size.ceil() as usize,
        };
        let plan = Plan {
            input,
            output,
            join,
            own,
            owner,
        };
        Ok((plan, report))
    }

    /// The position of an earlier row.
    fn earlier(&self, at: usize, id: RowId, verb: &str) -> Result<usize, RowProblem> {
        match self.positions.get(&id) {
            Some(&position) if position < at => Ok(position),
            Some(&position) if position == at => Err(RowProblem::new(
                format!("{verb} itself"),
                "choose an earlier row",
            )),
            Some(_) => Err(RowProblem::new(
                format!("{verb} row {id}, which comes later"),
                format!("choose an earlier row, or move this one below row {id}"),
            )),
            None => Err(RowProblem::new(
                format!("{verb} row {id}, which does not exist"),
                "choose an earlier row",
            )),
        }
    }

    fn join(&self, at: usize, join: Join, value: &mut (Shape, Field)) -> Result<usize, RowProblem> {
        let source = match join.source() {
            Source::Input => 0,
            Source::Row(id) => self.earlier(at, id, "joins")? + 1,
        };
        let (first, (second, field)) = (value.0, self.values[source]);
        let same_size = (first.height, first.width) == (second.height, second.width);
        let size_cure = "bring both to one height and width with pooling or upsampling, or start from a picture whose sides are multiples of the poolings";
        match join {
            Join::Add(_) if first == second => {}
            Join::Add(_) => {
                let cure = if same_size {
                    let set = self.set_channels(at, second.channels);
                    format!("{set}, or concatenate instead")
                } else {
                    size_cure.into()
                };
                return Err(RowProblem::new(format!("adds {second} to {first}"), cure));
            }
            Join::Concat(_) if same_size => {
                value.0.channels = first.channels.saturating_add(second.channels);
            }
            Join::Concat(_) => {
                return Err(RowProblem::new(
                    format!("concatenates {second} to {first}"),
                    size_cure,
                ));
            }
        }
        value.1 = value.1.with(field);
        sane(value.0).map_err(|problem| {
            RowProblem::new(format!("its joined input {problem}"), "use fewer channels")
        })?;
        Ok(source)
    }

    /// How to give value `at` a number of channels: the nearest row above that chooses its own.
    fn set_channels(&self, at: usize, channels: usize) -> String {
        let chooser = self.rows[..at].iter().rev().find_map(|row| {
            let key = ["channels", "units"]
                .into_iter()
                .find(|key| row.layer.get(key).is_some())?;
            Some((row.id, key))
        });
        match chooser {
            Some((id, key)) => format!("set {key} to {channels} in row {id}"),
            None => format!("add a convolution with {channels} channels above"),
        }
    }

    /// What the row owns, whose arrays it shares, and its output's shape.
    #[allow(clippy::type_complexity)] // Three answers of one look at the tie.
    fn weights(
        &self,
        at: usize,
        input: Shape,
    ) -> Result<(Vec<Spec>, Option<usize>, Shape), RowProblem> {
        let row = &self.rows[at];
        let layer: &dyn Layer = &*row.layer;
        let Some(tie) = row.tie else {
            let output = layer.out_shape(input)?;
            return Ok((layer.parameters(input), None, output));
        };
        let position = self.earlier(at, tie.row, "shares the weights of")?;
        let owner = &self.rows[position];
        if let Some(first) = owner.tie {
            return Err(RowProblem::new(
                format!(
                    "shares the weights of row {}, which has none of its own",
                    tie.row
                ),
                format!("share those of row {}", first.row),
            ));
        }
        if owner.layer.id() != layer.id() {
            return Err(RowProblem::new(
                format!(
                    "shares the weights of row {}, which is another kind of layer ({})",
                    tie.row,
                    owner.layer.label()
                ),
                format!("choose an earlier {} row", layer.label()),
            ));
        }
        let Some(plan) = &self.plans[position] else {
            return Err(RowProblem::new(
                format!("shares the weights of row {}, which is wrong", tie.row),
                format!("mend row {} first", tie.row),
            ));
        };
        if plan.own.is_empty() {
            return Err(RowProblem::new(
                format!("shares the weights of row {}, which has none", tie.row),
                "remove the tie",
            ));
        }
        if tie.transposed {
            let output = layer.transposed_shape(&*owner.layer, plan.input)?;
            if input != plan.output {
                return Err(RowProblem::new(
                    format!(
                        "runs row {} backwards, which starts from {}, but gets {input}",
                        tie.row, plan.output
                    ),
                    format!("put it where the shape is {} again", plan.output),
                ));
            }
            // Arrays beyond the linear map are the row's own, shaped by what leaves it.
            let own = layer.parameters(input).into_iter().skip(1).collect();
            return Ok((own, Some(position), output));
        }
        let output = layer.out_shape(input)?;
        let mine = layer.parameters(input);
        let matches = mine.len() == plan.own.len()
            && mine
                .iter()
                .zip(&plan.own)
                .all(|(a, b)| (a.name, &a.shape) == (b.name, &b.shape));
        if !matches {
            let list = |specs: &[Spec]| {
                let shapes: Vec<_> = specs
                    .iter()
                    .map(|spec| format!("{} {:?}", spec.name, spec.shape))
                    .collect();
                shapes.join(", ")
            };
            return Err(RowProblem::new(
                format!(
                    "needs {}, but row {} has {}",
                    list(&mine),
                    tie.row,
                    list(&plan.own)
                ),
                format!(
                    "give it the settings and the input channels of row {}, or remove the tie",
                    tie.row
                ),
            ));
        }
        Ok((Vec::new(), Some(position), output))
    }

    fn unequal_answer(&self, answer: Shape, input: Shape) -> RowProblem {
        let cure = if (answer.height, answer.width) == (input.height, input.width) {
            let set = self.set_channels(self.rows.len(), input.channels);
            format!("{set}, or let the answer be the network's output")
        } else {
            "keep height and width (padding same, stride 1, as much upsampling as pooling), or let the answer be the network's output".into()
        };
        RowProblem::new(
            format!(
                "the answer is input − network, but the input is {input} and the network gives {answer}"
            ),
            cure,
        )
    }
}

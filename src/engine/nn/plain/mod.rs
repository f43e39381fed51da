//! A readable engine over the same architectures as [`Network`](super::Network): one number at a time, in f64, with
//! nothing merged, blocked or shared between cores. It is some thousand times slower. Networks are tested against it,
//! and small ones can be drawn from its [`Graph`], every number with its value and its derivatives.

mod graph;
mod layers;
mod norms;
mod shared;
mod tokens;

pub use graph::{Derivatives, Graph, Number};

use super::layers::Layer;
use super::{Architecture, Join, Mode, NamedTensor, Report, RowId, Shape, Source, Tensor, check};

/// The numbers of one example between two rows, row by row, pixel by pixel, channel by channel.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Its shape.
    pub shape: Shape,
    /// Its numbers.
    pub numbers: Vec<Number>,
}

/// A row with all it needs.
struct Row<'a> {
    id: RowId,
    layer: &'a dyn Layer,
    output: Shape,
    arrays: Vec<&'a [Number]>,
    state: Vec<&'a [Number]>,
    transposed: bool,
}

/// A pass through a network, with everything that was computed.
#[derive(Clone, Debug)]
pub struct Pass {
    /// The computation.
    pub graph: Graph,
    /// The network's arrays, by name, as they were given.
    pub arrays: Vec<(String, Vec<Number>)>,
    /// The input, and then what leaves each row; for each of them one picture an example.
    pub values: Vec<Vec<Picture>>,
}

impl Pass {
    /// Sends a batch through a network whose numbers are `weights`, as [`Network::weights`](super::Network::weights)
    /// has them.
    ///
    /// # Errors
    /// The report of the check, when the architecture does not fit the input.
    pub fn of(
        architecture: &Architecture,
        weights: &[NamedTensor],
        input: &Tensor,
        mode: Mode,
    ) -> Result<Self, Report> {
        let architecture = architecture.at_work();
        let report = check(&architecture, input.shape);
        if !report.ok() {
            return Err(report);
        }
        let mut graph = Graph::default();
        let known = |graph: &mut Graph, values: &[f32]| -> Vec<Number> {
            values
                .iter()
                .map(|&value| graph.known(f64::from(value)))
                .collect()
        };
        let arrays: Vec<_> = weights
            .iter()
            .map(|array| (array.name.clone(), known(&mut graph, &array.values)))
            .collect();
        let pictures = (0..input.count).map(|index| Picture {
            shape: input.shape,
            numbers: known(&mut graph, input.example(index)),
        });
        let mut values = vec![pictures.collect::<Vec<_>>()];
        for (at, row) in architecture.rows.iter().enumerate() {
            let value_of = |source| match source {
                Source::Input => 0,
                Source::Above => at,
                Source::Row(id) => architecture.position(id).map_or(0, |row| row + 1),
            };
            let mut batch: Vec<Picture> = values[value_of(row.from)].clone();
            if let Some(join) = row.join {
                let others = values[value_of(join.source())].clone();
                for (first, second) in batch.iter_mut().zip(&others) {
                    joined(&mut graph, join, first, second);
                }
            }
            let named = |id: RowId, name: &str| -> Option<&[Number]> {
                let name = format!("{id}.{name}");
                let found = arrays.iter().find(|(own, _)| *own == name);
                found.map(|(_, numbers)| numbers.as_slice())
            };
            let entering = batch.first().map_or(input.shape, |picture| picture.shape);
            let (owner, transposed) = row
                .tie
                .map_or((row.id, false), |tie| (tie.row, tie.transposed));
            let specs = row.layer.parameters(entering);
            let own = specs.iter().enumerate().filter_map(|(place, spec)| {
                let id = if transposed && place > 0 {
                    row.id
                } else {
                    owner
                };
                named(id, spec.name)
            });
            let state = row.layer.state(entering);
            let output = report.rows[at]
                .as_ref()
                .map_or(entering, |found| found.output);
            let row = Row {
                id: row.id,
                layer: &*row.layer,
                output,
                arrays: own.collect(),
                state: state
                    .iter()
                    .filter_map(|spec| named(row.id, spec.name))
                    .collect(),
                transposed,
            };
            let leaving = layers::run(&mut graph, &row, &batch, mode);
            values.push(leaving);
        }
        Ok(Self {
            graph,
            arrays,
            values,
        })
    }

    /// The network's answers, one an example.
    pub fn answer(&self) -> &[Picture] {
        self.values.last().map_or(&[], Vec::as_slice)
    }
}

/// What enters a row with a second input.
fn joined(graph: &mut Graph, join: Join, first: &mut Picture, second: &Picture) {
    if let Join::Concat(_) = join {
        let (a, b) = (first.shape.channels, second.shape.channels);
        let pixels = first.numbers.chunks(a).zip(second.numbers.chunks(b));
        first.numbers = pixels
            .flat_map(|(a, b)| a.iter().chain(b).copied())
            .collect();
        first.shape.channels = a + b;
        return;
    }
    for (a, &b) in first.numbers.iter_mut().zip(&second.numbers) {
        *a = match join {
            Join::Subtract(_) => graph.weighted(&[(*a, 1.0), (b, -1.0)]),
            Join::Multiply(_) => graph.products(&[(*a, b)], None),
            Join::Add(_) | Join::Concat(_) => graph.weighted(&[(*a, 1.0), (b, 1.0)]),
        };
    }
}

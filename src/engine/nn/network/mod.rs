//! What runs: a network compiled from a valid architecture.
//!
//! All trainable numbers lie in one flat list, and their gradients in another of the same order. Activations and their
//! gradients live in buffers that are lent and given back, so that steps of one batch size allocate nothing.

mod back;
mod clock;
mod health;
mod pass;
mod weights;

use std::ops::Range;

pub use weights::{ModelError, WeightsError};

use super::buffers::Buffers;
use super::init::{Init, RESIDUAL_START};
use super::layers::{Layer, Memory, Role, Spec};
use super::optimizer::Block;
use super::walk::{Plan, walk};
use super::{Architecture, ArchitectureError, Join, Row, RowId, Shape, Tensor};
use crate::math::random::{Purpose, Stream};

/// How a pass through the network is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Batch statistics, dropout on; a backward pass may follow. `seed` decides which units are dropped.
    Train {
        /// Decides which units are dropped; different for each step.
        seed: u64,
    },
    /// Running statistics, dropout off; a backward pass may follow if the input's gradient is wanted or activations are
    /// kept.
    Evaluate,
}

/// One trainable array inside the network's flat list of weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// `<row id>.<parameter>`, e.g. `3.weight`.
    pub name: String,
    /// The row that owns it.
    pub row: RowId,
    /// Its shape.
    pub shape: Vec<usize>,
    /// Where it lies in [`Network::values`] and [`Network::gradients`].
    pub range: Range<usize>,
}

/// A row, ready to run. Value 0 is the network's input; row i writes value i + 1.
#[derive(Clone)]
struct Node {
    id: RowId,
    layer: Box<dyn Layer>,
    /// The value it reads.
    from: usize,
    /// The joined value and how it is joined.
    join: Option<(usize, Join)>,
    /// Shape that enters the layer.
    input: Shape,
    /// Shape that leaves it.
    output: Shape,
    /// The last row that reads its output; itself if none does.
    last_reader: usize,
    /// Where its parameters lie.
    ranges: Vec<Range<usize>>,
    transposed: bool,
    group: Group,
    state_specs: Vec<Spec>,
    state: Vec<f32>,
    memory: Memory,
}

/// What a row does for those right behind it, or leaves to those before it, in merged passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Group {
    /// Rows that a pass merges into this one, itself included; 0 for a row that is merged into one before.
    rows: usize,
    /// Whether a normalisation is among them.
    norm: bool,
    /// Whether a rectifier is among them.
    rectifier: bool,
}

impl Group {
    const ALONE: Self = Self {
        rows: 1,
        norm: false,
        rectifier: false,
    };
}

/// A network that runs.
#[derive(Clone)]
pub struct Network {
    nodes: Vec<Node>,
    input: Shape,
    parameters: Vec<Parameter>,
    matrices: Vec<Block>,
    values: Vec<f32>,
    gradients: Vec<f32>,
    buffers: Buffers,
    /// Last row that reads the input.
    last_input_reader: usize,
    /// The last batch: number of examples, mode, values (`None` once given back) and joined inputs.
    count: usize,
    mode: Mode,
    /// Whether its passes are merged.
    merged: bool,
    /// Gradients that have been found for the values, in a backward pass.
    pending: Vec<Option<Vec<f32>>>,
    /// Which values need a gradient.
    needs: Vec<bool>,
    /// Rows whose output's gradient is wanted, and what it was.
    watched: Vec<(RowId, Tensor)>,
    held: Vec<Option<Vec<f32>>>,
    joined: Vec<Option<Vec<f32>>>,
    answer: Tensor,
    input_gradient: Option<Tensor>,
    want_input_gradient: bool,
    keep_activations: bool,
    clock: clock::Clock,
}

impl Network {
    /// Builds a network for examples of shape `input` (the batch size may change from call to call). Each row draws its
    /// first weights from its own stream, so editing one row leaves the others' alone.
    ///
    /// # Errors
    /// The first wrong row, with the cure.
    pub fn new(
        architecture: &Architecture,
        input: Shape,
        init: Init,
        seed: u64,
    ) -> Result<Self, ArchitectureError> {
        let found = walk(architecture, input);
        if let Some(error) = found.report.error(architecture) {
            return Err(error);
        }
        let architecture = &*architecture.at_work();
        let rows = &architecture.rows;
        let mut network = Self {
            nodes: Vec::with_capacity(rows.len()),
            input,
            parameters: Vec::new(),
            matrices: Vec::new(),
            values: Vec::new(),
            gradients: Vec::new(),
            buffers: Buffers::new(rows.iter().map(|row| row.layer.border()).max().unwrap_or(0)),
            last_input_reader: 0,
            count: 0,
            mode: Mode::Evaluate,
            merged: false,
            pending: vec![None; rows.len() + 1],
            needs: Vec::with_capacity(rows.len() + 1),
            watched: Vec::new(),
            held: vec![None; rows.len() + 1],
            joined: vec![None; rows.len()],
            answer: Tensor::zeros(0, Shape::vector(1)),
            input_gradient: None,
            want_input_gradient: false,
            keep_activations: false,
            clock: clock::Clock::default(),
        };
        for (row, plan) in rows.iter().zip(found.plans) {
            network.add(row, plan, init, seed);
        }
        network.group();
        if architecture.answers_input_minus() {
            network.calm_residual(rows);
        }
        network.gradients = vec![0.0; network.values.len()];
        network.answer.shape = network.output_shape();
        Ok(network)
    }

    /// Finds the rows that can be merged into the one before them: nobody else reads what they read.
    fn group(&mut self) {
        let mut at = 0;
        while at < self.nodes.len() {
            let follows = |next: usize, role: Role| {
                self.nodes.get(next).is_some_and(|node| {
                    node.layer.role() == role
                        && node.join.is_none()
                        && node.from == next
                        && self.nodes[next - 1].last_reader == next
                })
            };
            let mut group = Group::ALONE;
            let role = self.nodes[at].layer.role();
            let linear = role == Role::Linear && !self.nodes[at].transposed;
            group.norm = linear && follows(at + 1, Role::Norm);
            let next = at + 1 + usize::from(group.norm);
            group.rectifier = (linear || role == Role::Norm) && follows(next, Role::Rectifier);
            group.rows = next - at + usize::from(group.rectifier);
            for row in 1..group.rows {
                self.nodes[at + row].group.rows = 0;
            }
            self.nodes[at].group = group;
            at += group.rows;
        }
    }

    /// Makes the last linear map small when the answer is input − network.
    fn calm_residual(&mut self, rows: &[Row]) {
        // A row that shares its weights begins as its owner does.
        let last = self.nodes.iter().zip(rows).rev().find_map(|(node, row)| {
            let linear = self
                .parameters
                .iter()
                .find(|array| array.row == node.id && array.shape.len() > 1 && row.tie.is_none())?;
            Some(linear.range.clone())
        });
        if let Some(range) = last {
            for value in &mut self.values[range] {
                *value *= RESIDUAL_START;
            }
        }
    }

    /// Appends a row: its numbers and its place in the chain.
    fn add(&mut self, row: &Row, plan: Plan, init: Init, seed: u64) {
        let at = self.nodes.len();
        let mut ranges = match (plan.owner, row.tie) {
            (Some(owner), Some(tie)) if tie.transposed => self.nodes[owner].ranges[..1].to_vec(),
            (Some(owner), _) => self.nodes[owner].ranges.clone(),
            (None, _) => Vec::new(),
        };
        let mut random = Stream::new(seed, Purpose::Init, u64::from(row.id));
        for spec in plan.own {
            let range = self.values.len()..self.values.len() + spec.size();
            self.values.resize(range.end, 0.0);
            init.fill(&spec, &mut random, &mut self.values[range.clone()]);
            ranges.push(range.clone());
            if let Some(rows) = spec.rows() {
                let range = range.clone();
                self.matrices.push(Block { range, rows });
            }
            self.parameters.push(Parameter {
                name: format!("{}.{}", row.id, spec.name),
                row: row.id,
                shape: spec.shape,
                range,
            });
        }
        let state_specs = row.layer.state(plan.input);
        let mut state = Vec::new();
        for spec in &state_specs {
            let start = state.len();
            state.resize(start + spec.size(), 0.0);
            init.fill(spec, &mut random, &mut state[start..]);
        }
        for value in std::iter::once(plan.from).chain(plan.join) {
            match value.checked_sub(1) {
                Some(source) => self.nodes[source].last_reader = at,
                None => self.last_input_reader = at,
            }
        }
        self.nodes.push(Node {
            id: row.id,
            layer: row.layer.clone(),
            from: plan.from,
            join: plan.join.zip(row.join),
            input: plan.input,
            output: plan.output,
            last_reader: at,
            ranges,
            transposed: row.tie.is_some_and(|tie| tie.transposed),
            group: Group::ALONE,
            state_specs,
            state,
            memory: Memory::default(),
        });
    }

    /// Shape of one example.
    pub fn input_shape(&self) -> Shape {
        self.input
    }

    /// Shape of the answer to one example.
    pub fn output_shape(&self) -> Shape {
        self.nodes.last().map_or(self.input, |node| node.output)
    }

    /// Whether `backward` also computes the input's gradient (off by default: it costs time).
    pub fn want_input_gradient(&mut self, want: bool) {
        self.want_input_gradient = want;
    }

    /// The gradient of the input that the last `backward` found, if it was wanted.
    pub fn input_gradient(&self) -> Option<&Tensor> {
        self.input_gradient.as_ref()
    }

    /// Whether `backward` also keeps the gradient of what leaves these rows. Passes are not merged then, which costs
    /// time. Rows that the network does not have are left out.
    pub fn want_gradients(&mut self, rows: &[RowId]) {
        let own = rows
            .iter()
            .filter(|id| self.nodes.iter().any(|node| node.id == **id));
        self.watched = own.map(|id| (*id, Tensor::zeros(0, self.input))).collect();
    }

    /// The gradient of what leaves a row, as the last `backward` found it, if it was wanted: `[count, h, w, c]`, zero
    /// where nothing that the answer depends on reads the row.
    pub fn gradient(&self, row: RowId) -> Option<&Tensor> {
        let (_, tensor) = self.watched.iter().find(|(id, _)| *id == row)?;
        (tensor.count > 0).then_some(tensor)
    }

    /// Whether every row's output is kept after a forward pass, in evaluation too. Passes are not merged then, which
    /// costs time.
    pub fn keep_activations(&mut self, keep: bool) {
        self.keep_activations = keep;
    }

    /// A row's output at the last forward pass, if activations were kept.
    pub fn activation(&self, row: RowId) -> Option<Tensor> {
        let at = self.nodes.iter().position(|node| node.id == row)?;
        let data = self.held[at + 1].as_ref()?;
        let shape = self.nodes[at].output;
        let layout = self.buffers.layout(shape, self.count);
        let mut tensor = Tensor::zeros(self.count, shape);
        layout.dense().copy_from(&mut tensor.data, &layout, data);
        Some(tensor)
    }

    /// The trainable arrays, in the order of rows.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// All trainable numbers.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// Their gradients at the last backward pass.
    pub fn gradients(&self) -> &[f32] {
        &self.gradients
    }

    /// Shortens the gradient of all weights together to Euclidean length `most`, if it is longer; returns the length it
    /// had (Pascanu, Mikolov, Bengio 2013, arXiv:1211.5063). A gradient that is not finite is left as it is.
    pub fn limit_gradient(&mut self, most: f32) -> f32 {
        let length = length(&self.gradients);
        if length > most && length.is_finite() {
            let factor = most / length;
            self.gradients.iter_mut().for_each(|value| *value *= factor);
        }
        length
    }

    /// Weights to change and their gradients, side by side, for an optimizer, and which of them are matrices.
    pub fn update(&mut self) -> (&mut [f32], &[f32], &[Block]) {
        (&mut self.values, &self.gradients, &self.matrices)
    }
}

/// Euclidean length; summed in a fixed order, so that threads do not change a bit.
fn length(values: &[f32]) -> f32 {
    const LANES: usize = 16;
    let mut squares = 0.0;
    for block in values.chunks(256 * LANES) {
        let mut lanes = [0.0_f32; LANES];
        let (whole, rest) = block.as_chunks::<LANES>();
        for values in whole {
            for (lane, value) in lanes.iter_mut().zip(values) {
                *lane += value * value;
            }
        }
        for (lane, value) in lanes.iter_mut().zip(rest) {
            *lane += value * value;
        }
        squares += lanes.iter().map(|&lane| f64::from(lane)).sum::<f64>();
    }
    squares.sqrt() as f32
}

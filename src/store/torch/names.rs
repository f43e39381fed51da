//! What a network's arrays are called in PyTorch, and how their numbers lie there.
//!
//! Row 3, a convolution, is the module `conv3` with the arrays `conv3.weight` and `conv3.bias`. A flattened picture
//! lists its numbers channel after channel there and pixel after pixel here: arrays of the rows behind it are put into
//! the other order on their way.

use std::sync::Arc;

use super::super::turned::Turn;
use crate::nn::layers::{Spec, Start};
use crate::nn::{Architecture, Join, Row, Shape, check};

/// The order of a flattened picture: at each place of PyTorch's, the place here. `None` where both are the same.
pub(super) type Order = Option<Arc<[usize]>>;

/// One array of a network, here and there.
#[derive(Clone, Debug)]
pub(super) struct Array {
    /// Its name here: `3.weight`.
    pub(super) ours: String,
    /// Its shape here.
    pub(super) shape: Vec<usize>,
    /// Its name there: `conv3.weight`.
    pub(super) theirs: String,
    /// Its shape there.
    pub(super) dims: Vec<usize>,
    /// How it begins.
    pub(super) start: Start,
    turn: Turn,
    /// Which axis of its two (or one) is in the order of a flattened picture.
    order: Option<(usize, Arc<[usize]>)>,
}

impl Array {
    /// Its numbers as PyTorch has them.
    pub(super) fn out(&self, values: &[f32]) -> Vec<f32> {
        let turned = self.turn.out(values);
        self.ordered(&turned, false)
    }

    /// PyTorch's numbers as they are here.
    pub(super) fn back(&self, values: &[f32]) -> Vec<f32> {
        self.turn.back(&self.ordered(values, true))
    }

    fn ordered(&self, values: &[f32], back: bool) -> Vec<f32> {
        let Some((axis, order)) = &self.order else {
            return values.to_vec();
        };
        let mut moved = vec![0.0; values.len()];
        let inner = match axis {
            0 => values.len() / order.len().max(1),
            _ => 1,
        };
        let outer = values.len() / (order.len() * inner).max(1);
        for outer in 0..outer {
            for (there, &here) in order.iter().enumerate() {
                let [here, there] = [here, there].map(|at| (outer * order.len() + at) * inner);
                let (to, from) = if back { (here, there) } else { (there, here) };
                moved[to..to + inner].copy_from_slice(&values[from..from + inner]);
            }
        }
        moved
    }
}

/// A network's rows as PyTorch is to have them.
pub(super) struct Named {
    /// Its arrays, row after row; those that rows share stand at their owner.
    pub(super) arrays: Vec<Array>,
    /// The names of shared arrays at the rows that borrow them, and at their owner.
    pub(super) shared: Vec<[String; 2]>,
    /// Shapes that enter and leave each row.
    pub(super) shapes: Vec<[Shape; 2]>,
    /// Modules that count their batches.
    pub(super) counting: Vec<String>,
}

/// The module of a row.
pub(super) fn module(row: &Row) -> String {
    let kind = match row.layer.id() {
        "conv" => "conv",
        "depthwise" => "depthwise",
        "transposed-conv" => "deconv",
        "dense" => "fc",
        "prelu" => "prelu",
        "batch-norm" => "bn",
        "group-norm" => "gn",
        "instance-norm" => "instance",
        "layer-norm" => "ln",
        "embedding" => "embed",
        "self-attention" => "attention",
        "curve" => "curve",
        _ => "row",
    };
    format!("{kind}{}", row.id)
}

/// What an array is called within its module.
fn within(name: &str) -> &str {
    match name {
        "scale" | "slope" | "vectors" => "weight",
        "shift" => "bias",
        "running_variance" => "running_var",
        "query_key_value" => "in_proj_weight",
        "query_key_value_bias" => "in_proj_bias",
        "answer" => "out_proj.weight",
        "answer_bias" => "out_proj.bias",
        other => other,
    }
}

/// The arrays of a network for examples of shape `input`.
///
/// # Errors
/// A sentence, when the network cannot be built, or does with a flattened picture what has no form in PyTorch.
pub(super) fn named(architecture: &Architecture, input: Shape) -> Result<Named, String> {
    let report = check(architecture, input);
    if let Some(error) = report.error(architecture) {
        return Err(error.to_string());
    }
    let rows = report.rows.iter().flatten();
    let mut named = Named {
        arrays: Vec::new(),
        shared: Vec::new(),
        shapes: rows.map(|row| [row.input, row.output]).collect(),
        counting: Vec::new(),
    };
    let mut orders: Vec<Order> = vec![None];
    let mut entered: Vec<Order> = Vec::new();
    for (at, row) in architecture.rows.iter().enumerate() {
        let of = |source| architecture.value(at, source).unwrap_or(at);
        let mut order = orders[of(row.from)].clone();
        if row.off {
            entered.push(order.clone());
            orders.push(order);
            continue;
        }
        if let Some(join) = row.join {
            let sizes = [of(row.from), of(join.source())].map(|value| match value {
                0 => input.channels,
                value => named.shapes[value - 1][1].channels,
            });
            order = joined(join, sizes, [order, orders[of(join.source())].clone()])
                .ok_or_else(|| disorder(row))?;
        }
        entered.push(order.clone());
        let owner = row.tie.and_then(|tie| architecture.position(tie.row));
        let left = named.add(
            row,
            at,
            &order,
            owner.map(|owner| (owner, &entered[owner], &architecture.rows[owner])),
        )?;
        orders.push(left);
    }
    match orders.last() {
        Some(Some(_)) => Err(
            "its answer is a flattened picture, whose numbers PyTorch has in another order: put a dense row behind it"
                .into(),
        ),
        _ => Ok(named),
    }
}

fn disorder(row: &Row) -> String {
    format!(
        "row {} takes a flattened picture, whose numbers PyTorch has in another order: put a dense row between",
        row.id
    )
}

/// The order of two values together; `None` where they have no common one.
fn joined(join: Join, sizes: [usize; 2], [one, other]: [Order; 2]) -> Option<Order> {
    if !matches!(join, Join::Concat(_)) {
        return (one == other).then_some(one);
    }
    if one.is_none() && other.is_none() {
        return Some(None);
    }
    let whole = |order: Order, size: usize| order.unwrap_or_else(|| (0..size).collect());
    let mut order = whole(one, sizes[0]).to_vec();
    order.extend(whole(other, sizes[1]).iter().map(|at| at + sizes[0]));
    Some(Some(order.into()))
}

/// The order of a picture's numbers when it is flattened.
fn flattened(shape: Shape) -> Order {
    let Shape {
        channels,
        height,
        width,
    } = shape;
    let area = height * width;
    (area > 1 && channels > 1).then(|| {
        (0..area * channels)
            .map(|there| there % area * channels + there / area)
            .collect()
    })
}

impl Named {
    /// Adds a row's arrays; `order` is that of what enters, and `owner` the row whose arrays it borrows, with the order
    /// of what enters there. Returns the order of what leaves.
    fn add(
        &mut self,
        row: &Row,
        at: usize,
        order: &Order,
        owner: Option<(usize, &Order, &Row)>,
    ) -> Result<Order, String> {
        let layer = &*row.layer;
        let [input, _] = self.shapes[at];
        let name = module(row);
        let transposed = row.tie.is_some_and(|tie| tie.transposed);
        let left = match layer.id() {
            "flatten" if order.is_none() => flattened(input),
            "dense" if transposed => owner.and_then(|(_, order, _)| order.clone()),
            "dense" => None,
            "flatten" | "relu" | "leaky-relu" | "prelu" | "gelu" | "silu" | "tanh" | "sigmoid"
            | "softmax" | "curve" | "batch-norm" | "instance-norm" | "layer-norm" | "dropout"
            | "identity" => order.clone(),
            _ if order.is_none() => None,
            _ => return Err(disorder(row)),
        };
        if transposed && order.is_some() {
            return Err(disorder(row));
        }
        let mut specs = layer.parameters(input);
        match owner {
            Some((_, _, owner)) if transposed => {
                specs.remove(0);
                // It is no module: its weights are another one's.
                for spec in &specs {
                    self.push(row, spec, format!("{name}_{}", within(spec.name)), &left);
                }
                debug_assert_eq!(owner.layer.id(), layer.id());
                return Ok(left);
            }
            Some((_, entered, owner)) => {
                if entered != order {
                    return Err(disorder(row));
                }
                for spec in &specs {
                    let part = within(spec.name);
                    let pair = [&name, &module(owner)].map(|module| format!("{module}.{part}"));
                    self.shared.push(pair);
                }
                specs.clear();
            }
            None => {}
        }
        let state = layer.state(input);
        if !state.is_empty() {
            self.counting.push(name.clone());
        }
        specs.extend(state);
        for spec in &specs {
            let theirs = format!("{name}.{}", within(spec.name));
            self.push(row, spec, theirs, order);
        }
        Ok(left)
    }

    fn push(&mut self, row: &Row, spec: &Spec, theirs: String, order: &Order) {
        let (dims, turn) = match (row.layer.id(), spec.name, &spec.shape[..]) {
            ("conv" | "transposed-conv", "weight", &[a, rows, columns, b]) => (
                vec![a, b, rows, columns],
                Turn::Kernel([a, rows, columns, b]),
            ),
            ("depthwise", "weight", &[a, rows, columns]) => {
                (vec![a, 1, rows, columns], Turn::Plain)
            }
            _ => (spec.shape.clone(), Turn::Plain),
        };
        // The numbers that enter stand along the columns of a matrix, and along the only axis of the other arrays.
        let axis = usize::from(row.layer.id() == "dense" && spec.name == "weight");
        let order = order
            .clone()
            .filter(|_| axis == 1 || row.layer.id() != "dense" || row.tie.is_some());
        self.arrays.push(Array {
            ours: format!("{}.{}", row.id, spec.name),
            shape: spec.shape.clone(),
            theirs,
            dims,
            start: spec.start,
            turn,
            order: order.map(|order| (axis, order)),
        });
    }
}

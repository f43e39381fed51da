//! From a network to a graph of ONNX's standard operators.
//!
//! Pictures are `[batch, channels, height, width]`, plain vectors `[batch, channels]`. What leaves row 3 is called `3`,
//! its arrays `3.weight` and so on; height and width have names instead of numbers where the network takes any.

mod drawing;
mod linear;
mod plain;
mod sizes;
mod spread;
mod tokens;

use std::collections::HashMap;

use drawing::Drawing;
use sizes::Sizes;

use super::arrays::stored;
use super::schema::{Model as File, OperatorSet, Sides, TensorType, Type, ValueInfo, kind};
use crate::nn::layers::{Identity, Layer};
use crate::nn::{Architecture, Join, NamedTensor, Row, Shape, check};

/// The name of what enters.
const INPUT: &str = "input";
/// The name of what leaves.
const OUTPUT: &str = "output";

/// A value on its way through the graph.
#[derive(Clone, Debug)]
struct Value {
    name: String,
    shape: Shape,
    /// Whether it has no rows and columns.
    vector: bool,
}

/// A row that is being drawn.
struct Drawn<'a> {
    row: &'a Row,
    /// The layer whose arrays it uses, with the id of its row.
    owner: &'a Row,
    /// Shape that enters the owner's layer.
    owned: Shape,
    /// The owner's input as the graph has it.
    owner_input: Value,
    /// What enters the layer.
    input: Value,
    /// What leaves it.
    output: Shape,
    /// The name that it gets.
    name: String,
}

impl Drawn<'_> {
    fn layer(&self) -> &dyn Layer {
        &*self.row.layer
    }

    /// A name that belongs to this row.
    fn own(&self, part: &str) -> String {
        format!("{}.{part}", self.row.id)
    }

    fn transposed(&self) -> bool {
        self.row.tie.is_some_and(|tie| tie.transposed)
    }
}

/// A network on its way into a graph.
struct Pen<'a> {
    drawing: Drawing,
    weights: HashMap<&'a str, &'a NamedTensor>,
    sizes: Sizes,
}

/// The graph of a network for pictures of shape `input` (any height and width where it takes them).
///
/// # Errors
/// A sentence, when the network cannot be built or its weights are of another one.
pub fn file_of(
    architecture: &Architecture,
    weights: &[NamedTensor],
    input: Shape,
    opset: i64,
) -> Result<File, String> {
    let report = check(architecture, input);
    if let Some(error) = report.error(architecture) {
        return Err(error.to_string());
    }
    let shapes: Vec<[Shape; 2]> = report
        .rows
        .iter()
        .flatten()
        .map(|row| [row.input, row.output])
        .collect();
    let names = weights.iter().map(|tensor| (&*tensor.name, tensor));
    let mut pen = Pen {
        drawing: Drawing::new(opset),
        weights: names.collect(),
        sizes: Sizes::of(architecture, input),
    };
    let first = Value {
        name: INPUT.into(),
        shape: input,
        vector: input.is_vector(),
    };
    let mut values = vec![first.clone()];
    let mut entered: Vec<Value> = Vec::new();
    let last = architecture.rows.len() - 1;
    for (at, row) in architecture.rows.iter().enumerate() {
        let from = architecture.value(at, row.from).unwrap_or(at);
        let mut value = values[from].clone();
        let name = match at == last {
            true => OUTPUT.into(),
            false => row.id.to_string(),
        };
        if row.off {
            entered.push(value.clone());
            if at == last {
                value.name = pen.drawing.node("Identity", &[&value.name], &name, &[]);
            }
            values.push(value);
            continue;
        }
        if let Some(join) = row.join {
            let other = architecture.value(at, join.source()).unwrap_or(at);
            let other = values[other].clone();
            let alone = at == last && row.layer.id() == Identity::ID;
            let joined = match alone {
                true => name.clone(),
                false => format!("{}.joined", row.id),
            };
            value = pen.join(join, &value, &other, &joined);
            value.shape = shapes[at][0];
            if alone {
                entered.push(value.clone());
                values.push(value);
                continue;
            }
        }
        entered.push(value.clone());
        let owner = row.tie.and_then(|tie| architecture.position(tie.row));
        let owner = owner.unwrap_or(at);
        let drawn = Drawn {
            row,
            owner: &architecture.rows[owner],
            owned: shapes[owner][0],
            owner_input: entered[owner].clone(),
            input: value,
            output: shapes[at][1],
            name,
        };
        values.push(pen.row(&drawn)?);
    }
    let answer = values.last().unwrap_or(&first).clone();
    Ok(pen.finish(&first, &answer))
}

impl Pen<'_> {
    fn finish(self, first: &Value, answer: &Value) -> File {
        let Self {
            mut drawing, sizes, ..
        } = self;
        drawing.graph.name = "network".into();
        drawing.graph.input = vec![info(first, sizes.input())];
        drawing.graph.output = vec![info(answer, sizes.output())];
        File {
            ir_version: if drawing.opset < 19 { 8 } else { 9 },
            producer_name: "Lemida".into(),
            producer_version: env!("CARGO_PKG_VERSION").into(),
            opset_import: vec![OperatorSet {
                domain: String::new(),
                version: drawing.opset,
            }],
            graph: Some(drawing.graph),
            metadata_props: Vec::new(),
        }
    }

    /// Joins two values.
    fn join(&mut self, join: Join, one: &Value, other: &Value, name: &str) -> Value {
        let mut one = one.clone();
        let mut other = other.clone();
        if one.vector != other.vector {
            one = self.vector(&one, &format!("{name}.first"));
            other = self.vector(&other, &format!("{name}.second"));
        }
        let inputs = [&*one.name, &*other.name];
        let name = match join {
            Join::Add(_) => self.drawing.node("Add", &inputs, name, &[]),
            Join::Subtract(_) => self.drawing.node("Sub", &inputs, name, &[]),
            Join::Multiply(_) => self.drawing.node("Mul", &inputs, name, &[]),
            Join::Concat(_) => {
                let axis = [("axis", drawing::Setting::Int(1))];
                self.drawing.node("Concat", &inputs, name, &axis)
            }
        };
        Value { name, ..one }
    }

    /// A value without rows and columns.
    fn vector(&mut self, value: &Value, name: &str) -> Value {
        if value.vector {
            return value.clone();
        }
        let axis = [("axis", drawing::Setting::Int(1))];
        Value {
            name: self.drawing.node("Flatten", &[&value.name], name, &axis),
            vector: true,
            ..value.clone()
        }
    }

    /// A value with rows and columns.
    fn picture(&mut self, value: &Value, name: &str) -> Value {
        if !value.vector {
            return value.clone();
        }
        let axes = self.drawing.list("rows and columns", &[2, 3]);
        let inputs = [&*value.name, &axes];
        Value {
            name: self.drawing.node("Unsqueeze", &inputs, name, &[]),
            vector: false,
            ..value.clone()
        }
    }

    /// Adds an array of a row, or of the row that it shares with, and gives its name; `None` when there is none.
    fn array(&mut self, drawn: &Drawn<'_>, part: &str) -> Result<Option<String>, String> {
        // What is not trained is each row's own.
        let running = part.starts_with("running");
        let shared = !running && (!drawn.transposed() || part == "weight");
        let (row, input) = match shared {
            true => (drawn.owner, drawn.owned),
            false => (drawn.row, drawn.input.shape),
        };
        let layer = &*row.layer;
        let mut specs = layer.parameters(input);
        specs.extend(layer.state(input));
        let Some(spec) = specs.iter().find(|spec| spec.name == part) else {
            return Ok(None);
        };
        let name = format!("{}.{part}", row.id);
        if !self.drawing.has(&name) {
            let found = self
                .weights
                .get(&*name)
                .filter(|found| found.shape == spec.shape);
            let found = found.ok_or_else(|| format!("the weights \"{name}\" are missing"))?;
            let stored = stored(layer, spec, drawn.input.vector);
            let values = stored.turn.out(&found.values);
            self.drawing.reals(&name, &stored.dims, &values);
        }
        Ok(Some(name))
    }

    /// The array of a row that has it.
    fn needed(&mut self, drawn: &Drawn<'_>, part: &str) -> Result<String, String> {
        self.array(drawn, part)?
            .ok_or_else(|| format!("row {} has no array \"{part}\"", drawn.row.id))
    }

    /// Draws a row's layer.
    fn row(&mut self, drawn: &Drawn<'_>) -> Result<Value, String> {
        let made = |name: String, vector: bool| Value {
            name,
            shape: drawn.output,
            vector,
        };
        let vector = drawn.input.vector;
        Ok(match drawn.layer().id() {
            "dense" => made(linear::dense(self, drawn)?, true),
            "conv" | "depthwise" | "transposed-conv" => {
                made(linear::convolution(self, drawn)?, false)
            }
            "flatten" => made(spread::flatten(self, drawn), true),
            "global-average-pool" => made(spread::global_mean(self, drawn), true),
            "max-pool" | "average-pool" => made(spread::pool(self, drawn), false),
            "upsample" => made(spread::upsample(self, drawn), false),
            "pixel-shuffle" => made(spread::shuffle(self, drawn), false),
            "pixel-unshuffle" => made(spread::unshuffle(self, drawn), false),
            "group-norm" | "instance-norm" => made(plain::region_norm(self, drawn)?, false),
            "layer-norm" => made(plain::layer_norm(self, drawn)?, vector),
            "embedding" => made(tokens::embedding(self, drawn)?, false),
            "positional-code" => made(tokens::positional_code(self, drawn), false),
            "self-attention" => made(tokens::attention(self, drawn)?, false),
            _ => made(plain::each_number(self, drawn)?, vector),
        })
    }
}

/// What enters or leaves, with its sides.
fn info(value: &Value, [height, width]: [sizes::Size; 2]) -> ValueInfo {
    let mut dim = vec![sizes::named("batch"), sizes::number(value.shape.channels)];
    if !value.vector {
        dim.push(height.side(value.shape.height));
        dim.push(width.side(value.shape.width));
    }
    ValueInfo {
        name: value.name.clone(),
        r#type: Some(Type {
            tensor_type: Some(TensorType {
                elem_type: kind::FLOAT,
                shape: Some(Sides { dim }),
            }),
        }),
    }
}

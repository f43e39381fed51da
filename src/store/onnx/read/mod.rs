//! From a graph to rows: what is not known is named, and nothing is guessed.
//!
//! Sizes that a file leaves open are tried: the graph is read for two sizes, and both must give the same rows. Chains
//! of folding and turning are told by where they end, see [`view`].

mod back;
mod constant;
mod dense;
mod each;
mod ends;
mod folds;
mod forms;
mod graph;
mod joins;
mod limits;
mod linear;
mod norms;
mod rows;
mod sizes;
mod tokens;
mod view;
mod wholes;

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use constant::{Arrays, Constant};
use graph::{Known, Reader};
pub use limits::look_through;
use rows::Rows;
use view::View;

use super::schema::{Graph, Model as File, Node, ValueInfo, kind};
use crate::nn::{Architecture, Shape, Weights, check};

/// Versions of operators that are read.
const OPSETS: std::ops::RangeInclusive<i64> = 9..=25;
/// Most nodes.
const MOST_NODES: usize = 10_000;
/// Longest side of what enters.
const LONGEST: i64 = 65_536;
/// Sides that are tried where a file leaves them open: multiples of what networks shrink by.
const TRIES: [[usize; 2]; 2] = [[192, 384], [384, 192]];
/// The same for networks that compare each pixel with each.
const SMALL_TRIES: [[usize; 2]; 2] = [[48, 64], [64, 48]];
/// Sides of examples that a network of any size is checked with, the first that it takes.
const CHECKED: [usize; 6] = [48, 64, 40, 96, 128, 192];

/// A network that was read.
#[derive(Debug)]
pub struct Found {
    /// Its rows.
    pub architecture: Arc<Architecture>,
    /// Their numbers.
    pub weights: Arc<Weights>,
    /// What it takes: as the file says, or a usual size.
    pub input: Shape,
    /// What leaves it.
    pub output: Shape,
    /// What is to be said of it.
    pub notes: Vec<String>,
}

/// What enters, as a file tells it.
struct Entry {
    batch: Option<usize>,
    channels: usize,
    /// Height and width, as far as they are known; `None` for vectors.
    sides: Option<[Option<usize>; 2]>,
}

/// Reads a network; arrays may lie in files in `folder`.
///
/// # Errors
/// A sentence: what is wrong, or what no row does, with its node.
pub fn network_of(file: &File, bytes: u64, folder: Option<&Path>) -> Result<Found, String> {
    let graph = file.graph.as_ref().ok_or("it holds no network")?;
    if graph.node.len() > MOST_NODES {
        return Err(format!(
            "it has {} operators, more than {MOST_NODES}",
            graph.node.len()
        ));
    }
    let mut sets = file.opset_import.iter();
    let opset = sets.find(|set| set.domain.is_empty() || set.domain == "ai.onnx");
    let opset = opset.map_or(0, |set| set.version);
    if !OPSETS.contains(&opset) {
        return Err(format!(
            "it uses version {opset} of ONNX's operators; versions {} to {} are read",
            OPSETS.start(),
            OPSETS.end()
        ));
    }
    let mut arrays = Arrays::new(folder, bytes);
    let mut constants = Vec::with_capacity(graph.initializer.len());
    for tensor in &graph.initializer {
        constants.push(arrays.read(tensor)?);
    }
    let entry = entry_of(graph)?;
    let open = entry.sides.is_some_and(|sides| sides.contains(&None)) || entry.batch.is_none();
    let read = |tried| rows_of(graph, opset, &entry, tried, &constants);
    let (first, tries) = match read(TRIES[0]) {
        Ok(first) => (first, TRIES),
        Err(wrong) if open => (read(SMALL_TRIES[0]).map_err(|_| wrong)?, SMALL_TRIES),
        Err(wrong) => return Err(wrong),
    };
    if open {
        let second = read(tries[1])?;
        if first.architecture != second.architecture {
            return Err(
                "it does different things to pictures of different sizes; export it for one fixed size".into(),
            );
        }
    }
    let odd = tries[0].map(|side| side - 1);
    let (architecture, weights, mut notes) = first.found();
    let [height, width] = entry.sides.unwrap_or([Some(1); 2]);
    let [high, wide] = [height.unwrap_or(odd[0]), width.unwrap_or(odd[1])];
    let takes = check(&architecture, Shape::new(entry.channels, high, wide)).ok();
    // Rows leave out what fills no window at the edge; a file need not.
    if takes && (height.is_none() || width.is_none()) {
        let wrong = match read(odd) {
            Ok(again) if again.architecture == *architecture => None,
            Ok(_) => Some("it does different things to them".to_owned()),
            Err(wrong) => Some(wrong),
        };
        notes.extend(wrong.map(|wrong| {
            format!(
                "the rows answer alike for pictures of {}×{} pixels, but not of {high}×{wide} ({wrong}): give it \
                 pictures whose sides are multiples of what it shrinks them by",
                height.unwrap_or(tries[0][0]),
                width.unwrap_or(tries[0][1])
            )
        }));
    }
    let fits = |side: usize| {
        let input = Shape::new(
            entry.channels,
            height.unwrap_or(side),
            width.unwrap_or(side),
        );
        Some((input, check(&architecture, input).output?))
    };
    let fitting = CHECKED.into_iter().find_map(fits);
    let (input, output) = fitting.ok_or_else(|| {
        let side = CHECKED[0];
        let input = Shape::new(
            entry.channels,
            height.unwrap_or(side),
            width.unwrap_or(side),
        );
        let error = check(&architecture, input).error(&architecture);
        error.map_or("its rows do not fit each other".to_owned(), |error| {
            error.to_string()
        })
    })?;
    Ok(Found {
        architecture,
        weights,
        input,
        output,
        notes,
    })
}

/// The one thing that enters.
fn entry_of(graph: &Graph) -> Result<Entry, String> {
    let names = graph.initializer.iter().map(|tensor| &*tensor.name);
    let names: HashSet<&str> = names.collect();
    let open = |value: &&ValueInfo| !names.contains(&*value.name);
    let inputs: Vec<&ValueInfo> = graph.input.iter().filter(open).collect();
    let [input] = inputs[..] else {
        return Err(format!(
            "it takes {} inputs; networks here take one",
            inputs.len()
        ));
    };
    if graph.output.len() != 1 {
        return Err(format!(
            "it gives {} answers; networks here give one",
            graph.output.len()
        ));
    }
    let kind_of = input
        .r#type
        .as_ref()
        .and_then(|kind| kind.tensor_type.as_ref());
    let kind_of = kind_of.ok_or("what it takes is no array")?;
    if ![kind::FLOAT, kind::FLOAT16, kind::DOUBLE, kind::BFLOAT16].contains(&kind_of.elem_type) {
        return Err("it takes whole numbers; networks here take real ones".into());
    }
    let shape = kind_of
        .shape
        .as_ref()
        .ok_or("it does not say how many sides its input has")?;
    let mut sides = Vec::new();
    for side in &shape.dim {
        sides.push(match side.dim_value {
            Some(length) if (1..=LONGEST).contains(&length) => Some(length as usize),
            Some(length) => return Err(format!("a side of its input is {length} long")),
            None => None,
        });
    }
    let channels = |side: Option<usize>| {
        side.ok_or("it does not say how many channels or numbers its input has")
    };
    match sides[..] {
        [batch, numbers] => Ok(Entry {
            batch,
            channels: channels(numbers)?,
            sides: None,
        }),
        [batch, given, height, width] => Ok(Entry {
            batch,
            channels: channels(given)?,
            sides: Some([height, width]),
        }),
        _ => Err(format!(
            "its input has {} sides; a batch of pictures has 4, one of vectors 2",
            sides.len()
        )),
    }
}

/// Reads a graph for one size of what enters.
fn rows_of(
    graph: &Graph,
    opset: i64,
    entry: &Entry,
    tried: [usize; 2],
    constants: &[Constant],
) -> Result<Rows, String> {
    // No other side is likely to be as long.
    let batch = entry
        .batch
        .unwrap_or(if tried[0] < tried[1] { 7 } else { 11 });
    let sides = entry.sides.unwrap_or([Some(1); 2]);
    let shape = Shape::new(
        entry.channels,
        sides[0].unwrap_or(tried[0]),
        sides[1].unwrap_or(tried[1]),
    );
    let mut reader = Reader::new(graph, opset, batch, Rows::new(shape));
    for (tensor, constant) in graph.initializer.iter().zip(constants) {
        reader.learn(&tensor.name, Known::Constant(constant.clone()))?;
    }
    let view = match entry.sides {
        None => View::vector(0, batch, shape),
        Some(_) => View::picture(0, batch, shape),
    };
    for input in &graph.input {
        if reader.constant_of(&input.name).is_none() {
            reader.learn(&input.name, Known::Activation(view.clone()))?;
        }
    }
    // Fixed numbers may stand anywhere before they are read.
    for (at, node) in graph.node.iter().enumerate() {
        if node.op_type == "Constant" && node.domain.is_empty() {
            read_node(&mut reader, at, node)?;
            reader.skip(at);
        }
    }
    for (at, node) in graph.node.iter().enumerate() {
        if reader.skipped(at) {
            continue;
        }
        read_node(&mut reader, at, node).map_err(|wrong| {
            let name = if node.name.is_empty() {
                node.output.first()
            } else {
                Some(&node.name)
            };
            format!(
                "its operator {} \"{}\" cannot be a row: {wrong}",
                node.op_type,
                name.map_or("", |name| name)
            )
        })?;
    }
    finish(reader, graph)
}

fn read_node<'a>(reader: &mut Reader<'a>, at: usize, node: &'a Node) -> Result<(), String> {
    if !node.domain.is_empty() && node.domain != "ai.onnx" {
        return Err(format!(
            "it is of the set \"{}\", which is none of ONNX's own",
            node.domain
        ));
    }
    let output = node.output.first().ok_or("it makes nothing")?;
    if tokens::composed(reader, at)? {
        return Ok(());
    }
    if let Some(constant) = wholes::read(reader, node)? {
        return reader.learn(output, Known::Constant(constant));
    }
    if let Some(known) = folds::read(reader, node)? {
        return reader.learn(output, known);
    }
    let known = match &*node.op_type {
        "Conv" => linear::convolution(reader, node)?,
        "ConvTranspose" => back::transposed(reader, node)?,
        "Pad" => linear::padded(reader, node)?,
        "Gemm" => dense::gemm(reader, node)?,
        "MatMul" => dense::product(reader, node)?,
        "BatchNormalization" => norms::batch(reader, node)?,
        "InstanceNormalization" => norms::instance(reader, node)?,
        "GroupNormalization" => norms::group(reader, node)?,
        "LayerNormalization" => norms::layer(reader, node)?,
        other => match each::read(reader, node)? {
            Some(known) => known,
            None => match sizes::read(reader, node)? {
                Some(known) => known,
                None => match joins::read(reader, node)? {
                    Some(known) => known,
                    None => return Err(format!("there is no row that does what {other} does")),
                },
            },
        },
    };
    reader.learn(output, known)
}

/// What leaves the graph must leave the last row.
fn finish(mut reader: Reader<'_>, graph: &Graph) -> Result<Rows, String> {
    let name = graph.output.first().map_or("", |output| &*output.name);
    let view = reader.view_of(name).cloned();
    let view =
        view.ok_or_else(|| format!("nothing makes its answer \"{name}\" out of what enters"))?;
    let batch = reader.batch;
    let wrong = |wrong: String| format!("its answer cannot leave a row: {wrong}");
    let end = if view.sides.len() == 2 {
        let vectors = reader.rows.vectors(&view, batch).map_err(wrong)?;
        let channels = reader.rows.shape(vectors.value).channels;
        if !vectors.is_channels(1, channels) {
            return Err(
                "its answer is flattened channel after channel; rows flatten pixel after pixel"
                    .into(),
            );
        }
        vectors.value
    } else {
        reader.rows.picture(&view, batch).map_err(wrong)?
    };
    ends::end_at(&mut reader.rows, end)?;
    Ok(reader.rows)
}

/// The numbers of an array of 32-bit floats that holds so many.
pub fn plain_array(tensor: &super::schema::Tensor, count: usize) -> Option<Vec<f32>> {
    let found = Arrays::default().read(tensor).ok()?;
    let values = found.reals()?;
    (values.len() == count).then(|| values.to_vec())
}

//! Layers that are several operators in a file: they are read back by drawing them anew and comparing node by node.

use std::collections::HashMap;

use super::super::arrays::stored;
use super::super::codes;
use super::super::schema::{Graph, Node, Tensor};
use super::super::write::file_of;
use super::constant::{Arrays, Constant};
use super::graph::{Known, Reader};
use super::rows::Array;
use super::view::View;
use crate::nn::init::Init;
use crate::nn::layers::{Curve, Embedding, PositionalCode, SelfAttention};
use crate::nn::{Architecture, Layer, Network, Shape};

/// Most nodes that a layer is drawn with.
const LONGEST: usize = 32;
/// Most numbers of a layer that is drawn anew.
const MOST: usize = 50_000_000;
/// Most numbers of layers that were drawn in vain, all together.
const MOST_IN_VAIN: usize = 1 << 28;

/// A sum with a table of codes.
pub fn read(
    reader: &mut Reader<'_>,
    node: &Node,
    view: &View,
    constant: &Constant,
) -> Result<Option<Known>, String> {
    let shape = reader.rows.shape(view.value);
    let dims = [1, shape.channels, shape.height, shape.width];
    let plain = View::picture(view.value, reader.batch, shape);
    if node.op_type != "Add" || constant.dims != dims || *view != plain {
        return Ok(None);
    }
    let Some(given) = constant.reals() else {
        return Ok(None);
    };
    if **given != codes::table(shape) {
        return Ok(None);
    }
    let value = reader
        .rows
        .push(Box::new(PositionalCode {}), view.value, Vec::new())?;
    Ok(Some(Known::Activation(view.on(value))))
}

/// Reads a layer that begins with the node at `at`; whether there is one.
pub fn composed(reader: &mut Reader<'_>, at: usize) -> Result<bool, String> {
    let graph = reader.graph;
    let node = &graph.node[at];
    let Some(name) = node.input.first() else {
        return Ok(false);
    };
    let Some(view) = reader.view_of(name).cloned() else {
        return Ok(false);
    };
    let rest = &graph.node[at..(at + LONGEST).min(graph.node.len())];
    let layer: Option<Box<dyn Layer>> = match &*node.op_type {
        "Add" => embedding(reader, rest).or_else(|| curve(reader, rest, &view)),
        "Shape" => attention(reader, rest),
        _ => None,
    };
    let Some(layer) = layer else {
        return Ok(false);
    };
    let shape = reader.rows.shape(view.value);
    let vector = view.sides.len() == 2;
    let plain = match vector {
        true => View::vector(view.value, reader.batch, shape),
        false => View::picture(view.value, reader.batch, shape),
    };
    if plain != view {
        return Ok(false);
    }
    let specs = layer.parameters(shape);
    let numbers = specs
        .iter()
        .fold(0, |all: usize, spec| all.saturating_add(spec.size()));
    if numbers > MOST || reader.in_vain.saturating_add(numbers) > MOST_IN_VAIN {
        return Ok(false);
    }
    let Some((arrays, count)) = matched(reader, rest, &layer, shape, name) else {
        reader.in_vain += numbers;
        return Ok(false);
    };
    let value = reader.rows.push(layer, view.value, arrays)?;
    for step in 0..count {
        reader.skip(at + step);
    }
    let shape = reader.rows.shape(value);
    let view = match vector && shape.is_vector() && rest[count - 1].op_type == "Add" {
        true => View::vector(value, reader.batch, shape),
        false => View::picture(value, reader.batch, shape),
    };
    if let Some(name) = rest[count - 1].output.first() {
        reader.learn(name, Known::Activation(view))?;
    }
    Ok(true)
}

fn fixed<'r>(reader: &'r Reader<'_>, node: &Node, at: usize) -> Option<&'r Constant> {
    reader.constant_of(node.input.get(at)?)
}

fn embedding(reader: &Reader<'_>, nodes: &[Node]) -> Option<Box<dyn Layer>> {
    let gather = nodes.iter().take(6).find(|node| node.op_type == "Gather")?;
    let [tokens, channels] = fixed(reader, gather, 0)?.dims[..] else {
        return None;
    };
    let fits = (2..=65_536).contains(&tokens) && (1..=4096).contains(&channels);
    fits.then(|| Box::new(Embedding { tokens, channels }) as Box<dyn Layer>)
}

fn curve(reader: &Reader<'_>, nodes: &[Node], view: &View) -> Option<Box<dyn Layer>> {
    let reach = fixed(reader, nodes.first()?, 1)?.single()?;
    let gather = nodes
        .iter()
        .take(10)
        .find(|node| node.op_type == "Gather")?;
    let channels = reader.rows.shape(view.value).channels;
    let knots = fixed(reader, gather, 0)?.count() / channels.max(1);
    let fits = (2..=1025).contains(&knots) && (0.6..=1000.0).contains(&reach);
    let layer = Curve {
        knots,
        reach,
        ..Curve::default()
    };
    fits.then(|| Box::new(layer) as Box<dyn Layer>)
}

fn attention(reader: &Reader<'_>, nodes: &[Node]) -> Option<Box<dyn Layer>> {
    let heads = nodes
        .iter()
        .filter(|node| node.op_type == "Reshape")
        .find_map(|node| match fixed(reader, node, 1)?.wholes()? {
            &[0, 0, heads, _] => usize::try_from(heads).ok(),
            _ => None,
        })?;
    let end = nodes.iter().position(|node| node.op_type == "Softmax")?;
    let causal = nodes[..end].iter().any(|node| node.op_type == "Trilu");
    (1..=64)
        .contains(&heads)
        .then(|| Box::new(SelfAttention { heads, causal }) as Box<dyn Layer>)
}

/// Compares nodes with those that `layer` is drawn with; its arrays and how many nodes it takes when they are the same.
#[allow(clippy::borrowed_box)] // It is cloned.
fn matched(
    reader: &Reader<'_>,
    nodes: &[Node],
    layer: &Box<dyn Layer>,
    shape: Shape,
    input: &str,
) -> Option<(Vec<Array>, usize)> {
    let specs = layer.parameters(shape);
    if shape.area() > 1 << 32 {
        return None;
    }
    let alone = Architecture::of([layer.clone()]);
    // Attention is drawn alike for every size; tokens are compared, so few of them.
    let small = Shape {
        height: shape.height.min(8),
        width: shape.width.min(8),
        ..shape
    };
    let network = Network::new(&alone, small, Init::Zeros, 0).ok()?;
    let drawn = file_of(&alone, &network.weights(), small, reader.opset)
        .ok()?
        .graph?;
    let mut names: HashMap<&str, &str> = HashMap::from([("input", input)]);
    let mut arrays = Vec::new();
    let mut wanted = &drawn.node[..];
    if let Some((first, rest)) = wanted.split_first()
        && first.op_type == "Unsqueeze"
    {
        names.insert(first.output.first()?, input);
        wanted = rest;
    }
    if nodes.len() < wanted.len() || wanted.is_empty() {
        return None;
    }
    for (own, found) in wanted.iter().zip(nodes) {
        let alike = own.op_type == found.op_type
            && own.attribute == found.attribute
            && own.input.len() == found.input.len()
            && found.domain.is_empty()
            && own.output.len() == found.output.len();
        if !alike {
            return None;
        }
        for (own, found) in own.input.iter().zip(&found.input) {
            match tensor(&drawn, own) {
                Some(tensor) => {
                    let given = reader.constant_of(found)?;
                    let spec = specs
                        .iter()
                        .find(|spec| own.strip_prefix("1.") == Some(spec.name));
                    match spec {
                        Some(spec) => {
                            let stored = stored(&**layer, spec, shape.is_vector());
                            let dims = given.dims.iter().map(|&side| side as i64);
                            if !dims.eq(stored.dims.iter().copied()) {
                                return None;
                            }
                            if !arrays.iter().any(|array: &Array| array.part == spec.name) {
                                arrays.push(Array {
                                    part: spec.name,
                                    shape: spec.shape.clone(),
                                    values: stored.turn.back(given.reals()?),
                                    name: given.name.clone(),
                                });
                            }
                        }
                        None => {
                            let own = Arrays::default().read(tensor).ok()?;
                            if own.dims != given.dims || own.numbers != given.numbers {
                                return None;
                            }
                        }
                    }
                }
                None if names.get(&**own) != Some(&&**found) => return None,
                None => {}
            }
        }
        names.insert(own.output.first()?, found.output.first()?);
    }
    // What is made on the way is read nowhere else.
    let inner = &nodes[..wanted.len()];
    for node in inner.iter().take(inner.len() - 1) {
        let inside = inner
            .iter()
            .filter(|other| other.input.contains(&node.output[0]))
            .count();
        let mut all = reader.readers(&node.output[0]).to_vec();
        all.dedup();
        if all.len() != inside {
            return None;
        }
    }
    arrays.sort_by_key(|array| specs.iter().position(|spec| spec.name == array.part));
    Some((arrays, wanted.len()))
}

fn tensor<'g>(graph: &'g Graph, name: &str) -> Option<&'g Tensor> {
    graph.initializer.iter().find(|tensor| tensor.name == name)
}

//! What several layers need: settings as numbers, and copies.

use super::Picture;
use super::graph::Graph;
use crate::nn::Shape;
use crate::nn::layers::Layer;
use crate::setting::Value;

/// A whole setting of a layer.
pub(super) fn whole(layer: &dyn Layer, key: &str) -> usize {
    match layer.get(key) {
        Some(Value::Int(value)) => value as usize,
        other => panic!("{} has no whole setting {key}: {other:?}", layer.id()),
    }
}

/// Height and width, as a layer's setting.
pub(super) fn sides(layer: &dyn Layer, key: &str) -> [usize; 2] {
    match layer.get(key) {
        Some(Value::Int(side)) => [side as usize; 2],
        Some(Value::Sides(sides)) => sides.map(|side| side as usize),
        other => panic!("{} has no sides {key}: {other:?}", layer.id()),
    }
}

/// A real setting of a layer.
pub(super) fn real(layer: &dyn Layer, key: &str) -> f64 {
    match layer.get(key) {
        Some(Value::Float(value)) => value,
        other => panic!("{} has no real setting {key}: {other:?}", layer.id()),
    }
}

/// The same numbers as the row's own.
pub(super) fn copied(graph: &mut Graph, x: &Picture, shape: Shape) -> Picture {
    let own = x
        .numbers
        .iter()
        .map(|&number| graph.weighted(&[(number, 1.0)]));
    Picture {
        shape,
        numbers: own.collect(),
    }
}

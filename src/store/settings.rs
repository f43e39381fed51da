//! Settings of layers by their names in files.

use crate::nn::Layer;
use crate::setting::Value;

/// A whole setting.
pub fn whole(layer: &dyn Layer, key: &str) -> i64 {
    match layer.get(key) {
        Some(Value::Int(value)) => value,
        _ => 1,
    }
}

/// A real setting.
pub fn real(layer: &dyn Layer, key: &str) -> f32 {
    match layer.get(key) {
        Some(Value::Float(value)) => value as f32,
        _ => 0.0,
    }
}

/// Height and width.
pub fn sides(layer: &dyn Layer, key: &str) -> [i64; 2] {
    match layer.get(key) {
        Some(Value::Int(side)) => [side; 2],
        Some(Value::Sides(sides)) => sides,
        _ => [1; 2],
    }
}

/// Whether a choice is the one with this id, or a flag is set.
pub fn is(layer: &dyn Layer, key: &str, id: &str) -> bool {
    match layer.get(key) {
        Some(Value::Text(text)) => text == id,
        Some(Value::Flag(flag)) => flag && id == "true",
        _ => false,
    }
}

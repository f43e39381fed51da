//! How a network's arrays lie in an ONNX file: there the channels of a kernel stand before its rows and columns, and
//! matrices that are multiplied from the right stand on their side.

use super::super::turned::Turn;
use crate::nn::Layer;
use crate::nn::layers::Spec;

/// An array in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Its sides there.
    pub dims: Vec<i64>,
    /// How its numbers are turned.
    pub turn: Turn,
}

/// How a layer's array lies in a file; `vector` says whether its row works on plain vectors.
pub fn stored(layer: &dyn Layer, spec: &Spec, vector: bool) -> Stored {
    let sides: Vec<i64> = spec.shape.iter().map(|&side| side as i64).collect();
    let plain = |dims: Vec<i64>| Stored {
        dims,
        turn: Turn::Plain,
    };
    match (layer.id(), spec.name, &spec.shape[..]) {
        ("conv" | "transposed-conv", "weight", &[a, rows, columns, b]) => Stored {
            dims: [a, b, rows, columns].map(|side| side as i64).to_vec(),
            turn: Turn::Kernel([a, rows, columns, b]),
        },
        ("depthwise", "weight", _) => plain(vec![sides[0], 1, sides[1], sides[2]]),
        ("self-attention", "query_key_value" | "answer", &[rows, columns]) => Stored {
            dims: vec![columns as i64, rows as i64],
            turn: Turn::Side([rows, columns]),
        },
        ("curve", ..) => plain(vec![sides.iter().product()]),
        ("prelu", ..) if !vector => plain(vec![sides[0], 1, 1]),
        ("group-norm", ..) => plain(vec![sides[0], 1, 1]),
        _ => plain(sides),
    }
}

//! How a network's arrays lie in an ONNX file: there the channels of a kernel stand before its rows and columns, and
//! matrices that are multiplied from the right stand on their side.

use crate::nn::Layer;
use crate::nn::layers::Spec;

/// How numbers change places on their way into a file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Turn {
    /// Not at all.
    Plain,
    /// `[a, rows, columns, b]` becomes `[a, b, rows, columns]`.
    Kernel([usize; 4]),
    /// `[rows, columns]` becomes `[columns, rows]`.
    Side([usize; 2]),
}

impl Turn {
    /// Numbers as a file has them.
    pub fn out(self, values: &[f32]) -> Vec<f32> {
        self.moved(values, false)
    }

    /// A file's numbers as the network has them.
    pub fn back(self, values: &[f32]) -> Vec<f32> {
        self.moved(values, true)
    }

    fn moved(self, values: &[f32], back: bool) -> Vec<f32> {
        let pairs = |rows: usize, columns: usize, depth: usize| {
            // `[rows, columns]` blocks of one number become `[columns, rows]`, for each of `depth` outer places.
            let mut moved = vec![0.0; values.len()];
            for outer in 0..depth {
                let start = outer * rows * columns;
                for row in 0..rows {
                    for column in 0..columns {
                        let (net, file) = (row * columns + column, column * rows + row);
                        let (to, from) = if back { (net, file) } else { (file, net) };
                        moved[start + to] = values[start + from];
                    }
                }
            }
            moved
        };
        match self {
            Self::Plain => values.to_vec(),
            Self::Kernel([a, rows, columns, b]) => pairs(rows * columns, b, a),
            Self::Side([rows, columns]) => pairs(rows, columns, 1),
        }
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_out_comes_back() {
        let values: Vec<f32> = (0..2 * 3 * 4 * 5).map(|at| at as f32).collect();
        for turn in [Turn::Plain, Turn::Kernel([2, 3, 4, 5]), Turn::Side([24, 5])] {
            assert_eq!(turn.back(&turn.out(&values)), values, "{turn:?}");
        }
        // Weight (1, 2, 3, 4) of [2, 3, 4, 5] stands at (1, 4, 2, 3) of [2, 5, 3, 4].
        let out = Turn::Kernel([2, 3, 4, 5]).out(&values);
        assert_eq!(
            out[((5 + 4) * 3 + 2) * 4 + 3],
            values[((3 + 2) * 4 + 3) * 5 + 4]
        );
    }
}

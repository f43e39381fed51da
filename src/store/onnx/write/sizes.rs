//! Which sides of pictures a graph leaves open.

use super::super::schema::Side;
use crate::nn::{Architecture, Report, Shape, check};

/// Steps by which other sizes differ: multiples of all factors that a network shrinks by in practice.
const STEP: usize = 192;

/// A side of what enters or leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Always the same.
    Fixed,
    /// Any; it has this name.
    Open(&'static str),
}

impl Size {
    /// As a file has it.
    pub fn side(self, length: usize) -> Side {
        match self {
            Self::Fixed => number(length),
            Self::Open(name) => named(name),
        }
    }
}

/// A side of known length.
pub fn number(length: usize) -> Side {
    Side {
        dim_value: Some(length as i64),
        dim_param: None,
    }
}

/// A side that is only named.
pub fn named(name: &str) -> Side {
    Side {
        dim_value: None,
        dim_param: Some(name.into()),
    }
}

/// Height and width of what enters and of what leaves.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    sides: [[Size; 2]; 2],
}

impl Sizes {
    /// What a network for examples of shape `input` takes besides.
    pub fn of(architecture: &Architecture, input: Shape) -> Self {
        let usual = check(architecture, input);
        let tall = Shape {
            height: input.height + STEP,
            ..input
        };
        let wide = Shape {
            width: input.width + STEP,
            ..input
        };
        // The codes of places are written down as a table.
        let table = architecture
            .rows
            .iter()
            .any(|row| !row.off && row.layer.id() == "positional-code");
        let mut sides = [[Size::Fixed; 2]; 2];
        for (axis, other) in [tall, wide].into_iter().enumerate() {
            let side = |shape: Shape| [shape.height, shape.width][axis];
            // One row alone is a line of tokens, not a low picture.
            if table || side(input) == 1 {
                continue;
            }
            let report = check(architecture, other);
            let (Some(before), Some(after)) = (usual.output, report.output) else {
                continue;
            };
            if !same_arrays(&usual, &report) {
                continue;
            }
            let names = [["height", "width"], ["output_height", "output_width"]];
            sides[0][axis] = Size::Open(names[0][axis]);
            if side(after) == side(other) && side(before) == side(input) {
                sides[1][axis] = Size::Open(names[0][axis]);
            } else if side(after) != side(before) {
                sides[1][axis] = Size::Open(names[1][axis]);
            }
        }
        Self { sides }
    }

    /// Height and width of what enters.
    pub fn input(&self) -> [Size; 2] {
        self.sides[0]
    }

    /// Height and width of what leaves.
    pub fn output(&self) -> [Size; 2] {
        self.sides[1]
    }
}

/// Whether the arrays of all rows are as large as for the other size.
fn same_arrays(one: &Report, other: &Report) -> bool {
    let sizes = |report: &Report| -> Vec<(usize, usize)> {
        let rows = report.rows.iter().flatten();
        // A vector stays one.
        rows.map(|row| (row.parameters, row.input.channels))
            .collect()
    };
    sizes(one) == sizes(other)
}

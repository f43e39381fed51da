//! How a network's arrays lie in other programs' files: there the channels of a kernel stand before its rows and
//! columns.

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

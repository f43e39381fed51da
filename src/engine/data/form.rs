//! How a row of a table enters a network, column by column: so a network can also be asked about a row that no table
//! holds.

use crate::nn::{Shape, Tensor};

/// How a column enters.
#[derive(Clone, Debug, PartialEq)]
pub enum Way {
    /// As (value − mean) / deviation, both of the rows that are learned from; a missing one as 0, their mean.
    Number {
        /// Mean.
        mean: f64,
        /// Standard deviation, above 0.
        deviation: f64,
        /// The least and the largest value that is learned from.
        range: [f64; 2],
    },
    /// As one number for each word, 1 where it stands and 0 elsewhere; a missing one as zeros.
    Words(Vec<String>),
}

impl Way {
    /// How many numbers enter.
    pub fn count(&self) -> usize {
        match self {
            Self::Number { .. } => 1,
            Self::Words(words) => words.len(),
        }
    }

    /// Writes what enters of a value into [`count`](Self::count) numbers: a number, or the place of a word; `None`
    /// where it is missing.
    pub fn fill(&self, value: Option<f64>, into: &mut [f32]) {
        into.fill(0.0);
        match (self, value) {
            (
                Self::Number {
                    mean, deviation, ..
                },
                Some(number),
            ) => {
                into[0] = ((number - mean) / deviation) as f32;
            }
            (Self::Words(_), Some(word)) => {
                if let Some(own) = into.get_mut(word as usize) {
                    *own = 1.0;
                }
            }
            (_, None) => {}
        }
    }

    /// The value of what has entered.
    pub fn read(&self, from: &[f32]) -> Option<f64> {
        match self {
            Self::Number {
                mean, deviation, ..
            } => from.first().map(|own| mean + deviation * f64::from(*own)),
            Self::Words(_) => from.iter().position(|own| *own == 1.0).map(|at| at as f64),
        }
    }
}

/// A column that enters.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// How it enters.
    pub way: Way,
}

/// The columns that enter, in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    /// The columns.
    pub fields: Vec<Field>,
}

impl Form {
    /// How many numbers enter of a row.
    pub fn count(&self) -> usize {
        self.fields.iter().map(|field| field.way.count()).sum()
    }

    /// What enters of some rows, each a value for each column (see [`Way::fill`]); what a row lacks is missing.
    pub fn entering(&self, rows: &[Vec<Option<f64>>]) -> Tensor {
        let mut entering = Tensor::zeros(rows.len(), Shape::vector(self.count()));
        for (at, row) in rows.iter().enumerate() {
            let mut left = entering.example_mut(at);
            for (index, field) in self.fields.iter().enumerate() {
                let (own, more) = left.split_at_mut(field.way.count());
                field.way.fill(row.get(index).copied().flatten(), own);
                left = more;
            }
        }
        entering
    }

    /// The values of a row that has entered.
    pub fn read(&self, mut row: &[f32]) -> Vec<Option<f64>> {
        let own = |field: &Field| {
            let (own, more) = row.split_at(field.way.count().min(row.len()));
            row = more;
            field.way.read(own)
        };
        self.fields.iter().map(own).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_entered_of_a_row_is_read_back() {
        let number = Way::Number {
            mean: 10.0,
            deviation: 4.0,
            range: [2.0, 20.0],
        };
        let words = Way::Words(vec!["blue".into(), "red".into()]);
        let field = |name: &str, way: &Way| Field {
            name: name.into(),
            way: way.clone(),
        };
        let form = Form {
            fields: vec![field("a", &number), field("b", &words), field("c", &number)],
        };
        let rows = [vec![Some(12.0), Some(1.0), Some(2.0)], vec![None, None]];
        let entering = form.entering(&rows);
        assert_eq!((entering.count, form.count()), (2, 4));
        assert_eq!(entering.example(0), [0.5, 0.0, 1.0, -2.0]);
        assert_eq!(entering.example(1), [0.0; 4], "missing ones");
        assert_eq!(form.read(entering.example(0)), rows[0]);
        assert_eq!(
            form.read(entering.example(1)),
            [Some(10.0), None, Some(10.0)]
        );
    }
}

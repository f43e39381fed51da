//! Grids: numbers in rows and columns, each a colour.

use super::{Colormap, Role};

/// Numbers in rows and columns, the first row on top.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    /// Number of columns.
    pub columns: usize,
    /// The numbers, row after row.
    pub values: Vec<f32>,
    /// How numbers become colours.
    pub shade: Shade,
    /// What the columns are, from left to right.
    pub across: Places,
    /// What the rows are, from top to bottom.
    pub down: Places,
    /// Groups of points on it, each place a share of the width from the left and of the height from the top.
    pub groups: Vec<Group>,
    /// What the groups are, which decides their colours; those that are not named here are classes of a data set.
    pub roles: Vec<Role>,
}

/// Points that belong together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// What they are.
    pub name: String,
    /// Shares of the width from the left and of the height from the top.
    pub points: Vec<[f64; 2]>,
}

/// What the rows or the columns of a grid are.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Places {
    /// Nothing that has a name.
    #[default]
    Plain,
    /// Each has a name.
    Names {
        /// What they are all.
        what: String,
        /// The names.
        names: Vec<String>,
    },
    /// Each is a step of what is measured, few enough for large cells with their numbers in them.
    Levels {
        /// What is measured.
        what: String,
        /// The steps, as they are written.
        names: Vec<String>,
    },
    /// From a number at the first to a number at the last.
    Range {
        /// What is measured, with its unit.
        what: String,
        /// At the outer edge of the first and of the last.
        ends: [f64; 2],
    },
}

impl Places {
    /// What they are all; empty for nothing.
    pub fn what(&self) -> &str {
        match self {
            Self::Plain => "",
            Self::Names { what, .. } | Self::Levels { what, .. } | Self::Range { what, .. } => what,
        }
    }

    /// The name of one of `count`.
    pub fn name(&self, at: usize, count: usize) -> String {
        match self {
            Self::Plain => (at + 1).to_string(),
            Self::Names { names, .. } | Self::Levels { names, .. } => {
                names.get(at).cloned().unwrap_or_default()
            }
            Self::Range {
                ends: [first, last],
                ..
            } => {
                let share = (at as f64 + 0.5) / count.max(1) as f64;
                super::short(first + share * (last - first))
            }
        }
    }
}

/// How numbers become colours.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Shade {
    /// From nothing to the largest, or, where some are negative, both ways from zero to the largest size.
    #[default]
    Fitting,
    /// From the first number to the second.
    Amount(f32, f32),
    /// Both ways from zero to this size.
    Signed(f32),
    /// Each the square root of its share of the row: rare ones are lifted out of the ground.
    RowShares,
}

impl Grid {
    /// What the group of this number is.
    pub fn role(&self, at: usize) -> Role {
        let classes = Role::Group {
            at,
            of: self.groups.len(),
        };
        self.roles.get(at).copied().unwrap_or(classes)
    }

    /// Number of rows, all of them whole.
    pub fn rows(&self) -> usize {
        self.values.len() / self.columns.max(1)
    }

    /// The number in a row and column.
    pub fn value(&self, row: usize, column: usize) -> Option<f32> {
        let inside = column < self.columns;
        inside.then(|| self.values.get(row * self.columns + column).copied())?
    }

    /// Whether zero lies in the middle of the colours, and for every number its place on the colour map, 0..1; NaN
    /// stays NaN.
    pub fn shares(&self) -> (bool, Vec<f32>) {
        let finite = || {
            self.values
                .iter()
                .copied()
                .filter(|value| value.is_finite())
        };
        let most = finite().fold(0.0_f32, |most, value| most.max(value.abs()));
        let signed = |limit: f32| {
            let share = move |value: &f32| match limit > 0.0 {
                true => 0.5 + 0.5 * (value / limit),
                false => value * 0.0 + 0.5,
            };
            (true, self.values.iter().map(share).collect())
        };
        let amount = |low: f32, high: f32| {
            let span = (high - low).max(f32::MIN_POSITIVE);
            (
                false,
                self.values
                    .iter()
                    .map(|value| (value - low) / span)
                    .collect(),
            )
        };
        match self.shade {
            Shade::Fitting if finite().any(|value| value < 0.0) => signed(most),
            Shade::Fitting => amount(0.0, most),
            Shade::Amount(low, high) => amount(low, high),
            Shade::Signed(limit) => signed(limit),
            Shade::RowShares => {
                let rows = self.values.chunks(self.columns.max(1)).flat_map(|row| {
                    let sum = row.iter().sum::<f32>().max(1.0);
                    row.iter().map(move |value| (value / sum).sqrt())
                });
                (false, rows.collect())
            }
        }
    }

    /// Every number's colour, on a dark or a light ground.
    pub fn colors(&self, dark: bool) -> Vec<[u8; 3]> {
        let (signed, shares) = self.shares();
        let map = match signed {
            true => Colormap::diverging(dark),
            false => Colormap::amount(dark),
        };
        shares.into_iter().map(|share| map.color(share)).collect()
    }
}

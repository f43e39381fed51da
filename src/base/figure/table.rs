//! Tables: texts and numbers under headings.

use super::{Numbers, Role};

/// Texts and numbers under headings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The headings.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A column of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    /// Its heading.
    pub name: String,
    /// Its numbers' unit; empty for none.
    pub unit: String,
    /// How its numbers are written.
    pub numbers: Numbers,
    /// What it tells, in a sentence.
    pub help: String,
}

impl Column {
    /// A column of texts.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// A column of numbers.
    pub fn of(name: impl Into<String>, unit: impl Into<String>, numbers: Numbers) -> Self {
        Self {
            name: name.into(),
            unit: unit.into(),
            numbers,
            help: String::new(),
        }
    }

    /// The same with a sentence on what it tells.
    pub fn help(self, help: impl Into<String>) -> Self {
        let help = help.into();
        Self { help, ..self }
    }

    /// Name and unit.
    pub fn title(&self) -> String {
        match &*self.unit {
            "" => self.name.clone(),
            unit => format!("{}, {unit}", self.name),
        }
    }
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// What a click on it names; empty where it cannot be clicked.
    pub key: String,
    /// What it is called where it is read out; its texts, where this is empty.
    pub spoken: String,
    /// What stands in it, as many as there are columns.
    pub cells: Vec<Cell>,
    /// What it is, shown as a dot of that colour.
    pub role: Option<Role>,
    /// What more is said where it is pointed at.
    pub note: String,
    /// Whether it is the one that was chosen.
    pub chosen: bool,
    /// Whether it stands back.
    pub faint: bool,
}

impl From<Vec<Cell>> for Row {
    fn from(cells: Vec<Cell>) -> Self {
        Self {
            cells,
            ..Self::default()
        }
    }
}

/// What stands in a table's row and column.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// A number that is estimated.
    About(f64),
    /// A number, and how it is said instead.
    Said(f64, String),
}

impl Cell {
    /// As it is read.
    pub fn text(&self, column: &Column) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Said(_, text) => text.clone(),
            Self::Number(value) if value.is_nan() => "–".into(),
            Self::Number(value) => column.numbers.write(*value),
            Self::About(value) => format!("≈\u{2009}{}", column.numbers.write(*value)),
        }
    }

    /// As it is computed with.
    pub fn exact(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(value) | Self::About(value) | Self::Said(value, _) => value.to_string(),
        }
    }

    /// Whether it is a number.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Number(_) | Self::About(_) | Self::Said(..))
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Cell {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl Table {
    /// Whether a column holds numbers, which stand to the right.
    pub fn is_numeric(&self, column: usize) -> bool {
        let cells = || self.rows.iter().filter_map(|row| row.cells.get(column));
        cells().any(Cell::is_number)
    }

    /// The row's cells as they are read, as many as there are columns.
    pub fn texts(&self, row: &Row) -> Vec<String> {
        let cell = |(at, column)| {
            row.cells
                .get(at)
                .map_or(String::new(), |cell: &Cell| cell.text(column))
        };
        self.columns.iter().enumerate().map(cell).collect()
    }
}

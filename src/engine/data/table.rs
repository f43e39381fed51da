//! A table of a person's own: each row is an example, one column holds its class, or the number that is to be answered.
//! Numbers enter standardised by the rows that are learned from, words as one number each. One row in five (of each
//! class) is held out, as the seed decides.

mod columns;
mod sheet;

use std::path::Path;

use super::{Batch, DataError, DataSet, Examples, Form, Measure, Part, Shelf};
use crate::math::random::{Purpose, Stream};
use crate::nn::{Shape, Tensor};
use crate::say;
use crate::setting::Kind;
use crate::words::Text;

use columns::{Columns, classes_of, many_numbers, numbers_of};
use sheet::Sheet;

/// One row in so many is held out.
const ONE_IN: usize = 5;

crate::choices! {
    /// What is answered of a column.
    pub enum Predicted {
        /// Its classes; many different numbers in bands.
        Classes => "bands", "Classes";
        /// Its numbers.
        Number => "number", "Number";
    }
}

crate::adjustable! {
    /// A table.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Table: "table", "Table",
        "A table of your own (.csv, .tsv): one column is predicted from the others. A fifth of the rows is held out." {
        /// The file.
        path: String = String::new(), Kind::Text,
            "File", "", "A .csv or .tsv file whose first line names the columns. Or drop it on the window.";
        /// The column that is predicted.
        predict: String = String::new(), Kind::Text,
            "Predict", "last column", "The name of the column that is predicted from the others: words or numbers. \
            Empty: the last column.";
        /// What of that column is answered.
        answer: Predicted = Predicted::Classes, Kind::Choice(Predicted::CHOICES),
            "Answer", "", "Number: the network answers the column's number itself, and errors are told in its unit. \
            Classes: it names the class; many different numbers are cut into bands.";
        /// In how many classes many different numbers are predicted.
        bands: usize = 3, Kind::int(2, 20),
            "Bands", "", "Where the column that is predicted holds many different numbers, what is predicted is in \
            which of so many bands a number lies; each holds about equally many rows.";
        /// Most different words of a column.
        words: usize = 20, Kind::int(2, 1000),
            "Words", "", "A column of words enters as one number for each different word, if there are at most so \
            many; one with more, such as names, is left out.";
        /// How many numbers enter.
        inputs: usize = 0, Kind::int(0, 100_000),
            "Numbers", "", "How many numbers enter the network of each row, for the check before it is trained; a \
            table that is dropped sets it, and the run takes what it finds.";
    }
}

impl DataSet for Table {
    fn labelled(&self) -> bool {
        self.answer == Predicted::Classes
    }

    fn measured(&self) -> bool {
        self.answer == Predicted::Number
    }

    fn idle(&self) -> &'static [&'static str] {
        match self.answer {
            Predicted::Classes => &[],
            Predicted::Number => &["bands"],
        }
    }

    fn shape(&self) -> Shape {
        Shape::vector(self.inputs.max(1))
    }

    fn classes(&self) -> Vec<String> {
        Vec::new()
    }

    fn in_file(&self) -> bool {
        true
    }

    fn fault(&self) -> Option<[Text; 2]> {
        let none = self.path.trim().is_empty();
        none.then(|| {
            let cure = say!("drop a .csv file on the window, or set \"path\" to one");
            [say!("no table is chosen"), cure]
        })
    }

    fn load(&self, shelf: &dyn Shelf, seed: u64) -> Result<Box<dyn Examples>, DataError> {
        if let Some([what, cure]) = self.fault() {
            return Err(DataError(say!("{}; {}", what, cure)));
        }
        let text = shelf.table(Path::new(&self.path))?;
        let wrong = |text: Text| DataError(say!("{}: {}", &self.path, text));
        let rows = self.rows(&text, seed).map_err(wrong)?;
        let found = rows.shape().size();
        if found != self.inputs {
            // The network is built for what the experiment says, and kept with it.
            return Err(DataError(say!(
                "{}: {} numbers enter of each row, but the experiment says {}; set Numbers (inputs) to {}",
                &self.path,
                found,
                self.inputs,
                found
            )));
        }
        Ok(Box::new(rows))
    }
}

impl Table {
    /// A table for a text, with what is to be known of it: its classes, and in words what of its columns does not enter
    /// as it stands. Where the last column holds many different numbers, these are answered, and there are no classes.
    ///
    /// # Errors
    /// What is wrong with it, and the cure.
    pub fn of(path: &Path, text: &str) -> Result<(Self, Vec<String>, Vec<String>), Text> {
        let mut table = Self {
            path: path.display().to_string(),
            ..Self::default()
        };
        let sheet = Sheet::read(text)?;
        if many_numbers(&sheet, table.target(&sheet)?) {
            table.answer = Predicted::Number;
        }
        let rows = table.rows_of(&sheet, 0)?;
        table.inputs = rows.shape().size();
        Ok((table, rows.classes, rows.told))
    }

    /// The examples of a text.
    fn rows(&self, text: &str, seed: u64) -> Result<Rows, Text> {
        self.rows_of(&Sheet::read(text)?, seed)
    }

    /// The examples of a table.
    fn rows_of(&self, sheet: &Sheet, seed: u64) -> Result<Rows, Text> {
        let target = self.target(sheet)?;
        let (classes, found, numbers) = match self.answer {
            Predicted::Classes => {
                let (classes, found) = classes_of(sheet, target, self.bands)?;
                (classes, found, None)
            }
            Predicted::Number => {
                let numbers = numbers_of(sheet, target)?;
                let found = numbers.iter().map(|number| number.map(|_| 0)).collect();
                (Vec::new(), found, Some(numbers))
            }
        };
        let (learned, held_out) = divided(classes.len().max(1), &found, seed);
        if held_out.is_empty() {
            let single = sheet.rows() < 2;
            return Err(match single {
                true => say!("there is a single row, so none can be held out; add rows"),
                false => say!(
                    "no two rows have the same value in the column \"{}\", so it tells no classes apart (names, \
                    numbers of rows?); predict another column, or add rows",
                    &sheet.names[target]
                ),
            });
        }
        let mut whether = vec![false; sheet.rows()];
        learned.iter().for_each(|row| whether[*row] = true);
        let mut columns = Columns::of(sheet, target, &whether, self.words)?;
        let unknown = found.iter().filter(|class| class.is_none()).count();
        if unknown > 0 {
            columns.told.push(format!(
                "{unknown} rows have no value in the column {} and are left out",
                sheet.names[target]
            ));
        }
        let picked = |rows: &[usize]| -> Vec<f64> {
            let number = |row: &usize| *numbers.as_ref()?.get(*row)?;
            rows.iter().filter_map(number).collect()
        };
        let measure = numbers.is_some().then(|| {
            let name = &sheet.names[target];
            Measure::of(name, &picked(&learned), &picked(&held_out))
        });
        let part = |rows: &[usize]| Rowed {
            classes: rows.iter().filter_map(|row| found[*row]).collect(),
            answers: measure.as_ref().map_or_else(Vec::new, |measure| {
                let numbers = picked(rows).into_iter();
                numbers.map(|number| measure.standard(number)).collect()
            }),
            numbers: columns.numbers(sheet, rows),
        };
        Ok(Rows {
            parts: [part(&learned), part(&held_out)],
            form: columns.form(sheet),
            measure,
            classes,
            told: columns.told,
        })
    }

    /// The place of the column that is predicted.
    fn target(&self, sheet: &Sheet) -> Result<usize, Text> {
        let wanted = self.predict.trim();
        if wanted.is_empty() {
            return Ok(sheet.names.len() - 1);
        }
        let found = sheet.names.iter().position(|name| name == wanted);
        found.ok_or_else(|| {
            let names = sheet.names.iter().map(String::as_str);
            match crate::setting::nearest(wanted, names) {
                Some(nearest) => say!(
                    "the table has no column \"{}\" to predict; did you mean \"{}\"?",
                    wanted,
                    nearest
                ),
                None => say!(
                    "the table has no column \"{}\" to predict; its columns are {}",
                    wanted,
                    sheet.names.join(", ")
                ),
            }
        })
    }
}

/// The rows that are learned from and those held out, both in the table's order: of each class one in [`ONE_IN`], and
/// of a single one none.
fn divided(classes: usize, found: &[Option<usize>], seed: u64) -> (Vec<usize>, Vec<usize>) {
    let mut random = Stream::new(seed, Purpose::Data, 0);
    let mut held_out = Vec::new();
    for class in 0..classes {
        let own = found
            .iter()
            .enumerate()
            .filter(|(_, own)| **own == Some(class));
        let mut own: Vec<usize> = own.map(|(row, _)| row).collect();
        let count = if own.len() > 1 {
            own.len().div_ceil(ONE_IN)
        } else {
            0
        };
        for _ in 0..count {
            held_out.push(own.swap_remove(random.below(own.len())));
        }
    }
    held_out.sort_unstable();
    let learned = |row: &usize| found[*row].is_some() && held_out.binary_search(row).is_err();
    let learned = (0..found.len()).filter(learned).collect();
    (learned, held_out)
}

/// Rows as numbers, and the class of each, or the number that is to be answered, standardised.
struct Rowed {
    numbers: Tensor,
    classes: Vec<usize>,
    answers: Vec<f32>,
}

/// The rows of a table.
struct Rows {
    parts: [Rowed; 2],
    form: Form,
    measure: Option<Measure>,
    classes: Vec<String>,
    told: Vec<String>,
}

impl Rows {
    fn part(&self, part: Part) -> &Rowed {
        &self.parts[usize::from(part == Part::Validation)]
    }

    fn fill(&self, part: Part, batch: &mut Batch, rows: impl ExactSizeIterator<Item = usize>) {
        let part = self.part(part);
        if self.measure.is_some() {
            let (input, values) = batch.valued();
            input.reshape(rows.len(), part.numbers.shape);
            values.reshape(rows.len(), Shape::vector(1));
            for (slot, row) in rows.enumerate() {
                input
                    .example_mut(slot)
                    .copy_from_slice(part.numbers.example(row));
                values.data[slot] = part.answers[row];
            }
            return;
        }
        let (input, classes) = batch.labelled();
        input.reshape(rows.len(), part.numbers.shape);
        for (slot, row) in rows.enumerate() {
            input
                .example_mut(slot)
                .copy_from_slice(part.numbers.example(row));
            classes.push(part.classes[row]);
        }
    }
}

impl Examples for Rows {
    fn shape(&self) -> Shape {
        self.parts[0].numbers.shape
    }

    fn classes(&self) -> &[String] {
        &self.classes
    }

    fn measure(&self) -> Option<&Measure> {
        self.measure.as_ref()
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn left_out(&self) -> &[String] {
        &self.told
    }

    fn count(&self, part: Part) -> usize {
        self.part(part).classes.len()
    }

    fn draw(&self, count: usize, random: &mut Stream, batch: &mut Batch) {
        let all = self.count(Part::Training);
        self.fill(Part::Training, batch, (0..count).map(|_| random.below(all)));
    }

    fn read(&self, part: Part, from: usize, count: usize, batch: &mut Batch) {
        let end = (from + count).min(self.count(part)).max(from);
        self.fill(part, batch, from..end);
    }
}

#[cfg(test)]
mod tests;

//! What of a table enters a network: numbers standardised, words as one number for each of them.

use std::collections::BTreeSet;

use super::sheet::{Sheet, missing, number};
use crate::data::form::{Field, Form, Way};
use crate::nn::{Shape, Tensor};
use crate::say;
use crate::words::Text;

/// Most numbers that all rows may be: 800 MB.
const NUMBERS: usize = 200_000_000;
/// Most classes of a column that is predicted.
const CLASSES: usize = 100;
/// Numbers of more different values than this are predicted in bands.
const COUNTED: usize = 20;
/// Of a column of numbers one value in so many may be none: such are taken as missing.
const ODD_ONE_IN: usize = 20;

/// The columns that enter, and what is said of those that don't.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Columns {
    used: Vec<(usize, Way)>,
    /// What is to be said of columns.
    pub(super) told: Vec<String>,
}

impl Columns {
    /// How the columns but `target` enter; `learned` says which rows are learned from.
    ///
    /// # Errors
    /// When none has anything to say.
    pub(super) fn of(
        sheet: &Sheet,
        target: usize,
        learned: &[bool],
        most: usize,
    ) -> Result<Self, Text> {
        let mut columns = Self {
            used: Vec::new(),
            told: Vec::new(),
        };
        for (at, name) in sheet
            .names
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != target)
        {
            let values = sheet.column(at);
            let gone = values.clone().filter(|value| missing(value)).count();
            if gone == sheet.rows() {
                columns.told.push(format!(
                    "column {name} is left out: all of its values are missing"
                ));
                continue;
            }
            let odd = |value: &&str| !missing(value) && number(value, sheet.comma).is_none();
            let odd: Vec<&str> = values.clone().filter(odd).collect();
            let words: BTreeSet<&str> = values.clone().filter(|value| !missing(value)).collect();
            let mostly = odd.len() * ODD_ONE_IN <= sheet.rows() - gone && words.len() > most;
            if odd.is_empty() || mostly {
                if let Some(first) = odd.first() {
                    columns.told.push(format!(
                        "column {name}: {} of its values are no numbers, “{first}” for one: each is taken as the mean",
                        odd.len()
                    ));
                }
                let known = values.zip(learned).filter(|(_, learned)| **learned);
                let known = known.filter_map(|(value, _)| number(value, sheet.comma));
                if values_are_one(sheet, at) {
                    columns
                        .told
                        .push(format!("column {name}: all of its values are the same"));
                }
                columns.used.push((at, standard(known)));
                if gone > 0 {
                    let told = "values are missing: each is taken as the mean";
                    columns.told.push(format!("column {name}: {gone} {told}"));
                }
                continue;
            }
            if words.len() > most {
                columns.told.push(format!(
                    "column {name} is left out: it holds {} different words, more than {most} (Words says how many may \
                    be)",
                    words.len()
                ));
                continue;
            }
            let words = words.into_iter().map(str::to_owned).collect();
            columns.used.push((at, Way::Words(words)));
            if gone > 0 {
                columns.told.push(format!(
                    "column {name}: {gone} values are missing: they stand for no word"
                ));
            }
        }
        if sheet.rows().saturating_mul(columns.count()) > NUMBERS {
            return Err(say!(
                "the table's {} rows would be {} numbers each, too many to be kept; leave out rows, or columns with \
                many different words, or allow fewer words",
                sheet.rows(),
                columns.count()
            ));
        }
        if columns.used.is_empty() {
            let why = columns.told.first().cloned().unwrap_or_default();
            return Err(say!(
                "no column is left to learn from ({}); add one with numbers, or with few different words",
                why
            ));
        }
        Ok(columns)
    }

    /// How many numbers enter of each row.
    pub(super) fn count(&self) -> usize {
        self.used.iter().map(|(_, way)| way.count()).sum()
    }

    /// How each of them enters.
    pub(super) fn form(&self, sheet: &Sheet) -> Form {
        let field = |(at, way): &(usize, Way)| Field {
            name: sheet.names[*at].clone(),
            way: way.clone(),
        };
        Form {
            fields: self.used.iter().map(field).collect(),
        }
    }

    /// What enters of some rows.
    pub(super) fn numbers(&self, sheet: &Sheet, rows: &[usize]) -> Tensor {
        let mut all = Tensor::zeros(rows.len(), Shape::vector(self.count()));
        let (wide, mut first) = (self.count(), 0);
        for (at, way) in &self.used {
            let values: Vec<&str> = sheet.column(*at).collect();
            for (slot, row) in rows.iter().enumerate() {
                let value = match way {
                    Way::Number { .. } => number(values[*row], sheet.comma),
                    Way::Words(words) => {
                        let word = words.binary_search_by(|word| word.as_str().cmp(values[*row]));
                        word.ok().map(|word| word as f64)
                    }
                };
                let into = slot * wide + first;
                way.fill(value, &mut all.data[into..into + way.count()]);
            }
            first += way.count();
        }
        all
    }
}

/// Whether a column says nothing: one value in all rows.
fn values_are_one(sheet: &Sheet, at: usize) -> bool {
    let mut values = sheet.column(at);
    let first = values.next();
    values.all(|value| Some(value) == first)
}

/// Mean and standard deviation of numbers; one for a deviation of none.
fn standard(numbers: impl Iterator<Item = f64> + Clone) -> Way {
    let count = numbers.clone().count().max(1) as f64;
    // Squares of numbers as large as numbers get are none: in units of the largest.
    let unit = numbers
        .clone()
        .map(f64::abs)
        .fold(0.0, f64::max)
        .max(f64::MIN_POSITIVE);
    let mean = unit * (numbers.clone().map(|number| number / unit).sum::<f64>() / count);
    let wider = |ends: [f64; 2], number: f64| [ends[0].min(number), ends[1].max(number)];
    let range = numbers
        .clone()
        .fold([f64::INFINITY, f64::NEG_INFINITY], wider);
    let range = if range[0] <= range[1] {
        range
    } else {
        [0.0; 2]
    };
    let squares = numbers.map(|number| (number / unit - mean / unit).powi(2));
    let variance = squares.sum::<f64>() / count;
    // Below this it is rounding, and all are one number.
    let least = 1e-9 * mean.abs().max(1e-200);
    let deviation = Some(unit * variance.sqrt()).filter(|some| some.is_finite() && *some > least);
    let (mean, deviation) = match (mean.is_finite(), deviation) {
        (true, Some(deviation)) => (mean, deviation),
        (true, None) => (mean, 1.0),
        // Numbers as large as numbers get: nothing can be told apart.
        (false, _) => (0.0, f64::MAX),
    };
    Way::Number {
        mean,
        deviation,
        range,
    }
}

/// The classes in the column that is predicted, numbers by their size, and the class of each row; none where it is
/// missing. Many different numbers are classes in `bands` of about equally many rows.
///
/// # Errors
/// When there are too few or too many.
pub(super) fn classes_of(
    sheet: &Sheet,
    target: usize,
    bands: usize,
) -> Result<(Vec<String>, Vec<Option<usize>>), Text> {
    let name = &sheet.names[target];
    let values = sheet.column(target);
    let known: BTreeSet<&str> = values.clone().filter(|value| !missing(value)).collect();
    let classes: Vec<&str> = known.into_iter().collect();
    let mut sized: Vec<(f64, &str)> = classes
        .iter()
        .filter_map(|class| Some((number(class, sheet.comma)?, *class)))
        .collect();
    // A few that are none among many numbers are taken as missing.
    let odd = classes.len() - sized.len();
    if odd == 0 && !sized.is_empty() || sized.len() > COUNTED && odd * ODD_ONE_IN <= classes.len() {
        sized.sort_by(|a, b| a.0.total_cmp(&b.0));
        // 1 and 1.0 are one number.
        sized.dedup_by(|a, b| a.0 == b.0);
        let rows = values.map(|value| number(value, sheet.comma));
        if sized.len() > COUNTED {
            return Ok(in_bands(&rows.collect::<Vec<_>>(), bands));
        }
        if sized.len() < 2 {
            return Err(too_few(name, sized.len()));
        }
        let class = |number: f64| sized.iter().position(|(known, _)| *known == number);
        let found = rows.map(|number| number.and_then(class)).collect();
        let names = sized.iter().map(|(_, class)| (*class).to_owned());
        return Ok((names.collect(), found));
    }
    if classes.len() > CLASSES {
        return Err(say!(
            "the column \"{}\" holds {} different words, more than {} classes; predict another column",
            name,
            classes.len(),
            CLASSES
        ));
    }
    if classes.len() < 2 {
        return Err(too_few(name, classes.len()));
    }
    let found = values.map(|value| classes.iter().position(|class| *class == value));
    let found = found.collect();
    Ok((classes.into_iter().map(str::to_owned).collect(), found))
}

/// Whether a column holds many different numbers, so that these can be answered themselves.
pub(super) fn many_numbers(sheet: &Sheet, target: usize) -> bool {
    let values = sheet.column(target).filter(|value| !missing(value));
    let different: BTreeSet<&str> = values.collect();
    let numbers = different
        .iter()
        .filter(|value| number(value, sheet.comma).is_some());
    let numbers = numbers.count();
    numbers > COUNTED && (different.len() - numbers) * ODD_ONE_IN <= different.len()
}

/// The numbers in the column that is predicted; none where one is missing, or where a value among them is no number.
///
/// # Errors
/// When it holds words, or no two different numbers.
pub(super) fn numbers_of(sheet: &Sheet, target: usize) -> Result<Vec<Option<f64>>, Text> {
    let name = &sheet.names[target];
    let found = sheet.column(target).map(|value| number(value, sheet.comma));
    let found: Vec<Option<f64>> = found.collect();
    let known = sheet.column(target).filter(|value| !missing(value)).count();
    let numbers = found.iter().flatten();
    if (known - numbers.clone().count()) * ODD_ONE_IN > known {
        return Err(say!(
            "the column \"{}\" holds words, which are no numbers to answer; set Answer (answer) to classes, or predict \
            another column",
            name
        ));
    }
    let mut numbers = numbers;
    let first = numbers.next();
    if numbers.all(|other| Some(other) == first) {
        return Err(say!(
            "the column \"{}\" holds no two different numbers, and there is nothing to predict; predict another column",
            name
        ));
    }
    Ok(found)
}

fn too_few(name: &str, count: usize) -> Text {
    say!(
        "the column \"{}\" holds {} class, and there is nothing to tell apart; predict another column",
        name,
        count
    )
}

/// The bands, by the numbers between them, and the band of each number: the first holds those below the first limit.
fn in_bands(numbers: &[Option<f64>], bands: usize) -> (Vec<String>, Vec<Option<usize>>) {
    let mut sorted: Vec<f64> = numbers.iter().flatten().copied().collect();
    sorted.sort_by(f64::total_cmp);
    let limit = |band: usize| sorted[band * sorted.len() / bands.max(2)];
    let mut limits: Vec<f64> = (1..bands.max(2)).map(limit).collect();
    // The same number in several bands would leave some of them empty.
    limits.dedup();
    limits.retain(|limit| *limit > sorted[0]);
    if limits.is_empty() {
        // Nearly all are one number: the others are a band.
        limits.extend(sorted.iter().copied().find(|number| *number > sorted[0]));
    }
    let mut names: Vec<String> = limits
        .windows(2)
        .map(|two| format!("{} to {}", short(two[0]), short(two[1])))
        .collect();
    names.insert(0, format!("below {}", short(limits[0])));
    names.push(format!("from {}", short(limits[limits.len() - 1])));
    let band = |number: &f64| limits.partition_point(|limit| limit <= number);
    let found = numbers.iter().map(|number| number.as_ref().map(band));
    (names, found.collect())
}

/// A number with six digits that count.
fn short(number: f64) -> String {
    match number.abs() {
        size if size != 0.0 && !(1e-4..1e9).contains(&size) => format!("{number:.3e}"),
        size => {
            let before = size.max(1.0).log10() as i32 + 1;
            let power = 10f64.powi((6 - before).max(0));
            ((number * power).round() / power).to_string()
        }
    }
}

//! A table of text: lines of values between commas, semicolons or tabs, values in quotes where they hold one of these
//! (RFC 4180, Shafranovich 2005, doi:10.17487/RFC4180). The first line names the columns.
//!
//! Read by hand: the crate csv 1.4.0 takes a quote after a space for a letter (so a value is cut at its comma), and a
//! quote that never ends swallows the rest of the table without a word; tables as they lie about have both.

use crate::say;
use crate::words::Text;

/// Most columns of a table.
const COLUMNS: usize = 1000;
/// Most values of a table.
const VALUES: usize = 20_000_000;

/// A table as it stands in its file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sheet {
    /// The columns' names.
    pub(super) names: Vec<String>,
    /// All values, row after row, without the spaces around them.
    values: Vec<Box<str>>,
    /// What stands before the fraction of its numbers: a point, or a comma where values stand between semicolons.
    pub(super) comma: bool,
}

impl Sheet {
    /// The table in a text.
    ///
    /// # Errors
    /// What is wrong, in which line, and the cure.
    pub(super) fn read(text: &str) -> Result<Self, Text> {
        let text = text.trim_start_matches('\u{feff}');
        let between = between(text);
        let mut records = Records {
            rest: text,
            between,
            line: 1,
        };
        let mut names = Vec::new();
        records.next(&mut names)?;
        if names.iter().all(|name| name.is_empty()) {
            return Err(say!(
                "the table is empty; its first line names the columns, the others are examples"
            ));
        }
        if names.len() == 1 {
            return Err(say!(
                "the table has a single column; it needs one to predict and another to predict it from, with commas, \
                semicolons or tabs between them"
            ));
        }
        if names.len() > COLUMNS {
            return Err(say!(
                "the table has {} columns, more than {}; leave out those that say nothing of what is predicted",
                names.len(),
                COLUMNS
            ));
        }
        let comma = between == ';';
        if names.iter().all(|name| number(name, comma).is_some()) {
            return Err(say!(
                "the table has no header: its first line holds numbers only; write the columns' names above it"
            ));
        }
        if let Some(at) = names.iter().position(|name| name.is_empty()) {
            return Err(say!(
                "column {} of the table has no name; write one into the first line",
                at + 1
            ));
        }
        let (mut values, mut record) = (Vec::new(), Vec::new());
        loop {
            let line = records.line;
            record.clear();
            if !records.next(&mut record)? {
                break;
            }
            // An empty line is none.
            if record.len() == 1 && record[0].is_empty() {
                continue;
            }
            if record.len() != names.len() {
                return Err(say!(
                    "line {} of the table has {} values, but the header names {} columns; give every line as many, \
                    and put values that hold a comma into quotes",
                    line,
                    record.len(),
                    names.len()
                ));
            }
            if values.len() + record.len() > VALUES {
                return Err(say!(
                    "the table has more than {} values; use fewer rows or columns",
                    VALUES
                ));
            }
            values.append(&mut record);
        }
        if values.is_empty() {
            return Err(say!("the table has a header but no rows; add some"));
        }
        let names = names.into_iter().map(String::from).collect();
        Ok(Self {
            names,
            values,
            comma,
        })
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.values.len() / self.names.len()
    }

    /// The values of a column, from the first row on.
    pub(super) fn column(&self, at: usize) -> impl Iterator<Item = &str> + Clone {
        self.values
            .iter()
            .skip(at)
            .step_by(self.names.len())
            .map(|value| &**value)
    }
}

/// Whether a value is missing: empty, or one of the words for it.
pub(super) fn missing(value: &str) -> bool {
    const WORDS: [&str; 7] = ["?", "na", "n/a", "nan", "null", "none", "-"];
    value.is_empty() || WORDS.iter().any(|word| value.eq_ignore_ascii_case(word))
}

/// The number that a value is, if it is a finite one.
pub(super) fn number(value: &str, comma: bool) -> Option<f64> {
    let parsed = if comma && value.contains(',') {
        value.replace(',', ".").parse::<f64>()
    } else {
        value.parse::<f64>()
    };
    parsed.ok().filter(|number| number.is_finite())
}

/// What stands between the values: of three signs the one that the first line has most of, outside of quotes; of two
/// that it has as often the first of tab and semicolon, for a comma may belong to the words.
fn between(text: &str) -> char {
    let mut quoted = false;
    let mut counts = [('\t', 0), (';', 0), (',', 0)];
    for letter in text.chars() {
        match letter {
            '"' => quoted = !quoted,
            '\n' if !quoted => break,
            _ if quoted => {}
            letter => {
                let own = counts.iter_mut().filter(|(sign, _)| *sign == letter);
                own.for_each(|(_, count)| *count += 1);
            }
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max();
    let first = counts
        .iter()
        .find(|(_, count)| Some(*count) == most && *count > 0);
    first.map_or(',', |(sign, _)| *sign)
}

/// The lines of a table, one after the other.
struct Records<'a> {
    rest: &'a str,
    between: char,
    line: usize,
}

impl Records<'_> {
    /// Adds the values of the next line; `false` at the end.
    fn next(&mut self, values: &mut Vec<Box<str>>) -> Result<bool, Text> {
        if self.rest.is_empty() {
            return Ok(false);
        }
        loop {
            let value = self.rest.trim_start_matches([' ', '\u{a0}']);
            let end = if let Some(quoted) = value.strip_prefix('"') {
                let (text, rest) = self.quoted(quoted)?;
                values.push(text.into());
                // Between the quotes and the next sign nothing counts.
                let skipped = rest.find([self.between, '\n']).unwrap_or(rest.len());
                &rest[skipped..]
            } else {
                let end = value.find([self.between, '\n']).unwrap_or(value.len());
                values.push(value[..end].trim().into());
                &value[end..]
            };
            let mut signs = end.chars();
            match signs.next() {
                Some('\n') => {
                    self.rest = signs.as_str();
                    self.line += 1;
                    return Ok(true);
                }
                Some(_) => self.rest = signs.as_str(),
                None => {
                    self.rest = "";
                    return Ok(true);
                }
            }
        }
    }

    /// A text in quotes, a pair of which stands for one, and what follows it.
    fn quoted<'t>(&mut self, text: &'t str) -> Result<(String, &'t str), Text> {
        let (mut found, mut rest) = (String::new(), text);
        let began = self.line;
        loop {
            let Some(end) = rest.find('"') else {
                return Err(say!(
                    "a quote that begins in line {} of the table never ends; close it",
                    began
                ));
            };
            found.push_str(&rest[..end]);
            self.line += rest[..end].matches('\n').count();
            rest = &rest[end + 1..];
            match rest.strip_prefix('"') {
                Some(more) => {
                    found.push('"');
                    rest = more;
                }
                None => return Ok((found.trim().to_owned(), rest)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_in_quotes_other_signs_and_windows_lines_are_read() {
        let text =
            "\u{feff}name, size ,\"what, \"\"kind\"\"\"\r\n\"Ann\nB\",1.5,x\r\n\r\n c , 2,\"\"";
        let sheet = Sheet::read(text).unwrap();
        assert_eq!(sheet.names, ["name", "size", "what, \"kind\""]);
        assert_eq!(sheet.rows(), 2);
        assert_eq!(sheet.column(0).collect::<Vec<_>>(), ["Ann\nB", "c"]);
        assert_eq!(sheet.column(1).collect::<Vec<_>>(), ["1.5", "2"]);
        assert_eq!(sheet.column(2).collect::<Vec<_>>(), ["x", ""]);
        let other = Sheet::read("a;b\n1,5;2\n").unwrap();
        assert_eq!(
            number(other.column(0).next().unwrap(), other.comma),
            Some(1.5)
        );
        assert_eq!(Sheet::read("a\tb\n1\t2").unwrap().names, ["a", "b"]);
        let quoted = "\"size, cm\";\"weight, kg\";class\n1,5;2;a\n";
        let names = Sheet::read(quoted).unwrap().names;
        assert_eq!(names, ["size, cm", "weight, kg", "class"]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, words) in [
            ("", "the table is empty"),
            ("only\n1\n2", "a single column"),
            ("1,2\n3,4", "has no header"),
            ("a,\n1,2", "column 2 of the table has no name"),
            ("a,b\n", "no rows"),
            ("a,b\n1,2\n\n3\n", "line 4 of the table has 1 values"),
            ("a,b\n1,2,3\n", "line 2 of the table has 3 values"),
            (
                "a,b\n1,\"2\n3,4\n",
                "begins in line 2 of the table never ends",
            ),
        ] {
            let wrong = Sheet::read(text).unwrap_err().to_string();
            assert!(wrong.contains(words), "{text:?}: {wrong}");
        }
        let wide = vec!["c"; COLUMNS + 1].join(",");
        assert!(
            Sheet::read(&wide)
                .unwrap_err()
                .to_string()
                .contains("more than 1000")
        );
    }
}

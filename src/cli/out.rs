//! Printing that survives a reader who has gone (`lemida list layers | head -1`).

use std::fmt::Display;
use std::io::{self, Write as _};

use super::Failure;

/// Prints a line of the result.
pub(super) fn line(text: impl Display) -> Result<(), Failure> {
    writeln!(io::stdout(), "{text}").map_err(|error| unwritten(&error))
}

/// Why the result could not be printed: a reader who has gone is no failure, a full disk is.
pub(super) fn unwritten(error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::Unheard,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Failure::Task(
            "the output could not be written: the disk is full; free some space or send it elsewhere".into(),
        ),
        _ => Failure::Task(format!(
            "the output could not be written ({error}); send it elsewhere"
        )),
    }
}

/// Prints a line that is not part of the result.
pub(super) fn complain(text: &str) {
    // Nothing can be done for a reader who has gone.
    let _ = writeln!(io::stderr(), "{text}");
}

/// Prints a table, its columns as wide as their widest cell. Columns named in `right` end flush.
pub(super) fn table(rows: &[Vec<String>], right: &[usize]) -> Result<(), Failure> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        let mut text = String::new();
        for (column, cell) in row.iter().enumerate() {
            let wide = widths[column];
            if column > 0 {
                text.push_str("  ");
            }
            if right.contains(&column) {
                text.push_str(&format!("{cell:>wide$}"));
            } else {
                text.push_str(&format!("{cell:<wide$}"));
            }
        }
        line(text.trim_end())?;
    }
    Ok(())
}

/// A number with its thousands apart.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn thousands_stand_apart() {
        let text = [0, 999, 1000, 1_234_567].map(super::thousands);
        assert_eq!(text, ["0", "999", "1,000", "1,234,567"]);
    }
}

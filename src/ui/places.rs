//! Rows by their place: a person counts them from the top; files know them by ids, which stay when rows move.

use crate::nn::{Architecture, RowId};

/// The place of a row, from 1; `None` when it is gone.
pub fn place(architecture: &Architecture, id: RowId) -> Option<usize> {
    architecture.position(id).map(|at| at + 1)
}

/// A message that names rows by their ids ("row 7"), with their places instead; ids of rows that are gone stay.
pub fn in_places(architecture: &Architecture, text: &str) -> String {
    const WORD: &str = "row ";
    let mut told = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(WORD) {
        let (before, after) = rest.split_at(at + WORD.len());
        told.push_str(before);
        let end = after
            .find(|letter: char| !letter.is_ascii_digit())
            .unwrap_or(after.len());
        let (digits, after) = after.split_at(end);
        let found = digits
            .parse()
            .ok()
            .and_then(|id| place(architecture, id))
            .filter(|_| !before[..at].ends_with(char::is_alphanumeric));
        match found {
            Some(place) => told.push_str(&place.to_string()),
            None => told.push_str(digits),
        }
        rest = after;
    }
    told + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{Output, layers};

    #[test]
    fn messages_name_rows_by_their_places() {
        let layers = (0..3).map(|_| (layers::ALL[0].make)());
        let mut architecture = Architecture::of(Output::Network, layers);
        architecture.shift(2, 0);
        let told = |text| in_places(&architecture, text);
        assert_eq!(
            told("joins row 3, which comes later; move it below row 1"),
            "joins row 1, which comes later; move it below row 2"
        );
        assert_eq!(told("row 9 is gone"), "row 9 is gone");
        assert_eq!(
            told("σ; the arrow 1, a row of 3"),
            "σ; the arrow 1, a row of 3"
        );
        assert_eq!(place(&architecture, 2), Some(3));
    }
}

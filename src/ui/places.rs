//! Rows by their place: a person counts them from the top; files know them by ids, which stay when rows move.

use crate::nn::{Architecture, RowId, Source};
use crate::words::{ENGLISH, Text, Tongue};

/// The place of a row, from 1; `None` when it is gone.
pub fn place(architecture: &Architecture, id: RowId) -> Option<usize> {
    architecture.position(id).map(|at| at + 1)
}

/// What a row's output, or the network's input, is called.
pub fn source_name(architecture: &Architecture, source: Source) -> String {
    match source {
        Source::Input => "the input".into(),
        Source::Above => "the row above".into(),
        Source::Row(id) => place(architecture, id)
            .map_or("a row that is gone".into(), |place| format!("row {place}")),
    }
}

/// A text with its rows named by their places; of rows that are gone their ids stay.
pub fn told(architecture: &Architecture, text: &Text) -> String {
    let row = |id| {
        let place = place(architecture, id);
        place.map_or_else(|| id.to_string(), |place| place.to_string())
    };
    Tongue::new(&ENGLISH, &row).tell(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::layers;
    use crate::say;
    use crate::words::row_name;

    #[test]
    fn messages_name_rows_by_their_places() {
        let layers = (0..3).map(|_| (layers::ALL[0].make)());
        let mut architecture = Architecture::of(layers);
        architecture.shift(2, 0);
        let words = say!(
            "joins {}, which comes later; move it below {}",
            row_name(3),
            row_name(1)
        );
        assert_eq!(
            told(&architecture, &words),
            "joins row 1, which comes later; move it below row 2"
        );
        assert_eq!(
            told(&architecture, &say!("{} is gone", row_name(9))),
            "row 9 is gone"
        );
        assert_eq!(place(&architecture, 2), Some(3));
    }
}

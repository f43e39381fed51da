//! What there is to say, before it is put into words: texts that know which rows they speak of, so that whoever shows
//! them can name the rows as the person sees them.

use std::fmt;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    Row(u32),
}

/// A sentence or a part of one. Shown as it is, it names rows by their ids, as files do.
///
/// ```
/// use lemida_base::text;
/// use lemida_base::words::row_name;
/// let told = text!["joins ", row_name(7), ", which comes later"];
/// assert_eq!(told.to_string(), "joins row 7, which comes later");
/// assert_eq!(told.with(|id| format!("{}", id - 4)), "joins row 3, which comes later");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(Vec<Piece>);

impl Text {
    /// Goes on with a further piece.
    pub fn push(&mut self, more: impl Into<Self>) {
        for piece in more.into().0 {
            match (self.0.last_mut(), piece) {
                (Some(Piece::Words(last)), Piece::Words(words)) => last.push_str(&words),
                (_, piece) => self.0.push(piece),
            }
        }
    }

    /// In words; `name` says how a person knows the row of that id.
    pub fn with(&self, name: impl Fn(u32) -> String) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Words(words) => words.clone(),
            Piece::Row(id) => name(*id),
        };
        self.0.iter().map(piece).collect()
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.with(|id| id.to_string()))
    }
}

impl From<String> for Text {
    fn from(words: String) -> Self {
        if words.is_empty() {
            return Self::default();
        }
        Self(vec![Piece::Words(words)])
    }
}

impl From<&str> for Text {
    fn from(words: &str) -> Self {
        words.to_owned().into()
    }
}

/// "row 7": a row of a network, by its id, in a text.
pub fn row_name(id: u32) -> Text {
    Text(vec![Piece::Words("row ".into()), Piece::Row(id)])
}

/// A [`Text`](crate::words::Text) of pieces: words, texts, and rows.
#[macro_export]
macro_rules! text {
    ($($piece:expr),* $(,)?) => {{
        let mut text = $crate::words::Text::default();
        $(text.push($piece);)*
        text
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_named_where_they_are_shown() {
        let inner = text!["mend ", row_name(2)];
        let told = text![
            row_name(12),
            ": ",
            format!("has {} channels", 3),
            "; ",
            inner
        ];
        assert_eq!(told.to_string(), "row 12: has 3 channels; mend row 2");
        let place = |id: u32| (id + 1).to_string();
        assert_eq!(told.with(place), "row 13: has 3 channels; mend row 3");
        assert_eq!(text!["a ", "b"], Text::from("a b"));
        assert!(text![""].is_empty() && !told.is_empty());
    }
}

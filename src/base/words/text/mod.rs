//! Texts: sentences with their arguments, names and rows.

pub mod tongue;

use std::fmt;

use self::tongue::Tongue;
use super::{Part, parts};

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    /// What is the same in every language: numbers, names, what stands in files.
    Data(String),
    /// A row of a network, by its id.
    Row(u32),
    /// A sentence in English, which is its key in the tables of other languages, and what goes into its holes.
    Said { key: &'static str, args: Vec<Text> },
}

/// Something to say. Shown as it is, it is English and names rows by their ids, as files do; a [`Tongue`] says it
/// otherwise.
///
/// ```
/// use lemida_base::say;
/// use lemida_base::words::{ENGLISH, Tongue, row_name};
/// let told = say!("joins {}, which has {} channels", row_name(7), 16);
/// assert_eq!(told.to_string(), "joins row 7, which has 16 channels");
/// let place = |id: u32| (id - 4).to_string();
/// assert_eq!(Tongue::new(&ENGLISH, &place).tell(&told), "joins row 3, which has 16 channels");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(Vec<Piece>);

impl Text {
    /// Goes on with a further text.
    pub fn push(&mut self, more: impl Into<Self>) {
        self.0.extend(more.into().0);
    }

    /// These, one on a line each.
    pub fn lines(lines: impl IntoIterator<Item = Self>) -> Self {
        let mut text = Self::default();
        for (at, line) in lines.into_iter().enumerate() {
            text.push(if at > 0 { "\n" } else { "" });
            text.push(line);
        }
        text
    }

    /// A sentence and what goes into its holes; [`say!`](crate::say) makes it and has counted them.
    #[doc(hidden)]
    pub fn said(key: &'static str, args: Vec<Self>) -> Self {
        Self(vec![Piece::Said { key, args }])
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds it, in words, to `told`.
    fn tell(&self, tongue: &Tongue<'_>, told: &mut String) {
        for piece in &self.0 {
            match piece {
                Piece::Data(data) => told.push_str(data),
                Piece::Row(id) => told.push_str(&tongue.row(*id)),
                Piece::Said { key, args } => {
                    for part in parts(&tongue.sentence(key)) {
                        match part {
                            Part::Words(words) => told.push_str(words),
                            Part::Hole(number) => {
                                if let Some(arg) = args.get(number) {
                                    arg.tell(tongue, told);
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// In English, with rows by their ids.
impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&Tongue::default().tell(self))
    }
}

/// Data, which is the same in every language; a sentence is made with [`say!`](crate::say).
impl From<String> for Text {
    fn from(data: String) -> Self {
        if data.is_empty() {
            return Self::default();
        }
        Self(vec![Piece::Data(data)])
    }
}

/// Data, which is the same in every language; a sentence is made with [`say!`](crate::say).
impl From<&str> for Text {
    fn from(data: &str) -> Self {
        data.to_owned().into()
    }
}

/// Data, which is the same in every language; a sentence is made with [`say!`](crate::say).
impl From<&String> for Text {
    fn from(data: &String) -> Self {
        data.as_str().into()
    }
}

impl From<&Self> for Text {
    fn from(text: &Self) -> Self {
        text.clone()
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {
        $(impl From<$number> for Text {
            fn from(number: $number) -> Self {
                number.to_string().into()
            }
        })*
    };
}

numbers!(i32, i64, u32, u64, usize, f32, f64);

/// "row 7": a row of a network, by its id, in a text.
pub fn row_name(id: u32) -> Text {
    crate::say!("row {}", Text(vec![Piece::Row(id)]))
}

/// A [`Text`](crate::words::Text): an English sentence with holes, `{}` or `{0}`, `{1}`, …, and what goes into them:
/// numbers, data (names, what stands in files), further texts. The sentence is also the key by which a table of another
/// language finds its own; so it says all that belongs together, and no data. That the holes are as many as the
/// arguments is checked by the compiler:
///
/// ```compile_fail
/// lemida_base::say!("has {} channels, not {}", 3);
/// ```
#[macro_export]
macro_rules! say {
    ($sentence:literal $(, $arg:expr)* $(,)?) => {{
        const _: () = assert!(
            $crate::words::holes($sentence) == <[&str]>::len(&[$(stringify!($arg)),*]),
            "a sentence has a hole for each argument"
        );
        $crate::words::Text::said($sentence, vec![$($crate::words::Text::from($arg)),*])
    }};
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::ENGLISH;

    #[test]
    fn rows_are_named_where_they_are_shown() {
        let inner = say!("mend {}", row_name(2));
        let told = say!("{}: has {} channels; {}", row_name(12), 3, &inner);
        assert_eq!(told.to_string(), "row 12: has 3 channels; mend row 2");
        let place = |id: u32| (id + 1).to_string();
        let tongue = Tongue::new(&ENGLISH, &place);
        assert_eq!(tongue.tell(&told), "row 13: has 3 channels; mend row 3");
        assert!(Text::from("").is_empty() && !told.is_empty());
    }

    #[test]
    fn data_are_no_sentences_and_their_braces_stay() {
        assert_eq!(say!("{1}, {0}", "{}", "b}").to_string(), "b}, {}");
        assert_eq!(say!("as in {{ {} }}", 1.5).to_string(), "as in { 1.5 }");
        assert_ne!(Text::from("a sentence"), say!("a sentence"));
        assert_eq!(format!("{:>4}", say!("é")), "   é");
    }

    #[test]
    fn lines_are_parted_and_none_ends_the_text() {
        let lines = Text::lines([say!("a"), "b".into()]);
        assert_eq!(lines.to_string(), "a\nb");
        assert!(Text::lines([]).is_empty());
    }
}

//! Tongues: how things are said to somebody: in which language, and with which names of rows.
//!
//! # A further language
//! One more table and one more line in [`ALL`]:
//!
//! ```
//! use std::borrow::Cow;
//!
//! use lemida_base::say;
//! use lemida_base::words::{Language, Tongue, row_name};
//!
//! // `tongue/german.rs`: a line for each sentence, by the English one, as `say!` has it. The holes are numbered where
//! // they stand in another order. What is not in the table is said in English.
//! fn german(english: &str) -> Option<Cow<'static, str>> {
//!     let sentence = match english {
//!         "row {}" => "Zeile {}",
//!         "joins {}, which has {} channels" => "nimmt {1} Kanäle aus {0} dazu",
//!         _ => return None,
//!     };
//!     Some(sentence.into())
//! }
//! // In `ALL`; a test of the whole program reads it and finds sentences with the wrong holes.
//! static GERMAN: Language = Language { id: "de", name: "Deutsch", table: german };
//!
//! let told = say!("joins {}, which has {} channels", row_name(7), 16);
//! let tongue = Tongue::new(&GERMAN, &|id| id.to_string());
//! assert_eq!(tongue.tell(&told), "nimmt 16 Kanäle aus Zeile 7 dazu");
//! ```

use std::borrow::Cow;

use super::Text;

/// A language that things are said in.
#[derive(Clone, Copy, Debug)]
pub struct Language {
    /// Its code, as in ISO 639.
    pub id: &'static str,
    /// Its name for itself.
    pub name: &'static str,
    /// From an English sentence to this language's, with the same holes; none where the table has no such sentence.
    pub table: fn(&str) -> Option<Cow<'static, str>>,
}

/// English: the sentences as they stand where they are said.
pub static ENGLISH: Language = Language {
    id: "en",
    name: "English",
    table: |_| None,
};

/// All languages, in the order of menus. Here stands a line for each.
pub static ALL: &[&Language] = &[&ENGLISH];

/// How things are said to somebody.
#[derive(Clone, Copy)]
pub struct Tongue<'a> {
    language: &'a Language,
    row: &'a dyn Fn(u32) -> String,
}

impl<'a> Tongue<'a> {
    /// In `language`, to somebody who knows the row of an id as `row` names it ("3" in "row 3").
    pub const fn new(language: &'a Language, row: &'a dyn Fn(u32) -> String) -> Self {
        Self { language, row }
    }

    /// In words.
    pub fn tell(&self, text: &Text) -> String {
        let mut told = String::new();
        text.tell(self, &mut told);
        told
    }

    pub(super) fn row(&self, id: u32) -> String {
        (self.row)(id)
    }

    pub(super) fn sentence(&self, key: &'static str) -> Cow<'static, str> {
        (self.language.table)(key).unwrap_or(Cow::Borrowed(key))
    }
}

/// English, with rows by their ids.
impl Default for Tongue<'_> {
    fn default() -> Self {
        Self::new(&ENGLISH, &|id| id.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::say;

    /// Holes in another order, one twice and one that nothing goes into; one sentence is missing.
    fn other(english: &str) -> Option<Cow<'static, str>> {
        let sentence = match english {
            "has {} channels, not {}" => "{1}≠{0}, {1}!{7}",
            "{}; {}" => "{1} ← {0}",
            _ => return None,
        };
        Some(sentence.into())
    }

    #[test]
    fn a_language_has_its_own_order_and_what_it_lacks_is_english() {
        let language = Language {
            id: "xx",
            name: "Other",
            table: other,
        };
        let inner = say!("has {} channels, not {}", 3, 4);
        let told = say!("{}; {}", inner, say!("remove it"));
        assert_eq!(told.to_string(), "has 3 channels, not 4; remove it");
        let tongue = Tongue::new(&language, &|id| id.to_string());
        assert_eq!(tongue.tell(&told), "remove it ← 4≠3, 4!");
    }

    #[test]
    fn every_language_has_its_code_once() {
        assert_eq!(ALL[0].id, ENGLISH.id, "the first is the usual one");
        for (at, language) in ALL.iter().enumerate() {
            assert!(!language.name.is_empty());
            assert!(!ALL[..at].iter().any(|before| before.id == language.id));
        }
    }
}

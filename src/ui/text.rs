//! Texts that people wrote, names of files above all, as the window can show them.

use std::borrow::Cow;

use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};

/// A text with its words from the right to the left put in the order in which they are seen.
///
/// The window's texts run from the left to the right. A word in Hebrew or Arabic letters is laid out from the right to
/// the left by its font, but egui sets one word after the other as they are written, so that two such words, or a word
/// and a number, would stand in the wrong order: here they change places, and brackets between them are mirrored. Other
/// texts are handed back as they are.
pub fn readable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_right_to_left) {
        return Cow::Borrowed(text);
    }
    let lines: Vec<_> = text.split('\n').map(line_as_seen).collect();
    Cow::Owned(lines.join("\n"))
}

fn is_right_to_left(letter: char) -> bool {
    matches!(
        bidi_class(letter),
        BidiClass::R | BidiClass::AL | BidiClass::AN
    )
}

fn line_as_seen(line: &str) -> String {
    let info = BidiInfo::new(line, Some(Level::ltr()));
    let Some(paragraph) = info.paragraphs.first() else {
        return line.to_owned();
    };
    let (levels, runs) = info.visual_runs(paragraph, paragraph.range.clone());
    let mut seen = String::with_capacity(line.len());
    for run in runs {
        let piece = &line[run.clone()];
        if levels.get(run.start).is_some_and(Level::is_rtl) {
            words(piece).rev().for_each(|word| push(&mut seen, word));
        } else {
            seen.push_str(piece);
        }
    }
    seen
}

/// The pieces of a run from the right to the left: letters that belong together, and whatever stands between them,
/// letter by letter.
fn words(run: &str) -> std::vec::IntoIter<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut inside = false;
    for (at, letter) in run.char_indices() {
        // Points and joiners belong to the letter before them.
        let mark = matches!(bidi_class(letter), BidiClass::NSM | BidiClass::BN);
        let strong = is_right_to_left(letter) || (mark && inside);
        if at > start && !(strong && inside) {
            pieces.push(&run[start..at]);
            start = at;
        }
        inside = strong;
    }
    if start < run.len() {
        pieces.push(&run[start..]);
    }
    pieces.into_iter()
}

/// Appends a piece; a bracket that opens from the right closes from the left.
fn push(seen: &mut String, piece: &str) {
    const PAIRS: [(&str, &str); 5] = [("(", ")"), ("[", "]"), ("{", "}"), ("<", ">"), ("«", "»")];
    let other = PAIRS.iter().find_map(|(open, close)| {
        if piece == *open {
            Some(*close)
        } else {
            (piece == *close).then_some(*open)
        }
    });
    seen.push_str(other.unwrap_or(piece));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_from_the_left_to_the_right_stay_as_they_are() {
        for text in ["", "photo.png", "写真-1.png", "naïve (2).tif", "a\nb"] {
            assert!(matches!(readable(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn words_change_places_and_their_letters_do_not() {
        for (written, seen) in [
            ("צילום-写真.png", "צילום-写真.png"),
            ("שלום עולם.png", "עולם שלום.png"),
            ("my שלום עולם 2.png", "my 2 עולם שלום.png"),
            ("תמונה 12 גדולה", "גדולה 12 תמונה"),
            ("תמונה (גדולה).jpg", "(גדולה) תמונה.jpg"),
            ("صورة جميلة.png", "جميلة صورة.png"),
            ("שָׁלוֹם עולם", "עולם שָׁלוֹם"),
            (
                "opened the picture חתול לבן.png and added the noise",
                "opened the picture לבן חתול.png and added the noise",
            ),
            ("אב גד\nab", "גד אב\nab"),
        ] {
            assert_eq!(readable(written), seen, "{written}");
        }
    }

    #[test]
    fn nothing_is_lost() {
        let text = "א (ב) [ג] ד1 2ה – ו/ז.ח \u{200f}ט\u{5b0}";
        let sorted = |text: &str| {
            let mut letters: Vec<char> = text.chars().collect();
            letters.sort_unstable();
            letters
        };
        assert_eq!(sorted(&readable(text)), sorted(text));
    }
}

//! Sentences with holes: `{}` for each argument in turn, or `{0}`, `{1}`, … in any order; a brace is written twice.

/// Most holes of a sentence.
const MOST: usize = 32;

/// A part of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Words as they stand.
    Words(&'a str),
    /// The place of the argument of that number, from 0.
    Hole(usize),
}

/// How many arguments a sentence takes. It is asked while the program is compiled, of every sentence that is said.
///
/// # Panics
/// When the holes are partly numbered and partly not, leave a number out, or are no holes.
pub const fn holes(sentence: &str) -> usize {
    let bytes = sentence.as_bytes();
    // How many have no number, and a bit for each number that is there.
    let (mut plain, mut numbered) = (0, 0u32);
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        let twice = at + 1 < bytes.len() && bytes[at + 1] == byte;
        if (byte == b'{' || byte == b'}') && twice {
            at += 2;
            continue;
        }
        assert!(byte != b'}', "a }} stands alone: write it twice");
        at += 1;
        if byte != b'{' {
            continue;
        }
        let (mut number, start) = (0, at);
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            number = 10 * number + (bytes[at] - b'0') as usize;
            assert!(number < MOST, "a hole's number is too large");
            at += 1;
        }
        assert!(
            at < bytes.len() && bytes[at] == b'}',
            "a hole is {{}} or {{0}}; a brace is written twice"
        );
        if at == start {
            plain += 1;
        } else {
            numbered |= 1 << number;
        }
        at += 1;
    }
    assert!(
        plain == 0 || numbered == 0,
        "number all holes of a sentence or none"
    );
    assert!(
        numbered & numbered.wrapping_add(1) == 0,
        "the holes' numbers leave one out"
    );
    plain + numbered.trailing_ones() as usize
}

/// A sentence cut at its holes. What is no hole stays as it stands: a table of another language is never a reason to
/// say nothing.
pub fn parts(sentence: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut rest, mut next) = (sentence, 0);
    while let Some(at) = rest.find(['{', '}']) {
        let (words, behind) = rest.split_at(at);
        if !words.is_empty() {
            parts.push(Part::Words(words));
        }
        let digits = behind[1..]
            .find(|letter: char| !letter.is_ascii_digit())
            .map_or("", |end| &behind[1..=end]);
        let closed = behind.starts_with('{') && behind[1 + digits.len()..].starts_with('}');
        rest = if behind.starts_with("{{") || behind.starts_with("}}") {
            parts.push(Part::Words(&behind[..1]));
            &behind[2..]
        } else if closed && let Ok(number) = digits.parse() {
            parts.push(Part::Hole(number));
            &behind[2 + digits.len()..]
        } else if closed && digits.is_empty() {
            parts.push(Part::Hole(next));
            next += 1;
            &behind[2..]
        } else {
            parts.push(Part::Words(&behind[..1]));
            &behind[1..]
        };
    }
    if !rest.is_empty() {
        parts.push(Part::Words(rest));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::catch_unwind;

    #[test]
    fn holes_are_counted() {
        for (sentence, count) in [
            ("", 0),
            ("nothing {{}} here", 0),
            ("{} and {}", 2),
            ("{{{}}}", 1),
            ("{1} before {0} and {1}", 2),
            ("×{0}×", 1),
        ] {
            assert_eq!(holes(sentence), count, "{sentence}");
        }
    }

    #[test]
    fn what_is_no_hole_is_refused_where_it_is_said_and_shown_where_it_is_translated() {
        for wrong in ["{", "}", "a { b", "{x}", "{0} {}", "{1}", "{99}", "{0"] {
            assert!(catch_unwind(|| holes(wrong)).is_err(), "{wrong}");
        }
        assert_eq!(
            parts("{x} {é"),
            ["{", "x", "}", " ", "{", "é"].map(Part::Words)[..]
        );
    }

    #[test]
    fn sentences_are_cut_at_their_holes() {
        use Part::{Hole, Words};
        assert_eq!(parts("{}é{}"), [Hole(0), Words("é"), Hole(1)]);
        assert_eq!(parts("{12}{0}!"), [Hole(12), Hole(0), Words("!")]);
        assert_eq!(parts("{{{}}}"), [Words("{"), Hole(0), Words("}")]);
        assert_eq!(parts(""), []);
    }
}

//! The list of a run's pictures: which are learned from, which are judged on.
//!
//! A line a picture, `part,print,name`: `learned`, `held-out` or `split`; what its pixels make, in hexadecimal; its
//! name.

use std::fmt::Write as _;
use std::path::Path;

use crate::data::{Parts, PictureUse, Use};
use crate::read::read_file;
use crate::{StoreError, write_text};

const HEAD: &str = "part,print,picture";
/// A line a picture: some hundred thousand pictures.
const MOST_BYTES: u64 = 64 << 20;
const WORDS: [(Use, &str); 3] = [
    (Use::Learned, "learned"),
    (Use::HeldOut, "held-out"),
    (Use::Split, "split"),
];

/// Writes the list, whole or not at all.
pub(super) fn save(path: &Path, parts: &Parts) -> Result<(), StoreError> {
    let mut text = format!("{HEAD}\n");
    for PictureUse { name, print, used } in &parts.entries {
        let word = WORDS.iter().find(|(known, _)| known == used);
        let word = word.map_or("learned", |(_, word)| word);
        let _ = writeln!(text, "{word},{print:016x},{}", cell(name));
    }
    write_text(path, &text)
}

/// Reads the list; none where there is none.
pub(super) fn load(path: &Path) -> Result<Option<Parts>, StoreError> {
    if !path.exists() {
        return Ok(None);
    }
    let wrong = |found: String| {
        StoreError::new(
            path,
            found,
            "put the right file back, or remove it: then the run can go on, but nobody knows what it has learned from",
        )
    };
    let cure = "remove it";
    let bytes = read_file(
        path,
        MOST_BYTES,
        "it is too large for a list of pictures",
        cure,
    )?;
    let text = String::from_utf8(bytes).map_err(|_| wrong("it is no text".into()))?;
    let mut lines = text.lines();
    if lines.next() != Some(HEAD) {
        return Err(wrong("it is no list of a run's pictures".into()));
    }
    let entries: Option<Vec<_>> = lines.map(entry).collect();
    let broken = || wrong("it is damaged: a line is no picture's".into());
    Ok(Some(Parts {
        entries: entries.ok_or_else(broken)?,
    }))
}

fn entry(line: &str) -> Option<PictureUse> {
    let mut cells = line.splitn(3, ',');
    let (word, print, name) = (cells.next()?, cells.next()?, cells.next()?);
    let (used, _) = WORDS.iter().find(|(_, known)| *known == word)?;
    Some(PictureUse {
        name: plain(name),
        print: u64::from_str_radix(print, 16).ok()?,
        used: *used,
    })
}

/// A name as a cell: in quotes where a comma or a quote would break the line, line breaks told as JSON does.
fn cell(name: &str) -> String {
    let name = name
        .replace('\\', "\\\\")
        .replace('\n', "\\n")
        .replace('\r', "\\r");
    if name.contains([',', '"']) {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name
    }
}

fn plain(cell: &str) -> String {
    let quoted = cell
        .strip_prefix('"')
        .and_then(|cell| cell.strip_suffix('"'));
    let cell = quoted.map_or_else(|| cell.to_owned(), |inside| inside.replace("\"\"", "\""));
    let mut name = String::new();
    let mut letters = cell.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n') => name.push('\n'),
                Some('r') => name.push('\r'),
                other => name.extend(other),
            },
            plain => name.push(plain),
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_comes_back_and_nonsense_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pictures.csv");
        assert_eq!(load(&path).unwrap(), None);
        let names = [
            "a.png",
            "b,c.png",
            "\"d\".png",
            "e\nf\\n.png",
            "צילום-写真.png",
            "\"",
            "",
        ];
        let uses = [Use::Learned, Use::HeldOut, Use::Split];
        let entry = |(at, name): (usize, &&str)| PictureUse {
            name: (*name).to_owned(),
            print: u64::MAX - at as u64,
            used: uses[at % 3],
        };
        let parts = Parts {
            entries: names.iter().enumerate().map(entry).collect(),
        };
        save(&path, &parts).unwrap();
        assert_eq!(load(&path).unwrap(), Some(parts));
        for nonsense in [
            "",
            "x",
            "part,print,picture\nlearned,xyz,a",
            "part,print,picture\nlearned",
        ] {
            std::fs::write(&path, nonsense).unwrap();
            let told = load(&path).unwrap_err().to_string();
            assert!(told.contains("remove it"), "{told}");
        }
    }
}

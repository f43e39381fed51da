//! What is said of files that cannot be read.

use std::path::Path;

use crate::StoreError;

/// What is said of a file that breaks its format's rules or ends early.
pub(super) fn damaged(path: &Path, format: &str, detail: &str) -> StoreError {
    let detail = first_line(detail);
    // Bare numbers help nobody.
    let words = detail
        .chars()
        .filter(|letter| letter.is_alphabetic())
        .count()
        > 3;
    let detail = if words {
        format!(" ({detail})")
    } else {
        String::new()
    };
    let found = format!("this {format} file is damaged or incomplete{detail}");
    StoreError::new(path, found, "get a complete copy of it")
}

/// The first line of a codec's message, without the prefixes that each of its levels adds ("… error decoding …: ").
pub(super) fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    // What follows is written for programmers.
    let line = line.split(" while decoding").next().unwrap_or(line);
    let tail = line.rsplit(": ").next().unwrap_or(line);
    tail.trim_end_matches('.').to_owned()
}

//! No file is too long to be read at one sitting, no line too long for a screen; texts that a person reads in the
//! program count, too.

use crate::code::texts;

/// Most lines of a file.
const LINES: usize = 400;
/// Most letters of a line.
const COLUMNS: usize = 120;

/// Files that are longer still. This list shall only shrink.
const TOO_LONG: &[&str] = &[];

/// Folders and files with longer lines still. This list shall only shrink.
const TOO_WIDE: &[&str] = &[];

/// What is wrong with a file, one sentence each.
fn wrong(path: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let count = text.lines().count();
    if count > LINES {
        found.push(format!(
            "{path} has {count} lines: at most {LINES}, split it by its ideas"
        ));
    }
    let mut lines = text.lines().enumerate();
    if let Some((at, line)) = lines.find(|(_, line)| line.chars().count() > COLUMNS) {
        let count = line.chars().count();
        found.push(format!(
            "{path}:{} has {count} letters: at most {COLUMNS}",
            at + 1
        ));
    }
    found
}

/// What of `found` no exception allows, and the exceptions that nothing needs.
fn judged(found: &[String], long: &[&str], wide: &[&str]) -> Vec<String> {
    let allows = |listed: &str, told: &str| {
        let about = if long.contains(&listed) {
            " lines:"
        } else {
            " letters:"
        };
        told.starts_with(listed) && told.contains(about)
    };
    let all = || long.iter().chain(wide).copied();
    let mut left: Vec<String> = found.to_vec();
    left.retain(|told| !all().any(|listed| allows(listed, told)));
    let needless = all().filter(|listed| !found.iter().any(|told| allows(listed, told)));
    left.extend(
        needless
            .map(|listed| format!("nothing in {listed} needs an exception: take it off the list")),
    );
    left
}

#[test]
fn files_and_lines_are_short() {
    let mut found = Vec::new();
    let mut count = 0;
    for folder in ["src", "tests", "benches", "examples", "fuzz"] {
        for (path, text) in texts(folder) {
            count += 1;
            found.extend(wrong(&path, &text));
        }
    }
    assert!(count > 300, "only {count} files were found");
    let left = judged(&found, TOO_LONG, TOO_WIDE);
    assert!(left.is_empty(), "\n{}", left.join("\n"));
}

#[test]
fn long_files_long_lines_and_needless_exceptions_are_caught() {
    let none = Vec::<String>::new();
    let long = wrong("a/b.rs", &"a\n".repeat(LINES + 1));
    assert!(long[0].contains("401 lines"));
    let wide = wrong("a/b.rs", &"é".repeat(COLUMNS + 1));
    assert!(wide[0].contains("a/b.rs:1 has 121 letters"));
    for text in ["a\n".repeat(LINES), "é".repeat(COLUMNS)] {
        assert_eq!(wrong("a/b.rs", &text), none);
    }
    assert_eq!(judged(&long, &[], &["a/"]).len(), 2);
    assert_eq!(judged(&long, &["a/b.rs"], &[]), none);
    assert_eq!(judged(&wide, &["a/b.rs"], &[]).len(), 2);
    assert_eq!(judged(&wide, &[], &["a/"]), none);
    assert!(judged(&none, &[], &["a/"])[0].contains("take it off"));
}

//! The program's source text, as the other tests read it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The sources of the program by their path below `src`, with forward slashes. The lower floors are crates of their
/// own, to be built seldom; here they are floors like the others.
pub fn program() -> BTreeMap<String, String> {
    let texts = texts("src").into_iter();
    texts
        .map(|(path, text)| {
            let path = path.trim_start_matches("src/");
            let lower = ["base/", "engine/"]
                .iter()
                .find_map(|crate_| path.strip_prefix(crate_));
            (lower.unwrap_or(path).to_owned(), text)
        })
        .collect()
}

/// All Rust files below `folder` of the repository, by their path in it, with forward slashes.
pub fn texts(folder: &str) -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sources(&root.join(folder), &mut files);
    let named = files.iter().map(|file| {
        let name = file.strip_prefix(root).unwrap().to_string_lossy();
        (name.replace('\\', "/"), fs::read_to_string(file).unwrap())
    });
    named.collect()
}

/// Whether a file holds tests alone, which follow the rules of tests.
pub fn is_of_tests(path: &str) -> bool {
    path.ends_with("tests.rs") || path.contains("/tests/")
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The text without comments, texts in quotes, and test modules (which may reach for anything below the crate).
pub fn code_of(text: &str) -> String {
    let mut code = String::new();
    for line in text.lines() {
        if line.starts_with("mod tests {") || line.trim_start().starts_with("mod tests {") {
            break;
        }
        let mut quoted = false;
        let mut previous = ' ';
        let line = line.split("//").next().unwrap_or_default();
        for letter in line.chars() {
            if letter == '"' && previous != '\\' && previous != '\'' {
                quoted = !quoted;
            } else if !quoted {
                code.push(letter);
            }
            previous = letter;
        }
        code.push('\n');
    }
    code
}

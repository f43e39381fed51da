//! Imports point down the floors, and each outside power is used on its own floor only.

use std::collections::BTreeMap;
use std::path::Path;

use crate::code::{code_of, is_of_tests, program};

/// From the ground up.
const FLOORS: &[&str] = &[
    "words", "setting", "figure", "job", "math", "image", "nn", "data", "degrade", "denoise",
    "train", "contest", "probe", "labs", "store", "desk", "ui", "app", "cli",
];

/// Floors whose data a lower one may hold: a figure shows images, which are plain data.
const PLAIN_DATA: &[(&str, &str)] = &[("figure", "image")];

/// Folders whose files know nothing of each other.
const CATALOGUES: &[&str] = &[
    "nn/layers",
    "nn/loss",
    "nn/optimizer",
    "train/schedule",
    "train/task",
    "degrade/operators",
    "denoise/methods",
    "degrade/noise",
    "data",
    "probe",
    "labs",
];

/// What a piece of source text breaks, one sentence each. `path` is relative to `src`, with forward slashes;
/// `entries` names the catalogue's own files, `types` what its `mod.rs` hands on of each: (file, type).
fn offences(path: &str, text: &str, entries: &[String], types: &[(String, String)]) -> Vec<String> {
    let floor = path.split(['/', '.']).next().unwrap_or_default();
    let code = code_of(text);
    let mut found = Vec::new();
    let level = |name: &str| FLOORS.iter().position(|floor| *floor == name);
    for target in crate_paths(&code) {
        if let (Some(from), Some(to)) = (level(floor), level(&target))
            && to > from
            && !PLAIN_DATA.contains(&(floor, target.as_str()))
        {
            found.push(format!(
                "{path} imports crate::{target}, which is a higher floor"
            ));
        }
    }
    let powers: &[(&[&str], &str, bool)] = &[
        (
            &[
                "egui::",
                "eframe::",
                "egui_plot::",
                "egui_tiles::",
                "egui_dnd::",
                "egui_extras::",
                "egui_notify::",
            ],
            "draws",
            matches!(floor, "ui" | "app" | "main"),
        ),
        (
            &[
                "std::thread",
                "thread::spawn",
                "thread::Builder",
                "crossbeam_channel",
                "std::sync::mpsc",
            ],
            "uses threads",
            floor == "job",
        ),
        (
            &[
                "std::fs",
                "fs::File",
                "File::open",
                "File::create",
                "::image::",
                "use image::",
                "npyz",
                "tiff::",
                "png::",
                "tempfile",
                ".exists()",
                ".is_dir()",
                ".is_file()",
            ],
            "touches files or codecs",
            floor == "store",
        ),
        // Networks come as files and inside the program: both are read by one parser of bytes.
        (
            &["safetensors::"],
            "reads files of weights",
            matches!(floor, "store" | "nn"),
        ),
    ];
    for (words, deed, allowed) in powers {
        if let Some(word) = words
            .iter()
            .find(|word| !allowed && contains_word(&code, word))
        {
            found.push(format!(
                "{path} {deed} ({word}), which is not its floor's business"
            ));
        }
    }
    if let Some(folder) = CATALOGUES
        .iter()
        .find(|folder| path.starts_with(&format!("{folder}/")))
    {
        let own = path[folder.len() + 1..]
            .split(['/', '.'])
            .next()
            .unwrap_or_default();
        let module = folder.replace('/', "::");
        for other in entries.iter().filter(|other| *other != own && own != "mod") {
            if entries.iter().any(|entry| entry == own)
                && (contains_word(&code, &format!("super::{other}::"))
                    || contains_word(&code, &format!("crate::{module}::{other}::")))
            {
                found.push(format!("{path} imports its sibling {other}"));
            }
        }
        let mut names = names_from(&code, &format!("crate::{module}::"));
        // Of a file in a folder of its own, `super` is that folder.
        if !path[folder.len() + 1..].contains('/') {
            names.extend(names_from(&code, "super::"));
        }
        if entries.iter().any(|entry| entry == own) {
            for (file, name) in types {
                if file != own && names.contains(name) {
                    found.push(format!("{path} imports {name} of its sibling {file}"));
                }
            }
        }
    }
    found
}

/// The floors named after `crate::`, also inside braces: `use crate::{image, math::simd};`.
fn crate_paths(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with('$') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        if let Some(inside) = rest.strip_prefix('{') {
            let (mut depth, mut name, mut fresh) = (0, String::new(), true);
            for letter in inside.chars() {
                match letter {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        found.push(std::mem::take(&mut name));
                        fresh = true;
                    }
                    letter
                        if depth == 0 && fresh && (letter.is_alphanumeric() || letter == '_') =>
                    {
                        name.push(letter);
                    }
                    letter if letter.is_whitespace() => {}
                    _ => fresh = false,
                }
            }
            found.push(name);
        } else {
            found.push(
                rest.chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect(),
            );
        }
    }
    found
}

/// The names taken from the module `prefix`, alone or inside braces.
fn names_from(code: &str, prefix: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices(prefix) {
        if code[..at].ends_with("::") {
            continue;
        }
        let rest = &code[at + prefix.len()..];
        let end = if rest.starts_with('{') {
            rest.find(';')
        } else {
            rest.find(|c: char| !c.is_alphanumeric() && c != '_')
        };
        let names = rest[..end.unwrap_or(rest.len())]
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|name| !name.is_empty());
        found.extend(names.map(str::to_owned));
    }
    found
}

/// What a catalogue's `mod.rs` hands on of its entries: (file, type), from `pub use file::Type;` and braces.
fn types_of(code: &str, entries: &[String]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in entries {
        for name in names_from(code, &format!("pub use {entry}::")) {
            found.push((entry.clone(), name));
        }
    }
    found
}

/// Whether `word` stands in `code` and is not the tail of a longer name.
fn contains_word(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        // A method follows the name of what it is called on.
        if word.starts_with('.') {
            return true;
        }
        let before = code[..at].chars().next_back().unwrap_or(' ');
        // `crate::image::` is our own floor, `::image::` the codec crate.
        let path_goes_on = word.starts_with("::") && (before.is_alphanumeric() || before == '_');
        let name_goes_on =
            !word.starts_with("::") && (before.is_alphanumeric() || before == '_' || before == ':');
        !path_goes_on && !name_goes_on
    })
}

/// For each catalogue folder, the names of the files that stand in its list: those that declare something adjustable.
fn entries_of(texts: &BTreeMap<String, String>, folder: &str) -> Vec<String> {
    texts
        .iter()
        .filter(|(path, text)| {
            path.starts_with(&format!("{folder}/")) && text.contains("adjustable! {")
        })
        .filter_map(|(path, _)| path[folder.len() + 1..].split(['/', '.']).next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_house_stands() {
    let texts = program();
    assert!(texts.len() > 30, "only {} files were found", texts.len());
    let mut wrong = Vec::new();
    for (path, text) in &texts {
        if is_of_tests(path) {
            continue;
        }
        let folder = CATALOGUES
            .iter()
            .find(|folder| path.starts_with(&format!("{folder}/")));
        let entries = folder
            .map(|folder| entries_of(&texts, folder))
            .unwrap_or_default();
        let types = folder
            .and_then(|folder| texts.get(&format!("{folder}/mod.rs")))
            .map(|text| types_of(&code_of(text), &entries))
            .unwrap_or_default();
        wrong.extend(offences(path, text, &entries, &types));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_floor_exists() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for floor in FLOORS {
        let places = [
            floor.to_string(),
            format!("{floor}.rs"),
            format!("base/{floor}"),
            format!("base/{floor}.rs"),
            format!("engine/{floor}"),
            format!("engine/{floor}.rs"),
        ];
        assert!(
            places.iter().any(|place| source.join(place).exists()),
            "there is no floor {floor}"
        );
    }
}

#[cfg(test)]
mod tests;

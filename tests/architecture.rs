//! Guards the house: imports point down the floors, and each outside power is used on its own floor only.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// From the ground up.
const FLOORS: &[&str] = &[
    "setting", "figure", "job", "math", "image", "nn", "data", "noise", "denoise", "train",
    "contest", "labs", "store", "desk", "ui", "app", "cli",
];

/// Floors whose data a lower one may hold: a figure shows images, which are plain data.
const PLAIN_DATA: &[(&str, &str)] = &[("figure", "image")];

/// Folders whose files know nothing of each other.
const CATALOGUES: &[&str] = &[
    "nn/layers",
    "nn/loss",
    "nn/optimizer",
    "train/schedule",
    "denoise",
    "noise",
    "data",
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

/// The text without comments, texts in quotes, and test modules (which may reach for anything below the crate).
fn code_of(text: &str) -> String {
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
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let texts: BTreeMap<String, String> = files
        .iter()
        .map(|file| {
            let name = file
                .strip_prefix(&root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            // The lower floors are crates of their own, to be built seldom.
            let lower = ["base/", "engine/"]
                .iter()
                .find_map(|crate_| name.strip_prefix(crate_));
            let name = lower.unwrap_or(&name).to_owned();
            (name, fs::read_to_string(file).unwrap())
        })
        .collect();
    assert!(texts.len() > 30, "only {} files were found", texts.len());
    let mut wrong = Vec::new();
    for (path, text) in &texts {
        // Files of tests alone follow the rules of tests.
        if path.ends_with("tests.rs") || path.contains("/tests/") {
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

#[test]
fn offenders_are_caught() {
    let entries = ["gaussian".to_owned(), "poisson".to_owned()];
    let types = types_of(
        "pub use gaussian::Gaussian;\npub use poisson::{Poisson, Rate};",
        &entries,
    );
    assert_eq!(types.len(), 3);
    for (path, text, part) in [
        ("math/fft.rs", "use crate::nn::Tensor;", "higher floor"),
        (
            "image/mod.rs",
            "fn f() { crate::store::picture::open(p) }",
            "higher floor",
        ),
        (
            "noise/mod.rs",
            "use crate::{image::Image, denoise::Denoiser};",
            "crate::denoise",
        ),
        (
            "train/fit.rs",
            "use crate::{math::{self, simd}, ui};",
            "crate::ui",
        ),
        ("ui/panels/mod.rs", "use crate::app::App;", "higher floor"),
        (
            "desk/undo.rs",
            "use crate::ui::state::View;",
            "higher floor",
        ),
        ("desk/document.rs", "use egui::Pos2;", "draws"),
        ("labs/one.rs", "use egui::Ui;", "draws"),
        ("cli/train.rs", "let x = eframe::run_native();", "draws"),
        ("train/fit.rs", "std::thread::spawn(|| ());", "uses threads"),
        (
            "app/preview.rs",
            "use crossbeam_channel::bounded;",
            "uses threads",
        ),
        (
            "data/photos.rs",
            "let text = std::fs::read(path);",
            "touches files",
        ),
        (
            "cli/denoise.rs",
            "use image::DynamicImage;",
            "touches files",
        ),
        (
            "app/preview.rs",
            "let x = ::image::open(path);",
            "touches files",
        ),
        (
            "noise/gaussian.rs",
            "use super::poisson::Poisson;",
            "sibling poisson",
        ),
        (
            "noise/gaussian.rs",
            "use crate::noise::poisson::Poisson;",
            "sibling poisson",
        ),
        (
            "noise/gaussian.rs",
            "use super::Poisson;",
            "Poisson of its sibling",
        ),
        (
            "noise/gaussian.rs",
            "use super::{Noise, Poisson};",
            "Poisson of its sibling",
        ),
        (
            "noise/gaussian/fast.rs",
            "let x = crate::noise::Poisson::default();",
            "Poisson of its sibling",
        ),
        ("cli/info.rs", "if path.is_dir() {}", "touches files"),
    ] {
        let found = offences(path, text, &entries, &types).join("\n");
        assert!(found.contains(part), "{path}: {text}: {found:?}");
    }
}

#[test]
fn the_innocent_are_left_alone() {
    let entries = ["gaussian".to_owned(), "poisson".to_owned()];
    let types = types_of(
        "pub use gaussian::Gaussian;\npub use poisson::{Poisson, Rate};",
        &entries,
    );
    assert_eq!(types.len(), 3);
    for (path, text) in [
        ("nn/tensor.rs", "use crate::image::Image;"),
        ("figure.rs", "use crate::image::Image;"),
        ("noise/gaussian.rs", "use super::{Noise, mean};"),
        (
            "noise/mod.rs",
            "pub use gaussian::Gaussian; use self::poisson::Poisson;",
        ),
        (
            "image/mod.rs",
            "// std::fs is not for us; crate::store is\nlet x = \"use egui::Ui\";",
        ),
        (
            "denoise/mod.rs",
            "use crate::image::Image; fn f(x: crate::image::Image) {}",
        ),
        (
            "job.rs",
            "use std::thread::JoinHandle; use crossbeam_channel::bounded;",
        ),
        (
            "store/image.rs",
            "use image::DynamicImage; use std::fs::File;",
        ),
        ("main.rs", "use eframe::egui; use lemida::app::App;"),
        (
            "math/simd.rs",
            "mod tests {\n use crate::store::picture;\n}",
        ),
    ] {
        assert_eq!(
            offences(path, text, &entries, &types),
            Vec::<String>::new(),
            "{path}: {text}"
        );
    }
}

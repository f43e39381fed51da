//! Within some floors the files stand in an order, too: what comes first here knows nothing of what comes after.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::program;
use crate::cycles::House;

/// Folders, and what lies in them from the ground up: files and folders side by side, by the beginnings of their names.
const ORDERS: &[(&str, &[&[&str]])] = &[
    (
        "math/",
        &[
            &["exponential", "moments", "random", "scratch", "simd"],
            &["matrices"],
            &["layers", "mixture", "transforms"],
        ],
    ),
    (
        "denoise/",
        &[
            &["bound", "channels", "family", "levels", "tiles", "watch"],
            &["networks"],
            &["methods"],
        ],
    ),
    (
        "store/picture/",
        &[
            &["limits"],
            &["decoded", "directory", "boxes", "raster", "scale"],
            &["codecs"],
            &["open", "save"],
            &["original"],
        ],
    ),
];

/// The storey of a file in an order.
fn storey(path: &str, folder: &str, order: &[&[&str]]) -> Option<usize> {
    let name = path.strip_prefix(folder)?.split(['/', '.']).next()?;
    order
        .iter()
        .position(|side_by_side| side_by_side.contains(&name))
}

/// What breaks an order, one sentence each.
fn breaches(needs: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let mut found = Vec::new();
    for (folder, order) in ORDERS {
        for (file, needed) in needs {
            let Some(from) = storey(file, folder, order) else {
                continue;
            };
            let above = |other: &&String| storey(other, folder, order).is_some_and(|to| to > from);
            for other in needed.iter().filter(above) {
                found.push(format!("{file} needs {other}, which stands above it"));
            }
        }
    }
    found
}

#[test]
fn files_know_only_what_stands_below_them() {
    let texts = program();
    let needs = House::of(&texts).needs(&texts);
    let mut wrong = breaches(&needs);
    for (folder, order) in ORDERS {
        for name in order.iter().copied().flatten() {
            let is_it = |path: &String| storey(path, folder, &[&[name]]).is_some();
            if !needs.keys().any(is_it) {
                wrong.push(format!("there is no {folder}{name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn what_looks_up_is_caught() {
    let told = |text: &str| {
        let files = [
            ("math/matrices/gemm.rs", text),
            ("math/layers/mod.rs", "pub use conv::Conv;"),
            ("math/layers/conv.rs", "use crate::math::matrices::gemm;"),
            ("math/random.rs", ""),
        ];
        let owned = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
        let texts = owned.into_iter().collect();
        breaches(&House::of(&texts).needs(&texts))
    };
    assert_eq!(told("use crate::math::random;"), Vec::<String>::new());
    assert_eq!(told("use crate::math::layers::conv::f;").len(), 1);
    assert_eq!(told("use crate::math::layers::Conv;").len(), 1);
}

#[test]
fn a_storey_is_told_by_the_beginning_of_the_name() {
    let order: &[&[&str]] = &[&["limits"], &["codecs", "open"]];
    let of = |path| storey(path, "picture/", order);
    assert_eq!(of("picture/limits.rs"), Some(0));
    assert_eq!(of("picture/codecs/tiff/mod.rs"), Some(1));
    assert_eq!(
        (of("picture/opened.rs"), of("other/limits.rs")),
        (None, None)
    );
}

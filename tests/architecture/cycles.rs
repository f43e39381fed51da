//! No two files need each other, however many stand between them; only what lies in a file's own folder may look up
//! to it.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::{code_of, is_of_tests, program};

/// Files that need each other still, each group by its first file. This list shall only shrink.
const CYCLES: &[&str] = &["app/offer.rs", "nn/architecture.rs", "ui/panels/trust.rs"];

/// The crates of the floors, which are one house here.
const CRATES: &[&str] = &[
    "crate",
    "lemida",
    "lemida_base",
    "lemida_engine",
    "lemida_store",
];

/// A module's place: `["math", "layers", "conv"]`.
type Place = Vec<String>;

/// The modules of the program and what each one's text names.
pub struct House {
    files: BTreeMap<Place, String>,
    /// For each module: the names that it imports or hands on, and what they stand for.
    names: BTreeMap<Place, BTreeMap<String, Vec<String>>>,
}

impl House {
    pub fn of(texts: &BTreeMap<String, String>) -> Self {
        let mut files = BTreeMap::new();
        let mut names = BTreeMap::new();
        for (path, text) in texts.iter().filter(|(path, _)| !is_of_tests(path)) {
            let place = place(path);
            names.insert(place.clone(), imports(&tokens(&code_of(text))));
            files.insert(place, path.clone());
        }
        Self { files, names }
    }

    /// The module that a path leads to from the module `from`; `None` where it leads out of the house.
    fn lead(&self, from: &Place, path: &[String], depth: usize) -> Option<Place> {
        let (mut at, mut rest) = match path.first()?.as_str() {
            // In the crate of what is stored the root is a floor.
            "crate" if from.first().is_some_and(|floor| floor == "store") => {
                let stored = path
                    .get(1)
                    .filter(|name| self.is_module(&["store".into(), (*name).clone()]));
                let named = self.names.get(&vec!["store".to_owned()])?;
                let handed = path.get(1).is_some_and(|name| named.contains_key(name));
                if stored.is_some() || !handed {
                    (vec!["store".to_owned()], &path[1..])
                } else {
                    (Vec::new(), &path[1..])
                }
            }
            "lemida_store" => (vec!["store".to_owned()], &path[1..]),
            first if CRATES.contains(&first) => (Vec::new(), &path[1..]),
            "self" => (from.clone(), &path[1..]),
            "super" => (from[..from.len().checked_sub(1)?].to_vec(), &path[1..]),
            first => {
                let child: Place = from.iter().cloned().chain([first.to_owned()]).collect();
                if self.is_module(&child) {
                    (child, &path[1..])
                } else {
                    let meant = self.names.get(from)?.get(first)?;
                    if depth == 0 || meant == path {
                        return None;
                    }
                    let meant: Vec<String> = meant.iter().chain(&path[1..]).cloned().collect();
                    return self.lead(from, &meant, depth - 1);
                }
            }
        };
        while let Some(name) = rest.first() {
            if name == "super" {
                at.pop()?;
                rest = &rest[1..];
                continue;
            }
            let child: Place = at.iter().cloned().chain([name.clone()]).collect();
            if self.is_module(&child) {
                at = child;
                rest = &rest[1..];
                continue;
            }
            // A name that the module hands on stands for what lies elsewhere.
            if depth > 0
                && let Some(meant) = self.names.get(&at).and_then(|names| names.get(name))
            {
                let meant: Vec<String> = meant.iter().chain(&rest[1..]).cloned().collect();
                return self.lead(&at, &meant, depth - 1).or(Some(at));
            }
            break;
        }
        self.files.contains_key(&at).then_some(at)
    }

    fn is_module(&self, place: &[String]) -> bool {
        let inside = |other: &Place| other.len() >= place.len() && other[..place.len()] == *place;
        !place.is_empty() && self.files.keys().any(inside)
    }

    /// What each file needs, but for files of its own folder and those whose folder it lies in.
    pub fn needs(&self, texts: &BTreeMap<String, String>) -> BTreeMap<String, BTreeSet<String>> {
        let mut found = BTreeMap::new();
        for (from, path) in &self.files {
            let needed: &mut BTreeSet<String> = found.entry(path.clone()).or_default();
            for named in paths(&tokens(&code_of(&texts[path]))) {
                if let Some(to) = self.lead(from, &named, 8)
                    && !to.starts_with(from)
                    && !from.starts_with(&to)
                {
                    needed.insert(self.files[&to].clone());
                }
            }
        }
        found
    }
}

/// The module of a file.
fn place(path: &str) -> Place {
    let path = path.trim_end_matches(".rs");
    let path = path
        .strip_suffix("/mod")
        .or(path.strip_suffix("/lib"))
        .unwrap_or(path);
    let path = if matches!(path, "lib" | "main") {
        ""
    } else {
        path
    };
    path.split('/')
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Names, `::` and other signs of a source text, one by one.
fn tokens(code: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut open = false;
    for letter in code.chars() {
        let part = letter.is_alphanumeric() || letter == '_';
        match found.last_mut() {
            Some(last) if part && open => last.push(letter),
            Some(last) if letter == ':' && last == ":" => last.push(letter),
            _ if letter.is_whitespace() => {}
            _ => found.push(letter.into()),
        }
        open = part;
    }
    found
}

fn is_name(token: &str) -> bool {
    token.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
}

/// All paths of two names and more in a source text, those in braces one by one; `*` and new names are left out.
fn paths(tokens: &[String]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let begins = is_name(&tokens[at])
            && tokens.get(at + 1).is_some_and(|next| next == "::")
            && (at == 0 || !matches!(tokens[at - 1].as_str(), "::" | "$"));
        if begins {
            at = tree(tokens, at, &[], &mut |path, _| found.push(path.to_vec()));
        } else {
            at += 1;
        }
    }
    found
}

/// The names that a source text imports, and the paths they stand for.
fn imports(tokens: &[String]) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    for (at, token) in tokens.iter().enumerate() {
        if token == "use" {
            tree(tokens, at + 1, &[], &mut |path, name| {
                found.insert(name.to_owned(), path.to_vec());
            });
        }
    }
    found
}

/// Walks a path or a tree of them from token `at` on, and hands each one and its name to `take`; the place after it.
fn tree(
    tokens: &[String],
    mut at: usize,
    before: &[String],
    take: &mut dyn FnMut(&[String], &str),
) -> usize {
    let mut path = before.to_vec();
    loop {
        let token = tokens.get(at).map_or("", String::as_str);
        if token == "{" {
            at += 1;
            while tokens.get(at).is_some_and(|token| token != "}") {
                let start = at;
                at = tree(tokens, at, &path, take);
                if tokens.get(at).is_some_and(|token| token == ",") || at == start {
                    at += 1;
                }
            }
            return at + 1;
        }
        if token == "*" {
            return at + 1;
        }
        if !is_name(token) {
            break;
        }
        if token != "self" || path.is_empty() {
            path.push(token.to_owned());
        }
        at += 1;
        if tokens.get(at).is_some_and(|token| token == "::") {
            at += 1;
        } else {
            break;
        }
    }
    let mut name = path.last().cloned().unwrap_or_default();
    if tokens.get(at).is_some_and(|token| token == "as") {
        name = tokens.get(at + 1).cloned().unwrap_or_default();
        at += 2;
    }
    take(&path, &name);
    at
}

/// Groups of files of which each needs each other, directly or through others.
fn circles(needs: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<String>> {
    let reach: BTreeMap<&String, BTreeSet<&String>> = needs
        .keys()
        .map(|start| {
            let (mut seen, mut open) = (BTreeSet::new(), vec![start]);
            while let Some(at) = open.pop() {
                for next in needs.get(at).into_iter().flatten() {
                    if seen.insert(next) {
                        open.push(next);
                    }
                }
            }
            (start, seen)
        })
        .collect();
    let mut found: Vec<Vec<String>> = Vec::new();
    for (start, seen) in &reach {
        if !seen.contains(start) || found.iter().any(|group| group.contains(start)) {
            continue;
        }
        let back = |other: &&&String| reach.get(**other).is_some_and(|seen| seen.contains(start));
        found.push(
            seen.iter()
                .filter(back)
                .map(|other| (*other).clone())
                .collect(),
        );
    }
    found
}

#[test]
fn no_two_files_need_each_other() {
    let texts = program();
    let house = House::of(&texts);
    let needs = house.needs(&texts);
    let count: usize = needs.values().map(BTreeSet::len).sum();
    assert!(count > 1000, "only {count} imports were found");
    let mut wrong = Vec::new();
    let mut met = Vec::new();
    for group in circles(&needs) {
        met.push(group[0].clone());
        if CYCLES.contains(&group[0].as_str()) {
            continue;
        }
        let inside = group.iter().map(|file| {
            let needed: Vec<_> = needs[file]
                .iter()
                .filter(|other| group.contains(other))
                .collect();
            format!("  {file} needs {needed:?}")
        });
        wrong.push(format!(
            "These files need each other:\n{}",
            inside.collect::<Vec<_>>().join("\n")
        ));
    }
    for listed in CYCLES
        .iter()
        .filter(|listed| !met.iter().any(|first| first == **listed))
    {
        wrong.push(format!(
            "{listed} is in no circle any more: take it off the list CYCLES"
        ));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What the files of a small house need.
fn small(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    let texts = files
        .iter()
        .map(|(path, text)| (path.to_string(), text.to_string()))
        .collect();
    circles(&House::of(&texts).needs(&texts))
}

#[test]
fn circles_are_found_however_they_are_written() {
    let circle = vec![vec!["a/x.rs".to_owned(), "a/y.rs".to_owned()]];
    for (x, y, of_a) in [
        ("use super::y::Y;", "use super::x::X;", ""),
        ("use crate::a::y;", "use crate::a::{self, x::X};", ""),
        (
            "fn f() { super::y::f() }",
            "use crate::{b, a::x::{X, Z}};",
            "",
        ),
        (
            "use super::Y;",
            "use super::X;",
            "pub use x::X; pub use y::Y as Y;",
        ),
        (
            "use crate::a as other; fn f(y: other::y::Y) {}",
            "use super::x;",
            "",
        ),
        (
            "use super::Y;",
            "use crate::a::X;",
            "mod x; mod y; pub use self::{x::X, y::{Y, Z}};",
        ),
    ] {
        let files = [
            ("a/mod.rs", of_a),
            ("a/x.rs", x),
            ("a/y.rs", y),
            ("b.rs", ""),
        ];
        assert_eq!(small(&files), circle, "{x} {y} {of_a}");
    }
    let three = small(&[
        ("a.rs", "use crate::b;"),
        ("b.rs", "use crate::c::f;"),
        ("c.rs", "use crate::a::g;"),
        ("d.rs", "use crate::a;"),
    ]);
    assert_eq!(three, [["a.rs", "b.rs", "c.rs"]]);
}

#[test]
fn parents_children_tests_and_words_are_no_circles() {
    for files in [
        &[
            ("a/mod.rs", "pub use x::X;"),
            ("a/x.rs", "use super::Y; use super::super::a::Z;"),
        ][..],
        &[
            ("a/x.rs", "use super::y::Y;"),
            ("a/y.rs", "mod tests {\n use super::super::x::X;\n}"),
        ],
        &[
            ("a/x.rs", "use super::y::Y;"),
            ("a/y.rs", "// super::x::X\nlet a = \"super::x::X\";"),
        ],
        &[
            ("a.rs", "use b::c;"),
            ("b.rs", "use std::a::f; use other::a;"),
        ],
        &[
            ("a.rs", "use lemida_base::b;"),
            ("b.rs", "use crate::c;"),
            ("c.rs", "use crate::d::a;"),
        ],
    ] {
        assert_eq!(small(files), Vec::<Vec<String>>::new(), "{files:?}");
    }
}

//! No struct of the window holds more than a reader keeps in mind: a large one is divided by what belongs together.

use crate::code::{code_of, is_of_tests, program};

/// Most fields of a struct.
const FIELDS: usize = 10;

/// The floors of the window.
const WINDOW: &[&str] = &["app/", "ui/", "desk/"];

/// Structs that may have more, by file and name.
const EXCEPTIONS: &[(&str, &str)] = &[
    // A table of colours, one a line: whoever looks for one reads no other.
    ("ui/theme/palette.rs", "Palette"),
];

/// The structs of a text, with the number of their fields.
fn structs(text: &str) -> Vec<(String, usize)> {
    let code = code_of(text);
    let words: Vec<(usize, &str)> = code
        .match_indices("struct ")
        .filter(|(at, _)| code[..*at].ends_with(|c: char| c.is_whitespace()) || *at == 0)
        .collect();
    let mut found = Vec::new();
    for (at, word) in words {
        let rest = &code[at + word.len()..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
        let name = &rest[..end.unwrap_or(rest.len())];
        let open = rest.find(['{', '(', ';']).unwrap_or(rest.len());
        found.push((name.to_owned(), fields(&rest[open..])));
    }
    found
}

/// How many fields stand in the brackets that a text begins with.
fn fields(text: &str) -> usize {
    let (mut depth, mut count, mut empty) = (0, 0, true);
    let mut before = ' ';
    for letter in text.chars() {
        match letter {
            ';' if depth == 0 => break,
            '{' | '(' | '[' | '<' => depth += 1,
            // An arrow ends nothing.
            '>' if before == '-' => {}
            '}' | ')' | ']' | '>' => depth -= 1,
            ',' if depth == 1 => {
                count += 1;
                empty = true;
            }
            letter if depth == 1 && !letter.is_whitespace() => empty = false,
            _ => {}
        }
        before = letter;
        if depth == 0 {
            break;
        }
    }
    count + usize::from(!empty)
}

/// What is wrong with a file, one sentence each; and the exceptions that it needs.
fn wrong(path: &str, text: &str, exceptions: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let (mut found, mut needed) = (Vec::new(), Vec::new());
    for (name, count) in structs(text) {
        if count <= FIELDS {
            continue;
        }
        if exceptions.contains(&(path, name.as_str())) {
            needed.push(name);
        } else {
            found.push(format!(
                "{path}: {name} has {count} fields: at most {FIELDS}, divide it by what belongs together"
            ));
        }
    }
    (found, needed)
}

#[test]
fn structs_of_the_window_are_small() {
    let (mut found, mut count) = (Vec::new(), 0);
    let mut needless: Vec<_> = EXCEPTIONS.to_vec();
    for (path, text) in program() {
        if is_of_tests(&path) || !WINDOW.iter().any(|floor| path.starts_with(floor)) {
            continue;
        }
        count += structs(&text).len();
        let (offences, needed) = wrong(&path, &text, EXCEPTIONS);
        found.extend(offences);
        needless.retain(|(file, name)| *file != path || !needed.iter().any(|one| one == name));
    }
    assert!(count > 100, "only {count} structs were found");
    found.extend(
        needless.iter().map(|(file, name)| {
            format!("{name} in {file} needs no exception: take it off the list")
        }),
    );
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn large_structs_are_caught() {
    let text = |count: usize| {
        let fields =
            (0..count).map(|at| format!("    /// A {{, b.\n    pub f{at}: Map<A, [B; 2]>,\n"));
        format!(
            "pub struct Large<'a> {{\n{}}}\n",
            fields.collect::<String>()
        )
    };
    assert_eq!(structs(&text(FIELDS)), [("Large".to_owned(), FIELDS)]);
    assert_eq!(
        structs("struct A(u8, fn(u8, u8) -> u8);\nstruct B;\nstruct C { a: u8 }"),
        [("A".into(), 2), ("B".into(), 0), ("C".into(), 1)]
    );
    let large = text(FIELDS + 1);
    let (found, needed) = wrong("ui/a.rs", &large, &[]);
    assert!(found[0].contains("Large has 11 fields") && needed.is_empty());
    let (found, needed) = wrong("ui/a.rs", &large, &[("ui/a.rs", "Large")]);
    assert!(found.is_empty() && needed == ["Large"]);
    let (_, needed) = wrong("ui/a.rs", &text(FIELDS), &[("ui/a.rs", "Large")]);
    assert!(needed.is_empty(), "an exception that nothing needs is told");
}

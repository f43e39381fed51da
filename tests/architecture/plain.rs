//! Sentences that do not go through the table of words yet, in the floors that speak to people: there may be as many in
//! each file as `plain.txt` says, and no more. Whoever puts some into the table lowers the number; the test prints the
//! new list.

use std::collections::BTreeMap;

use crate::code::{is_of_tests, program};

/// The floors that speak to people.
const FLOORS: [&str; 3] = ["app/", "ui/", "desk/"];
const ALLOWED: &str = include_str!("plain.txt");

/// The texts in quotes of a source text that are none of `say!`, outside comments and tests.
fn texts(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = code;
    let mut before = String::new();
    while let Some(letter) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
            continue;
        }
        if rest.starts_with("\nmod tests {") {
            break;
        }
        // A letter in quotes may be a quote.
        let quoted = ["'\"'", "'\\\"'", "'\\''", "'\\\\'"];
        if let Some(quoted) = quoted.iter().find(|quoted| rest.starts_with(**quoted)) {
            rest = &rest[quoted.len()..];
            continue;
        }
        rest = &rest[letter.len_utf8()..];
        if letter != '"' {
            before.push(letter);
            continue;
        }
        let (text, after) = in_quotes(rest);
        rest = after;
        if !before.trim_end().ends_with("say!(") {
            found.push(text);
        }
        before.clear();
    }
    found
}

/// A text up to its closing quote, lines that go on joined, and what follows.
fn in_quotes(code: &str) -> (String, &str) {
    let mut text = String::new();
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => break,
            '\\' => match letters.next() {
                Some('\n') => letters = letters.as_str().trim_start().chars(),
                Some(other) => text.push(other),
                None => break,
            },
            letter => text.push(letter),
        }
    }
    (text, letters.as_str())
}

/// Whether a text is a sentence, or a part of one: two words or more outside of its holes.
fn is_sentence(text: &str) -> bool {
    let mut outside = String::new();
    let mut depth = 0_usize;
    for letter in text.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            letter if depth == 0 => outside.push(letter),
            _ => {}
        }
    }
    let long = |word: &&str| word.chars().filter(|letter| letter.is_alphabetic()).count() > 1;
    outside.split_whitespace().filter(long).count() > 1
}

/// How many there are in each file.
fn counts() -> BTreeMap<String, usize> {
    let own = |path: &str| FLOORS.iter().any(|floor| path.starts_with(floor));
    let files = program().into_iter();
    let files = files.filter(|(path, _)| own(path) && !is_of_tests(path));
    let counted = files.map(|(path, code)| {
        let plain = texts(&code);
        (path, plain.iter().filter(|text| is_sentence(text)).count())
    });
    counted.filter(|(_, count)| *count > 0).collect()
}

#[test]
fn no_sentence_is_added_that_goes_around_the_table_of_words() {
    let line = |line: &str| {
        let (count, path) = line.split_once(' ')?;
        Some((path.to_owned(), count.parse::<usize>().ok()?))
    };
    let allowed: BTreeMap<String, usize> = ALLOWED.lines().filter_map(line).collect();
    let counts = counts();
    let all: usize = counts.values().sum();
    let list: Vec<String> = counts
        .iter()
        .map(|(path, count)| format!("{count} {path}"))
        .collect();
    println!("{all} plain sentences\n{}", list.join("\n"));
    let more: Vec<String> = counts
        .iter()
        .filter(|(path, count)| **count > allowed.get(*path).copied().unwrap_or(0))
        .map(|(path, count)| format!("{path}: {count}"))
        .collect();
    assert!(
        more.is_empty(),
        "say these with say!, or lower what others say plainly:\n{}",
        more.join("\n")
    );
    let fewer = allowed
        .iter()
        .filter(|(path, count)| counts.get(*path).copied().unwrap_or(0) < **count);
    let fewer: Vec<_> = fewer.map(|(path, _)| path).collect();
    assert!(
        fewer.is_empty(),
        "write the new, lower numbers into plain.txt: {fewer:?}"
    );
}

#[test]
fn plain_sentences_are_told_from_said_ones_and_from_names() {
    let code = "
        // \"no such text\"
        let a = say!(
            \"said, with {} in it\", b);
        let c = '\"';
        let d = (\"two words\", \"id\", \"{name} alone\", \"it goes \\
            on\");
        mod tests { \"not this one\" }
        \nmod tests {
            \"nor this one\"
    ";
    let code = code.replace("        mod tests { \"not this one\" }\n", "");
    let plain: Vec<String> = texts(&code)
        .into_iter()
        .filter(|text| is_sentence(text))
        .collect();
    assert_eq!(plain, ["two words", "it goes on"]);
}

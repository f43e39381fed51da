//! What is said can be said in another language: every sentence is a key of its tables, and nothing but data gets
//! around them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use lemida::nn::{Architecture, Join, Source, Tie};
use lemida::say;
use lemida::train::{Experiment, TrainError};
use lemida::words::tongue::ALL;
use lemida::words::{ENGLISH, Language, Part, Text, Tongue, holes, parts};

use crate::code::{is_of_tests, program};

/// A language without words: brackets, and the holes in reverse.
static PSEUDO: Language = Language {
    id: "pseudo",
    name: "Pseudo",
    table: pseudo,
};

#[allow(clippy::unnecessary_wraps, reason = "tables may lack a sentence")]
fn pseudo(english: &str) -> Option<Cow<'static, str>> {
    let holes: Vec<_> = (0..holes(english))
        .rev()
        .map(|at| format!("{{{at}}}"))
        .collect();
    Some(format!("⟦{}⟧", holes.join("|")).into())
}

fn tell(language: &Language, text: &Text) -> String {
    Tongue::new(language, &|id| id.to_string()).tell(text)
}

/// The sentences that a source text says, outside its comments and tests.
fn sentences(text: &str) -> Vec<String> {
    let is_comment = |line: &&str| line.trim_start().starts_with("//");
    let is_test = |line: &&str| line.trim_start().starts_with("mod tests {");
    let lines = text.lines().take_while(|line| !is_test(line));
    let code: Vec<_> = lines.filter(|line| !is_comment(line)).collect();
    let code = code.join("\n");
    let places = code.match_indices("say!(");
    places
        .filter(|(at, _)| {
            let before = code[..*at].chars().next_back().unwrap_or(' ');
            !before.is_alphanumeric() && before != '_'
        })
        .map(|(at, word)| literal(&code[at + word.len()..]))
        .collect()
}

/// The text in quotes with which `code` begins.
fn literal(code: &str) -> String {
    let mut letters = code.trim_start().chars();
    assert_eq!(
        letters.next(),
        Some('"'),
        "say! wants a sentence: {code:.60}"
    );
    let mut sentence = String::new();
    loop {
        match letters.next() {
            Some('"') => return sentence,
            Some('\\') => match letters.next() {
                Some('\n') => letters = letters.as_str().trim_start().chars(),
                Some('n') => sentence.push('\n'),
                Some(letter @ ('"' | '\\' | '\'')) => sentence.push(letter),
                other => panic!("a sentence with \\{other:?}: write the letter itself"),
            },
            Some(letter) => sentence.push(letter),
            None => panic!("a sentence without an end: {sentence}"),
        }
    }
}

/// Every sentence of the program, with the file that says it first.
fn all() -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (path, text) in program() {
        if !is_of_tests(&path) {
            for sentence in sentences(&text) {
                all.entry(sentence).or_insert_with(|| path.clone());
            }
        }
    }
    all
}

#[test]
fn no_sentence_needs_two_lines_of_a_table() {
    let all = all();
    println!("{} sentences", all.len());
    assert!(all.len() > 100, "only {} were found", all.len());
    let mut read: BTreeMap<String, &str> = BTreeMap::new();
    for sentence in all.keys() {
        let part = |part| match part {
            Part::Words(words) => words.to_owned(),
            Part::Hole(_) => "…".into(),
        };
        let words: String = parts(sentence).into_iter().map(part).collect();
        if let Some(other) = read.insert(words, sentence) {
            panic!("write the holes of these alike: \"{other}\", \"{sentence}\"");
        }
    }
}

#[test]
fn nothing_of_a_sentence_is_said_but_by_the_table() {
    for (sentence, path) in all() {
        let count = holes(&sentence);
        let args: Vec<_> = (0..count).map(|at| format!("«{at}»")).collect();
        let told: Vec<_> = args.iter().rev().cloned().collect();
        let text = Text::said(sentence.leak(), args.iter().map(Text::from).collect());
        assert_eq!(
            tell(&PSEUDO, &text),
            format!("⟦{}⟧", told.join("|")),
            "{path}"
        );
        let english = text.to_string();
        assert!(
            args.iter().all(|arg| english.contains(arg)),
            "{path}: {english}"
        );
    }
}

#[test]
fn every_language_leaves_the_same_holes() {
    let gaps = |sentence: &str| -> BTreeSet<usize> {
        let hole = |part| match part {
            Part::Words(_) => None,
            Part::Hole(number) => Some(number),
        };
        parts(sentence).into_iter().filter_map(hole).collect()
    };
    for language in ALL.iter().copied().chain([&PSEUDO]) {
        let (mut said, mut wrong) = (0, Vec::new());
        let all = all();
        for (english, path) in &all {
            let Some(own) = (language.table)(english) else {
                continue;
            };
            said += 1;
            if gaps(english) != gaps(&own) {
                wrong.push(format!("{path}: \"{english}\": \"{own}\""));
            }
        }
        println!("{}: {said} of {} sentences", language.name, all.len());
        assert!(wrong.is_empty(), "{}\n{}", language.name, wrong.join("\n"));
        assert_eq!(said == 0, language.id == ENGLISH.id, "{}", language.name);
    }
}

/// The words that are left of a text where a language has none.
fn left(text: &Text) -> Vec<String> {
    let told = tell(&PSEUDO, text);
    assert!(told.contains('⟦'), "{told}");
    let words = told.split(|letter: char| !letter.is_alphabetic() && letter != '-');
    let words = words.filter(|word| word.chars().any(char::is_alphabetic));
    words.map(str::to_owned).collect()
}

#[test]
fn of_wrong_rows_nothing_stays_english_but_data() {
    let wrong = |change: &dyn Fn(&mut Architecture)| {
        let mut experiment = Experiment::named("denoise-quick").unwrap();
        change(&mut experiment.architecture);
        let problems = experiment.problems();
        assert!(!problems.is_empty());
        Text::lines(problems.iter().map(lemida::train::Problem::text))
    };
    let row =
        |rows: &mut Architecture, at: usize, from: u32| rows.rows[at].from = Source::Row(from);
    let label = "Convolution";
    for from in [1, 2, 99] {
        assert_eq!(left(&wrong(&|rows| row(rows, 0, from))), [label], "{from}");
    }
    let tie = Tie {
        row: 2,
        transposed: false,
    };
    let joined = wrong(&|rows| rows.rows[2].join = Some(Join::Add(Source::Input)));
    assert_eq!(left(&joined), ["channels", label]);
    let tied = wrong(&|rows| rows.rows[0].tie = Some(tie));
    assert_eq!(left(&tied), [label]);
    let empty = wrong(&|rows| rows.rows.clear());
    assert_eq!(left(&empty), Vec::<String>::new());
    println!("{}", tell(&PSEUDO, &joined));
}

#[test]
fn of_wrong_files_and_runs_nothing_stays_english_but_data() {
    let read = Experiment::from_toml("[date]\n[data]\nkind = \"digit\"\n").unwrap_err();
    let data = ["date", "data", "kind", "digit", "digits"];
    let words = left(&read.text());
    assert!(
        words.iter().all(|word| data.contains(&&**word)),
        "{words:?}"
    );
    let network = Architecture::from_text("dense hundred\n}").unwrap_err();
    let network = Text::lines(network.iter().map(lemida::nn::text::TextMistake::text));
    assert_eq!(left(&network), ["hundred", "units"]);
    let diverged = TrainError::Diverged {
        step: 3,
        loss: "9".into(),
        row: Some(1),
        learning_rate: 0.1,
        kept: 2,
    };
    assert_eq!(left(&diverged.text()), Vec::<String>::new());
}

#[test]
fn sentences_are_found_in_source_text() {
    let code = "
        // say!(\"no\")
        let a = say!(
            \"a {} \\
            and \\\"b\\\"\",
            b
        );
        essay!(\"no\");
        crate::say!(\"c {{d}}\");
        mod tests { say!(\"no\") }
    ";
    assert_eq!(sentences(code), ["a {} and \"b\"", "c {{d}}"]);
    assert_eq!(left(&say!("{} and {}", "a", 1)), ["a"]);
}

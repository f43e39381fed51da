//! Texts that are no experiments, and what is said of them.

use super::*;

/// A file with one mistake, where it is, and words that its telling must hold.
const MISTAKES: &[(&str, usize, usize, &[&str])] = &[
    ("nmae = \"x\"", 1, 1, &["nmae", "did you mean \"name\""]),
    ("qwertyuiop = 1", 1, 1, &["known: name, seed"]),
    ("name = 3", 1, 8, &["name cannot be 3", "a text in quotes"]),
    ("seed = -1", 1, 8, &["seed", "whole number from 0"]),
    ("seed = 1.5", 1, 8, &["seed cannot be 1.5"]),
    ("seed = 7\nseed = 8", 2, 1, &["TOML", "duplicate"]),
    ("name = \"open", 1, 13, &["TOML"]),
    (
        "[training]\nstep = 4",
        2,
        1,
        &["step", "did you mean \"steps\""],
    ),
    (
        "[training]\nsteps = 0",
        2,
        9,
        &["steps cannot be 0", "from 1 to 100000000"],
    ),
    (
        "[training]\nsteps = \"many\"",
        2,
        9,
        &["steps cannot be \"many\"", "whole number"],
    ),
    ("[training]\nsteps = 1.5", 2, 9, &["whole number"]),
    (
        "[training]\nsteps = 99999999999999999999",
        2,
        9,
        &["whole number"],
    ),
    (
        "[training]\nlearning_rate = nan",
        2,
        17,
        &["learning_rate", "a number from"],
    ),
    (
        "[training]\nbatch = 2020-01-01",
        2,
        9,
        &["batch cannot be 2020-01-01"],
    ),
    (
        "[training]\nbatch = [1, 2]",
        2,
        9,
        &["batch cannot be [1, 2]"],
    ),
    (
        "training = 4",
        1,
        12,
        &["training cannot be 4", "a table of settings"],
    ),
    (
        "[loss]",
        1,
        1,
        &["[loss] does not say its kind", "mean-squared"],
    ),
    (
        "[loss]\nkind = \"hubert\"",
        2,
        8,
        &["there is no kind \"hubert\"", "did you mean \"huber\""],
    ),
    (
        "[loss]\nkind = \"xxxxxxxx\"",
        2,
        8,
        &["known: mean-squared"],
    ),
    ("[loss]\nkind = 4", 2, 8, &["a text in quotes"]),
    (
        "[loss]\nkind = \"huber\"\ndelt = 1.0",
        3,
        1,
        &["setting of \"huber\"", "did you mean \"delta\""],
    ),
    (
        "[optimizer]\nkind = \"adam\"\nbeta1 = 1.5",
        3,
        9,
        &["beta1 cannot be 1.5", "from 0 to"],
    ),
    (
        "[noise]\nkind = \"gaussian\"\nfrom = true",
        3,
        8,
        &["from cannot be true"],
    ),
    (
        "[schedule]\nkind = \"cosinus\"",
        2,
        8,
        &["did you mean \"cosine\""],
    ),
];

/// A network with one mistake in the rows.
const ROW_MISTAKES: &[(&str, usize, usize, &[&str])] = &[
    ("rows = 4", 1, 8, &["rows cannot be 4", "a list"]),
    ("rows = [ 4 ]", 1, 10, &["a row cannot be 4"]),
    (
        "rows = [ { units = 4 } ]",
        1,
        10,
        &["does not say its layer"],
    ),
    (
        "rows = [ { layer = \"desne\" } ]",
        1,
        20,
        &["did you mean \"dense\""],
    ),
    (
        "rows = [\n  { layer = \"dense\", unit = 4 } ]",
        2,
        22,
        &["did you mean \"units\""],
    ),
    (
        "rows = [ { layer = \"dense\", units = 0 } ]",
        1,
        37,
        &["units cannot be 0", "from 1 to"],
    ),
    (
        "rows = [ { layer = \"relu\", id = 0 } ]",
        1,
        33,
        &["a row's id"],
    ),
    (
        "rows = [ { layer = \"relu\", add = -1 } ]",
        1,
        34,
        &["0 for the network's input"],
    ),
    (
        "rows = [ { layer = \"relu\", add = 0, concat = 0 } ]",
        1,
        46,
        &["one of add, subtract, multiply and concat"],
    ),
    (
        "rows = [ { layer = \"relu\", transposed = true } ]",
        1,
        41,
        &["tie ="],
    ),
    (
        "rows = [ { layer = \"dense\", tie = 1, transposed = 3 } ]",
        1,
        51,
        &["true or false"],
    ),
    (
        "rows = [ { layer = \"relu\", id = 4 }, { layer = \"relu\", id = 4 } ]",
        1,
        38,
        &["id 4 is used twice"],
    ),
    (
        "init = \"she\"",
        1,
        8,
        &["init cannot be \"she\"", "\"he\""],
    ),
    ("output = \"input\"", 1, 10, &["\"input - network\""]),
    ("inits = \"he\"", 1, 1, &["did you mean \"init\""]),
];

fn mistake(text: &str, line: usize, column: usize, words: &[&str]) {
    let error = Experiment::from_toml(text).expect_err(text);
    let told = error.mistakes.iter().find(|mistake| {
        let what = mistake.what.to_string();
        words.iter().all(|word| what.contains(word))
    });
    let Some(told) = told else {
        panic!("{text}\n-> {error}")
    };
    assert_eq!(
        (told.line, told.column),
        (line, column),
        "{text}\n-> {error}"
    );
    assert_eq!(error.mistakes.len(), 1, "{text}\n-> {error}");
}

#[test]
fn every_kind_of_mistake_is_told_with_its_place_and_the_cure() {
    for (text, line, column, words) in MISTAKES {
        let needed = "[data]\nkind = \"digits\"\n[network]\nrows = []";
        mistake(&format!("{text}\n{needed}"), *line, *column, words);
    }
    for (text, line, column, words) in ROW_MISTAKES {
        mistake(
            &format!("[data]\nkind = \"digits\"\n[network]\n{text}"),
            line + 3,
            *column,
            words,
        );
    }
    mistake("[network]\nrows = []", 1, 1, &["no [data] table"]);
    mistake("[data]\nkind = \"digits\"", 1, 1, &["no [network] table"]);
}

#[test]
fn all_mistakes_are_told_at_once_in_order() {
    let text = "sed = 1\n[data]\nkind = \"digit\"\n[network]\nrows = [ { layer = \"rel\" } ]\n[training]\nsteps = 0\n";
    let error = Experiment::from_toml(text).unwrap_err();
    let lines: Vec<_> = error.mistakes.iter().map(|mistake| mistake.line).collect();
    assert_eq!(lines, [1, 3, 5, 7]);
    assert_eq!(error.to_string().lines().count(), 4);
}

#[test]
fn random_damage_never_panics() {
    use crate::math::random::{Purpose, Stream};
    let good = NAMED[0].toml.as_bytes();
    let mut random = Stream::new(1, Purpose::Data, 0);
    for _ in 0..500 {
        let mut bytes = good.to_vec();
        for _ in 0..=random.below(6) {
            let at = random.below(bytes.len().max(1));
            if bytes.len() <= at {
                break;
            }
            match random.below(3) {
                0 => bytes[at] = b' ' + random.below(95) as u8,
                1 => drop(bytes.drain(at..(at + random.below(20)).min(bytes.len()))),
                _ => bytes.truncate(at.max(1)),
            }
        }
        let _ = Experiment::from_toml(&String::from_utf8_lossy(&bytes))
            .map(|experiment| experiment.problems());
    }
}

use super::*;
use crate::nn::{Join, Source, Tie, layers, loss, optimizer};
use crate::setting::{Adjust, Catalogue, Setting, Value, find};
use crate::train::schedule;
use crate::{data, noise};

const GOOD: &str = r#"
name = "tiny"
seed = 3

[data]
kind = "digits"

[network]
rows = [
    { layer = "flatten" },
    { layer = "dense", units = 10 },
]
"#;

#[test]
fn experiments_that_come_with_the_program_can_run_and_survive_a_round_trip() {
    for named in NAMED {
        let experiment = Experiment::from_toml(named.toml)
            .unwrap_or_else(|error| panic!("{}: {error}", named.id));
        assert_eq!(experiment.name, named.id);
        assert_eq!(experiment.problems(), [], "{}", named.id);
        let again = Experiment::from_toml(&experiment.to_toml()).unwrap();
        assert_eq!(again, experiment);
        assert_eq!(again.to_toml(), experiment.to_toml());
    }
}

#[test]
fn what_is_not_written_has_its_default() {
    let experiment = Experiment::from_toml(GOOD).unwrap();
    assert_eq!(experiment.loss.id(), "cross-entropy");
    assert_eq!(experiment.optimizer.id(), "adam");
    assert_eq!(experiment.training, Training::default());
    assert_eq!(experiment.architecture.rows[1].id, 2);
    assert!(experiment.problems().is_empty());
}

/// Both ends of every setting's range, every choice, and a text that needs care.
fn extremes(settings: &'static [Setting]) -> Vec<(&'static str, Value)> {
    let mut all = Vec::new();
    for setting in settings {
        match setting.kind {
            Kind::Flag => all.extend([true, false].map(|flag| (setting.key, Value::Flag(flag)))),
            Kind::Int { min, max } => all.extend([min, max].map(|n| (setting.key, Value::Int(n)))),
            Kind::Float { min, max, .. } => {
                all.extend(
                    [min, max, min + (max - min) / 3.0].map(|n| (setting.key, Value::Float(n))),
                );
            }
            Kind::Choice(choices) => {
                all.extend(
                    choices
                        .iter()
                        .map(|choice| (setting.key, Value::Text(choice.id.into()))),
                );
            }
            Kind::Text => all.push((setting.key, Value::Text("C:\\a \"b\"\n\tπ\u{1}".into()))),
        }
    }
    all
}

fn each_setting<T: Adjust + ?Sized>(
    catalogue: Catalogue<T>,
    mut put: impl FnMut(Box<T>, &str, Value),
) where
    Box<T>: Clone,
{
    for entry in catalogue {
        let thing = (entry.make)();
        let mut plain = thing
            .settings()
            .iter()
            .filter_map(|s| Some((s.key, thing.get(s.key)?)));
        let first = plain.next().unwrap_or(("", Value::Flag(true)));
        put(thing.clone(), first.0, first.1);
        for (key, value) in extremes(thing.settings()) {
            put(thing.clone(), key, value);
        }
    }
}

fn same_after_a_round_trip(experiment: &Experiment) {
    let text = experiment.to_toml();
    match Experiment::from_toml(&text) {
        Ok(again) => assert_eq!(&again, experiment),
        Err(error) => panic!("{error}\n{text}"),
    }
}

#[test]
fn every_setting_of_everything_survives_a_round_trip() {
    let base = Experiment::from_toml(GOOD).unwrap();
    macro_rules! walk {
        ($field:ident, $catalogue:expr) => {
            each_setting($catalogue, |mut thing, key, value| {
                if !key.is_empty() {
                    thing.set(key, value).unwrap();
                }
                let mut experiment = base.clone();
                experiment.$field = thing;
                same_after_a_round_trip(&experiment);
            });
        };
    }
    walk!(data, data::ALL);
    walk!(noise, noise::ALL);
    walk!(loss, loss::ALL);
    walk!(optimizer, optimizer::ALL);
    walk!(schedule, schedule::ALL);
    each_setting(layers::ALL, |mut layer, key, value| {
        if !key.is_empty() {
            layer.set(key, value).unwrap();
        }
        let mut experiment = base.clone();
        experiment.architecture.push(layer);
        same_after_a_round_trip(&experiment);
    });
}

#[test]
fn no_layer_has_a_setting_that_a_row_needs_for_itself() {
    for entry in layers::ALL {
        for setting in (entry.make)().settings() {
            assert!(
                !["layer", "id", "add", "concat", "tie", "transposed"].contains(&setting.key),
                "{}",
                entry.id
            );
        }
    }
}

#[test]
fn joins_ties_seeds_and_strange_names_survive_a_round_trip() {
    let mut experiment = Experiment::from_toml(GOOD).unwrap();
    experiment.seed = u64::MAX;
    experiment.name = "a \"quoted\" \\ name\nof two lines \u{7f} שלום".into();
    let make = |id| (find(layers::ALL, id).unwrap().make)();
    let network = &mut experiment.architecture;
    network.push_joined(make("relu"), Join::Add(Source::Input));
    network.push_joined(make("relu"), Join::Concat(Source::Row(2)));
    network.push(make("dense"));
    network.rows.last_mut().unwrap().tie = Some(Tie {
        row: 2,
        transposed: true,
    });
    network.shift(4, 0);
    same_after_a_round_trip(&experiment);
}

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
    let told = error
        .mistakes
        .iter()
        .find(|mistake| words.iter().all(|word| mistake.what.contains(word)));
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

#[test]
fn pieces_that_do_not_fit_are_told_with_the_cure() {
    let base = Experiment::from_toml(GOOD).unwrap();
    let problem = |change: &dyn Fn(&mut Experiment), word: &str| {
        let mut experiment = base.clone();
        change(&mut experiment);
        let problems = experiment.problems();
        assert!(
            problems
                .iter()
                .any(|problem| problem.to_string().contains(word)),
            "{word}: {problems:?}"
        );
    };
    let units = |experiment: &mut Experiment, units: i64| {
        experiment.architecture.rows[1]
            .layer
            .set("units", Value::Int(units))
            .unwrap();
    };
    problem(&|e| units(e, 9), "10 classes");
    problem(&|e| units(e, 1), "needs one number for each class");
    problem(
        &|e| drop(e.architecture.rows.pop()),
        "the answer has 784 numbers",
    );
    problem(&|e| e.architecture.rows.clear(), "");
    problem(
        &|e| e.architecture.rows[1].join = Some(Join::Add(Source::Row(99))),
        "row 2",
    );
    problem(
        &|e| {
            e.training.batch = 4096;
            e.architecture.rows[1].layer = (find(layers::ALL, "dense").unwrap().make)();
            e.architecture.rows[1]
                .layer
                .set("units", Value::Int(65_536))
                .unwrap();
            for _ in 0..30 {
                e.architecture
                    .push((find(layers::ALL, "relu").unwrap().make)());
            }
            e.architecture
                .push((find(layers::ALL, "dense").unwrap().make)());
            e.architecture
                .rows
                .last_mut()
                .unwrap()
                .layer
                .set("units", Value::Int(10))
                .unwrap();
        },
        "GB of memory",
    );
    let denoise = Experiment::named("denoise-quick").unwrap();
    let mut wrong = denoise.clone();
    wrong.loss = (find(loss::ALL, "hinge").unwrap().make)();
    assert!(wrong.problems()[0].to_string().contains("is for classes"));
    let mut wrong = denoise;
    wrong.architecture.answer_input_minus(false);
    wrong.architecture.rows.pop();
    assert!(
        wrong.problems()[0]
            .to_string()
            .contains("the answer is 24×64×64"),
        "{:?}",
        wrong.problems()
    );
}

#[test]
fn older_files_whose_answer_is_the_input_minus_the_network_mean_a_last_row() {
    let new = Experiment::named("denoise-quick").unwrap();
    let text = new.to_toml();
    let last = text.lines().find(|line| line.contains("subtract")).unwrap();
    assert!(
        last.contains("layer = \"identity\", from = 0, subtract = \"above\""),
        "{last}"
    );
    let old = text
        .replace(&format!("{last}\n"), "")
        .replace("[network]\n", "[network]\noutput = \"input - network\"\n");
    let read = Experiment::from_toml(&old).unwrap();
    assert!(read == new && read.architecture.answers_input_minus());
    // Neither did they say the task.
    let from = old.find("[task]").unwrap();
    let to = old.find("[noise]").unwrap();
    let older = old[..from].to_owned() + &old[to..];
    assert_eq!(Experiment::from_toml(&older).unwrap(), new);
}

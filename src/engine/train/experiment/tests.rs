mod mistakes;

use super::*;
use crate::data;
use crate::degrade::noise;
use crate::nn::{Join, Source, Tie, layers, loss, optimizer};
use crate::setting::{Adjust, Catalogue, Setting, Value, find};
use crate::train::schedule;

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
            Kind::Sides { min, max } => {
                let sides = [[min, min], [min, max], [max, min]];
                all.extend(sides.map(|sides| (setting.key, Value::Sides(sides))));
            }
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
            Kind::Several(choices) => {
                let ids: Vec<_> = choices.iter().map(|choice| choice.id).collect();
                for some in [0, 1, ids.len()] {
                    all.push((setting.key, Value::Text(ids[..some].join(" "))));
                }
            }
            Kind::Marks => {
                all.push((setting.key, Value::Text("-1.25 100 0; 0 -100 1".into())));
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
                ![
                    "layer",
                    "id",
                    "from",
                    "add",
                    "subtract",
                    "multiply",
                    "concat",
                    "tie",
                    "transposed"
                ]
                .contains(&setting.key),
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
    network.rows[1].off = true;
    same_after_a_round_trip(&experiment);
    let files = [("off = true", true), ("off = false", false)];
    for (word, off) in files {
        let text = GOOD.replace("units = 10", &format!("units = 10, {word}"));
        let read = Experiment::from_toml(&text).unwrap();
        assert_eq!(read.architecture.rows[1].off, off);
        assert!(!read.architecture.rows[0].off);
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

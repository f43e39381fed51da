//! Every edit can be taken back, whatever it was.

use std::time::Instant;

use proptest::prelude::*;

use super::*;
use crate::degrade::noise;
use crate::nn::{Join, Source, layers};
use crate::setting::{Adjust, Kind, Value};
use crate::train::{Experiment, NAMED};
use crate::{Photo, data, denoise};

fn document() -> Document {
    Document::new(Experiment::named("denoise-quick").unwrap())
}

fn photo(which: usize, noisy: bool) -> Photo {
    let path = format!("photo {which}.png").into();
    Photo::File { path, noisy }
}

/// Sets the setting at place `which` to a value that `number` decides.
fn set(thing: &mut dyn Adjust, which: usize, number: u64) {
    let settings = thing.settings();
    let Some(setting) = settings.get(which % settings.len().max(1)) else {
        return;
    };
    let share = (number % 97) as f64 / 96.0;
    let value = match setting.kind {
        Kind::Flag => Value::Flag(number.is_multiple_of(2)),
        Kind::Int { min, max } => {
            let span = max.saturating_sub(min).min(1000);
            Value::Int(min + (share * span as f64) as i64)
        }
        Kind::Sides { min, max } => {
            let [height, width] = [number % 5, number % 3].map(|more| min + more as i64);
            Value::Sides([height.min(max), width.min(max)])
        }
        Kind::Float { min, max, .. } => Value::Float(min + share * (max - min)),
        Kind::Choice(choices) => Value::Text(choices[number as usize % choices.len()].id.into()),
        Kind::Several(choices) => {
            let some = choices.iter().take(number as usize % (choices.len() + 1));
            Value::Text(some.map(|one| one.id).collect::<Vec<_>>().join(" "))
        }
        Kind::Marks => Value::Text(format!("{} 1 0", number % 9)),
        Kind::Text => Value::Text(format!("text {}", number % 5)),
    };
    thing.set(setting.key, value).unwrap();
}

/// One edit, of any part of the document.
fn edit(document: &mut Document, what: u8, which: usize, number: u64) {
    let experiment = &mut document.experiment;
    let rows = experiment.architecture.rows.len();
    match what {
        0 => set(&mut *experiment.data, which, number),
        1 => experiment.data = (data::ALL[which % data::ALL.len()].make)(),
        2 => set(&mut *experiment.noise, which, number),
        3 => experiment.noise = (noise::ALL[which % noise::ALL.len()].make)(),
        4 => set(&mut experiment.training, which, number),
        5 => set(&mut *experiment.optimizer, which, number),
        6 => experiment.seed = number,
        7 => experiment.name = format!("name {number}"),
        8 => {
            let layer = (layers::ALL[number as usize % layers::ALL.len()].make)();
            experiment.architecture.insert(which % (rows + 1), layer);
        }
        9 if rows > 0 => drop(experiment.architecture.remove(which % rows)),
        10 if rows > 0 => {
            let to = number as usize % rows;
            experiment.architecture.shift(which % rows, to);
        }
        11 if rows > 0 => set(
            &mut *experiment.architecture.rows[which % rows].layer,
            number as usize,
            number / 7,
        ),
        12 if rows > 0 => {
            let join = (!number.is_multiple_of(3)).then_some(Join::Add(Source::Input));
            experiment.architecture.rows[which % rows].join = join;
        }
        13 => experiment
            .architecture
            .answer_input_minus(which.is_multiple_of(2)),
        14 => document.contest.next_photo(which as i32 % 7),
        15 => document
            .contest
            .show(photo(which % 3, number.is_multiple_of(2))),
        16 => document.contest.sigma = number.is_multiple_of(2).then_some(which as f32 / 300.0),
        17 => {
            let entry = &denoise::ALL[which % denoise::ALL.len()];
            let usual = (entry.make)();
            let mut method = usual.clone();
            set(&mut *method, number as usize, number / 3);
            document.contest.tuned.set(method, &*usual);
        }
        18 => match number % 5 {
            0 => document.cleaning.show(photo(which % 3, true)),
            1 => document
                .cleaning
                .choose(denoise::ALL[which % denoise::ALL.len()].id),
            2 => document.cleaning.sigma = Some(which as f32 / 300.0),
            3 => set(&mut document.cleaning.finish, which, number / 5),
            _ => {
                let text = format!("layout {number}");
                document.arrangement.insert("bench".into(), text);
            }
        },
        19 => {
            let labs = document.labs.len();
            set(
                &mut *document.labs[which % labs],
                number as usize,
                number / 3,
            );
        }
        _ => {
            let name = NAMED[which % NAMED.len()].id;
            *experiment = Experiment::named(name).unwrap();
            document.number += 1;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 2000, ..ProptestConfig::default() })]

    #[test]
    fn a_thousand_edits_are_taken_back_and_made_again(
        edits in prop::collection::vec((0u8..21, 0usize..200, 0u64..100_000, 0.0..3.0f64), 1000)
    ) {
        let first = document();
        let (mut now, mut undo, mut time) = (first.clone(), Undo::new(first.clone()), 0.0);
        for (what, which, number, pause) in edits {
            edit(&mut now, what, which, number);
            time += pause;
            undo.note(&now, time);
            prop_assert!(undo.note(&now, time).is_none(), "nothing was edited since");
        }
        let mut back = now.clone();
        let mut steps = 0;
        while let Some((document, name)) = undo.undo() {
            prop_assert!(!name.words.is_empty());
            back = document.clone();
            steps += 1;
        }
        prop_assert!(back == first, "{back:?}");
        for _ in 0..steps {
            back = undo.redo().map(|(document, _)| document.clone()).unwrap();
        }
        prop_assert!(back == now, "{back:?}");
        prop_assert!(undo.redo().is_none());
    }
}

#[test]
fn edits_of_one_thing_in_a_row_are_one() {
    let mut now = document();
    let mut undo = Undo::new(now.clone());
    let rate = |rate: f32| {
        let mut document = document();
        document.experiment.training.learning_rate = rate;
        document
    };
    for (value, time) in [(0.1, 0.0), (0.2, 0.5), (0.3, 9.0)] {
        assert!(undo.note(&rate(value), time).is_some());
    }
    now.clone_from(&rate(0.3));
    now.experiment.seed = 99;
    assert!(undo.note(&now, 9.1).is_some());
    let names = undo.names().map(|name| name.map(|name| name.words.clone()));
    assert_eq!(names, [Some("change seed".to_owned()), None]);
    assert_eq!(*undo.undo().unwrap().0, rate(0.3));
    let (document, name) = undo.undo().unwrap();
    assert_eq!(
        (document, &*name.words),
        (&rate(0.2), "change learning rate")
    );
    assert_eq!(*undo.undo().unwrap().0, self::document());
    assert!(undo.undo().is_none());
    assert_eq!(*undo.redo().unwrap().0, rate(0.2));
    assert!(
        undo.note(&rate(0.9), 9.2).is_some(),
        "after Redo an edit is one of its own"
    );
    assert!(undo.redo().is_none());
    assert_eq!(*undo.undo().unwrap().0, rate(0.2));
}

#[test]
fn there_and_back_again_is_no_edit() {
    let first = document();
    let mut undo = Undo::new(first.clone());
    let mut moved = first.clone();
    moved.contest.sigma = Some(0.2);
    undo.note(&moved, 1.0);
    undo.note(&first, 1.5);
    assert_eq!(undo.names(), [None, None]);
    undo.note(&moved, 5.0);
    undo.note(&first, 8.0);
    assert_eq!(
        undo.undo().map(|(document, _)| document == &moved),
        Some(true)
    );
}

#[test]
fn comparing_costs_little() {
    let mut named = document();
    for named_too in NAMED {
        named.experiment = Experiment::named(named_too.id).unwrap();
        let other = named.clone();
        let began = Instant::now();
        for _ in 0..200 {
            assert!(named == other);
        }
        let each = began.elapsed() / 200;
        // A frame has 16 milliseconds; this is far from them also where a machine is busy.
        assert!(each.as_micros() < 1000, "{}: {each:?}", named_too.id);
    }
}

//! Edits are called by what a person did.

use super::*;
use crate::Photo;
use crate::nn::layers;
use crate::setting::Value;

/// What the edit that leads from the first document to an edited one is called, and where it is seen.
fn called(edit: impl FnOnce(&mut Document)) -> (String, Place) {
    let before = Document::new(Experiment::named("denoise-quick").unwrap());
    let mut after = before.clone();
    edit(&mut after);
    let name = name_of(&before, &after);
    (name.words, name.place)
}

#[test]
fn edits_of_the_experiment_are_called_by_what_they_change() {
    type Edit = fn(&mut Experiment);
    let cases: &[(Edit, &str)] = &[
        (|e| e.training.learning_rate = 0.5, "change learning rate"),
        (|e| e.seed += 1, "change seed"),
        (|e| e.name = "Mine".into(), "rename the experiment"),
        (
            |e| e.architecture.answer_input_minus(false),
            "change what the answer is",
        ),
        (
            |e| {
                let end = e.architecture.end();
                e.architecture.insert(end, (layers::ALL[0].make)());
            },
            "add Convolution",
        ),
        (|e| drop(e.architecture.remove(0)), "delete Convolution"),
        (|e| e.architecture.shift(0, 2), "move a row"),
        (
            |e| {
                e.architecture.rows[2]
                    .layer
                    .set("channels", Value::Int(7))
                    .unwrap();
            },
            "change channels of row 3",
        ),
        (|e| e.architecture.rows.clear(), "change the network"),
        (|e| drop(e.architecture.repeat(&[1, 2], 3)), "add 4 rows"),
        (|e| e.architecture.remove_part(&[1, 2, 3]), "delete 3 rows"),
        (
            |e| {
                e.noise.set("from", Value::Float(3.0)).unwrap();
                e.noise.set("to", Value::Float(3.0)).unwrap();
            },
            "change σ from of noise",
        ),
        (
            |e| *e = Experiment::named("points-xor").unwrap(),
            "change the experiment",
        ),
    ];
    for (edit, words) in cases {
        let (found, place) = called(|document| edit(&mut document.experiment));
        assert_eq!((&*found, place), (*words, Place::Bench));
    }
}

#[test]
fn edits_of_everything_else_are_called_by_what_they_change() {
    type Edit = fn(&mut Document);
    let cases: &[(Edit, &str, Place)] = &[
        (|d| d.number = 3, "open denoise-quick", Place::Bench),
        (
            |d| d.contest.next_photo(1),
            "change photograph",
            Place::Contest,
        ),
        (
            |d| d.contest.sigma = Some(0.1),
            "change σ of the photograph",
            Place::Contest,
        ),
        (
            |d| d.contest.tune("bm3d", "strength", Value::Float(2.0)),
            "change strength of BM3D",
            Place::Contest,
        ),
        (
            |d| d.cleaning.show(Photo::default()),
            "change the photograph to clean",
            Place::Clean,
        ),
        (
            |d| d.cleaning.choose("bm3d"),
            "clean with BM3D",
            Place::Clean,
        ),
        (|d| d.cleaning.sigma = Some(0.1), "change σ", Place::Clean),
        (
            |d| d.cleaning.finish.grain = 3.0,
            "change grain of finish",
            Place::Clean,
        ),
        (
            |d| {
                d.text = Some("relu # mine".into());
                d.experiment.architecture.rows.clear();
            },
            "change the network's text",
            Place::Bench,
        ),
        (
            |d| d.text = Some("reluu".into()),
            "change the network's text",
            Place::Bench,
        ),
        (
            |d| d.experiment.architecture.rows[1].off = true,
            "switch row 2 off",
            Place::Bench,
        ),
        (
            |d| d.labs[1].set("seed", Value::Int(5)).unwrap(),
            "change seed of XOR",
            Place::Lab(1),
        ),
        (
            |d| drop(d.arrangement.insert("bench".into(), "{}".into())),
            "arrange the panels",
            Place::Panels,
        ),
    ];
    for (edit, words, place) in cases {
        assert_eq!(called(edit), ((*words).to_owned(), *place));
    }
}

#[test]
fn each_row_and_each_setting_is_a_thing_of_its_own() {
    let before = Document::new(Experiment::named("denoise-quick").unwrap());
    let of = |row: usize, key: &str, value: i64| {
        let mut after = before.clone();
        let rows = &mut after.experiment.architecture.rows;
        rows[row].layer.set(key, Value::Int(value)).unwrap();
        name_of(&before, &after).of
    };
    assert_eq!(of(0, "channels", 7), of(0, "channels", 8));
    assert_ne!(of(0, "channels", 7), of(2, "channels", 7));
    assert_ne!(of(0, "channels", 7), of(0, "kernel", 7));
}

#[test]
fn labels_stand_within_a_sentence() {
    let cases = [
        ("Learning rate", "learning rate"),
        ("BM3D", "BM3D"),
        ("σ from", "σ from"),
        ("NL-means", "NL-means"),
        ("K", "K"),
        ("", ""),
    ];
    for (label, words) in cases {
        assert_eq!(lower(label), words);
    }
}

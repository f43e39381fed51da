//! Ranks by hand, what is made random, and the checks on pictures whose reason is known.

use super::super::for_tests::{Spots, done};
use super::*;
use crate::data::EmptyShelf;
use crate::figure::Body;
use crate::labs::Truth;
use crate::nn::NamedTensor;

#[test]
fn ranks_by_hand() {
    assert!((check::correlation(&[1.0, 2.0, 3.0], &[10.0, 20.0, 90.0]) - 1.0).abs() < 1e-12);
    assert!((check::correlation(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]) + 1.0).abs() < 1e-12);
    assert_eq!(check::correlation(&[1.0, 1.0, 1.0], &[3.0, 2.0, 1.0]), 0.0);
    // Ranks 0.5, 0.5, 2 against 0, 1, 2: 1.5 / √(1.5 · 2).
    let tied = check::correlation(&[1.0, 1.0, 5.0], &[1.0, 2.0, 3.0]);
    assert!((tied - 1.5 / 3.0f64.sqrt()).abs() < 1e-12, "{tied}");
}

#[test]
fn layers_become_random_the_last_first() {
    let weights = |value: f32| -> Weights {
        let names = ["1.weight", "1.bias", "4.weight"];
        let tensor = |name: &str| NamedTensor {
            name: name.into(),
            shape: vec![1],
            values: vec![value],
        };
        names.map(tensor).to_vec()
    };
    let all = cascade(&weights(1.0), &weights(2.0));
    let values: Vec<Vec<f32>> = all
        .iter()
        .map(|one| one.iter().map(|tensor| tensor.values[0]).collect())
        .collect();
    assert_eq!(values, [[1.0, 1.0, 1.0], [1.0, 1.0, 2.0], [2.0, 2.0, 2.0]]);
}

#[test]
fn maps_name_the_spot_that_decides() {
    let lab = Explain {
        pictures: Pictures::Digits,
        count: 400,
        steps: 80,
        judged: 4,
        seeds: 1,
        ..Explain::default()
    };
    let (verdict, figures) = done(lab, Spots);
    let verdict = verdict.unwrap();
    assert_eq!(verdict.truth, Truth::Open, "one seed decides nothing");
    let number = |start: &str| {
        let mut numbers = verdict.numbers.iter();
        numbers.find(|(name, _)| name.starts_with(start)).unwrap().1
    };
    assert!(number("new pictures right") > 80.0, "{verdict:?}");
    let chance = number("by chance, area");
    for way in ["occlusion", "integrated gradients"] {
        assert!(number(&format!("{way}, area")) < chance, "{verdict:?}");
        assert!(
            number(&format!("{way}, rank correlation")) < 0.9,
            "{verdict:?}"
        );
    }
    assert!(number("integrated gradients, off") < 5.0, "{verdict:?}");
    let answer = figures
        .iter()
        .find(|figure| figure.id == shown::ANSWER)
        .unwrap();
    assert!(matches!(&answer.body, Body::Pictures(pictures) if pictures.len() == 5));
    assert!(done(Explain::default(), EmptyShelf).0.is_err());
}

//! The peak, on pictures made for the test.

use super::super::for_tests::{Spots, done};
use super::*;
use crate::figure::{Body, Figure, Plot};
use crate::labs::Truth;

fn small() -> DoubleDescent {
    DoubleDescent {
        count: 60,
        most: 1200,
        steps: 200,
        seeds: 2,
        ..DoubleDescent::default()
    }
}

/// What is wrong over the number of features.
fn errors(figures: &[Figure]) -> &Plot {
    let bodies = figures.iter().map(|figure| &figure.body);
    let mut plots = bodies.filter_map(|body| match body {
        Body::Plot(plot) => Some(plot),
        _ => None,
    });
    plots.next().expect("it is shown")
}

#[test]
fn the_peak_stands_where_features_are_as_many_as_pictures() {
    let (verdict, figures) = done(small(), Spots);
    let verdict = verdict.unwrap();
    let numbers: Vec<f64> = verdict.numbers.iter().map(|(_, number)| *number).collect();
    for draw in numbers.chunks(3) {
        assert!(draw[1] > 1.5 * draw[0] && draw[2] < draw[1], "{verdict:?}");
    }
    assert_eq!(figures.len(), 4);
    let plot = errors(&figures);
    let exact = plot.marks.iter().find(|mark| mark.name == "exact").unwrap();
    let worst = exact
        .marking
        .places()
        .into_iter()
        .max_by(|a, b| a[1].total_cmp(&b[1]));
    assert!((worst.unwrap()[0] - 60.0).abs() < 2.5);
    // Gradient descent that stops early does not know of it.
    let early = plot
        .marks
        .iter()
        .find(|mark| mark.name.contains("steps"))
        .unwrap();
    let at = |places: &[[f64; 2]]| places.iter().find(|place| place[0] == 60.0).unwrap()[1];
    assert!(at(&early.marking.places()) < 0.7 * at(&exact.marking.places()));
}

#[test]
fn a_large_ridge_removes_it() {
    let lab = DoubleDescent {
        ridge: 0.1,
        seeds: 1,
        ..small()
    };
    let (_, figures) = done(lab, Spots);
    let plot = errors(&figures);
    let at = |start: &str| {
        let mark = plot
            .marks
            .iter()
            .find(|mark| mark.name.starts_with(start))
            .unwrap();
        mark.marking
            .places()
            .iter()
            .find(|place| place[0] == 60.0)
            .unwrap()[1]
    };
    assert!(
        at("ridge") < 0.6 * at("exact"),
        "{} {}",
        at("ridge"),
        at("exact")
    );
}

#[test]
fn without_far_more_features_nothing_is_decided() {
    let lab = DoubleDescent {
        most: 100,
        seeds: 1,
        ..small()
    };
    let verdict = done(lab, Spots).0.unwrap();
    assert_eq!(verdict.truth, Truth::Open);
    assert!(verdict.words.contains("ten times"), "{verdict:?}");
}

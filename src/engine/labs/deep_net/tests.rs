//! Two networks on pictures that are made for the test, for the shelf here is empty.

use super::super::lesson::for_tests::told_of_bars;
use super::*;
use crate::figure::{Body, Cell};

#[test]
fn what_lies_anywhere_is_found_by_filters_that_look_everywhere() {
    let lab = DeepNet {
        steps: 150,
        training: 1000,
        width: 8,
        photos: false,
        seeds: 1,
        ..DeepNet::default()
    };
    let (verdict, figures) = told_of_bars(lab);
    assert_eq!(verdict.truth, Truth::Holds, "{verdict:?}");
    let frames = figures.iter().find_map(|figure| match &figure.body {
        Body::Frames(frames) => Some(frames),
        _ => None,
    });
    let frames = frames.unwrap();
    assert_eq!(frames.len(), 9);
    assert_ne!(frames[0].body, frames[8].body, "the filters have learned");
    let plots = figures.iter().filter_map(|figure| match &figure.body {
        Body::Plot(plot) => Some(plot),
        _ => None,
    });
    for plot in plots {
        assert_eq!(plot.marks.len(), 4, "both networks, and their rates");
        assert_eq!(plot.marks[0].marking.places().len(), RATES.len());
    }
}

#[test]
fn equal_seconds_are_equal() {
    let lab = DeepNet {
        equal: Equal::Seconds,
        seconds: 0.5,
        training: 300,
        width: 8,
        photos: false,
        seeds: 1,
        ..DeepNet::default()
    };
    let (_, figures) = told_of_bars(lab);
    let table = figures.iter().find_map(|figure| match &figure.body {
        Body::Table(table) if figure.title.ends_with("two networks") => Some(table),
        _ => None,
    });
    for row in &table.unwrap().rows {
        let Cell::Number(seconds) = row.cells[3] else {
            panic!("{row:?}");
        };
        assert!((0.5..2.0).contains(&seconds), "{seconds}");
    }
}

#[test]
fn a_network_that_still_learns_has_not_failed() {
    let lab = DeepNet::default();
    let of = |ends: [f64; 2], halfway: f64| {
        let found = [vec![Rights { ends, halfway }]];
        lab.verdict(&[], &found).truth
    };
    assert_eq!(of([0.88, 0.84], 0.8), Truth::Holds);
    assert_eq!(of([0.86, 0.84], 0.8), Truth::Open);
    assert_eq!(of([0.86, 0.84], 0.859), Truth::Fails);
}

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
    // It was so, with the only seed; one seed decides nothing.
    assert!(verdict.words.contains("1 of 1 seed"), "{verdict:?}");
    assert_eq!(verdict.truth, Truth::Open);
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
    let of = |ends: [f64; 2], halfway: Option<f64>| {
        let found = vec![vec![Rights { ends, halfway }]; 2];
        lab.verdict(&[], &found).truth
    };
    assert_eq!(of([0.88, 0.84], Some(0.8)), Truth::Holds);
    assert_eq!(of([0.86, 0.84], Some(0.8)), Truth::Open);
    assert_eq!(of([0.86, 0.84], None), Truth::Open);
    assert_eq!(of([0.86, 0.84], Some(0.859)), Truth::Fails);
}

#[test]
fn halfway_is_half_of_the_budget_not_of_the_looks() {
    let look = |step: u64, right: f64| Look {
        step,
        seconds: 0.1 * step as f64,
        right,
    };
    // Few steps: a look at each, eight of them within the first half of all looks that there might be.
    let few: Vec<Look> = (0..=10).map(|at| look(at, 0.05 * at as f64)).collect();
    assert_eq!(halfway(&few, Budget::Steps(10)), Some(0.25));
    assert_eq!(halfway(&few, Budget::Seconds(0.61)), Some(0.05 * 3.0));
    // What was seen before the first step is nothing that was learned.
    let untaught = [look(0, 0.1), look(1, 0.4)];
    assert_eq!(halfway(&untaught, Budget::Steps(1)), None);
    assert_eq!(halfway(&untaught, Budget::Seconds(0.05)), None);
    assert_eq!(halfway(&[], Budget::Steps(1)), None);
}

#[test]
fn of_one_step_nothing_is_said() {
    let lab = DeepNet {
        steps: 1,
        training: 300,
        width: 8,
        photos: false,
        seeds: 2,
        ..DeepNet::default()
    };
    let (verdict, _) = told_of_bars(lab);
    assert_ne!(verdict.truth, Truth::Fails, "{verdict:?}");
}

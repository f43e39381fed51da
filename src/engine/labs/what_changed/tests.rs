//! A small grid on pictures that are made for the test, for the shelf here is empty.

use super::super::lesson::for_tests::told_of_bars;
use super::*;
use crate::figure::{Body, Cell, Figure};
use crate::labs::Truth;

fn small() -> WhatChanged {
    WhatChanged {
        pictures: 1000,
        steps: 81,
        depth: 2,
        seeds: 1,
        ..WhatChanged::default()
    }
}

#[test]
fn the_whole_grid_is_done_and_what_each_change_did_is_told() {
    let (verdict, figures) = told_of_bars(small());
    let body = |title: &str| {
        let found = figures.iter().find(|figure| figure.id == title);
        let names: Vec<_> = figures.iter().map(|figure| &figure.id).collect();
        &found.unwrap_or_else(|| panic!("{title}: {names:?}")).body
    };
    for id in ["Grid 1980s", "Grid 2010s"] {
        let Body::Grid(grid) = body(id) else {
            panic!("{id} is a grid");
        };
        assert_eq!((grid.columns, grid.rows()), (4, 5));
        assert!(
            grid.values
                .iter()
                .all(|value| (0.0..=100.0).contains(value)),
            "{grid:?}"
        );
    }
    let Body::Plot(depth) = body("Error against depth") else {
        panic!("it is a plot");
    };
    let points = depth.marks.iter().map(|mark| mark.marking.places().len());
    assert_eq!(points.collect::<Vec<_>>(), [3; 4], "no layer, one and two");
    let Body::Table(table) = body("One change, two, all three") else {
        panic!("it is a table");
    };
    let gain = |row: usize| match table.rows[row].cells[2] {
        Cell::Said(gain, _) => gain,
        ref other => panic!("{other:?}"),
    };
    assert_eq!((table.rows.len(), gain(0)), (8, 0.0));
    let Body::Plot(bars) = body("Whose gain it was") else {
        panic!("bars are a plot");
    };
    let parts = bars.marks[0].marking.places();
    let whole: f64 = parts.iter().map(|part| part[1]).sum();
    assert!((whole - gain(7)).abs() < 1e-9, "{whole} of {}", gain(7));
    let told = match gain(7) > 0.0 {
        true => "of that gain",
        false => "nothing was gained",
    };
    assert!(verdict.words.contains(told), "{verdict:?}");
}

#[test]
fn the_order_in_which_trainings_end_changes_nothing() {
    let numbers = || told_of_bars(small()).0.numbers;
    let (one, other) = (numbers(), numbers());
    assert_eq!(one, other);
}

#[test]
fn before_anything_is_trained_it_is_told_what_will_be() {
    let plan = Plan::new(10_000, 810, 8, LEVELS);
    let figure: Figure = shown::corners(&plan, BATCH, &Found::default()).unwrap();
    let Body::Table(table) = figure.body else {
        panic!("it is a table");
    };
    let cost = |column: usize| match &table.rows[5].cells[column] {
        Cell::Said(cost, _) => *cost,
        other => panic!("{other:?}"),
    };
    assert!(cost(2) > 1000.0 * cost(1), "{} and {}", cost(1), cost(2));
    assert_eq!(table.rows[0].cells[1], Cell::Empty);
}

/// Every run of two seeds, as wrong as `wrong` says.
fn every(plan: &Plan, wrong: impl Fn(&Run, u64) -> f64) -> Found {
    let mut found = Found::default();
    for run in plan.runs() {
        for seed in [7, 8] {
            found.put(run, seed, wrong(&run, seed));
        }
    }
    found
}

#[test]
fn the_interval_of_the_exponent_is_that_of_the_numbers_of_pictures() {
    let plan = Plan::new(10_000, 810, 8, LEVELS);
    let wrong = |run: &Run| {
        let noise = if run.pictures > 1000 { 1.2 } else { 1.0 };
        noise * (run.pictures as f64).powf(-0.3)
    };
    // A second seed that finds the same is no second set of points.
    let mut one = Found::default();
    plan.runs()
        .iter()
        .for_each(|run| one.put(*run, 7, wrong(run)));
    let two = every(&plan, |run, _| wrong(run));
    let [one, two] = [one, two].map(|found| shown::law(&plan, &found, true).unwrap());
    assert!((one.b - two.b).abs() < 1e-9);
    let [one, two] = [one, two].map(|law| law.within.unwrap());
    assert!(
        one > 0.01 && (two / one - 1.0).abs() < 1e-9,
        "{one} and {two}"
    );
}

#[test]
fn where_nothing_was_gained_no_share_is_named() {
    let lab = WhatChanged::default();
    let plan = Plan::new(10_000, 810, 8, LEVELS);
    for later in [0.5, 0.6] {
        let wrong = |run: &Run, _| {
            if *run == plan.corner([true; 3]) {
                later
            } else {
                0.5
            }
        };
        let verdict = lab.verdict(&plan, &every(&plan, wrong), 9);
        assert!(verdict.words.contains("nothing was gained"), "{verdict:?}");
        assert!(!verdict.words.contains("NaN"), "{verdict:?}");
        assert!(
            verdict
                .numbers
                .iter()
                .all(|(name, _)| !name.contains("of the gain"))
        );
        assert_eq!(verdict.truth, Truth::Fails);
    }
}

#[test]
fn one_layer_is_not_deep_and_one_seed_not_enough() {
    let lab = WhatChanged::default();
    let of = |depth: usize, end: u64| {
        let plan = Plan::new(10_000, 810, depth, LEVELS);
        let last = plan.corner([true; 3]);
        let found = every(&plan, |run, _| if *run == last { 0.1 } else { 0.5 });
        lab.verdict(&plan, &found, end).truth
    };
    assert_eq!(of(8, 9), Truth::Holds);
    assert_eq!(of(8, 8), Truth::Open);
    assert_eq!(of(1, 9), Truth::Open);
}

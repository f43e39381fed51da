//! A small grid on pictures that are made for the test, for the shelf here is empty.

use super::super::lesson::for_tests::told_of_bars;
use super::*;
use crate::figure::{Body, Cell, Figure};

fn small() -> WhatChanged {
    WhatChanged {
        pictures: 1000,
        steps: 81,
        depth: 2,
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
    assert!(verdict.words.contains("of that gain"), "{verdict:?}");
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
    let cost = |row: usize| match table.rows[row].cells[6] {
        Cell::Number(cost) => cost,
        ref other => panic!("{other:?}"),
    };
    assert!(cost(1) > 1000.0 * cost(0), "{} and {}", cost(0), cost(1));
    assert_eq!(table.rows[0].cells[1], Cell::Empty);
}

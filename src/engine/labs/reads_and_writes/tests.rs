//! It reads, writes and translates a little when it is small, says what it cannot read, and looks where it may.

use super::super::for_tests::{done, told};
use super::learn::{Plan, lines, looked_at, network};
use super::*;
use crate::data::EmptyShelf;
use crate::figure::Body;
use crate::labs::Truth;
use crate::nn::{Architecture, Shape, Tensor};

#[test]
fn all_three_parts_are_done_and_one_seed_decides_nothing() {
    let lab = ReadsAndWrites {
        letters: 4000,
        read_steps: 250,
        write_steps: 60,
        date_steps: 20,
        seeds: 1,
        ..ReadsAndWrites::default()
    };
    let (verdict, figures) = told(lab);
    assert_eq!(verdict.truth, Truth::Open);
    let number = |end: &str| {
        let mut numbers = verdict.numbers.iter();
        numbers.find(|(name, _)| name.ends_with(end)).unwrap().1
    };
    // Forty letters that are all alike would need more than five bits.
    let bits = number("bits a letter, network");
    assert!((1.5..4.4).contains(&bits), "{bits}");
    assert!(number("bits a letter, best of counting") < bits);
    assert!(number("books told, network, %") > 30.0, "{verdict:?}");
    assert!(
        number("books told, 3 letters counted, %") > 60.0,
        "{verdict:?}"
    );
    let grid = figures.iter().find_map(|figure| match &figure.body {
        Body::Grid(grid) => Some(grid),
        _ => None,
    });
    let grid = grid.expect("where it looks is shown");
    assert_eq!((grid.columns, grid.values.len()), (15, 150));
    for row in grid.values.chunks(grid.columns) {
        let sum: f32 = row.iter().sum();
        assert!((0.0..1.0001).contains(&sum), "{row:?}");
    }
}

#[test]
fn a_part_is_done_alone() {
    let lab = ReadsAndWrites {
        what: What::Read,
        letters: 3000,
        read_steps: 10,
        ..ReadsAndWrites::default()
    };
    let (verdict, _) = told(lab);
    assert_eq!(verdict.truth, Truth::Open);
    assert!(
        verdict
            .numbers
            .iter()
            .all(|(name, _)| name.contains("books told")),
        "{verdict:?}"
    );
}

#[test]
fn a_date_that_cannot_be_read_is_said() {
    let lab = ReadsAndWrites {
        date: "4/3/1984".into(),
        ..ReadsAndWrites::default()
    };
    let error = done(lab, EmptyShelf).0.unwrap_err().to_string();
    assert!(error.contains("4 march 1984"), "{error}");
}

#[test]
fn no_letter_looks_at_a_later_one_and_all_looks_sum_to_one() {
    let plan = Plan {
        letters: 9,
        channels: 8,
        blocks: 2,
        heads: 2,
        places: true,
    };
    let text = plan.writer();
    let mut network = network(&text, 7, 3).unwrap();
    let architecture = Architecture::from_text(&text).unwrap();
    let looks = |row: [f32; 7], network: &mut Network| {
        let mut input = Tensor::zeros(0, Shape::vector(1));
        lines(&mut input, std::iter::once(&row[..]));
        looked_at(network, &architecture, &input)
    };
    let first = looks([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], &mut network);
    for (at, row) in first.chunks(7).enumerate() {
        let sum: f32 = row.iter().sum();
        assert!((sum - 1.0).abs() < 1e-5, "{row:?}");
        assert!(row[at + 1..].iter().all(|look| *look == 0.0), "{row:?}");
    }
    // What comes later changes nothing of what was before.
    let second = looks([1.0, 2.0, 3.0, 4.0, 8.0, 0.0, 1.0], &mut network);
    assert_eq!(first[..28], second[..28]);
    assert_ne!(first[28..], second[28..]);
}

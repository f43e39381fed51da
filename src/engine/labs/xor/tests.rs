//! Two networks and the best line.

use std::sync::Arc;
use std::time::Duration;

use super::super::{Poke, Told, Truth};
use super::*;
use crate::data::EmptyShelf;
use crate::figure::Body;
use crate::job::Job;
use crate::train::Options;

#[test]
fn only_the_hidden_layer_answers() {
    let lab = Xor {
        seeds: 2,
        ..Xor::default()
    };
    let job: Job<Poke, Told, Result<Verdict, TrainError>> =
        Job::start("xor", Arc::new(|| {}), move |link| {
            let options = Options::default();
            lab.run(&Desk::alone(link, &EmptyShelf, &options))
        })
        .unwrap();
    let mut right = Vec::new();
    let (mut maps, mut borders) = (0, 0);
    let outcome = loop {
        let outcome = job.output();
        while let Some(told) = job.wait_event(Duration::from_millis(20)) {
            let Told::Figure(figure) = told else {
                continue;
            };
            match figure.body {
                Body::Grid(grid) => {
                    maps += 1;
                    assert_eq!(grid.rows(), grid.columns);
                    let points = grid.groups.iter().map(|one| one.points.len());
                    assert_eq!(points.take(2).sum::<usize>(), 250);
                    // Borders of hidden units are drawn where there are some.
                    borders += usize::from(grid.groups.len() == 3);
                }
                Body::Plot(plot) => {
                    let ends = plot.marks.iter().map(|one| one.marking.end().unwrap()[1]);
                    right = ends.collect();
                }
                _ => {}
            }
        }
        if let Some(outcome) = outcome {
            break outcome;
        }
    };
    let verdict = outcome.unwrap().unwrap();
    assert_eq!(verdict.truth, Truth::Holds, "{verdict:?}");
    // Two networks and the best line, two seeds; figures of the first seed alone.
    assert_eq!((verdict.numbers.len(), maps, borders), (6, 3, 1));
    assert!(right[0] < 0.83, "a straight line parted XOR: {}", right[0]);
    assert!(right[1] > 0.95, "the hidden layer failed: {}", right[1]);
}

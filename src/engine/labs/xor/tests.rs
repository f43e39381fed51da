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
                    // A class has one colour on all of them.
                    assert_eq!(grid.role(1), Role::Group { at: 1, of: 2 });
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

#[test]
fn points_that_are_dragged_are_learned_and_judged_where_they_lie() {
    let mut lab = Xor {
        steps: 300,
        seeds: 1,
        ..Xor::default()
    };
    let dragged = Poke::Drag {
        figure: "a map".into(),
        item: [0, 3],
        to: Some([0.75, 0.25]),
    };
    assert!(lab.poked(&dragged));
    let marks = setting::Mark::read(&lab.own).unwrap();
    assert_eq!(marks.len(), 250);
    let moved = marks.iter().filter(|mark| mark.class == 0).nth(3).unwrap();
    assert_eq!(moved.at, [3.0, 3.0]);
    let experiment = lab.bench().unwrap();
    let (points, _) = held_out(&experiment, &EmptyShelf).unwrap();
    let lies = |([x, y], class): &lines::Point| *x == 3.0 && *y == 3.0 && *class < 0.0;
    assert_eq!(
        (points.len(), points.iter().filter(|one| lies(one)).count()),
        (250, 1)
    );
    let (verdict, figures) = crate::labs::for_tests::told(lab);
    assert_eq!(verdict.truth, Truth::Open, "{verdict:?}");
    assert!(verdict.words.contains("your own"), "{}", verdict.words);
    assert!(
        verdict.words.contains("the best of all lines has"),
        "{}",
        verdict.words
    );
    assert_eq!(
        figures
            .iter()
            .filter(|figure| figure.pick.is_some())
            .count(),
        3
    );
}

/// While a hand moves a point the figures follow within a tenth of a second (an unhurried machine given), and nothing
/// is learned.
#[test]
fn a_point_that_is_moved_is_seen_at_once_on_every_map() {
    use super::super::Memory;
    use std::time::Instant;
    let lab = Xor {
        steps: 100,
        seeds: 1,
        ..Xor::default()
    };
    let job: Job<Poke, Told, (Duration, usize)> = Job::start("xor", Arc::new(|| {}), move |link| {
        let (options, memory) = (Options::default(), Memory::default());
        let desk = Desk::alone(link, &EmptyShelf, &options).remembering(&memory);
        // Nothing is known yet: nothing is shown.
        lab.sketch(&desk).unwrap();
        desk.judge(&Verdict::open("begun"));
        lab.run(&desk).unwrap();
        desk.judge(&Verdict::open("done"));
        let mut moved = lab.clone();
        assert!(moved.poked(&Poke::Drag {
            figure: "a map".into(),
            item: [1, 5],
            to: Some([0.5, 0.25]),
        }));
        let began = Instant::now();
        moved.sketch(&desk).unwrap();
        (began.elapsed(), moved.own.len())
    })
    .unwrap();
    let (mut said, mut sketched) = (Vec::new(), Vec::new());
    let (took, own) = loop {
        let outcome = job.output();
        while let Some(told) = job.wait_event(Duration::from_millis(20)) {
            match told {
                Told::Verdict(verdict) => said.push(verdict.words),
                Told::Figure(figure) => {
                    assert!(!said.is_empty(), "shown before anything was known");
                    if said.last().is_some_and(|word| word == "done") {
                        sketched.push(figure);
                    }
                }
                Told::Waits(_) => {}
            }
        }
        if let Some(outcome) = outcome {
            break outcome.unwrap();
        }
    };
    assert!(own > 0);
    let titles: Vec<_> = sketched.iter().map(|figure| &*figure.title).collect();
    let expected = [
        "Answer over the plane: perceptron",
        "Answer over the plane: one hidden layer",
        "The best of all lines",
    ];
    assert_eq!(titles, expected);
    for figure in &sketched {
        let Body::Grid(grid) = &figure.body else {
            panic!("no map");
        };
        assert_eq!(grid.groups[1].points[5], [0.5, 0.25]);
    }
    // The hidden units' lines stay.
    let Body::Grid(hidden) = &sketched[1].body else {
        panic!("no map");
    };
    assert_eq!(hidden.groups.len(), 3);
    assert!(
        took < Duration::from_millis(if cfg!(debug_assertions) { 2000 } else { 300 }),
        "{took:?}"
    );
}

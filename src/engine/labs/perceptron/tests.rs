//! Points of one's own.

use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::data::EmptyShelf;
use crate::figure::{Body, Pickable};
use crate::job::Job;
use crate::labs::Told;
use crate::train::Options;

fn own(points: &[(f32, f32, usize)]) -> Perceptron {
    let marks: Vec<_> = points
        .iter()
        .map(|(x, y, class)| Mark {
            at: [*x, *y],
            class: *class,
        })
        .collect();
    Perceptron {
        matter: Matter::Own,
        own: Mark::write(&marks),
        ..Perceptron::default()
    }
}

#[test]
fn the_first_drag_makes_the_points_that_are_shown_ones_own() {
    let mut lab = Perceptron {
        count: 20,
        ..Perceptron::default()
    };
    let before = lab.marks();
    let dragged = Poke::Drag {
        figure: "map".into(),
        item: [1, 0],
        to: Some([0.5, 0.5]),
    };
    assert!(lab.poked(&dragged));
    assert_eq!(lab.matter, Matter::Own);
    let after = lab.marks();
    let first = before.iter().position(|mark| mark.class == 1).unwrap();
    for (at, (before, after)) in before.iter().zip(&after).enumerate() {
        assert_eq!(before.class, after.class);
        if at == first {
            assert_eq!(after.at, [0.0, 0.0]);
        } else {
            assert!((before.at[0] - after.at[0]).abs() < 0.011);
        }
    }
    lab.matter = Matter::Digits;
    assert!(!lab.poked(&dragged));
}

#[test]
fn what_it_learns_follows_the_points() {
    let apart = own(&[(1.0, 1.0, 1), (2.0, 0.5, 1), (-1.0, -1.0, 0)]);
    let learned = learn(&apart.points(Matter::Own, 0), 100, 10, &|| false);
    assert!(learned.ended);
    let corners = [
        (1.0, 1.0, 1),
        (-1.0, -1.0, 1),
        (1.0, -1.0, 0),
        (-1.0, 1.0, 0),
    ];
    let learned = learn(&own(&corners).points(Matter::Own, 0), 100, 10, &|| false);
    assert!(!learned.ended);
    let examples = own(&corners).points(Matter::Own, 0);
    let bound = Bound::of(Matter::Own, &examples, &learned, &|| false);
    let said = said(&learned, bound);
    assert!(
        said.starts_with("it did not end within 100 passes")
            && said.ends_with("; no line separates them, so there is no bound."),
        "{said}"
    );
    // Of no points at all there is a picture, too.
    let none = learn(&own(&[]).points(Matter::Own, 0), 100, 10, &|| false);
    assert_eq!((none.weights.len(), none.total()), (3, 0));
}

#[test]
fn the_bench_gets_the_points_that_are_shown() {
    let corners = [
        (1.0, 1.0, 1),
        (-1.0, -1.0, 1),
        (1.0, -1.0, 0),
        (-1.0, 1.0, 0),
    ];
    let lab = own(&corners);
    let experiment = lab.bench().unwrap();
    assert_eq!(experiment.data.get("own"), Some(Value::Text(lab.own)));
    assert_eq!(experiment.architecture.rows.len(), 1);
    let digits = Perceptron {
        matter: Matter::Digits,
        ..Perceptron::default()
    };
    assert!(digits.bench().is_none());
}

#[test]
fn the_points_that_are_shown_can_be_dragged() {
    let lab = own(&[(1.0, 1.0, 1), (2.0, 0.5, 1), (-1.0, -1.0, 0)]);
    let job: Job<Poke, Told, ()> = Job::start("lab", Arc::new(|| {}), move |link| {
        let options = Options::default();
        let desk = Desk::alone(link, &EmptyShelf, &options);
        let examples = lab.examples(lab.matter, lab.seed, &desk).unwrap();
        let learned = learn(&examples, lab.passes, WAYS, &|| false);
        lab.show(
            &desk,
            &examples,
            &learned,
            Bound::of(lab.matter, &examples, &learned, &|| false),
        );
    })
    .unwrap();
    let Some(Told::Figure(figure)) = job.wait_event(Duration::from_secs(20)) else {
        panic!("nothing was shown");
    };
    assert_eq!(figure.pick.map(|pick| pick.what), Some(Pickable::Spots(2)));
    let Body::Frames(frames) = &figure.body else {
        panic!("no frames");
    };
    let Body::Grid(map) = &frames.last().unwrap().body else {
        panic!("no map");
    };
    assert_eq!(
        map.groups
            .iter()
            .map(|one| one.points.len())
            .collect::<Vec<_>>(),
        [1, 2]
    );
}

/// So many points as were asked for, and by no luck a line between them.
#[test]
fn no_line_parts_the_quadrants_however_few_points_there_are() {
    for (seed, count) in (0..200).zip([4, 5, 6, 30].into_iter().cycle()) {
        let lab = Perceptron {
            matter: Matter::Xor,
            count,
            ..Perceptron::default()
        };
        let examples = lab.points(Matter::Xor, seed);
        assert_eq!(examples.len(), count);
        assert!(!rule::parted(&examples), "seed {seed}, {count} points");
        for (at, class) in &examples {
            assert!(at[0] * at[1] * class > 0.0 && at[0].abs().max(at[1].abs()) <= REACH);
        }
    }
    let lab = Perceptron {
        matter: Matter::Xor,
        count: 3,
        ..Perceptron::default()
    };
    let (outcome, _) = crate::labs::for_tests::done(lab, EmptyShelf);
    assert!(outcome.unwrap_err().to_string().contains("4 at least"));
}

#[test]
fn where_there_is_no_bound_the_table_says_why() {
    let corners = [
        (1.0, 1.0, 1),
        (-1.0, -1.0, 1),
        (1.0, -1.0, 0),
        (-1.0, 1.0, 0),
    ];
    let lab = Perceptron {
        passes: 50,
        seeds: 1,
        ..own(&corners)
    };
    let job: Job<Poke, Told, ()> = Job::start("lab", Arc::new(|| {}), move |link| {
        let options = Options::default();
        let desk = Desk::alone(link, &EmptyShelf, &options);
        let examples = lab.points(lab.matter, lab.seed);
        let learned = learn(&examples, lab.passes, WAYS, &|| false);
        let bound = Bound::of(lab.matter, &examples, &learned, &|| false);
        lab.show(&desk, &examples, &learned, bound);
    })
    .unwrap();
    let mut cells = Vec::new();
    while let Some(Told::Figure(figure)) = job.wait_event(Duration::from_secs(20)) {
        if let Body::Table(table) = &figure.body {
            cells = table.rows.iter().map(|row| table.texts(row)).collect();
            break;
        }
    }
    assert_eq!(cells[1], ["bound", "no bound: no line separates them"]);
}

//! What is known of the rule without learning it, and the claim small.

use super::super::for_tests::told;
use super::*;
use crate::labs::Truth;

#[test]
fn what_proxies_know() {
    assert_eq!(known(0.8, 1), 0.8f64.powi(2));
    assert_eq!(known(0.5, 0), 0.0);
    // Five of 0.5 know what one of 0.79 knows.
    assert!((known(0.5, 5) - 0.625).abs() < 1e-12);
}

#[test]
fn what_is_learned_is_what_was_decided() {
    let lab = Bias {
        count: 50_000,
        ..Bias::default()
    };
    let people = lab.people(lab.count, 0.8, 3, 0);
    let rule = people.learn(true, Weighing::Alike);
    let treated = people.treated(&rule);
    // Of the measured merit not all is merit, so that it counts for less than the group does.
    assert!((2.0..3.5).contains(&treated.score_gap), "{treated:?}");
    assert!(treated.right[0] > 0.78, "{treated:?}");
}

#[test]
fn without_prejudice_there_is_no_gap() {
    let lab = Bias {
        prejudice: 0.0,
        seeds: 1,
        ..Bias::default()
    };
    let (verdict, _) = told(lab);
    assert_eq!(verdict.truth, Truth::Open);
    let gaps = verdict
        .numbers
        .iter()
        .filter(|(name, _)| name.starts_with("gap,"));
    for (name, gap) in gaps {
        assert!(gap.abs() < 0.03, "{name}: {gap}");
    }
}

#[test]
fn the_square_of_the_correlation_survives() {
    let (verdict, figures) = told(Bias {
        seeds: 2,
        ..Bias::default()
    });
    assert_eq!(verdict.truth, Truth::Holds, "{verdict:?}");
    assert_eq!(figures.len(), 3);
    let small_group = Bias {
        share: 10.0,
        seeds: 1,
        ..Bias::default()
    };
    let (verdict, _) = told(small_group);
    let gap = |start: &str| {
        let mut numbers = verdict.numbers.iter();
        numbers.find(|(name, _)| name.starts_with(start)).unwrap().1
    };
    // The obvious repair makes it worse where the group is small.
    assert!(
        gap("gap, and groups weighed") > 1.1 * gap("gap, group left out"),
        "{verdict:?}"
    );
}

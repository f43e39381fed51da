//! What is asked without labels, what is labelled, and the experiment small, on pictures made for the test.

use super::super::for_tests::{Spots, done};
use super::matter::{CLASSES, SIDE, cover, turned};
use super::*;
use crate::labs::Truth;
use crate::math::random::{Purpose, Stream};
use crate::nn::loss::NOT_ASKED;

fn lab() -> FewLabels {
    FewLabels {
        show: Show::Digits,
        most: 40,
        pool: 400,
        steps: 40,
        first_steps: 40,
        seeds: 2,
        ..FewLabels::default()
    }
}

#[test]
fn four_quarter_turns_are_none_and_one_takes_the_right_edge_to_the_top() {
    let picture: Vec<f32> = (0..SIDE * SIDE).map(|place| place as f32).collect();
    assert_eq!(turned(&picture, 0), picture);
    let once = turned(&picture, 1);
    let right: Vec<f32> = (0..SIDE).map(|y| picture[y * SIDE + SIDE - 1]).collect();
    assert_eq!(once[..SIDE], right);
    let twice = turned(&once, 1);
    assert_eq!(turned(&picture, 2), twice);
    assert_eq!(turned(&turned(&twice, 1), 1), picture);
}

#[test]
fn what_is_covered_is_asked_and_nothing_else() {
    let whole: Vec<f32> = (0..SIDE * SIDE).map(|place| 1.0 + place as f32).collect();
    let (mut seen, mut asked) = (whole.clone(), whole.clone());
    cover(
        &mut seen,
        &mut asked,
        &mut Stream::new(5, Purpose::Cover, 0),
    );
    let mut covered = 0;
    for ((seen, asked), whole) in seen.iter().zip(&asked).zip(&whole) {
        if *seen == 0.0 {
            assert_eq!(asked, whole);
            covered += 1;
        } else {
            assert_eq!((*seen, *asked), (*whole, NOT_ASKED));
        }
    }
    assert!((36..=72).contains(&covered), "{covered}");
}

#[test]
fn as_many_of_each_kind_are_labelled() {
    let matter = lab().matter(&Spots).unwrap();
    let order = matter.order(400, 3);
    for count in [10, 25, 100] {
        let labelled = matter.labelled(&order, count);
        assert_eq!(labelled.classes.len(), count);
        for class in 0..CLASSES {
            let had = labelled.classes.iter().filter(|own| **own == class).count();
            assert!(had <= count.div_ceil(CLASSES), "{class}: {had} of {count}");
        }
    }
}

#[test]
fn more_labels_than_pictures_are_refused_with_the_cure() {
    let few = FewLabels { pool: 30, ..lab() };
    let (outcome, _) = done(few, Spots);
    let told = outcome.unwrap_err().to_string();
    assert!(
        told.contains("40 labels")
            && told.contains("only 30 pictures")
            && told.contains("fewer labels"),
        "{told}"
    );
}

#[test]
fn every_way_is_measured_with_every_number_of_labels() {
    for pretext in [Pretext::Turns, Pretext::Covers] {
        let (verdict, figures) = done(FewLabels { pretext, ..lab() }, Spots);
        let verdict = verdict.unwrap();
        assert_eq!(
            verdict.truth,
            Truth::Open,
            "digits are beside the claim: {}",
            verdict.words
        );
        assert_eq!(figures.len(), 4);
        let number = |way: Way, count: usize| {
            let start = format!("{}, {count} labels", way.name());
            let own = verdict
                .numbers
                .iter()
                .filter(|(name, _)| name.starts_with(&start));
            let own: Vec<f64> = own.map(|(_, number)| *number).collect();
            assert_eq!(own.len(), 2, "{start}: {:?}", verdict.numbers);
            own.iter().sum::<f64>() / 2.0
        };
        for way in Way::ALL {
            let [few, many] = [10, 40].map(|count| number(way, count));
            // Ten kinds of spots: chance is a tenth.
            assert!(many > 25.0, "{way:?} {many}");
            assert!(many > few - 10.0, "{way:?}: {few} with 10, {many} with 40");
        }
        assert!(
            verdict.words.contains("with 10, 30, 40 labels"),
            "{}",
            verdict.words
        );
    }
}

#[test]
fn a_network_starts_with_what_it_has_learned_without_labels() {
    let lab = lab();
    let matter = lab.matter(&Spots).unwrap();
    let pool = matter.order(lab.pool, 1);
    let lesson = Lesson {
        matter: &matter,
        labelled: &matter.labelled(&pool, 40),
        pool: &pool,
        seed: 1,
    };
    let (weights, turns) = lab.pretrain(&lesson, &mut |_| true).unwrap().unwrap();
    assert!((0.0..=1.0).contains(&turns));
    let taught = |from: Option<&Weights>| {
        let taught = lab
            .teach(&lesson, from, false, &mut |_| true)
            .unwrap()
            .unwrap();
        assert_eq!(taught.own, Own::default());
        taught.right
    };
    assert_ne!(taught(Some(&weights)), taught(None));
    assert!(
        lab.teach(&lesson, None, true, &mut |share| share < 0.5)
            .unwrap()
            .is_none()
    );
}

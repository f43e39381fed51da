//! Temperature, calibration error, coverage and area by hand, what is refused, and the experiment small.

use super::super::for_tests::{Spots, done};
use super::sure::{
    area, at_least, bins, calibration_error, coverage, log_loss, right_at, shares, temperature,
};
use super::*;
use crate::data::EmptyShelf;
use crate::labs::Truth;
use crate::math::random::{Purpose, Stream};

fn lab() -> Diagnosis {
    Diagnosis {
        pictures: Pictures::Digits,
        count: 300,
        members: 2,
        steps: 60,
        seeds: 2,
        ..Diagnosis::default()
    }
}

/// Scores whose shares are right, and classes drawn by them.
fn honest(count: usize) -> (Rows, Vec<usize>) {
    let mut random = Stream::new(1, Purpose::Data, 0);
    let mut rows = Rows::new();
    let mut classes = Vec::new();
    for _ in 0..count {
        let row: Vec<f32> = (0..4).map(|_| 2.0 * random.normal()).collect();
        let mut left = f64::from(random.uniform());
        let class = shares(&row, 1.0).iter().position(|share| {
            left -= share;
            left < 0.0
        });
        classes.push(class.unwrap_or(3));
        rows.push(row);
    }
    (rows, classes)
}

#[test]
fn the_temperature_undoes_what_scores_were_multiplied_by() {
    let (rows, classes) = honest(20_000);
    for factor in [0.5, 1.0, 3.0] {
        let louder: Rows = rows
            .iter()
            .map(|row| row.iter().map(|score| factor * score).collect())
            .collect();
        let found = temperature(&louder, &classes);
        assert!(
            (found / f64::from(factor) - 1.0).abs() < 0.03,
            "{factor}: {found}"
        );
        assert!(log_loss(&louder, &classes, found) <= log_loss(&louder, &classes, 1.0));
        let judged = |at: f64| -> Judged {
            let pairs = louder.iter().zip(&classes);
            let each = pairs.map(|(row, class)| {
                let answer = sure::answer(&shares(row, at));
                (answer.sure, answer.class == *class)
            });
            each.collect()
        };
        assert!(calibration_error(&judged(found)) < 0.02);
        if factor == 3.0 {
            assert!(calibration_error(&judged(1.0)) > 0.08);
        }
        let right = |at: f64| sure::accuracy(&judged(at));
        assert_eq!(right(1.0), right(found), "no answer is another one");
    }
}

#[test]
fn calibration_error_and_coverage_by_hand() {
    let judged = vec![(0.95, true), (0.95, false), (0.4, false), (0.99, true)];
    let parts = bins(&judged);
    assert_eq!(parts.len(), 2);
    assert_eq!((parts[0].count, parts[1].count), (1, 3));
    // (0.4 + 3 · |0.9633 − 0.6667|) / 4.
    let expected = (0.4 + (2.89 - 2.0)) / 4.0;
    assert!((calibration_error(&judged) - expected).abs() < 1e-12);
    let curve = coverage(&judged);
    assert_eq!(curve[0], [0.25, 1.0]);
    assert_eq!(curve[3], [1.0, 0.5]);
    assert_eq!(right_at(&judged, 0.25), 1.0);
    assert_eq!(right_at(&judged, 1.0), 0.5);
    assert_eq!(at_least(&judged, 0.99), [0.25, 1.0]);
    assert!(at_least(&judged, 1.0)[1].is_nan());
}

#[test]
fn the_area_counts_pairs_and_half_of_equal_ones() {
    assert_eq!(area(&[0.9, 0.8], &[0.8, 0.1]), 3.5 / 4.0);
    assert_eq!(area(&[0.5; 3], &[0.5; 7]), 0.5);
    assert_eq!(area(&[0.1], &[0.2, 0.3]), 0.0);
}

#[test]
fn an_ensemble_answers_with_the_mean_of_shares() {
    let (one, two) = (vec![vec![0.0, 0.0]], vec![vec![100.0, 0.0]]);
    let rows = [&one, &two];
    let shares = |way: Way| way.shares(&rows, 2.0)[0].clone();
    assert_eq!(shares(Way::One), [0.5, 0.5]);
    assert!((shares(Way::Ensemble)[0] - 0.75).abs() < 1e-9);
    assert_eq!(Way::Ensemble.answers(&rows, 1.0)[0].class, 0);
}

#[test]
fn without_pictures_it_says_so() {
    let told = done(lab(), EmptyShelf).0.unwrap_err().to_string();
    assert!(told.contains("shelf"), "{told}");
}

#[test]
fn a_network_says_how_sure_it_is_and_refuses_below_the_threshold() {
    let (verdict, figures) = done(lab(), Spots);
    let verdict = verdict.unwrap();
    assert_eq!(
        verdict.truth,
        Truth::Open,
        "digits are beside the claim: {}",
        verdict.words
    );
    assert_eq!(figures.len(), 8);
    let number = |name: &str| {
        let found = verdict.numbers.iter().find(|(own, _)| own == name);
        found
            .unwrap_or_else(|| panic!("{name}: {:?}", verdict.numbers))
            .1
    };
    for seed in [7, 8] {
        for way in Way::ALL {
            let of = |what: &str| number(&format!("{}, seed {seed}: {what}", way.name()));
            // Ten kinds of spots: chance is a tenth.
            assert!(of("right, %") > 40.0);
            assert!(of("right of the surest 80 %, %") >= of("right, %"));
        }
        let right = |way: &str| number(&format!("{way}, seed {seed}: right, %"));
        assert_eq!(right("one network"), right("with temperature"));
    }
    let captions = |threshold: f32| {
        let (_, figures) = done(
            Diagnosis {
                threshold,
                seeds: 1,
                ..lab()
            },
            Spots,
        );
        let tiles = figures.iter().find(|figure| figure.id == "New pictures");
        let crate::figure::Body::Pictures(pictures) = &tiles.unwrap().body else {
            panic!("they are pictures")
        };
        let refused = pictures
            .iter()
            .filter(|one| one.caption.contains("don't know"));
        refused.count()
    };
    assert_eq!(captions(0.0), 0);
    assert!(captions(100.0) > 5);
}

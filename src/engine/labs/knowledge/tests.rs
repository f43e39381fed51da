//! What is built in holds before anything is learned, and the lab runs on pictures made for the test.

use super::super::for_tests::{Waves, done};
use super::*;
use crate::image::Image;
use crate::nn::init::Init;
use crate::nn::{Network, Shape};
use tells::{turned, turned_back};

#[test]
fn turning_back_is_turning_undone() {
    let picture = Image::from_fn(1, 3, 5, |_, y, x| (10 * y + x) as f32);
    for how in 0..8 {
        assert_eq!(turned_back(&turned(&picture, how), how), picture, "{how}");
    }
    let all: Vec<Image> = (0..8).map(|how| turned(&picture, how)).collect();
    for (at, one) in all.iter().enumerate() {
        assert!(!all[..at].contains(one), "{at} is another");
    }
}

#[test]
fn without_biases_scale_is_exact_and_shift_is_not() {
    let lab = Knowledge::default();
    let picture = Image::from_fn(1, 64, 64, |_, y, x| {
        0.5 + 0.4 * (0.3 * x as f32).sin() * (0.2 * y as f32).cos()
    });
    let exam = Exam {
        pictures: vec![("waves".into(), None, picture)],
    };
    for kin in Kin::ALL {
        let net = lab.network(kin).unwrap();
        let made = Network::new(&net, Shape::new(1, 64, 64), Init::He, 3).unwrap();
        let mut weights = made.weights();
        for array in weights.iter_mut().filter(|one| one.shape.len() == 1) {
            array.values.fill(0.05);
        }
        let found = tells(&exam, &net, &weights).unwrap();
        match kin {
            Kin::Free => {
                assert_eq!(found.twice, 0.0);
                assert!(found.linear < 1e-4, "{found:?}");
            }
            Kin::Biased => assert!(found.twice > 1e-3 && found.linear > 1e-3, "{found:?}"),
        }
        assert!(found.brighter > 1e-3, "{found:?}");
        assert!(found.turned > 1e-3 && found.turned_mean < 1e-5, "{found:?}");
    }
}

#[test]
fn both_are_taught_and_judged_at_all_strengths() {
    let lab = Knowledge {
        layers: 3,
        channels: 8,
        steps: 150,
        seeds: 1,
        ..Knowledge::default()
    };
    let (verdict, figures) = done(lab, Waves);
    let verdict = verdict.unwrap();
    assert_eq!(figures.len(), 3);
    assert_eq!(verdict.numbers.len(), 2 * SIGMAS.len() + 2);
    let number = |start: &str| {
        let mut numbers = verdict.numbers.iter();
        numbers.find(|(name, _)| name.starts_with(start)).unwrap().1
    };
    assert!(number("with biases, σ = 25") > 22.0, "{verdict:?}");
    assert!(number("without biases, σ = 25") > 22.0, "{verdict:?}");
    assert_eq!(number("f(2y)"), 0.0);
}

//! The linear half is exact, what fits the data has a residual of 1, and loops do what they are said to.

use super::super::for_tests::{Waves, done};
use super::*;
use crate::data::EmptyShelf;
use crate::denoise::trial::with_noise;
use crate::image::Image;
use crate::labs::Truth;

fn quick(problem: Problem) -> NewProblems {
    NewProblems {
        problem,
        side: 48,
        methods: "total-variation".into(),
        steps: 6,
        seeds: 1,
        ..NewProblems::default()
    }
}

fn rough() -> Image {
    let flat = Image::zeros(1, 48, 40).map(|_| 0.5);
    with_noise(&flat, 0.2, 3, 0)
}

#[test]
fn the_linear_half_is_exact_for_every_operator() {
    for problem in Problem::ALL {
        let spoiled = Spoiled::made(&quick(*problem), rough(), 5, 0);
        let prior = with_noise(&rough(), 0.1, 8, 1);
        for weight in [1e-3, 0.1, 3.0] {
            let answer = spoiled.solve(&prior, weight);
            // Where it is smallest, A (A x − y) + weight · (x − prior) is nothing.
            let mut wrong = spoiled.apply(&answer);
            let pairs = wrong.pixels_mut().iter_mut().zip(spoiled.seen.pixels());
            pairs.for_each(|(wrong, seen)| *wrong -= seen);
            let slope = spoiled.apply(&wrong);
            let pixels = slope
                .pixels()
                .iter()
                .zip(answer.pixels())
                .zip(prior.pixels());
            let worst = pixels
                .map(|((slope, x), prior)| (slope + weight * (x - prior)).abs())
                .fold(0.0, f32::max);
            assert!(worst < 2e-4, "{problem:?} {weight}: {worst}");
        }
    }
}

#[test]
fn the_clean_picture_leaves_the_noise_and_lost_pixels_are_filled() {
    for problem in Problem::ALL {
        let lab = NewProblems {
            sigma: 10.0,
            ..quick(*problem)
        };
        let spoiled = Spoiled::made(&lab, rough(), 5, 0);
        let residual = spoiled.residual(&rough());
        assert!((0.8..1.2).contains(&residual), "{problem:?}: {residual}");
        // What is lost is black, and begins as what lies around.
        let pairs = spoiled.seen.pixels().iter().zip(spoiled.begin.pixels());
        let mut lost = pairs.filter(|(seen, _)| **seen == 0.0);
        assert!(
            lost.all(|(_, begin)| (0.1..0.9).contains(begin)),
            "{problem:?}"
        );
    }
}

#[test]
fn the_strength_falls_to_that_of_the_noise_and_stays_in_red() {
    let of = |scheme| {
        let lab = NewProblems {
            scheme,
            ..quick(Problem::Deblur)
        };
        let strengths = lab.weight(1.0).strengths(2.0 / 255.0);
        strengths
            .into_iter()
            .map(|one| 255.0 * one)
            .collect::<Vec<f32>>()
    };
    let falls = of(Loop::Splitting);
    assert!((falls[0] - 49.0).abs() < 1e-3 && (falls[5] - 2.0).abs() < 1e-3);
    let ratios: Vec<f32> = falls.windows(2).map(|pair| pair[1] / pair[0]).collect();
    assert!(
        ratios.iter().all(|one| (one - ratios[0]).abs() < 1e-3),
        "{falls:?}"
    );
    assert!(of(Loop::Red).iter().all(|one| (one - 5.0).abs() < 1e-3));
}

#[test]
fn gaps_are_filled_and_one_seed_decides_nothing() {
    let (verdict, figures) = done(quick(Problem::Inpaint), Waves);
    let verdict = verdict.unwrap();
    assert_eq!(verdict.truth, Truth::Open);
    let number = |start: &str| {
        let mut numbers = verdict.numbers.iter();
        numbers.find(|(name, _)| name.starts_with(start)).unwrap().1
    };
    assert!(number("Total variation, PSNR, dB") > 30.0, "{verdict:?}");
    assert!(number("best Wiener constant") < 20.0, "{verdict:?}");
    assert!(figures.len() >= 6);
}

#[test]
fn red_comes_to_rest_with_a_method_that_does() {
    let lab = NewProblems {
        scheme: Loop::Red,
        steps: 60,
        lambda: 1.0,
        ..quick(Problem::Deblur)
    };
    let spoiled = Spoiled::made(&lab, rough(), 5, 0);
    let subjects = lab.subjects().unwrap();
    let progress = crate::job::Progress::default();
    let link = crate::job::Link::detached(progress);
    let options = crate::train::Options::default();
    let desk = Desk::alone(&link, &EmptyShelf, &options);
    let restore = |go_on: bool| {
        let mut watch = |_: &Trace| go_on;
        let method = &*subjects[0].method;
        plug::restore(method, &spoiled, &lab.weight(1.0), &mut watch, &desk).unwrap()
    };
    let trace = restore(true).unwrap();
    assert_eq!(trace.steps.len(), 60);
    let steps = [0, 59].map(|at| trace.steps[at][1]);
    assert!(steps[1] < 0.1 * steps[0], "{steps:?}");
    assert!(restore(false).is_none(), "it was told to stop");
}

#[test]
fn what_cannot_be_done_is_said() {
    let error = |lab: NewProblems| done(lab, Waves).0.unwrap_err().to_string();
    let nobody = error(NewProblems {
        methods: "nobody".into(),
        ..quick(Problem::Deblur)
    });
    assert!(nobody.contains("there is no method"), "{nobody}");
    let none = error(NewProblems {
        methods: " , ".into(),
        ..quick(Problem::Deblur)
    });
    assert!(none.contains("write one"), "{none}");
}

//! The way from noise ends where a known denoiser says, halves are completed as regression has it, and the whole small.

use super::super::for_tests::{Spots, done};
use super::matter::{SEEN, SIZE};
use super::*;
use crate::data::EmptyShelf;
use crate::labs::Truth;
use crate::train::Options;

fn lab() -> OutOfNothing {
    OutOfNothing {
        steps: 60,
        width: 8,
        down: 6,
        again: 2,
        count: 40,
        seeds: 2,
        ..OutOfNothing::default()
    }
}

fn matter() -> Matter {
    let link = crate::job::Link::detached(crate::job::Progress::default());
    let options = Options::default();
    Matter::of(Show::Digits, &Desk::alone(&link, &Spots, &options)).unwrap()
}

#[test]
fn strengths_of_noise_fall_to_nothing() {
    let strengths = sample::strengths(9);
    assert_eq!(strengths.len(), 10);
    assert!(
        strengths.windows(2).all(|pair| pair[0] > pair[1]),
        "{strengths:?}"
    );
    assert!((strengths[0] - 40.0).abs() < 1e-3 && (strengths[8] - 0.02).abs() < 1e-5);
    assert_eq!(strengths[9], 0.0);
}

#[test]
fn pictures_are_in_standard_units_and_come_back_as_pixels() {
    let matter = matter();
    let values = &matter.known.pictures.data;
    let count = values.len() as f64;
    let [mean, square] = [1, 2].map(|power| {
        let sum: f64 = values
            .iter()
            .map(|value| f64::from(*value).powi(power))
            .sum();
        sum / count
    });
    assert!(
        mean.abs() < 1e-3 && (square - 1.0).abs() < 1e-3,
        "{mean} {square}"
    );
    // The border is black.
    assert!(matter.pixel(matter.known.pictures.example(3)[0]) < 1e-6);
}

#[test]
fn halves_are_completed_as_regression_has_it_and_better_than_by_the_mean() {
    let matter = matter();
    let normal = Normal::fitted(&matter).unwrap();
    let whole = taken(&matter.new, &(0..200).collect::<Vec<_>>());
    let error = |answer: &Tensor| {
        let pairs = answer
            .data
            .chunks_exact(SIZE)
            .zip(whole.pictures.data.chunks_exact(SIZE));
        pairs
            .flat_map(|(a, b)| a[SEEN..].iter().zip(&b[SEEN..]))
            .map(|(a, b)| f64::from(a - b).powi(2))
            .sum::<f64>()
    };
    let ridge = normal.completed(&whole.pictures);
    let [mean, ridge_error] = [&normal.mean_completed(&whole.pictures), &ridge].map(error);
    assert!(ridge_error < 0.9 * mean, "{ridge_error} {mean}");
    // What is covered does not count.
    let mut covered = whole.pictures.clone();
    for picture in covered.data.chunks_exact_mut(SIZE) {
        picture[SEEN..].fill(7.0);
    }
    let again = normal.completed(&covered);
    let apart = again
        .data
        .iter()
        .zip(&ridge.data)
        .map(|(a, b)| (a - b).abs());
    assert!(again.data[SEEN..SIZE] != covered.data[SEEN..SIZE]);
    assert!(apart.fold(0.0, f32::max) < 1e-3);
}

#[test]
fn a_denoiser_learns_and_what_is_given_stays() {
    let matter = matter();
    let lesson = |steps| Lesson {
        matter: &matter,
        width: 8,
        steps,
        seed: 3,
    };
    let mut learned = lesson(80).teach(&mut |_, _| true).unwrap().unwrap();
    let clean = taken(&matter.new, &(0..50).collect::<Vec<_>>()).pictures;
    let mut noisy = clean.clone();
    let mut random = crate::math::random::Stream::new(1, crate::math::random::Purpose::Noise, 0);
    noisy
        .data
        .iter_mut()
        .for_each(|value| *value += 0.7 * random.normal());
    let error = |one: &Tensor| {
        let pairs = one.data.iter().zip(&clean.data);
        pairs.map(|(a, b)| (a - b).powi(2)).sum::<f32>() / clean.data.len() as f32
    };
    let answer = learned.clean(&noisy, 0.7);
    assert!(
        error(&answer) < 0.8 * error(&noisy),
        "{} {}",
        error(&answer),
        error(&noisy)
    );
    let completed = sample::completed(&mut learned, &clean, [4, 2], 5, &mut |_| true).unwrap();
    for (answer, given) in completed
        .data
        .chunks_exact(SIZE)
        .zip(clean.data.chunks_exact(SIZE))
    {
        assert_eq!(answer[..SEEN], given[..SEEN]);
        assert_ne!(answer[SEEN..], given[SEEN..]);
    }
    assert!(lesson(80).teach(&mut |step, _| step < 3).unwrap().is_none());
    assert!(sample::completed(&mut learned, &clean, [4, 1], 5, &mut |_| false).is_none());
}

#[test]
fn copies_are_found_out() {
    let matter = matter();
    let known = taken(&matter.known, &(0..30).collect::<Vec<_>>());
    let new = taken(&matter.new, &(0..30).collect::<Vec<_>>());
    let others = taken(&matter.new, &(30..60).collect::<Vec<_>>());
    let link = crate::job::Link::detached(crate::job::Progress::default());
    let options = Options::default();
    let desk = Desk::alone(&link, &EmptyShelf, &options);
    let mut judge = Judge::taught(&matter, 5, 1, &desk).unwrap().unwrap();
    let mut found = Found::default();
    let all = [
        (Origin::Real, &new),
        (Origin::Made, &known),
        (Origin::Normal, &others),
    ];
    for (origin, pictures) in all {
        let opinion = judge.judged(&matter, &pictures.pictures);
        found.opinions.push((origin, opinion));
    }
    // Other new ones are no copies.
    assert!(found.near(Origin::Normal).unwrap() < 0.3);
    assert_eq!(found.near(Origin::Made), Some(1.0));
}

#[test]
fn every_figure_is_shown_and_every_number_told() {
    let (verdict, figures) = done(lab(), Spots);
    let verdict = verdict.unwrap();
    assert!(figures.len() >= 8, "{}", figures.len());
    let number = |start: &str| {
        let mut numbers = verdict.numbers.iter();
        numbers.find(|(name, _)| name.starts_with(start)).unwrap().1
    };
    for origin in Origin::ALL {
        let sure = number(&format!("{}, sure", origin.name()));
        assert!((0.0..=100.0).contains(&sure));
    }
    assert!(number("ridge regression, PSNR") > number("mean picture, PSNR"));
    let fashion = OutOfNothing {
        show: Show::Fashion,
        steps: 10,
        seeds: 1,
        ..lab()
    };
    let (verdict, _) = done(fashion, Spots);
    assert_eq!(
        verdict.unwrap().truth,
        Truth::Open,
        "clothes are beside the claim"
    );
}

#[test]
fn a_missing_set_is_said() {
    let (outcome, _) = done(lab(), EmptyShelf);
    assert!(outcome.is_err());
}

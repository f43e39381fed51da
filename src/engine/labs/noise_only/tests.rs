//! The losses by hand and by differences, and the five ways on pictures made for the test.

use super::super::for_tests::{Waves, done};
use super::*;
use crate::figure::{Body, Cell};
use crate::labs::Truth;
use crate::labs::teach::{Energy, Stein};
use crate::math::random::{Purpose, Stream};
use crate::nn::loss::Loss as _;
use crate::nn::{Shape, Target, Tensor};

fn small() -> NoiseOnly {
    NoiseOnly {
        layers: 3,
        channels: 8,
        steps: 200,
        pairs: 8,
        seeds: 1,
        ..NoiseOnly::default()
    }
}

fn random(count: usize, shape: Shape, index: u64) -> Tensor {
    let mut stream = Stream::new(3, Purpose::Data, index);
    let mut tensor = Tensor::zeros(count, shape);
    let values = tensor.data.iter_mut();
    values.for_each(|value| *value = stream.normal());
    tensor
}

#[test]
fn the_gradient_of_steins_loss_is_that_of_differences() {
    let shape = Shape::new(1, 3, 4);
    let (answer, mut target) = (random(4, shape, 1), random(4, shape, 2));
    let half = target.data.len() / 2;
    let ways = target.data[half..].iter_mut();
    ways.for_each(|way| *way = way.signum());
    let loss = Stein {
        sigma: 0.3,
        step: 0.5,
    };
    let mut gradient = Tensor::zeros(0, shape);
    let mut scratch = gradient.clone();
    loss.evaluate(&answer, Target::Values(&target), &mut gradient);
    for at in 0..answer.data.len() {
        let mut value = |by: f32| {
            let mut moved = answer.clone();
            moved.data[at] += by;
            loss.evaluate(&moved, Target::Values(&target), &mut scratch)
        };
        let slope = (value(0.05) - value(-0.05)) / 0.1;
        assert!((slope - f64::from(gradient.data[at])).abs() < 1e-5, "{at}");
    }
}

#[test]
fn the_gradient_of_the_energy_is_that_of_differences() {
    let shape = Shape::new(2, 3, 4);
    let (answer, target) = (random(2, shape, 1), random(2, shape, 2));
    let loss = Energy { weight: 0.3 };
    let mut gradient = Tensor::zeros(0, shape);
    let mut scratch = gradient.clone();
    loss.evaluate(&answer, Target::Values(&target), &mut gradient);
    for at in 0..answer.data.len() {
        let mut value = |by: f32| {
            let mut moved = answer.clone();
            moved.data[at] += by;
            loss.evaluate(&moved, Target::Values(&target), &mut scratch)
        };
        let slope = (value(1e-2) - value(-1e-2)) / 2e-2;
        assert!((slope - f64::from(gradient.data[at])).abs() < 1e-4, "{at}");
    }
    // An even picture wavers nowhere: what is left is the distance.
    let mut even = Tensor::zeros(1, shape);
    even.data.fill(0.5);
    let value = loss.evaluate(&even, Target::Values(&even), &mut scratch);
    assert!((0.0..1e-3).contains(&value), "{value}");
}

/// Of f(y) = c y the error to the clean x is known: (1 − c)² x² + c² σ², and Stein's estimate must come to it.
#[test]
fn steins_loss_is_the_error_to_the_clean_picture() {
    let shape = Shape::new(1, 200, 200);
    let (sigma, factor, step) = (0.2, 0.7, 0.01);
    let (clean, noise) = (random(1, shape, 5), random(1, shape, 6));
    let ways = random(1, shape, 7);
    let mut answer = Tensor::zeros(2, shape);
    let mut target = answer.clone();
    let size = shape.size();
    let mut truth = 0.0;
    for at in 0..size {
        let seen = clean.data[at] + sigma * noise.data[at];
        let way = ways.data[at].signum();
        (target.data[at], target.data[size + at]) = (seen, way);
        answer.data[at] = factor * seen;
        answer.data[size + at] = factor * (seen + step * way);
        truth += f64::from((factor * seen - clean.data[at]).powi(2)) / size as f64;
    }
    let mut gradient = Tensor::zeros(0, shape);
    let loss = Stein { sigma, step };
    let estimate = loss.evaluate(&answer, Target::Values(&target), &mut gradient);
    assert!((estimate - truth).abs() < 0.004, "{estimate} for {truth}");
}

#[test]
fn all_five_learn_to_denoise() {
    let (verdict, figures) = done(small(), Waves);
    let verdict = verdict.unwrap();
    // Eight patches are not a hundred.
    assert_eq!(verdict.truth, Truth::Open);
    assert_eq!(verdict.numbers.len(), 8, "{verdict:?}");
    let table = figures.iter().find_map(|figure| match &figure.body {
        Body::Table(table) => Some(table),
        _ => None,
    });
    let number = |row: usize, column: usize| match table.unwrap().rows[row].cells[column] {
        Cell::Number(number) => number,
        ref other => panic!("{row} {column}: {other:?}"),
    };
    for row in 0..7 {
        // The noisy picture is at 20.2 dB.
        assert!(number(row, 2) > 22.0, "{row}: {}", number(row, 2));
    }
    assert!(number(1, 3).abs() < 1.5, "Noise2Noise: {}", number(1, 3));
    assert!(number(3, 2) < number(0, 2), "who sees least learns least");
    let pictures = figures.iter().find_map(|figure| match &figure.body {
        Body::Pictures(pictures) => Some(pictures),
        _ => None,
    });
    assert_eq!(pictures.unwrap().len(), 9);
}

#[test]
fn with_one_kind_of_noise_the_claim_is_left_open() {
    let lab = NoiseOnly {
        noise: Seen::Fixed,
        steps: 5,
        ..small()
    };
    let verdict = done(lab, Waves).0.unwrap();
    assert_eq!(verdict.truth, Truth::Open);
    assert!(verdict.words.contains("Noise"), "{verdict:?}");
    assert_eq!(verdict.numbers.len(), 6);
}

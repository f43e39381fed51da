//! The gradient by differences, the reach, and the claim small, on waves made for the test.

use std::sync::Arc;

use super::super::for_tests::{Waves, done};
use super::*;
use crate::data::EmptyShelf;
use crate::denoise;
use crate::denoise::Watch;
use crate::denoise::trial::with_noise;
use crate::figure::Body;
use crate::job::{Job, Link};
use crate::labs::Truth;
use crate::setting::find;
use crate::train::Options;

fn wave(side: usize) -> Image {
    Image::from_fn(1, side, side, |_, y, x| {
        0.5 + 0.3 * (0.2 * x as f32).sin() * (0.15 * y as f32).cos()
    })
}

/// A weighted sum of a network's answer follows each pixel as its difference says.
#[test]
fn what_is_pulled_back_is_the_gradient_of_differences() {
    let sigma = 25.0 / 255.0;
    let noisy = with_noise(&wave(24), sigma, 1, 0);
    let weights = with_noise(&Image::zeros(1, 24, 24), 1.0, 2, 0);
    for id in ["dncnn", "flexible", "trained-diffusion"] {
        let method = (find(denoise::ALL, id).unwrap().make)();
        let slope = method
            .pulled_back(&noisy, sigma, &weights)
            .unwrap()
            .unwrap();
        let sum = |seen: &Image| -> f64 {
            let answer = method.denoise(seen, sigma, &Watch::default()).unwrap();
            let pairs = answer.pixels().iter().zip(weights.pixels());
            pairs.map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
        };
        let size = |slope: f64| slope.abs();
        let most = slope
            .pixels()
            .iter()
            .map(|slope| size(f64::from(*slope)))
            .fold(0.0, f64::max);
        for place in [[0, 0, 0], [0, 7, 11], [0, 23, 5], [0, 12, 23]] {
            let moved = |by: f32| {
                let mut moved = noisy.clone();
                moved.array_mut()[place] += by;
                sum(&moved)
            };
            let expected = (moved(1e-3) - moved(-1e-3)) / 2e-3;
            let found = f64::from(slope.array()[place]);
            assert!(
                (found - expected).abs() < 0.05 * most,
                "{id} {place:?}: {found}, not {expected}"
            );
        }
    }
}

#[test]
fn no_pixel_goes_farther_than_it_may_and_only_design_is_aligned() {
    let job: Job<Poke, crate::labs::Told, ()> =
        Job::start("lab", Arc::new(|| {}), |link: &Link<_, _>| {
            let options = Options::default();
            let desk = Desk::alone(link, &EmptyShelf, &options);
            let scene = Scene::new(&wave(48), 25.0 / 255.0, 3, 0);
            let network = (find(denoise::ALL, "flexible").unwrap().make)();
            let mut random = Stream::new(1, Purpose::Cover, 0);
            let before = scene
                .answer(&*network, &scene.noisy, &desk)
                .unwrap()
                .unwrap();
            let mut hurts = Vec::new();
            let reach = 2.0 / 255.0;
            for steps in [1, 4] {
                let attacked = scene
                    .attacked(&*network, reach, steps, &mut random, &desk)
                    .unwrap()
                    .unwrap();
                hurts.push(attacked);
            }
            hurts.push(scene.by_chance(reach, &mut random));
            let hurts: Vec<Hurt> = hurts
                .iter()
                .map(|changed| {
                    for (value, noisy) in changed.pixels().iter().zip(scene.noisy.pixels()) {
                        assert!((value - noisy).abs() <= reach + 1e-6);
                    }
                    let after = scene.answer(&*network, changed, &desk).unwrap().unwrap();
                    scene.hurt(changed, [&before, &after])
                })
                .collect();
            assert!(hurts[0].loss() > 0.3 && hurts[1].loss() > 0.3, "{hurts:?}");
            assert!(hurts[2].loss() < 0.2 * hurts[0].loss(), "{hurts:?}");
            assert!(hurts[0].aligned > hurts[2].aligned + 0.2, "{hurts:?}");
        })
        .unwrap();
    loop {
        if let Some(outcome) = job.output() {
            return outcome.unwrap();
        }
        job.wait_event(std::time::Duration::from_millis(5));
    }
}

#[test]
fn the_same_attack_is_given_to_all() {
    let lab = AttackDenoiser {
        side: 48,
        pictures: 1,
        seeds: 1,
        methods: "bm3d".into(),
        ..AttackDenoiser::default()
    };
    let (verdict, figures) = done(lab.clone(), Waves);
    let verdict = verdict.unwrap();
    assert_eq!(verdict.truth, Truth::Open, "one seed decides nothing");
    let number = |start: &str| {
        let mut numbers = verdict.numbers.iter();
        numbers.find(|(name, _)| name.starts_with(start)).unwrap().1
    };
    assert!(number("the network loses, dB") > 0.2, "{verdict:?}");
    assert!(
        number("BM3D loses") > 5.0 * number("the network loses by chance"),
        "{verdict:?}"
    );
    let pictures = figures
        .iter()
        .find(|figure| figure.id == shown::ANSWER)
        .unwrap();
    assert!(matches!(&pictures.body, Body::Pictures(all) if all.len() == 9));
    let without = AttackDenoiser {
        methods: "median".into(),
        ..lab.clone()
    };
    assert!(done(without, Waves).0.unwrap().words.contains("bm3d"));
    let wrong = AttackDenoiser {
        methods: "magic".into(),
        ..lab
    };
    let words = done(wrong, Waves).0.unwrap_err().to_string();
    assert!(
        words.contains("magic") && words.contains("nl-means"),
        "{words}"
    );
}

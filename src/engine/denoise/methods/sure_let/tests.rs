//! SURE-LET against its definitions.

use super::*;
use crate::math::random::{Purpose, Stream};

fn noise(seed: u64, length: usize) -> Vec<f32> {
    let mut random = Stream::new(seed, Purpose::Evaluation, 0);
    (0..length).map(|_| random.normal()).collect()
}

/// A step and a ramp with a little noise, 48 × 40.
fn scene(seed: u64, sigma: f32) -> Vec<f32> {
    let noise = noise(seed, 48 * 40);
    (0..48 * 40)
        .map(|at| {
            let step = if at % 40 > 17 { 0.5 } else { 0.0 };
            step + at as f32 / 4000.0 + sigma * noise[at]
        })
        .collect()
}

#[test]
fn the_passing_terms_and_the_coarse_part_are_the_picture() {
    let plane = scene(0, 0.1);
    let terms = terms::make(&plane, 40, 3, 0.1, &Watch::default()).unwrap();
    let keep: Vec<f64> = (0..36)
        .map(|k| if k % 2 == 0 { 1.0 } else { 0.0 })
        .collect();
    for (a, b) in combine::sum(&terms, &keep).iter().zip(&plane) {
        assert!((a - b).abs() < 1e-5, "{a} {b}");
    }
}

/// div F = E[b · (F(y + εb) − F(y)) / ε] for random signs b; Ramani, Blu, Unser 2008, doi:10.1109/TIP.2008.2001404.
#[test]
fn divergences_are_those_of_the_terms() {
    let (sigma, epsilon) = (0.1, 1e-3);
    let plane = scene(0, sigma);
    let terms = terms::make(&plane, 40, 2, sigma, &Watch::default()).unwrap();
    let mut found = vec![0.0; terms.divergences.len()];
    let tries = 60;
    for seed in 1..=tries {
        let signs: Vec<f32> = noise(seed, plane.len())
            .iter()
            .map(|v| v.signum())
            .collect();
        let moved: Vec<f32> = plane
            .iter()
            .zip(&signs)
            .map(|(p, s)| p + epsilon * s)
            .collect();
        let after = terms::make(&moved, 40, 2, sigma, &Watch::default()).unwrap();
        for (k, found) in found.iter_mut().enumerate() {
            let range = k * plane.len()..(k + 1) * plane.len();
            let pairs = after.pictures[range.clone()]
                .iter()
                .zip(&terms.pictures[range]);
            let change: f32 = pairs
                .zip(&signs)
                .map(|((a, b), s)| s * (a - b) / epsilon)
                .sum();
            *found += f64::from(change) / tries as f64;
        }
    }
    for (k, (found, expected)) in found.iter().zip(&terms.divergences).enumerate() {
        let tolerance = 0.05 * expected.abs() + 8.0;
        assert!(
            (found - expected).abs() < tolerance,
            "{k}: {found} {expected}"
        );
    }
}

#[test]
fn of_a_clean_picture_no_more_is_lost_than_the_noise_that_was_told() {
    let plane = scene(0, 0.0);
    let clean = Image::from_fn(1, 48, 40, |_, y, x| plane[y * 40 + x]);
    for sigma in [0.02, 0.1, 0.4] {
        let answer = SureLet::default()
            .denoise(&clean, sigma, &Watch::default())
            .unwrap();
        let squares: f32 = answer
            .pixels()
            .iter()
            .zip(clean.pixels())
            .map(|(a, b)| (a - b).powi(2))
            .sum();
        let rms = (squares / plane.len() as f32).sqrt();
        assert!(rms <= 1.21 * sigma, "{sigma}: {rms}");
    }
}

#[test]
fn a_picture_of_few_pixels_gets_no_worse_on_average() {
    for side in [4, 8, 12, 15] {
        let (mut before, mut after) = (0.0, 0.0);
        for seed in 0..20 {
            let clean = Image::from_fn(1, side, side, |_, y, x| {
                0.3 + 0.3 * ((x + y) as f32 * 0.2).sin()
            });
            let noisy = crate::denoise::trial::with_noise(&clean, 0.1, seed, 0);
            let answer = SureLet::default()
                .denoise(&noisy, 0.1, &Watch::default())
                .unwrap();
            let apart = |image: &Image| -> f32 {
                let pairs = image.pixels().iter().zip(clean.pixels());
                pairs.map(|(a, b)| (a - b).powi(2)).sum()
            };
            before += apart(&noisy);
            after += apart(&answer);
        }
        assert!(after < before, "{side}: {after} {before}");
    }
}

//! Properties that every noise model must have.

use super::*;
use crate::math::random::Purpose;
use crate::setting::{Kind, Value};

const PIXELS: usize = 200_000;

fn noisy(noise: &dyn Noise, level: f32, index: u64) -> Vec<f32> {
    let mut pixels = vec![level; PIXELS];
    let layout = PixelLayout::row(PIXELS);
    noise.apply(
        &mut pixels,
        layout,
        &mut Stream::new(5, Purpose::Noise, index),
    );
    pixels
}

fn moments(pixels: &[f32]) -> (f64, f64) {
    let centre = mean(pixels, |pixel| pixel);
    (
        centre,
        mean(pixels, |pixel| (pixel - centre).powi(2)).sqrt(),
    )
}

/// Root of the mean squared difference from `level`, which is what a denoiser's σ stands for.
fn error(pixels: &[f32], level: f64) -> f64 {
    mean(pixels, |pixel| (pixel - level).powi(2)).sqrt()
}

#[test]
fn sigma_is_the_error_that_each_model_makes() {
    // A camera clips, and each of its pictures draws a level of its own.
    for entry in ALL.iter().filter(|entry| entry.id != "camera") {
        let noise = (entry.make)();
        for level in [0.0, 0.1, 0.5, 0.9, 1.0] {
            let made = error(&noisy(&*noise, level, 0), f64::from(level));
            let told = f64::from(noise.sigma(&[level; 64]));
            assert!(
                (made - told).abs() <= 0.015 * told,
                "{} at {level}: {made} against {told}",
                entry.id
            );
        }
    }
}

#[test]
fn means_are_kept_except_by_salt_and_pepper() {
    for entry in ALL.iter().filter(|entry| entry.id != "camera") {
        let noise = (entry.make)();
        for level in [0.2_f32, 0.5, 0.8] {
            let (centre, spread) = moments(&noisy(&*noise, level, 1));
            let expected = match entry.id {
                // A share d of the pixels has mean 1/2 instead of the level.
                "salt-and-pepper" => f64::from(level) + 0.1 * (0.5 - f64::from(level)),
                _ => f64::from(level),
            };
            let tolerance = 5.0 * spread / (PIXELS as f64).sqrt();
            assert!(
                (centre - expected).abs() < tolerance,
                "{} at {level}: {centre}",
                entry.id
            );
        }
    }
}

#[test]
fn streams_decide_everything() {
    for entry in ALL {
        let noise = (entry.make)();
        assert_eq!(
            noisy(&*noise, 0.4, 7),
            noisy(&*noise, 0.4, 7),
            "{}",
            entry.id
        );
        assert_ne!(
            noisy(&*noise, 0.4, 7),
            noisy(&*noise, 0.4, 8),
            "{}",
            entry.id
        );
    }
}

#[test]
fn nothing_is_clipped() {
    for entry in ALL {
        let pixels = noisy(&*(entry.make)(), 1.0, 2);
        let above = pixels.iter().any(|&pixel| pixel > 1.0);
        assert_eq!(above, entry.id != "salt-and-pepper", "{}", entry.id);
    }
}

#[test]
fn extreme_settings_and_pixels_stay_finite() {
    for entry in ALL {
        for largest in [false, true] {
            let mut noise = (entry.make)();
            for setting in noise.settings() {
                if let Kind::Float { min, max, .. } = setting.kind {
                    let value = if largest { max } else { min };
                    noise.set(setting.key, Value::Float(value)).unwrap();
                }
            }
            let mut pixels = vec![-0.5, 0.0, 1e-6, 1.0, 3.0];
            let layout = PixelLayout::row(pixels.len());
            noise.apply(&mut pixels, layout, &mut Stream::new(1, Purpose::Noise, 0));
            assert!(
                pixels.iter().all(|pixel| pixel.is_finite()),
                "{}: {pixels:?}",
                entry.id
            );
            let nothing = PixelLayout::row(0);
            noise.apply(&mut [], nothing, &mut Stream::new(1, Purpose::Noise, 0));
            assert!(noise.sigma(&[]).is_finite());
        }
    }
}

#[test]
fn a_range_of_gaussians_draws_one_sigma_per_picture() {
    let noise = Gaussian {
        from: 0.0,
        to: 50.0,
    };
    let sigmas: Vec<_> = (0..40)
        .map(|index| moments(&noisy(&noise, 0.0, index)).1 * 255.0)
        .collect();
    assert!(sigmas.iter().all(|&sigma| sigma < 50.5));
    assert!(sigmas.iter().any(|&sigma| sigma < 15.0) && sigmas.iter().any(|&sigma| sigma > 35.0));
    assert_eq!(noise.sigma(&[0.5]), 25.0 / 255.0);
}

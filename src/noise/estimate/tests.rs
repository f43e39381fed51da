use super::*;
use crate::math::random::{Purpose, Stream};

/// A picture with flat parts, a ramp, edges and some texture, and noise of `sigma` / 255 in it.
fn noisy(channels: usize, side: usize, sigma: f32, seed: u64) -> Image {
    let clean = Image::from_fn(channels, side, side, |channel, y, x| {
        if x > side / 2 {
            0.3 + 0.3 * y as f32 / side as f32
        } else if y > side / 2 && x > side / 4 {
            0.5 + 0.2 * ((x * x + y) as f32 * 0.05).sin()
        } else {
            0.7 - 0.1 * channel as f32
        }
    });
    with_noise(clean, sigma, seed)
}

fn with_noise(mut picture: Image, sigma: f32, seed: u64) -> Image {
    let mut random = Stream::new(seed, Purpose::Evaluation, 0);
    for pixel in picture.pixels_mut() {
        *pixel += sigma / 255.0 * random.normal();
    }
    picture
}

#[test]
fn noise_alone_is_measured_without_bias() {
    for estimator in [Estimator::Patches, Estimator::Wavelet] {
        let mean = (0..8)
            .map(|seed| {
                let flat = Image::from_fn(1, 160, 160, |_, _, _| 0.5);
                let noise = with_noise(flat, 25.5, seed);
                f64::from(estimate(&noise, estimator).sigma())
            })
            .sum::<f64>()
            / 8.0;
        assert!((mean / 0.1 - 1.0).abs() < 0.01, "{estimator:?}: {mean}");
    }
}

#[test]
fn levels_are_found_in_each_channel() {
    for sigma in [5.0, 25.0, 50.0] {
        let level = estimate(&noisy(3, 192, sigma, 3), Estimator::Patches);
        assert_eq!(level.channels.len(), 3);
        for found in level.channels.iter().chain([&level.sigma()]) {
            let found = found * 255.0;
            assert!((found / sigma - 1.0).abs() < 0.05, "{sigma}: {found}");
        }
    }
}

#[test]
fn clipped_parts_do_not_count() {
    let picture = noisy(1, 192, 20.0, 4);
    let clipped = Image::from_fn(1, 192, 192, |_, y, x| {
        let lift = if x < 60 { 1.0 } else { 0.0 };
        (picture.array()[[0, y, x]] + lift).clamp(0.0, 1.0)
    });
    let found = estimate(&clipped, Estimator::Patches).sigma() * 255.0;
    assert!((found / 20.0 - 1.0).abs() < 0.05, "{found}");
}

#[test]
fn every_size_has_an_answer() {
    for (channels, height, width) in [
        (1, 0, 0),
        (1, 1, 1),
        (3, 2, 3),
        (1, 8, 8),
        (1, 7, 300),
        (3, 40, 9),
    ] {
        for estimator in [Estimator::Patches, Estimator::Wavelet] {
            let flat = Image::from_fn(channels, height, width, |_, _, _| 0.4);
            let level = estimate(&flat, estimator);
            assert!(
                level.channels.iter().all(|&sigma| sigma < 1e-5),
                "{level:?}"
            );
            let mut rough = with_noise(flat, 255.0, 1);
            for pixel in rough.pixels_mut().iter_mut().skip(1).step_by(5) {
                *pixel = f32::NAN;
            }
            assert!(estimate(&rough, estimator).sigma().is_finite());
        }
    }
}

#[test]
fn coarse_noise_is_told_from_white() {
    let (side, sigma) = (200, 25.0 / 255.0);
    let flat = Image::from_fn(1, side + 1, side + 1, |_, y, x| {
        0.3 + 0.3 * ((x + 2 * y) as f32 * 0.02).sin()
    });
    let white = with_noise(flat.clone(), 25.0, 3);
    assert_eq!(coarse(&white, &estimate(&white, Estimator::Patches)), None);
    // Sums of four, of the same deviation.
    let noise = |y: usize, x: usize| white.array()[[0, y, x]] - flat.array()[[0, y, x]];
    let blotchy = Image::from_fn(1, side, side, |_, y, x| {
        let sum = noise(y, x) + noise(y + 1, x) + noise(y, x + 1) + noise(y + 1, x + 1);
        flat.array()[[0, y, x]] + 0.5 * sum
    });
    let level = estimate(&blotchy, Estimator::Patches);
    let found = coarse(&blotchy, &level).unwrap();
    assert!(level.sigma() < 0.6 * sigma, "{level:?}");
    assert!((0.9..1.45).contains(&(found / sigma)), "{found}");
}

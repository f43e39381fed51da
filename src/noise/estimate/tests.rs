use super::*;
use crate::math::random::{Purpose, Stream};

/// A picture with flat parts, a ramp, edges and some texture, and noise of `sigma` / 255 in it.
fn noisy(channels: usize, side: usize, sigma: f32, seed: u64) -> Image {
    let mut random = Stream::new(seed, Purpose::Evaluation, 0);
    Image::from_fn(channels, side, side, |channel, y, x| {
        let clean = if x > side / 2 {
            0.3 + 0.3 * y as f32 / side as f32
        } else if y > side / 2 && x > side / 4 {
            0.5 + 0.2 * ((x * x + y) as f32 * 0.05).sin()
        } else {
            0.7 - 0.1 * channel as f32
        };
        clean + sigma / 255.0 * random.normal()
    })
}

#[test]
fn noise_alone_is_measured_without_bias() {
    for estimator in [Estimator::Patches, Estimator::Wavelet] {
        let mean = (0..8)
            .map(|seed| {
                let mut random = Stream::new(seed, Purpose::Evaluation, 1);
                let noise = Image::from_fn(1, 160, 160, |_, _, _| 0.5 + 0.1 * random.normal());
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
            let mut random = Stream::new(1, Purpose::Evaluation, 0);
            let rough = Image::from_fn(channels, height, width, |_, y, x| {
                if (x + y) % 5 == 1 {
                    f32::NAN
                } else {
                    random.normal()
                }
            });
            assert!(estimate(&rough, estimator).sigma().is_finite());
        }
    }
}

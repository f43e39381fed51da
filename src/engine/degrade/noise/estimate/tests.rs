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

/// The same picture with a third of it covered by areas without noise.
fn covered(picture: &Image, level: f32, jitter: bool) -> Image {
    let (channels, height, width) = picture.dim();
    let quantize = |value: f32| (255.0 * value.clamp(0.0, 1.0)).round() / 255.0;
    Image::from_fn(channels, height, width, |c, y, x| {
        let bar = y < height / 6 || y >= height - height / 6;
        // Lines of a caption, and steps of one level where a bar was compressed.
        let stroke = bar && y % 24 == 8 && x % 6 < 2 && level > 0.5;
        let step = f32::from(u8::from(jitter && (x / 5 + y / 3) % 4 == 0)) / 255.0;
        if stroke {
            0.1
        } else if bar {
            level + step
        } else {
            quantize(picture.array()[[c, y, x]])
        }
    })
}

#[test]
fn areas_without_noise_are_not_believed() {
    for sigma in [5.0, 25.0, 50.0] {
        let picture = noisy(1, 240, sigma, 8);
        let plain = estimate(&picture, Estimator::Patches).sigma() * 255.0;
        for level in [0.0, 16.0, 118.0, 250.0, 255.0] {
            for jitter in [false, true] {
                let covered = covered(&picture, level / 255.0, jitter);
                let found = estimate(&covered, Estimator::Patches).sigma() * 255.0;
                assert!(
                    (found / plain - 1.0).abs() < 0.08,
                    "{sigma} {level} {jitter}: {found} {plain}"
                );
            }
        }
    }
}

#[test]
fn strong_noise_that_is_clipped_everywhere_is_found_beside_a_bar() {
    let dark = Image::from_fn(1, 200, 200, |_, y, x| {
        0.1 + 0.05 * ((x + y) as f32 * 0.05).sin()
    });
    let picture = covered(&with_noise(dark, 50.0, 2), 40.0 / 255.0, false);
    let found = estimate(&picture, Estimator::Patches).sigma() * 255.0;
    // Half of the noise is cut off; what is left is far from none.
    assert!((20.0..55.0).contains(&found), "{found}");
}

#[test]
fn a_clean_picture_with_flat_parts_stays_clean() {
    // Drawn: flat, smooth, and sharp edges, rounded to 8 bits.
    let drawn = Image::from_fn(1, 240, 240, |_, y, x| {
        let value = match (y / 60, x / 80) {
            (0, _) => 0.2,
            (1, 0) => 0.3 + 0.4 * x as f32 / 80.0,
            (2, 1) => 0.5 + 0.3 * ((x + y) as f32 * 0.1).sin(),
            (y, x) => ((y * 3 + x * 5) % 7) as f32 / 8.0,
        };
        (255.0 * value).round() / 255.0
    });
    let found = estimate(&drawn, Estimator::Patches).sigma() * 255.0;
    assert!(found < 0.6, "{found}");
    assert_eq!(look(&drawn).kind, NoiseKind::Nothing);
}

#[test]
fn the_covariance_between_channels_is_found() {
    let clean = noisy(3, 192, 0.0, 0);
    let mixings: [[[f32; 3]; 3]; 3] = [
        [[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]],
        [[1.2, 0.0, 0.0], [0.0, 0.3, 0.0], [0.0, 0.0, 0.6]],
        [[0.8, 0.5, 0.1], [0.2, 0.9, -0.4], [-0.5, 0.3, 0.7]],
    ];
    for m in mixings {
        let mut random = Stream::new(3, Purpose::Evaluation, 0);
        let mut picture = clean.clone();
        let area = 192 * 192;
        for at in 0..area {
            let own = [random.normal(), random.normal(), random.normal()];
            for (c, row) in m.iter().enumerate() {
                let noise: f32 = row.iter().zip(own).map(|(m, n)| m * n).sum();
                picture.pixels_mut()[c * area + at] += 0.1 * noise;
            }
        }
        let found = look(&picture);
        let NoiseKind::Shared(Covariance(covariance)) = found.kind else {
            panic!("{found:?}");
        };
        for a in 0..3 {
            for b in 0..3 {
                let expected: f32 = (0..3).map(|k| 0.01 * m[a][k] * m[b][k]).sum();
                let apart = (covariance[a][b] - f64::from(expected)).abs();
                assert!(apart < 0.0012, "{a} {b}: {} {expected}", covariance[a][b]);
            }
        }
    }
}

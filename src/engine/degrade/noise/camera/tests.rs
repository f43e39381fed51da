use super::*;
use crate::image::Image;
use crate::math::random::Purpose;

fn picture(channels: usize) -> Image {
    Image::from_fn(channels, 96, 96, |c, y, x| {
        0.45 + 0.2 * ((x + 2 * y) as f32 * 0.05 + c as f32).sin()
    })
}

fn noise_of(camera: &Camera, clean: &Image, index: u64) -> Vec<Vec<f32>> {
    let layout = PixelLayout::of(clean);
    let mut pixels = clean.pixels().to_vec();
    camera.apply(
        &mut pixels,
        layout,
        &mut Stream::new(4, Purpose::Noise, index),
    );
    let pairs = pixels.iter().zip(clean.pixels());
    let noise: Vec<f32> = pairs.map(|(noisy, clean)| noisy - clean).collect();
    layout.planes(&noise)
}

fn plain(origin: Origin) -> Camera {
    Camera {
        origin,
        from: 12.0,
        to: 12.0,
        blurred: 0.0,
        jpeg: 0.0,
        ..Camera::default()
    }
}

/// The mean of the products of neighbours in a row, over the mean square.
fn likeness(plane: &[f32], width: usize) -> f32 {
    let rows = plane.chunks_exact(width);
    let product: f32 = rows
        .flat_map(|row| row.windows(2).map(|w| w[0] * w[1]))
        .sum();
    product / plane.iter().map(|v| v * v).sum::<f32>()
}

#[test]
fn every_origin_has_the_strength_that_is_asked_for() {
    for origin in [Origin::White, Origin::Shared, Origin::Sensor] {
        for (channels, index) in [(3, 0), (3, 1), (1, 2), (3, 3)] {
            let noise = noise_of(&plain(origin), &picture(channels), index);
            let found = root_mean_square(&noise) * 255.0;
            assert!(
                (found / 12.0 - 1.0).abs() < 0.06,
                "{origin:?} {index}: {found}"
            );
        }
    }
}

#[test]
fn a_sensors_noise_is_coarse_and_grows_where_the_curve_is_steep() {
    let noise = noise_of(&plain(Origin::Sensor), &picture(3), 5);
    let white = noise_of(&plain(Origin::White), &picture(3), 5);
    for channel in 0..3 {
        assert!(likeness(&white[channel], 96).abs() < 0.05);
        assert!(
            likeness(&noise[channel], 96) > 0.1,
            "{}",
            likeness(&noise[channel], 96)
        );
    }
}

#[test]
fn mirrored_mosaics_keep_grey_grey() {
    // A mosaic of one value everywhere is that value in every colour, at borders too.
    for offset in [[0, 0], [0, 1], [1, 0], [1, 1]] {
        let raw = vec![0.3; 7 * 9];
        for planes in [
            sensor::bilinear(&raw, [7, 9], offset),
            sensor::laplacian(&raw, [7, 9], offset),
        ] {
            for value in planes.iter().flatten() {
                assert!((value - 0.3).abs() < 1e-6, "{offset:?}: {value}");
            }
        }
    }
}

#[test]
fn shared_noise_has_the_covariance_of_its_mixing() {
    let mut random = Stream::new(1, Purpose::Noise, 0);
    for _ in 0..12 {
        let m = shared::mixing(&mut random);
        let noise = shared::noise(m, 60_000, &mut random);
        for a in 0..3 {
            for b in 0..3 {
                let expected: f32 = (0..3).map(|k| m[a][k] * m[b][k]).sum();
                let pairs = noise[a].iter().zip(&noise[b]);
                let found = pairs.map(|(x, y)| x * y).sum::<f32>() / 60_000.0;
                let scale: f32 = m.iter().flatten().map(|v| v * v).sum();
                assert!((found - expected).abs() < 0.02 * scale, "{a} {b}");
            }
        }
    }
}

fn error(quality: f32, sampling: Sampling, clean: &Image) -> f64 {
    let layout = PixelLayout::of(clean);
    let mut planes = layout.planes(clean.pixels());
    compress(&mut planes, [96, 96], quality, sampling, [3, 5]);
    let mut out = clean.clone();
    layout.gather(&planes, out.pixels_mut());
    let pairs = out.pixels().iter().zip(clean.pixels());
    let square: f64 = pairs.map(|(a, b)| f64::from(a - b).powi(2)).sum();
    255.0 * (square / clean.pixels().len() as f64).sqrt()
}

#[test]
fn compression_loses_more_with_less_quality_and_with_halved_colour() {
    let noisy = {
        let clean = picture(3);
        let layout = PixelLayout::of(&clean);
        let mut pixels = clean.clone();
        let mut random = Stream::new(4, Purpose::Noise, 0);
        plain(Origin::White).apply(pixels.pixels_mut(), layout, &mut random);
        pixels
    };
    let errors: Vec<f64> = [100.0, 90.0, 75.0, 50.0]
        .map(|quality| error(quality, Sampling::Full, &noisy))
        .to_vec();
    assert!(errors[0] < 1.0, "{errors:?}");
    assert!(errors.is_sorted(), "{errors:?}");
    assert!(error(90.0, Sampling::Halved, &noisy) > 1.3 * errors[1]);
    // Of a smooth picture little is lost.
    assert!(error(90.0, Sampling::Halved, &picture(3)) < 2.0);
    // Of an even one nothing but rounding.
    let even = Image::from_fn(3, 96, 96, |c, _, _| [0.2, 0.6, 0.8][c]);
    assert!(error(75.0, Sampling::Halved, &even) < 1.5);
}

#[test]
fn both_layouts_get_the_same_noise() {
    let clean = picture(3);
    let apart = PixelLayout::of(&clean);
    let together = PixelLayout {
        interleaved: true,
        ..apart
    };
    let camera = Camera::default();
    for index in 0..6 {
        let mut planes = clean.pixels().to_vec();
        camera.apply(
            &mut planes,
            apart,
            &mut Stream::new(8, Purpose::Noise, index),
        );
        let mut pixels = vec![0.0; planes.len()];
        together.gather(&apart.planes(clean.pixels()), &mut pixels);
        camera.apply(
            &mut pixels,
            together,
            &mut Stream::new(8, Purpose::Noise, index),
        );
        assert_eq!(apart.planes(&planes), together.planes(&pixels));
    }
}

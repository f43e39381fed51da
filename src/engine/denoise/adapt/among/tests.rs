use super::*;
use crate::degrade::noise::estimate::look;
use crate::degrade::noise::{Noise, PixelLayout, Sampling, compress};
use crate::denoise::ALL;
use crate::for_tests::parrot;
use crate::image::metrics::psnr_clipped;
use crate::math::random::{Purpose, Stream};

const SIGMA: f32 = 25.0 / 255.0;

fn photo() -> Image {
    parrot().crop(100, 60, 80, 80)
}

/// A picture with noise n of each pixel, mixed into the channels by `mix`.
fn with(clean: &Image, mix: impl Fn([f32; 3]) -> [f32; 3]) -> Image {
    let mut random = Stream::new(6, Purpose::Noise, 0);
    let mut noisy = clean.clone();
    let area = clean.height() * clean.width();
    for at in 0..area {
        let noise = mix([random.normal(), random.normal(), random.normal()]);
        for (c, n) in noise.into_iter().enumerate() {
            noisy.pixels_mut()[c * area + at] += SIGMA * n;
        }
    }
    noisy
}

/// Every method's answer to a picture whose noise it does not know, where it takes less than seconds.
fn answers(noisy: &Image) -> Vec<(&'static str, Image)> {
    let found = look(noisy);
    let quick = ALL.iter().filter(|entry| {
        ![
            "wnnm",
            "epll",
            "ncsr",
            "kernel-regression",
            "gsm",
            "sliding-dct",
        ]
        .contains(&entry.id)
    });
    quick
        .map(|entry| {
            let (method, sigma) = among((entry.make)(), &found, None);
            (
                entry.id,
                method.denoise(noisy, sigma, &Watch::default()).unwrap(),
            )
        })
        .collect()
}

/// How far the colour (what the opponent channels but the first hold) of two pictures is apart at most.
fn colour_apart(a: &Image, b: &Image) -> f32 {
    let (a, b) = (color::to_opponent(a), color::to_opponent(b));
    let area = a.height() * a.width();
    let pairs = a.pixels()[area..].iter().zip(&b.pixels()[area..]);
    pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn noise_in_brightness_is_removed_and_colour_kept_by_every_method() {
    let clean = photo();
    let noisy = with(&clean, |[n, _, _]| [n; 3]);
    let found = look(&noisy);
    assert!(matches!(found.kind, NoiseKind::Shared(_)), "{found:?}");
    assert!((found.sigma() / SIGMA - 1.0).abs() < 0.1, "{found:?}");
    let before = psnr_clipped(&clean, &noisy);
    for (id, answer) in answers(&noisy) {
        let after = psnr_clipped(&clean, &answer);
        let least = if id == "median" { 3.0 } else { 4.5 };
        assert!(after > before + least, "{id}: {before} to {after}");
        if id != "camera" {
            let apart = colour_apart(&answer, &noisy);
            assert!(apart < 6.0 / 255.0, "{id}: {apart}");
        }
    }
}

#[test]
fn a_grey_picture_in_colour_gets_the_answer_of_the_grey_one() {
    let grey = with(&photo(), |[n, _, _]| [n; 3]).gray();
    let found = look(&grey);
    let colour = Image::from_fn(3, 80, 80, |_, y, x| grey.array()[[0, y, x]]);
    assert!(matches!(look(&colour).kind, NoiseKind::Toned(_)));
    for (id, answer) in answers(&colour) {
        let method = crate::setting::find(ALL, id).unwrap();
        let alone = (method.make)().denoise(&grey, found.sigma(), &Watch::default());
        let alone = alone.unwrap();
        let area = 80 * 80;
        for plane in answer.pixels().chunks_exact(area) {
            let apart = plane.iter().zip(alone.pixels()).map(|(a, b)| (a - b).abs());
            assert!(apart.fold(0.0, f32::max) < 1e-6, "{id}");
            assert_eq!(plane, &answer.pixels()[..area], "{id}");
        }
    }
}

#[test]
fn channels_without_noise_stay_as_they_are() {
    let clean = photo();
    let noisy = with(&clean, |[_, n, _]| [0.0, n, 0.0]);
    let before = psnr_clipped(&clean, &noisy);
    let area = 80 * 80;
    for (id, answer) in answers(&noisy)
        .into_iter()
        .filter(|(id, _)| *id != "camera")
    {
        let after = psnr_clipped(&clean, &answer);
        assert!(after > before + 2.5, "{id}: {before} to {after}");
        for plane in [0, 2] {
            let range = plane * area..(plane + 1) * area;
            let pairs = answer.pixels()[range.clone()]
                .iter()
                .zip(&noisy.pixels()[range]);
            let apart = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(apart < 4.0 / 255.0, "{id}: {apart}");
        }
    }
}

#[test]
fn white_noise_is_left_to_the_method() {
    let noisy = with(&photo(), |n| n);
    let found = look(&noisy);
    assert!(found.white(), "{found:?}");
    let (method, sigma) = among((ALL[2].make)(), &found, None);
    assert_eq!(sigma, found.level.sigma());
    let plain = (ALL[2].make)().denoise(&noisy, sigma, &Watch::default());
    assert_eq!(method.denoise(&noisy, sigma, &Watch::default()), plain);
}

#[test]
fn compressed_noise_is_found_and_lessened() {
    let clean = photo();
    let mut planes: Vec<Vec<f32>> = with(&clean, |n| n)
        .pixels()
        .chunks_exact(80 * 80)
        .map(<[f32]>::to_vec)
        .collect();
    compress(&mut planes, [80, 80], 90.0, Sampling::Halved, [0, 0]);
    let noisy = Image::from_fn(3, 80, 80, |c, y, x| planes[c][y * 80 + x]);
    let found = look(&noisy);
    assert!(!found.white(), "{found:?}");
    let before = psnr_clipped(&clean, &noisy);
    for (id, answer) in answers(&noisy) {
        let after = psnr_clipped(&clean, &answer);
        let least = if ["median", "k-svd"].contains(&id) {
            1.5
        } else {
            3.0
        };
        assert!(after > before + least, "{id}: {before} to {after}");
    }
}

#[test]
fn specks_are_found_and_taken_away_by_every_method() {
    let clean = photo();
    let mut noisy = clean.clone();
    SaltAndPepper { density: 0.08 }.apply(
        noisy.pixels_mut(),
        PixelLayout::of(&clean),
        &mut Stream::new(3, Purpose::Noise, 0),
    );
    let found = look(&noisy);
    let NoiseKind::Specks { share } = found.kind else {
        panic!("{found:?}");
    };
    assert!((0.03..0.1).contains(&share), "{share}");
    let before = psnr_clipped(&clean, &noisy);
    for (id, answer) in answers(&noisy) {
        let after = psnr_clipped(&clean, &answer);
        assert!(after > before + 8.0, "{id}: {before} to {after}");
    }
    // Strong noise that is cut off at black and white is none of it.
    let strong = with(&clean, |n| n.map(|n| 2.0 * n)).map(|value| value.clamp(0.0, 1.0));
    assert!(!matches!(look(&strong).kind, NoiseKind::Specks { .. }));
    assert!(!matches!(look(&clean).kind, NoiseKind::Specks { .. }));
}

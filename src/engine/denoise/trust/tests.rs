//! Trust, where the truth is known.

use std::sync::Arc;

use super::*;
use crate::denoise::methods::{Gaussian, NlMeans};
use crate::denoise::trial::with_noise;
use crate::denoise::{DenoiseError, Denoiser, Learned, Watch};
use crate::image::metrics::psnr;
use crate::nn::init::Init;
use crate::nn::{Architecture, Layer, Model, Network, Shape, layers};

const SIGMA: f32 = 0.1;

fn scene(side: usize) -> Image {
    Image::from_fn(1, side, side, |_, y, x| {
        let disc = (y as f32 - 60.0).hypot(x as f32 - 70.0) < 40.0;
        0.3 + 0.4 * f32::from(u8::from(disc)) + 0.1 * (x as f32 * 0.3).sin()
    })
}

fn run(method: &dyn Denoiser, noisy: &Image) -> Image {
    method.denoise(noisy, SIGMA, &Watch::default()).unwrap()
}

#[test]
fn white_noise_is_called_white_and_structure_is_not() {
    let flat = Image::zeros(1, 200, 200);
    for seed in 0..6 {
        let found = whiteness(&with_noise(&flat, SIGMA, seed, 0)).unwrap();
        assert!(found.z.abs() < 3.5, "seed {seed}: {}", found.z);
        assert!((found.deviation / 0.1 - 1.0).abs() < 0.02);
        assert!(found.strongest() < 0.03);
        assert!(
            found
                .spectrum
                .iter()
                .all(|[_, power]| (power - 1.0).abs() < 0.15)
        );
    }
    let clean = scene(200);
    let noisy = with_noise(&clean, SIGMA, 0, 0);
    // Too much strength takes structure away.
    let strong = Gaussian { strength: 3.0 };
    let removed = method_noise(&noisy, &run(&strong, &noisy));
    assert!(whiteness(&removed).unwrap().z > 10.0);
    assert!(whiteness(&flat).is_none() && whiteness(&scene(20)).is_none());
}

#[test]
fn low_frequencies_show_in_the_spectrum() {
    let waves = Image::from_fn(1, 160, 160, |_, _, x| (x as f32 * 0.25).sin() * 0.1);
    let found = whiteness(&with_noise(&waves, 0.05, 0, 0)).unwrap();
    let [low, high] = [found.spectrum[2][1], found.spectrum[30][1]];
    assert!(low > 2.0 * high, "{low} {high}");
}

#[test]
fn the_error_is_estimated_without_the_clean_picture() {
    let clean = scene(200);
    let noisy = with_noise(&clean, SIGMA, 3, 0);
    for method in [&Gaussian::default() as &dyn Denoiser, &NlMeans::default()] {
        let answer = run(method, &noisy);
        let found = sure(method, &noisy, &answer, SIGMA, &Watch::default()).unwrap();
        let (told, truth) = (found.psnr().unwrap(), psnr(&clean, &answer));
        assert!(
            (told - truth).abs() < 0.3,
            "{}: {told} {truth}",
            method.id()
        );
    }
    // What keeps everything has the error of the noise itself.
    let none = Gaussian { strength: 0.0 };
    let found = sure(&none, &noisy, &run(&none, &noisy), SIGMA, &Watch::default()).unwrap();
    assert!((found.divergence - 1.0).abs() < 1e-3);
    assert!((found.psnr().unwrap() - 20.0).abs() < 0.05);
}

#[test]
fn removed_structure_stands_where_it_was() {
    let noise = with_noise(&Image::zeros(1, 150, 150), SIGMA, 0, 0);
    let map = structure_map(&noise, SIGMA);
    let mean = map.pixels().iter().sum::<f32>() / map.pixels().len() as f32;
    // The mean of |standard normal| is 0.798.
    assert!((mean - 0.798).abs() < 0.05, "{mean}");
    let mut edge = noise;
    for y in 0..150 {
        edge.array_mut()[[0, y, 75]] += 0.3;
    }
    let map = structure_map(&edge, SIGMA);
    let at = |x: usize| (0..150).map(|y| map.array()[[0, y, x]]).sum::<f32>() / 150.0;
    assert!(at(75) > 3.0 && at(30) < 1.2, "{} {}", at(75), at(30));
    for (height, width) in [(1, 1), (1, 40), (3, 2)] {
        let small = structure_map(&Image::zeros(3, height, width), SIGMA);
        assert_eq!(small.dim(), (1, height, width));
    }
}

#[test]
fn the_filter_of_a_linear_method_is_its_window() {
    let noisy = with_noise(&scene(120), SIGMA, 0, 0);
    let found = kernel(
        &Gaussian::default(),
        &noisy,
        SIGMA,
        [0, 50, 64],
        &Watch::default(),
    );
    let found = found.unwrap();
    assert!((found.sum() - 1.0).abs() < 1e-3);
    assert!(found.negative_share() < 1e-3 && !found.exact);
    let middle = SIDE_SQUARED / 2;
    assert!(
        found
            .weights
            .iter()
            .all(|&weight| weight <= found.weights[middle])
    );
    for away in 1..SIDE_SQUARED / 2 {
        let (a, b) = (found.weights[middle - away], found.weights[middle + away]);
        assert!((a - b).abs() < 1e-4);
    }
    // At the corner the window is folded back; nothing lies outside.
    let corner = kernel(
        &Gaussian::default(),
        &noisy,
        SIGMA,
        [0, 0, 0],
        &Watch::default(),
    );
    assert!((corner.unwrap().sum() - 1.0).abs() < 1e-3);
    let outside = kernel(
        &Gaussian::default(),
        &noisy,
        SIGMA,
        [0, 120, 0],
        &Watch::default(),
    );
    assert!(matches!(outside, Err(DenoiseError::Refused(_))));
}

const SIDE_SQUARED: usize = (2 * REACH + 1) * (2 * REACH + 1);

/// A network's filter by back-propagation is that by finite differences.
#[test]
fn a_networks_filter_is_exact() {
    let convolution = |channels| -> Box<dyn Layer> {
        Box::new(layers::Conv {
            channels,
            ..layers::Conv::default()
        })
    };
    let tanh = Box::new(layers::Tanh::default());
    let rows = [convolution(4), tanh, convolution(1)];
    let architecture = Architecture::of(rows);
    let network = Network::new(&architecture, Shape::new(1, 8, 8), Init::He, 5).unwrap();
    let learned = Learned::new(Model {
        weights: Arc::new(network.weights()),
        architecture: Arc::new(architecture),
        channels: 1,
    });
    let noisy = with_noise(&scene(64), SIGMA, 0, 0);
    for [y, x] in [[30, 33], [0, 0], [63, 5]] {
        let exact = kernel(&learned, &noisy, SIGMA, [0, y, x], &Watch::default()).unwrap();
        assert!(exact.exact);
        let answer = run(&learned, &noisy).array()[[0, y, x]];
        for (down, across) in [(0i32, 0i32), (1, 0), (-2, 1), (2, 2), (0, 3)] {
            let [py, px] = [y as i32 + down, x as i32 + across];
            if !(0..64).contains(&py) || !(0..64).contains(&px) {
                continue;
            }
            let mut moved = noisy.clone();
            moved.array_mut()[[0, py as usize, px as usize]] += 1e-2;
            let measured = (run(&learned, &moved).array()[[0, y, x]] - answer) / 1e-2;
            let reach = REACH as i32;
            let at = (down + reach) * (2 * reach + 1) + across + reach;
            let told = exact.weights[at as usize];
            assert!((told - measured).abs() < 5e-3, "{y} {x}: {told} {measured}");
        }
    }
}

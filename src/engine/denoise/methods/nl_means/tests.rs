//! Non-local means against its definition.

use super::*;
use crate::image::raster::mirror;
use crate::math::random::{Purpose, Stream};

/// The definition, pixel by pixel.
fn plain(noisy: &Image, sigma: f64, h: f64, half: isize, reach: isize) -> Image {
    let (channels, height, width) = noisy.dim();
    let shape = window(0.7, 5).map(f64::from);
    let at = |c: usize, y: isize, x: isize| {
        let y = mirror(y.unsigned_abs(), height);
        f64::from(noisy.array()[[c, y, mirror(x.unsigned_abs(), width)]])
    };
    let mut clean = noisy.clone();
    for y in 0..height as isize {
        for x in 0..width as isize {
            let (mut sums, mut total, mut largest) = (vec![0.0; channels], 0.0, 0.0_f64);
            for (dy, dx) in (-reach..=reach).flat_map(|dy| (-reach..=reach).map(move |dx| (dy, dx)))
            {
                if (dy, dx) == (0, 0) {
                    continue;
                }
                let mut distance = 0.0;
                for c in 0..channels {
                    for (v, u) in (-half..=half).flat_map(|v| (-half..=half).map(move |u| (v, u))) {
                        let weight = shape[(v + half) as usize] * shape[(u + half) as usize];
                        let difference = at(c, y + v, x + u) - at(c, y + dy + v, x + dx + u);
                        distance += weight * difference.powi(2);
                    }
                }
                distance /= channels as f64;
                let weight = (-(distance - 2.0 * sigma * sigma).max(0.0) / (h * h)).exp();
                total += weight;
                largest = largest.max(weight);
                for (c, sum) in sums.iter_mut().enumerate() {
                    *sum += weight * at(c, y + dy, x + dx);
                }
            }
            for (c, sum) in sums.iter().enumerate() {
                let value = (sum + largest * at(c, y, x)) / (total + largest);
                clean.array_mut()[[c, y as usize, x as usize]] = value as f32;
            }
        }
    }
    clean
}

#[test]
fn agrees_with_the_definition_across_tiles() {
    for (channels, height, width) in [(1, 70, 23), (3, 9, 260), (1, 2, 3)] {
        let mut random = Stream::new(3, Purpose::Noise, 0);
        let mut noisy = Image::from_fn(channels, height, width, |c, y, x| {
            ((x + c * y) / 5 % 2) as f32
        });
        noisy
            .pixels_mut()
            .iter_mut()
            .for_each(|v| *v += 0.1 * random.normal());
        let method = NlMeans {
            patch: 0.7 / interpolate(WINDOW, 0.1),
            reach: 3,
            ..NlMeans::default()
        };
        let fast = method.denoise(&noisy, 0.1, &Watch::default()).unwrap();
        let h = f64::from(interpolate(FILTER, 0.1)) * 0.1;
        let slow = plain(&noisy, 0.1, h, 2, 3);
        for (a, b) in fast.pixels().iter().zip(slow.pixels()) {
            assert!((a - b).abs() < 2e-5, "{a} against {b}");
        }
    }
}

//! Impulses: finding the pixels that salt and pepper have taken, and filling them from their neighbours.

use rayon::prelude::*;

use crate::image::Image;

/// Largest distance at which neighbours are looked for.
const MOST: usize = 12;
/// So many good neighbours are enough.
const ENOUGH: usize = 3;
/// Every so manyth good pixel is filled too, as a test.
const EVERY: usize = 7;

/// A picture without its impulses.
#[derive(Clone, Debug)]
pub struct Filled {
    /// The picture, impulses replaced.
    pub picture: Image,
    /// Which pixels were impulses, in the order of [`Image::pixels`].
    pub impulses: Vec<bool>,
    /// Root of the mean square of the error that filling makes, measured on pixels that were good.
    pub error: f32,
}

/// Replaces every impulse of `noisy` by the median of the good pixels around it.
///
/// An impulse is a pixel of exactly 0 or 1, channel by channel, unless all pixels around it have the same value: those
/// are a black or white part of the picture. The window grows from 3×3 until it holds three good pixels. The other
/// pixels are left as they are, for impulses have not touched them. Cost: pixels · 9, more where much is lost.
///
/// Source: Hwang, Haddad 1995, doi:10.1109/83.370679 (adaptive median), with the growing window over good pixels only.
pub fn fill(noisy: &Image) -> Filled {
    let (_, height, width) = noisy.dim();
    let area = (height * width).max(1);
    let impulses: Vec<bool> = noisy
        .pixels()
        .par_iter()
        .enumerate()
        .map(|(at, &value)| {
            let plane = &noisy.pixels()[at / area * area..][..area];
            (value == 0.0 || value == 1.0) && !alone(plane, width, at % area, value)
        })
        .collect();
    let estimate = |at: usize| {
        let from = at / area * area;
        let (plane, mask) = (&noisy.pixels()[from..][..area], &impulses[from..][..area]);
        median_around(plane, mask, width, at - from)
    };
    let picture = {
        let mut picture = noisy.clone();
        picture
            .pixels_mut()
            .par_iter_mut()
            .enumerate()
            .filter(|(at, _)| impulses[*at])
            .for_each(|(at, pixel)| *pixel = estimate(at).unwrap_or(0.5));
        picture
    };
    let tested: Vec<f64> = (0..noisy.pixels().len())
        .into_par_iter()
        .step_by(EVERY)
        .filter(|&at| !impulses[at])
        .filter_map(|at| Some(f64::from(estimate(at)? - noisy.pixels()[at]).powi(2)))
        .collect();
    let error = (tested.iter().sum::<f64>() / tested.len().max(1) as f64).sqrt() as f32;
    Filled {
        picture,
        impulses,
        error,
    }
}

/// The share of the numbers that are specks: exactly 0 or 1, next to at most one of the same kind, and far from what is
/// around them.
///
/// 0 unless there are both, black and white ones: a drawing has black lines, a night white stars.
pub fn specks(noisy: &Image) -> f64 {
    /// Farther than noise puts most of its pixels, 0..1.
    const FAR: f32 = 0.25;
    /// At least this share of the specks is of the rarer kind.
    const RARER: f64 = 0.2;
    let (_, height, width) = noisy.dim();
    let area = (height * width).max(1);
    let speck = |at: usize, value: f32| {
        let plane = &noisy.pixels()[at / area * area..][..area];
        let others = || around(plane, width, at % area, 1).map(|(_, other)| other);
        let mut good: Vec<f32> = others()
            .filter(|other| *other != 0.0 && *other != 1.0)
            .collect();
        good.sort_by(f32::total_cmp);
        let middle = good.get(good.len() / 2);
        others().filter(|other| *other == value).count() <= 1
            && middle.is_some_and(|middle| (middle - value).abs() > FAR)
    };
    let count = |value: f32| {
        let pixels = noisy.pixels().par_iter().enumerate();
        pixels
            .filter(|(at, pixel)| **pixel == value && speck(*at, value))
            .count() as f64
    };
    let (black, white) = (count(0.0), count(1.0));
    if black.min(white) < RARER * (black + white) {
        return 0.0;
    }
    (black + white) / noisy.pixels().len().max(1) as f64
}

/// Values around a pixel at distance `reach` or less, with their places; without the pixel itself.
fn around(
    plane: &[f32],
    width: usize,
    at: usize,
    reach: usize,
) -> impl Iterator<Item = (usize, f32)> {
    let height = plane.len() / width.max(1);
    let (y, x) = (at / width, at % width);
    let rows = y.saturating_sub(reach)..(y + reach + 1).min(height);
    let columns = x.saturating_sub(reach)..(x + reach + 1).min(width);
    rows.flat_map(move |row| columns.clone().map(move |column| row * width + column))
        .filter(move |&place| place != at)
        .map(|place| (place, plane[place]))
}

/// Whether a pixel's value is that of all around it: then it belongs there.
fn alone(plane: &[f32], width: usize, at: usize, value: f32) -> bool {
    around(plane, width, at, 1).all(|(_, other)| other == value)
}

fn median_around(plane: &[f32], mask: &[bool], width: usize, at: usize) -> Option<f32> {
    let mut good = Vec::new();
    for reach in 1..=MOST {
        good.clear();
        let values = around(plane, width, at, reach).filter(|(place, _)| !mask[*place]);
        good.extend(values.map(|(_, value)| value));
        if good.len() >= ENOUGH {
            break;
        }
    }
    good.sort_by(f32::total_cmp);
    let middle = good.len() / 2;
    match good.len() {
        0 => None,
        count if count % 2 == 1 => Some(good[middle]),
        _ => Some(0.5 * (good[middle - 1] + good[middle])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impulses_are_found_and_filled() {
        let clean = Image::from_fn(
            1,
            20,
            30,
            |_, y, x| {
                if y < 6 { 1.0 } else { 0.2 + 0.02 * x as f32 }
            },
        );
        let mut noisy = clean.clone();
        for (y, x, value) in [(10, 10, 0.0), (10, 11, 1.0), (15, 3, 1.0)] {
            noisy.array_mut()[[0, y, x]] = value;
        }
        let filled = fill(&noisy);
        for (y, x) in [(10, 10), (10, 11), (15, 3)] {
            assert!(filled.impulses[y * 30 + x]);
            let error = filled.picture.array()[[0, y, x]] - clean.array()[[0, y, x]];
            assert!(error.abs() < 0.021, "{error}");
        }
        assert_eq!(filled.picture.array()[[0, 2, 2]], 1.0, "white parts stay");
        assert!(filled.error < 0.02, "{}", filled.error);
    }

    #[test]
    fn nothing_good_left_is_no_reason_to_fail() {
        for (height, width) in [(0, 0), (1, 1), (5, 4)] {
            let lost = Image::from_fn(3, height, width, |_, y, x| ((x + y) % 2) as f32);
            let filled = fill(&lost);
            assert!(
                filled
                    .picture
                    .pixels()
                    .iter()
                    .all(|pixel| pixel.is_finite())
            );
        }
    }
}

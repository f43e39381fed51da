//! A part of a large picture that tells as much of its noise as all of it.

use std::borrow::Cow;

use crate::image::Image;

/// Pictures of more pixels are sampled.
const MOST: usize = 2_000_000;
/// Side of the squares that are taken; even, so that means of 2 × 2 pixels do not reach over their borders.
const SIDE: usize = 256;

/// The picture itself, or squares of it, evenly spread, one below the other. Where they meet there are edges that the
/// picture has not, as there are where things meet in it.
pub(super) fn sample(image: &Image) -> Cow<'_, Image> {
    let (channels, height, width) = image.dim();
    if height * width <= MOST || height < SIDE || width < SIDE {
        return Cow::Borrowed(image);
    }
    let (rows, columns) = (height / SIDE, width / SIDE);
    let total = rows * columns;
    let share = MOST as f64 / (SIDE * SIDE * total) as f64;
    // A share of all squares, those whose multiple of the golden ratio has a small fraction: of every row and column,
    // and in no pattern.
    let golden = 0.5 * (5.0_f64.sqrt() - 1.0);
    let squares: Vec<usize> = (0..total)
        .filter(|&at| (at as f64 * golden).fract() < share)
        .collect();
    // Squares lie in the middle of equal shares of the picture.
    let corner = |&at: &usize| {
        let share = |index: usize, parts: usize, length: usize| {
            index * length / parts + (length / parts - SIDE) / 2
        };
        (
            share(at / columns, rows, height),
            share(at % columns, columns, width),
        )
    };
    let pixels = image.pixels();
    let corners: Vec<_> = squares.iter().map(corner).collect();
    Cow::Owned(Image::from_fn(
        channels,
        corners.len() * SIDE,
        SIDE,
        |c, y, x| {
            let (top, left) = corners[y / SIDE];
            pixels[(c * height + top + y % SIDE) * width + left + x]
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_pictures_are_whole_and_large_ones_are_spread() {
        let small = Image::zeros(3, 40, 50);
        assert!(matches!(sample(&small), Cow::Borrowed(_)));
        let large = Image::from_fn(1, 2600, 1900, |_, y, x| (y * 2000 + x) as f32);
        let part = sample(&large);
        assert_eq!(part.width(), SIDE);
        assert!(part.height() * part.width() <= MOST * 11 / 10);
        let places: Vec<usize> = part.pixels().iter().map(|&at| at as usize).collect();
        let rows = places.iter().map(|at| at / 2000);
        assert!(rows.clone().min().unwrap() < 60 && rows.max().unwrap() > 2500);
        let columns = places.iter().map(|at| at % 2000);
        assert!(columns.clone().min().unwrap() < 40 && columns.max().unwrap() > 1850);
    }
}

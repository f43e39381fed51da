//! Self-similarity: a patch of a photograph has its likes elsewhere in it.
//!
//! Patches of 7 × 7 on a grid, means removed; the nearest are sought within 21 × 21 places, as non-local means does,
//! and their distances are told as a share of the patches' own variance: unlike patches have 2. Source: Buades, Coll,
//! Morel 2005, doi:10.1109/CVPR.2005.38.

use rayon::prelude::*;

use crate::image::Image;

const SIDE: usize = 7;
const SIZE: usize = SIDE * SIDE;
const REACH: usize = 10;
const NEAREST: usize = 16;
/// Pixels between the patches that are asked.
const GRID: usize = 12;

/// The mean distance of the nearest 16, and that of the k-th nearest.
pub fn measure(picture: &Image) -> (f64, Vec<[f64; 2]>) {
    let (_, height, width) = picture.dim();
    let room = |length: usize| REACH..length.saturating_sub(REACH + SIDE);
    let places: Vec<(usize, usize)> = room(height)
        .step_by(GRID)
        .flat_map(|y| room(width).step_by(GRID).map(move |x| (y, x)))
        .collect();
    let found: Vec<([f64; NEAREST], f64)> = places
        .par_iter()
        .map(|&(y, x)| nearest(picture, y, x))
        .collect();
    let variance: f64 = found.iter().map(|(_, own)| own).sum::<f64>().max(1e-30);
    let mut points = Vec::new();
    for rank in 0..NEAREST {
        let total: f64 = found.iter().map(|(distances, _)| distances[rank]).sum();
        points.push([(rank + 1) as f64, total / variance]);
    }
    let mean = points.iter().map(|[_, distance]| distance).sum::<f64>() / NEAREST as f64;
    (mean, points)
}

/// The mean squared distances of the nearest patches, rising, and the patch's own variance.
fn nearest(picture: &Image, y: usize, x: usize) -> ([f64; NEAREST], f64) {
    let own = patch(picture, y, x);
    let mut distances = Vec::with_capacity((2 * REACH + 1).pow(2));
    for other_y in y - REACH..=y + REACH {
        for other_x in x - REACH..=x + REACH {
            if (other_y, other_x) != (y, x) {
                distances.push(distance(&own, &patch(picture, other_y, other_x)));
            }
        }
    }
    distances.sort_by(f64::total_cmp);
    let variance = own
        .iter()
        .map(|&value| f64::from(value).powi(2))
        .sum::<f64>()
        / SIZE as f64;
    (std::array::from_fn(|rank| distances[rank]), variance)
}

/// The place within the picture that is nearest to (`row`, `column`).
pub fn place(picture: &Image, row: usize, column: usize) -> [usize; 2] {
    [
        row.min(picture.height().saturating_sub(1)),
        column.min(picture.width().saturating_sub(1)),
    ]
}

/// The picture with a frame, white within black, around the patch at (`row`, `column`).
pub fn marked(picture: &Image, row: usize, column: usize) -> Image {
    let far = |a: usize, b: usize| a.abs_diff(b);
    Image::from_fn(1, picture.height(), picture.width(), |_, y, x| {
        match far(y, row).max(far(x, column)) {
            9 | 10 => 0.0,
            7 | 8 => 1.0,
            _ => picture.array()[[0, y, x]],
        }
    })
}

/// How like the patch at (`row`, `column`) every other patch is: 1 = the same, 0.14 = as unlike as patches are by
/// chance.
pub fn map(picture: &Image, row: usize, column: usize) -> Image {
    let (_, height, width) = picture.dim();
    if height < SIDE || width < SIDE {
        return Image::zeros(1, height, width);
    }
    let inside = |at: usize, length: usize| at.saturating_sub(SIDE / 2).min(length - SIDE);
    let own = patch(picture, inside(row, height), inside(column, width));
    let variance = own
        .iter()
        .map(|&value| f64::from(value).powi(2))
        .sum::<f64>()
        / SIZE as f64;
    let rows: Vec<Vec<f32>> = (0..height)
        .into_par_iter()
        .map(|y| {
            let likeness = |x: usize| {
                let other = patch(picture, inside(y, height), inside(x, width));
                (-distance(&own, &other) / variance.max(1e-9)).exp() as f32
            };
            (0..width).map(likeness).collect()
        })
        .collect();
    Image::from_fn(1, height, width, |_, y, x| rows[y][x])
}

fn patch(picture: &Image, y: usize, x: usize) -> [f32; SIZE] {
    let pixels = picture.pixels();
    let width = picture.width();
    let mut patch = [0.0; SIZE];
    for (row, values) in patch.chunks_mut(SIDE).enumerate() {
        values.copy_from_slice(&pixels[(y + row) * width + x..][..SIDE]);
    }
    let mean = patch.iter().sum::<f32>() / SIZE as f32;
    patch.map(|value| value - mean)
}

fn distance(a: &[f32; SIZE], b: &[f32; SIZE]) -> f64 {
    let total: f32 = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum();
    f64::from(total) / SIZE as f64
}

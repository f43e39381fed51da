//! Smoothing of planes by symmetric windows, line by line; borders are mirrored.

use rayon::prelude::*;

use super::raster::mirror;

/// Rows in one piece of parallel work; fixed, though each row's result does not depend on it.
const BAND: usize = 32;

/// Half of a Gaussian window of a width in pixels, cut off after `reach` pixels, centre first; the whole sums to 1.
pub fn gaussian(width: f32, reach: usize) -> Vec<f32> {
    let raw: Vec<f32> = (0..=reach)
        .map(|r| (-0.5 * (r as f32 / width.max(1e-6)).powi(2)).exp())
        .collect();
    let total = 2.0 * raw.iter().sum::<f32>() - raw[0];
    raw.iter().map(|weight| weight / total).collect()
}

/// Makes each pixel of a plane of rows of `width` the mean of its surroundings: `half` holds the weights of a line of
/// the window from its centre outwards. Cost: pixels × length of `half`.
pub fn smooth(plane: &mut [f32], width: usize, half: &[f32]) {
    if plane.is_empty() {
        return;
    }
    rows(plane, width, half);
    columns(plane, width, half);
}

fn rows(plane: &mut [f32], width: usize, half: &[f32]) {
    let reach = half.len() - 1;
    plane.par_chunks_mut(BAND * width).for_each_init(
        || vec![0.0; width + 2 * reach],
        |padded, band| {
            for row in band.chunks_exact_mut(width) {
                for (at, value) in padded.iter_mut().enumerate() {
                    *value = row[mirror(at.abs_diff(reach), width)];
                }
                fold(row, half, |r| (&padded[reach - r..], &padded[reach + r..]));
            }
        },
    );
}

fn columns(plane: &mut [f32], width: usize, half: &[f32]) {
    let source = plane.to_vec();
    let height = plane.len() / width;
    let row = |y: usize| &source[mirror(y, height) * width..][..width];
    let rows = plane.par_chunks_mut(width).enumerate();
    rows.for_each(|(y, out)| fold(out, half, |r| (row(y.abs_diff(r)), row(y + r))));
}

/// Σ of the lines at distance r before and after, with the weights of a window.
fn fold<'a>(out: &mut [f32], half: &[f32], sides: impl Fn(usize) -> (&'a [f32], &'a [f32])) {
    for (value, centre) in out.iter_mut().zip(sides(0).0) {
        *value = half[0] * centre;
    }
    for (r, weight) in half.iter().enumerate().skip(1) {
        let (before, after) = sides(r);
        for (value, (before, after)) in out.iter_mut().zip(before.iter().zip(after)) {
            *value += weight * (before + after);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_becomes_the_window_itself() {
        let (height, width) = (41, 43);
        let mut plane = vec![0.0; height * width];
        plane[20 * width + 21] = 1.0;
        let half = gaussian(1.5, 6);
        smooth(&mut plane, width, &half);
        for (dy, dx) in [(0, 0), (1, 2), (3, 0), (5, 6)] {
            let expected = half[dy] * half[dx];
            assert!((plane[(20 - dy) * width + 21 + dx] - expected).abs() < 1e-7);
        }
        assert!((plane.iter().sum::<f32>() - 1.0).abs() < 1e-5);
    }

    #[test]
    fn borders_are_mirrored_and_small_planes_fold_more_than_once() {
        let half = gaussian(2.0, 8);
        for (height, width) in [(1, 1), (1, 5), (3, 2), (9, 30)] {
            let plane: Vec<f32> = (0..height * width).map(|k| (k * k % 7) as f32).collect();
            let mut smoothed = plane.clone();
            smooth(&mut smoothed, width, &half);
            let weight = |r: i32| half[r.unsigned_abs() as usize];
            let near = |at: usize, r: i32, length: usize| {
                mirror((at as i32 + r).unsigned_abs() as usize, length)
            };
            for (at, value) in smoothed.iter().enumerate() {
                let expected: f32 = (-8..=8)
                    .flat_map(|dy| (-8..=8).map(move |dx| (dy, dx)))
                    .map(|(dy, dx)| {
                        let from =
                            near(at / width, dy, height) * width + near(at % width, dx, width);
                        weight(dy) * weight(dx) * plane[from]
                    })
                    .sum();
                assert!((value - expected).abs() < 1e-4, "{height} × {width}");
            }
        }
    }
}

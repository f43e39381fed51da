//! Pixels that have no noise of their own: of bars, masks, captions and padding, of a blown sky, of a night without
//! light.

use rayon::prelude::*;

/// Side of the window in which every pixel must be the same.
const SAME: usize = 3;
/// Side of the window in which pixels may differ by one step of the numbers.
const STEP: usize = 5;
/// A plane's lowest or highest value is a limit at which it was clipped when so many of a thousand pixels have it.
const CLIPPED: f64 = 0.001;

/// The step between the numbers that a picture was stored as, 0..1: 1/255 for 8 bits; 0 where there is none to be seen.
///
/// It is the largest step of which all values looked at are whole multiples, of those of 16 bits.
pub(super) fn step(pixels: &[f32]) -> f32 {
    const LOOKS: usize = 20_000;
    const LEVELS: f32 = 65_535.0;
    let every = (pixels.len() / LOOKS).max(1);
    let mut common = 0_u32;
    for &pixel in pixels.iter().step_by(every) {
        let level = pixel * LEVELS;
        let whole = level.round();
        if !(0.0..=LEVELS).contains(&whole) || (level - whole).abs() > 0.02 {
            return 0.0;
        }
        common = greatest_common_divisor(common, whole as u32);
    }
    common as f32 / LEVELS
}

fn greatest_common_divisor(mut a: u32, mut b: u32) -> u32 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Which pixels of a plane tell nothing of its noise: those in the middle of 3 × 3 that are all the same, and of 5 × 5
/// that lie within one `step`. With noise of one step and more, neighbours are hardly ever so much alike by chance.
pub(super) fn flat(plane: &[f32], width: usize, step: f32) -> Vec<bool> {
    let mut lost = alike(plane, width, SAME, 0.0);
    if step > 0.0 {
        let near = alike(plane, width, STEP, 1.01 * step);
        lost.iter_mut()
            .zip(near)
            .for_each(|(lost, near)| *lost |= near);
    }
    lost
}

/// Which pixels of a plane belong to an area that has no noise of its own: a bar, a mask, a blown sky.
pub fn without_noise(plane: &[f32], width: usize) -> Vec<bool> {
    let middles = flat(plane, width, step(plane));
    let height = plane.len() / width.max(1);
    let mut all = middles.clone();
    for at in (0..plane.len()).filter(|at| middles[*at]) {
        let (y, x) = (at / width, at % width);
        for row in y.saturating_sub(1)..(y + 2).min(height) {
            all[row * width + x.saturating_sub(1)..row * width + (x + 2).min(width)].fill(true);
        }
    }
    all
}

/// Which pixels of a plane stand at a limit at which noise was cut off: exactly 0 or 1, or the plane's own lowest or
/// highest value where many have it.
pub(super) fn clipped(plane: &[f32]) -> Vec<bool> {
    let finite = plane.iter().copied().filter(|value| value.is_finite());
    let (low, high) = finite.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    let many = |limit: f32| {
        let count = plane.iter().filter(|value| **value == limit).count();
        count as f64 > (CLIPPED * plane.len() as f64).max(16.0)
    };
    let (low_cut, high_cut) = (many(low), many(high));
    plane
        .iter()
        .map(|&value| {
            value == 0.0 || value == 1.0 || (low_cut && value == low) || (high_cut && value == high)
        })
        .collect()
}

/// The pixels all of whose neighbours, in a window of `side`, lie within `apart` of each other; it is cut off at
/// borders.
fn alike(plane: &[f32], width: usize, side: usize, apart: f32) -> Vec<bool> {
    let height = plane.len() / width.max(1);
    let reach = side / 2;
    // Lowest and highest of each row's windows, then of the columns'.
    let (low, high): (Vec<f32>, Vec<f32>) = plane
        .par_chunks(width.max(1))
        .flat_map_iter(|row| {
            (0..row.len()).map(move |x| {
                let window = &row[x.saturating_sub(reach)..(x + reach + 1).min(row.len())];
                let ends = (f32::INFINITY, f32::NEG_INFINITY);
                window.iter().fold(ends, |(low, high), &value| {
                    (low.min(value), high.max(value))
                })
            })
        })
        .unzip();
    let spread = |at: usize| {
        let (y, x) = (at / width, at % width);
        let rows = y.saturating_sub(reach)..(y + reach + 1).min(height);
        let (mut least, mut most) = (f32::INFINITY, f32::NEG_INFINITY);
        for row in rows {
            least = least.min(low[row * width + x]);
            most = most.max(high[row * width + x]);
        }
        most - least
    };
    (0..plane.len())
        .into_par_iter()
        .map(|at| spread(at) <= apart)
        .collect()
}

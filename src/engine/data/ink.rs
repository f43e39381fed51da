//! Drawings as the handwritten digits of MNIST were made.

use crate::image::{Image, resize};

/// Side of the picture of a digit.
const SIDE: usize = 28;
/// Longest side of a digit within its picture.
pub(super) const INK: usize = 20;

/// A drawing as the digits of MNIST were made: its ink is brought to a longest side of [`INK`] pixels, and lies with
/// its centre of mass in the middle of the picture.
pub(super) fn placed(drawing: &Image) -> Image {
    let (_, height, width) = drawing.dim();
    let value = |y: usize, x: usize| drawing.array()[[0, y, x]];
    let inked = |y: &usize, x: &usize| value(*y, *x) > 0.1;
    let rows: Vec<_> = (0..height)
        .filter(|y| (0..width).any(|x| inked(y, &x)))
        .collect();
    let columns: Vec<_> = (0..width)
        .filter(|x| (0..height).any(|y| inked(&y, x)))
        .collect();
    let mut picture = Image::zeros(1, SIDE, SIDE);
    let [Some((top, bottom)), Some((left, right))] = [&rows, &columns].map(|places| {
        let ends = places.first().zip(places.last());
        ends.map(|(first, last)| (*first, *last + 1))
    }) else {
        return picture;
    };
    let ink = drawing.crop(top, left, bottom - top, right - left);
    let scale = INK as f32 / (bottom - top).max(right - left) as f32;
    let side = |length: usize| ((length as f32 * scale).round() as usize).clamp(1, INK);
    let (high, wide) = (side(bottom - top), side(right - left));
    let small = resize::resize(&ink, high, wide);
    let [mut mass, mut down, mut across] = [0.0_f32; 3];
    for y in 0..high {
        for x in 0..wide {
            let value = small.array()[[0, y, x]];
            mass += value;
            down += value * (y as f32 + 0.5);
            across += value * (x as f32 + 0.5);
        }
    }
    let start = |moment: f32, length: usize| {
        let from = 0.5 * SIDE as f32 - moment / mass.max(f32::MIN_POSITIVE);
        (from.round().max(0.0) as usize).min(SIDE - length)
    };
    let (from_top, from_left) = (start(down, high), start(across, wide));
    for y in 0..high {
        for x in 0..wide {
            let value = small.array()[[0, y, x]].clamp(0.0, 1.0);
            picture.array_mut()[[0, from_top + y, from_left + x]] = value;
        }
    }
    picture
}

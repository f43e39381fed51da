//! Large pictures in overlapping tiles, for methods that need many times the memory of what they work on, and any
//! picture in strips, for methods that look no further than a few pixels.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::{DenoiseError, Watch};
use crate::image::Image;
use crate::image::strips::{Strip, each_strip};

/// Pixels up to which a plane is worked on as a whole.
const WHOLE: usize = 1 << 21;
/// Side of a tile of a larger one, without its surroundings; in between, so many that tiles are equal.
const SIDE: usize = 1024;
/// Pixels by which a tile sees beyond its part.
const SURROUNDINGS: usize = 96;
/// Pixels on each side of a border between tiles over which one fades into the other.
const FADE: usize = 32;

/// Fewest rows of a strip; with a wide margin there are more, since it is worked on anew in each strip.
const ROWS: usize = 32;

/// The picture that `work` makes strip by strip: it gets the strips of all channels, `margin` pixels larger on each
/// side, and writes the rows of each channel.
pub(super) fn in_strips(
    noisy: &Image,
    margin: usize,
    watch: &Watch<'_>,
    work: impl Fn(Vec<Strip>, &mut [&mut [f32]]) + Sync,
) -> Result<Image, DenoiseError> {
    let (channels, height, width) = noisy.dim();
    let rows = ROWS.max(4 * margin);
    let done = AtomicUsize::new(0);
    let mut clean = Image::zeros(channels, height, width);
    each_strip(noisy, &mut clean, margin, rows, |strips, outs| {
        watch.go_on()?;
        work(strips, outs);
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        watch.set((done * rows) as f32 / height.next_multiple_of(rows) as f32);
        Ok(())
    })?;
    Ok(clean)
}

/// Runs `method` on a picture at once, or in tiles that fade into each other.
pub(super) fn in_tiles(
    noisy: &Image,
    watch: &Watch<'_>,
    method: impl Fn(&Image, &Watch<'_>) -> Result<Image, DenoiseError>,
) -> Result<Image, DenoiseError> {
    if noisy.height() * noisy.width() <= WHOLE {
        return method(noisy, watch);
    }
    cut(noisy, SIDE, watch, method)
}

fn cut(
    noisy: &Image,
    side: usize,
    watch: &Watch<'_>,
    method: impl Fn(&Image, &Watch<'_>) -> Result<Image, DenoiseError>,
) -> Result<Image, DenoiseError> {
    let (channels, height, width) = noisy.dim();
    let (down, right) = (parts(height, side), parts(width, side));
    let mut clean = Image::zeros(channels, height, width);
    for (index, (y, x)) in down
        .iter()
        .flat_map(|y| right.iter().map(move |x| (y, x)))
        .enumerate()
    {
        watch.go_on()?;
        let tile = noisy.crop(y.first, x.first, y.weights.len(), x.weights.len());
        let part = watch.part(index, down.len() * right.len());
        let tile = method(&tile, &part)?;
        let rows = tile.pixels().chunks_exact(x.weights.len());
        for (at, row) in rows.enumerate() {
            let (channel, at) = (at / y.weights.len(), at % y.weights.len());
            let vertical = y.weights[at];
            let start = (channel * height + y.first + at) * width + x.first;
            let outs = &mut clean.pixels_mut()[start..start + row.len()];
            for ((out, value), horizontal) in outs.iter_mut().zip(row).zip(&x.weights) {
                *out += vertical * horizontal * value;
            }
        }
    }
    Ok(clean)
}

/// A part of an axis with its surroundings, and what each of its pixels counts.
struct Part {
    first: usize,
    weights: Vec<f32>,
}

/// Equal parts of `0..length`, at most `side` long; weights sum to 1 everywhere.
fn parts(length: usize, side: usize) -> Vec<Part> {
    let count = length.div_ceil(side).max(1);
    let border = |index: usize| index * length / count;
    // Half a pixel from the border before to the border after, in units of the fade.
    let rise = |x: usize, border: usize| {
        let distance = x as f32 + 0.5 - border as f32;
        (0.5 + distance / (2 * FADE) as f32).clamp(0.0, 1.0)
    };
    (0..count)
        .map(|index| {
            let (start, end) = (border(index), border(index + 1));
            let first = start.saturating_sub(SURROUNDINGS);
            let last = (end + SURROUNDINGS).min(length);
            let weight = |x: usize| {
                let before = if start == 0 { 1.0 } else { rise(x, start) };
                let after = if end == length { 0.0 } else { rise(x, end) };
                before - after
            };
            Part {
                first,
                weights: (first..last).map(weight).collect(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_put_the_picture_together_again() {
        let picture = Image::from_fn(2, 230, 415, |c, y, x| ((y * 7 + x * 3 + c) % 11) as f32);
        let watch = Watch::default();
        let mut sizes = 0;
        let again = cut(&picture, 100, &watch, |tile, _| {
            assert!(
                tile.height() <= 100 + 2 * SURROUNDINGS && tile.width() <= 100 + 2 * SURROUNDINGS
            );
            Ok(tile.clone())
        })
        .unwrap();
        for (a, b) in again.pixels().iter().zip(picture.pixels()) {
            assert!((a - b).abs() < 1e-5, "{a} {b}");
        }
        for part in parts(415, 100) {
            sizes += part.weights.iter().filter(|w| **w > 0.5).count();
        }
        assert_eq!(sizes, 415);
    }
}

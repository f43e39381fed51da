//! Pixels without a value: NaN, infinite numbers, what a file marks as missing, dead pixels far beyond black and white.
//! Methods get a picture without holes, filled from their surroundings; a changed version has them again.

use crate::image::Image;

/// A value this far from the middle of black and white is no light but a dead pixel or a mark: in a picture of 0..1 it
/// would spoil all around it.
const FAR: f32 = 50.0;

/// Whether a value is one that methods can work with.
fn usable(value: f32) -> bool {
    (value - 0.5).abs() <= FAR
}

/// The holes of a picture.
#[derive(Clone, Debug, Default)]
pub(super) struct Holes {
    runs: Vec<Run>,
}

/// Numbers in a row that are not usable and alike.
#[derive(Clone, Copy, Debug)]
struct Run {
    start: usize,
    length: usize,
    value: f32,
}

impl Holes {
    /// Finds the holes of a picture and fills them; `None` when there is nothing else.
    pub(super) fn filled(image: &mut Image) -> Option<Self> {
        let mut runs: Vec<Run> = Vec::new();
        for (at, value) in image.pixels().iter().enumerate() {
            if usable(*value) {
                continue;
            }
            match runs.last_mut() {
                Some(run)
                    if run.start + run.length == at && run.value.to_bits() == value.to_bits() =>
                {
                    run.length += 1;
                }
                _ => runs.push(Run {
                    start: at,
                    length: 1,
                    value: *value,
                }),
            }
        }
        let holes = Self { runs };
        if holes.count() == image.pixels().len() {
            return None;
        }
        if !holes.runs.is_empty() {
            let (_, height, width) = image.dim();
            for plane in image.pixels_mut().chunks_exact_mut(height * width) {
                fill(plane, height, width);
            }
        }
        Some(holes)
    }

    /// How many numbers are missing.
    pub(super) fn count(&self) -> usize {
        self.runs.iter().map(|run| run.length).sum()
    }

    /// The picture with its holes.
    pub(super) fn cut(&self, image: &mut Image) {
        let pixels = image.pixels_mut();
        for run in &self.runs {
            if let Some(part) = pixels.get_mut(run.start..run.start + run.length) {
                part.fill(run.value);
            }
        }
    }
}

/// Fills a plane: what is missing is taken from the plane at half its size, where that has holes from half of that, and
/// so on.
fn fill(plane: &mut [f32], height: usize, width: usize) {
    if plane.iter().all(|value| usable(*value)) {
        return;
    }
    let (half_height, half_width) = (height.div_ceil(2), width.div_ceil(2));
    let mut half = vec![f32::NAN; half_height * half_width];
    if plane.len() > 1 {
        for (at, value) in half.iter_mut().enumerate() {
            let (top, left) = (at / half_width * 2, at % half_width * 2);
            let rows = top..(top + 2).min(height);
            let four = rows.flat_map(|y| plane[y * width + left..][..2.min(width - left)].iter());
            let (mut sum, mut count) = (0.0, 0.0);
            for number in four.filter(|number| usable(**number)) {
                sum += *number;
                count += 1.0;
            }
            if count > 0.0 {
                *value = sum / count;
            }
        }
        fill(&mut half, half_height, half_width);
    } else {
        // A channel without a single value.
        half[0] = 0.0;
    }
    for (at, value) in plane.iter_mut().enumerate() {
        if !usable(*value) {
            *value = between(&half, half_height, half_width, at / width, at % width);
        }
    }
}

/// The value of a plane of half the size at the pixel `(y, x)` of the whole one, by straight lines between its pixels.
fn between(half: &[f32], height: usize, width: usize, y: usize, x: usize) -> f32 {
    // The middle of pixel n of the whole plane lies at n / 2 − 1 / 4 of the other.
    let split = |at: usize, size: usize| {
        let place = (at as f32 / 2.0 - 0.25).clamp(0.0, (size - 1) as f32);
        let low = place as usize;
        (low, (low + 1).min(size - 1), place - low as f32)
    };
    let ((top, bottom, down), (left, right, across)) = (split(y, height), split(x, width));
    let row = |y: usize| half[y * width + left] * (1.0 - across) + half[y * width + right] * across;
    row(top) * (1.0 - down) + row(bottom) * down
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled_from_their_surroundings_and_cut_again() {
        let smooth = |c: usize, y: usize, x: usize| {
            0.2 + 0.1 * c as f32 + 0.01 * x as f32 + 0.005 * y as f32
        };
        let hole =
            |y: usize, x: usize| (3..6).contains(&y) && (10..14).contains(&x) || (y, x) == (0, 0);
        let mut image = Image::from_fn(3, 17, 29, |c, y, x| {
            if hole(y, x) {
                f32::NAN
            } else {
                smooth(c, y, x)
            }
        });
        image.pixels_mut()[40] = f32::INFINITY;
        let before = image.clone();
        let holes = Holes::filled(&mut image).unwrap();
        assert_eq!(holes.count(), 3 * 13 + 1);
        for c in 0..3 {
            for (y, x) in (0..17).flat_map(|y| (0..29).map(move |x| (y, x))) {
                let error = (image.array()[[c, y, x]] - smooth(c, y, x)).abs();
                assert!(error < 0.05, "{c} {y} {x}: {error}");
                assert!(hole(y, x) || (c, y, x) == (0, 1, 11) || error == 0.0);
            }
        }
        holes.cut(&mut image);
        let same = |(a, b): (&f32, &f32)| a.to_bits() == b.to_bits();
        assert!(image.pixels().iter().zip(before.pixels()).all(same));
        assert!(Holes::filled(&mut Image::from_fn(1, 2, 2, |_, _, _| f32::NAN)).is_none());
    }
}

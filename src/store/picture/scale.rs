//! Which stored numbers are black and white: whole numbers and floating point as codecs find them → pictures around
//! 0..1.
//!
//! The rule, the same for every format (x are the numbers that have a value):
//!
//! - A range that the file tells holds, if all x lie in it.
//! - Unsigned of up to 8 bits, and numbers packed into fewer bits than a word has: the whole range of the type.
//! - Other whole numbers: the whole range of the type, if x fill more than half of it; 0..2^n − 1 for n = 8, 10, 12, 14
//!   or 16, if the largest x comes within a sixteenth of it; else unsigned 16 bits the whole range (a dark picture
//!   stays dark) unless x fill less than an eighth of it far from 0, and others their own range, from 0 or the smallest
//!   x to the largest; from the smallest x, too, where the range is less than a quarter of the largest.
//! - Floating point: 0..1, if at least nine of ten x lie in −0.5..1.5 (a photograph with noise, or with some highlights
//!   beyond white, stays as it is); else 0..2^n − 1 as above, or their own range, from 0 or the smallest x to the
//!   largest.
//!
//! A few numbers (one of a thousand) that lie fifty times as far out as all others span do not count: see [`far`].
//!
//! What was decided is said in words unless it is the usual range of the type, and kept in [`Stored`], so that a
//! changed version is saved with numbers on the file's own scale.

mod extent;
mod lay;

use super::decoded::{Number, NumberKind, Stored};
use crate::image::Image;
use extent::{Extent, far};

/// The stored numbers of a picture, channel after channel, row after row.
#[derive(Clone, Debug)]
pub(in crate::picture) enum Numbers {
    /// Those that single precision holds exactly: whole numbers of up to 24 bits, floating point of 16 and 32.
    Single(Vec<f32>),
    /// Others.
    Double(Vec<f64>),
}

/// A picture before it has a scale.
#[derive(Clone, Debug)]
pub(in crate::picture) struct Page {
    /// Its colours.
    pub(in crate::picture) numbers: Numbers,
    /// `(channels, height, width)`, of one or three channels.
    pub(in crate::picture) shape: (usize, usize, usize),
    /// Opacity of each pixel, 0..1.
    pub(in crate::picture) opacity: Option<Opacity>,
}

/// How opaque each pixel is.
#[derive(Clone, Debug)]
pub(in crate::picture) struct Opacity {
    /// 0..1, row after row.
    pub(in crate::picture) values: Vec<f32>,
    /// Whether the colours are multiplied by it already ("associated", "premultiplied").
    pub(in crate::picture) multiplied: bool,
}

/// What a file says of its numbers.
#[derive(Clone, Debug, Default)]
pub(in crate::picture) struct Hints {
    /// Which numbers are black and white, and who says so: "told by ImageJ".
    pub(in crate::picture) range: Option<(f64, f64, String)>,
    /// The number that marks a pixel without a value.
    pub(in crate::picture) missing: Option<f64>,
    /// Whether the smallest number is white.
    pub(in crate::picture) inverted: bool,
}

/// Largest floating-point number beside which 0..1 is still seen.
const BRIGHTEST: f64 = 65_504.0;

/// Floating point of which all is below this would be seen as nothing but black.
const DARKEST: f64 = 0.5 / 255.0;

/// Pictures of the same type of numbers, all on one scale; how they are stored; and what is worth saying.
pub(in crate::picture) fn scaled(
    pages: Vec<Page>,
    number: Number,
    hints: &Hints,
) -> (Vec<Image>, Stored, Vec<String>) {
    let mut words = Vec::new();
    let mut missing = hints.missing;
    let mut extent = Extent::of(&pages, missing, None);
    if missing.is_none()
        && number.kind != NumberKind::Unsigned
        && let Some(mark) = extent.mark()
    {
        missing = Some(mark);
        extent = Extent::of(&pages, missing, None);
        words.push(format!(
            "{} stands for pixels without a value, as it lies far from all other numbers",
            told(mark)
        ));
    }
    if (number.kind == NumberKind::Float || number.bits > 16)
        && let Some(limits) = far(&pages, missing)
    {
        // One dead pixel must not decide what is white.
        extent = Extent::of(&pages, missing, Some(limits));
    }
    let (black, white, why) = range(&extent, number, hints);
    if let Some(why) = why {
        words.push(format!(
            "values run over {}..{} ({why})",
            told(black),
            told(white)
        ));
    }
    let (black, white) = if hints.inverted {
        (white, black)
    } else {
        (black, white)
    };
    let stored = Stored {
        number,
        black,
        white,
        missing,
    };
    let images = pages.into_iter().map(|page| page.on(&stored)).collect();
    (images, stored, words)
}

/// A number as a person writes it.
pub(in crate::picture) fn told(number: f64) -> String {
    if number == number.round() && number.abs() < 1e15 {
        format!("{number:.0}")
    } else if number.abs() >= 1e6 || number.abs() < 1e-3 {
        format!("{number:.4e}")
    } else {
        format!("{number:.4}")
            .trim_end_matches('0')
            .trim_end_matches('.')
            .to_owned()
    }
}

/// The numbers of black and white, and why if that is not the usual range of the type.
fn range(extent: &Extent, number: Number, hints: &Hints) -> (f64, f64, Option<String>) {
    let (low, high) = (extent.low, extent.high);
    let (least, most) = number.range();
    if let Some((black, white, by)) = &hints.range
        && *black <= low
        && *white >= high
        && white > black
    {
        let usual = (*black, *white) == (least, most);
        return (*black, *white, (!usual).then(|| by.clone()));
    }
    let own = |why: &str| {
        // What lies far from 0 (degrees of heat, a sensor's pedestal) is seen over its own contrast.
        let raised = low > 0.0 && high - low < 0.25 * high;
        let black = if low < 0.0 || high <= 0.0 || raised {
            low
        } else {
            0.0
        };
        let white = if high > black { high } else { black + 1.0 };
        (black, white, Some(why.to_owned()))
    };
    let whole = (least, most, None);
    let narrow = |words: &[i32]| {
        let mut wholes = words.iter().map(|bits| (*bits, 2f64.powi(*bits) - 1.0));
        let (bits, white) =
            wholes.find(|(_, white)| high <= *white && high >= white * 15.0 / 16.0)?;
        let why = format!(
            "{bits} bits, judged by their largest number, {}",
            told(high)
        );
        (low >= 0.0 && white < most || number.kind == NumberKind::Float).then_some((
            0.0,
            white,
            Some(why),
        ))
    };
    if extent.count == 0 || low == 0.0 && high == 0.0 {
        return whole;
    }
    match (number.kind, number.bits) {
        (NumberKind::Unsigned, bits) if bits < 16 => whole,
        (NumberKind::Unsigned, 16) => narrow(&[10, 12, 14]).unwrap_or_else(|| {
            let little = 64.0 <= high - low && high - low < most / 8.0;
            if little && low > most / 4.0 {
                let why = "their own range, a small part of the type's";
                (low, high, Some(why.to_owned()))
            } else {
                whole
            }
        }),
        (NumberKind::Unsigned, _) if high > most / 2.0 => whole,
        (NumberKind::Signed, _) if high - low > most => whole,
        (NumberKind::Signed, _) if low >= 0.0 && high > most / 2.0 => {
            let why = "those of the type that are not negative";
            (0.0, most, Some(why.to_owned()))
        }
        (NumberKind::Float, _)
            if extent.usual
                && low >= -BRIGHTEST
                && high <= BRIGHTEST
                && !(0.0 <= low && low < high && high < DARKEST) =>
        {
            whole
        }
        (kind, _) => {
            let words: &[i32] = &[8, 10, 12, 14, 16];
            let narrow = if low >= 0.0 { narrow(words) } else { None };
            narrow.unwrap_or_else(|| {
                own(if kind == NumberKind::Float && !extent.usual {
                    "their own range, as they are not around 0..1"
                } else {
                    "their own range"
                })
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(values: Vec<f32>) -> Page {
        let side = values.len().isqrt();
        Page {
            numbers: Numbers::Single(values),
            shape: (1, side, side),
            opacity: None,
        }
    }

    fn ends(values: Vec<f32>, number: Number) -> (f64, f64) {
        let (_, stored, _) = scaled(vec![page(values)], number, &Hints::default());
        (stored.black, stored.white)
    }

    #[test]
    fn one_dead_pixel_does_not_decide_what_is_white() {
        let photo = || {
            (0..10_000)
                .map(|at| (at % 256) as f32 / 255.0)
                .collect::<Vec<_>>()
        };
        for far in [1e3, -1234.5, 1e5, -5e7, -1.5e12, 3e38] {
            let mut values = photo();
            values[77] = far;
            assert_eq!(ends(values, Number::F32), (0.0, 1.0), "{far}");
        }
        let counts: Vec<f32> = (0..10_000).map(|at| (at % 3000) as f32).collect();
        let mut dead = counts.clone();
        dead[5] = 4e9;
        assert_eq!(ends(dead, Number::U32), ends(counts, Number::U32));
    }

    #[test]
    fn what_lies_far_from_zero_is_seen_over_its_own_contrast() {
        let heat = (0..10_000)
            .map(|at| 280.0 + (at % 1000) as f32 / 100.0)
            .collect();
        assert_eq!(ends(heat, Number::F32).0, 280.0);
        let raised = (0..10_000)
            .map(|at| 30_000.0 + (at % 1001) as f32)
            .collect();
        assert_eq!(ends(raised, Number::U16), (30_000.0, 31_000.0));
        let dark = (0..10_000).map(|at| (at % 300) as f32).collect();
        assert_eq!(ends(dark, Number::U16), (0.0, 65_535.0));
    }
}

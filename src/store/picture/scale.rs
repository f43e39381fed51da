//! Which stored numbers are black and white: whole numbers and floating point as codecs find them → pictures around 0..1.
//!
//! The rule, the same for every format (x are the numbers that have a value):
//!
//! - A range that the file tells holds, if all x lie in it.
//! - Unsigned of up to 8 bits, and numbers packed into fewer bits than a word has: the whole range of the type.
//! - Other whole numbers: the whole range of the type, if x fill more than half of it; 0..2^n − 1 for n = 8, 10, 12, 14 or 16, if the
//!   largest x comes within a sixteenth of it; else unsigned 16 bits the whole range (a dark picture stays dark) unless x fill less than an
//!   eighth of it far from 0, and others their own range, from 0 or the smallest x to the largest; from the smallest x, too, where the range is
//!   less than a quarter of the largest.
//! - Floating point: 0..1, if at least nine of ten x lie in −0.5..1.5 (a photograph with noise, or with some highlights beyond white, stays
//!   as it is); else 0..2^n − 1 as above, or their own range, from 0 or the smallest x to the largest.
//!
//! A few numbers (one of a thousand) that lie fifty times as far out as all others span do not count: see [`far`].
//!
//! What was decided is said in words unless it is the usual range of the type, and kept in [`Stored`], so that a changed version is saved
//! with numbers on the file's own scale.

use super::decoded::{Kind, Number, Stored};
use crate::image::Image;

/// The stored numbers of a picture, channel after channel, row after row.
#[derive(Clone, Debug)]
pub(super) enum Numbers {
    /// Those that single precision holds exactly: whole numbers of up to 24 bits, floating point of 16 and 32.
    Single(Vec<f32>),
    /// Others.
    Double(Vec<f64>),
}

/// A picture before it has a scale.
#[derive(Clone, Debug)]
pub(super) struct Page {
    /// Its colours.
    pub(super) numbers: Numbers,
    /// `(channels, height, width)`, of one or three channels.
    pub(super) shape: (usize, usize, usize),
    /// Opacity of each pixel, 0..1.
    pub(super) opacity: Option<Opacity>,
}

/// How opaque each pixel is.
#[derive(Clone, Debug)]
pub(super) struct Opacity {
    /// 0..1, row after row.
    pub(super) values: Vec<f32>,
    /// Whether the colours are multiplied by it already ("associated", "premultiplied").
    pub(super) multiplied: bool,
}

/// What a file says of its numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Hints {
    /// Which numbers are black and white, and who says so: "told by ImageJ".
    pub(super) range: Option<(f64, f64, String)>,
    /// The number that marks a pixel without a value.
    pub(super) missing: Option<f64>,
    /// Whether the smallest number is white.
    pub(super) inverted: bool,
}

/// Numbers that programs write where there is no value.
const MARKS: &[f64] = &[
    -9_999.0,
    -99_999.0,
    -32_768.0,
    -1e20,
    1e20,
    1e30,
    -1e30,
    9.969_209_968_386_869e36,
    -f32::MAX as f64,
    f32::MAX as f64,
    -f64::MAX,
];

/// Largest floating-point number beside which 0..1 is still seen.
const BRIGHTEST: f64 = 65_504.0;

/// Floating point of which all is below this would be seen as nothing but black.
const DARKEST: f64 = 0.5 / 255.0;

/// Pictures of the same type of numbers, all on one scale; how they are stored; and what is worth saying.
pub(super) fn scaled(
    pages: Vec<Page>,
    number: Number,
    hints: &Hints,
) -> (Vec<Image>, Stored, Vec<String>) {
    let mut words = Vec::new();
    let mut missing = hints.missing;
    let mut extent = Extent::of(&pages, missing, None);
    if missing.is_none()
        && number.kind != Kind::Unsigned
        && let Some(mark) = extent.mark()
    {
        missing = Some(mark);
        extent = Extent::of(&pages, missing, None);
        words.push(format!(
            "{} stands for pixels without a value, as it lies far from all other numbers",
            told(mark)
        ));
    }
    if (number.kind == Kind::Float || number.bits > 16)
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
pub(super) fn told(number: f64) -> String {
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
        (low >= 0.0 && white < most || number.kind == Kind::Float).then_some((
            0.0,
            white,
            Some(why),
        ))
    };
    if extent.count == 0 || low == 0.0 && high == 0.0 {
        return whole;
    }
    match (number.kind, number.bits) {
        (Kind::Unsigned, bits) if bits < 16 => whole,
        (Kind::Unsigned, 16) => narrow(&[10, 12, 14]).unwrap_or_else(|| {
            let little = 64.0 <= high - low && high - low < most / 8.0;
            if little && low > most / 4.0 {
                let why = "their own range, a small part of the type's";
                (low, high, Some(why.to_owned()))
            } else {
                whole
            }
        }),
        (Kind::Unsigned, _) if high > most / 2.0 => whole,
        (Kind::Signed, _) if high - low > most => whole,
        (Kind::Signed, _) if low >= 0.0 && high > most / 2.0 => {
            let why = "those of the type that are not negative";
            (0.0, most, Some(why.to_owned()))
        }
        (Kind::Float, _)
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
                own(if kind == Kind::Float && !extent.usual {
                    "their own range, as they are not around 0..1"
                } else {
                    "their own range"
                })
            })
        }
    }
}

/// Between which limits all numbers lie but a few that are far from the others: dead pixels, marks that nobody told. `None` where there are none.
fn far(pages: &[Page], missing: Option<f64>) -> Option<(f64, f64)> {
    /// Numbers that are looked at.
    const LOOKS: usize = 100_000;
    /// Farther out than so many times what nearly all numbers span.
    const TIMES: f64 = 50.0;
    /// At most so many of a thousand.
    const FEW: usize = 1;
    let value = |numbers: &Numbers, at: usize| match numbers {
        Numbers::Single(values) => f64::from(values[at]),
        Numbers::Double(values) => values[at],
    };
    let length = |numbers: &Numbers| match numbers {
        Numbers::Single(values) => values.len(),
        Numbers::Double(values) => values.len(),
    };
    let has_value =
        |value: f64| value.is_finite() && !missing.is_some_and(|missing| same(value, missing));
    let count: usize = pages.iter().map(|page| length(&page.numbers)).sum();
    let step = count / LOOKS + 1;
    let numbers = pages
        .iter()
        .flat_map(|page| (0..length(&page.numbers)).map(|at| value(&page.numbers, at)));
    let mut looked: Vec<f64> = numbers
        .clone()
        .step_by(step)
        .filter(|value| has_value(*value))
        .collect();
    looked.sort_by(f64::total_cmp);
    let rank = |share: f64| looked.get((share * looked.len() as f64) as usize).copied();
    let (low, high) = (rank(0.01)?, rank(0.99)?);
    let limits = (low - TIMES * (high - low), high + TIMES * (high - low));
    let outside = numbers
        .filter(|value| has_value(*value) && !(limits.0..=limits.1).contains(value))
        .count();
    (high > low && outside > 0 && 1000 * outside <= FEW * count).then_some(limits)
}

/// What the numbers of pictures span, where they have a value.
struct Extent {
    low: f64,
    high: f64,
    /// The smallest number but `low`, and the largest but `high`.
    inner: (f64, f64),
    count: u64,
    /// Whether nine of ten lie around 0..1.
    usual: bool,
}

impl Extent {
    fn of(pages: &[Page], missing: Option<f64>, limits: Option<(f64, f64)>) -> Self {
        let mut found = Self {
            low: f64::INFINITY,
            high: f64::NEG_INFINITY,
            inner: (f64::INFINITY, f64::NEG_INFINITY),
            count: 0,
            usual: false,
        };
        let mut around = 0u64;
        let mut take = |value: f64| {
            if !value.is_finite() || missing.is_some_and(|missing| same(value, missing)) {
                return;
            }
            if limits.is_some_and(|(low, high)| value < low || value > high) {
                return;
            }
            found.count += 1;
            around += u64::from((-0.5..=1.5).contains(&value));
            if value < found.low {
                found.inner.0 = found.low;
                found.low = value;
            } else if value > found.low && value < found.inner.0 {
                found.inner.0 = value;
            }
            if value > found.high {
                found.inner.1 = found.high;
                found.high = value;
            } else if value < found.high && value > found.inner.1 {
                found.inner.1 = value;
            }
        };
        for page in pages {
            match &page.numbers {
                Numbers::Single(values) => values.iter().for_each(|value| take(f64::from(*value))),
                Numbers::Double(values) => values.iter().for_each(|value| take(*value)),
            }
        }
        found.usual = around * 10 >= found.count * 9;
        found
    }

    /// A number that can only mark what has no value: one that programs use so, ten times farther out than any other.
    fn mark(&self) -> Option<f64> {
        let known = |number: f64| MARKS.iter().any(|mark| same(number, *mark));
        let (inner_low, inner_high) = self.inner;
        if known(self.low) && inner_low.is_finite() && inner_low > self.low / 10.0 {
            Some(self.low)
        } else if known(self.high) && inner_high.is_finite() && inner_high < self.high / 10.0 {
            Some(self.high)
        } else {
            None
        }
    }
}

/// Whether a stored number is this one, which may have been told with more digits than the number has.
fn same(number: f64, other: f64) -> bool {
    number == other || number as f32 == other as f32 && other.abs() > 1e6
}

impl Page {
    /// The picture on the scale of `stored`, over white, with NaN where there is no value.
    fn on(self, stored: &Stored) -> Image {
        let (channels, height, width) = self.shape;
        let area = height * width;
        let absent = |at: usize, get: &dyn Fn(usize) -> f64| {
            let missing = stored.missing.filter(|_| area > 0);
            missing.is_some_and(|missing| {
                (0..channels).all(|c| same(get(c * area + at % area), missing))
            })
        };
        let unit = |value: f64| ((value - stored.black) / (stored.white - stored.black)) as f32;
        // Single precision is enough where black is 0 and nothing is lost by it.
        let values: Vec<f32> = match self.numbers {
            Numbers::Single(mut values) => {
                if stored.missing.is_some() {
                    let gone: Vec<bool> = (0..area)
                        .map(|at| absent(at, &|at| f64::from(values[at])))
                        .collect();
                    for (value, gone) in values.iter_mut().zip(gone.iter().cycle()) {
                        if *gone {
                            *value = f32::NAN;
                        }
                    }
                }
                if (stored.black, stored.white) == (0.0, 1.0) {
                    values
                } else if stored.black == 0.0 && stored.white < 16_777_216.0 {
                    let white = stored.white as f32;
                    values.iter_mut().for_each(|value| *value /= white);
                    values
                } else {
                    values
                        .iter_mut()
                        .for_each(|value| *value = unit(f64::from(*value)));
                    values
                }
            }
            Numbers::Double(values) => {
                let each = values.iter().enumerate();
                each.map(|(at, value)| {
                    if absent(at, &|at| values[at]) {
                        f32::NAN
                    } else {
                        unit(*value)
                    }
                })
                .collect()
            }
        };
        let shape = (channels, height, width);
        let array = ndarray::Array3::from_shape_vec(shape, values);
        let mut image = array.map_or_else(|_| Image::zeros(channels, height, width), Image::new);
        if let Some(opacity) = &self.opacity {
            opacity.over_white(&mut image);
        }
        image
    }
}

impl Opacity {
    fn over_white(&self, image: &mut Image) {
        let area = self.values.len().max(1);
        for plane in image.pixels_mut().chunks_exact_mut(area) {
            for (value, opacity) in plane.iter_mut().zip(&self.values) {
                let colour = if self.multiplied {
                    *value
                } else {
                    opacity * *value
                };
                *value = colour + (1.0 - opacity);
            }
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

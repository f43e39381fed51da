//! What the numbers of pictures span: where they begin and end, what lies far out, which number marks that there is
//! none.

use super::{Numbers, Page};

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

/// Between which limits all numbers lie but a few that are far from the others: dead pixels, marks that nobody told.
/// `None` where there are none.
pub(super) fn far(pages: &[Page], missing: Option<f64>) -> Option<(f64, f64)> {
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
pub(super) struct Extent {
    pub(super) low: f64,
    pub(super) high: f64,
    /// The smallest number but `low`, and the largest but `high`.
    inner: (f64, f64),
    pub(super) count: u64,
    /// Whether nine of ten lie around 0..1.
    pub(super) usual: bool,
}

impl Extent {
    pub(super) fn of(pages: &[Page], missing: Option<f64>, limits: Option<(f64, f64)>) -> Self {
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
    pub(super) fn mark(&self) -> Option<f64> {
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
pub(super) fn same(number: f64, other: f64) -> bool {
    number == other || number as f32 == other as f32 && other.abs() > 1e6
}

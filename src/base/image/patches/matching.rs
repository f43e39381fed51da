//! Block matching: the patches around a place that resemble the patch there.
//!
//! ```text
//! d(p, q) = Σ_k (picture(p + k) − picture(q + k))² / side²,   k over a square of side² pixels
//! ```
//!
//! Cost for one place: candidates × side². Sixteen candidates side by side in a row are compared at once, so that every
//! number that is loaded lies beside the next; they are given up half-way when none of them can be among the best.

use crate::math::simd::{self, NullaryFnOnce};

/// Candidates compared at once.
const LANES: usize = 16;

/// A patch that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FoundPatch {
    /// Mean squared difference from the patch looked for.
    pub distance: f32,
    /// Row of its upper left corner.
    pub y: usize,
    /// Column of its upper left corner.
    pub x: usize,
}

/// Where and how to look.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    /// One channel, row after row.
    pub plane: &'a [f32],
    /// Its height in pixels.
    pub height: usize,
    /// Its width in pixels.
    pub width: usize,
    /// Side of a patch, 2 to 12 pixels.
    pub side: usize,
    /// Candidates lie up to so many pixels away, both ways.
    pub reach: usize,
    /// How many to keep.
    pub most: usize,
    /// Mean squared difference up to which a patch is similar.
    pub limit: f32,
}

/// Finds similar patches; keeps its memory from one place to the next.
#[derive(Clone, Debug, Default)]
pub struct Matcher {
    reference: Vec<f32>,
    found: Vec<FoundPatch>,
}

impl Matcher {
    /// The most similar patches, best first; the patch at (y, x) itself comes first of all. The patch must lie in the
    /// picture; at equal distance, the one above or left of the other comes first.
    pub fn find(&mut self, search: &Search<'_>, y: usize, x: usize) -> &[FoundPatch] {
        macro_rules! sides {
            ($($side:literal)*) => {
                match search.side {
                    $($side => simd::wide(Find::<$side> { search, matcher: self, y, x }),)*
                    side => unreachable!("patches of side {side} are not compared"),
                }
            };
        }
        sides!(2 3 4 5 6 7 8 9 10 11 12);
        &self.found
    }
}

struct Find<'a, const P: usize> {
    search: &'a Search<'a>,
    matcher: &'a mut Matcher,
    y: usize,
    x: usize,
}

impl<const P: usize> NullaryFnOnce for Find<'_, P> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self {
            search,
            matcher,
            y,
            x,
        } = self;
        let Search {
            plane,
            height,
            width,
            reach,
            ..
        } = *search;
        matcher.reference.resize(P * P, 0.0);
        super::copy::<P>(plane, width, y, x, &mut matcher.reference);
        matcher.found.clear();
        matcher.found.push(FoundPatch {
            distance: 0.0,
            y,
            x,
        });
        let area = (P * P) as f32;
        let mut best = Best {
            found: &mut matcher.found,
            most: search.most.max(1),
            limit: search.limit * area,
        };
        let (first, last) = (x.saturating_sub(reach), (x + reach).min(width - P));
        let mut differences = [0.0; LANES];
        for row in y.saturating_sub(reach)..=(y + reach).min(height - P) {
            let mut column = first;
            while column <= last {
                // The last group begins further left where the picture ends.
                let start = column.min((width + 1).saturating_sub(P + LANES));
                let worst = best.worst();
                if start + LANES + P <= width + 1 {
                    let lines = &plane[row * width + start..];
                    compare::<P>(lines, width, &matcher.reference, worst, &mut differences);
                } else {
                    let lines = &plane[row * width + start..];
                    let count = width + 1 - P - start;
                    compare_few::<P>(lines, width, &matcher.reference, count, &mut differences);
                }
                let until = (last + 1 - start).min(LANES);
                let skip = column - start;
                if differences.iter().fold(f32::INFINITY, |a, &b| a.min(b)) <= worst {
                    for (lane, &distance) in differences[..until].iter().enumerate().skip(skip) {
                        if (row, start + lane) != (y, x) {
                            best.offer(distance, row, start + lane);
                        }
                    }
                }
                column = start + until;
            }
        }
        for found in &mut matcher.found {
            found.distance /= area;
        }
    }
}

/// The best so far, sorted.
struct Best<'a> {
    found: &'a mut Vec<FoundPatch>,
    most: usize,
    limit: f32,
}

impl Best<'_> {
    /// What is worse than this is not wanted.
    #[inline(always)]
    fn worst(&self) -> f32 {
        match self.found.last() {
            Some(last) if self.found.len() >= self.most => last.distance,
            _ => self.limit,
        }
    }

    #[inline(always)]
    fn offer(&mut self, distance: f32, y: usize, x: usize) {
        let full = self.found.len() >= self.most;
        let wanted = if full {
            distance < self.worst()
        } else {
            distance <= self.limit
        };
        if !wanted || self.most == 1 {
            return;
        }
        if full {
            self.found.pop();
        }
        // The patch looked for keeps the first place.
        let mut at = self.found.len();
        while at > 1 && self.found[at - 1].distance > distance {
            at -= 1;
        }
        self.found.insert(at, FoundPatch { distance, y, x });
    }
}

/// Sums of squared differences of sixteen patches, side by side from the beginning of `lines`. When all are above
/// `worst` half-way, they are left unfinished.
#[allow(
    clippy::needless_range_loop,
    reason = "with iterators inside, the lanes are not kept in registers"
)]
#[inline(always)]
fn compare<const P: usize>(
    lines: &[f32],
    width: usize,
    reference: &[f32],
    worst: f32,
    differences: &mut [f32; LANES],
) {
    let mut sums = [0.0_f32; LANES];
    for dy in 0..P {
        let line = &lines[dy * width..][..LANES + P - 1];
        let wanted = &reference[dy * P..][..P];
        for dx in 0..P {
            let value = wanted[dx];
            for lane in 0..LANES {
                let difference = line[dx + lane] - value;
                sums[lane] += difference * difference;
            }
        }
        if dy == P / 2 && sums.iter().all(|&sum| sum > worst) {
            break;
        }
    }
    *differences = sums;
}

/// The same where fewer than sixteen fit: `count` of them, the rest infinite.
#[inline(always)]
fn compare_few<const P: usize>(
    lines: &[f32],
    width: usize,
    reference: &[f32],
    count: usize,
    differences: &mut [f32; LANES],
) {
    *differences = [f32::INFINITY; LANES];
    for (lane, sum) in differences.iter_mut().enumerate().take(count) {
        *sum = 0.0;
        for (dy, wanted) in reference.chunks_exact(P).enumerate() {
            let line = &lines[dy * width + lane..][..P];
            for (a, b) in line.iter().zip(wanted) {
                *sum += (a - b) * (a - b);
            }
        }
    }
}

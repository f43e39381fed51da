//! The undecimated (translation-invariant) wavelet transform: the orthogonal one for all shifts at once.
//!
//! Level j (0 the finest) filters with the taps 2ʲ apart and keeps every sample. Filters are orthonormal, so white
//! noise of standard deviation σ has standard deviation σ in every band of every level, and synthesis is a quarter of
//! the adjoint: it is the mean of the inverses over the shifts. The plane is periodic.
//!
//! Cost: 12 · taps multiplications a pixel and level, both ways together.
//!
//! Source: Nason, Silverman 1995, doi:10.1007/978-1-4612-2544-7_17; Coifman, Donoho 1995,
//! doi:10.1007/978-1-4612-2544-7_9.

use rayon::prelude::*;

use super::{BAND, Filters};
use crate::math::simd::wide;

/// A plane's bands of one level. The first letter of a band is the filter along rows, the second that along columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// Low, low: what the next level analyses.
    pub coarse: Vec<f32>,
    /// High-low, low-high, high-high: vertical, horizontal and diagonal edges.
    pub details: [Vec<f32>; 3],
}

/// Numbers of a row that are worked on together: two sets of four wide registers.
const BLOCK: usize = 32;

/// What lies between rows and columns: both halves of the rows.
struct Halves {
    low: Vec<f32>,
    high: Vec<f32>,
}

impl Halves {
    fn new(length: usize) -> Self {
        Self {
            low: vec![0.0; length],
            high: vec![0.0; length],
        }
    }

    /// Sets `coarse` and `details` to the bands of `plane` at a level whose taps are `step` apart.
    fn analyse(
        &mut self,
        (plane, width): (&[f32], usize),
        step: usize,
        filters: &Filters,
        coarse: &mut [f32],
        [vertical, horizontal, diagonal]: &mut [Vec<f32>; 3],
    ) {
        let Self { low, high } = self;
        rows_apart(plane, width, step, filters, low, high);
        columns_apart(low, width, step, filters, coarse, horizontal);
        columns_apart(high, width, step, filters, vertical, diagonal);
    }

    /// Sets `coarse` to the plane of it and `details`.
    fn synthesise(
        &mut self,
        coarse: &mut [f32],
        width: usize,
        [vertical, horizontal, diagonal]: &[Vec<f32>; 3],
        step: usize,
        filters: &Filters,
    ) {
        let Self { low, high } = self;
        columns_together(coarse, horizontal, width, step, filters, low);
        columns_together(vertical, diagonal, width, step, filters, high);
        rows_together(low, high, width, step, filters, coarse);
    }
}

/// The bands of `plane`, `width` wide, at level `level`.
pub fn analyse(plane: &[f32], width: usize, level: usize, filters: &Filters) -> Level {
    let zeros = || vec![0.0; plane.len()];
    let mut bands = Level {
        coarse: zeros(),
        details: [zeros(), zeros(), zeros()],
    };
    let Level { coarse, details } = &mut bands;
    Halves::new(plane.len()).analyse((plane, width), 1 << level, filters, coarse, details);
    bands
}

/// Analyses `levels` levels, lets `change` alter the details of each (given the level, from the finest), and puts all
/// together.
///
/// # Errors
/// What `change` returns.
pub fn change_details<E>(
    plane: &[f32],
    width: usize,
    levels: usize,
    filters: &Filters,
    change: &mut impl FnMut(usize, &mut [Vec<f32>; 3]) -> Result<(), E>,
) -> Result<Vec<f32>, E> {
    let mut halves = Halves::new(plane.len());
    let mut stack = Vec::with_capacity(levels);
    let (mut coarse, mut finer) = (plane.to_vec(), vec![0.0; plane.len()]);
    for level in 0..levels {
        std::mem::swap(&mut coarse, &mut finer);
        let mut details = [(); 3].map(|()| vec![0.0; plane.len()]);
        let from = (&*finer, width);
        halves.analyse(from, 1 << level, filters, &mut coarse, &mut details);
        change(level, &mut details)?;
        stack.push(details);
    }
    for (level, details) in stack.iter().enumerate().rev() {
        halves.synthesise(&mut coarse, width, details, 1 << level, filters);
    }
    Ok(coarse)
}

/// Each row through both filters.
fn rows_apart(
    plane: &[f32],
    width: usize,
    step: usize,
    filters: &Filters,
    low: &mut [f32],
    high: &mut [f32],
) {
    let reach = (filters.taps() - 1) * step;
    let bands = low
        .par_chunks_mut(BAND * width)
        .zip(high.par_chunks_mut(BAND * width));
    bands
        .zip(plane.par_chunks(BAND * width))
        .for_each(|((low, high), plane)| {
            let mut row = vec![0.0; width + reach];
            let lows = low
                .chunks_exact_mut(width)
                .zip(high.chunks_exact_mut(width));
            for ((low, high), source) in lows.zip(plane.chunks_exact(width)) {
                for part in row.chunks_mut(width) {
                    part.copy_from_slice(&source[..part.len()]);
                }
                wide(
                    #[inline(always)]
                    || apart(low, high, filters, |tap| &row[tap * step..]),
                );
            }
        });
}

fn columns_apart(
    plane: &[f32],
    width: usize,
    step: usize,
    filters: &Filters,
    low: &mut [f32],
    high: &mut [f32],
) {
    let height = plane.len() / width;
    let rows = low.par_chunks_mut(width).zip(high.par_chunks_mut(width));
    rows.enumerate().for_each(|(y, (low, high))| {
        let sources: Vec<&[f32]> = (0..filters.taps())
            .map(|tap| &plane[(y + tap * step) % height * width..][..width])
            .collect();
        wide(
            #[inline(always)]
            || apart(low, high, filters, |tap| sources[tap]),
        );
    });
}

/// Adjoint of [`columns_apart`], without the quarter.
fn columns_together(
    low: &[f32],
    high: &[f32],
    width: usize,
    step: usize,
    filters: &Filters,
    plane: &mut [f32],
) {
    let height = plane.len() / width;
    plane
        .par_chunks_mut(width)
        .enumerate()
        .for_each(|(y, out)| {
            let place = |tap: usize| (y + height * tap * step - tap * step) % height * width;
            let sources: Vec<(&[f32], &[f32])> = (0..filters.taps())
                .map(|tap| (&low[place(tap)..][..width], &high[place(tap)..][..width]))
                .collect();
            wide(
                #[inline(always)]
                || together(out, filters, 1.0, |tap| sources[tap]),
            );
        });
}

/// Adjoint of [`rows_apart`], and the quarter.
fn rows_together(
    low: &[f32],
    high: &[f32],
    width: usize,
    step: usize,
    filters: &Filters,
    plane: &mut [f32],
) {
    let reach = (filters.taps() - 1) * step;
    let bands = low
        .par_chunks(BAND * width)
        .zip(high.par_chunks(BAND * width));
    plane
        .par_chunks_mut(BAND * width)
        .zip(bands)
        .for_each(|(plane, (low, high))| {
            let mut rows = [vec![0.0; width + reach], vec![0.0; width + reach]];
            let lows = low.chunks_exact(width).zip(high.chunks_exact(width));
            for (out, (low, high)) in plane.chunks_exact_mut(width).zip(lows) {
                for (row, source) in rows.iter_mut().zip([low, high]) {
                    // The end of the row stands at its end; what precedes it wraps round.
                    for part in row.rchunks_mut(width) {
                        part.copy_from_slice(&source[width - part.len()..]);
                    }
                }
                wide(
                    #[inline(always)]
                    || {
                        together(out, filters, 0.25, |tap| {
                            let start = reach - tap * step;
                            (&rows[0][start..], &rows[1][start..])
                        });
                    },
                );
            }
        });
}

/// `low[x] = Σ_tap h(tap) source(tap)[x]`, and `high` likewise with g.
#[inline(always)]
fn apart<'a>(
    low: &mut [f32],
    high: &mut [f32],
    filters: &Filters,
    source: impl Fn(usize) -> &'a [f32],
) {
    let taps = || filters.low.iter().zip(&filters.high).enumerate();
    let whole = low.len() / BLOCK * BLOCK;
    for start in (0..whole).step_by(BLOCK) {
        let (mut lows, mut highs) = ([0.0; BLOCK], [0.0; BLOCK]);
        for (tap, (h, g)) in taps() {
            let values = &source(tap)[start..start + BLOCK];
            for i in 0..BLOCK {
                lows[i] += h * values[i];
                highs[i] += g * values[i];
            }
        }
        low[start..start + BLOCK].copy_from_slice(&lows);
        high[start..start + BLOCK].copy_from_slice(&highs);
    }
    for x in whole..low.len() {
        (low[x], high[x]) = taps().fold((0.0, 0.0), |(low, high), (tap, (h, g))| {
            let value = source(tap)[x];
            (low + h * value, high + g * value)
        });
    }
}

/// `out[x] = scale Σ_tap h(tap) low(tap)[x] + g(tap) high(tap)[x]`.
#[inline(always)]
fn together<'a>(
    out: &mut [f32],
    filters: &Filters,
    scale: f32,
    source: impl Fn(usize) -> (&'a [f32], &'a [f32]),
) {
    let taps = || filters.low.iter().zip(&filters.high).enumerate();
    let whole = out.len() / BLOCK * BLOCK;
    for start in (0..whole).step_by(BLOCK) {
        let mut sums = [0.0; BLOCK];
        for (tap, (h, g)) in taps() {
            let (lows, highs) = source(tap);
            let (lows, highs) = (&lows[start..start + BLOCK], &highs[start..start + BLOCK]);
            for i in 0..BLOCK {
                sums[i] += h * lows[i] + g * highs[i];
            }
        }
        for (out, sum) in out[start..start + BLOCK].iter_mut().zip(sums) {
            *out = scale * sum;
        }
    }
    for x in whole..out.len() {
        out[x] = scale
            * taps().fold(0.0, |sum, (tap, (h, g))| {
                let (low, high) = source(tap);
                sum + h * low[x] + g * high[x]
            });
    }
}

#[cfg(test)]
mod tests {
    use super::super::Wavelet;
    use super::*;
    use crate::math::random::{Purpose, Stream};

    fn noise(length: usize) -> Vec<f32> {
        let mut random = Stream::new(0, Purpose::Evaluation, 0);
        (0..length).map(|_| random.normal()).collect()
    }

    #[test]
    fn unchanged_details_give_the_plane_back() {
        for wavelet in Wavelet::ALL {
            for (height, width) in [(1, 1), (3, 50), (37, 70), (40, 33)] {
                let plane = noise(height * width);
                let keep = &mut |_: usize, _: &mut [Vec<f32>; 3]| Ok::<(), ()>(());
                let back = change_details(&plane, width, 3, &wavelet.filters(), keep).unwrap();
                for (a, b) in plane.iter().zip(&back) {
                    assert!(
                        (a - b).abs() < 1e-5,
                        "{wavelet:?} {height}×{width}: {a} {b}"
                    );
                }
            }
        }
    }

    #[test]
    fn each_band_is_the_sum_over_its_taps() {
        let (height, width, level) = (9, 45, 2);
        let plane = noise(height * width);
        let filters = Wavelet::Daubechies2.filters();
        let bands = analyse(&plane, width, level, &filters);
        for (y, x) in [(0, 0), (4, 7), (8, 44)] {
            let sum = |down: &[f32], right: &[f32]| -> f32 {
                (0..4)
                    .flat_map(|i| (0..4).map(move |j| (i, j)))
                    .map(|(i, j)| {
                        let (row, column) = ((y + 4 * i) % height, (x + 4 * j) % width);
                        down[i] * right[j] * plane[row * width + column]
                    })
                    .sum()
            };
            let (low, high, at) = (&filters.low, &filters.high, y * width + x);
            for (band, expected) in [
                (&bands.coarse, sum(low, low)),
                (&bands.details[0], sum(low, high)),
                (&bands.details[1], sum(high, low)),
                (&bands.details[2], sum(high, high)),
            ] {
                assert!((band[at] - expected).abs() < 1e-5);
            }
        }
    }
}

//! The orthogonal wavelet transform of a periodic plane.
//!
//! The coefficients of all levels lie in one plane (Mallat's layout): after each level, the quarter at the top left
//! holds the coarse band, which the next level transforms; high-low lies at its right, low-high below, high-high
//! diagonally. The transform is an orthogonal matrix: white noise stays white with the same standard deviation.
//!
//! Cost: 16/3 · taps multiplications a pixel, both ways together, for any number of levels. One further plane of
//! memory.
//!
//! Source: Mallat 1989, doi:10.1109/34.192463.

use rayon::prelude::*;

use super::{BAND, Filters};
use crate::math::simd::wide;

/// Where a band lies in the plane of coefficients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// First row.
    pub top: usize,
    /// First column.
    pub left: usize,
    /// Rows.
    pub height: usize,
    /// Columns.
    pub width: usize,
}

/// The three detail bands of level `level` (0 the finest) of a plane: high-low, low-high, high-high.
pub fn details(height: usize, width: usize, level: usize) -> [Band; 3] {
    let (height, width) = (height >> (level + 1), width >> (level + 1));
    [(0, width), (height, 0), (height, width)].map(|(top, left)| Band {
        top,
        left,
        height,
        width,
    })
}

/// Transforms `plane` in place. Both sides must be multiples of 2^`levels`.
pub fn forward(plane: &mut [f32], width: usize, levels: usize, filters: &Filters) {
    let height = check(plane, width, levels);
    let mut other = vec![0.0; plane.len()];
    for level in 0..levels {
        let (rows, columns) = (height >> level, width >> level);
        let bands = plane[..rows * width].par_chunks(BAND * width);
        other[..rows * width]
            .par_chunks_mut(BAND * width)
            .zip(bands)
            .for_each(|(to, from)| {
                let mut scratch = Scratch::new(columns, filters);
                for (to, from) in to.chunks_mut(width).zip(from.chunks(width)) {
                    scratch.split(&from[..columns], &mut to[..columns], filters);
                }
            });
        let (lows, highs) = plane[..rows * width].split_at_mut(rows / 2 * width);
        let pairs = lows.par_chunks_mut(width).zip(highs.par_chunks_mut(width));
        pairs.enumerate().for_each(|(y, (low, high))| {
            let (low, high) = (&mut low[..columns], &mut high[..columns]);
            low.fill(0.0);
            high.fill(0.0);
            for (tap, (h, g)) in filters.low.iter().zip(&filters.high).enumerate() {
                let source = &other[(2 * y + tap) % rows * width..][..columns];
                wide(
                    #[inline(always)]
                    || {
                        for ((low, high), value) in low.iter_mut().zip(&mut *high).zip(source) {
                            *low += h * value;
                            *high += g * value;
                        }
                    },
                );
            }
        });
    }
}

/// Undoes [`forward`].
pub fn inverse(plane: &mut [f32], width: usize, levels: usize, filters: &Filters) {
    let height = check(plane, width, levels);
    let mut other = vec![0.0; plane.len()];
    for level in (0..levels).rev() {
        let (rows, columns) = (height >> level, width >> level);
        let (lows, highs) = plane.split_at(rows / 2 * width);
        let outs = other[..rows * width].par_chunks_mut(width).enumerate();
        outs.for_each(|(y, out)| {
            let out = &mut out[..columns];
            out.fill(0.0);
            // Row y came from pairs (y − tap) / 2 for the taps of y's parity.
            for tap in (y % 2..filters.taps()).step_by(2) {
                let pair = (y + filters.taps() * rows - tap) % rows / 2 * width;
                let (low, high) = (&lows[pair..][..columns], &highs[pair..][..columns]);
                let (h, g) = (filters.low[tap], filters.high[tap]);
                wide(
                    #[inline(always)]
                    || {
                        for ((out, low), high) in out.iter_mut().zip(low).zip(high) {
                            *out += h * low + g * high;
                        }
                    },
                );
            }
        });
        let bands = other[..rows * width].par_chunks(BAND * width);
        plane[..rows * width]
            .par_chunks_mut(BAND * width)
            .zip(bands)
            .for_each(|(to, from)| {
                let mut scratch = Scratch::new(columns, filters);
                for (to, from) in to.chunks_mut(width).zip(from.chunks(width)) {
                    scratch.join(&from[..columns], &mut to[..columns], filters);
                }
            });
    }
}

fn check(plane: &[f32], width: usize, levels: usize) -> usize {
    let height = plane.len() / width.max(1);
    assert!(
        height * width == plane.len() && (height | width).is_multiple_of(1 << levels),
        "sides {height} and {width} must be multiples of 2^{levels}"
    );
    height
}

/// The even and the odd samples of a row, each continued periodically by half the taps.
struct Scratch {
    even: Vec<f32>,
    odd: Vec<f32>,
}

impl Scratch {
    fn new(columns: usize, filters: &Filters) -> Self {
        let length = columns / 2 + filters.taps() / 2;
        Self {
            even: vec![0.0; length],
            odd: vec![0.0; length],
        }
    }

    /// A row into its low half and its high half.
    fn split(&mut self, row: &[f32], to: &mut [f32], filters: &Filters) {
        let half = row.len() / 2;
        for (i, (even, odd)) in self.even.iter_mut().zip(&mut self.odd).enumerate() {
            let at = if i < half { i } else { i % half };
            (*even, *odd) = (row[2 * at], row[2 * at + 1]);
        }
        let (low, high) = to.split_at_mut(half);
        for (out, filter) in [(low, &filters.low), (high, &filters.high)] {
            wide(
                #[inline(always)]
                || {
                    out.fill(0.0);
                    for (k, pair) in filter.chunks_exact(2).enumerate() {
                        let sources = self.even[k..].iter().zip(&self.odd[k..]);
                        for (out, (even, odd)) in out.iter_mut().zip(sources) {
                            *out += pair[0] * even + pair[1] * odd;
                        }
                    }
                },
            );
        }
    }

    /// A low and a high half into a row.
    fn join(&mut self, row: &[f32], to: &mut [f32], filters: &Filters) {
        let half = row.len() / 2;
        let (low, high) = row.split_at(half);
        self.even[..half].fill(0.0);
        self.odd[..half].fill(0.0);
        for (source, filter) in [(low, &filters.low), (high, &filters.high)] {
            for (k, pair) in filter.chunks_exact(2).enumerate() {
                // Pair i of the row takes from i − k, periodic: two runs without a wrap.
                let turn = k % half;
                let (even, odd) = (&mut self.even[..half], &mut self.odd[..half]);
                let ((even_wrapped, even), (odd_wrapped, odd)) =
                    (even.split_at_mut(turn), odd.split_at_mut(turn));
                for (even, odd, source) in [
                    (even, odd, source),
                    (even_wrapped, odd_wrapped, &source[half - turn..]),
                ] {
                    wide(
                        #[inline(always)]
                        || {
                            for ((even, odd), value) in even.iter_mut().zip(odd).zip(source) {
                                *even += pair[0] * value;
                                *odd += pair[1] * value;
                            }
                        },
                    );
                }
            }
        }
        for (i, pair) in to.chunks_exact_mut(2).enumerate() {
            (pair[0], pair[1]) = (self.even[i], self.odd[i]);
        }
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
    fn the_inverse_gives_the_plane_back_and_energy_is_kept() {
        for wavelet in Wavelet::ALL {
            for (height, width, levels) in [(8, 8, 3), (16, 72, 3), (50, 34, 1)] {
                let plane = noise(height * width);
                let mut work = plane.clone();
                forward(&mut work, width, levels, &wavelet.filters());
                let energy = |plane: &[f32]| plane.iter().map(|v| v * v).sum::<f32>();
                let (before, after) = (energy(&plane), energy(&work));
                assert!((before - after).abs() < 1e-4 * before, "{wavelet:?}");
                inverse(&mut work, width, levels, &wavelet.filters());
                for (a, b) in plane.iter().zip(&work) {
                    assert!((a - b).abs() < 1e-5, "{wavelet:?}: {a} {b}");
                }
            }
        }
    }

    #[test]
    fn a_polynomial_has_no_details_away_from_the_wrap() {
        let (height, width) = (64, 64);
        let mut plane: Vec<f32> = (0..height * width)
            .map(|i| ((i / width) as f32 / 64.0).powi(3) - ((i % width) as f32 / 64.0).powi(2))
            .collect();
        forward(&mut plane, width, 1, &Wavelet::Symlet4.filters());
        for band in details(height, width, 0) {
            for y in 0..28 {
                for x in 0..28 {
                    let value = plane[(band.top + y) * width + band.left + x];
                    assert!(value.abs() < 1e-5, "{band:?} {y} {x}: {value}");
                }
            }
        }
    }
}

//! The linear system of one half-quadratic round, (1 + λ Dᵀ w D) u = noisy, and conjugate gradients for it.
//!
//! Planes have a border of one pixel on which weights and directions are 0: no pixel needs to know whether it lies at
//! an edge.

use rayon::prelude::*;

use crate::math::simd::{self, NullaryFnOnce};

/// The pairs of neighbours: rows down, columns to the right, and which of the two weights they have.
pub(super) const PAIRS: [(usize, isize, usize); 4] = [(0, 1, 0), (1, 0, 0), (1, 1, 1), (1, -1, 1)];

/// Rows in one piece of parallel work.
const BAND: usize = 16;
/// Partial sums of a row that are added up side by side.
const LANES: usize = 8;

/// The state of the minimisation.
pub(super) struct System {
    width: usize,
    /// Numbers in a row with its border.
    pitch: usize,
    /// λ c of pairs side by side and on diagonals.
    weights: [f32; 2],
    knee: f32,
    noisy: Vec<f32>,
    answer: Vec<f32>,
    before: Vec<f32>,
    /// λ c w of each pair, at its upper or left pixel.
    pairs: [Vec<f32>; 4],
    /// One over the diagonal of the matrix.
    scale: Vec<f32>,
    residual: Vec<f32>,
    direction: Vec<f32>,
    /// The matrix times the direction.
    product: Vec<f32>,
    /// Σ residual² · scale.
    size: f64,
}

impl System {
    pub(super) fn new(
        plane: &[f32],
        height: usize,
        width: usize,
        weights: [f32; 2],
        knee: f32,
    ) -> Self {
        let pitch = width + 2;
        let zeros = || vec![0.0; (height + 2) * pitch];
        let mut noisy = zeros();
        let rows = noisy.chunks_exact_mut(pitch).skip(1);
        for (out, row) in rows.zip(plane.chunks_exact(width)) {
            out[1..=width].copy_from_slice(row);
        }
        Self {
            width,
            pitch,
            weights,
            knee,
            answer: noisy.clone(),
            before: zeros(),
            noisy,
            pairs: std::array::from_fn(|_| zeros()),
            scale: zeros(),
            residual: zeros(),
            direction: zeros(),
            product: zeros(),
            size: 0.0,
        }
    }

    /// The present u, without its border.
    pub(super) fn copy_answer(&self, plane: &mut [f32]) {
        let rows = self.answer.chunks_exact(self.pitch).skip(1);
        for (out, row) in plane.chunks_exact_mut(self.width).zip(rows) {
            out.copy_from_slice(&row[1..=self.width]);
        }
    }

    /// Root mean square of what the last round changed.
    pub(super) fn change(&self) -> f64 {
        let bands = self.answer.par_chunks(BAND * self.pitch);
        let sums: Vec<f64> = bands
            .zip(self.before.par_chunks(BAND * self.pitch))
            .map(|(now, before)| simd::wide(|| sum(now.len(), |at| (now[at] - before[at]).powi(2))))
            .collect();
        let pixels = (self.answer.len() / self.pitch - 2) * self.width;
        (sums.iter().sum::<f64>() / pixels as f64).sqrt()
    }

    /// Begins a round: the weights that u asks for, and the first direction.
    pub(super) fn set_weights(&mut self) {
        let (pitch, width) = (self.pitch, self.width);
        let knee = self.knee;
        self.before.copy_from_slice(&self.answer);
        let answer = &self.answer;
        for (pairs, (down, right, kind)) in self.pairs.iter_mut().zip(PAIRS) {
            let full = self.weights[kind];
            let height = answer.len() / pitch - 2;
            let rows = pairs[pitch..].par_chunks_mut(BAND * pitch).enumerate();
            rows.for_each(|(band, out)| {
                for (index, out) in out.chunks_exact_mut(pitch).enumerate() {
                    let y = band * BAND + index + 1;
                    if y + down > height {
                        continue;
                    }
                    // Pairs that would reach beyond the left or right border keep the weight 0.
                    let first = if right < 0 { 2 } else { 1 };
                    let last = if right > 0 { width - 1 } else { width };
                    let count = (last + 1).saturating_sub(first);
                    let start = y * pitch + first;
                    let other = ((y + down) * pitch + first).wrapping_add_signed(right);
                    simd::wide(Weights {
                        out: &mut out[first..first + count],
                        one: &answer[start..start + count],
                        other: &answer[other..other + count],
                        full,
                        knee,
                    });
                }
            });
        }
        self.begin();
    }

    /// The residual noisy − u − λ Dᵀ w D u, and the direction it gives.
    fn begin(&mut self) {
        let pitch = self.pitch;
        let (pairs, answer, noisy) = (&self.pairs, &self.answer, &self.noisy);
        let end = answer.len() - pitch;
        let residual = self.residual[pitch..end].par_chunks_mut(BAND * pitch);
        let scale = self.scale[pitch..end].par_chunks_mut(BAND * pitch);
        let direction = self.direction[pitch..end].par_chunks_mut(BAND * pitch);
        let bands = residual.zip(scale).zip(direction).enumerate();
        let sums: Vec<f64> = bands
            .map(|(band, ((residual, scale), direction))| {
                simd::wide(Begin {
                    first: (1 + band * BAND) * pitch,
                    pitch,
                    pairs,
                    answer,
                    noisy,
                    residual,
                    scale,
                    direction,
                })
            })
            .collect();
        self.size = sums.iter().sum();
    }

    /// One step of conjugate gradients.
    pub(super) fn step(&mut self) {
        if self.size <= f64::MIN_POSITIVE {
            return;
        }
        let pitch = self.pitch;
        let end = self.answer.len() - pitch;
        let band = BAND * pitch;
        let (pairs, direction) = (&self.pairs, &self.direction);
        let products = self.product[pitch..end].par_chunks_mut(band).enumerate();
        let curvature: Vec<f64> = products
            .map(|(index, out)| {
                simd::wide(Product {
                    first: (1 + index * BAND) * pitch,
                    pitch,
                    pairs,
                    direction,
                    out,
                })
            })
            .collect();
        let curvature: f64 = curvature.iter().sum();
        if curvature <= f64::MIN_POSITIVE {
            return;
        }
        let along = (self.size / curvature) as f32;
        let answer = self.answer[pitch..end].par_chunks_mut(band);
        let residual = self.residual[pitch..end].par_chunks_mut(band);
        let others = self.direction[pitch..end]
            .par_chunks(band)
            .zip(self.product[pitch..end].par_chunks(band))
            .zip(self.scale[pitch..end].par_chunks(band));
        let sizes: Vec<f64> = answer
            .zip(residual)
            .zip(others)
            .map(|((answer, residual), ((direction, product), scale))| {
                simd::wide(|| {
                    for (answer, direction) in answer.iter_mut().zip(direction) {
                        *answer += along * direction;
                    }
                    for (residual, product) in residual.iter_mut().zip(product) {
                        *residual -= along * product;
                    }
                    sum(residual.len(), |at| residual[at] * residual[at] * scale[at])
                })
            })
            .collect();
        let size: f64 = sizes.iter().sum();
        let back = (size / self.size) as f32;
        self.size = size;
        let directions = self.direction[pitch..end].par_chunks_mut(band);
        let others = self.residual[pitch..end]
            .par_chunks(band)
            .zip(self.scale[pitch..end].par_chunks(band));
        directions
            .zip(others)
            .for_each(|(direction, (residual, scale))| {
                simd::wide(|| {
                    for ((direction, residual), scale) in
                        direction.iter_mut().zip(residual).zip(scale)
                    {
                        *direction = residual * scale + back * *direction;
                    }
                });
            });
    }
}

/// Σ term(0..count): by lanes within a thousand or so, in double precision beyond.
#[inline(always)]
fn sum(count: usize, term: impl Fn(usize) -> f32) -> f64 {
    const SOME: usize = 128 * LANES;
    let mut total = 0.0;
    let mut start = 0;
    while start < count {
        let end = (start + SOME).min(count);
        let mut lanes = [0.0_f32; LANES];
        while start + LANES <= end {
            for (k, lane) in lanes.iter_mut().enumerate() {
                *lane += term(start + k);
            }
            start += LANES;
        }
        while start < end {
            lanes[0] += term(start);
            start += 1;
        }
        total += f64::from(lanes.iter().sum::<f32>());
    }
    total
}

struct Weights<'a> {
    out: &'a mut [f32],
    one: &'a [f32],
    other: &'a [f32],
    full: f32,
    knee: f32,
}

impl NullaryFnOnce for Weights<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let pairs = self.one.iter().zip(self.other);
        for (out, (one, other)) in self.out.iter_mut().zip(pairs) {
            let difference = (one - other).abs();
            let large = if difference > self.knee {
                difference
            } else {
                self.knee
            };
            *out = self.full * self.knee / large;
        }
    }
}

/// Some rows of a plane of pair weights, as seen from one row: the pairs of each pixel.
struct Around<'a> {
    /// The weights to the right, down, and on both diagonals.
    onwards: [&'a [f32]; 4],
    /// The weights of the same pairs of which the pixel is the other one.
    back: [&'a [f32]; 4],
}

/// Offsets from a pixel to the other one of its pairs.
#[inline(always)]
fn offsets(pitch: usize) -> [usize; 4] {
    [1, pitch, pitch + 1, pitch - 1]
}

#[inline(always)]
fn around(pairs: &[Vec<f32>; 4], start: usize, count: usize, pitch: usize) -> Around<'_> {
    let offsets = offsets(pitch);
    Around {
        onwards: std::array::from_fn(|k| &pairs[k][start..start + count]),
        back: std::array::from_fn(|k| &pairs[k][start - offsets[k]..start - offsets[k] + count]),
    }
}

/// out ← v + λ Dᵀ w D v for the numbers from `start` on.
#[inline(always)]
fn apply(pairs: &[Vec<f32>; 4], v: &[f32], start: usize, pitch: usize, out: &mut [f32]) {
    let count = out.len();
    let Around { onwards, back } = around(pairs, start, count, pitch);
    let offsets = offsets(pitch);
    let centre = &v[start..start + count];
    let after: [&[f32]; 4] = std::array::from_fn(|k| &v[start + offsets[k]..][..count]);
    let before: [&[f32]; 4] = std::array::from_fn(|k| &v[start - offsets[k]..][..count]);
    for at in 0..count {
        let own = centre[at];
        let mut sum = own;
        for k in 0..4 {
            sum += onwards[k][at] * (own - after[k][at]) + back[k][at] * (own - before[k][at]);
        }
        out[at] = sum;
    }
}

struct Begin<'a> {
    first: usize,
    pitch: usize,
    pairs: &'a [Vec<f32>; 4],
    answer: &'a [f32],
    noisy: &'a [f32],
    residual: &'a mut [f32],
    scale: &'a mut [f32],
    direction: &'a mut [f32],
}

impl NullaryFnOnce for Begin<'_> {
    type Output = f64;

    #[inline(always)]
    fn call(self) -> f64 {
        let pitch = self.pitch;
        let count = pitch - 2;
        let mut total = 0.0;
        let rows = self
            .residual
            .chunks_exact_mut(pitch)
            .zip(self.scale.chunks_exact_mut(pitch))
            .zip(self.direction.chunks_exact_mut(pitch));
        for (index, ((residual, scale), direction)) in rows.enumerate() {
            let start = self.first + index * pitch + 1;
            let residual = &mut residual[1..=count];
            let scale = &mut scale[1..=count];
            let direction = &mut direction[1..=count];
            apply(self.pairs, self.answer, start, pitch, residual);
            let Around { onwards, back } = around(self.pairs, start, count, pitch);
            let noisy = &self.noisy[start..start + count];
            for at in 0..count {
                let mut diagonal = 1.0;
                for k in 0..4 {
                    diagonal += onwards[k][at] + back[k][at];
                }
                scale[at] = 1.0 / diagonal;
                residual[at] = noisy[at] - residual[at];
                direction[at] = residual[at] * scale[at];
            }
            total += sum(count, |at| residual[at] * direction[at]);
        }
        total
    }
}

struct Product<'a> {
    first: usize,
    pitch: usize,
    pairs: &'a [Vec<f32>; 4],
    direction: &'a [f32],
    out: &'a mut [f32],
}

impl NullaryFnOnce for Product<'_> {
    type Output = f64;

    #[inline(always)]
    fn call(self) -> f64 {
        let pitch = self.pitch;
        let count = pitch - 2;
        let mut total = 0.0;
        for (index, out) in self.out.chunks_exact_mut(pitch).enumerate() {
            let start = self.first + index * pitch + 1;
            let out = &mut out[1..=count];
            apply(self.pairs, self.direction, start, pitch, out);
            let direction = &self.direction[start..start + count];
            total += sum(count, |at| out[at] * direction[at]);
        }
        total
    }
}

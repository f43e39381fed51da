//! The dual problem of total variation: the field p, the picture u that follows from it, steps and the gap between the
//! two.

use rayon::prelude::*;

use super::Length;
use crate::math::simd::{self, NullaryFnOnce};

/// Rows in one piece of parallel work.
const BAND: usize = 16;

/// The state of the iteration: planes of one size.
pub(super) struct Work<'a> {
    noisy: &'a [f32],
    width: usize,
    weight: f32,
    length: Length,
    /// u.
    pub(super) answer: Vec<f32>,
    /// p.
    field: [Vec<f32>; 2],
    /// r.
    ahead: [Vec<f32>; 2],
}

impl<'a> Work<'a> {
    /// Begins with p = 0.
    pub(super) fn new(noisy: &'a [f32], width: usize, weight: f32, length: Length) -> Self {
        let zeros = || vec![0.0; noisy.len()];
        Self {
            noisy,
            width,
            weight,
            length,
            answer: zeros(),
            field: [zeros(), zeros()],
            ahead: [zeros(), zeros()],
        }
    }

    /// noisy + λ div of r (`ahead`) or of p.
    pub(super) fn set_answer(&mut self, ahead: bool) {
        let (width, weight) = (self.width, self.weight);
        let [right, down] = if ahead { &self.ahead } else { &self.field };
        let bands = self.answer.par_chunks_mut(BAND * width).enumerate();
        bands.for_each(|(band, out)| {
            simd::wide(Divergence {
                first: band * BAND,
                width,
                weight,
                noisy: self.noisy,
                right,
                down,
                out,
            });
        });
    }

    /// One step of p along the gradient of the dual from r, and r ahead of p by `momentum`.
    pub(super) fn ascend(&mut self, momentum: f32) {
        let (width, length) = (self.width, self.length);
        let step = 0.125 / self.weight;
        let size = BAND * width;
        let answer = &self.answer;
        let [p_right, p_down] = &mut self.field;
        let [r_right, r_down] = &mut self.ahead;
        let p = p_right
            .par_chunks_mut(size)
            .zip(p_down.par_chunks_mut(size));
        let r = r_right
            .par_chunks_mut(size)
            .zip(r_down.par_chunks_mut(size));
        p.zip(r).enumerate().for_each(|(band, (p, r))| {
            simd::wide(Ascent {
                answer: &answer[band * size..],
                width,
                length,
                step,
                momentum,
                p,
                r,
            });
        });
    }

    /// λ Σ (|∇u| − p · ∇u).
    pub(super) fn gap(&self) -> f64 {
        let size = BAND * self.width;
        let [right, down] = &self.field;
        let bands = right
            .par_chunks(size)
            .zip(down.par_chunks(size))
            .enumerate();
        let sums: Vec<f64> = bands
            .map(|(band, (right, down))| {
                simd::wide(Gap {
                    answer: &self.answer[band * size..],
                    width: self.width,
                    length: self.length,
                    right,
                    down,
                })
            })
            .collect();
        f64::from(self.weight) * sums.iter().sum::<f64>()
    }
}

struct Divergence<'a> {
    first: usize,
    width: usize,
    weight: f32,
    noisy: &'a [f32],
    right: &'a [f32],
    down: &'a [f32],
    out: &'a mut [f32],
}

impl NullaryFnOnce for Divergence<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let width = self.width;
        for (index, out) in self.out.chunks_exact_mut(width).enumerate() {
            let start = (self.first + index) * width;
            let noisy = &self.noisy[start..][..width];
            let right = &self.right[start..][..width];
            let down = &self.down[start..][..width];
            for (((out, noisy), right), down) in out.iter_mut().zip(noisy).zip(right).zip(down) {
                *out = noisy + self.weight * (right + down);
            }
            for (out, right) in out[1..].iter_mut().zip(right) {
                *out -= self.weight * right;
            }
            if start > 0 {
                let above = &self.down[start - width..][..width];
                for (out, above) in out.iter_mut().zip(above) {
                    *out -= self.weight * above;
                }
            }
        }
    }
}

struct Ascent<'a> {
    /// From the band's first row on.
    answer: &'a [f32],
    width: usize,
    length: Length,
    step: f32,
    momentum: f32,
    p: (&'a mut [f32], &'a mut [f32]),
    r: (&'a mut [f32], &'a mut [f32]),
}

impl NullaryFnOnce for Ascent<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        match self.length {
            Length::Isotropic => self.rows(|right, down| {
                let share = 1.0 / larger(1.0, right * right + down * down).sqrt();
                (right * share, down * share)
            }),
            Length::Anisotropic => {
                self.rows(|right, down| (right.clamp(-1.0, 1.0), down.clamp(-1.0, 1.0)));
            }
        }
    }
}

impl Ascent<'_> {
    #[inline(always)]
    fn rows(self, project: impl Fn(f32, f32) -> (f32, f32)) {
        let width = self.width;
        let p = self
            .p
            .0
            .chunks_exact_mut(width)
            .zip(self.p.1.chunks_exact_mut(width));
        let r = self
            .r
            .0
            .chunks_exact_mut(width)
            .zip(self.r.1.chunks_exact_mut(width));
        for (index, ((p_right, p_down), (r_right, r_down))) in p.zip(r).enumerate() {
            let (row, below) = neighbours(self.answer, index, width);
            let one = |across: f32, along: f32, p: [&mut f32; 2], r: [&mut f32; 2]| {
                let right = *r[0] + self.step * across;
                let down = *r[1] + self.step * along;
                let (right, down) = project(right, down);
                *r[0] = right + self.momentum * (right - *p[0]);
                *r[1] = down + self.momentum * (down - *p[1]);
                (*p[0], *p[1]) = (right, down);
            };
            let last = width - 1;
            let (p_right, p_down) = (&mut p_right[..width], &mut p_down[..width]);
            let (r_right, r_down) = (&mut r_right[..width], &mut r_down[..width]);
            for x in 0..last {
                one(
                    row[x + 1] - row[x],
                    below[x] - row[x],
                    [&mut p_right[x], &mut p_down[x]],
                    [&mut r_right[x], &mut r_down[x]],
                );
            }
            one(
                0.0,
                below[last] - row[last],
                [&mut p_right[last], &mut p_down[last]],
                [&mut r_right[last], &mut r_down[last]],
            );
        }
    }
}

struct Gap<'a> {
    answer: &'a [f32],
    width: usize,
    length: Length,
    right: &'a [f32],
    down: &'a [f32],
}

impl NullaryFnOnce for Gap<'_> {
    type Output = f64;

    #[inline(always)]
    fn call(self) -> f64 {
        let width = self.width;
        let isotropic = self.length == Length::Isotropic;
        let rows = self
            .right
            .chunks_exact(width)
            .zip(self.down.chunks_exact(width));
        let mut sum = 0.0;
        for (index, (right, down)) in rows.enumerate() {
            let (row, below) = neighbours(self.answer, index, width);
            let mut lanes = [0.0_f32; LANES];
            let one = |x: usize, across: f32| {
                let along = below[x] - row[x];
                let length = if isotropic {
                    (across * across + along * along).sqrt()
                } else {
                    across.abs() + along.abs()
                };
                length - right[x] * across - down[x] * along
            };
            let whole = (width - 1) / LANES * LANES;
            for start in (0..whole).step_by(LANES) {
                for (k, lane) in lanes.iter_mut().enumerate() {
                    let x = start + k;
                    *lane += one(x, row[x + 1] - row[x]);
                }
            }
            for x in whole..width - 1 {
                lanes[0] += one(x, row[x + 1] - row[x]);
            }
            lanes[0] += one(width - 1, 0.0);
            sum += f64::from(lanes.iter().sum::<f32>());
        }
        sum
    }
}

/// Partial sums of a row that are added up side by side.
const LANES: usize = 8;

/// Row `index` of what begins with row 0, and the row below it: itself for the last.
#[inline(always)]
fn neighbours(rows: &[f32], index: usize, width: usize) -> (&[f32], &[f32]) {
    let row = &rows[index * width..][..width];
    let below = rows.get((index + 1) * width..(index + 2) * width);
    (row, below.unwrap_or(row))
}

/// The larger of two numbers, one instruction where `f32::max` must look for NaN.
#[inline(always)]
fn larger(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

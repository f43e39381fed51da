//! The dual problem of total variation: the field p, the picture u that follows from it, steps and the gap between the two.

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
    /// What r will be.
    next: [Vec<f32>; 2],
}

impl<'a> Work<'a> {
    /// Begins with p = 0.
    pub(super) fn new(noisy: &'a [f32], width: usize, weight: f32, length: Length) -> Self {
        let zeros = || vec![0.0; noisy.len()];
        let field = || [zeros(), zeros()];
        Self {
            noisy,
            width,
            weight,
            length,
            answer: zeros(),
            field: field(),
            ahead: field(),
            next: field(),
        }
    }

    /// u ← noisy + λ div p.
    pub(super) fn set_answer(&mut self) {
        let [right, down] = &self.field;
        let primal = Primal {
            width: self.width,
            weight: self.weight,
            noisy: self.noisy,
            right,
            down,
        };
        let bands = self.answer.par_chunks_mut(BAND * self.width).enumerate();
        bands.for_each(|(band, out)| {
            simd::wide(
                #[inline(always)]
                || {
                    for (index, out) in out.chunks_exact_mut(primal.width).enumerate() {
                        primal.row(band * BAND + index, out);
                    }
                },
            );
        });
    }

    /// One step of p along the gradient of the dual from r, and r ahead of p by `momentum`.
    pub(super) fn ascend(&mut self, momentum: f32) {
        let (width, length) = (self.width, self.length);
        let step = 0.125 / self.weight;
        let size = BAND * width;
        let [right, down] = &self.ahead;
        let primal = Primal {
            width,
            weight: self.weight,
            noisy: self.noisy,
            right,
            down,
        };
        let [p_right, p_down] = &mut self.field;
        let [next_right, next_down] = &mut self.next;
        let p = p_right
            .par_chunks_mut(size)
            .zip(p_down.par_chunks_mut(size));
        let next = next_right
            .par_chunks_mut(size)
            .zip(next_down.par_chunks_mut(size));
        p.zip(next).enumerate().for_each(|(band, (p, next))| {
            simd::wide(Ascent {
                primal: &primal,
                first: band * BAND,
                length,
                step,
                momentum,
                p,
                next,
            });
        });
        std::mem::swap(&mut self.ahead, &mut self.next);
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

/// The picture that follows from a field: noisy + λ div.
struct Primal<'a> {
    width: usize,
    weight: f32,
    noisy: &'a [f32],
    right: &'a [f32],
    down: &'a [f32],
}

impl Primal<'_> {
    /// Row `y` of it.
    #[inline(always)]
    fn row(&self, y: usize, out: &mut [f32]) {
        let (width, start) = (self.width, y * self.width);
        let out = &mut out[..width];
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

/// The step of some rows. The picture of r is made a row ahead of where it is needed, and never kept whole.
struct Ascent<'a> {
    primal: &'a Primal<'a>,
    first: usize,
    length: Length,
    step: f32,
    momentum: f32,
    p: (&'a mut [f32], &'a mut [f32]),
    next: (&'a mut [f32], &'a mut [f32]),
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
        let Self { primal, .. } = self;
        let width = primal.width;
        let height = primal.noisy.len() / width;
        let p = self
            .p
            .0
            .chunks_exact_mut(width)
            .zip(self.p.1.chunks_exact_mut(width));
        let next = self
            .next
            .0
            .chunks_exact_mut(width)
            .zip(self.next.1.chunks_exact_mut(width));
        let (mut row, mut below) = (vec![0.0; width], vec![0.0; width]);
        primal.row(self.first, &mut row);
        for (index, ((p_right, p_down), (next_right, next_down))) in p.zip(next).enumerate() {
            let y = self.first + index;
            if y + 1 < height {
                primal.row(y + 1, &mut below);
            } else {
                below.copy_from_slice(&row);
            }
            let r_right = &primal.right[y * width..][..width];
            let r_down = &primal.down[y * width..][..width];
            let one =
                |across: f32, along: f32, r: [f32; 2], p: [&mut f32; 2], next: [&mut f32; 2]| {
                    let right = r[0] + self.step * across;
                    let down = r[1] + self.step * along;
                    let (right, down) = project(right, down);
                    *next[0] = right + self.momentum * (right - *p[0]);
                    *next[1] = down + self.momentum * (down - *p[1]);
                    (*p[0], *p[1]) = (right, down);
                };
            let last = width - 1;
            let (here, under) = (&row[..width], &below[..width]);
            let (p_right, p_down) = (&mut p_right[..width], &mut p_down[..width]);
            let (next_right, next_down) = (&mut next_right[..width], &mut next_down[..width]);
            for x in 0..last {
                one(
                    here[x + 1] - here[x],
                    under[x] - here[x],
                    [r_right[x], r_down[x]],
                    [&mut p_right[x], &mut p_down[x]],
                    [&mut next_right[x], &mut next_down[x]],
                );
            }
            one(
                0.0,
                under[last] - here[last],
                [r_right[last], r_down[last]],
                [&mut p_right[last], &mut p_down[last]],
                [&mut next_right[last], &mut next_down[last]],
            );
            std::mem::swap(&mut row, &mut below);
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

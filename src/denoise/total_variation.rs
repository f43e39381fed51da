//! Total variation: the picture closest to the noisy one among those with little total variation, which may jump but not waver.
//!
//! ```text
//! answer = argmin_u ½ Σ (u − noisy)² + λ Σ |∇u|,   |∇u| = √(u_x² + u_y²)   (anisotropic: |u_x| + |u_y|)
//! ```
//!
//! u_x, u_y: differences to the right and lower neighbour, 0 beyond the border. The problem is solved through its dual, a field p of
//! two components in unit discs (squares) with u = noisy + λ div p, by accelerated projected gradients:
//!
//! ```text
//! u = noisy + λ div r,   p' = project(r + ∇u / 8 λ),   r' = p' + (t − 1) / t' (p' − p),   t' = (1 + √(1 + 4 t²)) / 2
//! ```
//!
//! Half of the squared distance to the true answer is at most the duality gap λ Σ (|∇u| − p · ∇u); the work stops when this bound on the
//! distance, as a root mean square, is a small share of σ. λ is σ times a factor that was best for each σ.
//!
//! Shapes: `[c, h, w] → [c, h, w]`; colour pictures channel by channel in the opponent space. Large pictures go in tiles.
//! Cost: pixels × iterations (50 to 200).
//!
//! Source: Rudin, Osher, Fatemi 1992, doi:10.1016/0167-2789(92)90242-F; the dual: Chambolle 2004,
//! doi:10.1023/B:JMIV.0000011325.36760.1e; acceleration: Beck, Teboulle 2009, doi:10.1109/TIP.2009.2028250. We differ in weighing closeness and
//! variation by λ instead of fixing how far the answer may lie from the noisy picture.

use rayon::prelude::*;

use super::tiles::in_tiles;
use super::{DenoiseError, Denoiser, Family, Watch, check, interpolate, per_channel};
use crate::image::Image;
use crate::math::simd::{self, NullaryFnOnce};
use crate::setting::Kind;

crate::choices! {
    /// How the length of a gradient is measured.
    pub enum Length {
        /// √(u_x² + u_y²): edges of all directions cost the same.
        Isotropic => "isotropic", "Isotropic";
        /// |u_x| + |u_y|: level and upright edges are cheaper than others.
        Anisotropic => "anisotropic", "Anisotropic";
    }
}

crate::adjustable! {
    /// Total variation, the model of Rudin, Osher and Fatemi.
    #[derive(Clone, Debug, PartialEq)]
    pub struct TotalVariation: "total-variation", "Total variation", "The closest picture that wavers little: edges stay sharp, and what lies between them becomes flat." {
        /// Factor on λ.
        strength: f32 = 1.0, Kind::log(0.1, 10.0), "Strength", "×", "Factor on the weight of the variation that is best for the noise level on average; 0.7 to 1.5 is usual.";
        /// How gradients are measured.
        length: Length = Length::Isotropic, Kind::Choice(Length::CHOICES), "Gradient", "", "Isotropic treats edges of all directions alike; anisotropic favours level and upright ones.";
        /// Bound on the distance to the true answer at which the work stops.
        tolerance: f32 = 0.05, Kind::log(0.001, 1.0), "Tolerance", "σ", "The work stops when the answer is proved to lie within so many σ of the exact one, as a root mean square; 0.02 to 0.1 is usual.";
    }
}

/// Best λ / σ by σ on the 0..255 scale.
const WEIGHT: &[(f32, f32)] = &[
    (5.0, 0.43),
    (15.0, 0.65),
    (25.0, 0.72),
    (50.0, 0.87),
    (100.0, 1.0),
];
/// Iterations between two looks at the gap.
const BETWEEN: usize = 8;
/// Iterations at most.
const MOST: usize = 2000;
/// Rows in one piece of parallel work.
const BAND: usize = 16;

impl Denoiser for TotalVariation {
    fn year(&self) -> u32 {
        1992
    }

    fn family(&self) -> Family {
        Family::Diffusion
    }

    fn denoise(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        check(noisy, sigma)?;
        if sigma == 0.0 || noisy.pixels().is_empty() {
            watch.set(1.0);
            return Ok(noisy.clone());
        }
        per_channel(noisy, sigma, watch, |plane, sigma, watch| {
            let weight = self.strength * interpolate(WEIGHT, sigma) * sigma;
            in_tiles(plane, watch, |plane, watch| {
                self.solve(plane, weight, self.tolerance * sigma, watch)
            })
        })
    }
}

impl TotalVariation {
    fn solve(
        &self,
        noisy: &Image,
        weight: f32,
        distance: f32,
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError> {
        let zeros = || vec![0.0; noisy.pixels().len()];
        let mut work = Work {
            noisy: noisy.pixels(),
            width: noisy.width(),
            weight,
            length: self.length,
            answer: zeros(),
            field: [zeros(), zeros()],
            ahead: [zeros(), zeros()],
        };
        let picture = |pixels: &[f32]| {
            let mut picture = noisy.clone();
            picture.pixels_mut().copy_from_slice(pixels);
            picture
        };
        let enough = 0.5 * f64::from(distance).powi(2) * work.noisy.len() as f64;
        let mut first = None;
        let mut t = 1.0_f32;
        for iteration in 0..MOST {
            watch.go_on()?;
            if iteration % BETWEEN == 0 {
                work.set_answer(false);
                let gap = work.gap();
                if gap <= enough {
                    break;
                }
                let first = *first.get_or_insert(gap);
                // The gap falls like a power of the iterations.
                watch.set(((first / gap).ln() / (first / enough).ln()) as f32);
                watch.show(|| picture(&work.answer));
            }
            work.set_answer(true);
            let next = 0.5 * (1.0 + (1.0 + 4.0 * t * t).sqrt());
            work.ascend((t - 1.0) / next);
            t = next;
        }
        work.set_answer(false);
        watch.set(1.0);
        Ok(picture(&work.answer))
    }
}

/// The state of the iteration: planes of one size.
struct Work<'a> {
    noisy: &'a [f32],
    width: usize,
    weight: f32,
    length: Length,
    answer: Vec<f32>,
    /// p.
    field: [Vec<f32>; 2],
    /// r.
    ahead: [Vec<f32>; 2],
}

impl Work<'_> {
    /// noisy + λ div of r (`ahead`) or of p.
    fn set_answer(&mut self, ahead: bool) {
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
    fn ascend(&mut self, momentum: f32) {
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
    fn gap(&self) -> f64 {
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
            let one = |at: usize, across: f32, along: f32, p: [&mut f32; 2], r: [&mut f32; 2]| {
                let _ = at;
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
                    x,
                    row[x + 1] - row[x],
                    below[x] - row[x],
                    [&mut p_right[x], &mut p_down[x]],
                    [&mut r_right[x], &mut r_down[x]],
                );
            }
            one(
                last,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(length: Length) -> TotalVariation {
        TotalVariation {
            tolerance: 0.001,
            length,
            ..TotalVariation::default()
        }
    }

    #[test]
    fn a_step_loses_height_as_the_theory_says() {
        // Two halves of n columns each: both levels move towards each other by λ / n.
        let step = Image::from_fn(1, 6, 20, |_, _, x| if x < 10 { 0.2 } else { 0.8 });
        for length in [Length::Isotropic, Length::Anisotropic] {
            let answer = exact(length)
                .solve(&step, 0.5, 1e-4, &Watch::default())
                .unwrap();
            for (a, b) in answer.pixels().iter().zip(step.pixels()) {
                let expected = if *b < 0.5 { 0.2 + 0.05 } else { 0.8 - 0.05 };
                assert!((a - expected).abs() < 1e-3, "{length:?}: {a} {expected}");
            }
        }
    }

    #[test]
    fn both_lengths_are_alike_along_one_line_and_differ_on_a_disc() {
        let line = Image::from_fn(1, 1, 40, |_, _, x| ((x * x) % 13) as f32 / 13.0);
        let disc = Image::from_fn(1, 40, 40, |_, y, x| {
            f32::from(u8::from((y as f32 - 20.0).hypot(x as f32 - 20.0) < 12.0))
        });
        let difference = |image: &Image| {
            let [a, b] = [Length::Isotropic, Length::Anisotropic].map(|length| {
                exact(length)
                    .solve(image, 0.3, 1e-4, &Watch::default())
                    .unwrap()
            });
            let pairs = a.pixels().iter().zip(b.pixels());
            pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
        };
        assert!(difference(&line) < 1e-3);
        assert!(difference(&disc) > 1e-2);
    }
}

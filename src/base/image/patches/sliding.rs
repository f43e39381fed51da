//! All patches of P × P pixels of a plane, one at every pixel, cleaned in their cosine spectrum and averaged.
//!
//! ```text
//! cut     coefficients up to a threshold become 0; weight 1 / (1 + coefficients kept)
//! weigh   with b = coefficients of a guide, each is multiplied by b² / (b² + σ²) = W; weight 1 / (1 + Σ W²)
//! answer  mean of all estimates of a pixel, by these weights; the mean of a patch is never touched
//! ```
//!
//! Vertical and horizontal passes work on whole rows of pixels, and columns are transformed once for all patches that
//! contain them. Cost: pixels × P² × 4 P multiply-adds at most, P even.

use super::{Bands, Sums};
use crate::math::simd::{self, NullaryFnOnce};

/// Places along a row that are worked on together.
const LANES: usize = 8;

type Lanes = [f32; LANES];

/// The work on planes of one size.
pub struct Sliding<const P: usize> {
    height: usize,
    width: usize,
    sigma: f32,
    waves: Waves<P>,
}

impl<const P: usize> Sliding<P> {
    /// For planes of `height` × `width` pixels, neither below P, with noise of standard deviation `sigma`.
    pub fn new(height: usize, width: usize, sigma: f32) -> Self {
        Self {
            height,
            width,
            sigma,
            waves: Waves::new(),
        }
    }

    /// Cuts at `threshold` σ, or weighs by the spectrum of `guide`. `told` is told how much is done, 0..1; `go_on`
    /// returns its error to stop.
    ///
    /// # Errors
    /// What `go_on` returns.
    pub fn run<E: Send>(
        &self,
        noisy: &[f32],
        guide: Option<&[f32]>,
        threshold: f32,
        told: &(dyn Fn(f32) + Sync),
        go_on: impl Fn() -> Result<(), E> + Sync,
    ) -> Result<Vec<f32>, E> {
        let bands = Bands {
            channels: 1,
            height: self.height,
            width: self.width,
            side: P,
            step: 1,
            reach: 0,
            told,
        };
        let sums = bands.run(|rows, columns, sums| {
            // Room for the lanes of the last places.
            let room = self.width + LANES;
            let mut line = Line {
                plan: self,
                places: columns.len(),
                threshold: threshold * self.sigma,
                room,
                noisy: vec![0.0; P * room],
                guide: vec![0.0; P * room],
                clean: vec![0.0; P * room],
                weights: vec![0.0; room],
            };
            for &y in rows {
                go_on()?;
                simd::wide(Row {
                    line: &mut line,
                    noisy: &noisy[y * self.width..],
                    guide: guide.map(|guide| &guide[y * self.width..]),
                    y,
                    sums,
                });
            }
            Ok(())
        })?;
        Ok(sums.divide(noisy))
    }
}

/// Memory for the patches that begin in one row; P rows of `room` numbers each.
struct Line<'a, const P: usize> {
    plan: &'a Sliding<P>,
    places: usize,
    threshold: f32,
    room: usize,
    /// The vertical transforms of the columns of P pixels.
    noisy: Vec<f32>,
    guide: Vec<f32>,
    /// Sums of the cleaned patches, still transformed vertically.
    clean: Vec<f32>,
    weights: Vec<f32>,
}

/// The work on one row.
struct Row<'a, 'b, const P: usize> {
    line: &'a mut Line<'b, P>,
    /// Both planes from this row on.
    noisy: &'a [f32],
    guide: Option<&'a [f32]>,
    y: usize,
    sums: &'a mut Sums,
}

impl<const P: usize> NullaryFnOnce for Row<'_, '_, P> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let line = self.line;
        line.vertical(self.noisy, false);
        if let Some(guide) = self.guide {
            line.vertical(guide, true);
        }
        line.clean.fill(0.0);
        line.weights.fill(0.0);
        for x in (0..line.places).step_by(LANES) {
            if self.guide.is_some() {
                line.weigh(x);
            } else {
                line.cut(x);
            }
        }
        line.back(self.y, self.sums);
    }
}

impl<const P: usize> Line<'_, P> {
    /// The vertical transforms of all columns.
    #[inline(always)]
    fn vertical(&mut self, plane: &[f32], guide: bool) {
        let (width, room) = (self.plan.width, self.room);
        let out = if guide {
            &mut self.guide
        } else {
            &mut self.noisy
        };
        for x in (0..width).step_by(LANES) {
            let count = LANES.min(width - x);
            let mut column = [[0.0; LANES]; P];
            for (j, lanes) in column.iter_mut().enumerate() {
                let from = &plane[j * width + x..][..count];
                if count == LANES {
                    lanes.copy_from_slice(from);
                } else {
                    lanes[..count].copy_from_slice(from);
                }
            }
            let column = self.plan.waves.forward(&column);
            for (k, lanes) in column.iter().enumerate() {
                out[k * room + x..][..LANES].copy_from_slice(lanes);
            }
        }
    }

    /// The spectra of the patches at x and the next places.
    #[inline(always)]
    fn spectra(&self, rows: &[f32], x: usize) -> [[Lanes; P]; P] {
        let mut spectra = [[[0.0; LANES]; P]; P];
        for (row, spectrum) in rows.chunks_exact(self.room).zip(&mut spectra) {
            let mut patch = [[0.0; LANES]; P];
            for (i, lanes) in patch.iter_mut().enumerate() {
                lanes.copy_from_slice(&row[x + i..][..LANES]);
            }
            *spectrum = self.plan.waves.forward(&patch);
        }
        spectra
    }

    /// Step 1 at x and the next places.
    #[inline(always)]
    fn cut(&mut self, x: usize) {
        let mut spectra = self.spectra(&self.noisy, x);
        let mean = spectra[0][0];
        let mut kept = [1.0_f32; LANES];
        for lanes in spectra.iter_mut().flatten() {
            for (value, kept) in lanes.iter_mut().zip(&mut kept) {
                let keep = if value.abs() > self.threshold {
                    1.0
                } else {
                    0.0
                };
                *value *= keep;
                *kept += keep;
            }
        }
        spectra[0][0] = mean;
        self.add(x, &spectra, &kept);
    }

    /// Step 2 at x and the next places.
    #[inline(always)]
    fn weigh(&mut self, x: usize) {
        let mut spectra = self.spectra(&self.noisy, x);
        let guides = self.spectra(&self.guide, x);
        let noise = self.plan.sigma * self.plan.sigma;
        let mean = spectra[0][0];
        let mut total = [1.0_f32; LANES];
        for (lanes, guides) in spectra.iter_mut().flatten().zip(guides.iter().flatten()) {
            for k in 0..LANES {
                let power = guides[k] * guides[k];
                let share = power / (power + noise);
                lanes[k] *= share;
                total[k] += share * share;
            }
        }
        spectra[0][0] = mean;
        self.add(x, &spectra, &total);
    }

    /// Adds the patches at x and the next places, each by 1 / `total`.
    #[inline(always)]
    fn add(&mut self, x: usize, spectra: &[[Lanes; P]; P], total: &Lanes) {
        let mut weights = [0.0; LANES];
        let count = LANES.min(self.places - x);
        for (weight, total) in weights.iter_mut().zip(total).take(count) {
            *weight = 1.0 / total;
        }
        let rows = self.clean.chunks_exact_mut(self.room);
        for (row, spectrum) in rows.zip(spectra) {
            let mut weighted = *spectrum;
            for lanes in &mut weighted {
                for (value, weight) in lanes.iter_mut().zip(&weights) {
                    *value *= weight;
                }
            }
            let patch = self.plan.waves.inverse(&weighted);
            for (i, lanes) in patch.iter().enumerate() {
                add_to(&mut row[x + i..], lanes);
            }
        }
        for i in 0..P {
            add_to(&mut self.weights[x + i..], &weights);
        }
    }

    /// Transforms the sums of the row back and adds them to its P rows of pixels.
    #[inline(always)]
    fn back(&mut self, y: usize, sums: &mut Sums) {
        let width = self.plan.width;
        for x in (0..width).step_by(LANES) {
            let mut column = [[0.0; LANES]; P];
            for (row, lanes) in self.clean.chunks_exact(self.room).zip(&mut column) {
                lanes.copy_from_slice(&row[x..][..LANES]);
            }
            let column = self.plan.waves.inverse(&column);
            for (j, lanes) in column.iter().enumerate() {
                let (values, weights) = sums.row(0, (y + j, x));
                if x + LANES <= width {
                    add_to(values, lanes);
                    add_to(weights, &self.weights[x..]);
                } else {
                    add_to_some(values, lanes);
                    add_to_some(weights, &self.weights[x..]);
                }
            }
        }
    }
}

/// Adds eight numbers.
#[inline(always)]
fn add_to(to: &mut [f32], from: &[f32]) {
    let (to, from) = (&mut to[..LANES], &from[..LANES]);
    for k in 0..LANES {
        to[k] += from[k];
    }
}

/// Adds as many as there are.
#[inline(always)]
fn add_to_some(to: &mut [f32], from: &[f32]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += from;
    }
}

/// The orthonormal cosine transform of P numbers, in two halves: even waves are the same from both ends, odd ones
/// change sign.
struct Waves<const P: usize> {
    /// Wave 2 k at place n, both below P / 2.
    even: [[f32; P]; P],
    /// Wave 2 k + 1 at place n.
    odd: [[f32; P]; P],
}

impl<const P: usize> Waves<P> {
    fn new() -> Self {
        let wave = |k: usize, n: usize| {
            let scale = if k == 0 { 1.0 } else { 2.0 } / P as f64;
            let angle = std::f64::consts::PI * ((2 * n + 1) * k) as f64 / (2 * P) as f64;
            (scale.sqrt() * angle.cos()) as f32
        };
        let half = |first: usize| {
            std::array::from_fn(|k| {
                std::array::from_fn(|n| {
                    if k.max(n) < P / 2 {
                        wave(2 * k + first, n)
                    } else {
                        0.0
                    }
                })
            })
        };
        Self {
            even: half(0),
            odd: half(1),
        }
    }

    #[inline(always)]
    fn forward(&self, values: &[Lanes; P]) -> [Lanes; P] {
        let mut out = [[0.0; LANES]; P];
        let (mut sums, mut differences) = ([[0.0; LANES]; P], [[0.0; LANES]; P]);
        for n in 0..P / 2 {
            for lane in 0..LANES {
                let (a, b) = (values[n][lane], values[P - 1 - n][lane]);
                sums[n][lane] = a + b;
                differences[n][lane] = a - b;
            }
        }
        for k in 0..P / 2 {
            for n in 0..P / 2 {
                for lane in 0..LANES {
                    out[2 * k][lane] += self.even[k][n] * sums[n][lane];
                    out[2 * k + 1][lane] += self.odd[k][n] * differences[n][lane];
                }
            }
        }
        out
    }

    #[inline(always)]
    fn inverse(&self, spectrum: &[Lanes; P]) -> [Lanes; P] {
        let mut out = [[0.0; LANES]; P];
        for n in 0..P / 2 {
            let (mut even, mut odd) = ([0.0; LANES], [0.0; LANES]);
            for k in 0..P / 2 {
                for lane in 0..LANES {
                    even[lane] += self.even[k][n] * spectrum[2 * k][lane];
                    odd[lane] += self.odd[k][n] * spectrum[2 * k + 1][lane];
                }
            }
            for lane in 0..LANES {
                out[n][lane] = even[lane] + odd[lane];
                out[P - 1 - n][lane] = even[lane] - odd[lane];
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::transforms::block_transform::BlockTransform;

    #[test]
    fn nothing_is_lost_without_a_threshold() {
        let (height, width) = (20, 29);
        let plane: Vec<f32> = (0..height * width).map(|k| (k * k % 23) as f32).collect();
        let again = Sliding::<8>::new(height, width, 1.0);
        let again = again.run(&plane, None, 0.0, &|_| {}, || Ok::<(), ()>(()));
        for (a, b) in again.unwrap().iter().zip(&plane) {
            assert!((a - b).abs() < 1e-4, "{a} {b}");
        }
    }

    #[test]
    fn one_patch_is_cut_in_its_spectrum() {
        let mut block: Vec<f32> = (0..64).map(|k| (k * k % 23) as f32).collect();
        let found = Sliding::<8>::new(8, 8, 1.0);
        let found = found.run(&block, None, 9.0, &|_| {}, || Ok::<(), ()>(()));
        let dct = BlockTransform::<8>::dct();
        dct.forward(&mut block);
        for (k, value) in block.iter_mut().enumerate() {
            if k > 0 && value.abs() <= 9.0 {
                *value = 0.0;
            }
        }
        dct.inverse(&mut block);
        for (a, b) in found.unwrap().iter().zip(&block) {
            assert!((a - b).abs() < 1e-4, "{a} {b}");
        }
    }
}

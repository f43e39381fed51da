//! Weighted nuclear norm minimisation: similar patches, side by side, make a matrix of nearly low rank.
//!
//! ```text
//! Y = the columns of a group of n similar patches, less their mean;   singular values s_i of Y
//! minimise over X   ‖Y − X‖² / σ² + Σ_i w_i s_i(X),   w_i = c √n / s_i(X)
//!     X has the vectors of Y, and   s_i(X) = ½ (s_i + √(s_i² − 4 C)) where s_i² ≥ 4 C, otherwise 0;   C = 2 c √n σ²
//! x ← the mean of all X over each pixel;   before each round after the first   x ← x + δ (y − x),   and for each group
//!     σ² = γ² |σ² − mean (y − x)²|  over its first patch: the noise that is still in x
//! ```
//!
//! Rounds, patches and groups grow with the noise; groups shrink from round to round. s_i² and the left vectors are the
//! eigenvalues and vectors of Y Yᵀ, which is never larger than the pixels of a patch.
//!
//! Shapes: `[c, h, w] → [c, h, w]`; colour channel by channel in the opponent space; large pictures in tiles that fade
//! into each other. Cost: rounds × groups × (5 d³ + 3 n d²) for d pixels in a patch.
//!
//! Source: Gu, Zhang, Zuo, Feng 2014, doi:10.1109/CVPR.2014.366. We differ: patches are matched anew in every round,
//! and a group is made at every fourth pixel both ways.

use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check, per_channel, tiles::in_tiles};
use crate::image::Image;
use crate::image::patches::{self, Bands, FoundPatch, Matcher, Search, Sums};
use crate::math::matrices::eigen::Eigen;
use crate::math::matrices::gemm::{columns, multiply, rows, rows_mut};
use crate::setting::Kind;

crate::adjustable! {
    /// Weighted nuclear norm minimisation.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Wnnm: "wnnm", "WNNM",
        "Groups of similar patches are matrices of low rank: weakens their singular values, the small ones most, again \
         and again. Slow, and hard to beat without learning." {
        /// Factor on the noise level.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×", "Factor on the noise level that the method reckons with; 0.7 to 1.5 is usual.";
        /// c: how much singular values are weakened.
        weight: f32 = 1.414, Kind::log(0.5, 10.0),
            "Weight", "", "How much singular values are weakened in each round; 1 to 2 is usual.";
        /// How far similar patches are searched for.
        reach: usize = 20, Kind::int(2, 40),
            "Search reach", "pixels", "Similar patches are searched for up to so many pixels away both ways.";
        /// Distance between groups.
        step: usize = 4, Kind::int(1, 6),
            "Step", "pixels", "A group is made every so many pixels; 3 to 5 is usual. Time falls with its square.";
    }
}

/// δ: how much of what was taken away comes back before the next round.
const BACK: f32 = 0.1;

/// How much work a noise level needs.
struct Plan {
    /// Patches of the first groups; ten less every second round.
    most: usize,
    rounds: usize,
    /// γ: how much of the noise that should be left is reckoned with.
    left: f32,
}

impl Denoiser for Wnnm {
    fn year(&self) -> u32 {
        2014
    }

    fn family(&self) -> Family {
        Family::Sparsity
    }

    fn denoise(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        check(noisy, sigma)?;
        watch.go_on()?;
        if sigma == 0.0 || noisy.pixels().is_empty() {
            watch.set(1.0);
            return Ok(noisy.clone());
        }
        per_channel(noisy, sigma, watch, |plane, sigma, watch| {
            in_tiles(plane, watch, |tile, watch| {
                let plan = |most, rounds, left| Plan { most, rounds, left };
                let level = self.strength * sigma;
                match level * 255.0 {
                    ..=20.0 => self.clean::<6>(tile, level, &plan(70, 8, 0.54), watch),
                    ..=40.0 => self.clean::<7>(tile, level, &plan(90, 12, 0.56), watch),
                    ..=60.0 => self.clean::<8>(tile, level, &plan(120, 14, 0.58), watch),
                    _ => self.clean::<9>(tile, level, &plan(140, 14, 0.58), watch),
                }
            })
        })
    }
}

impl Wnnm {
    fn clean<const P: usize>(
        &self,
        noisy: &Image,
        sigma: f32,
        plan: &Plan,
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError> {
        let work = patches::grown(noisy, P);
        let mut clean = work.clone();
        let finish = |clean: &Image| clean.crop(0, 0, noisy.height(), noisy.width());
        for index in 0..plan.rounds {
            let part = watch.part(index, plan.rounds);
            for (clean, noisy) in clean.pixels_mut().iter_mut().zip(work.pixels()) {
                *clean += BACK * (noisy - *clean);
            }
            let round = Round::<P> {
                settings: self,
                noisy: work.pixels(),
                plane: clean.pixels(),
                height: work.height(),
                width: work.width(),
                most: plan.most.saturating_sub(10 * (index / 2)).max(10),
                sigma,
                left: (index > 0).then_some(plan.left),
            };
            let sums = round.run(&part)?;
            let answer = sums.divide(work.pixels());
            clean.pixels_mut().copy_from_slice(&answer);
            watch.show(|| finish(&clean));
        }
        Ok(finish(&clean))
    }
}

/// One round over a plane.
struct Round<'a, const P: usize> {
    settings: &'a Wnnm,
    noisy: &'a [f32],
    plane: &'a [f32],
    height: usize,
    width: usize,
    most: usize,
    sigma: f32,
    /// γ, from the second round on.
    left: Option<f32>,
}

impl<const P: usize> Round<'_, P> {
    fn run(&self, watch: &Watch<'_>) -> Result<Sums, DenoiseError> {
        let search = Search {
            plane: self.plane,
            height: self.height,
            width: self.width,
            side: P,
            reach: self.settings.reach,
            most: self.most,
            limit: f32::MAX / (P * P) as f32,
        };
        let told = |fraction| watch.set(fraction);
        let bands = Bands {
            channels: 1,
            height: self.height,
            width: self.width,
            side: P,
            step: self.settings.step,
            reach: self.settings.reach,
            told: &told,
        };
        let window = vec![1.0; P * P];
        bands.run(|rows, columns, sums| {
            let mut matcher = Matcher::default();
            let mut group = Group::default();
            for &y in rows {
                for &x in columns {
                    watch.go_on()?;
                    let found = matcher.find(&search, y, x);
                    group.take::<P>(self.plane, self.width, found);
                    group.shrink(found.len(), self.variance(y, x), self.settings.weight);
                    for (patch, found) in group.patches.chunks_exact(P * P).zip(found) {
                        sums.add::<P>(0, (found.y, found.x), patch, &window, 1.0);
                    }
                }
            }
            Ok(())
        })
    }

    /// σ² of the noise that is still in the patch at (y, x).
    fn variance(&self, y: usize, x: usize) -> f32 {
        let all = self.sigma * self.sigma;
        let Some(left) = self.left else { return all };
        let mut taken = 0.0;
        for row in y..y + P {
            let range = row * self.width + x..row * self.width + x + P;
            let pairs = self.noisy[range.clone()].iter().zip(&self.plane[range]);
            taken += pairs.map(|(a, b)| (a - b) * (a - b)).sum::<f32>();
        }
        left * left * (all - taken / (P * P) as f32).abs()
    }
}

/// A group of similar patches, row by row, and the memory to work on it.
#[derive(Default)]
struct Group {
    patches: Vec<f32>,
    mean: Vec<f32>,
    square: Vec<f32>,
    eigen: Eigen,
    kept: Vec<f32>,
    shares: Vec<f32>,
}

impl Group {
    /// Takes the patches that were found, less their mean.
    fn take<const P: usize>(&mut self, plane: &[f32], width: usize, found: &[FoundPatch]) {
        let pixels = P * P;
        self.patches.resize(found.len() * pixels, 0.0);
        self.mean.clear();
        self.mean.resize(pixels, 0.0);
        for (patch, found) in self.patches.chunks_exact_mut(pixels).zip(found) {
            patches::copy::<P>(plane, width, found.y, found.x, patch);
            for (mean, value) in self.mean.iter_mut().zip(&*patch) {
                *mean += value;
            }
        }
        let scale = 1.0 / found.len() as f32;
        self.mean.iter_mut().for_each(|value| *value *= scale);
        for patch in self.patches.chunks_exact_mut(pixels) {
            for (value, mean) in patch.iter_mut().zip(&self.mean) {
                *value -= mean;
            }
        }
    }

    /// Weakens the singular values of the `count` patches, and gives them their mean again.
    fn shrink(&mut self, count: usize, variance: f32, weight: f32) {
        let d = self.mean.len();
        self.square.resize(d * d, 0.0);
        multiply(
            [d, d, count],
            rows_mut(&mut self.square, d),
            columns(&self.patches, d),
            rows(&self.patches, d),
            false,
        );
        self.eigen.solve(&self.square, d);
        // What is kept of s² is a² for rows a · u.
        let weakness = 4.0 * 2.0 * weight * (count as f32).sqrt() * variance;
        self.kept.clear();
        let mut rank = 0;
        for (k, square) in self.eigen.values().enumerate() {
            if square > weakness && square > 0.0 {
                let share = 0.5 * (1.0 + (1.0 - weakness / square).sqrt());
                let root = share.sqrt();
                self.kept
                    .extend(self.eigen.vector(k).iter().map(|u| root * u));
                rank += 1;
            }
        }
        self.shares.resize(count * rank, 0.0);
        multiply(
            [count, rank, d],
            rows_mut(&mut self.shares, rank),
            rows(&self.patches, d),
            columns(&self.kept, d),
            false,
        );
        for patch in self.patches.chunks_exact_mut(d) {
            patch.copy_from_slice(&self.mean);
        }
        if rank > 0 {
            multiply(
                [count, d, rank],
                rows_mut(&mut self.patches, d),
                rows(&self.shares, rank),
                rows(&self.kept, d),
                true,
            );
        }
    }
}

//! NCSR: the code of a patch is sparse around what similar patches say it should be.
//!
//! ```text
//! Φ      principal axes of the cluster that the patch x_i belongs to (70 clusters by k-means, of edges)
//! b      Σ_q ω_q x_q over similar patches, ω_q ∝ exp(−‖x_i − x_q‖² / (h d σ²)):
//!        Φ b estimates the code of the clean patch
//! code   α = Φ b + S_τ(Φ (x_i − b)),   S soft thresholding with   τ_k = c σ² / σ_k,
//!        σ_k² = mean over q of (Φ (x_q − b))_k² − σ², at least 0
//! x ← the mean of all Φᵀ α over each pixel;   before each round after the first   x ← x + δ (y − x),
//!     and for each patch
//!        σ² = γ² |σ² − mean (y − x)²|: the noise that is still in x
//! ```
//!
//! Clusters and axes are learned anew from x every third round.
//!
//! Shapes: `[c, h, w] → [c, h, w]`; colour channel by channel in the opponent space; large pictures in tiles that fade
//! into each other, each with its own axes. Cost: rounds × patches × similar patches × d² for d pixels in a patch.
//!
//! Source: Dong, Zhang, Shi, Li 2013, doi:10.1109/TIP.2012.2235847. We differ: σ is measured for each patch instead of
//! the picture.

mod clusters;

use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check, per_channel, tiles::in_tiles};
use crate::image::Image;
use crate::image::patches::{self, Bands, FoundPatch, Matcher, Search, Sums};
use crate::math::matrices::gemm::{columns, multiply, rows, rows_mut};
use crate::setting::Kind;
use clusters::{Clusters, Plane};

crate::adjustable! {
    /// Non-locally centralised sparse representation.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Ncsr: "ncsr", "NCSR",
        "Writes patches in axes learned for their kind, and draws their codes towards those of similar patches." {
        /// Factor on the noise level.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×", "Factor on the noise level that the method reckons with; 0.7 to 1.5 is usual.";
        /// Rounds, three with the same axes.
        rounds: usize = 12, Kind::int(1, 30),
            "Rounds", "", "How often all patches are coded; axes are learned anew in every third round.";
        /// c: how strongly codes are drawn to the estimate.
        draw: f32 = 0.5, Kind::log(0.1, 20.0), "Draw", "", "How strongly codes are drawn to those of similar patches.";
        /// How many similar patches.
        similar: usize = 16, Kind::int(2, 60), "Similar patches", "", "How many similar patches are looked for.";
        /// How far similar patches are searched for.
        reach: usize = 15, Kind::int(2, 40),
            "Search reach", "pixels", "Similar patches are searched for up to so many pixels away both ways.";
        /// Distance between patches.
        step: usize = 2, Kind::int(1, 4),
            "Step", "pixels",
            "Distance between the patches that are coded; 1 uses all of them. Time falls with its square.";
    }
}

/// δ: how much of what was taken away comes back before the next round.
const BACK: f32 = 0.1;
/// γ: how much of the noise that should be left is reckoned with.
const LEFT: f32 = 0.5;
/// h: mean squared differences that make a patch count less, as a multiple of σ².
const LIKENESS: f32 = 0.7;
/// Rounds with the same axes.
const INNER: usize = 3;

impl Denoiser for Ncsr {
    fn year(&self) -> u32 {
        2013
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
                let level = self.strength * sigma;
                match level * 255.0 {
                    ..=18.0 => self.clean::<6>(tile, level, watch),
                    ..=35.0 => self.clean::<7>(tile, level, watch),
                    ..=60.0 => self.clean::<8>(tile, level, watch),
                    _ => self.clean::<9>(tile, level, watch),
                }
            })
        })
    }
}

impl Ncsr {
    fn clean<const P: usize>(
        &self,
        noisy: &Image,
        sigma: f32,
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError> {
        let work = patches::grown(noisy, P);
        let (_, height, width) = work.dim();
        let mut clean = work.clone();
        let mut clusters = Clusters {
            bases: Vec::new(),
            of: Vec::new(),
        };
        let finish = |clean: &Image| clean.crop(0, 0, noisy.height(), noisy.width());
        for index in 0..self.rounds {
            let part = watch.part(index, self.rounds);
            for (clean, noisy) in clean.pixels_mut().iter_mut().zip(work.pixels()) {
                *clean += BACK * (noisy - *clean);
            }
            let plane = Plane {
                pixels: clean.pixels(),
                height,
                width,
            };
            if index % INNER == 0 {
                clusters = Clusters::learn::<P>(plane, self.step, &part)?;
            }
            let round = Round::<P> {
                settings: self,
                noisy: work.pixels(),
                plane,
                clusters: &clusters,
                sigma,
                first: index == 0,
            };
            let answer = round.run(&part)?.divide(work.pixels());
            clean.pixels_mut().copy_from_slice(&answer);
            watch.show(|| finish(&clean));
        }
        Ok(finish(&clean))
    }
}

/// One round over a plane.
struct Round<'a, const P: usize> {
    settings: &'a Ncsr,
    noisy: &'a [f32],
    plane: Plane<'a>,
    clusters: &'a Clusters,
    sigma: f32,
    first: bool,
}

impl<const P: usize> Round<'_, P> {
    fn run(&self, watch: &Watch<'_>) -> Result<Sums, DenoiseError> {
        let Plane {
            pixels,
            height,
            width,
        } = self.plane;
        let search = Search {
            plane: pixels,
            height,
            width,
            side: P,
            reach: self.settings.reach,
            most: self.settings.similar,
            limit: f32::MAX / (P * P) as f32,
        };
        let told = |fraction| watch.set(fraction);
        let bands = Bands {
            channels: 1,
            height,
            width,
            side: P,
            step: self.settings.step,
            reach: 0,
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
                    let base = &self.clusters.bases[usize::from(self.clusters.of[y * width + x])];
                    let variance = self.variance(y, x);
                    let likeness = LIKENESS * self.sigma * self.sigma;
                    group.take::<P>(pixels, width, found, likeness);
                    group.shrink(base, variance, self.settings.draw);
                    sums.add::<P>(0, (y, x), &group.centre, &window, 1.0);
                }
            }
            Ok(())
        })
    }

    /// σ² of the noise that is still in the patch at (y, x).
    fn variance(&self, y: usize, x: usize) -> f32 {
        let all = self.sigma * self.sigma;
        if self.first {
            return all;
        }
        let mut taken = 0.0;
        for row in y..y + P {
            let range = row * self.plane.width + x..row * self.plane.width + x + P;
            let pairs = self.noisy[range.clone()]
                .iter()
                .zip(&self.plane.pixels[range]);
            taken += pairs.map(|(a, b)| (a - b) * (a - b)).sum::<f32>();
        }
        LEFT * LEFT * (all - taken / (P * P) as f32).abs()
    }
}

/// Similar patches, the one that is coded first, and the memory to work on them.
#[derive(Default)]
struct Group {
    patches: Vec<f32>,
    weights: Vec<f32>,
    /// b; after the work, the answer.
    centre: Vec<f32>,
    codes: Vec<f32>,
    drawn: Vec<f32>,
}

impl Group {
    /// Takes the patches that were found, less their weighted mean b.
    fn take<const P: usize>(
        &mut self,
        plane: &[f32],
        width: usize,
        found: &[FoundPatch],
        likeness: f32,
    ) {
        let pixels = P * P;
        // The patch itself counts as much as the one most like it.
        let nearest = found.get(1).map_or(0.0, |found| found.distance);
        self.weights.clear();
        let weights = found
            .iter()
            .map(|found| (-(found.distance - nearest).max(0.0) / likeness).exp());
        self.weights.extend(weights);
        let scale = 1.0 / self.weights.iter().sum::<f32>();
        self.patches.resize(found.len() * pixels, 0.0);
        self.centre.clear();
        self.centre.resize(pixels, 0.0);
        let all = self.patches.chunks_exact_mut(pixels).zip(found);
        for ((patch, found), weight) in all.zip(&self.weights) {
            patches::copy::<P>(plane, width, found.y, found.x, patch);
            for (centre, value) in self.centre.iter_mut().zip(&*patch) {
                *centre += scale * weight * value;
            }
        }
        for patch in self.patches.chunks_exact_mut(pixels) {
            for (value, centre) in patch.iter_mut().zip(&self.centre) {
                *value -= centre;
            }
        }
    }

    /// Draws the first patch to b.
    fn shrink(&mut self, base: &[f32], variance: f32, draw: f32) {
        let d = self.centre.len();
        let count = self.weights.len();
        self.codes.resize(count * d, 0.0);
        multiply(
            [count, d, d],
            rows_mut(&mut self.codes, d),
            rows(&self.patches, d),
            columns(base, d),
            false,
        );
        self.drawn.clear();
        self.drawn.resize(d, 0.0);
        for codes in self.codes.chunks_exact(d) {
            for (sum, code) in self.drawn.iter_mut().zip(codes) {
                *sum += code * code;
            }
        }
        for (drawn, code) in self.drawn.iter_mut().zip(&self.codes) {
            let spread = (*drawn / count as f32 - variance).max(0.0).sqrt();
            let limit = draw * variance / (spread + 1e-9);
            *drawn = (code.abs() - limit).max(0.0).copysign(*code);
        }
        for (share, axis) in self.drawn.iter().zip(base.chunks_exact(d)) {
            for (centre, axis) in self.centre.iter_mut().zip(axis) {
                *centre += share * axis;
            }
        }
    }
}

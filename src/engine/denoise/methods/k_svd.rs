//! K-SVD: a dictionary is learned on the noisy picture itself, in which each of its patches is a sum of few atoms.
//!
//! ```text
//! learn    minimise over D and γ   Σ_i ‖γ_i‖₀   subject to   ‖D γ_i − P_i y‖² ≤ 64 (C σ)²      for some of the patches
//! code     the same γ for all patches, with D as it is
//! answer   x = (λ y + Σ_i P_iᵀ D γ_i) / (λ + number of patches that cover a pixel),   λ = 30 / σ (σ on 0..255)
//! ```
//!
//! P_i takes the 8 × 8 pixels at place i less their mean, which is added again; D holds 256 atoms and begins as
//! overcomplete cosines. Atoms that nobody uses, and twins, are replaced by the patches that are served worst.
//!
//! Shapes: `[c, h, w] → [c, h, w]`; colour channel by channel in the opponent space, each with its own dictionary.
//! Cost: patches × terms² × 256; memory does not grow with the picture, for the dictionary is learned from a fixed
//! number of patches anywhere in it.
//!
//! Source: Elad, Aharon 2006, doi:10.1109/TIP.2006.881969. We differ: patches have no mean while the dictionary is at
//! work, and learning sees a random part of them.

mod learn;
mod pursuit;
mod sparsity;

use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check, per_channel};
use crate::image::Image;
use crate::image::patches::{self, Bands, places};
use crate::math::random::{Purpose, Stream};
use crate::setting::Kind;
use learn::subtract;
use pursuit::{Dictionary, PIXELS, Pursuit, SIDE, energy};
pub use sparsity::LearnedAtoms;

crate::adjustable! {
    /// K-SVD.
    #[derive(Clone, Debug, PartialEq)]
    pub struct KSvd: "k-svd", "K-SVD",
        "Learns a dictionary from the noisy picture itself, and writes every patch with as few of its atoms as the \
         noise allows." {
        /// Factor on the noise level.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×", "Factor on the noise level that the method reckons with; 0.7 to 1.5 is usual.";
        /// Rounds of learning.
        rounds: usize = 15, Kind::int(0, 40),
            "Rounds", "", "How often codes and atoms take turns; 10 to 15 is usual, 0 leaves the cosines as they are.";
        /// Patches to learn from.
        examples: usize = 100_000, Kind::int(1000, 400_000),
            "Examples", "patches", "Patches of the picture that the dictionary is learned from, drawn at random.";
        /// Distance between patches.
        step: usize = 1, Kind::int(1, 4),
            "Step", "pixels",
            "Distance between the patches of the answer; 1 uses all of them. Time falls with its square.";
    }
}

/// C: what a code may leave of a patch, as a multiple of the noise.
const GAIN: f32 = 1.15;
/// λ σ for σ on the 0..255 scale.
const TRUST: f32 = 30.0;
/// Patches that are coded together.
const BLOCK: usize = 128;

impl Denoiser for KSvd {
    fn year(&self) -> u32 {
        2006
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
            self.clean(plane, self.strength * sigma, watch)
        })
    }
}

impl KSvd {
    fn clean(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        let mut work = patches::grown(noisy, SIDE);
        let target = PIXELS as f32 * (GAIN * sigma).powi(2);
        let some = self.examples(&work, target);
        // Learning is about a third of the work.
        let dictionary = learn::learn(&some, target, self.rounds, &watch.part(0, 3))?;
        drop(some);
        let told = |fraction| watch.set((1.0 + 2.0 * fraction) / 3.0);
        let clean = self.code(&work, &dictionary, target, &told, watch)?;
        self.blend(&mut work, &clean, sigma);
        if work.dim() == noisy.dim() {
            return Ok(work);
        }
        Ok(work.crop(0, 0, noisy.height(), noisy.width()))
    }

    /// Patches drawn at random, all when there are few, of which those that are more than noise have something to
    /// teach.
    fn examples(&self, plane: &Image, target: f32) -> Vec<[f32; PIXELS]> {
        let (_, height, width) = plane.dim();
        let (down, right) = (height + 1 - SIDE, width + 1 - SIDE);
        let mut random = Stream::new(0, Purpose::Data, 0);
        let all = down * right <= self.examples;
        (0..self.examples.min(down * right))
            .map(|at| {
                let place = if all { at } else { random.below(down * right) };
                take(plane, place / right, place % right).0
            })
            .filter(|patch| energy(patch) > target)
            .collect()
    }

    fn code(
        &self,
        plane: &Image,
        dictionary: &Dictionary,
        target: f32,
        told: &(dyn Fn(f32) + Sync),
        watch: &Watch<'_>,
    ) -> Result<Vec<f32>, DenoiseError> {
        let bands = Bands {
            channels: 1,
            height: plane.height(),
            width: plane.width(),
            side: SIDE,
            step: self.step,
            reach: 0,
            told,
        };
        let window = [1.0; PIXELS];
        let sums = bands.run(|rows, columns, sums| {
            let mut pursuit = Pursuit::default();
            let (mut block, mut at) = (Vec::new(), Vec::new());
            let places: Vec<_> = rows
                .iter()
                .flat_map(|&y| columns.iter().map(move |&x| (y, x)))
                .collect();
            for places in places.chunks(BLOCK) {
                watch.go_on()?;
                block.clear();
                at.clear();
                for &(y, x) in places {
                    let (patch, mean) = take(plane, y, x);
                    if energy(&patch) > target {
                        block.push(patch);
                        at.push((y, x, mean));
                    } else {
                        sums.add::<SIDE>(0, (y, x), &[mean; PIXELS], &window, 1.0);
                    }
                }
                pursuit.code(dictionary, &block, target, PIXELS, |index, terms| {
                    let (y, x, mean) = at[index];
                    let mut patch = [mean; PIXELS];
                    for term in terms {
                        subtract(&mut patch, &dictionary.atoms[term.atom], -term.share);
                    }
                    sums.add::<SIDE>(0, (y, x), &patch, &window, 1.0);
                });
            }
            Ok(())
        })?;
        Ok(sums.divide(plane.pixels()))
    }

    /// Turns the noisy picture into the answer, in which it has its weight too.
    fn blend(&self, noisy: &mut Image, clean: &[f32], sigma: f32) {
        let trust = TRUST / (255.0 * sigma);
        let (_, height, width) = noisy.dim();
        let down = covers(height, self.step);
        let right = covers(width, self.step);
        let rows = noisy.pixels_mut().chunks_exact_mut(width);
        for ((row, clean), down) in rows.zip(clean.chunks_exact(width)).zip(down) {
            for ((value, clean), right) in row.iter_mut().zip(clean).zip(&right) {
                *value = clean + trust / (trust + down * right) * (*value - clean);
            }
        }
    }
}

/// The patch at (y, x) without its mean, and that.
fn take(plane: &Image, y: usize, x: usize) -> ([f32; PIXELS], f32) {
    let mut patch = [0.0; PIXELS];
    patches::copy::<SIDE>(plane.pixels(), plane.width(), y, x, &mut patch);
    let mean = patch.iter().sum::<f32>() / PIXELS as f32;
    patch.iter_mut().for_each(|value| *value -= mean);
    (patch, mean)
}

/// How many patches along an axis cover each of its pixels.
fn covers(length: usize, step: usize) -> Vec<f32> {
    let mut covers = vec![0.0; length];
    for place in places(length, SIDE, step) {
        covers[place..place + SIDE]
            .iter_mut()
            .for_each(|n| *n += 1.0);
    }
    covers
}

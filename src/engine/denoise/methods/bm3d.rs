//! BM3D: similar patches are stacked, and the stack is cleaned where its transform is sparse.
//!
//! ```text
//! step 1   stack the patches of the noisy picture that resemble the one at p; T = Haar wavelet across patches of a
//!          wavelet (bior1.5) of each; coefficients below λ σ become 0; weight 1 / (σ² · coefficients kept)
//! step 2   look for similar patches in the answer of step 1; with B = T of its stack,
//!          each coefficient of the noisy stack
//!          is multiplied by B² / (B² + σ²) = W; T now has a cosine transform; weight 1 / (σ² Σ W²)
//! answer   mean of all estimates of a pixel, by these weights and a Kaiser window over the patch
//! ```
//!
//! Colour is cleaned in the opponent space; similar patches are looked for in luminance alone.
//!
//! Shapes: `[c, h, w] → [c, h, w]`. Cost: places (one every 3 × 3 pixels) × candidates × pixels of a patch, twice.
//!
//! Source: Dabov, Foi, Katkovnik, Egiazarian 2007, doi:10.1109/TIP.2007.901238. We differ: the mean of a stack is never
//! shrunk, patches are of 8 × 8 pixels for any noise (larger ones lost 0.3 dB at σ = 50 here), and the candidates'
//! limit grows with the noise steadily instead of in a jump.

use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check, tiles::in_tiles};
use crate::image::patches::{self, Bands, Matcher, Search, Sums};
use crate::image::{Image, color};
use crate::math::simd::{self, NullaryFnOnce};
use crate::math::transforms::block_transform::{BlockTransform, haar, haar_back};
use crate::setting::Kind;

crate::adjustable! {
    /// BM3D, both steps.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Bm3d: "bm3d", "BM3D",
        "Stacks similar patches and keeps what is sparse in the transform of the stack. For years the method to beat." {
        /// Factor on the noise level.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×", "Factor on the noise level that the method assumes; 0.8 to 1.3 is usual.";
        /// How far similar patches are searched for.
        reach: usize = 17, Kind::int(1, 30),
            "Search reach", "pixels",
            "Similar patches are searched for up to so many pixels away both ways; 17 (35 × 35) is usual. Time grows \
             with its square.";
        /// Pixels between two reference patches.
        step: usize = 3, Kind::int(1, 8),
            "Step", "pixels", "One stack is made every so many pixels; 3 is usual. Time falls with its square.";
        /// Whether the second step follows.
        wiener: bool = true, Kind::Flag,
            "Second step", "",
            "Repeats the work with Wiener weights measured on the first step's answer; without it, the answer is \
             rougher and comes in less than half the time.";
    }
}

/// Threshold on coefficients in units of σ.
const THRESHOLD: f32 = 2.65;
/// Side of a patch.
const SIDE: usize = 8;
/// Largest number of patches in a stack in steps 1 and 2; powers of 2.
const MOST: [usize; 2] = [16, 32];

impl Denoiser for Bm3d {
    fn year(&self) -> u32 {
        2007
    }

    fn family(&self) -> Family {
        Family::Patches
    }

    fn joins_channels(&self) -> bool {
        true
    }

    fn denoise(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        check(noisy, sigma)?;
        watch.go_on()?;
        if sigma == 0.0 || noisy.pixels().is_empty() {
            watch.set(1.0);
            return Ok(noisy.clone());
        }
        let first = BlockTransform::<SIDE>::spline_wavelet();
        let second = BlockTransform::dct();
        in_tiles(noisy, watch, |tile, watch| {
            self.both_steps(tile, sigma, [&first, &second], watch)
        })
    }
}

impl Bm3d {
    fn both_steps<const P: usize>(
        &self,
        noisy: &Image,
        sigma: f32,
        transforms: [&BlockTransform<P>; 2],
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError> {
        let (_, height, width) = noisy.dim();
        let colour = noisy.channels() == 3;
        let work = patches::grown(&color::to_opponent(noisy), P);
        let levels = if colour { &color::NOISE } else { &[1.0][..] };
        let level: Vec<f32> = (0..noisy.channels())
            .map(|c| sigma * self.strength * levels.get(c).unwrap_or(&1.0))
            .collect();
        // Colour: one look for similar patches serves all channels. Other numbers of channels have nothing in common.
        let together = if colour { 3 } else { 1 };
        let step = |index: usize, guide: &Image| -> Result<Image, DenoiseError> {
            let mut answer = work.clone();
            let area = work.height() * work.width();
            let count = work.channels() / together;
            for group in 0..count {
                let range = group * together * area..(group + 1) * together * area;
                let part = watch.part(
                    index * count + group,
                    count * (1 + usize::from(self.wiener)),
                );
                let step = Step {
                    settings: self,
                    second: index == 1,
                    noisy: &work.pixels()[range.clone()],
                    guide: &guide.pixels()[range.clone()],
                    height: work.height(),
                    width: work.width(),
                    level: &level[group * together..][..together],
                    transform: transforms[index],
                    window: kaiser::<P>(),
                };
                let sums = step.run(&part)?;
                answer.pixels_mut()[range].copy_from_slice(&sums);
            }
            Ok(answer)
        };
        let finish = |answer: &Image| color::from_opponent(&answer.crop(0, 0, height, width));
        let basic = step(0, &work)?;
        if !self.wiener {
            return Ok(finish(&basic));
        }
        watch.show(|| finish(&basic));
        Ok(finish(&step(1, &basic)?))
    }
}

/// One step over one grey picture, or over three channels that share their stacks.
struct Step<'a, const P: usize> {
    settings: &'a Bm3d,
    second: bool,
    noisy: &'a [f32],
    /// Where similar patches are looked for; in the second step, also what the weights are measured on.
    guide: &'a [f32],
    height: usize,
    width: usize,
    /// σ of each channel.
    level: &'a [f32],
    transform: &'a BlockTransform<P>,
    window: Vec<f32>,
}

impl<const P: usize> Step<'_, P> {
    fn run(&self, watch: &Watch<'_>) -> Result<Vec<f32>, DenoiseError> {
        let area = self.height * self.width;
        let most = MOST[usize::from(self.second)];
        let noise = self.level[0] / self.settings.strength;
        let search = Search {
            plane: &self.guide[..area],
            height: self.height,
            width: self.width,
            side: P,
            reach: self.settings.reach,
            most,
            limit: self.limit(noise),
        };
        let told = |fraction| watch.set(fraction);
        let bands = Bands {
            channels: self.level.len(),
            height: self.height,
            width: self.width,
            side: P,
            step: self.settings.step,
            reach: self.settings.reach,
            told: &told,
        };
        let sums = bands.run(|rows, columns, sums| {
            let mut matcher = Matcher::default();
            let mut stack = vec![0.0; most * P * P];
            let mut model = vec![0.0; most * P * P];
            for &y in rows {
                for &x in columns {
                    watch.go_on()?;
                    let found = matcher.find(&search, y, x);
                    // The largest power of 2.
                    let found = &found[..1 << found.len().ilog2()];
                    for (channel, &level) in self.level.iter().enumerate() {
                        simd::wide(Stack {
                            step: self,
                            channel,
                            level,
                            threshold: THRESHOLD * level,
                            found,
                            stack: &mut stack[..found.len() * P * P],
                            model: &mut model[..found.len() * P * P],
                            sums,
                        });
                    }
                }
            }
            Ok(())
        })?;
        Ok(sums.divide(self.noisy))
    }

    /// Mean squared difference up to which patches are stacked. In the noisy picture, 2 σ² of it are noise.
    fn limit(&self, noise: f32) -> f32 {
        let signal = (25.0_f32 / 255.0).powi(2);
        if self.second {
            0.8 * signal + 0.5 * noise * noise
        } else {
            3.0 * signal + 2.0 * noise * noise
        }
    }
}

/// The work on one channel of one stack.
struct Stack<'a, const P: usize> {
    step: &'a Step<'a, P>,
    channel: usize,
    level: f32,
    threshold: f32,
    found: &'a [patches::FoundPatch],
    stack: &'a mut [f32],
    model: &'a mut [f32],
    sums: &'a mut Sums,
}

impl<const P: usize> NullaryFnOnce for Stack<'_, P> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self {
            step, stack, model, ..
        } = self;
        let area = step.height * step.width;
        let plane = &step.noisy[self.channel * area..][..area];
        for (patch, found) in stack.chunks_exact_mut(P * P).zip(self.found) {
            patches::copy::<P>(plane, step.width, found.y, found.x, patch);
            step.transform.forward(patch);
        }
        haar(stack, P * P);
        let mean = stack[0];
        let mut energy = 0.0;
        if step.second {
            let plane = &step.guide[self.channel * area..][..area];
            for (patch, found) in model.chunks_exact_mut(P * P).zip(self.found) {
                patches::copy::<P>(plane, step.width, found.y, found.x, patch);
                step.transform.forward(patch);
            }
            haar(model, P * P);
            let noise = self.level * self.level;
            for (value, wanted) in stack.iter_mut().zip(model.iter_mut()) {
                let power = *wanted * *wanted;
                let share = power / (power + noise);
                *value *= share;
                *wanted = share * share;
            }
            model[0] = 1.0;
            energy += total(model);
        } else {
            for (value, kept) in stack.iter_mut().zip(model.iter_mut()) {
                let keep = value.abs() > self.threshold;
                *kept = if keep { 1.0 } else { 0.0 };
                *value *= *kept;
            }
            model[0] = 1.0;
            energy += total(model);
        }
        stack[0] = mean;
        haar_back(stack, P * P);
        let weight = 1.0 / energy;
        for (patch, found) in stack.chunks_exact_mut(P * P).zip(self.found) {
            step.transform.inverse(patch);
            let at = (found.y, found.x);
            self.sums
                .add::<P>(self.channel, at, patch, &step.window, weight);
        }
    }
}

/// The sum, in eight lanes.
#[inline(always)]
fn total(values: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    for some in values.chunks_exact(8) {
        for (lane, value) in lanes.iter_mut().zip(some) {
            *lane += value;
        }
    }
    let rest = values.chunks_exact(8).remainder();
    lanes.iter().chain(rest).sum()
}

/// Kaiser window (β = 2.5) over a square of P × P pixels: I₀(β √(1 − (2 n / (P − 1) − 1)²)) / I₀(β) both ways.
fn kaiser<const P: usize>() -> Vec<f32> {
    const BETA: f64 = 2.5;
    // Σ (x² / 4)^k / k!²; twenty terms are exact for x ≤ 3.
    let bessel = |x: f64| {
        let mut term = 1.0;
        (1..20).fold(1.0, |sum, k| {
            term *= x * x / 4.0 / f64::from(k * k);
            sum + term
        })
    };
    let line: Vec<f64> = (0..P)
        .map(|n| {
            let place = 2.0 * n as f64 / (P - 1) as f64 - 1.0;
            bessel(BETA * (1.0 - place * place).max(0.0).sqrt()) / bessel(BETA)
        })
        .collect();
    (0..P * P)
        .map(|k| (line[k / P] * line[k % P]) as f32)
        .collect()
}

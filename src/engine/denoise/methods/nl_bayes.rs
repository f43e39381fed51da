//! NL-Bayes: similar patches are samples of one Gaussian law, and each becomes what is likeliest under it.
//!
//! ```text
//! step 1   P̄, C = mean and covariance of the patches that resemble the one at p;
//!          P̂ = P − σ² (C + ρ σ² I)⁻¹ (P − P̄)
//! step 2   look for similar patches in the answer of step 1; P̄, C of these;        P̂ = P̄ + C (C + σ² I)⁻¹ (P − P̄)
//! flat     patches that differ, all in all, by no more than noise become their mean
//! answer   mean of all estimates of a pixel
//! ```
//!
//! The covariance of noisy patches is that of clean ones plus σ² I, so step 1 with ρ = 0 is Wiener's filter (C − σ² I)
//! C⁻¹; ρ keeps directions in which few patches show too little noise from being turned round. Patches grow with the
//! noise. Colour: in an orthonormal opponent space both steps look for patches alike in luminance; step 1 then works
//! channel by channel, and step 2 by one law of all three.
//!
//! Shapes: `[c, h, w] → [c, h, w]`. Cost: places (one every `step` × `step` pixels) × (candidates × pixels of a patch +
//! patches in a group × its square), twice.
//!
//! Source: Lebrun, Buades, Morel 2013, doi:10.1137/120874989. We differ in ρ (0 in the paper), and in taking places
//! from a grid where the paper skips patches that have had an estimate; flat areas are told in step 1 alone.

mod group;

use self::group::{Group, Law};
use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check, tiles::in_tiles};
use crate::image::patches::{self, Bands, Matcher, Search};
use crate::image::{Image, color};
use crate::math::simd;
use crate::setting::Kind;

crate::adjustable! {
    /// NL-Bayes, both steps.
    #[derive(Clone, Debug, PartialEq)]
    pub struct NlBayes: "nl-bayes", "NL-Bayes",
        "Takes similar patches as samples of one Gaussian law, and makes of each what is likeliest under it." {
        /// Factor on the noise level.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×", "Factor on the noise level that the method assumes; 0.8 to 1.3 is usual.";
        /// How far similar patches are searched for.
        reach: usize = 10, Kind::int(2, 30),
            "Search reach", "pixels",
            "Similar patches are searched for up to so many pixels away both ways; 10 to 15 is usual. Time grows with \
             its square.";
        /// Pixels between two reference patches.
        step: usize = 3, Kind::int(1, 8),
            "Step", "pixels",
            "One group is made every so many pixels, but at most half a patch apart; 3 is usual. Time falls with its \
             square.";
        /// Whether the second step follows.
        second: bool = true, Kind::Flag,
            "Second step", "",
            "Repeats the work with the law measured on the first step's answer; without it, the answer is rougher and \
             comes in half the time.";
    }
}

/// Side of a patch by σ on the 0..255 scale: for steps 1 and 2, the largest σ for 3 and for 5 pixels; above, it is 7.
const SIDES: [[f32; 2]; 2] = [[8.0, 40.0], [8.0, 40.0]];
/// Patches in a group in steps 1 and 2 for sides of 3, 5 and 7.
const MOST: [[usize; 3]; 2] = [[36, 56, 88], [36, 40, 64]];
/// ρ.
const GUARD: f32 = 0.1;
/// Up to which variance of its pixels a group is flat, in units of σ². A few percent below 1, so that faint textures
/// stay.
const FLAT: f32 = 0.92;

impl Denoiser for NlBayes {
    fn year(&self) -> u32 {
        2013
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
        in_tiles(noisy, watch, |tile, watch| {
            self.all_steps(tile, sigma, watch)
        })
    }
}

impl NlBayes {
    fn all_steps(
        &self,
        noisy: &Image,
        sigma: f32,
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError> {
        let (channels, height, width) = noisy.dim();
        // Colour: one look for similar patches serves all channels. Other numbers of channels have nothing in common.
        let together = if channels == 3 { 3 } else { 1 };
        let work = whitened(&patches::grown(&color::to_opponent(noisy), 7), 1.0);
        let area = work.height() * work.width();
        let steps = 1 + usize::from(self.second);
        let finish = |answer: &Image| {
            color::from_opponent(&whitened(&answer.crop(0, 0, height, width), -1.0))
        };
        let mut answer = work.clone();
        for index in 0..steps {
            let mut next = work.clone();
            let count = channels / together;
            for first in 0..count {
                let range = first * together * area..(first + 1) * together * area;
                let step = Step {
                    settings: self,
                    second: index == 1,
                    noisy: &work.pixels()[range.clone()],
                    guide: &answer.pixels()[range.clone()],
                    height: work.height(),
                    width: work.width(),
                    channels: together,
                    sigma: sigma * self.strength,
                };
                let part = watch.part(index * count + first, count * steps);
                next.pixels_mut()[range].copy_from_slice(&step.sized(&part)?);
            }
            answer = next;
            if index + 1 < steps {
                watch.show(|| finish(&answer));
            }
        }
        Ok(finish(&answer))
    }
}

/// Gives the luminance of a colour picture the noise level of the other channels (`power` 1) or takes it away (−1).
fn whitened(picture: &Image, power: f32) -> Image {
    let mut picture = picture.clone();
    if picture.channels() == 3 {
        let area = picture.height() * picture.width();
        let scale = color::NOISE[0].powf(-power);
        picture.pixels_mut()[..area]
            .iter_mut()
            .for_each(|pixel| *pixel *= scale);
    }
    picture
}

/// One step over one grey picture, or over three channels that share their groups.
struct Step<'a> {
    settings: &'a NlBayes,
    second: bool,
    noisy: &'a [f32],
    /// Where similar patches are looked for; in the second step, also what the law is measured on.
    guide: &'a [f32],
    height: usize,
    width: usize,
    channels: usize,
    sigma: f32,
}

impl Step<'_> {
    fn sized(&self, watch: &Watch<'_>) -> Result<Vec<f32>, DenoiseError> {
        let index = usize::from(self.second);
        let level = self.sigma * 255.0;
        let most = MOST[index];
        match SIDES[index] {
            [small, _] if level <= small => self.run::<3>(most[0], watch),
            [_, middle] if level <= middle => self.run::<5>(most[1], watch),
            _ => self.run::<7>(most[2], watch),
        }
    }

    fn run<const P: usize>(
        &self,
        most: usize,
        watch: &Watch<'_>,
    ) -> Result<Vec<f32>, DenoiseError> {
        let area = self.height * self.width;
        let step = self.settings.step.min(P.div_ceil(2));
        let search = Search {
            plane: &self.guide[..area],
            height: self.height,
            width: self.width,
            side: P,
            reach: self.settings.reach,
            most,
            limit: f32::INFINITY,
        };
        let told = |fraction| watch.set(fraction);
        let bands = Bands {
            channels: self.channels,
            height: self.height,
            width: self.width,
            side: P,
            step,
            reach: self.settings.reach,
            told: &told,
        };
        let law = Law {
            variance: self.sigma * self.sigma,
            guard: GUARD * self.sigma * self.sigma,
            flat: FLAT * self.sigma * self.sigma,
        };
        // Step 1 has a law for each channel, step 2 one of all.
        let joint = if self.second { self.channels } else { 1 };
        let sums = bands.run(|rows, columns, sums| {
            let mut matcher = Matcher::default();
            let mut group = Group::<P>::new(most, joint);
            for &y in rows {
                for &x in columns {
                    watch.go_on()?;
                    let found = matcher.find(&search, y, x);
                    for first in (0..self.channels).step_by(joint) {
                        let range = first * area..(first + joint) * area;
                        simd::wide(group::Work {
                            group: &mut group,
                            law: &law,
                            noisy: &self.noisy[range.clone()],
                            guide: self.second.then(|| &self.guide[range]),
                            area,
                            width: self.width,
                            found,
                            first,
                            sums,
                        });
                    }
                }
            }
            Ok(())
        })?;
        Ok(sums.divide(self.noisy))
    }
}

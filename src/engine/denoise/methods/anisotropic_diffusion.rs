//! Anisotropic diffusion: values flow between neighbours as heat does, except across edges.
//!
//! ```text
//! u ← u + dt Σ_q g(|u(q) − u|) (u(q) − u),   q: the four neighbours,   g(d) = 1 / (1 + d² / κ²)   or   exp(−d² / κ²)
//! ```
//!
//! The edge contrast κ is a multiple of σ and the time that the flow runs grows with σ: the pair that gave the highest
//! mean PSNR. Steps are at most 0.2 long (the flow is stable up to 0.25).
//!
//! Shapes: `[c, h, w] → [c, h, w]`; colour pictures channel by channel in the opponent space; borders are mirrored.
//! Cost: pixels × steps (5 to 20); several steps are made on a strip while it is in the cache.
//!
//! Source: Perona, Malik 1990, doi:10.1109/34.56205.

use crate::denoise::tiles::in_strips;
use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check, interpolate, per_channel};
use crate::image::Image;
use crate::image::strips::Strip;
use crate::math::exponential::exponential;
use crate::math::simd::{self, NullaryFnOnce};
use crate::setting::Kind;

crate::choices! {
    /// How well heat is conducted between pixels that differ by d.
    pub enum Conduction {
        /// 1 / (1 + d² / κ²): favours wide regions over small ones.
        Rational => "rational", "Wide regions";
        /// exp(−d² / κ²): favours strong edges over weak ones.
        Exponential => "exponential", "Strong edges";
    }
}

crate::adjustable! {
    /// Anisotropic diffusion after Perona and Malik.
    #[derive(Clone, Debug, PartialEq)]
    pub struct AnisotropicDiffusion: "anisotropic-diffusion", "Anisotropic diffusion",
        "Lets values flow like heat, but not across edges." {
        /// Factor on the time.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×",
            "Factor on the time of the flow that is best for the noise level on average; 0.5 to 2 is usual.";
        /// Factor on κ.
        contrast: f32 = 1.0, Kind::log(0.1, 10.0),
            "Edge contrast", "×",
            "Factor on the difference from which neighbours count as an edge; 0.7 to 1.5 is usual.";
        /// The conduction.
        conduction: Conduction = Conduction::Rational, Kind::Choice(Conduction::CHOICES),
            "Conduction", "",
            "The paper's two ways to stop heat at edges: one favours wide regions, the other strong edges.";
    }
}

/// Best time by σ on the 0..255 scale.
const TIME: &[(f32, f32)] = &[
    (5.0, 0.85),
    (15.0, 1.25),
    (25.0, 1.4),
    (50.0, 2.8),
    (100.0, 4.2),
];
/// Best κ / σ by σ on the 0..255 scale.
const CONTRAST: &[(f32, f32)] = &[
    (5.0, 1.1),
    (15.0, 1.03),
    (25.0, 1.1),
    (50.0, 0.74),
    (100.0, 0.72),
];
/// What the exponential conduction, which falls faster, wants of these two.
const EXPONENTIAL: (f32, f32) = (0.6, 2.2);
/// Longest step.
const STEP: f32 = 0.2;
/// Steps on one strip.
const AT_ONCE: usize = 8;

impl Denoiser for AnisotropicDiffusion {
    fn year(&self) -> u32 {
        1990
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
            let (longer, wider) = match self.conduction {
                Conduction::Rational => (1.0, 1.0),
                Conduction::Exponential => EXPONENTIAL,
            };
            let time = self.strength * interpolate(TIME, sigma) * longer;
            let contrast = self.contrast * interpolate(CONTRAST, sigma) * wider * sigma;
            let steps = (time / STEP).ceil().max(1.0) as usize;
            let flow = Flow {
                time: time / steps as f32,
                scale: 1.0 / (contrast * contrast),
                conduction: self.conduction,
            };
            let passes = steps.div_ceil(AT_ONCE);
            let mut clean = None;
            for pass in 0..passes {
                // As many steps in each pass, to one step.
                let count = (pass + 1) * steps / passes - pass * steps / passes;
                let part = if passes == 1 {
                    watch.clone()
                } else {
                    watch.part(pass, passes)
                };
                let next = in_strips(
                    clean.as_ref().unwrap_or(plane),
                    count,
                    &part,
                    |mut strips, outs| {
                        for (strip, out) in strips.iter_mut().zip(outs) {
                            flow.run(strip, count, out);
                        }
                    },
                )?;
                watch.show(|| next.clone());
                clean = Some(next);
            }
            Ok(clean.unwrap_or_else(|| plane.clone()))
        })
    }
}

/// One step of the flow.
struct Flow {
    time: f32,
    /// 1 / κ².
    scale: f32,
    conduction: Conduction,
}

impl Flow {
    /// `steps` steps, each of which takes a pixel off the strip's sides; the last leaves `out`.
    fn run(&self, strip: &mut Strip, steps: usize, out: &mut [f32]) {
        let mut other = Strip::default();
        for _ in 0..steps {
            other.resize(strip.height() - 2, strip.width() - 2);
            simd::wide(Step {
                flow: self,
                from: strip,
                to: &mut other,
            });
            std::mem::swap(strip, &mut other);
        }
        for (y, out) in out.chunks_exact_mut(strip.width()).enumerate() {
            out.copy_from_slice(strip.row(y));
        }
    }
}

struct Step<'a> {
    flow: &'a Flow,
    from: &'a Strip,
    to: &'a mut Strip,
}

impl NullaryFnOnce for Step<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let scale = self.flow.scale;
        match self.flow.conduction {
            Conduction::Rational => self.rows(|square| 1.0 / (1.0 + scale * square)),
            Conduction::Exponential => self.rows(|square| exponential(-scale * square)),
        }
    }
}

impl Step<'_> {
    #[inline(always)]
    fn rows(self, conduct: impl Fn(f32) -> f32) {
        let width = self.to.width();
        for y in 0..self.to.height() {
            let above = self.from.row(y)[1..].iter();
            let below = self.from.row(y + 2)[1..].iter();
            let middle = self.from.row(y + 1);
            let (left, right) = (middle.iter(), middle[2..].iter());
            let out = self.to.row_mut(y)[..width].iter_mut().zip(&middle[1..]);
            let others = above.zip(below).zip(left.zip(right));
            for ((out, centre), ((above, below), (left, right))) in out.zip(others) {
                let flow = |other: &f32| {
                    let difference = other - centre;
                    difference * conduct(difference * difference)
                };
                *out = centre
                    + self.flow.time * (flow(above) + flow(below) + flow(left) + flow(right));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strong_edges_hold_and_weak_ones_flow() {
        let edge =
            |height: f32| Image::from_fn(1, 20, 20, |_, _, x| if x < 10 { 0.0 } else { height });
        let kept = |height: f32| {
            let clean = AnisotropicDiffusion::default()
                .denoise(&edge(height), 0.1, &Watch::default())
                .unwrap();
            (clean.array()[[0, 10, 10]] - clean.array()[[0, 10, 9]]) / height
        };
        assert!(kept(1.0) > 0.9, "{}", kept(1.0));
        assert!(kept(0.05) < 0.5, "{}", kept(0.05));
    }

    #[test]
    fn passes_are_steps_one_after_another() {
        // 12 steps in two passes of 6 are 12 steps on one strip.
        let picture = Image::from_fn(1, 70, 50, |_, y, x| ((y * 7 + x * x) % 10) as f32 / 10.0);
        let flow = Flow {
            time: 0.2,
            scale: 20.0,
            conduction: Conduction::Rational,
        };
        let run = |from: &Image, count| {
            in_strips(from, count, &Watch::default(), |mut strips, outs| {
                flow.run(&mut strips[0], count, outs[0]);
            })
            .unwrap()
        };
        let (whole, parts) = (run(&picture, 12), run(&run(&picture, 6), 6));
        for (a, b) in whole.pixels().iter().zip(parts.pixels()) {
            assert!((a - b).abs() < 1e-6);
        }
    }
}

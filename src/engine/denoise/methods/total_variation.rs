//! Total variation: the picture closest to the noisy one among those with little total variation, which may jump but
//! not waver.
//!
//! ```text
//! answer = argmin_u ½ Σ (u − noisy)² + λ Σ |∇u|,   |∇u| = √(u_x² + u_y²)   (anisotropic: |u_x| + |u_y|)
//! ```
//!
//! u_x, u_y: differences to the right and lower neighbour, 0 beyond the border. The problem is solved through its dual,
//! a field p of two components in unit discs (squares) with u = noisy + λ div p, by accelerated projected gradients:
//!
//! ```text
//! u = noisy + λ div r,   p' = project(r + ∇u / 8 λ),   r' = p' + (t − 1) / t' (p' − p),   t' = (1 + √(1 + 4 t²)) / 2
//! ```
//!
//! Half of the squared distance to the true answer is at most the duality gap λ Σ (|∇u| − p · ∇u); the work stops when
//! this bound on the distance, as a root mean square, is a small share of σ. λ is σ times a factor that was best for
//! each σ.
//!
//! Shapes: `[c, h, w] → [c, h, w]`; colour pictures channel by channel in the opponent space. Large pictures go in
//! tiles. Cost: pixels × iterations (50 to 200).
//!
//! Source: Rudin, Osher, Fatemi 1992, doi:10.1016/0167-2789(92)90242-F; the dual: Chambolle 2004,
//! doi:10.1023/B:JMIV.0000011325.36760.1e; acceleration: Beck, Teboulle 2009, doi:10.1109/TIP.2009.2028250. We differ
//! in weighing closeness and variation by λ instead of fixing how far the answer may lie from the noisy picture.

mod dual;

use self::dual::Work;
use crate::denoise::tiles::in_tiles;
use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check, interpolate, per_channel};
use crate::image::Image;
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
    pub struct TotalVariation: "total-variation", "Total variation",
        "The closest picture that wavers little: edges stay sharp, and what lies between them becomes flat." {
        /// Factor on λ.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×",
            "Factor on the weight of the variation that is best for the noise level on average; 0.7 to 1.5 is usual.";
        /// How gradients are measured.
        length: Length = Length::Isotropic, Kind::Choice(Length::CHOICES),
            "Gradient", "",
            "Isotropic treats edges of all directions alike; anisotropic favours level and upright ones.";
        /// Bound on the distance to the true answer at which the work stops.
        tolerance: f32 = 0.05, Kind::log(0.001, 1.0),
            "Tolerance", "σ",
            "The work stops when the answer is proved to lie within so many σ of the exact one, as a root mean square; \
             0.02 to 0.1 is usual.";
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
            let weight = self.weight(sigma);
            in_tiles(plane, watch, |plane, watch| {
                self.solve(plane, weight, self.tolerance * sigma, watch)
            })
        })
    }
}

impl TotalVariation {
    /// λ, the weight of the variation, for noise of standard deviation `sigma`, both in the unit of the pixels, 0..1.
    pub fn weight(&self, sigma: f32) -> f32 {
        self.strength * interpolate(WEIGHT, sigma) * sigma
    }

    fn solve(
        &self,
        noisy: &Image,
        weight: f32,
        distance: f32,
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError> {
        let mut work = Work::new(noisy.pixels(), noisy.width(), weight, self.length);
        let picture = |pixels: &[f32]| {
            let mut picture = noisy.clone();
            picture.pixels_mut().copy_from_slice(pixels);
            picture
        };
        let enough = 0.5 * f64::from(distance).powi(2) * noisy.pixels().len() as f64;
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

//! The Huber–Markov random field: the most probable picture if neighbours differ little, but now and then much.
//!
//! ```text
//! answer = argmin_u ½ Σ (u − noisy)² + λ Σ_(p, q) c ρ(u(p) − u(q)),   ρ(d) = d² / 2 up to |d| = δ, then δ |d| − δ² / 2
//! ```
//!
//! (p, q) runs through the pairs of neighbours side by side or, by a setting, of all eight with a smaller c on
//! diagonals, which makes edges of all directions cost nearly the same; four neighbours want a larger λ. Small
//! differences cost their square, as Gaussian ones do; large ones cost in proportion, so edges are allowed. δ and λ δ
//! are multiples of σ.
//!
//! Half-quadratic minimisation: ρ is replaced by the parabola w d² / 2 + const that touches it at the present d, w =
//! min(1, δ / |d|). What is then to be solved, (1 + λ Dᵀ w D) u = noisy, is linear: a few steps of conjugate gradients
//! scaled by the diagonal lessen it, then w is set anew. The work stops when u no longer changes by a small share of σ,
//! as a root mean square.
//!
//! Shapes: `[c, h, w] → [c, h, w]`; colour pictures channel by channel in the opponent space. Large pictures go in
//! tiles. Cost: pixels × rounds (10 to 30) × 5.
//!
//! Source: Stevenson, Delp 1990, doi:10.1109/ICIP.1990.146472 (Schultz, Stevenson 1994, doi:10.1109/83.287017);
//! half-quadratic: Charbonnier, Blanc-Féraud, Aubert, Barlaud 1997, doi:10.1109/83.551699.

mod system;

use self::system::System;
use crate::denoise::tiles::in_tiles;
use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check, interpolate, per_channel};
use crate::image::Image;
use crate::setting::Kind;

crate::choices! {
    /// Which pixels are neighbours.
    pub enum Neighbours {
        /// Those side by side: level and upright edges are cheaper than others.
        Four => "four", "Four";
        /// Those on diagonals too: edges of all directions cost nearly the same.
        Eight => "eight", "Eight";
    }
}

crate::adjustable! {
    /// The Huber–Markov random field.
    #[derive(Clone, Debug, PartialEq)]
    pub struct HuberMarkov: "huber-markov", "Huber–Markov field",
        "The most probable picture if neighbours mostly differ little, and at edges as much as they like." {
        /// Factor on λ.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×",
            "Factor on the weight of differences that is best for the noise level on average; 0.7 to 1.5 is usual.";
        /// Factor on δ.
        knee: f32 = 1.0, Kind::log(0.05, 20.0),
            "Knee", "×",
            "Factor on the difference from which neighbours are an edge, at the same cost of edges; small values make \
             surfaces flat, large ones soften edges.";
        /// Which pixels are neighbours.
        neighbours: Neighbours = Neighbours::Four, Kind::Choice(Neighbours::CHOICES),
            "Neighbours", "",
            "Four: those side by side; eight: on diagonals too, which treats edges of all directions nearly alike and \
             takes longer.";
        /// Change at which the work stops.
        tolerance: f32 = 0.003, Kind::log(0.0005, 0.5),
            "Tolerance", "σ",
            "The work stops when a round changes the picture by less than so many σ, as a root mean square; 0.002 to \
             0.02 is usual.";
    }
}

/// Best λ δ / σ by σ on the 0..255 scale.
const COST: &[(f32, f32)] = &[
    (5.0, 0.19),
    (15.0, 0.285),
    (25.0, 0.33),
    (50.0, 0.4),
    (100.0, 0.47),
];
/// What four neighbours want of it instead.
const FOUR: f32 = 1.95;
/// What a pair on a diagonal counts: 1 / √2.
const DIAGONAL: f32 = std::f32::consts::FRAC_1_SQRT_2;
/// δ / σ.
const KNEE: f32 = 0.08;
/// Steps of conjugate gradients in a round.
const STEPS: usize = 5;
/// Rounds at most.
const MOST: usize = 200;

impl Denoiser for HuberMarkov {
    fn year(&self) -> u32 {
        1990
    }

    fn family(&self) -> Family {
        Family::Regularisation
    }

    fn denoise(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        check(noisy, sigma)?;
        if sigma == 0.0 || noisy.pixels().is_empty() {
            watch.set(1.0);
            return Ok(noisy.clone());
        }
        per_channel(noisy, sigma, watch, |plane, sigma, watch| {
            let knee = self.knee * KNEE * sigma;
            let cost = self.strength * interpolate(COST, sigma) * sigma;
            let shares = match self.neighbours {
                Neighbours::Four => [FOUR, 0.0],
                Neighbours::Eight => [1.0, DIAGONAL],
            };
            let weights = shares.map(|share| share * cost / knee);
            let enough = f64::from(self.tolerance * sigma);
            in_tiles(plane, watch, |plane, watch| {
                solve(plane, weights, knee, enough, watch)
            })
        })
    }
}

fn solve(
    noisy: &Image,
    weights: [f32; 2],
    knee: f32,
    enough: f64,
    watch: &Watch<'_>,
) -> Result<Image, DenoiseError> {
    let (_, height, width) = noisy.dim();
    let mut system = System::new(noisy.pixels(), height, width, weights, knee);
    let picture = |system: &System| {
        let mut picture = noisy.clone();
        system.copy_answer(picture.pixels_mut());
        picture
    };
    let mut first = None;
    for _ in 0..MOST {
        watch.go_on()?;
        system.set_weights();
        for _ in 0..STEPS {
            watch.go_on()?;
            system.step();
        }
        let change = system.change();
        if change <= enough {
            break;
        }
        let first = *first.get_or_insert(change);
        watch.set(((first / change).ln() / (first / enough).ln()) as f32);
        watch.show(|| picture(&system));
    }
    watch.set(1.0);
    Ok(picture(&system))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ½ Σ (u − noisy)² + λ Σ c ρ, in double precision.
    fn energy(u: &Image, noisy: &Image, weights: [f64; 2], knee: f64) -> f64 {
        let (_, height, width) = u.dim();
        let at = |y: usize, x: usize| f64::from(u.array()[[0, y, x]]);
        let mut sum = 0.0;
        for y in 0..height {
            for x in 0..width {
                sum += 0.5 * (at(y, x) - f64::from(noisy.array()[[0, y, x]])).powi(2);
                for (dy, dx, kind) in system::PAIRS {
                    let (y1, x1) = (y + dy, x.wrapping_add_signed(dx));
                    if y1 < height && x1 < width {
                        let d = (at(y, x) - at(y1, x1)).abs();
                        let cost = if d <= knee {
                            d * d / 2.0
                        } else {
                            knee * d - knee * knee / 2.0
                        };
                        sum += weights[kind] * cost;
                    }
                }
            }
        }
        sum
    }

    #[test]
    fn the_answer_has_the_least_energy() {
        let noisy = Image::from_fn(1, 12, 15, |_, y, x| {
            ((3 * y * y + 5 * x * x) % 17) as f32 / 17.0
        });
        let answer = solve(&noisy, [8.0, 6.0], 0.02, 1e-7, &Watch::default()).unwrap();
        let least = energy(&answer, &noisy, [8.0, 6.0], 0.02);
        assert!(least < 0.5 * energy(&noisy, &noisy, [8.0, 6.0], 0.02));
        for (at, change) in [(0, 1e-3), (17, -1e-3), (100, 1e-3), (179, -1e-3)] {
            let mut other = answer.clone();
            other.pixels_mut()[at] += change;
            let other = energy(&other, &noisy, [8.0, 6.0], 0.02);
            assert!(other > least, "{at}: {other} {least}");
        }
    }
}

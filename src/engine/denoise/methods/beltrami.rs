//! Beltrami flow: the picture as a surface in space and colour, which moves so that its area falls fastest.
//!
//! ```text
//! u_t = t_c/√g div(√g G⁻¹ ∇u),   G = 1 + β² Σ_c ∇u_c ∇u_cᵀ,   g = det G
//! ```
//!
//! G measures lengths on the surface (x, y, β u_1, …, β u_c). Where the picture is flat, the flow is heat; across an
//! edge, the surface is steep and hardly moves. A colour picture is one surface: an edge in one channel holds the flow
//! of all. It flows in the opponent space of [`color`], where lengths are those of red, green and blue, and the two
//! channels of colour flow three times as fast as brightness (t = 1, 3, 3), for they are smoother. β is a multiple of 1
//! / σ, and the time grows with σ: the pair that gave the highest mean PSNR.
//!
//! Fluxes are taken halfway between pixels, from differences along and means of central differences across; steps are
//! at most 0.2 long.
//!
//! Shapes: `[c, h, w] → [c, h, w]`; three channels flow together, others each alone; borders are mirrored. Cost: pixels
//! × steps (5 to 40, in colour three times as many); several steps are made on a strip while it is in the cache.
//!
//! Source: Sochen, Kimmel, Malladi 1998, doi:10.1109/83.661181; Kimmel, Malladi, Sochen 2000,
//! doi:10.1023/A:1008171026419.

use crate::denoise::tiles::in_strips;
use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check, interpolate};
use crate::image::strips::Strip;
use crate::image::{Image, color};
use crate::math::simd::{self, NullaryFnOnce};
use crate::setting::Kind;

crate::adjustable! {
    /// Beltrami flow.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Beltrami: "beltrami", "Beltrami flow",
        "Takes the picture for a surface in space and colour and lets its area shrink; colours keep each other's \
         edges." {
        /// Factor on the time.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×",
            "Factor on the time of the flow that is best for the noise level on average; 0.5 to 2 is usual.";
        /// Factor on β.
        height: f32 = 1.0, Kind::log(0.05, 20.0),
            "Height", "×",
            "Factor on the height β of the surface: the larger, the smaller the differences that count as edges; 0.5 \
             to 2 is usual.";
    }
}

/// Best time by σ on the 0..255 scale.
const TIME: &[(f32, f32)] = &[
    (5.0, 0.7),
    (15.0, 1.4),
    (25.0, 2.5),
    (50.0, 3.6),
    (100.0, 7.0),
];
/// Best β σ by σ on the 0..255 scale.
const HEIGHT: &[(f32, f32)] = &[
    (5.0, 1.0),
    (15.0, 1.4),
    (25.0, 1.75),
    (50.0, 2.0),
    (100.0, 2.6),
];
/// How fast the three opponent channels flow.
const PACES: [f32; 3] = [1.0, 3.0, 3.0];
/// What their squares count as lengths: brightness is a mean, not a sum over √3.
const LENGTHS: [f32; 3] = [3.0, 1.0, 1.0];
/// Largest β: beyond it every difference of a thousandth is an edge, and products of slopes would overflow.
const STEEPEST: f32 = 5000.0;
/// Longest step.
const STEP: f32 = 0.2;
/// Steps on one strip.
const AT_ONCE: usize = 8;

impl Denoiser for Beltrami {
    fn year(&self) -> u32 {
        1998
    }

    fn family(&self) -> Family {
        Family::Diffusion
    }

    fn joins_channels(&self) -> bool {
        true
    }

    fn denoise(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        check(noisy, sigma)?;
        if sigma == 0.0 || noisy.pixels().is_empty() {
            watch.set(1.0);
            return Ok(noisy.clone());
        }
        let (paces, lengths) = if noisy.channels() == 3 {
            (PACES, LENGTHS)
        } else {
            ([1.0; 3], [1.0; 3])
        };
        let fastest = paces.into_iter().fold(0.0, f32::max);
        let time = self.strength * interpolate(TIME, sigma);
        let steps = (time * fastest / STEP).ceil().max(1.0) as usize;
        let height = (self.height * interpolate(HEIGHT, sigma) / sigma).min(STEEPEST);
        let flow = Flow {
            times: paces.map(|pace| pace * time / steps as f32),
            squares: lengths.map(|length| length * height * height),
        };
        let mut clean = color::to_opponent(noisy);
        let passes = steps.div_ceil(AT_ONCE);
        for pass in 0..passes {
            // As many steps in each pass, to one step.
            let count = (pass + 1) * steps / passes - pass * steps / passes;
            let part = watch.part(pass, passes);
            clean = in_strips(&clean, count, &part, |strips, outs| {
                flow.run(strips, count, outs);
            })?;
            watch.show(|| color::from_opponent(&clean));
        }
        watch.set(1.0);
        Ok(color::from_opponent(&clean))
    }
}

/// One step of the flow.
struct Flow {
    /// How long each channel flows.
    times: [f32; 3],
    /// What the square of each channel's slope counts: β² and the channel's own factor.
    squares: [f32; 3],
}

impl Flow {
    /// `steps` steps, each of which takes a pixel off the strips' sides; the last leaves `outs`.
    fn run(&self, mut strips: Vec<Strip>, steps: usize, outs: &mut [&mut [f32]]) {
        let together = if strips.len() == 3 { 3 } else { 1 };
        let mut others = vec![Strip::default(); strips.len()];
        for _ in 0..steps {
            let pairs = strips.chunks(together).zip(others.chunks_mut(together));
            for (from, to) in pairs {
                for (to, from) in to.iter_mut().zip(from) {
                    to.resize(from.height() - 2, from.width() - 2);
                }
                simd::wide(Step {
                    flow: self,
                    from,
                    to,
                });
            }
            std::mem::swap(&mut strips, &mut others);
        }
        for (strip, out) in strips.iter().zip(outs) {
            for (y, out) in out.chunks_exact_mut(strip.width()).enumerate() {
                out.copy_from_slice(strip.row(y));
            }
        }
    }
}

struct Step<'a> {
    flow: &'a Flow,
    from: &'a [Strip],
    to: &'a mut [Strip],
}

impl NullaryFnOnce for Step<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        if self.from.len() == 3 {
            self.rows::<3>();
        } else {
            self.rows::<1>();
        }
    }
}

impl Step<'_> {
    #[inline(always)]
    fn rows<const C: usize>(self) {
        let width = self.to[0].width();
        let Flow { times, squares } = *self.flow;
        let buffer = || -> [Vec<f32>; C] { std::array::from_fn(|_| vec![0.0; width + 1]) };
        let (mut above, mut below, mut across) = (buffer(), buffer(), buffer());
        let mut pace = vec![0.0; width];
        self.down::<C>(0, &mut above);
        for y in 0..self.to[0].height() {
            self.down::<C>(y + 1, &mut below);
            self.right::<C>(y + 1, &mut across);
            let rows = [y, y + 1, y + 2].map(|y| -> [&[f32]; C] {
                std::array::from_fn(|channel| &self.from[channel].row(y)[..width + 2])
            });
            for x in 0..width {
                let right = std::array::from_fn(|c| 0.5 * (rows[1][c][x + 2] - rows[1][c][x]));
                let down = std::array::from_fn(|c| 0.5 * (rows[2][c][x + 1] - rows[0][c][x + 1]));
                let metric = Metric::new::<C>(squares, right, down);
                pace[x] = 1.0 / metric.determinant().sqrt();
            }
            for channel in 0..C {
                let out = &mut self.to[channel].row_mut(y)[..width];
                let (above, below) = (&above[channel][..width], &below[channel][..width]);
                let across = &across[channel][..width + 1];
                for x in 0..width {
                    let inflow = across[x + 1] - across[x] + below[x] - above[x];
                    out[x] = rows[1][channel][x + 1] + times[channel] * pace[x] * inflow;
                }
            }
            std::mem::swap(&mut above, &mut below);
        }
    }

    /// Fluxes from each pixel of row `y` but the first and last to the one below.
    #[inline(always)]
    fn down<const C: usize>(&self, y: usize, out: &mut [Vec<f32>; C]) {
        let width = self.to[0].width();
        let rows = [y, y + 1].map(|y| -> [&[f32]; C] {
            std::array::from_fn(|channel| &self.from[channel].row(y)[..width + 2])
        });
        let out = out.each_mut().map(|out| &mut out[..width]);
        for x in 0..width {
            let down: [f32; C] = std::array::from_fn(|c| rows[1][c][x + 1] - rows[0][c][x + 1]);
            let right: [f32; C] = std::array::from_fn(|c| {
                0.25 * (rows[0][c][x + 2] - rows[0][c][x] + rows[1][c][x + 2] - rows[1][c][x])
            });
            let metric = Metric::new::<C>(self.flow.squares, right, down);
            let share = 1.0 / metric.determinant().sqrt();
            for channel in 0..C {
                let flux = metric.xx * down[channel] - metric.xy * right[channel];
                out[channel][x] = share * flux;
            }
        }
    }

    /// Fluxes from each pixel of row `y` but the last to its right neighbour.
    #[inline(always)]
    fn right<const C: usize>(&self, y: usize, out: &mut [Vec<f32>; C]) {
        let width = self.to[0].width();
        let rows = [y - 1, y, y + 1].map(|y| -> [&[f32]; C] {
            std::array::from_fn(|channel| &self.from[channel].row(y)[..width + 2])
        });
        let out = out.each_mut().map(|out| &mut out[..width + 1]);
        for x in 0..=width {
            let right: [f32; C] = std::array::from_fn(|c| rows[1][c][x + 1] - rows[1][c][x]);
            let down: [f32; C] = std::array::from_fn(|c| {
                0.25 * (rows[2][c][x] - rows[0][c][x] + rows[2][c][x + 1] - rows[0][c][x + 1])
            });
            let metric = Metric::new::<C>(self.flow.squares, right, down);
            let share = 1.0 / metric.determinant().sqrt();
            for channel in 0..C {
                let flux = metric.yy * right[channel] - metric.xy * down[channel];
                out[channel][x] = share * flux;
            }
        }
    }
}

/// The metric G at one place.
#[derive(Clone, Copy)]
struct Metric {
    xx: f32,
    xy: f32,
    yy: f32,
}

impl Metric {
    #[inline(always)]
    fn new<const C: usize>(squares: [f32; 3], right: [f32; C], down: [f32; C]) -> Self {
        let mut sums = [0.0; 3];
        for channel in 0..C {
            let (x, y) = (right[channel], down[channel]);
            sums[0] += squares[channel] * x * x;
            sums[1] += squares[channel] * x * y;
            sums[2] += squares[channel] * y * y;
        }
        Self {
            xx: 1.0 + sums[0],
            xy: sums[1],
            yy: 1.0 + sums[2],
        }
    }

    #[inline(always)]
    fn determinant(self) -> f32 {
        // Never below 1 but for rounding.
        let determinant = self.xx * self.yy - self.xy * self.xy;
        if determinant > 1.0 { determinant } else { 1.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(picture: &Image, square: f32, steps: usize) -> Image {
        let flow = Flow {
            times: [0.1; 3],
            squares: [square; 3],
        };
        in_strips(picture, steps, &Watch::default(), |strips, outs| {
            flow.run(strips, steps, outs);
        })
        .unwrap()
    }

    #[test]
    fn without_height_it_is_heat() {
        let picture = Image::from_fn(3, 20, 24, |c, y, x| ((c * 3 + y * y + x * x) % 13) as f32);
        let heat = flow(&picture, 0.0, 1);
        for (c, y, x) in [(0, 4, 5), (1, 10, 20), (2, 18, 1)] {
            let at = |y: usize, x: usize| picture.array()[[c, y, x]];
            let laplacian =
                at(y - 1, x) + at(y + 1, x) + at(y, x - 1) + at(y, x + 1) - 4.0 * at(y, x);
            let expected = at(y, x) + 0.1 * laplacian;
            assert!((heat.array()[[c, y, x]] - expected).abs() < 1e-5);
        }
    }

    #[test]
    fn the_area_of_the_surface_falls() {
        let picture = Image::from_fn(3, 40, 40, |c, y, x| {
            0.2 * (((c + 1) * y + x * x) as f32 * 0.3).sin() + f32::from(u8::from(x > 20))
        });
        let area = |image: &Image| -> f32 {
            let at = |c: usize, y: usize, x: usize| image.array()[[c, y, x]];
            let places = (0..39).flat_map(|y| (0..39).map(move |x| (y, x)));
            places
                .map(|(y, x)| {
                    let right = std::array::from_fn(|c| at(c, y, x + 1) - at(c, y, x));
                    let down = std::array::from_fn(|c| at(c, y + 1, x) - at(c, y, x));
                    Metric::new::<3>([25.0; 3], right, down)
                        .determinant()
                        .sqrt()
                })
                .sum()
        };
        let (mut before, mut now) = (area(&picture), picture);
        for _ in 0..5 {
            now = flow(&now, 25.0, 4);
            let after = area(&now);
            assert!(after < before, "{before} {after}");
            before = after;
        }
    }

    #[test]
    fn an_edge_in_one_channel_holds_the_others() {
        let edge = |channels| {
            Image::from_fn(channels, 20, 20, |c, _, x| {
                [0.06, 1.0, 1.0][c] * f32::from(u8::from(x > 9))
            })
        };
        let kept = |image: Image| {
            let clean = flow(&image, 100.0, 10);
            clean.array()[[0, 10, 10]] - clean.array()[[0, 10, 9]]
        };
        assert!(kept(edge(3)) > 0.055 && kept(edge(1)) < 0.045);
    }

    #[test]
    fn next_to_no_noise_leaves_the_picture_and_no_setting_overflows() {
        let noisy = Image::from_fn(3, 30, 40, |c, y, x| {
            ((7 * y * y + 3 * x * c) % 11) as f32 / 10.0
        });
        for (strength, height) in [(1.0, 1.0), (10.0, 20.0), (0.1, 0.05)] {
            let method = Beltrami { strength, height };
            for sigma in [1e-7, 4e-6, 4e-5, 4e-4] {
                let clean = method.denoise(&noisy, sigma, &Watch::default()).unwrap();
                let pairs = clean.pixels().iter().zip(noisy.pixels());
                let far = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
                assert!(clean.pixels().iter().all(|value| value.is_finite()));
                assert!(
                    far < 0.02 || strength > 1.0,
                    "{strength} {height} {sigma}: {far}"
                );
            }
        }
    }
}

//! The bilateral filter: averages a pixel with those around it that have a similar value.
//!
//! ```text
//! answer(p) = Σ_q w(p, q) noisy(q) / Σ_q w(p, q),   w(p, q) = exp(−|p − q|² / 2 s² − |noisy(p) − noisy(q)|² / 2 r²)
//! ```
//!
//! q runs through the disc of 2.5 s pixels around p. In a colour picture the difference is the length of the vector of
//! differences, as a root mean square over the channels, and a pixel has one weight: edges stay where they are in all
//! channels. s grows with σ; r is a multiple of σ.
//!
//! Shapes: `[c, h, w] → [c, h, w]`; borders are mirrored. Cost: pixels × s² × channels.
//!
//! Source: Tomasi, Manduchi 1998, doi:10.1109/ICCV.1998.710815. We differ in measuring colour differences in RGB
//! instead of CIE Lab, where the noise would not be white.

use crate::denoise::tiles::in_strips;
use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check, interpolate};
use crate::image::Image;
use crate::image::strips::{LANES, Strip};
use crate::math::exponential::exponential;
use crate::math::simd::{self, NullaryFnOnce};
use crate::setting::Kind;

crate::adjustable! {
    /// The bilateral filter.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Bilateral: "bilateral", "Bilateral",
        "Averages a pixel with those near it that have a similar value, so that edges are not averaged over." {
        /// Factor on the range width.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×",
            "Factor on how different pixels may be that are averaged, from what is best for the noise level on \
             average; 0.7 to 1.5 is usual.";
        /// Factor on the width of the window.
        width: f32 = 1.0, Kind::log(0.25, 4.0),
            "Width", "×",
            "Factor on the width of the window that is best for the noise level on average; time grows with its \
             square.";
    }
}

/// Best width of the window s in pixels by σ on the 0..255 scale.
const SPACE: &[(f32, f32)] = &[
    (5.0, 1.2),
    (15.0, 1.4),
    (25.0, 1.5),
    (50.0, 1.95),
    (100.0, 2.6),
];
/// Best r / σ by σ on the 0..255 scale.
const RANGE: &[(f32, f32)] = &[
    (5.0, 2.1),
    (15.0, 2.35),
    (25.0, 2.5),
    (50.0, 3.5),
    (100.0, 4.8),
];
/// What colour wants of these two: three channels tell better than one what is alike, so a narrower range averages over
/// more pixels.
const COLOUR: (f32, f32) = (1.25, 0.58);
/// Radius of the window in units of s.
const RADIUS: f32 = 2.5;

impl Denoiser for Bilateral {
    fn year(&self) -> u32 {
        1998
    }

    fn family(&self) -> Family {
        Family::Filtering
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
        let colours = if noisy.channels() == 3 { 3 } else { 1 };
        let (wider, closer) = if colours == 3 { COLOUR } else { (1.0, 1.0) };
        let space = self.width * interpolate(SPACE, sigma) * wider;
        let range = self.strength * interpolate(RANGE, sigma) * closer * sigma;
        let reach = (RADIUS * space).floor().max(1.0) as usize;
        let side = 0..=2 * reach;
        let window: Vec<Place> = side
            .clone()
            .flat_map(|y| side.clone().map(move |x| (y, x)))
            .filter_map(|(y, x)| {
                let square = y.abs_diff(reach).pow(2) + x.abs_diff(reach).pow(2);
                let log = -(square as f32) / (2.0 * space * space);
                (square > 0 && square <= reach * reach).then_some(Place { y, x, log })
            })
            .collect();
        let scale = -1.0 / (2.0 * range * range * colours as f32);
        in_strips(noisy, reach, watch, |strips, outs| {
            for (strips, outs) in strips.chunks(colours).zip(outs.chunks_mut(colours)) {
                simd::wide(Band {
                    strips,
                    outs,
                    reach,
                    window: &window,
                    scale,
                });
            }
        })
    }
}

/// A place in the window, from its upper left corner, and the logarithm of its weight.
struct Place {
    y: usize,
    x: usize,
    log: f32,
}

/// The work on one band: channels that share their weights.
struct Band<'a, 'b> {
    strips: &'a [Strip],
    outs: &'a mut [&'b mut [f32]],
    reach: usize,
    window: &'a [Place],
    /// −1 / 2 r², divided by the number of channels.
    scale: f32,
}

impl NullaryFnOnce for Band<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        if self.strips.len() == 3 {
            self.rows::<3>();
        } else {
            self.rows::<1>();
        }
    }
}

impl Band<'_, '_> {
    #[inline(always)]
    fn rows<const C: usize>(self) {
        let width = self.strips[0].width() - 2 * self.reach;
        for y in 0..self.strips[0].height() - 2 * self.reach {
            for x in (0..width).step_by(LANES) {
                let some = self.lanes::<C>(y, x);
                let count = LANES.min(width - x);
                for (out, values) in self.outs.iter_mut().zip(some) {
                    out[y * width + x..][..count].copy_from_slice(&values[..count]);
                }
            }
        }
    }

    /// The answer for some pixels of a row. Differences from the pixel itself are averaged: what is flat stays as it
    /// is.
    #[inline(always)]
    fn lanes<const C: usize>(&self, y: usize, x: usize) -> [[f32; LANES]; C] {
        let centre: [[f32; LANES]; C] = std::array::from_fn(|channel| {
            self.strips[channel].lanes(y + self.reach, x + self.reach)
        });
        let mut total = [1.0; LANES];
        let mut sums = [[0.0; LANES]; C];
        for place in self.window {
            let mut differences = [[0.0; LANES]; C];
            let mut weights = [0.0; LANES];
            for channel in 0..C {
                let values = self.strips[channel].lanes(y + place.y, x + place.x);
                for k in 0..LANES {
                    let difference = values[k] - centre[channel][k];
                    differences[channel][k] = difference;
                    weights[k] += difference * difference;
                }
            }
            for k in 0..LANES {
                weights[k] = exponential(place.log + self.scale * weights[k]);
                total[k] += weights[k];
            }
            for channel in 0..C {
                for k in 0..LANES {
                    sums[channel][k] += weights[k] * differences[channel][k];
                }
            }
        }
        for channel in 0..C {
            for k in 0..LANES {
                sums[channel][k] = centre[channel][k] + sums[channel][k] / total[k];
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_follow_the_definition_and_colours_share_their_weights() {
        let noisy = Image::from_fn(3, 30, 37, |c, y, x| {
            ((c * 7 + y * y + 3 * x) % 11) as f32 / 11.0
        });
        let sigma = 0.1;
        let clean = Bilateral::default()
            .denoise(&noisy, sigma, &Watch::default())
            .unwrap();
        let space = interpolate(SPACE, sigma) * COLOUR.0;
        let range = interpolate(RANGE, sigma) * COLOUR.1 * sigma;
        let reach = (RADIUS * space).floor() as isize;
        let at = |c: usize, y: isize, x: isize| noisy.array()[[c, y as usize, x as usize]];
        for (y, x) in [(10, 12), (15, 25)] {
            let (mut sums, mut total) = ([0.0; 3], 0.0);
            for dy in -reach..=reach {
                for dx in -reach..=reach {
                    let square = dy * dy + dx * dx;
                    if square > reach * reach {
                        continue;
                    }
                    let difference: f32 = (0..3)
                        .map(|c| (at(c, y + dy, x + dx) - at(c, y, x)).powi(2) / 3.0)
                        .sum();
                    let weight = (-(square as f32) / (2.0 * space * space)
                        - difference / (2.0 * range * range))
                        .exp();
                    total += weight;
                    for (c, sum) in sums.iter_mut().enumerate() {
                        *sum += weight * at(c, y + dy, x + dx);
                    }
                }
            }
            for (c, sum) in sums.into_iter().enumerate() {
                let found = clean.array()[[c, y as usize, x as usize]];
                assert!(
                    (found - sum / total).abs() < 1e-5,
                    "{found} {}",
                    sum / total
                );
            }
        }
    }
}

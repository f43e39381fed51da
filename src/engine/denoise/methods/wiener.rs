//! The adaptive Wiener filter: each pixel moves towards the mean around it, the more the less its surroundings vary
//! beyond the noise.
//!
//! ```text
//! local     answer = m + max(v − σ², 0) / v · (noisy − m),   m, v: mean and variance around the pixel
//! blocks    answer = mean over all 8 × 8 blocks of C⁻¹ [max(c² − k σ², 0) / c² · c],
//!           c = C noisy, C the cosine transform
//! ```
//!
//! Both are the best linear estimate for a signal whose variance is measured where the filter is at work: at a pixel,
//! or at a frequency of a block. m and v are weighted by a Gaussian window, whose width grows with σ.
//!
//! Shapes: `[c, h, w] → [c, h, w]`; colour pictures channel by channel in the opponent space; borders are mirrored.
//! Cost: pixels × width of the window; blocks: places (one every 2 × 2 pixels) × 2048.
//!
//! Source: Lee 1980, doi:10.1109/TPAMI.1980.4766994; blocks: Yaroslavsky 1996, doi:10.1117/12.255218. We differ from
//! Lee in the Gaussian window instead of a box and in the part of the variance that is taken for noise: a little more
//! than σ², since v itself is noisy.

use crate::denoise::tiles::{in_strips, in_tiles};
use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check, interpolate, per_channel};
use crate::image::Image;
use crate::image::patches::{self, Bands, Sums};
use crate::image::smooth::gaussian;
use crate::image::strips::Strip;
use crate::math::simd::{self, NullaryFnOnce};
use crate::math::transforms::block_transform::BlockTransform;
use crate::setting::Kind;

crate::choices! {
    /// Where the signal's variance is measured.
    pub enum Domain {
        /// Around each pixel.
        Local => "local", "Around each pixel";
        /// At each frequency of overlapping blocks.
        Blocks => "blocks", "Frequencies of blocks";
    }
}

crate::adjustable! {
    /// The adaptive Wiener filter.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Wiener: "wiener", "Adaptive Wiener",
        "Moves each pixel towards the mean around it, except where the surroundings vary more than noise does." {
        /// Factor on the noise variance.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×", "Factor on the noise level that the method assumes; 0.8 to 1.3 is usual.";
        /// Factor on the width of the window.
        width: f32 = 1.0, Kind::log(0.25, 4.0),
            "Width", "×",
            "Factor on the width of the window in which variances around a pixel are measured, from what is best for \
             the noise level on average.";
        /// Where variances are measured.
        domain: Domain = Domain::Local, Kind::Choice(Domain::CHOICES),
            "Variance", "",
            "Measured around each pixel, the classical filter, or at each frequency of 8 × 8 blocks, which is better \
             and slower.";
    }
}

/// Best width of the Gaussian window in pixels by σ on the 0..255 scale.
const WIDTH: &[(f32, f32)] = &[
    (5.0, 0.96),
    (15.0, 1.15),
    (25.0, 1.3),
    (50.0, 2.0),
    (100.0, 3.0),
];
/// Best share of σ² that is taken from the local variance.
const LOCAL: &[(f32, f32)] = &[
    (5.0, 1.8),
    (15.0, 1.6),
    (25.0, 1.5),
    (50.0, 1.3),
    (100.0, 1.3),
];
/// Best share of σ² that is taken from a coefficient's square.
const BLOCKS: &[(f32, f32)] = &[
    (5.0, 2.4),
    (15.0, 2.8),
    (25.0, 3.2),
    (50.0, 4.6),
    (100.0, 6.0),
];
/// Side of a block.
const SIDE: usize = 8;
/// Pixels from one block to the next.
const STEP: usize = 2;

impl Denoiser for Wiener {
    fn year(&self) -> u32 {
        1980
    }

    fn family(&self) -> Family {
        Family::Regularisation
    }

    fn denoise(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        check(noisy, sigma)?;
        watch.go_on()?;
        if sigma == 0.0 || noisy.pixels().is_empty() {
            watch.set(1.0);
            return Ok(noisy.clone());
        }
        per_channel(noisy, sigma, watch, |plane, sigma, watch| {
            let variance = (self.strength * sigma).powi(2);
            match self.domain {
                Domain::Local => {
                    let width = self.width * interpolate(WIDTH, sigma);
                    // Cut off at 2.5 widths.
                    let half = gaussian(width, (2.5 * width).round().max(1.0) as usize);
                    let noise = interpolate(LOCAL, sigma) * variance;
                    in_strips(plane, half.len() - 1, watch, |strips, outs| {
                        for (strip, out) in strips.iter().zip(outs) {
                            simd::wide(Local {
                                strip,
                                out,
                                half: &half,
                                noise,
                            });
                        }
                    })
                }
                Domain::Blocks => {
                    let noise = interpolate(BLOCKS, sigma) * variance;
                    in_tiles(plane, watch, |plane, watch| blocks(plane, noise, watch))
                }
            }
        })
    }
}

struct Local<'a, 'b> {
    strip: &'a Strip,
    out: &'a mut &'b mut [f32],
    half: &'a [f32],
    noise: f32,
}

impl NullaryFnOnce for Local<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let strip = self.strip;
        let squares = Strip::from_rows(strip.height(), strip.width(), |y, out| {
            for (square, value) in out.iter_mut().zip(strip.row(y)) {
                *square = value * value;
            }
        });
        let (means, squares) = (strip.mean(self.half), squares.mean(self.half));
        let reach = self.half.len() - 1;
        for (y, out) in self.out.chunks_exact_mut(means.width()).enumerate() {
            let values = strip.row(y + reach)[reach..].iter();
            let measured = means.row(y).iter().zip(squares.row(y));
            for ((out, value), (mean, square)) in out.iter_mut().zip(values).zip(measured) {
                let variance = square - mean * mean;
                let signal = variance - self.noise;
                let share = if signal > 0.0 { signal / variance } else { 0.0 };
                *out = mean + share * (value - mean);
            }
        }
    }
}

/// Empirical Wiener filtering of the cosine coefficients of overlapping blocks.
fn blocks(noisy: &Image, noise: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
    let (_, height, width) = noisy.dim();
    let mut work = patches::grown(noisy, SIDE);
    let told = |fraction| watch.set(fraction);
    let bands = Bands {
        channels: 1,
        height: work.height(),
        width: work.width(),
        side: SIDE,
        step: STEP,
        reach: 0,
        told: &told,
    };
    let dct = BlockTransform::<SIDE>::dct();
    let (plane, columns) = (work.pixels(), work.width());
    let sums = bands.run(|rows, places, sums| {
        for &y in rows {
            watch.go_on()?;
            simd::wide(Blocks {
                plane,
                width: columns,
                y,
                places,
                dct: &dct,
                noise,
                sums,
            });
        }
        Ok::<_, DenoiseError>(())
    })?;
    let clean = sums.divide(plane);
    work.pixels_mut().copy_from_slice(&clean);
    Ok(work.crop(0, 0, height, width))
}

/// One row of blocks.
struct Blocks<'a> {
    plane: &'a [f32],
    width: usize,
    y: usize,
    places: &'a [usize],
    dct: &'a BlockTransform<SIDE>,
    noise: f32,
    sums: &'a mut Sums,
}

impl NullaryFnOnce for Blocks<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let mut block = [0.0; SIDE * SIDE];
        for &x in self.places {
            patches::copy::<SIDE>(self.plane, self.width, self.y, x, &mut block);
            self.dct.forward(&mut block);
            let mean = block[0];
            let mut energy = [0.0_f32; SIDE];
            for row in block.chunks_exact_mut(SIDE) {
                for (value, energy) in row.iter_mut().zip(&mut energy) {
                    let power = *value * *value;
                    let signal = power - self.noise;
                    let share = if signal > 0.0 { signal / power } else { 0.0 };
                    *value *= share;
                    *energy += share * share;
                }
            }
            block[0] = mean;
            self.dct.inverse(&mut block);
            let weight = 1.0 / (1.0 + energy.iter().sum::<f32>());
            self.sums
                .add::<SIDE>(0, (self.y, x), &block, &[1.0; SIDE * SIDE], weight);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_alone_becomes_flat_and_a_strong_texture_stays() {
        let texture =
            |height: f32| Image::from_fn(1, 40, 40, |_, y, x| height * ((x + y) % 2) as f32);
        for domain in [Domain::Local, Domain::Blocks] {
            let method = Wiener {
                domain,
                ..Wiener::default()
            };
            let kept = |height: f32| {
                let clean = method
                    .denoise(&texture(height), 0.1, &Watch::default())
                    .unwrap();
                (clean.array()[[0, 20, 21]] - clean.array()[[0, 20, 20]]).abs() / height
            };
            assert!(kept(1.0) > 0.9, "{domain:?}: {}", kept(1.0));
            if domain == Domain::Local {
                assert!(kept(0.15) < 1e-3, "{}", kept(0.15));
            }
        }
    }
}

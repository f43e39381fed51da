//! Tight frames: more waves than pixels, of which the weak are dropped.
//!
//! ```text
//! answer = Dᵀ hard(D noisy),   Dᵀ D = identity;   hard keeps a coefficient above T = k σ ‖its wave‖, else 0
//! ```
//!
//! Two frames: undecimated wavelets (the waves of an orthogonal basis in all their shifts), and, like curvelets, waves
//! of many directions: those of the full steerable pyramid, which lie along edges, so that fewer of them make an edge.
//! The coarsest band stays.
//!
//! Shapes: `[c, h, w] → [c, h, w]`; borders are mirrored; colour pictures channel by channel in the opponent space.
//! Cost: pixels × length of the filters × levels, or pixels × directions.
//!
//! Source: Starck, Candès, Donoho 2002, doi:10.1109/TIP.2002.1014998, after Candès, Donoho 2000; undecimated wavelets:
//! Nason, Silverman 1995, doi:10.1007/978-1-4612-2544-7_17. We differ in the waves with directions, which come from
//! [`crate::math::transforms::steerable`].

use rayon::prelude::*;

use crate::denoise::{
    DenoiseError, Denoiser, Family, Watch, check, interpolate, per_channel, tiles::in_tiles,
};
use crate::image::{Image, margin::Margin};
use crate::math::transforms::fft::fast_length;
use crate::math::transforms::steerable::{Pyramid, Spectrum};
use crate::math::transforms::wavelet::threshold::{Shrinkage, mean_square};
use crate::math::transforms::wavelet::{Wavelet, undecimated};
use crate::setting::Kind;

crate::choices! {
    /// The frame.
    pub enum Frame {
        /// Waves of many directions.
        Directional => "directional", "Directional waves";
        /// Undecimated wavelets.
        Wavelets => "wavelets", "Undecimated wavelets";
    }
}

crate::adjustable! {
    /// Hard thresholding in a tight frame.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Frames: "frames", "Frames (curvelets)",
        "Writes the picture as a sum of waves in all places, sizes and directions, and drops those too weak to stand \
         out of the noise." {
        /// Factor on the thresholds.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×",
            "Factor on the threshold that is best for the noise level on average, about 3 σ; 0.7 to 1.5 is usual.";
        /// The frame.
        frame: Frame = Frame::Directional, Kind::Choice(Frame::CHOICES),
            "Frame", "", "The waves: of many directions, like curvelets, or wavelets in all their shifts.";
        /// Levels.
        levels: usize = 4, Kind::int(1, 6),
            "Levels", "", "How many scales are cleaned, each twice as coarse as the one before; 3 to 5 is usual.";
        /// Directions.
        orientations: usize = 8, Kind::int(1, 16),
            "Directions", "",
            "Directions of each scale, for the directional waves; more suit edges and stripes, and take longer.";
    }
}

/// Best k by σ on the 0..255 scale for the directional waves.
const DIRECTIONAL: &[(f32, f32)] = &[(5.0, 2.6), (15.0, 2.72), (25.0, 2.85), (50.0, 2.95)];
/// And for wavelets.
const WAVELETS: &[(f32, f32)] = &[(5.0, 2.65), (15.0, 2.76), (25.0, 2.9), (50.0, 3.08)];

/// Pixels that are added on each side.
const MARGIN: usize = 20;
/// Coefficients in one piece of parallel work.
const PIECE: usize = 1 << 14;
/// Side of the plane on which lengths of waves are measured.
const PATTERN: usize = 64;

impl Denoiser for Frames {
    fn year(&self) -> u32 {
        2000
    }

    fn family(&self) -> Family {
        Family::Wavelets
    }

    fn denoise(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        check(noisy, sigma)?;
        if sigma == 0.0 || noisy.pixels().is_empty() {
            watch.set(1.0);
            return Ok(noisy.clone());
        }
        let table = match self.frame {
            Frame::Directional => DIRECTIONAL,
            Frame::Wavelets => WAVELETS,
        };
        let factor = self.strength * interpolate(table, sigma);
        let lengths = lengths(self.orientations);
        per_channel(noisy, sigma, watch, |plane, sigma, watch| {
            in_tiles(plane, watch, |tile, watch| match self.frame {
                Frame::Directional => self.directional(tile, factor * sigma, &lengths, watch),
                Frame::Wavelets => self.wavelets(tile, factor * sigma, watch),
            })
        })
    }
}

impl Frames {
    fn directional(
        &self,
        noisy: &Image,
        threshold: f32,
        lengths: &[Vec<f32>; 2],
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError> {
        watch.go_on()?;
        let (_, height, width) = noisy.dim();
        let margin = Margin::new(height, width, MARGIN, |n| fast_length(n, 1 << self.levels));
        let mut plane = margin.add(noisy.pixels());
        let mean = plane.iter().map(|&p| f64::from(p)).sum::<f64>() / plane.len() as f64;
        plane.iter_mut().for_each(|pixel| *pixel -= mean as f32);
        let pyramid = Pyramid::new(
            margin.outer.0,
            margin.outer.1,
            self.levels + 1,
            self.orientations,
        );
        let lows = pyramid.analyse(&plane);
        let mut sums: Vec<Spectrum> = Vec::with_capacity(lows.len());
        for ring in 0..pyramid.rings() {
            let mut sum = vec![Default::default(); lows[ring].len()];
            for (orientation, length) in lengths[ring.min(1)].iter().enumerate() {
                watch.go_on()?;
                let mut band = pyramid.plane(pyramid.direct(&lows[ring], ring, orientation), ring);
                let finer = ring.saturating_sub(1) as i32;
                hard(&mut band, threshold * length * 0.5_f32.powi(finer));
                pyramid.collect(&band, ring, orientation, &mut sum);
            }
            sums.push(sum);
            watch.set((ring + 1) as f32 / lows.len() as f32);
        }
        sums.extend(lows.last().cloned());
        let mut plane = pyramid.synthesise(sums);
        plane.iter_mut().for_each(|pixel| *pixel += mean as f32);
        let mut clean = noisy.clone();
        margin.remove(&plane, clean.pixels_mut());
        Ok(clean)
    }

    fn wavelets(
        &self,
        noisy: &Image,
        threshold: f32,
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError> {
        watch.go_on()?;
        let (_, height, width) = noisy.dim();
        let margin = Margin::new(height, width, MARGIN, |n| n);
        let plane = undecimated::change_details(
            &margin.add(noisy.pixels()),
            margin.outer.1,
            self.levels,
            &Wavelet::Symlet4.filters(),
            &mut |level, details: &mut [Vec<f32>; 3]| {
                watch.go_on()?;
                details.iter_mut().for_each(|band| hard(band, threshold));
                watch.set((level + 1) as f32 / (2 * self.levels) as f32);
                Ok(())
            },
        )?;
        let mut clean = noisy.clone();
        margin.remove(&plane, clean.pixels_mut());
        watch.set(1.0);
        Ok(clean)
    }
}

fn hard(band: &mut [f32], threshold: f32) {
    band.par_chunks_mut(PIECE)
        .for_each(|piece| Shrinkage::Hard.apply(piece, threshold));
}

/// Root sum of squares of the waves of rings 0 and 1, by direction: what white noise of standard deviation 1 has in
/// their bands. In every later ring it is half of that of the ring before.
fn lengths(orientations: usize) -> [Vec<f32>; 2] {
    let pyramid = Pyramid::new(PATTERN, PATTERN, 3, orientations);
    let mut point = vec![0.0; PATTERN * PATTERN];
    point[0] = PATTERN as f32;
    let lows = pyramid.analyse(&point);
    [0, 1].map(|ring| {
        (0..orientations)
            .map(|k| {
                mean_square(&pyramid.plane(pyramid.direct(&lows[ring], ring, k), ring)).sqrt()
                    as f32
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::{Purpose, Stream};

    #[test]
    fn pure_noise_passes_the_threshold_as_often_as_normal_numbers_do() {
        let mut random = Stream::new(0, Purpose::Evaluation, 0);
        let values: Vec<f32> = (0..65_536).map(|_| random.normal()).collect();
        let noise = Image::from_fn(1, 256, 256, |_, y, x| values[y * 256 + x]);
        for frame in Frame::ALL {
            // With T = 1.5 σ the coefficients that stay hold 52 % of the energy: 2 (t φ(t) + 1 − Φ(t)).
            let factor = interpolate(
                if *frame == Frame::Wavelets {
                    WAVELETS
                } else {
                    DIRECTIONAL
                },
                1.0,
            );
            let method = Frames {
                strength: 1.5 / factor,
                frame: *frame,
                levels: 5,
                ..Frames::default()
            };
            let clean = method.denoise(&noise, 1.0, &Watch::default()).unwrap();
            // The answer's share of the noise, <answer, noise> / |noise|².
            let product: f64 = clean
                .pixels()
                .iter()
                .zip(noise.pixels())
                .map(|(a, b)| f64::from(a * b))
                .sum();
            let share = product / 65_536.0;
            assert!((share - 0.522).abs() < 0.03, "{frame:?}: {share}");
        }
    }
}

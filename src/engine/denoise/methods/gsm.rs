//! BLS-GSM: Bayes' least squares with Gaussian scale mixtures, on the coefficients of a steerable pyramid.
//!
//! A coefficient and its neighbours (3×3 of its band, and the one at its place in the next coarser band) are modelled
//! as
//!
//! ```text
//! y = x + w = √z u + w,     u ~ N(0, C_u),   w ~ N(0, C_w),   p(log z) constant
//! answer = E[x₀ | y] = ∫ p(z | y) E[x₀ | y, z] dz,    E[x | y, z] = z C_u (z C_u + C_w)⁻¹ y
//! ```
//!
//! The hidden z is how much goes on at a place: flat parts, edges and textures share one C_u. C_w follows from the
//! white noise and the band's filter; C_u is the covariance of the noisy band less C_w. The integral is a sum over log
//! z = −20.5, −19.5 … 3.5; in the basis where C_w is the identity and C_u diagonal, each term costs 2 multiplications a
//! neighbour.
//!
//! Shapes: `[c, h, w] → [c, h, w]`; borders are mirrored; colour pictures channel by channel in the opponent space.
//! Cost: pixels × orientations × neighbours × terms. The residual at the bottom of the pyramid stays noisy.
//!
//! Source: Portilla, Strela, Wainwright, Simoncelli 2003, doi:10.1109/TIP.2003.818640. We differ in 16 directions for 8
//! and log z in steps of 1 for 2, which together gain about 0.1 dB, in that terms whose z is too small to matter are
//! one, and in exact noise covariances.

mod mixture;
mod neighbours;

use rayon::prelude::*;

use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check, per_channel, tiles::in_tiles};
use crate::image::{Image, margin::Margin};
use crate::math::transforms::fft::fast_length;
use crate::math::transforms::steerable::{Pyramid, Spectrum};
use crate::setting::Kind;
use neighbours::{Covariance, Neighbours};

crate::adjustable! {
    /// Bayes' least squares with Gaussian scale mixtures.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Gsm: "gsm", "BLS-GSM",
        "Splits the picture by scale and direction, and asks of each coefficient how likely its neighbours make it to \
         be signal." {
        /// Factor on the noise level.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×", "Factor on the noise level that the method reckons with; 0.7 to 1.5 is usual.";
        /// Directions of the pyramid.
        orientations: usize = 16, Kind::int(1, 16),
            "Directions", "",
            "Directions of each scale; more suit edges and stripes, and take longer; the authors used 8.";
    }
}

/// Pixels that are added on each side.
const MARGIN: usize = 20;
/// Bands that are worked on side by side; each needs room for some planes.
const TOGETHER: usize = 4;
/// Side of the plane on which noise covariances are computed; they do not depend on the picture's size.
const PATTERN: usize = 64;

impl Denoiser for Gsm {
    fn year(&self) -> u32 {
        2003
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
        let noise = NoiseModel::new(self.orientations);
        per_channel(noisy, sigma, watch, |plane, sigma, watch| {
            in_tiles(plane, watch, |tile, watch| {
                self.clean(tile, self.strength * sigma, &noise, watch)
            })
        })
    }
}

impl Gsm {
    fn clean(
        &self,
        noisy: &Image,
        sigma: f32,
        noise: &NoiseModel,
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError> {
        watch.go_on()?;
        let (_, height, width) = noisy.dim();
        let scales = (height.min(width).max(1).ilog2() as usize)
            .saturating_sub(4)
            .clamp(1, 6);
        let fit = |length: usize| fast_length(length, 1 << scales);
        let margin = Margin::new(height, width, MARGIN, fit);
        let mut plane = margin.add(noisy.pixels());
        let mean = plane.iter().map(|&p| f64::from(p)).sum::<f64>() / plane.len() as f64;
        plane.iter_mut().for_each(|pixel| *pixel -= mean as f32);
        let pyramid = Pyramid::new(
            margin.outer.0,
            margin.outer.1,
            scales + 1,
            self.orientations,
        );
        let lows = pyramid.analyse(&plane);
        let mut sums: Vec<Spectrum> = lows
            .iter()
            .map(|low| vec![Default::default(); low.len()])
            .collect();
        let bands: Vec<(usize, usize)> = (0..pyramid.rings())
            .flat_map(|ring| (0..self.orientations).map(move |k| (ring, k)))
            .collect();
        for (index, some) in bands.chunks(TOGETHER).enumerate() {
            let spectra: Result<Vec<Spectrum>, DenoiseError> = some
                .par_iter()
                .map(|&(ring, orientation)| {
                    watch.go_on()?;
                    let neighbours = neighbours(&pyramid, &lows, ring, orientation);
                    let level = f64::from(sigma) * 0.5_f64.powi(ring.saturating_sub(1) as i32);
                    let noise = noise.covariance(ring, orientation, neighbours.count());
                    let band = mixture::estimate(&neighbours, &noise.scaled(level * level));
                    Ok(pyramid.share(&band, ring, orientation))
                })
                .collect();
            // Added in their order, so that no bit depends on the number of threads.
            for ((ring, _), share) in some.iter().zip(spectra?) {
                for (sum, share) in sums[*ring].iter_mut().zip(share) {
                    *sum += share;
                }
            }
            watch.set((TOGETHER * index + some.len()) as f32 / bands.len() as f32);
        }
        if let (Some(sum), Some(low)) = (sums.last_mut(), lows.last()) {
            sum.clone_from(low);
        }
        let mut plane = pyramid.synthesise(sums);
        plane.iter_mut().for_each(|pixel| *pixel += mean as f32);
        let mut clean = noisy.clone();
        margin.remove(&plane, clean.pixels_mut());
        Ok(clean)
    }
}

/// A band with its parent, if it has one.
fn neighbours(pyramid: &Pyramid, lows: &[Spectrum], ring: usize, orientation: usize) -> Neighbours {
    let band = pyramid.plane(pyramid.direct(&lows[ring], ring, orientation), ring);
    let parent = (ring + 1 < pyramid.rings()).then(|| {
        let parent = pyramid.direct(&lows[ring + 1], ring + 1, orientation);
        pyramid.plane(pyramid.finer(parent, ring), ring)
    });
    Neighbours::new(&band, parent, pyramid.size(ring).1)
}

/// Covariances of neighbours under white noise of standard deviation 1, for rings 0 and 1. In every later ring they are
/// a quarter of those of the ring before, for its filters are the same in the coordinates of its grid.
struct NoiseModel {
    covariances: [Vec<Covariance>; 2],
}

impl NoiseModel {
    /// From the bands of a single point as bright as all the noise: its spectrum is white, and the mean over places is
    /// exact.
    fn new(orientations: usize) -> Self {
        let pyramid = Pyramid::new(PATTERN, PATTERN, 3, orientations);
        let mut point = vec![0.0; PATTERN * PATTERN];
        point[0] = PATTERN as f32;
        let lows = pyramid.analyse(&point);
        Self {
            covariances: [0, 1].map(|ring| {
                (0..orientations)
                    .map(|k| neighbours(&pyramid, &lows, ring, k).covariance())
                    .collect()
            }),
        }
    }

    fn covariance(&self, ring: usize, orientation: usize, count: usize) -> Covariance {
        self.covariances[ring.min(1)][orientation].first(count)
    }
}

#[cfg(test)]
mod tests;

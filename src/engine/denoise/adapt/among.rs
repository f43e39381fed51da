//! Methods for white noise under the noise that pictures really have: shared between channels, of some channels only,
//! or coarser than a pixel.

use ndarray::Axis;

use super::adapted::{Adapted, Around};
use super::colours::{covariance, matrix, mixed, product, transposed};
use super::under::under;
use crate::degrade::noise::SaltAndPepper;
use crate::degrade::noise::estimate::{Covariance, Found, NoiseKind};
use crate::denoise::{DenoiseError, Denoiser, Watch};
use crate::image::resize::resize;
use crate::image::tint::Tint;
use crate::image::{Image, color};
use crate::math::matrices::symmetric::eigen;

/// The σ that a method for any noise is told where noise is shared or coarse: more than any, for what is coarse is
/// found too weak.
const ANY: f32 = 1.0;
/// Of a picture with less than this there is next to nothing to remove: no more than so many times of it.
const NEXT_TO_NONE: (f32, f32) = (1.0 / 255.0, 4.0);
/// Axes with less than this share of the largest variance are reckoned to have it.
const FLOOR: f64 = 4e-4;
/// The same for methods that see all channels at once: they would take what is magnified for structure.
const JOINT_FLOOR: f64 = 0.16;
/// An axis with less than this share of the noise that it is reckoned to have keeps what it holds.
const QUIET: f64 = 0.02;

/// `method`, prepared for the noise that was found, and the σ (0..1) that it is told: the one `given`, over all
/// channels, or what was found.
///
/// ```text
/// white                as it is
/// specks               filled, the other pixels kept: as `under` has it
/// toned                on the grey picture
/// shared               on axes in which the noise is white and independent; what has none is kept
///                      - channel by channel: z = R·D⁻¹·Uᵀ·y,  Σ = U·D²·Uᵀ the noise's covariance,
///                        R the principal axes of D⁻¹·Uᵀ·y
///                      - all at once: σ·Σ^(−½)·y, the whitened picture nearest to the picture itself
/// coarse               the picture of one channel, or the opponent channels that have it at half their size,
///                      then what is fine as above
/// ```
///
/// Methods that [know any noise](Denoiser::knows_any_noise) see pictures as they are. Source: whitening nearest to the
/// picture: Kessy, Lewin, Strimmer 2018, doi:10.1080/00031305.2016.1277159. That both, noise and picture, have no
/// covariance along the axes is the generalised eigenvalue problem: Golub, Van Loan 2013, Matrix Computations, section
/// 8.7.
pub fn among(
    method: Box<dyn Denoiser>,
    found: &Found,
    given: Option<f32>,
) -> (Box<dyn Denoiser>, f32) {
    let sigma = given.unwrap_or_else(|| found.sigma());
    let way = match &found.kind {
        NoiseKind::Nothing | NoiseKind::White => return (method, sigma),
        NoiseKind::Specks { share } => {
            let density = *share as f32;
            return (under(method, &SaltAndPepper { density }), sigma);
        }
        NoiseKind::Toned(tint) => Way::Grey(*tint),
        NoiseKind::Blotchy { coarse } => Way::Half {
            fine: found.level.sigma(),
            coarse: *coarse,
        },
        NoiseKind::Coarse { .. } | NoiseKind::Shared(_)
            if method.knows_any_noise() && given.is_none() =>
        {
            Way::Loose
        }
        NoiseKind::Coarse { .. } | NoiseKind::Shared(_) if method.knows_any_noise() => {
            return (method, sigma);
        }
        NoiseKind::Shared(covariance) => Way::Axes {
            fine: *covariance,
            opponent: [0.0; 3],
            found: found.sigma(),
        },
        NoiseKind::Coarse { fine, opponent } => Way::Axes {
            fine: *fine,
            opponent: *opponent,
            found: found.sigma(),
        },
    };
    (Adapted::boxed(method, way), sigma)
}

#[derive(Clone)]
enum Way {
    Grey(Tint),
    /// The picture as it is, and no bound by what was found.
    Loose,
    Half {
        /// σ of the noise that is as fine as a pixel,
        fine: f32,
        /// and of the coarse one.
        coarse: f32,
    },
    Axes {
        fine: Covariance,
        /// σ of coarse noise in opponent channels; 0 where there is none.
        opponent: [f32; 3],
        /// The σ that belongs to these.
        found: f32,
    },
}

impl Around for Way {
    fn denoise(
        &self,
        method: &dyn Denoiser,
        noisy: &Image,
        sigma: f32,
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError> {
        if noisy.pixels().is_empty() {
            return Ok(noisy.clone());
        }
        let work = Work { method };
        match self {
            Self::Loose => {
                let (little, times) = NEXT_TO_NONE;
                let told = if sigma < little { times * sigma } else { ANY };
                method.denoise(noisy, told, watch)
            }
            Self::Half { fine, coarse } => {
                let picture = work.at_half(noisy, sigma, &watch.part(0, 2))?;
                watch.show(|| picture.clone());
                let fine = sigma * fine / coarse.max(1e-9);
                method.denoise(&picture, fine, &watch.part(1, 2))
            }
            Self::Grey(tint) => work.grey(tint, noisy, sigma, watch),
            Self::Axes {
                fine,
                opponent,
                found,
            } => {
                let factor = if *found > 0.0 { sigma / found } else { 0.0 };
                let coarse = opponent.map(|level| factor * level);
                let jobs = if coarse.iter().any(|level| *level > 0.0) {
                    2
                } else {
                    1
                };
                let mut picture = noisy.clone();
                if jobs == 2 {
                    picture = work.coarse(noisy, coarse, &watch.part(0, 2))?;
                    watch.show(|| picture.clone());
                }
                let fine = fine.scaled(f64::from(factor).powi(2));
                work.fine(&picture, &fine, &watch.part(jobs - 1, jobs))
            }
        }
    }
}

/// The method at work on what of a picture it can see.
struct Work<'a> {
    method: &'a dyn Denoiser,
}

impl Work<'_> {
    fn grey(
        &self,
        tint: &Tint,
        noisy: &Image,
        sigma: f32,
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError> {
        let grey = tint.grey(noisy);
        let show = |estimate: &Image| watch.show(|| tint.changed(noisy, &grey, estimate));
        let inner = watch.part(0, 1).with_estimates(&show);
        let clean = self.method.denoise(&grey, tint.gain() * sigma, &inner)?;
        Ok(tint.changed(noisy, &grey, &clean))
    }

    /// The opponent channels with coarse noise, cleaned at half their size: what that changes is brought to full size.
    fn coarse(
        &self,
        noisy: &Image,
        levels: [f32; 3],
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError> {
        let mut work = color::to_opponent(noisy);
        let area = noisy.height() * noisy.width();
        for (k, &level) in levels.iter().enumerate().filter(|(_, level)| **level > 0.0) {
            let plane = Image::new(work.channel(k).insert_axis(Axis(0)).to_owned());
            let cleaned = self.at_half(&plane, level, &watch.part(k, 3))?;
            work.pixels_mut()[k * area..(k + 1) * area].copy_from_slice(cleaned.pixels());
        }
        Ok(color::from_opponent(&work))
    }

    /// A picture of one channel with coarse noise of that σ, cleaned at half its size: what that changes is brought to
    /// full size.
    fn at_half(
        &self,
        picture: &Image,
        sigma: f32,
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError> {
        let (_, height, width) = picture.dim();
        let even = [height.next_multiple_of(2), width.next_multiple_of(2)];
        let mut answer = picture.mirrored_to(even[0], even[1]);
        let half = answer.halved();
        let mut change = self.method.denoise(&half, 0.5 * sigma, watch)?;
        for (after, before) in change.pixels_mut().iter_mut().zip(half.pixels()) {
            *after -= before;
        }
        let change = resize(&change, even[0], even[1]);
        for (to, by) in answer.pixels_mut().iter_mut().zip(change.pixels()) {
            *to += by;
        }
        Ok(answer.crop(0, 0, height, width))
    }

    fn fine(
        &self,
        picture: &Image,
        noise: &Covariance,
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError> {
        let (variances, axes) = noise.axes();
        if variances[0] <= 0.0 {
            return Ok(picture.clone());
        }
        if noise.white() {
            return self.method.denoise(picture, noise.sigma(), watch);
        }
        if self.method.joins_channels() {
            self.jointly(picture, variances, axes, watch)
        } else {
            self.apart(picture, variances, axes, watch)
        }
    }

    /// Axis by axis.
    fn apart(
        &self,
        picture: &Image,
        variances: [f64; 3],
        axes: [[f64; 3]; 3],
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError> {
        let reckoned = variances.map(|variance| variance.max(FLOOR * variances[0]).sqrt());
        let whiten = matrix(|k, c| axes[k][c] / reckoned[k]);
        let seen = product(
            &product(&whiten, &covariance(picture)),
            &transposed(&whiten),
        );
        let flat: Vec<f64> = seen.iter().flatten().copied().collect();
        let (_, turn) = eigen(&flat, 3);
        let turn = matrix(|k, i| turn[3 * k + i]);
        let forward = product(&turn, &whiten);
        let back = matrix(|c, k| (0..3).map(|i| axes[i][c] * reckoned[i] * turn[k][i]).sum());
        let mut work = mixed(picture, &forward);
        let area = picture.height() * picture.width();
        for k in 0..3 {
            let share: f64 = (0..3)
                .map(|i| turn[k][i].powi(2) * variances[i] / reckoned[i].powi(2))
                .sum();
            let out = k * area..(k + 1) * area;
            if share < QUIET {
                work.pixels_mut()[out].fill(0.0);
                continue;
            }
            // A plane on the scale of the channel that it changes most.
            let scale = (0..3).map(|c| back[c][k].abs()).fold(1e-9, f64::max) as f32;
            let part = watch.part(k, 3);
            let plane = Image::new(work.channel(k).insert_axis(Axis(0)).to_owned());
            // Networks know photographs: their mean is about a half.
            let count = plane.pixels().len() as f64;
            let mean = plane.pixels().iter().map(|&v| f64::from(v)).sum::<f64>() / count;
            let mean = scale * mean as f32;
            let plane = plane.map(|value| scale * value - mean + 0.5);
            let clean = self
                .method
                .denoise(&plane, scale * share.sqrt() as f32, &part)?;
            part.set(1.0);
            let out = &mut work.pixels_mut()[out];
            for ((to, after), before) in out.iter_mut().zip(clean.pixels()).zip(plane.pixels()) {
                *to = (after - before) / scale;
            }
        }
        Ok(with_noisy_part(
            picture,
            &mixed(&work, &back),
            variances,
            axes,
        ))
    }

    /// All channels at once, whitened; what is changed along axes without noise is taken back.
    fn jointly(
        &self,
        picture: &Image,
        variances: [f64; 3],
        axes: [[f64; 3]; 3],
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError> {
        let mean = variances.iter().sum::<f64>() / 3.0;
        let reckoned = variances.map(|variance| variance.max(JOINT_FLOOR * mean).sqrt());
        let along = |factors: [f64; 3]| {
            matrix(|a, b| (0..3).map(|k| axes[k][a] * factors[k] * axes[k][b]).sum())
        };
        let sigma = mean.sqrt();
        let whiten = along(reckoned.map(|one| sigma / one));
        let white = mixed(picture, &whiten);
        let mut change = self.method.denoise(&white, sigma as f32, watch)?;
        for (after, before) in change.pixels_mut().iter_mut().zip(white.pixels()) {
            *after -= before;
        }
        let back = along([0, 1, 2].map(|k| reckoned[k] / sigma));
        Ok(with_noisy_part(
            picture,
            &mixed(&change, &back),
            variances,
            axes,
        ))
    }
}

/// `picture` with what of `change` is along axes that have noise.
fn with_noisy_part(
    picture: &Image,
    change: &Image,
    variances: [f64; 3],
    axes: [[f64; 3]; 3],
) -> Image {
    let quiet = FLOOR.sqrt() * variances[0];
    let kept = variances.map(|variance| variance / (variance + quiet));
    let noisy = matrix(|a, b| (0..3).map(|k| axes[k][a] * kept[k] * axes[k][b]).sum());
    let mut answer = mixed(change, &noisy);
    for (to, from) in answer.pixels_mut().iter_mut().zip(picture.pixels()) {
        *to += from;
    }
    answer
}

#[cfg(test)]
mod tests;

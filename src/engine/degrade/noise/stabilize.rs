//! Curves that give noise of a variance that follows brightness the same variance everywhere, and their exact unbiased
//! inverses.

use rayon::prelude::*;

use crate::image::Image;

/// Levels in a table.
const LEVELS: usize = 4096;
/// Mean counts up to this are summed over the Poisson distribution; above, a series is exact to 1e-6 of the value.
const SUMMED: f64 = 100.0;
/// Counts beyond this do not happen at a mean of [`SUMMED`] (15 standard deviations).
const COUNTS: usize = 256;
/// Speckle does not lower the noise of dark pixels below this share of white: the curve is straight there.
const FLOOR: f64 = 0.01;
/// Side of the blocks by which brightness is averaged to tell the noise that is left.
const BLOCK: usize = 8;

#[derive(Clone, Copy, Debug)]
enum Curve {
    /// 2 √(peak·y + 3/8 + r²), counts of photons with read noise of r photons.
    Root { peak: f64, read: f64 },
    /// asinh(s·y / q) / s, noise of standard deviation s·x.
    AreaSine { strength: f64 },
}

impl Curve {
    fn at(self, y: f64) -> f64 {
        match self {
            Self::Root { peak, read } => 2.0 * (peak * y + 0.375 + read * read).max(0.0).sqrt(),
            Self::AreaSine { strength } => (strength * y / FLOOR).asinh() / strength,
        }
    }
}

/// A curve f with Var f(y) ≈ 1 for every clean brightness x, and the way back.
///
/// ```text
/// shot noise   k = peak·y counts, r read noise in counts:   f = 2 √(k + 3/8 + r²)          (generalised Anscombe)
/// speckle      Var y = s² x², q = 0.01:                     f = asinh(s y / q) / s
///              (a logarithm, straight below q / s)
/// way back     D ↦ the x with E[ f(y) | x ] = D                                            (exact unbiased inverse)
/// ```
///
/// A denoiser's answer is about the mean of f(y), and f⁻¹ of a mean is not the mean: for few photons the algebraic
/// inverse is far too dark. E[f(y) | x] is computed here, by the sum over the Poisson distribution and an integral over
/// the Gaussian part, and tabulated at 4096 levels; above 100 counts by the series of √ to the fourth moment. Between
/// levels x is interpolated (an error below 1e-4 of white); above twice white the closed form D²/4 − 1/8 − r² serves.
///
/// Values are shifted and scaled so that black is 0 and white 1, as denoisers expect.
/// Source: Anscombe 1948, doi:10.1093/biomet/35.3-4.246; Mäkitalo, Foi 2011, doi:10.1109/TIP.2010.2056693, and 2013,
/// doi:10.1109/TIP.2012.2202675. They interpolate between counts from a published table or use a closed form.
#[derive(Clone, Debug)]
pub struct Stabilizer {
    curve: Curve,
    low: f64,
    /// Change of the shown value per unit of f: the standard deviation of ideally stabilised noise.
    scale: f64,
    levels: Vec<f64>,
    means: Vec<f64>,
    variances: Vec<f64>,
}

impl Stabilizer {
    /// For y = (Poisson(peak·x) + Gaussian) / peak, the Gaussian part of standard deviation `read` (of y, 0..1).
    pub fn shot(peak: f32, read: f32) -> Self {
        let peak = f64::from(peak).max(1e-6);
        let read = f64::from(read).max(0.0) * peak;
        let curve = Curve::Root { peak, read };
        let most = (2.0 * peak).max(20.0);
        // Even steps of √λ: the curve is about straight in it.
        let counts = (0..LEVELS).map(|at| most * (at as f64 / (LEVELS - 1) as f64).powi(2));
        let of_count: Vec<_> = (0..COUNTS)
            .map(|count| gaussian_moments(|normal| curve.at((count as f64 + read * normal) / peak)))
            .collect();
        let moments = |mean: f64| {
            if mean <= SUMMED {
                poisson_moments(mean, &of_count)
            } else {
                root_series(mean, read)
            }
        };
        let table: Vec<_> = counts.map(|mean| (mean / peak, moments(mean))).collect();
        Self::of(curve, &table)
    }

    /// For y = x·(1 + `strength`·n), n standard normal.
    pub fn factor(strength: f32) -> Self {
        let strength = f64::from(strength).max(1e-4);
        let curve = Curve::AreaSine { strength };
        let levels = (0..LEVELS).map(|at| 2.0 * at as f64 / (LEVELS - 1) as f64);
        let table: Vec<_> = levels
            .map(|x| {
                let (mean, square) =
                    gaussian_moments(|normal| curve.at(x * (1.0 + strength * normal)));
                (x, (mean, square - mean * mean))
            })
            .collect();
        Self::of(curve, &table)
    }

    fn of(curve: Curve, table: &[(f64, (f64, f64))]) -> Self {
        let (low, high) = (curve.at(0.0), curve.at(1.0));
        let mut means: Vec<f64> = table.iter().map(|(_, (mean, _))| *mean).collect();
        // Rounding must not turn a rising curve back.
        for at in 1..means.len() {
            means[at] = means[at].max(means[at - 1]);
        }
        Self {
            curve,
            low,
            scale: 1.0 / (high - low).max(1e-9),
            levels: table.iter().map(|(x, _)| *x).collect(),
            variances: table.iter().map(|(_, (_, v))| v.max(0.0)).collect(),
            means,
        }
    }

    /// The stabilised value of a noisy pixel.
    pub fn forward(&self, y: f32) -> f32 {
        ((self.curve.at(f64::from(y)) - self.low) * self.scale) as f32
    }

    /// The clean pixel whose noisy versions have stabilised values with the mean `value`.
    pub fn inverse(&self, value: f32) -> f32 {
        let mean = f64::from(value) / self.scale + self.low;
        let after = self.means.partition_point(|&other| other <= mean);
        let Some(before) = after.checked_sub(1) else {
            // Darker than black.
            return 0.0;
        };
        if after < self.means.len() {
            let share = (mean - self.means[before]) / (self.means[after] - self.means[before]);
            let (a, b) = (self.levels[before], self.levels[after]);
            return (a + share * (b - a)) as f32;
        }
        let beyond = match self.curve {
            Curve::Root { peak, read } => (0.25 * mean * mean - 0.125 - read * read) / peak,
            Curve::AreaSine { strength } => {
                // Far from black the mean is that of a logarithm: all of it shifts alike.
                let (x, at) = (self.levels[before], self.means[before]);
                x * (strength * (mean - at)).min(20.0).exp()
            }
        };
        beyond as f32
    }

    /// The standard deviation of the noise that is left in the stabilised version of `noisy`.
    ///
    /// It is that of the table at the mean brightness of each block of 8×8 pixels, their mean square over the picture:
    /// for few photons (below about 3 a pixel) it is less than for many, whatever the curve.
    pub fn sigma(&self, noisy: &Image) -> f32 {
        let (channels, height, width) = noisy.dim();
        let (mut sum, mut count) = (0.0, 0.0);
        for channel in 0..channels {
            let plane = noisy.channel(channel);
            for y in (0..height).step_by(BLOCK) {
                for x in (0..width).step_by(BLOCK) {
                    let (bottom, right) = ((y + BLOCK).min(height), (x + BLOCK).min(width));
                    let block = plane.slice(ndarray::s![y..bottom, x..right]);
                    let pixels = block.len() as f64;
                    let total: f64 = block.iter().map(|&pixel| f64::from(pixel)).sum();
                    let at = self.levels.partition_point(|&level| level < total / pixels);
                    sum += pixels * self.variances[at.min(self.variances.len() - 1)];
                    count += pixels;
                }
            }
        }
        let variance = if count > 0.0 { sum / count } else { 1.0 };
        (variance.max(1e-4).sqrt() * self.scale) as f32
    }

    /// The stabilised picture.
    pub fn stabilize(&self, noisy: &Image) -> Image {
        let mut answer = noisy.clone();
        answer
            .pixels_mut()
            .par_iter_mut()
            .for_each(|pixel| *pixel = self.forward(*pixel));
        answer
    }

    /// The picture whose stabilised version has the mean `picture`.
    pub fn undo(&self, mut picture: Image) -> Image {
        picture
            .pixels_mut()
            .par_iter_mut()
            .for_each(|pixel| *pixel = self.inverse(*pixel));
        picture
    }
}

/// Mean of f and of f² over the standard normal distribution, by sums at even steps, which are as good as exact for it.
fn gaussian_moments(f: impl Fn(f64) -> f64) -> (f64, f64) {
    const REACH: i32 = 96;
    let (mut weights, mut mean, mut square) = (0.0, 0.0, 0.0);
    for step in -REACH..=REACH {
        let normal = f64::from(step) / 14.0;
        let weight = (-0.5 * normal * normal).exp();
        let value = f(normal);
        weights += weight;
        mean += weight * value;
        square += weight * value * value;
    }
    (mean / weights, square / weights)
}

/// Mean and variance of f over the Poisson distribution, from the means of f and f² at each count.
fn poisson_moments(mean: f64, of_count: &[(f64, f64)]) -> (f64, f64) {
    let mut chance = (-mean).exp();
    let (mut first, mut second) = (0.0, 0.0);
    for (count, (value, square)) in of_count.iter().enumerate() {
        if count > 0 {
            chance *= mean / count as f64;
        }
        first += chance * value;
        second += chance * square;
    }
    (first, second - first * first)
}

/// Mean and variance of 2 √(k + r n + 3/8 + r²) for many counts: √(m + δ) to the fourth order in δ, with the central
/// moments λ + r², λ and 3 (λ + r²)² + λ.
fn root_series(mean: f64, read: f64) -> (f64, f64) {
    let m = mean + 0.375 + read * read;
    let second = mean + read * read;
    let fourth = 3.0 * second * second + mean;
    let factor = 1.0 - second / (8.0 * m * m) + mean / (16.0 * m.powi(3))
        - 5.0 * fourth / (128.0 * m.powi(4));
    let value = 2.0 * m.sqrt() * factor;
    (value, (4.0 * m - value * value).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::degrade::noise::{Noise, PixelLayout, Poisson, Speckle};
    use crate::math::random::{Purpose, Stream};

    /// The mean of the stabilised noisy pixels of one clean level, brought back, must be that level.
    fn way_back(noise: &dyn Noise, stabilizer: &Stabilizer, level: f32) -> (f64, f64) {
        let mut pixels = vec![level; 400_000];
        let layout = PixelLayout::row(pixels.len());
        noise.apply(&mut pixels, layout, &mut Stream::new(3, Purpose::Noise, 0));
        let values = pixels
            .iter()
            .map(|&pixel| f64::from(stabilizer.forward(pixel)));
        let count = pixels.len() as f64;
        let mean = values.clone().sum::<f64>() / count;
        let spread = (values.map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt();
        (f64::from(stabilizer.inverse(mean as f32)), spread)
    }

    #[test]
    fn the_way_back_is_unbiased() {
        for (peak, read) in [
            (1.0, 0.0),
            (4.0, 0.0),
            (60.0, 0.0),
            (500.0, 0.0),
            (20.0, 10.0),
        ] {
            let noise = Poisson { peak, read };
            let stabilizer = Stabilizer::shot(peak, read / 255.0);
            for level in [0.1_f32, 0.4, 0.9] {
                let (back, _) = way_back(&noise, &stabilizer, level);
                let chance = f64::from(noise.sigma(&[level])) / 400_000_f64.sqrt();
                assert!(
                    (back - f64::from(level)).abs() < 6.0 * chance,
                    "peak {peak}, level {level}: {back}"
                );
            }
        }
        let noise = Speckle { strength: 76.5 };
        let stabilizer = Stabilizer::factor(0.3);
        for level in [0.05_f32, 0.3, 0.9] {
            let (back, _) = way_back(&noise, &stabilizer, level);
            assert!(
                (back / f64::from(level) - 1.0).abs() < 0.003,
                "{level}: {back}"
            );
        }
    }

    #[test]
    fn many_photons_have_the_same_noise_everywhere() {
        let stabilizer = Stabilizer::shot(60.0, 0.0);
        for level in [0.15_f32, 0.5, 1.0] {
            let (_, spread) = way_back(
                &Poisson {
                    peak: 60.0,
                    read: 0.0,
                },
                &stabilizer,
                level,
            );
            assert!(
                (spread / stabilizer.scale - 1.0).abs() < 0.02,
                "{level}: {spread}"
            );
            let told = stabilizer.sigma(&Image::from_fn(1, 16, 16, |_, _, _| level));
            assert!(
                (f64::from(told) / spread - 1.0).abs() < 0.01,
                "{level}: {told}"
            );
        }
    }

    #[test]
    fn sum_and_series_meet() {
        for read in [0.0, 3.0] {
            let curve = Curve::Root { peak: 1.0, read };
            let of_count: Vec<_> = (0..COUNTS)
                .map(|count| gaussian_moments(|normal| curve.at(count as f64 + read * normal)))
                .collect();
            let (sum, _) = poisson_moments(SUMMED, &of_count);
            let (series, _) = root_series(SUMMED, read);
            assert!((sum - series).abs() < 1e-5 * sum, "{sum} {series}");
        }
    }

    #[test]
    fn any_value_has_a_finite_way_back() {
        for stabilizer in [
            Stabilizer::shot(0.1, 0.0),
            Stabilizer::shot(100_000.0, 0.1),
            Stabilizer::factor(0.0),
            Stabilizer::factor(1.0),
        ] {
            let mut last = f32::NEG_INFINITY;
            for step in -30..60 {
                let back = stabilizer.inverse(step as f32 / 10.0);
                assert!(
                    back.is_finite() && back >= last,
                    "{stabilizer:?} {step}: {back}"
                );
                last = back;
            }
            assert!(stabilizer.forward(-5.0).is_finite() && stabilizer.forward(40.0).is_finite());
        }
    }
}

use rayon::prelude::*;

use crate::image::Image;

/// Lags looked at, in pixels each way.
pub const LAGS: usize = 8;
const SIDE: usize = 2 * LAGS + 1;

/// Whether a method noise is white, as the noise that was to be removed is.
#[derive(Clone, Debug, PartialEq)]
pub struct Whiteness {
    /// Its standard deviation, 0..1; the noise's σ where only noise was removed, somewhat less where some of it was
    /// kept.
    pub deviation: f64,
    /// Autocorrelation −1..1 at lags −[`LAGS`]..=[`LAGS`] down and across, rows first; 1 in the middle.
    pub correlation: Vec<f32>,
    /// The portmanteau statistic as a standard normal number: below 3 nothing speaks against white, above 20 much was
    /// more than noise.
    pub z: f64,
    /// Power over the frequency 0..½ cycles a pixel, all directions averaged, relative to white noise of this
    /// deviation: 1 everywhere for white noise, more at low frequencies where structure was removed.
    pub spectrum: Vec<[f64; 2]>,
}

impl Whiteness {
    /// The largest correlation at any lag but 0.
    pub fn strongest(&self) -> f32 {
        let others = self.correlation.iter().enumerate();
        others
            .filter(|(at, _)| *at != SIDE * SIDE / 2)
            .map(|(_, value)| value.abs())
            .fold(0.0, f32::max)
    }
}

/// Measures how white a method noise is; channels count as so many pictures of one noise.
///
/// The mean ρ over N pairs of pixels of white noise is normal with variance 1 / N, so Σ N ρ² over the k lags of a half
/// plane follows χ² with k degrees of freedom (Box and Pierce 1970, doi:10.1080/01621459.1970.10481180), made normal by
/// Wilson and Hilferty's cube root (1931, doi:10.1073/pnas.17.12.684). The spectrum is the cosine transform of the
/// correlations under a Hann window (Blackman and Tukey 1958, doi:10.1002/j.1538-7305.1958.tb03874.x). Cost: pixels ×
/// 145. `None` for pictures with less than 4 × [`LAGS`] pixels a side, or with a constant method noise.
pub fn whiteness(method_noise: &Image) -> Option<Whiteness> {
    let (channels, height, width) = method_noise.dim();
    if channels == 0 || height < 4 * LAGS || width < 4 * LAGS {
        return None;
    }
    let area = height * width;
    let planes: Vec<Vec<f32>> = method_noise
        .pixels()
        .chunks(area)
        .map(|plane| {
            let mean = plane.iter().map(|&v| f64::from(v)).sum::<f64>() / area as f64;
            plane.iter().map(|&v| v - mean as f32).collect()
        })
        .collect();
    let variance = lagged(&planes, width, height, 0, 0);
    if variance <= 1e-14 {
        return None;
    }
    // The other half plane mirrors this one.
    let half: Vec<(usize, usize)> = (0..=LAGS)
        .flat_map(|down| (0..SIDE).map(move |across| (down, across)))
        .filter(|&(down, across)| down > 0 || across > LAGS)
        .collect();
    let values: Vec<f64> = half
        .par_iter()
        .map(|&(down, across)| {
            lagged(
                &planes,
                width,
                height,
                down,
                across as isize - LAGS as isize,
            ) / variance
        })
        .collect();
    let mut correlation = vec![0.0; SIDE * SIDE];
    let middle = SIDE * SIDE / 2;
    correlation[middle] = 1.0;
    let mut sum = 0.0;
    for (&(down, across), &value) in half.iter().zip(&values) {
        let at = down * SIDE + across - LAGS;
        correlation[middle + at] = value as f32;
        correlation[middle - at] = value as f32;
        let across = (across as isize - LAGS as isize).unsigned_abs();
        let pairs = channels * (height - down) * (width - across);
        sum += pairs as f64 * value * value;
    }
    let lags = half.len() as f64;
    let spread = 2.0 / (9.0 * lags);
    let z = ((sum / lags).cbrt() - (1.0 - spread)) / spread.sqrt();
    Some(Whiteness {
        deviation: variance.sqrt(),
        spectrum: spectrum(&correlation),
        correlation,
        z,
    })
}

/// Mean product of pixels so far apart.
fn lagged(planes: &[Vec<f32>], width: usize, height: usize, down: usize, across: isize) -> f64 {
    let (left, right) = if across >= 0 {
        (0, across as usize)
    } else {
        (across.unsigned_abs(), 0)
    };
    let length = width - left.max(right);
    let rows = height - down;
    let mut total = 0.0;
    for plane in planes {
        for y in 0..rows {
            let upper = &plane[y * width + left..][..length];
            let lower = &plane[(y + down) * width + right..][..length];
            let row: f32 = upper.iter().zip(lower).map(|(a, b)| a * b).sum();
            total += f64::from(row);
        }
    }
    total / (planes.len() * rows * length) as f64
}

/// Frequencies at which the spectrum is told.
const FREQUENCIES: usize = 33;
/// Directions averaged over.
const DIRECTIONS: usize = 24;

fn spectrum(correlation: &[f32]) -> Vec<[f64; 2]> {
    let reach = LAGS as f64 + 1.0;
    let window = |lag: f64| 0.5 + 0.5 * (std::f64::consts::PI * lag / reach).cos();
    (0..FREQUENCIES)
        .map(|at| {
            let frequency = 0.5 * at as f64 / (FREQUENCIES - 1) as f64;
            let mut power = 0.0;
            for direction in 0..DIRECTIONS {
                let angle = std::f64::consts::PI * direction as f64 / DIRECTIONS as f64;
                let (sine, cosine) = angle.sin_cos();
                for (index, &value) in correlation.iter().enumerate() {
                    let down = (index / SIDE) as f64 - LAGS as f64;
                    let across = (index % SIDE) as f64 - LAGS as f64;
                    let phase = std::f64::consts::TAU * frequency * (across * cosine + down * sine);
                    power += f64::from(value) * window(down) * window(across) * phase.cos();
                }
            }
            [frequency, power / DIRECTIONS as f64]
        })
        .collect()
}

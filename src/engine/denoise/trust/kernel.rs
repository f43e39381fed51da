use rayon::prelude::*;

use crate::denoise::{DenoiseError, Denoiser, Watch};
use crate::image::Image;
use crate::say;

/// How far a kernel is told around its pixel, in pixels each way.
pub const REACH: usize = 8;
const SIDE: usize = 2 * REACH + 1;
/// Pixels kept around the kernel, so that a method finds the surroundings that it works with.
const AROUND: usize = 24;
/// The same where derivatives are exact and cost little.
const FAR: usize = 64;

/// The filter that a method applied at one pixel: ∂ answer at the pixel / ∂ noisy around it, a row of its Jacobian.
#[derive(Clone, Debug, PartialEq)]
pub struct Kernel {
    /// The weights, `(2·REACH+1)²`, rows first, the pixel itself in the middle; 0 outside the picture.
    pub weights: Vec<f32>,
    /// Whether they are derivatives by back-propagation, not finite differences.
    pub exact: bool,
}

impl Kernel {
    /// The sum of the weights: 1 for a filter that keeps constants.
    pub fn sum(&self) -> f32 {
        self.weights.iter().sum()
    }

    /// Root mean square distance from the pixel, weighted by the weights' sizes, in pixels.
    pub fn width(&self) -> f32 {
        let (mut total, mut far) = (0.0, 0.0);
        for (at, weight) in self.weights.iter().enumerate() {
            let [y, x] = [at / SIDE, at % SIDE].map(|place| place as f32 - REACH as f32);
            total += weight.abs();
            far += weight.abs() * (y * y + x * x);
        }
        (far / total.max(1e-12)).sqrt()
    }

    /// The share of the weights that is negative, by size: 0 for an average of pixels.
    pub fn negative_share(&self) -> f32 {
        let negative: f32 = self.weights.iter().map(|weight| (-weight).max(0.0)).sum();
        let total: f32 = self.weights.iter().map(|weight| weight.abs()).sum();
        negative / total.max(1e-12)
    }
}

/// The filter of `method` at the pixel `at` (channel, row, column) of `noisy`.
///
/// A network's is exact, by back-propagation. Any other is measured: the method runs on the surroundings of 65 × 65
/// pixels, once as they are and once for each pixel moved by σ / 10, so a hard decision of the method that lies within
/// this step is smeared out. Cost: 290 runs on 65 × 65 pixels.
///
/// # Errors
/// The method's; [`DenoiseError::Refused`] for a pixel outside the picture.
pub fn kernel(
    method: &dyn Denoiser,
    noisy: &Image,
    sigma: f32,
    at: [usize; 3],
    watch: &Watch<'_>,
) -> Result<Kernel, DenoiseError> {
    let (channels, height, width) = noisy.dim();
    let [channel, y, x] = at;
    if channel >= channels || y >= height || x >= width {
        let problem = say!(
            "there is no pixel in row {}, column {}, channel {} of this picture",
            y,
            x,
            channel
        );
        return Err(DenoiseError::Refused(problem));
    }
    let cut = |around: usize| {
        let (top, left) = (y.saturating_sub(around), x.saturating_sub(around));
        let (bottom, right) = ((y + around + 1).min(height), (x + around + 1).min(width));
        let piece = noisy.crop(top, left, bottom - top, right - left);
        (piece, y - top, x - left)
    };
    let (piece, row, column) = cut(REACH + FAR);
    if let Some(exact) = method.derivative(&piece, sigma, [channel, row, column]) {
        let derivative = exact?;
        watch.set(1.0);
        let weights = places(row, column, piece.height(), piece.width())
            .map(|place| place.map_or(0.0, |(y, x)| derivative.array()[[channel, y, x]]));
        return Ok(Kernel {
            weights: weights.collect(),
            exact: true,
        });
    }
    let (piece, row, column) = cut(REACH + AROUND);
    let step = (sigma / 10.0).max(1e-4);
    let answer = |piece: &Image| -> Result<f32, DenoiseError> {
        let clean = method.denoise(piece, sigma, &watch.silent())?;
        Ok(clean.array()[[channel, row, column]])
    };
    let before = answer(&piece)?;
    let places: Vec<_> = places(row, column, piece.height(), piece.width()).collect();
    let mut weights = Vec::with_capacity(places.len());
    // A row of pixels at a time, so that progress is told and a stop is heard.
    for some in places.chunks(SIDE) {
        watch.go_on()?;
        let derivatives: Result<Vec<f32>, DenoiseError> = some
            .par_iter()
            .map(|place| {
                let Some((y, x)) = *place else { return Ok(0.0) };
                let mut moved = piece.clone();
                moved.array_mut()[[channel, y, x]] += step;
                Ok((answer(&moved)? - before) / step)
            })
            .collect();
        weights.extend(derivatives?);
        watch.set(weights.len() as f32 / places.len() as f32);
    }
    Ok(Kernel {
        weights,
        exact: false,
    })
}

/// Where the weights of a kernel lie in a picture, if they do.
fn places(
    row: usize,
    column: usize,
    height: usize,
    width: usize,
) -> impl Iterator<Item = Option<(usize, usize)>> {
    (0..SIDE * SIDE).map(move |at| {
        let y = (row + at / SIDE).checked_sub(REACH)?;
        let x = (column + at % SIDE).checked_sub(REACH)?;
        (y < height && x < width).then_some((y, x))
    })
}

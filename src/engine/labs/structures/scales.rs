//! Scale invariance: a photograph has the same contrast at each size at which it is looked at.
//!
//! The picture is halved again and again (means of 2 × 2); the contrast is the standard deviation of differences of
//! neighbours. White noise loses half of it at each octave. Source: Ruderman 1994, doi:10.1088/0954-898X/5/4/006.

use super::differences;
use crate::image::Image;

/// Octaves looked at.
const OCTAVES: usize = 5;

/// The slope of log₂ contrast over octaves, and the contrast at each.
pub fn measure(picture: &Image) -> (f64, Vec<[f64; 2]>) {
    let mut small = picture.clone();
    let mut points = Vec::new();
    for octave in 0..OCTAVES {
        if octave > 0 {
            small = halved(&small);
        }
        let differences = differences(&small);
        if differences.len() < 64 {
            break;
        }
        let square: f64 = differences.iter().map(|d| d * d).sum();
        points.push([octave as f64, (square / differences.len() as f64).sqrt()]);
    }
    let logs: Vec<[f64; 2]> = points
        .iter()
        .map(|[x, y]| [*x, y.max(1e-12).log2()])
        .collect();
    (slope(&logs), points)
}

/// The least squares slope.
fn slope(points: &[[f64; 2]]) -> f64 {
    let count = points.len().max(1) as f64;
    let mean = |at: usize| points.iter().map(|point| point[at]).sum::<f64>() / count;
    let (x, y) = (mean(0), mean(1));
    let both: f64 = points
        .iter()
        .map(|point| (point[0] - x) * (point[1] - y))
        .sum();
    let own: f64 = points.iter().map(|point| (point[0] - x).powi(2)).sum();
    if own > 0.0 { both / own } else { 0.0 }
}

/// Means of 2 × 2 pixels.
fn halved(picture: &Image) -> Image {
    let pixels = picture.array();
    Image::from_fn(1, picture.height() / 2, picture.width() / 2, |_, y, x| {
        let sum = |y: usize| pixels[[0, y, 2 * x]] + pixels[[0, y, 2 * x + 1]];
        (sum(2 * y) + sum(2 * y + 1)) / 4.0
    })
}

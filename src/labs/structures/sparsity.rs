//! Sparsity: few wavelet coefficients carry nearly all that changes in a photograph.
//!
//! Orthogonal wavelets (least asymmetric, 8 moments, 4 levels) of the largest part of the picture that they divide; the
//! coarse band is left out. Source: Donoho and Johnstone 1994, doi:10.1093/biomet/81.3.425.

use crate::image::Image;
use crate::math::wavelet::{Wavelet, orthogonal};

const LEVELS: usize = 4;

/// The share of the energy in the largest 5 %, and that in the largest k %.
pub fn measure(picture: &Image) -> (f64, Vec<[f64; 2]>) {
    let side = |length: usize| length >> LEVELS << LEVELS;
    let (height, width) = (side(picture.height()), side(picture.width()));
    if height == 0 || width == 0 {
        return (1.0, Vec::new());
    }
    let mut plane = picture.crop(0, 0, height, width).pixels().to_vec();
    orthogonal::forward(&mut plane, width, LEVELS, &Wavelet::Symlet8.filters());
    let (top, left) = (height >> LEVELS, width >> LEVELS);
    let mut energies: Vec<f64> = plane
        .iter()
        .enumerate()
        .filter(|(at, _)| at / width >= top || at % width >= left)
        .map(|(_, &value)| f64::from(value).powi(2))
        .collect();
    energies.sort_by(|a, b| b.total_cmp(a));
    let total: f64 = energies.iter().sum::<f64>().max(1e-30);
    let mut share = 0.0;
    let mut five = 0.0;
    let mut points = vec![[0.0, 0.0]];
    let mut next = 1;
    for (at, energy) in energies.iter().enumerate() {
        share += energy / total;
        let percent = 100.0 * (at + 1) as f64 / energies.len() as f64;
        if percent <= 5.0 {
            five = share;
        }
        while percent >= f64::from(next) && next <= 100 {
            points.push([f64::from(next), share.min(1.0)]);
            next += 1;
        }
    }
    (five, points)
}

//! Sparsity: few wavelet coefficients carry nearly all that changes in a photograph.
//!
//! Orthogonal wavelets (least asymmetric, 8 moments, 4 levels) of the largest part of the picture that they divide; the
//! coarse band is left out. Source: Donoho and Johnstone 1994, doi:10.1093/biomet/81.3.425.
//!
//! And patch by patch: what the best k of 63 cosines hold of it, and what k atoms of a dictionary hold that was learned
//! on other patches of the same picture (K-SVD). Source: Olshausen and Field 1996, doi:10.1038/381607a0.

use crate::denoise::methods::LearnedAtoms;
use crate::denoise::{DenoiseError, Watch};
use crate::image::Image;
use crate::math::transforms::wavelet::{Wavelet, orthogonal};

const LEVELS: usize = 4;
/// Patches that teach a dictionary, and as many that are measured.
const PATCHES: usize = 4000;
/// Rounds of learning.
const ROUNDS: usize = 10;
/// Atoms of a patch, at most.
const ATOMS: usize = 16;

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

/// A line's name and its points.
pub type Line = (String, Vec<[f64; 2]>);

/// Two lines for a picture `[1, h, w]`: the share of a patch's energy in its best 0 to 16 cosines, and in as many
/// learned atoms.
pub fn dictionaries(
    name: &str,
    picture: &Image,
    watch: &Watch<'_>,
) -> Result<[Line; 2], DenoiseError> {
    let atoms = LearnedAtoms::of(picture, PATCHES, ROUNDS, watch)?;
    let curve = |kind: &str, of: &dyn Fn(usize) -> f64| {
        let points = (0..=ATOMS).map(|k| [k as f64, of(k)]);
        (format!("{name}, {kind}"), points.collect())
    };
    let cosines = curve("cosines", &|k| atoms.shares_of_cosines(k));
    let learned = curve("learned atoms", &|k| atoms.shares(k));
    Ok([cosines, learned])
}

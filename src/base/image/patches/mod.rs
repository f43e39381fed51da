//! Square patches of a picture: finding similar ones, cleaning all in their spectrum, and adding overlapping estimates
//! up.

pub mod bands;
pub mod matching;
pub mod sliding;

pub use bands::{Bands, Sums};
pub use matching::{FoundPatch, Matcher, Search};
pub use sliding::Sliding;

use super::{Image, raster::mirror};

/// The picture, mirrored beyond its lower and right borders until each side has `least` pixels; the methods on patches
/// need room for one. An empty picture stays empty.
pub fn grown(image: &Image, least: usize) -> Image {
    let (channels, height, width) = image.dim();
    if height.min(width) == 0 || (height >= least && width >= least) {
        return image.clone();
    }
    Image::from_fn(channels, height.max(least), width.max(least), |c, y, x| {
        image.array()[[c, mirror(y, height), mirror(x, width)]]
    })
}

/// Copies the patch at (y, x) row after row.
#[inline(always)]
pub fn copy<const P: usize>(plane: &[f32], width: usize, y: usize, x: usize, patch: &mut [f32]) {
    for (dy, row) in patch.chunks_exact_mut(P).take(P).enumerate() {
        row.copy_from_slice(&plane[(y + dy) * width + x..][..P]);
    }
}

/// 0, step, 2 step … and the last place at which a patch of `side` pixels fits into `length`.
pub fn places(length: usize, side: usize, step: usize) -> Vec<usize> {
    let Some(last) = length.checked_sub(side) else {
        return Vec::new();
    };
    let mut places: Vec<usize> = (0..last).step_by(step.max(1)).collect();
    places.push(last);
    places
}

#[cfg(test)]
mod tests;

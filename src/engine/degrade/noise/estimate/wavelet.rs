use crate::math::transforms::wavelet::{Wavelet, orthogonal};

/// Side of the tiles that are taken from a large picture.
const TILE: usize = 128;
/// Most tiles that are looked at.
const MOST_TILES: usize = 256;
/// The median of |n| for standard normal n: half of the numbers are nearer to 0.
const MEDIAN: f64 = 0.674_489_750_2;

/// The standard deviation of white noise in a plane, by the median of its finest diagonal wavelet coefficients:
///
/// ```text
/// σ = median |d| / 0.6745        d: finest diagonal details, symlets of 4 moments
/// ```
///
/// The wavelets are orthonormal, so each d is noise of the same σ plus what the picture has there, which is little but
/// for edges, and a median forgives few of those. Textures and weak noise (σ below about 10 / 255) make the answer too
/// large; [`by_patches`](super::by_patches) does not mind them as much. Large planes are sampled. A plane of less than
/// 2×2 pixels has no details: 0.
/// Source: Donoho, Johnstone 1994, doi:10.1093/biomet/81.3.425.
pub fn by_wavelet(plane: &[f32], width: usize) -> f32 {
    let height = plane.len() / width.max(1);
    let filters = Wavelet::Symlet4.filters();
    let tiles = height.div_ceil(TILE) * width.div_ceil(TILE);
    let every = tiles.div_ceil(MOST_TILES).max(1);
    let mut details = Vec::new();
    let starts = (0..height)
        .step_by(TILE)
        .flat_map(|y| (0..width).step_by(TILE).map(move |x| (y, x)));
    for (y, x) in starts.step_by(every) {
        // The transform halves even sides; an odd last row or column is left out.
        let high = (height - y).min(TILE) / 2 * 2;
        let wide = (width - x).min(TILE) / 2 * 2;
        if high == 0 || wide == 0 {
            continue;
        }
        let mut tile: Vec<f32> = (y..y + high)
            .flat_map(|row| &plane[row * width + x..row * width + x + wide])
            .map(|&pixel| if pixel.is_finite() { pixel } else { 0.0 })
            .collect();
        orthogonal::forward(&mut tile, wide, 1, &filters);
        let rows = tile.chunks_exact(wide).skip(high / 2);
        details.extend(rows.flat_map(|row| row[wide / 2..].iter().map(|value| value.abs())));
    }
    if details.is_empty() {
        return 0.0;
    }
    let middle = details.len() / 2;
    let (_, median, _) = details.select_nth_unstable_by(middle, f32::total_cmp);
    (f64::from(*median) / MEDIAN) as f32
}

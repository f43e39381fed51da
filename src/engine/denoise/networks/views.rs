//! Self-ensemble: the mean of the answers to flipped and turned views of a picture.
//!
//! ```text
//! x = 1/n · Σ_k T_k⁻¹ D(T_k y)        T_1 … T_8: the ways to flip and turn a square; n of them
//! ```
//!
//! A network that has learned from pictures in all eight forms errs a little differently in each; the mean errs less.
//! Cost: n times D's.
//!
//! Source: Timofte, Rothe, Van Gool 2016, doi:10.1109/CVPR.2016.206.

use crate::denoise::{DenoiseError, Watch};
use crate::image::{Image, Turn};

/// The views in the order in which they are taken: each next one differs much from those before.
const ORDER: [u8; Turn::COUNT] = [0, 7, 2, 5, 3, 4, 1, 6];

/// The mean of `denoise`'s answers to the first `count` (1..=8) views of a picture; what is known so far is shown.
pub(in crate::denoise) fn averaged(
    count: usize,
    noisy: &Image,
    watch: &Watch<'_>,
    denoise: impl Fn(&Image, &Watch<'_>) -> Result<Image, DenoiseError>,
) -> Result<Image, DenoiseError> {
    if count <= 1 {
        return denoise(noisy, watch);
    }
    let mut sum: Option<Image> = None;
    let count = count.min(ORDER.len());
    for (at, turn) in ORDER.into_iter().map(Turn).take(count).enumerate() {
        let answer = denoise(&noisy.turned(turn), &watch.part(at, count))?.turned_back(turn);
        let so_far = match sum.take() {
            Some(mut sum) => {
                *sum.array_mut() += answer.array();
                sum
            }
            None => answer,
        };
        watch.show(|| so_far.map(|value| value / (at + 1) as f32));
        sum = Some(so_far);
    }
    let mut mean = sum.unwrap_or_else(|| noisy.clone());
    for value in mean.pixels_mut() {
        *value /= count as f32;
    }
    Ok(mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_of_views_has_no_direction() {
        let noisy = Image::from_fn(1, 5, 8, |_, y, x| (y * 8 + x) as f32);
        // Takes each pixel from its left neighbour: of all eight views that is the mean of the four neighbours.
        let shift = |image: &Image, _: &Watch<'_>| {
            let (c, height, width) = image.dim();
            Ok(Image::from_fn(c, height, width, |c, y, x| {
                image.array()[[c, y, x.saturating_sub(1)]]
            }))
        };
        let mean = averaged(8, &noisy, &Watch::default(), shift).unwrap();
        for (y, x) in [(1, 1), (2, 5), (3, 6)] {
            assert!((mean.array()[[0, y, x]] - noisy.array()[[0, y, x]]).abs() < 1e-5);
        }
        let corner = (0.0 + 0.0 + 1.0 + 8.0) / 4.0;
        assert!((mean.array()[[0, 0, 0]] - corner).abs() < 1e-6);
        let one = averaged(1, &noisy, &Watch::default(), shift).unwrap();
        assert_eq!(one.array()[[0, 2, 5]], noisy.array()[[0, 2, 4]]);
        assert_eq!(ORDER.iter().map(|turn| 1u8 << turn).sum::<u8>(), 255);
    }
}

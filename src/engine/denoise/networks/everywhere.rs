//! Noise everywhere: networks that judge the noise by themselves take a bar, a mask or a blown sky for a sign that
//! there is none, and leave the noise beside it. They are shown a picture that has noise there too.

use crate::degrade::noise::estimate::without_noise;
use crate::denoise::DenoiseError;
use crate::image::Image;
use crate::math::random::{Purpose, Stream};

/// Weaker noise than this (0..1) is not looked for: the areas without it would not be told from smooth ones.
const LEAST: f32 = 3.0 / 255.0;

/// `picture` with noise of standard deviation `sigma` (0..1) where it has none, and where that is; `None` if it has
/// noise everywhere. Areas without count where a square of `side` pixels lies in them.
pub(in crate::denoise) fn filled(
    picture: &Image,
    sigma: f32,
    side: usize,
) -> Option<(Image, Vec<bool>)> {
    if sigma < LEAST {
        return None;
    }
    let (_, height, width) = picture.dim();
    let mut bare = Vec::with_capacity(picture.pixels().len());
    for plane in picture.pixels().chunks_exact((height * width).max(1)) {
        bare.extend(squares(&without_noise(plane, width), width, side));
    }
    if !bare.iter().any(|bare| *bare) {
        return None;
    }
    let mut random = Stream::new(0, Purpose::Evaluation, 1);
    let mut filled = picture.clone();
    for (pixel, _) in filled
        .pixels_mut()
        .iter_mut()
        .zip(&bare)
        .filter(|(_, bare)| **bare)
    {
        *pixel += sigma * random.normal();
    }
    Some((filled, bare))
}

/// What of a mask is covered by squares of `side` pixels that lie in it whole.
fn squares(mask: &[bool], width: usize, side: usize) -> Vec<bool> {
    let height = mask.len() / width.max(1);
    let mut covered = vec![false; mask.len()];
    if height < side || width < side {
        return covered;
    }
    // How far the mask goes on to the left, and of that how far up it is at least so much.
    let mut left = vec![0_usize; mask.len()];
    for (at, inside) in mask.iter().enumerate() {
        if *inside {
            left[at] = 1 + if at % width > 0 { left[at - 1] } else { 0 };
        }
    }
    for x in side - 1..width {
        let mut up = 0;
        for y in 0..height {
            up = if left[y * width + x] >= side {
                up + 1
            } else {
                0
            };
            if up >= side {
                // The square that ends here; of those before, only the last row is new.
                let top = if up > side { y } else { y + 1 - side };
                for row in top..=y {
                    covered[row * width + x + 1 - side..=row * width + x].fill(true);
                }
            }
        }
    }
    covered
}

/// `method` on a picture with noise everywhere; what had no noise stays as it was. See [`filled`] for `side`.
pub(in crate::denoise) fn with_noise_everywhere(
    noisy: &Image,
    sigma: f32,
    side: usize,
    method: impl FnOnce(&Image) -> Result<Image, DenoiseError>,
) -> Result<Image, DenoiseError> {
    let Some((filled, bare)) = filled(noisy, sigma, side) else {
        return method(noisy);
    };
    let mut clean = method(&filled)?;
    let pixels = clean.pixels_mut().iter_mut().zip(noisy.pixels()).zip(&bare);
    for ((to, was), _) in pixels.filter(|(_, bare)| **bare) {
        *to = *was;
    }
    Ok(clean)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::denoise::methods::{CameraNetwork, Flexible};
    use crate::denoise::trial::with_noise;
    use crate::denoise::{Denoiser, Watch};
    use crate::for_tests::parrot;

    /// Root of the mean square of the error over rows.
    fn error(clean: &Image, answer: &Image, rows: std::ops::Range<usize>) -> f64 {
        let (channels, _, width) = clean.dim();
        let mut sum = 0.0;
        for c in 0..channels {
            for y in rows.clone() {
                for x in 0..width {
                    let error = answer.array()[[c, y, x]] - clean.array()[[c, y, x]];
                    sum += f64::from(255.0 * error).powi(2);
                }
            }
        }
        (sum / (channels * rows.len() * width) as f64).sqrt()
    }

    #[test]
    fn a_mask_is_covered_by_whole_squares_only() {
        let (height, width, side) = (19, 23, 4);
        let mask: Vec<bool> = (0..height * width)
            .map(|at| (at * 7919 + at / 5) % 11 < 10 || at / width < 6 && at % width > 3)
            .collect();
        let whole = |top: usize, left: usize| {
            (0..side * side).all(|n| mask[(top + n / side) * width + left + n % side])
        };
        let mut expected = vec![false; mask.len()];
        for (top, left) in (0..=height - side).flat_map(|y| (0..=width - side).map(move |x| (y, x)))
        {
            if whole(top, left) {
                (0..side * side)
                    .for_each(|n| expected[(top + n / side) * width + left + n % side] = true);
            }
        }
        assert_eq!(squares(&mask, width, side), expected);
        assert!(expected.contains(&true) && expected.contains(&false));
        assert_eq!(squares(&mask, width, 1), mask);
    }

    #[test]
    fn noise_beside_a_bar_is_removed_up_to_the_bar() {
        let colour = parrot().crop(100, 60, 112, 96);
        for clean in [colour.gray(), colour] {
            let mut noisy = with_noise(&clean, 25.0 / 255.0, 3, 0);
            let mut barred = clean.clone();
            let (channels, _, width) = clean.dim();
            for picture in [&mut noisy, &mut barred] {
                for c in 0..channels {
                    for at in 0..16 * width {
                        picture.array_mut()[[c, at / width, at % width]] = 16.0 / 255.0;
                    }
                }
            }
            for method in [
                &Flexible::default() as &dyn Denoiser,
                &CameraNetwork::default(),
            ] {
                let answer = method
                    .denoise(&noisy, 25.0 / 255.0, &Watch::default())
                    .unwrap();
                let (near, far) = (
                    error(&barred, &answer, 16..28),
                    error(&barred, &answer, 60..100),
                );
                // Left to themselves the networks leave some 20 beside the bar.
                assert!(
                    near < 11.0 && far < 11.0,
                    "{}: {near:.1} beside the bar, {far:.1} elsewhere",
                    method.id()
                );
                assert_eq!(error(&barred, &answer, 0..16), 0.0);
            }
        }
    }
}

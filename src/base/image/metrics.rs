//! How near two pictures are: PSNR and SSIM.
//!
//! Protocol: both pictures on the 0..1 scale, sums in f64, nothing rounded to whole levels, no border left out.
//! [`psnr`] takes the answer as it is; [`psnr_clipped`] and [`ssim`] first clip both pictures to 0..1, as a screen does
//! and as scores of denoisers are usually given: a clean picture within 0..1 stays as it is, and one that reaches
//! beyond (highlights of a float picture) is compared as it is shown. Where the clean picture holds no number (NaN),
//! nothing is compared. Colour: squared errors are averaged over all channels, SSIM over the channels' own.

use rayon::prelude::*;

use super::Image;

/// Peak signal-to-noise ratio in dB, 10·log₁₀(1 / mean squared error); infinite for equal pictures.
///
/// Pictures must have one shape.
pub fn psnr(clean: &Image, answer: &Image) -> f64 {
    psnr_of(clean, answer, |value| value)
}

/// Peak signal-to-noise ratio in dB, both pictures clipped to 0..1.
///
/// Pictures must have one shape.
pub fn psnr_clipped(clean: &Image, answer: &Image) -> f64 {
    psnr_of(clean, answer, |value| value.clamp(0.0, 1.0))
}

fn psnr_of(clean: &Image, answer: &Image, shown: impl Fn(f32) -> f32) -> f64 {
    assert_eq!(clean.dim(), answer.dim(), "pictures must have one shape");
    let pairs = clean.pixels().iter().zip(answer.pixels());
    let mut count = 0usize;
    let total: f64 = pairs
        .filter(|(a, _)| !a.is_nan())
        .inspect(|_| count += 1)
        .map(|(&a, &b)| (f64::from(shown(a)) - f64::from(shown(b))).powi(2))
        .sum();
    -10.0 * (total / count.max(1) as f64).log10()
}

/// Radius of the Gaussian window: 3.5 σ rounded, as scikit-image takes it, which makes it 11×11.
const RADIUS: usize = 5;
const SIGMA: f64 = 1.5;
const C1: f64 = 0.01 * 0.01;
const C2: f64 = 0.03 * 0.03;

/// Structural similarity, both pictures clipped to 0..1; 1 for equal pictures.
///
/// Gaussian window of σ = 1.5 and 11×11 pixels, K₁ = 0.01, K₂ = 0.03, range 1, population covariance, mean over the
/// positions where the whole window lies inside (over all, with mirrored borders, where the picture is smaller
/// than the window). Pictures must have one shape.
///
/// Source: Wang, Bovik, Sheikh, Simoncelli 2004, doi:10.1109/TIP.2003.819861. Agrees with scikit-image's
/// `structural_similarity(gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1)`.
pub fn ssim(clean: &Image, answer: &Image) -> f64 {
    assert_eq!(clean.dim(), answer.dim(), "pictures must have one shape");
    let (channels, height, width) = clean.dim();
    let area = height * width;
    if area == 0 || channels == 0 {
        return 1.0;
    }
    let total: f64 = (0..channels)
        .map(|c| {
            let plane = c * area..(c + 1) * area;
            ssim_of_plane(
                &clean.pixels()[plane.clone()],
                &answer.pixels()[plane],
                height,
                width,
            )
        })
        .sum();
    total / channels as f64
}

fn ssim_of_plane(clean: &[f32], answer: &[f32], height: usize, width: usize) -> f64 {
    let window: Vec<f64> = {
        let raw: Vec<f64> = (0..=2 * RADIUS)
            .map(|k| (-0.5 * ((k as f64 - RADIUS as f64) / SIGMA).powi(2)).exp())
            .collect();
        let sum: f64 = raw.iter().sum();
        raw.iter().map(|weight| weight / sum).collect()
    };
    let inside = |length: usize| {
        if length > 2 * RADIUS {
            RADIUS..length - RADIUS
        } else {
            0..length
        }
    };
    let columns = inside(width);
    // One sum per row, added in order: the same bits for any number of threads.
    let sums: Vec<(f64, usize)> = inside(height)
        .into_par_iter()
        .map_init(
            || vec![[0.0; 5]; width],
            |moments, y| {
                moments.fill([0.0; 5]);
                for (k, weight) in window.iter().enumerate() {
                    let row = reflect(y as isize + k as isize - RADIUS as isize, height) * width;
                    let pairs = clean[row..row + width]
                        .iter()
                        .zip(&answer[row..row + width]);
                    for (moment, (&a, &b)) in moments.iter_mut().zip(pairs) {
                        let (a, b) = (f64::from(a.clamp(0.0, 1.0)), f64::from(b.clamp(0.0, 1.0)));
                        let terms = [a, b, a * a, b * b, a * b];
                        for (sum, term) in moment.iter_mut().zip(terms) {
                            *sum += weight * term;
                        }
                    }
                }
                let (mut sum, mut count) = (0.0, 0);
                for at in columns.clone().map(|x| {
                    let mut at = [0.0; 5];
                    for (k, weight) in window.iter().enumerate() {
                        let column = reflect(x as isize + k as isize - RADIUS as isize, width);
                        for (sum, moment) in at.iter_mut().zip(moments[column]) {
                            *sum += weight * moment;
                        }
                    }
                    at
                }) {
                    // A window in which the clean picture lacks a number says nothing.
                    if !at[0].is_nan() {
                        sum += similarity(at);
                        count += 1;
                    }
                }
                (sum, count)
            },
        )
        .collect();
    match sums.iter().map(|(_, count)| count).sum::<usize>() {
        0 => 1.0,
        windows => sums.iter().map(|(sum, _)| sum).sum::<f64>() / windows as f64,
    }
}

/// SSIM at one position from the windowed means of a, b, a², b², ab.
fn similarity([a, b, aa, bb, ab]: [f64; 5]) -> f64 {
    let (var_a, var_b, covariance) = (aa - a * a, bb - b * b, ab - a * b);
    ((2.0 * a * b + C1) * (2.0 * covariance + C2)) / ((a * a + b * b + C1) * (var_a + var_b + C2))
}

/// Mirrors a position at the borders, repeating the border pixel.
fn reflect(at: isize, length: usize) -> usize {
    let period = 2 * length as isize;
    let at = at.rem_euclid(period);
    (if at < length as isize {
        at
    } else {
        period - 1 - at
    }) as usize
}

/// Per cent of the numbers of a picture that lie beyond 0..1 by more than half a level of 8 bits: scores do not see
/// them.
pub fn percent_beyond(image: &Image) -> f64 {
    const HALF: f32 = 0.5 / 255.0;
    let beyond = |value: &&f32| **value < -HALF || **value > 1.0 + HALF;
    let count = image.pixels().iter().filter(beyond).count();
    100.0 * count as f64 / image.pixels().len().max(1) as f64
}

/// Per cent of the numbers of a picture that lie at or beyond an end of 0..1: noise was cut off there.
pub fn percent_clipped(image: &Image) -> f64 {
    let at_end = |value: &&f32| **value <= 0.0 || **value >= 1.0;
    let count = image.pixels().iter().filter(at_end).count();
    100.0 * count as f64 / image.pixels().len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pictures that `tests/reference/metrics.py` makes: a smooth pattern and a disturbed copy.
    fn pictures(channels: usize) -> (Image, Image) {
        let clean = Image::from_fn(channels, 37, 45, |c, y, x| {
            let (y, x) = (y as f64, x as f64);
            (0.5 + 0.4 * (0.3 * x + 0.1 * y * (c as f64 + 1.0)).sin()) as f32
        });
        let answer = Image::from_fn(channels, 37, 45, |c, y, x| {
            let hash = ((x * 7919 + y * 104_729 + c * 1_299_709) % 1009) as f64 / 1009.0;
            (f64::from(clean.array()[[c, y, x]]) + 0.3 * (hash - 0.5)) as f32
        });
        (clean, answer)
    }

    #[test]
    fn agrees_with_scikit_image() {
        let (clean, answer) = pictures(1);
        assert!((psnr(&clean, &answer) - GRAY[0]).abs() < 1e-4);
        assert!((psnr_clipped(&clean, &answer) - GRAY[1]).abs() < 1e-4);
        assert!((ssim(&clean, &answer) - GRAY[2]).abs() < 1e-5);
        let (clean, answer) = pictures(3);
        assert!((psnr(&clean, &answer) - COLOUR[0]).abs() < 1e-4);
        assert!((psnr_clipped(&clean, &answer) - COLOUR[1]).abs() < 1e-4);
        assert!((ssim(&clean, &answer) - COLOUR[2]).abs() < 1e-5);
    }

    // Printed by tests/reference/metrics.py (scikit-image 0.26.0).
    const GRAY: [f64; 3] = [21.2543219, 21.3546763, 0.7633383];
    const COLOUR: [f64; 3] = [21.2534141, 21.3501354, 0.8077546];

    #[test]
    fn equal_pictures_are_perfect_and_tiny_ones_work() {
        for (height, width) in [(1, 1), (1, 30), (5, 3), (11, 11), (40, 12)] {
            let image = Image::from_fn(1, height, width, |_, y, x| ((y * 3 + x) % 7) as f32 / 7.0);
            assert_eq!(psnr(&image, &image), f64::INFINITY);
            assert!((ssim(&image, &image) - 1.0).abs() < 1e-12);
            let worse = image.map(|v| 1.0 - v);
            assert!(ssim(&image, &worse) < 0.99);
        }
    }

    #[test]
    fn equal_pictures_are_perfect_whatever_their_range() {
        for (scale, offset) in [(10.0, 0.0), (1.5, -0.25), (1e6, -3.0), (0.001, 0.0)] {
            let image = Image::from_fn(3, 30, 40, |c, y, x| {
                offset + scale * ((c + y * 3 + x * 7) % 11) as f32 / 10.0
            });
            assert_eq!(psnr_clipped(&image, &image), f64::INFINITY);
            assert!((ssim(&image, &image) - 1.0).abs() < 1e-12);
            let mut other = image.clone();
            other.pixels_mut()[500] = 0.5;
            other.pixels_mut()[501] = 0.25;
            assert!(psnr_clipped(&image, &other).is_finite() && ssim(&image, &other) < 1.0);
        }
        let plain = Image::from_fn(1, 10, 10, |_, _, x| x as f32 / 9.0);
        assert_eq!(percent_beyond(&plain), 0.0);
        assert_eq!(percent_beyond(&plain.map(|v| 2.0 * v)), 50.0);
    }

    #[test]
    fn pixels_without_a_number_are_left_out() {
        let (mut clean, mut answer) = pictures(1);
        let (before, alike) = (psnr_clipped(&clean, &answer), ssim(&clean, &answer));
        answer.pixels_mut()[3] = f32::NAN;
        assert!(
            psnr_clipped(&clean, &answer).is_nan(),
            "a hole in the answer is no merit"
        );
        clean.pixels_mut()[3] = f32::NAN;
        assert!((psnr_clipped(&clean, &answer) - before).abs() < 0.1);
        assert!((ssim(&clean, &answer) - alike).abs() < 0.05);
        assert_eq!(psnr_clipped(&clean, &clean), f64::INFINITY);
        assert!((ssim(&clean, &clean) - 1.0).abs() < 1e-12);
        assert!((ssim(&clean.map(|_| f32::NAN), &answer) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn ten_percent_off_is_twenty_decibels() {
        let gray = Image::from_fn(1, 8, 8, |_, _, _| 0.5);
        assert!((psnr(&gray, &gray.map(|v| v + 0.1)) - 20.0).abs() < 1e-5);
        assert!((psnr_clipped(&gray, &gray.map(|v| v + 2.5)) - 6.0206).abs() < 1e-4);
    }
}

//! Colour pictures of one dimension: grey ones stored in colour, toned ones, those of a single channel.

use super::Image;
use crate::math::matrices::symmetric::eigen;

/// Differences up to this come from rounding to 8 bits.
const ROUNDING: f32 = 0.75 / 255.0;
/// Share of the pixels that may be farther off, and how far.
const STRAY: f64 = 0.002;
const FAR: f32 = 2.5 / 255.0;
/// Fewer pixels than this share tell nothing.
const ENOUGH: f64 = 0.05;

/// A line in the space of colours on which all pixels of a picture lie.
///
/// ```text
/// pixel = mean + (g − mean[k]) / direction[k] · direction
/// g: the grey picture, k: the channel that changes most
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tint {
    mean: [f32; 3],
    /// Of length 1.
    direction: [f32; 3],
    /// Whether the three channels are the same number in each pixel.
    grey: bool,
}

impl Tint {
    /// The line on which the pixels of a picture of three channels lie, to rounding; pixels at 0 or 1, where they may
    /// be clipped, are not asked, unless a channel is the same everywhere. `None` where there is none, and for a
    /// picture of one colour only.
    pub fn of(picture: &Image) -> Option<Self> {
        if picture.channels() != 3 || picture.pixels().is_empty() {
            return None;
        }
        let area = picture.height() * picture.width();
        let (red, rest) = picture.pixels().split_at(area);
        let (green, blue) = rest.split_at(area);
        if red == green && green == blue {
            let third = 1.0 / 3.0_f32.sqrt();
            return Some(Self {
                mean: [0.0; 3],
                direction: [third; 3],
                grey: true,
            });
        }
        let even = [red, green, blue].map(|plane| plane.iter().all(|value| *value == plane[0]));
        let whole = |pixel: &[f32; 3]| {
            let channels = pixel.iter().zip(even);
            channels
                .into_iter()
                .all(|(value, even)| value.is_finite() && (even || (*value > 0.0 && *value < 1.0)))
        };
        let pixels = || {
            let all = red.iter().zip(green).zip(blue);
            all.map(|((r, g), b)| [*r, *g, *b]).filter(whole)
        };
        let (mut count, mut mean, mut products) = (0.0_f64, [0.0_f64; 3], [0.0_f64; 9]);
        for pixel in pixels() {
            count += 1.0;
            for a in 0..3 {
                mean[a] += f64::from(pixel[a]);
                for b in 0..3 {
                    products[a * 3 + b] += f64::from(pixel[a]) * f64::from(pixel[b]);
                }
            }
        }
        if count < (ENOUGH * area as f64).max(2.0) {
            return None;
        }
        let mean = mean.map(|sum| sum / count);
        for (at, product) in products.iter_mut().enumerate() {
            *product = *product / count - mean[at / 3] * mean[at % 3];
        }
        let (values, vectors) = eigen(&products, 3);
        // A picture of one colour has no direction.
        if values[0] < f64::from(ROUNDING).powi(2) || values[1] > f64::from(ROUNDING).powi(2) {
            return None;
        }
        let sign = vectors[..3].iter().sum::<f64>().signum();
        let direction = [0, 1, 2].map(|a| (sign * vectors[a]) as f32);
        let tint = Self {
            mean: mean.map(|value| value as f32),
            direction,
            grey: false,
        };
        let stray = pixels().filter(|pixel| tint.distance(*pixel) > FAR).count();
        (stray as f64 <= STRAY * count).then_some(tint)
    }

    fn distance(&self, pixel: [f32; 3]) -> f32 {
        let apart = [0, 1, 2].map(|c| pixel[c] - self.mean[c]);
        let along: f32 = apart.iter().zip(self.direction).map(|(a, d)| a * d).sum();
        let rest = [0, 1, 2].map(|c| apart[c] - along * self.direction[c]);
        rest.iter().fold(0.0, |most, value| most.max(value.abs()))
    }

    /// The channel that changes most.
    fn leader(&self) -> usize {
        let most = |a: usize, b: usize| {
            if self.direction[b].abs() > self.direction[a].abs() {
                b
            } else {
                a
            }
        };
        most(most(0, 1), 2)
    }

    /// What noise of standard deviation 1 over all channels is in the grey picture.
    pub fn gain(&self) -> f32 {
        if self.grey {
            return 1.0;
        }
        3.0_f32.sqrt() * self.direction[self.leader()].abs()
    }

    /// The grey picture, `[1, h, w]`: as the channel that changes most, but with what all of them know.
    pub fn grey(&self, picture: &Image) -> Image {
        let area = picture.height() * picture.width();
        let pixels = picture.pixels();
        let leader = self.leader();
        let scale = self.direction[leader];
        let width = picture.width();
        Image::from_fn(1, picture.height(), width, |_, y, x| {
            let at = y * width + x;
            let pixel = [pixels[at], pixels[area + at], pixels[2 * area + at]];
            if self.grey {
                return pixel[0];
            }
            let along: f32 = (0..3)
                .map(|c| (pixel[c] - self.mean[c]) * self.direction[c])
                .sum();
            self.mean[leader] + scale * along
        })
    }

    /// `picture` with what was changed in its grey picture from `before` to `after`.
    pub fn changed(&self, picture: &Image, before: &Image, after: &Image) -> Image {
        let area = picture.height() * picture.width();
        let mut answer = picture.clone();
        let leader = self.direction[self.leader()];
        for (c, plane) in answer
            .pixels_mut()
            .chunks_exact_mut(area.max(1))
            .enumerate()
        {
            let factor = self.direction[c] / leader;
            for (pixel, (before, after)) in plane
                .iter_mut()
                .zip(before.pixels().iter().zip(after.pixels()))
            {
                *pixel = if self.grey {
                    *after
                } else {
                    *pixel + factor * (after - before)
                };
            }
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toned(factors: [f32; 3]) -> Image {
        Image::from_fn(3, 40, 50, |c, y, x| {
            let grey = 0.1 + 0.8 * ((x * 7 + y * 13) % 31) as f32 / 31.0;
            (255.0 * factors[c] * grey).round() / 255.0
        })
    }

    #[test]
    fn toned_pictures_go_to_grey_and_back() {
        for factors in [
            [1.0, 1.0, 1.0],
            [1.0, 0.85, 0.6],
            [0.0, 1.0, 0.0],
            [1.2, 1.0, 0.7],
        ] {
            let picture = toned(factors).map(|value| value.min(1.0));
            let tint = Tint::of(&picture).unwrap();
            let grey = tint.grey(&picture);
            assert_eq!(tint.changed(&picture, &grey, &grey), picture);
            let darker = grey.map(|value| value - 0.1);
            let changed = tint.changed(&picture, &grey, &darker);
            let leader = factors.iter().copied().fold(0.0, f32::max);
            for c in 0..3 {
                let step = picture.array()[[c, 3, 4]] - changed.array()[[c, 3, 4]];
                let expected = 0.1 * factors[c] / leader;
                assert!(
                    (step - expected).abs() < 2e-3,
                    "{factors:?} {c}: {step} {expected}"
                );
            }
        }
    }

    #[test]
    fn colours_have_no_tint() {
        let colours = Image::from_fn(3, 20, 20, |c, y, x| {
            ((c * 5 + y * 3 + x) % 7) as f32 / 8.0 + 0.05
        });
        assert_eq!(Tint::of(&colours), None);
        assert_eq!(Tint::of(&Image::zeros(1, 4, 4)), None);
        assert_eq!(
            Tint::of(&Image::from_fn(3, 4, 4, |c, _, _| 0.2 * c as f32)),
            None
        );
    }
}

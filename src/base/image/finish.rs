//! Finish: how much of what a denoiser removed goes back into the picture, and grain on top.
//!
//! With y the noisy picture, x the denoiser's answer, r = y − x, r_L the mean of r over the channels and r_C = r − r_L:
//!
//! ```text
//! z = x + (1 − s·l) · r_L + (1 − s·c) · r_C + g · n
//! ```
//!
//! s strength, l and c the shares for brightness and colour, g the grain's standard deviation, n standard normal, the
//! same in all channels and a function of the pixel's place alone. Nothing but a pixel itself enters, so a part of the
//! picture is finished as it is in the whole. Shapes: `[c, h, w] → [c, h, w]`; not clipped.

use rayon::prelude::*;

use super::Image;
use crate::math::random::{Purpose, Stream};
use crate::setting::Kind;

crate::adjustable! {
    /// How a cleaned picture is finished.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Finish: "finish", "Finish", "How much of the noise is removed, and what is put back." {
        /// Share of everything removed.
        strength: f32 = 100.0, Kind::float(0.0, 100.0),
            "Strength", "%", "Share of the noise that is removed; 70 to 100 looks natural.";
        /// Share of noise in brightness removed.
        luminance: f32 = 100.0, Kind::float(0.0, 100.0),
            "Brightness noise", "%", "Share of the noise in brightness that is removed; some left looks like film.";
        /// Share of noise in colour removed.
        colour: f32 = 100.0, Kind::float(0.0, 100.0),
            "Colour noise", "%", "Share of the noise in colour that is removed; blotches of colour are seldom wanted.";
        /// Standard deviation of grain put on top.
        grain: f32 = 0.0, Kind::float(0.0, 30.0),
            "Grain", "/ 255", "Standard deviation of fine grain put on top; 2 to 6 hides that a picture was cleaned.";
    }
}

/// The grain's seed: the same grain each time.
const GRAIN: u64 = 1;

impl Finish {
    /// Whether the finished picture is the denoiser's answer itself.
    pub fn is_neutral(&self) -> bool {
        self.back() == [0.0; 2] && self.grain == 0.0
    }

    /// The shares of what was removed in brightness and colour that go back.
    fn back(&self) -> [f32; 2] {
        let whole = self.strength / 100.0;
        [self.luminance, self.colour].map(|share| 1.0 - whole * share / 100.0)
    }

    /// The finished picture of a denoiser's answer `clean`, made in its place; `noisy` and `clean` have the same shape.
    pub fn apply(&self, noisy: &Image, clean: Image) -> Image {
        assert_eq!(noisy.dim(), clean.dim(), "pictures of one shape");
        let (channels, height, width) = clean.dim();
        let mut finished = clean;
        let back = self.back();
        if width == 0 || self.is_neutral() {
            return finished;
        }
        let area = height * width;
        let mut rows: Vec<Vec<&mut [f32]>> = (0..height).map(|_| Vec::new()).collect();
        for (at, row) in finished.pixels_mut().chunks_mut(width).enumerate() {
            rows[at % height].push(row);
        }
        rows.into_par_iter().enumerate().for_each(|(y, mut row)| {
            let given = |c: usize| &noisy.pixels()[c * area + y * width..][..width];
            let mut random = Stream::new(GRAIN, Purpose::Noise, y as u64);
            for x in 0..width {
                let removed = |c: usize, row: &[&mut [f32]]| given(c)[x] - row[c][x];
                let mean = (0..channels).map(|c| removed(c, &row)).sum::<f32>() / channels as f32;
                let grain = if self.grain > 0.0 {
                    self.grain / 255.0 * random.normal()
                } else {
                    0.0
                };
                for c in 0..channels {
                    let rest = removed(c, &row) - mean;
                    row[c][x] += back[0] * mean + back[1] * rest + grain;
                }
            }
        });
        finished
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(channels: usize) -> (Image, Image) {
        let clean = Image::from_fn(channels, 6, 5, |c, y, x| (c + 2 * y + 3 * x) as f32 / 40.0);
        let noisy = Image::from_fn(channels, 6, 5, |c, y, x| {
            clean.array()[[c, y, x]] + ((c * 5 + y * 3 + x * 7) % 11) as f32 / 50.0 - 0.1
        });
        (noisy, clean)
    }

    fn apart(a: &Image, b: &Image) -> f32 {
        let pairs = a.pixels().iter().zip(b.pixels());
        pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
    }

    #[test]
    fn everything_removed_is_the_answer_and_nothing_removed_the_noisy_picture() {
        for channels in [1, 3] {
            let (noisy, clean) = pair(channels);
            let finish = |strength| Finish {
                strength,
                ..Finish::default()
            };
            assert_eq!(finish(100.0).apply(&noisy, clean.clone()), clean);
            assert!(apart(&finish(0.0).apply(&noisy, clean.clone()), &noisy) < 1e-6);
            let half = finish(50.0).apply(&noisy, clean.clone());
            let middle = Image::from_fn(channels, 6, 5, |c, y, x| {
                0.5 * (noisy.array()[[c, y, x]] + clean.array()[[c, y, x]])
            });
            assert!(apart(&half, &middle) < 1e-6);
        }
    }

    #[test]
    fn brightness_and_colour_are_apart() {
        let (noisy, clean) = pair(3);
        let finish = Finish {
            luminance: 0.0,
            ..Finish::default()
        };
        let kept = finish.apply(&noisy, clean.clone());
        for y in 0..6 {
            for x in 0..5 {
                let mean = |image: &Image| (0..3).map(|c| image.array()[[c, y, x]]).sum::<f32>();
                assert!((mean(&kept) - mean(&noisy)).abs() < 1e-5);
                let tint = |image: &Image| image.array()[[0, y, x]] - image.array()[[2, y, x]];
                assert!((tint(&kept) - tint(&clean)).abs() < 1e-5);
            }
        }
    }

    #[test]
    fn grain_has_its_strength_repeats_and_is_grey() {
        let flat = Image::zeros(3, 100, 100);
        let finish = Finish {
            grain: 10.0,
            ..Finish::default()
        };
        let grainy = finish.apply(&flat, flat.clone());
        assert_eq!(grainy, finish.apply(&flat, flat.clone()));
        assert_eq!(grainy.channel(0), grainy.channel(2));
        let squares: f32 = grainy.channel(0).iter().map(|v| v * v).sum();
        let level = (squares / 10_000.0).sqrt() * 255.0;
        assert!((level - 10.0).abs() < 0.3, "{level}");
    }
}

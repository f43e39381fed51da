//! The opponent colour space in which colour denoisers work.
//!
//! ```text
//! luminance   L = (R + G + B) / 3
//! red–blue    U = (R − B) / √2
//! green       V = (R − 2 G + B) / √6
//! ```
//!
//! The three rows are orthogonal, so white noise stays white and independent between them. U and V have length 1 and
//! keep its standard deviation σ; L keeps the range 0..1 of a grey picture instead, and its noise is σ / √3. Natural
//! pictures have their structure in L; U and V are smooth. Source: Ohta, Kanade, Sakai 1980,
//! doi:10.1016/0146-664X(80)90047-7.

use super::Image;

/// What white noise of standard deviation 1 in red, green and blue becomes in the three opponent channels.
pub const NOISE: [f32; 3] = [0.577_350_3, 1.0, 1.0];

const HALF: f32 = std::f32::consts::FRAC_1_SQRT_2;
const SIXTH: f32 = 0.408_248_3;

/// Red, green, blue → luminance, red–blue, green. Pictures of other than three channels stay as they are.
pub fn to_opponent(picture: &Image) -> Image {
    each_pixel(picture, |[r, g, b]| {
        [(r + g + b) / 3.0, (r - b) * HALF, (r - 2.0 * g + b) * SIXTH]
    })
}

/// The way back from [`to_opponent`].
pub fn from_opponent(picture: &Image) -> Image {
    each_pixel(picture, |[l, u, v]| {
        [
            l + u * HALF + v * SIXTH,
            l - 2.0 * v * SIXTH,
            l - u * HALF + v * SIXTH,
        ]
    })
}

fn each_pixel(picture: &Image, f: impl Fn([f32; 3]) -> [f32; 3]) -> Image {
    let mut answer = picture.clone();
    if picture.channels() == 3 {
        let area = picture.height() * picture.width();
        let (a, rest) = answer.pixels_mut().split_at_mut(area);
        let (b, c) = rest.split_at_mut(area);
        for ((a, b), c) in a.iter_mut().zip(b).zip(c) {
            [*a, *b, *c] = f([*a, *b, *c]);
        }
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::{Purpose, Stream};

    #[test]
    fn there_and_back() {
        let picture = Image::from_fn(3, 4, 5, |c, y, x| (c * 7 + y * 3 + x) as f32 / 30.0);
        let back = from_opponent(&to_opponent(&picture));
        for (a, b) in picture.pixels().iter().zip(back.pixels()) {
            assert!((a - b).abs() < 1e-6, "{a} {b}");
        }
    }

    #[test]
    fn noise_has_the_stated_level_and_stays_independent() {
        let mut random = Stream::new(0, Purpose::Evaluation, 0);
        let mut noise = Image::zeros(3, 200, 200);
        noise
            .pixels_mut()
            .iter_mut()
            .for_each(|pixel| *pixel = random.normal());
        let opponent = to_opponent(&noise);
        let planes: Vec<_> = opponent.pixels().chunks(40_000).collect();
        for a in 0..3 {
            for b in 0..3 {
                let product: f32 = planes[a].iter().zip(planes[b]).map(|(x, y)| x * y).sum();
                let expected = if a == b { NOISE[a] * NOISE[b] } else { 0.0 };
                assert!((product / 40_000.0 - expected).abs() < 0.02, "{a} {b}");
            }
        }
    }
}

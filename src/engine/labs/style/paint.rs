//! How a picture is painted: its pixels go down the slope of what is wrong with it; and what needs no network, the
//! style's colours alone.

use super::eye::{Eye, Wish};
use crate::image::Image;
use crate::math::matrices::spd::{cholesky, inverse_of_lower};
use crate::nn::Tensor;
use crate::nn::optimizer::{Adam, Optimizer, Step};

/// How far a pixel goes in a step at most, about.
const RATE: f32 = 0.02;

/// Paints, beginning with `picture` (0..1 less a half); `watch` is told the steps done, what is wrong (style, content)
/// and the picture so far, and says whether to go on. `None` when it is not to.
pub(super) fn painted(
    eye: &mut Eye,
    picture: &Tensor,
    wish: &Wish,
    steps: u64,
    watch: &mut dyn FnMut(u64, [f32; 2], &Tensor) -> bool,
) -> Option<Tensor> {
    let mut picture = picture.clone();
    let adam = Adam::default();
    let mut slots = vec![vec![0.0; picture.data.len()]; adam.slots().len()];
    for number in 0..steps {
        let (wrong, slope) = eye.wrong(&picture, wish);
        if !watch(number, wrong, &picture) {
            return None;
        }
        let step = Step {
            rate: RATE * (1.0 - 0.9 * number as f32 / steps as f32),
            number: number + 1,
            matrices: &[],
        };
        adam.update(&mut picture.data, &slope.data, &mut slots, &step);
        let values = picture.data.iter_mut();
        values.for_each(|value| *value = value.clamp(-0.5, 0.5));
    }
    let (wrong, _) = eye.wrong(&picture, wish);
    watch(steps, wrong, &picture).then_some(picture)
}

/// Mean of the colours, and L of their covariance L·Lᵀ.
fn colours(picture: &Image) -> Option<([f64; 3], Vec<f64>)> {
    let planes: Vec<&[f32]> = picture
        .pixels()
        .chunks_exact(picture.height() * picture.width())
        .collect();
    let count = planes.first()?.len().max(1) as f64;
    let mut mean = [0.0; 3];
    for (mean, plane) in mean.iter_mut().zip(&planes) {
        *mean = plane.iter().map(|value| f64::from(*value)).sum::<f64>() / count;
    }
    let mut covariance = vec![0.0; 9];
    for (row, one) in planes.iter().enumerate() {
        for (column, other) in planes.iter().enumerate() {
            let pairs = one.iter().zip(*other);
            let products =
                pairs.map(|(a, b)| (f64::from(*a) - mean[row]) * (f64::from(*b) - mean[column]));
            covariance[3 * row + column] = products.sum::<f64>() / count;
        }
        covariance[4 * row] += 1e-5;
    }
    Some((mean, cholesky(&covariance, 3)?))
}

/// A colour picture with the mean and covariance of another's colours.
pub(super) fn recoloured(picture: &Image, like: &Image) -> Image {
    let (Some((from, own)), Some((to, wanted))) = (colours(picture), colours(like)) else {
        return picture.clone();
    };
    let back = inverse_of_lower(&own, 3);
    let times = |matrix: &[f64], colour: [f64; 3]| -> [f64; 3] {
        std::array::from_fn(|row| (0..3).map(|at| matrix[3 * row + at] * colour[at]).sum())
    };
    let area = picture.height() * picture.width();
    let mut answer = picture.clone();
    for at in 0..area {
        let colour = std::array::from_fn(|c| f64::from(picture.pixels()[c * area + at]) - from[c]);
        let colour = times(&wanted, times(&back, colour));
        for (c, value) in colour.into_iter().enumerate() {
            answer.pixels_mut()[c * area + at] = (value + to[c]).clamp(0.0, 1.0) as f32;
        }
    }
    answer
}

/// How much of a picture's structure is left in another: the correlation of how steep both are, in grey at half the
/// side.
pub(super) fn structure(one: &Image, other: &Image) -> f64 {
    let steep = |picture: &Image| {
        let grey = picture.gray().halved();
        let (height, width) = (grey.height(), grey.width());
        let at = |y: usize, x: usize| f64::from(grey.pixels()[y * width + x]);
        let mut all = Vec::new();
        for y in 1..height.saturating_sub(1) {
            for x in 1..width.saturating_sub(1) {
                let [down, right] = [at(y + 1, x) - at(y - 1, x), at(y, x + 1) - at(y, x - 1)];
                all.push(down.hypot(right));
            }
        }
        all
    };
    let [one, other] = [steep(one), steep(other)];
    let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len().max(1) as f64;
    let [a, b] = [mean(&one), mean(&other)];
    let (mut both, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (x, y) in one.iter().zip(&other) {
        both += (x - a) * (y - b);
        aa += (x - a).powi(2);
        bb += (y - b).powi(2);
    }
    both / (aa * bb).sqrt().max(1e-12)
}

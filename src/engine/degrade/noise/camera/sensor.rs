//! A sensor's noise: photons and read-out, under a mosaic of colours, demosaiced, balanced, and curved for the eye.

use super::{PixelLayout, between, root_mean_square, soften};
use crate::image::raster::mirror;
use crate::math::random::Stream;

/// Adds a sensor's noise of standard deviation `sigma` over all channels; the answer is clipped below 0 and above 1, as
/// a camera's is.
///
/// ```text
/// y = tone(l + n),   n = C·W·demosaic(m)          l = tone⁻¹(x)
/// m on the mosaic: variance a·r + b,  r = l / w of the colour that stands there
/// ```
///
/// w are the gains of white balance, C a matrix that takes neighbouring colours away from each other, as cameras' do;
/// both keep grey grey.
pub(super) fn expose(
    planes: &mut [Vec<f32>],
    layout: PixelLayout,
    sigma: f32,
    blur: Option<f32>,
    random: &mut Stream,
) {
    let size = [layout.height, layout.width];
    let linear: Vec<Vec<f32>> = planes
        .iter()
        .map(|plane| plane.iter().map(|&x| to_linear(x)).collect())
        .collect();
    // What reading out adds, as a share of what photons add in white: dim light has much of it.
    let read = 0.003 * (random.uniform() * 4.0).exp();
    let mut noise = match linear.len() {
        3 => mosaic(&linear, size, read, random),
        _ => linear
            .iter()
            .map(|plane| {
                let of = |&light: &f32| (light.max(0.0) + read).sqrt() * random.normal();
                plane.iter().map(of).collect()
            })
            .collect(),
    };
    soften(&mut noise, layout, blur);
    // The scale that makes the noise σ after the curve: to first order, then as measured.
    let seen: Vec<Vec<f32>> = noise
        .iter()
        .zip(&linear)
        .map(|(noise, light)| {
            noise
                .iter()
                .zip(light)
                .map(|(n, &l)| n * slope(l))
                .collect()
        })
        .collect();
    let mut scale = sigma / root_mean_square(&seen);
    for _ in 0..2 {
        let exposed = exposed(&linear, &noise, scale);
        scale *= sigma / error(&exposed, planes).max(0.1 * sigma).max(1e-9);
    }
    planes.clone_from_slice(&exposed(&linear, &noise, scale));
}

/// The picture of that light and noise, as a camera shows it.
fn exposed(linear: &[Vec<f32>], noise: &[Vec<f32>], scale: f32) -> Vec<Vec<f32>> {
    let pixel = |(light, noise): (&f32, &f32)| to_tone(light + scale * noise).clamp(0.0, 1.0);
    let planes = linear.iter().zip(noise);
    planes
        .map(|(light, noise)| light.iter().zip(noise).map(pixel).collect())
        .collect()
}

/// The root of the mean square of the difference.
fn error(planes: &[Vec<f32>], others: &[Vec<f32>]) -> f32 {
    let pairs = planes.iter().zip(others);
    let differences: Vec<Vec<f32>> = pairs
        .map(|(a, b)| a.iter().zip(b).map(|(a, b)| a - b).collect())
        .collect();
    root_mean_square(&differences)
}

/// Noise of a mosaic, demosaiced, balanced and separated.
fn mosaic(linear: &[Vec<f32>], size: [usize; 2], read: f32, random: &mut Stream) -> Vec<Vec<f32>> {
    let [height, width] = size;
    let gains = [
        between([1.2, 2.4], random.uniform()),
        1.0,
        between([1.2, 2.4], random.uniform()),
    ];
    let (dy, dx) = (random.below(2), random.below(2));
    let careful = random.uniform() < 0.5;
    let separation = between([0.05, 0.35], random.uniform());
    let raw: Vec<f32> = (0..height * width)
        .map(|at| {
            let channel = colour(at / width + dy, at % width + dx);
            let light = (linear[channel][at] / gains[channel]).max(0.0);
            (light + read).sqrt() * random.normal()
        })
        .collect();
    let mut planes = if careful {
        laplacian(&raw, size, [dy, dx])
    } else {
        bilinear(&raw, size, [dy, dx])
    };
    let (first, rest) = planes.split_at_mut(1);
    let (second, third) = rest.split_at_mut(1);
    for ((r, g), b) in first[0].iter_mut().zip(&mut second[0]).zip(&mut third[0]) {
        let [x, y, z] = [*r * gains[0], *g * gains[1], *b * gains[2]];
        *r = x + separation * (x - 0.7 * y - 0.3 * z);
        *g = y + separation * (y - 0.5 * x - 0.5 * z);
        *b = z + separation * (z - 0.3 * x - 0.7 * y);
    }
    planes
}

/// The colour that a place of the mosaic sees: 0 red, 1 green, 2 blue.
fn colour(y: usize, x: usize) -> usize {
    match (y % 2, x % 2) {
        (0, 0) => 0,
        (1, 1) => 2,
        _ => 1,
    }
}

/// A mosaic's value, continued by mirroring, which keeps the colours' order.
fn seen(raw: &[f32], [height, width]: [usize; 2], y: isize, x: isize) -> f32 {
    let fold = |at: isize, length: usize| mirror(at.unsigned_abs(), length);
    raw[fold(y, height) * width + fold(x, width)]
}

/// Each colour's mean of its nearest places.
pub(super) fn bilinear(raw: &[f32], size: [usize; 2], offset: [usize; 2]) -> Vec<Vec<f32>> {
    demosaic(raw, size, offset, |at, own, wanted, row_has| {
        let cross = 0.25 * (at(-1, 0) + at(1, 0) + at(0, -1) + at(0, 1));
        let corners = 0.25 * (at(-1, -1) + at(-1, 1) + at(1, -1) + at(1, 1));
        match (own, wanted) {
            (1, _) if row_has => 0.5 * (at(0, -1) + at(0, 1)),
            (1, _) => 0.5 * (at(-1, 0) + at(1, 0)),
            (_, 1) => cross,
            _ => corners,
        }
    })
}

/// The same, corrected by the Laplacian of the colour that stands there: windows of 5 × 5 places.
/// Source: Malvar, He, Cutler 2004, doi:10.1109/ICASSP.2004.1326587.
pub(super) fn laplacian(raw: &[f32], size: [usize; 2], offset: [usize; 2]) -> Vec<Vec<f32>> {
    demosaic(raw, size, offset, |at, own, wanted, row_has| {
        let cross = at(-1, 0) + at(1, 0) + at(0, -1) + at(0, 1);
        let corners = at(-1, -1) + at(-1, 1) + at(1, -1) + at(1, 1);
        let (up, side) = (at(-2, 0) + at(2, 0), at(0, -2) + at(0, 2));
        let sum = match (own, wanted) {
            (1, _) if row_has => {
                5.0 * at(0, 0) + 4.0 * (at(0, -1) + at(0, 1)) - corners - side + 0.5 * up
            }
            (1, _) => 5.0 * at(0, 0) + 4.0 * (at(-1, 0) + at(1, 0)) - corners - up + 0.5 * side,
            (_, 1) => 4.0 * at(0, 0) + 2.0 * cross - up - side,
            _ => 6.0 * at(0, 0) + 2.0 * corners - 1.5 * (up + side),
        };
        sum / 8.0
    })
}

/// Three planes from a mosaic. `fill` gets the values around a place, the colour that stands there, the one that is
/// wanted, and whether a green place has that one beside it in its row.
fn demosaic(
    raw: &[f32],
    size: [usize; 2],
    [dy, dx]: [usize; 2],
    fill: impl Fn(&dyn Fn(isize, isize) -> f32, usize, usize, bool) -> f32,
) -> Vec<Vec<f32>> {
    let [height, width] = size;
    let mut planes = vec![vec![0.0; height * width]; 3];
    for y in 0..height {
        for x in 0..width {
            let own = colour(y + dy, x + dx);
            let beside = colour(y + dy, x + dx + 1);
            let at = |v: isize, u: isize| seen(raw, size, y as isize + v, x as isize + u);
            for (wanted, plane) in planes.iter_mut().enumerate() {
                plane[y * width + x] = if wanted == own {
                    at(0, 0)
                } else {
                    fill(&at, own, wanted, beside == wanted)
                };
            }
        }
    }
    planes
}

/// The curve of sRGB without its straight part: close enough for noise, and smooth.
const GAMMA: f32 = 2.2;
/// Below this much light the curve is straight.
const DARK: f32 = 0.003;

fn to_linear(x: f32) -> f32 {
    x.clamp(0.0, 1.0).powf(GAMMA)
}

fn to_tone(light: f32) -> f32 {
    if light <= DARK {
        light * DARK.powf(1.0 / GAMMA - 1.0)
    } else {
        light.powf(1.0 / GAMMA)
    }
}

/// The derivative of [`to_tone`].
fn slope(light: f32) -> f32 {
    let light = light.max(DARK);
    light.powf(1.0 / GAMMA - 1.0) / GAMMA
}

//! Kernels that follow the structure: from gradients to the matrix of each pixel.

use rayon::prelude::*;

use super::LANES;
use crate::image::margin::Margin;
use crate::math::simd::wide;

/// Pixels by which kernels reach beyond their pixel.
pub(super) const REACH: usize = 10;
/// Gradients are gathered from so many pixels around, both ways.
const AROUND: usize = 5;
/// Pixels by which the kernel for the first gradients reaches.
const FIRST: usize = 3;

/// The matrix of each pixel, divided by 2 h² (q − p = (x, y): a x² + 2 b x y + c y²), and the root of its determinant;
/// with a margin of [`REACH`] and [`LANES`] zeros in the end, where nobody looks when eight pixels are fitted at once.
pub(super) struct Kernels {
    pub(super) margin: Margin,
    pub(super) a: Vec<f32>,
    /// 2 b.
    pub(super) b: Vec<f32>,
    pub(super) c: Vec<f32>,
    pub(super) root: Vec<f32>,
}

/// Slopes to the right and down of planes fitted with a Gaussian kernel of width `spread`: Σ w x z / Σ w x².
pub(super) fn gradients(
    plane: &[f32],
    (height, width): (usize, usize),
    spread: f32,
) -> (Vec<f32>, Vec<f32>) {
    const SIDE: usize = 2 * FIRST + 1;
    let margin = Margin::new(height, width, FIRST, |n| n);
    let larger = margin.add(plane);
    let place = |k: usize| k as f32 - FIRST as f32;
    let bell: [f32; SIDE] = std::array::from_fn(|k| (-0.5 * (place(k) / spread).powi(2)).exp());
    let total: f32 = bell.iter().sum();
    let second: f32 = (0..SIDE).map(|k| bell[k] * place(k).powi(2)).sum();
    let smooth = bell.map(|weight| weight / total);
    let slope: [f32; SIDE] = std::array::from_fn(|k| bell[k] * place(k) / second);
    let filtered = |across: &[f32; SIDE], along: &[f32; SIDE]| {
        let mut out = vec![0.0; plane.len()];
        let rows = out.par_chunks_mut(width).enumerate();
        rows.for_each_init(
            || vec![0.0_f32; margin.outer.1],
            |sums, (y, out)| {
                sums.fill(0.0);
                let from = larger[y * margin.outer.1..].chunks_exact(margin.outer.1);
                for (row, weight) in from.zip(across) {
                    for (sum, value) in sums.iter_mut().zip(row) {
                        *sum += weight * value;
                    }
                }
                for (k, weight) in along.iter().enumerate() {
                    for (out, sum) in out.iter_mut().zip(&sums[k..]) {
                        *out += weight * sum;
                    }
                }
            },
        );
        out
    };
    (filtered(&smooth, &slope), filtered(&slope, &smooth))
}

/// The kernels of all pixels, of width h before they are steered.
pub(super) fn kernels(
    right: &[f32],
    down: &[f32],
    size @ (height, width): (usize, usize),
    h: f32,
) -> Kernels {
    let product =
        |p: &[f32], q: &[f32]| -> Vec<f32> { p.iter().zip(q).map(|(p, q)| p * q).collect() };
    let mut a = gathered(&product(right, right), size);
    let mut b = gathered(&product(right, down), size);
    let mut c = gathered(&product(down, down), size);
    let mut root = vec![0.0; a.len()];
    let scale = 0.5 / (h * h);
    let rows = a
        .par_chunks_mut(width)
        .zip(b.par_chunks_mut(width))
        .zip(c.par_chunks_mut(width))
        .zip(root.par_chunks_mut(width));
    rows.for_each(|(((a, b), c), root)| {
        wide(|| {
            for (((a, b), c), root) in a.iter_mut().zip(b).zip(c).zip(root) {
                (*a, *b, *c, *root) = steered(*a, *b, *c, scale);
            }
        });
    });
    let margin = Margin::new(height, width, REACH, |n| n);
    let mut b = margin.add(&b);
    // In a mirror, what rose to the right falls.
    let inside = |at: usize, length: usize| (REACH..REACH + length).contains(&at);
    for (y, row) in b.chunks_exact_mut(margin.outer.1).enumerate() {
        for (x, value) in row.iter_mut().enumerate() {
            if inside(y, height) != inside(x, width) {
                *value = -*value;
            }
        }
    }
    let [mut a, mut c, mut root] = [a, c, root].map(|plane| margin.add(&plane));
    for plane in [&mut a, &mut b, &mut c, &mut root] {
        plane.extend([0.0; LANES]);
    }
    Kernels {
        margin,
        a,
        b,
        c,
        root,
    }
}

/// Matrix elements (the middle one doubled) and root of the determinant from the sums of squares and products of
/// gradients.
#[inline(always)]
fn steered(xx: f32, xy: f32, yy: f32, scale: f32) -> (f32, f32, f32, f32) {
    const COUNT: f32 = ((2 * AROUND + 1) * (2 * AROUND + 1)) as f32;
    let (middle, half) = (0.5 * (xx + yy), 0.5 * (xx - yy));
    let distance = (half * half + xy * xy).sqrt();
    let s1 = (middle + distance).max(0.0).sqrt();
    let s2 = (middle - distance).max(0.0).sqrt();
    let long = (s1 + 1.0) / (s2 + 1.0);
    let gamma = ((s1 * s2 + 0.01) / COUNT).sqrt();
    let (sum, difference) = (0.5 * (long + 1.0 / long), 0.5 * (long - 1.0 / long));
    // Cosine and sine of twice the angle of the steepest direction.
    let share = difference / (distance + 1e-12);
    let size = gamma * scale;
    (
        size * (sum + share * half),
        size * 2.0 * share * xy,
        size * (sum - share * half),
        gamma,
    )
}

/// Sums over a square around each pixel, as if it lay whole within the plane.
fn gathered(plane: &[f32], (height, width): (usize, usize)) -> Vec<f32> {
    let around =
        |at: usize, length: usize| at.saturating_sub(AROUND)..(at + AROUND + 1).min(length);
    let full = (2 * AROUND + 1) as f32;
    let mut out = vec![0.0; plane.len()];
    let rows = out.par_chunks_mut(width).enumerate();
    rows.for_each_init(
        || vec![0.0_f32; width + 2 * AROUND],
        |sums, (y, out)| {
            sums.fill(0.0);
            let lines = around(y, height);
            let share = full / lines.len() as f32;
            for row in plane[lines.start * width..lines.end * width].chunks_exact(width) {
                for (sum, value) in sums[AROUND..].iter_mut().zip(row) {
                    *sum += value;
                }
            }
            for k in 0..=2 * AROUND {
                for (out, sum) in out.iter_mut().zip(&sums[k..]) {
                    *out += sum;
                }
            }
            for (x, out) in out.iter_mut().enumerate() {
                *out *= share * full / around(x, width).len() as f32;
            }
        },
    );
    out
}

//! Gaussian blur: A x = k ∗ x with kₜ ∝ exp(−t² / 2s²) along rows and columns, cut off at 3 s, summing to 1. Beyond its
//! border a picture is continued by mirroring (edge pixel twice), which makes the blur its own adjoint.

use super::Operator;
use crate::degrade::noise::PixelLayout;
use crate::math::random::Stream;
use crate::setting::Kind;

crate::adjustable! {
    /// Blurs.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Blur: "blur", "Blur", "A Gaussian blur, as of a lens that is out of focus." {
        /// Standard deviation of the blur, in pixels.
        radius: f32 = 1.6, Kind::float(0.1, 20.0),
            "Radius", "pixels", "Standard deviation of the blur; 1.6 is usual in papers.";
    }
}

impl Blur {
    /// Half of the kernel, its middle first; the whole sums to 1.
    fn kernel(&self) -> Vec<f32> {
        let reach = (3.0 * self.radius).ceil() as usize;
        let half: Vec<f32> = (0..=reach)
            .map(|t| (-0.5 * (t as f32 / self.radius).powi(2)).exp())
            .collect();
        let sum = 2.0 * half.iter().sum::<f32>() - half[0];
        half.iter().map(|weight| weight / sum).collect()
    }
}

/// The place that stands for `at` beyond the border of `length` pixels.
fn mirrored(at: isize, length: usize) -> usize {
    let period = 2 * length as isize;
    let at = at.rem_euclid(period);
    at.min(period - 1 - at) as usize
}

/// Blurs `length` numbers that lie `step` apart, from `first`; `line` is working space.
fn along(
    plane: &mut [f32],
    (first, step, length): (usize, usize, usize),
    kernel: &[f32],
    line: &mut Vec<f32>,
) {
    let reach = kernel.len() as isize - 1;
    line.clear();
    line.extend(
        (-reach..length as isize + reach).map(|at| plane[first + step * mirrored(at, length)]),
    );
    let reach = reach as usize;
    for at in 0..length {
        let middle = at + reach;
        let sides = (1..=reach).map(|t| kernel[t] * (line[middle - t] + line[middle + t]));
        plane[first + step * at] = kernel[0] * line[middle] + sides.sum::<f32>();
    }
}

impl Operator for Blur {
    fn apply(&self, pixels: &mut [f32], layout: PixelLayout, _: &mut Stream) {
        let (height, width) = (layout.height, layout.width);
        if height == 0 || width == 0 {
            return;
        }
        let kernel = self.kernel();
        let mut planes = layout.planes(pixels);
        let mut line = Vec::new();
        for plane in &mut planes {
            for y in 0..height {
                along(plane, (y * width, 1, width), &kernel, &mut line);
            }
            for x in 0..width {
                along(plane, (x, width, height), &kernel, &mut line);
            }
        }
        layout.gather(&planes, pixels);
    }
}

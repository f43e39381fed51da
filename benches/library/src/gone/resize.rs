//! Changing the size of a picture: a triangle filter, widened when shrinking so that nothing aliases.
//!
//! Growing, this is bilinear interpolation; shrinking by a factor f, every answer averages a triangle of 2f
//! pixels. Shapes: `[c, h, w] → [c, height, width]`. Cost: proportional to the larger of the two pictures.

use lemida_base::image::Image;

/// The picture at `height`×`width` pixels.
pub fn resize(image: &Image, height: usize, width: usize) -> Image {
    let (channels, from_height, from_width) = image.dim();
    if from_height == 0 || from_width == 0 {
        return Image::zeros(channels, height, width);
    }
    let columns: Vec<_> = (0..width).map(|x| taps(x, from_width, width)).collect();
    let rows: Vec<_> = (0..height).map(|y| taps(y, from_height, height)).collect();
    let source = image.array();
    let narrow = Image::from_fn(channels, from_height, width, |c, y, x| {
        let (first, weights) = &columns[x];
        sum(weights, |k| source[[c, y, first + k]])
    });
    let narrow = narrow.array();
    Image::from_fn(channels, height, width, |c, y, x| {
        let (first, weights) = &rows[y];
        sum(weights, |k| narrow[[c, first + k, x]])
    })
}

fn sum(weights: &[f32], value: impl Fn(usize) -> f32) -> f32 {
    weights
        .iter()
        .enumerate()
        .map(|(k, weight)| weight * value(k))
        .sum()
}

/// First source pixel and weights (summing to 1) for pixel `at` of `to` made from `from` pixels.
fn taps(at: usize, from: usize, to: usize) -> (usize, Vec<f32>) {
    let scale = from as f32 / to as f32;
    let reach = scale.max(1.0);
    let centre = (at as f32 + 0.5) * scale - 0.5;
    let first = (centre - reach).ceil().max(0.0) as usize;
    let last = ((centre + reach).floor() as usize).min(from - 1);
    let mut weights: Vec<f32> = (first..=last)
        .map(|k| (1.0 - (k as f32 - centre).abs() / reach).max(0.0))
        .collect();
    let total: f32 = weights.iter().sum();
    for weight in &mut weights {
        *weight /= total;
    }
    (first, weights)
}

//! Low dimension: patches of a photograph lie near a space of few dimensions.
//!
//! Principal components of all 8 × 8 patches (every second pixel each way), each patch's mean removed. The effective
//! dimension is (Σ λ)² / Σ λ², 63 for white noise. Source: Pearson 1901, doi:10.1080/14786440109462720.

use rayon::prelude::*;

use crate::image::Image;
use crate::math::matrices::symmetric::eigen;

const SIDE: usize = 8;
const SIZE: usize = SIDE * SIDE;
const STEP: usize = 2;

/// The effective dimension, and each component's share of the variance.
pub fn measure(picture: &Image) -> (f64, Vec<[f64; 2]>) {
    let (_, height, width) = picture.dim();
    if height < SIDE || width < SIDE {
        return (0.0, Vec::new());
    }
    let rows: Vec<usize> = (0..=height - SIDE).step_by(STEP).collect();
    // A fixed partition, summed in order: the same bits for any number of threads.
    let parts: Vec<Vec<f64>> = rows
        .par_chunks(16)
        .map(|rows| {
            let mut sums = vec![0.0; SIZE * SIZE];
            for &y in rows {
                for x in (0..=width - SIDE).step_by(STEP) {
                    add(picture, y, x, &mut sums);
                }
            }
            sums
        })
        .collect();
    let mut covariance = vec![0.0; SIZE * SIZE];
    for part in parts {
        for (sum, value) in covariance.iter_mut().zip(part) {
            *sum += value;
        }
    }
    let (values, _) = eigen(&covariance, SIZE);
    let total: f64 = values.iter().sum::<f64>().max(1e-30);
    let squares: f64 = values
        .iter()
        .map(|value| value * value)
        .sum::<f64>()
        .max(1e-60);
    let points = values.iter().enumerate().take(SIZE - 1);
    let points = points.map(|(at, value)| [(at + 1) as f64, (value / total).max(1e-6)]);
    (total * total / squares, points.collect())
}

/// Adds a patch's products to the covariance.
fn add(picture: &Image, y: usize, x: usize, sums: &mut [f64]) {
    let pixels = picture.pixels();
    let width = picture.width();
    let mut patch = [0.0_f32; SIZE];
    for (row, values) in patch.chunks_mut(SIDE).enumerate() {
        values.copy_from_slice(&pixels[(y + row) * width + x..][..SIDE]);
    }
    let mean = patch.iter().sum::<f32>() / SIZE as f32;
    let patch = patch.map(|value| f64::from(value - mean));
    for (row, a) in sums.chunks_mut(SIZE).zip(patch) {
        for (sum, b) in row.iter_mut().zip(patch) {
            *sum += a * b;
        }
    }
}

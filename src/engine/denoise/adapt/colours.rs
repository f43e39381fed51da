//! Three by three matrices on the colours of pixels.

use crate::image::Image;

/// A matrix on the colours of a pixel, or their covariance.
pub(super) type Matrix = [[f64; 3]; 3];

/// The matrix with `f(row, column)` at each place.
pub(super) fn matrix(f: impl Fn(usize, usize) -> f64) -> Matrix {
    [0, 1, 2].map(|a| [0, 1, 2].map(|b| f(a, b)))
}

/// a·b.
pub(super) fn product(a: &Matrix, b: &Matrix) -> Matrix {
    matrix(|row, column| (0..3).map(|k| a[row][k] * b[k][column]).sum())
}

/// aᵀ.
pub(super) fn transposed(a: &Matrix) -> Matrix {
    matrix(|row, column| a[column][row])
}

/// The covariance of a picture's colours.
pub(super) fn covariance(picture: &Image) -> Matrix {
    let area = picture.height() * picture.width();
    let planes: Vec<&[f32]> = picture.pixels().chunks_exact(area).collect();
    let mean = |plane: &[f32]| plane.iter().map(|&v| f64::from(v)).sum::<f64>() / area as f64;
    let means: Vec<f64> = planes.iter().map(|plane| mean(plane)).collect();
    matrix(|a, b| {
        let pairs = planes[a].iter().zip(planes[b]);
        let products = pairs.map(|(&x, &y)| (f64::from(x) - means[a]) * (f64::from(y) - means[b]));
        products.sum::<f64>() / area as f64
    })
}

/// Each pixel's channels, multiplied by a matrix.
pub(super) fn mixed(picture: &Image, by: &Matrix) -> Image {
    let by = by.map(|row| row.map(|value| value as f32));
    let area = picture.height() * picture.width();
    let mut answer = picture.clone();
    let (a, rest) = answer.pixels_mut().split_at_mut(area);
    let (b, c) = rest.split_at_mut(area);
    for ((a, b), c) in a.iter_mut().zip(b).zip(c) {
        let pixel = [*a, *b, *c];
        let row = |k: usize| by[k][0] * pixel[0] + by[k][1] * pixel[1] + by[k][2] * pixel[2];
        (*a, *b, *c) = (row(0), row(1), row(2));
    }
    answer
}

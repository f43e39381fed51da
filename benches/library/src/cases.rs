//! What is measured: sizes are those that the methods use.

use faer::{Mat, Side};
use fast_image_resize::images::TypedImage;
use fast_image_resize::pixels::F32;
use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use lemida_base::image::Image;
use lemida_base::math::matrices::gemm::{multiply, rows, rows_mut};
use lemida_base::math::matrices::kernel::{Left, Start};
use lemida_base::math::matrices::rows_times::rows_times;
use lemida_base::math::random::{Purpose, Stream};
use lemida_base::math::transforms::cosine::CosineTransform;
use lemida_base::math::matrices::eigen::Eigen;
use lemida_base::math::matrices::{spd, symmetric};
use nalgebra::{DMatrix, SymmetricEigen};
use rustdct::DctPlanner;

use crate::Way;
use crate::gone::resize::resize;

/// Takes a case: what, size, ways (ours first).
type Take<'a> = &'a mut dyn FnMut(&str, &str, Vec<Way<'_>>);

pub fn all(take: Take<'_>) {
    for n in [36, 49, 64] {
        eigen_single(n, take);
    }
    for n in [3, 10, 25, 64] {
        eigen_double(n, take);
    }
    axes(49, take);
    axes(64, take);
    for n in [49, 64] {
        cholesky(n, take);
    }
    for sizes in [[40, 49, 49], [64, 16, 144], [4, 64, 64]] {
        product(sizes, take);
    }
    for size in [(512, 512), (1536, 2048), (321, 481)] {
        cosine(size, take);
    }
    for sizes in [
        [512, 512, 256, 256],
        [256, 256, 512, 512],
        [1536, 2048, 768, 1024],
    ] {
        resized(sizes, take);
    }
}

fn drawn(count: usize) -> Vec<f32> {
    let mut random = Stream::new(7, Purpose::Data, 0);
    (0..count).map(|_| random.normal()).collect()
}

/// The covariance of 4 n samples.
fn covariance(n: usize) -> Vec<f32> {
    let samples = drawn(4 * n * n);
    let mut sum = vec![0.0; n * n];
    for sample in samples.chunks_exact(n) {
        for i in 0..n {
            for j in 0..n {
                sum[i * n + j] += sample[i] * sample[j] / (4 * n) as f32;
            }
        }
    }
    sum
}

fn eigen_single(n: usize, take: Take<'_>) {
    let matrix = covariance(n);
    let theirs = Mat::from_fn(n, n, |i, j| matrix[i * n + j]);
    let other = DMatrix::from_fn(n, n, |i, j| matrix[i * n + j]);
    let mut eigen = Eigen::default();
    take(
        "eigenvectors, f32",
        &n.to_string(),
        vec![
            (
                "ours",
                Box::new(|| {
                    eigen.solve(&matrix, n);
                    eigen.values().map(f64::from).sum()
                }),
            ),
            (
                "faer",
                Box::new(|| {
                    let found = theirs
                        .self_adjoint_eigen(Side::Lower)
                        .expect("it converges");
                    f64::from(found.U()[(0, 0)])
                }),
            ),
            (
                "nalgebra",
                Box::new(|| f64::from(SymmetricEigen::new(other.clone()).eigenvalues[0])),
            ),
        ],
    );
}

fn eigen_double(n: usize, take: Take<'_>) {
    let matrix: Vec<f64> = covariance(n).into_iter().map(f64::from).collect();
    let theirs = Mat::from_fn(n, n, |i, j| matrix[i * n + j]);
    let other = DMatrix::from_fn(n, n, |i, j| matrix[i * n + j]);
    take(
        "eigenvectors, f64",
        &n.to_string(),
        vec![
            ("ours", Box::new(|| symmetric::eigen(&matrix, n).0[0])),
            (
                "faer",
                Box::new(|| {
                    let found = theirs
                        .self_adjoint_eigen(Side::Lower)
                        .expect("it converges");
                    found.U()[(0, 0)]
                }),
            ),
            (
                "nalgebra",
                Box::new(|| SymmetricEigen::new(other.clone()).eigenvalues[0]),
            ),
        ],
    );
}

fn axes(n: usize, take: Take<'_>) {
    let matrix: Vec<f64> = covariance(n).into_iter().map(f64::from).collect();
    let factor = spd::cholesky(&matrix, n).expect("it is positive definite");
    let columns: Vec<f32> = (0..n * n)
        .map(|at| factor[at % n * n + at / n] as f32)
        .collect();
    let theirs = Mat::from_fn(n, n, |i, j| columns[j * n + i]);
    let other = DMatrix::from_fn(n, n, |i, j| columns[j * n + i]);
    take(
        "principal axes of L·Lᵀ, f32",
        &n.to_string(),
        vec![
            (
                "ours",
                Box::new(|| f64::from(spd::principal_axes(&columns, n).0[0])),
            ),
            (
                "faer",
                Box::new(|| f64::from(theirs.svd().expect("it converges").U()[(0, 0)])),
            ),
            (
                "nalgebra",
                Box::new(|| f64::from(other.clone().svd(true, false).singular_values[0])),
            ),
        ],
    );
}

fn cholesky(n: usize, take: Take<'_>) {
    let matrix: Vec<f64> = covariance(n).into_iter().map(f64::from).collect();
    let theirs = Mat::from_fn(n, n, |i, j| matrix[i * n + j]);
    let other = DMatrix::from_fn(n, n, |i, j| matrix[i * n + j]);
    take(
        "Cholesky, f64",
        &n.to_string(),
        vec![
            (
                "ours",
                Box::new(|| spd::cholesky(&matrix, n).expect("it is positive definite")[0]),
            ),
            (
                "faer",
                Box::new(|| {
                    theirs
                        .llt(Side::Lower)
                        .expect("it is positive definite")
                        .L()[(0, 0)]
                }),
            ),
            (
                "nalgebra",
                Box::new(|| {
                    other
                        .clone()
                        .cholesky()
                        .expect("it is positive definite")
                        .l_dirty()[(0, 0)]
                }),
            ),
        ],
    );
}

fn product([m, n, k]: [usize; 3], take: Take<'_>) {
    let (a, b) = (drawn(m * k), drawn(k * n));
    let (mut ours, mut theirs) = (vec![0.0; m * n], vec![0.0; m * n]);
    take(
        "small product, f32",
        &format!("{m} × {k} by {k} × {n}"),
        vec![
            (
                "ours",
                Box::new(|| {
                    rows_times([m, n, k], &mut ours, Left::rows(&a, k), &b, Start::Zero);
                    f64::from(ours[0])
                }),
            ),
            (
                "gemm",
                Box::new(|| {
                    multiply(
                        [m, n, k],
                        rows_mut(&mut theirs, n),
                        rows(&a, k),
                        rows(&b, n),
                        false,
                    );
                    f64::from(theirs[0])
                }),
            ),
        ],
    );
}

fn cosine((height, width): (usize, usize), take: Take<'_>) {
    let plane = drawn(height * width);
    let ours = CosineTransform::new(height, width);
    let mut planner = DctPlanner::new();
    let (across, down) = (planner.plan_dct2(width), planner.plan_dct2(height));
    let mut scratch = vec![0.0; across.get_scratch_len().max(down.get_scratch_len())];
    take(
        "cosine transform of a plane, f32",
        &format!("{height} × {width}"),
        vec![
            ("ours", Box::new(|| f64::from(ours.forward(&plane)[0]))),
            (
                "rustdct",
                Box::new(|| {
                    let mut rows = plane.clone();
                    for row in rows.chunks_exact_mut(width) {
                        across.process_dct2_with_scratch(row, &mut scratch);
                    }
                    let mut spectrum = turned(&rows, height, width);
                    for column in spectrum.chunks_exact_mut(height) {
                        down.process_dct2_with_scratch(column, &mut scratch);
                    }
                    f64::from(spectrum[0])
                }),
            ),
        ],
    );
}

/// Rows become columns, in squares that stay in the cache.
fn turned(plane: &[f32], height: usize, width: usize) -> Vec<f32> {
    const SQUARE: usize = 32;
    let mut out = vec![0.0; plane.len()];
    for left in (0..width).step_by(SQUARE) {
        for top in (0..height).step_by(SQUARE) {
            for x in left..(left + SQUARE).min(width) {
                for y in top..(top + SQUARE).min(height) {
                    out[x * height + y] = plane[y * width + x];
                }
            }
        }
    }
    out
}

fn resized([height, width, to_height, to_width]: [usize; 4], take: Take<'_>) {
    let numbers = drawn(height * width);
    let picture = Image::from_fn(1, height, width, |_, y, x| numbers[y * width + x]);
    let pixels: Vec<F32> = numbers.iter().map(|value| F32::new(*value)).collect();
    let [w, h, to_w, to_h] = [width, height, to_width, to_height].map(|side| side as u32);
    let theirs = TypedImage::from_pixels(w, h, pixels).expect("the size is right");
    let mut resizer = Resizer::new();
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
    let size = format!("{height} × {width} to {to_height} × {to_width}");
    let mut answer = TypedImage::new(to_w, to_h);
    let done = resizer.resize_typed(&theirs, &mut answer, &options);
    assert!(done.is_ok(), "the size is right");
    let ours = resize(&picture, to_height, to_width);
    let pairs = ours.pixels().iter().zip(answer.pixels());
    let apart = pairs.map(|(a, b)| (a - b.0).abs()).fold(0.0, f32::max);
    assert!(apart < 1e-4, "the answers differ by {apart}");
    take(
        "resizing a plane, f32",
        &size,
        vec![
            (
                "ours",
                Box::new(|| f64::from(resize(&picture, to_height, to_width).pixels()[0])),
            ),
            (
                "fast_image_resize",
                Box::new(|| {
                    let mut answer = TypedImage::new(to_w, to_h);
                    let done = resizer.resize_typed(&theirs, &mut answer, &options);
                    assert!(done.is_ok(), "the size is right");
                    f64::from(answer.pixels()[0].0)
                }),
            ),
        ],
    );
}

//! Small symmetric positive definite matrices: factors, inverses of factors, principal axes.
//!
//! Ours beside libraries, in microseconds on one thread of a Xeon with AVX-512, ours, nalgebra 0.34, faer 0.24
//! (`benches/library`, one run): Cholesky in f64, n = 49: 14.5, 6.5, 5.9; n = 64: 29.9, 13.5, 9.1; axes in f32, n = 49:
//! 461, 160, 263. A tile of a picture asks for one of each, against milliseconds for the rest: a library for that would
//! cost every user's build more than it gives.

/// The lower triangular L with L·Lᵀ = `matrix` (`n` × `n`, row-major; only its lower triangle is read): Cholesky's
/// factorisation. `None` when the matrix is not positive definite. Cost n³ / 3.
pub fn cholesky(matrix: &[f64], n: usize) -> Option<Vec<f64>> {
    assert!(matrix.len() == n * n, "the matrix must be square");
    let mut factor = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| factor[i * n + k] * factor[j * n + k]).sum();
            let rest = matrix[i * n + j] - known;
            if i != j {
                factor[i * n + j] = rest / factor[j * n + j];
            } else if rest > 0.0 && rest.is_finite() {
                factor[i * n + i] = rest.sqrt();
            } else {
                return None;
            }
        }
    }
    Some(factor)
}

/// The inverse (lower triangular too) of a lower triangular matrix without zeros on its diagonal. Cost n³ / 3.
pub fn inverse_of_lower(factor: &[f64], n: usize) -> Vec<f64> {
    let mut inverse = vec![0.0; n * n];
    for j in 0..n {
        inverse[j * n + j] = 1.0 / factor[j * n + j];
        for i in j + 1..n {
            let known: f64 = (j..i).map(|k| factor[i * n + k] * inverse[k * n + j]).sum();
            inverse[i * n + j] = -known / factor[i * n + i];
        }
    }
    inverse
}

/// L·Lᵀ of a lower triangular L. Cost n³ / 3.
pub fn square_of_lower(factor: &[f64], n: usize) -> Vec<f64> {
    let mut square = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let value: f64 = (0..=j).map(|k| factor[i * n + k] * factor[j * n + k]).sum();
            square[i * n + j] = value;
            square[j * n + i] = value;
        }
    }
    square
}

/// Eigenvalues (falling) and orthonormal eigenvectors of L·Lᵀ: vector k is row k of the second part. `columns` holds
/// the columns of L (any square matrix of full rank), one after the other: column k is `columns[k * n..][..n]`.
///
/// One-sided Jacobi: turns pairs of columns until all are orthogonal. They are then the eigenvectors, each as long as
/// the root of its eigenvalue, and even the smallest come out to full relative precision. Cost about 5 sweeps of 4 ·
/// n³.
///
/// Source: Demmel, Veselić 1992, doi:10.1137/0613074.
pub fn principal_axes(columns: &[f32], n: usize) -> (Vec<f32>, Vec<f32>) {
    const MOST_SWEEPS: usize = 30;
    const NEGLIGIBLE: f32 = 1e-6;
    assert!(columns.len() == n * n, "the matrix must be square");
    let mut axes = columns.to_vec();
    for _ in 0..MOST_SWEEPS {
        let mut turned = false;
        for p in 0..n {
            for q in p + 1..n {
                let (before, after) = axes.split_at_mut(q * n);
                let (a, b) = (&mut before[p * n..][..n], &mut after[..n]);
                let (aa, bb, ab) = (dot(a, a), dot(b, b), dot(a, b));
                if ab.abs() <= NEGLIGIBLE * (aa * bb).sqrt() {
                    continue;
                }
                turned = true;
                let ratio = (bb - aa) / (2.0 * ab);
                let tangent = ratio.signum() / (ratio.abs() + ratio.hypot(1.0));
                let cosine = 1.0 / tangent.hypot(1.0);
                let sine = cosine * tangent;
                for (a, b) in a.iter_mut().zip(b) {
                    (*a, *b) = (cosine * *a - sine * *b, sine * *a + cosine * *b);
                }
            }
        }
        if !turned {
            break;
        }
    }
    let lengths: Vec<f32> = axes.chunks_exact(n).map(|axis| dot(axis, axis)).collect();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| lengths[j].total_cmp(&lengths[i]));
    let values = order.iter().map(|&k| lengths[k]).collect();
    let vectors = order.iter().flat_map(|&k| {
        let scale = 1.0 / lengths[k].sqrt().max(f32::MIN_POSITIVE);
        axes[k * n..][..n].iter().map(move |value| value * scale)
    });
    (values, vectors.collect())
}

/// The inner product, in eight sums side by side.
#[inline(always)]
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    let (a8, a_rest) = a.as_chunks::<8>();
    let (b8, b_rest) = b.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for (a, b) in a8.iter().zip(b8) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::{Purpose, Stream};

    fn lower(n: usize) -> Vec<f64> {
        let mut random = Stream::new(n as u64, Purpose::Evaluation, 0);
        let value = |i: usize, j: usize, x: f64| match j.cmp(&i) {
            std::cmp::Ordering::Less => x,
            std::cmp::Ordering::Equal => 0.5 + x.abs(),
            std::cmp::Ordering::Greater => 0.0,
        };
        (0..n * n)
            .map(|at| value(at / n, at % n, f64::from(random.normal())))
            .collect()
    }

    #[test]
    fn factors_give_the_matrix_back_and_inverses_undo_them() {
        for n in [1, 2, 7, 20] {
            let factor = lower(n);
            let again = cholesky(&square_of_lower(&factor, n), n).unwrap();
            for (a, b) in factor.iter().zip(&again) {
                assert!((a - b).abs() < 1e-6 * (1.0 + a.abs()), "{n}: {a} {b}");
            }
        }
        let factor = lower(6);
        let inverse = inverse_of_lower(&factor, 6);
        for i in 0..6 {
            for j in 0..6 {
                let product: f64 = (0..6).map(|k| factor[i * 6 + k] * inverse[k * 6 + j]).sum();
                assert!((product - f64::from(u8::from(i == j))).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn what_is_not_positive_definite_has_no_factor() {
        assert_eq!(cholesky(&[1.0, 2.0, 2.0, 1.0], 2), None);
        assert_eq!(cholesky(&[f64::NAN], 1), None);
    }

    #[test]
    fn axes_are_orthonormal_and_give_the_matrix_back() {
        for n in [1, 3, 20] {
            let factor = lower(n);
            let columns: Vec<f32> = (0..n * n)
                .map(|at| factor[at % n * n + at / n] as f32)
                .collect();
            let square = square_of_lower(&factor, n);
            let (values, vectors) = principal_axes(&columns, n);
            assert!(values.is_sorted_by(|a, b| a >= b));
            for i in 0..n {
                for j in 0..n {
                    let back: f32 = (0..n)
                        .map(|k| values[k] * vectors[k * n + i] * vectors[k * n + j])
                        .sum();
                    let expected = square[i * n + j] as f32;
                    assert!(
                        (back - expected).abs() < 1e-4 * values[0],
                        "{back} {expected}"
                    );
                    let product = dot(&vectors[i * n..][..n], &vectors[j * n..][..n]);
                    assert!((product - f32::from(u8::from(i == j))).abs() < 1e-5);
                }
            }
        }
    }
}

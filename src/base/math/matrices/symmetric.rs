//! Eigenvalues and eigenvectors of symmetric matrices, by nalgebra: Householder's reduction to three diagonals, then
//! implicit QR steps. Source: Golub, Van Loan 2013, Matrix Computations, sections 8.3.1 and 8.3.3.
//!
//! Our own solvers gave way to it: in microseconds on one thread of a Xeon with AVX-512, ours, nalgebra, faer
//! (`benches/library`, one run):
//!
//! | n | f32: ours | nalgebra | faer | f64: ours (Jacobi) | nalgebra | faer |
//! |---|---|---|---|---|---|---|
//! | 3 | | | | 0.9 | 0.5 | 1.5 |
//! | 10 | | | | 22 | 5.1 | 9.0 |
//! | 36 | 95 | 59 | 84 | | | |
//! | 64 | 359 | 225 | 242 | 2786 | 341 | 322 |
//!
//! faer is no faster for such sizes and takes minutes to compile. What Jacobi's rotations had before it: two
//! eigenvalues that are equal may come out a root of the rounding apart, 2e-8 of them in f64. No method's score is
//! changed by the exchange in the digits that are shown, but NCSR's, by 0.01 dB: its axes are not determined where
//! eigenvalues are nearly equal.

use nalgebra::{DMatrix, RealField, SymmetricEigen};

/// QR steps for one eigenvalue, at most; two are usual.
const MOST_STEPS: usize = 50;

/// Eigenvalues (falling) and orthonormal eigenvectors of the symmetric `n` × `n` matrix: vector k is row k of the
/// second part. Cost about 9 n³ operations. Of a matrix with numbers that are not finite: its diagonal and the axes.
pub fn eigen<T: RealField + Copy>(matrix: &[T], n: usize) -> (Vec<T>, Vec<T>) {
    assert!(matrix.len() == n * n, "the matrix must be square");
    if n == 0 {
        return (Vec::new(), Vec::new());
    }
    let whole = DMatrix::from_column_slice(n, n, matrix);
    let found = if matrix.iter().all(T::is_finite) {
        SymmetricEigen::try_new(whole, T::default_epsilon(), MOST_STEPS * n)
    } else {
        None
    };
    let found = found.unwrap_or_else(|| SymmetricEigen {
        eigenvectors: DMatrix::identity(n, n),
        eigenvalues: DMatrix::from_column_slice(n, n, matrix).diagonal(),
    });
    let values = found.eigenvalues.as_slice();
    let mut order: Vec<usize> = (0..n).collect();
    let falling = |&i: &usize, &j: &usize| {
        let compared = values[j].partial_cmp(&values[i]);
        compared.unwrap_or(std::cmp::Ordering::Equal)
    };
    order.sort_by(falling);
    let vectors = found.eigenvectors.as_slice();
    let sorted = order.iter().flat_map(|&k| &vectors[k * n..][..n]);
    (
        order.iter().map(|&k| values[k]).collect(),
        sorted.copied().collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::{Purpose, Stream};

    /// Largest errors of the matrix put together again, relative to its largest eigenvalue, and of the products of
    /// vectors.
    fn errors<T: RealField + Copy + Into<f64>>(matrix: &[T], n: usize) -> (f64, f64) {
        let (values, vectors) = eigen(matrix, n);
        let values: Vec<f64> = values.into_iter().map(Into::into).collect();
        let vectors: Vec<f64> = vectors.into_iter().map(Into::into).collect();
        assert!(values.is_sorted_by(|a, b| a >= b));
        let largest = values.iter().fold(1e-20_f64, |a, b| a.max(b.abs()));
        let (mut worst, mut askew) = (0.0_f64, 0.0_f64);
        for i in 0..n {
            for j in 0..n {
                let back: f64 = (0..n)
                    .map(|k| values[k] * vectors[k * n + i] * vectors[k * n + j])
                    .sum();
                worst = worst.max((back - matrix[i * n + j].into()).abs() / largest);
                let product: f64 = (0..n)
                    .map(|k| vectors[i * n + k] * vectors[j * n + k])
                    .sum();
                askew = askew.max((product - f64::from(u8::from(i == j))).abs());
            }
        }
        (worst, askew)
    }

    #[test]
    fn vectors_are_orthonormal_and_give_the_matrix_back() {
        let mut random = Stream::new(0, Purpose::Evaluation, 0);
        for n in [1, 2, 3, 8, 10, 36, 49, 64, 100] {
            let half: Vec<f32> = (0..n * n).map(|_| random.normal()).collect();
            let full = |at: usize| half[at] + half[at % n * n + at / n];
            let low = |at: usize| 1e-9 * half[at / n] * half[at % n];
            let flat = |at: usize| f32::from(u8::from(at / n == at % n));
            let zero = |_: usize| 0.0;
            let kinds: [(&dyn Fn(usize) -> f32, f64, f64); 4] = [
                (&full, 1e-5, 1e-12),
                (&low, 1e-5, 1e-12),
                // Equal eigenvalues.
                (&flat, 1e-3, 1e-7),
                (&zero, 1e-5, 1e-12),
            ];
            for (kind, of_single, of_double) in kinds {
                let single: Vec<f32> = (0..n * n).map(kind).collect();
                let double: Vec<f64> = single.iter().map(|value| f64::from(*value)).collect();
                let (worst, askew) = errors(&single, n);
                assert!(worst < of_single && askew < 1e-5, "{n}: {worst}, {askew}");
                let (worst, askew) = errors(&double, n);
                assert!(worst < of_double && askew < 1e-12, "{n}: {worst}, {askew}");
            }
        }
    }

    #[test]
    fn numbers_that_are_not_finite_hang_nothing() {
        let (values, vectors) = eigen(&[1.0, f64::NAN, f64::NAN, 2.0], 2);
        assert_eq!(
            (values, vectors),
            (vec![2.0, 1.0], vec![0.0, 1.0, 1.0, 0.0])
        );
    }
}

//! Eigenvalues and eigenvectors of small symmetric matrices, exact to rounding.
//!
//! Libraries are faster but less exact: in microseconds on one thread of a Xeon with AVX-512, ours, nalgebra 0.34, faer
//! 0.24 (`benches/library`, one run): n = 3: 0.9, 0.5, 1.5; n = 10: 22, 5.1, 9.0; n = 64: 2786, 341, 322. nalgebra
//! leaves a root of the rounding between eigenvalues that should be equal, or zero (2e-8 of the largest in f64, where
//! these rotations leave 1e-15), and faer would be a second large crate of matrices for this alone.

/// Eigenvalues (falling) and orthonormal eigenvectors of the symmetric `n` × `n` matrix: vector k is row k of the
/// second part.
///
/// Jacobi's rotations, each of which makes one pair of off-diagonal elements 0, in cyclic order until nothing is left;
/// exact to rounding, even for eigenvalues close together. Cost about 10 · n³.
///
/// Source: Golub, Van Loan 2013, Matrix Computations, section 8.5.
pub fn eigen(matrix: &[f64], n: usize) -> (Vec<f64>, Vec<f64>) {
    const MOST_SWEEPS: usize = 60;
    assert!(matrix.len() == n * n, "the matrix must be square");
    let mut a = matrix.to_vec();
    let mut vectors: Vec<f64> = (0..n * n)
        .map(|at| f64::from(u8::from(at / n == at % n)))
        .collect();
    let total: f64 = a.iter().map(|x| x * x).sum();
    for _ in 0..MOST_SWEEPS {
        let off: f64 = (0..n * n)
            .filter(|at| at / n != at % n)
            .map(|at| a[at] * a[at])
            .sum();
        if off <= 1e-30 * total {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut vectors, n, p, q);
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| a[j * n + j].total_cmp(&a[i * n + i]));
    let values = order.iter().map(|&k| a[k * n + k]).collect();
    let sorted = order
        .iter()
        .flat_map(|&k| vectors[k * n..(k + 1) * n].iter().copied())
        .collect();
    (values, sorted)
}

/// Turns the axes p and q by the angle that makes their common element 0.
fn rotate(a: &mut [f64], vectors: &mut [f64], n: usize, p: usize, q: usize) {
    let common = a[p * n + q];
    if common == 0.0 {
        return;
    }
    let ratio = (a[q * n + q] - a[p * n + p]) / (2.0 * common);
    let tangent = ratio.signum() / (ratio.abs() + ratio.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    let sine = tangent * cosine;
    let turn = |x: f64, y: f64| (cosine * x - sine * y, sine * x + cosine * y);
    for k in 0..n {
        (a[k * n + p], a[k * n + q]) = turn(a[k * n + p], a[k * n + q]);
    }
    for k in 0..n {
        (a[p * n + k], a[q * n + k]) = turn(a[p * n + k], a[q * n + k]);
        (vectors[p * n + k], vectors[q * n + k]) = turn(vectors[p * n + k], vectors[q * n + k]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::{Purpose, Stream};

    #[test]
    fn vectors_are_orthonormal_and_give_the_matrix_back() {
        let mut random = Stream::new(0, Purpose::Evaluation, 0);
        for n in [1, 2, 5, 10] {
            let half: Vec<f64> = (0..n * n).map(|_| f64::from(random.normal())).collect();
            let matrix: Vec<f64> = (0..n * n)
                .map(|at| half[at] + half[at % n * n + at / n])
                .collect();
            let (values, vectors) = eigen(&matrix, n);
            assert!(values.is_sorted_by(|a, b| a >= b));
            for i in 0..n {
                for j in 0..n {
                    let back: f64 = (0..n)
                        .map(|k| values[k] * vectors[k * n + i] * vectors[k * n + j])
                        .sum();
                    assert!((back - matrix[i * n + j]).abs() < 1e-12);
                    let product: f64 = (0..n)
                        .map(|k| vectors[i * n + k] * vectors[j * n + k])
                        .sum();
                    assert!((product - f64::from(u8::from(i == j))).abs() < 1e-12);
                }
            }
        }
    }

    #[test]
    fn a_matrix_of_zeros_is_no_trouble() {
        assert_eq!(eigen(&[0.0; 9], 3).0, [0.0; 3]);
    }
}

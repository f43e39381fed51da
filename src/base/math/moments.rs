//! Second moments of a few dozen short vectors, inverses of small symmetric matrices, and products with them: what the
//! methods on groups of patches do tens of thousands of times over a picture, so nothing here allocates.
//!
//! Vectors and rows of matrices begin `stride` numbers apart, a multiple of [`WIDTH`]; what is beyond their n numbers
//! is 0. The number of vectors is a multiple of [`HEIGHT`]; those too many are 0.

/// Numbers of a row that are worked on together.
pub const WIDTH: usize = 16;
/// Rows that are worked on together.
pub const HEIGHT: usize = 4;

/// How far apart vectors of `n` numbers begin.
pub fn stride(n: usize) -> usize {
    n.next_multiple_of(WIDTH)
}

/// scale · Σ vector · vectorᵀ, into n rows of `matrix`. Cost: vectors × n² / 2.
#[inline(always)]
pub fn second_moments(vectors: &[f32], n: usize, scale: f32, matrix: &mut [f32]) {
    let stride = stride(n);
    for i in (0..n).step_by(HEIGHT) {
        for j in (i / WIDTH * WIDTH..stride).step_by(WIDTH) {
            let mut sums = [[0.0_f32; WIDTH]; HEIGHT];
            for vector in vectors.chunks_exact(stride) {
                let mut right = [0.0; WIDTH];
                right.copy_from_slice(&vector[j..j + WIDTH]);
                let left = &vector[i..i + HEIGHT];
                for (sums, left) in sums.iter_mut().zip(left) {
                    for k in 0..WIDTH {
                        sums[k] += left * right[k];
                    }
                }
            }
            for (row, sums) in sums.iter().enumerate().take(n - i) {
                let out = &mut matrix[(i + row) * stride + j..][..WIDTH];
                for (out, sum) in out.iter_mut().zip(sums) {
                    *out = sum * scale;
                }
            }
        }
    }
    for i in WIDTH.min(n)..n {
        for j in 0..i / WIDTH * WIDTH {
            matrix[i * stride + j] = matrix[j * stride + i];
        }
    }
}

/// The inverse of a symmetric positive definite matrix in its own place, by Gauss's and Jordan's eliminations. `false`,
/// and `matrix` is spoilt, when it is not positive definite to rounding. Cost n³.
#[inline(always)]
pub fn invert(matrix: &mut [f32], n: usize) -> bool {
    /// As many numbers of a row as are kept aside.
    const MOST: usize = 160;
    let stride = stride(n);
    debug_assert!(stride <= MOST);
    let mut pivots = [0.0_f32; MOST];
    let pivots = &mut pivots[..stride];
    for k in 0..n {
        pivots.copy_from_slice(&matrix[k * stride..][..stride]);
        let pivot = pivots[k];
        if !(pivot > 0.0 && pivot.is_finite()) {
            return false;
        }
        pivots[k] = 1.0;
        for (i, row) in matrix.chunks_exact_mut(stride).take(n).enumerate() {
            if i == k {
                for (value, pivots) in row.iter_mut().zip(&*pivots) {
                    *value = pivots / pivot;
                }
            } else {
                let factor = row[k] / pivot;
                row[k] = 0.0;
                for (value, pivots) in row.iter_mut().zip(&*pivots) {
                    *value -= factor * pivots;
                }
            }
        }
    }
    true
}

/// Each vector of `n` numbers times the matrix of n rows of `m` numbers, into `products`, vectors of m numbers. Cost:
/// vectors × n × m.
#[inline(always)]
pub fn apply(vectors: &[f32], matrix: &[f32], [n, m]: [usize; 2], products: &mut [f32]) {
    let (from, to) = (stride(n), stride(m));
    for (vectors, products) in vectors
        .chunks_exact(HEIGHT * from)
        .zip(products.chunks_exact_mut(HEIGHT * to))
    {
        for j in (0..to).step_by(WIDTH) {
            let mut sums = [[0.0_f32; WIDTH]; HEIGHT];
            for (k, row) in matrix.chunks_exact(to).take(n).enumerate() {
                let mut right = [0.0; WIDTH];
                right.copy_from_slice(&row[j..j + WIDTH]);
                for (line, sums) in sums.iter_mut().enumerate() {
                    let left = vectors[line * from + k];
                    for k in 0..WIDTH {
                        sums[k] += left * right[k];
                    }
                }
            }
            for (line, sums) in sums.iter().enumerate() {
                products[line * to + j..][..WIDTH].copy_from_slice(sums);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::{Purpose, Stream};

    /// `count` random vectors of `n` numbers.
    fn vectors(count: usize, n: usize) -> Vec<f32> {
        let mut random = Stream::new(n as u64, Purpose::Evaluation, 0);
        let mut vectors = vec![0.0; count * stride(n)];
        for vector in vectors.chunks_exact_mut(stride(n)) {
            vector[..n].iter_mut().for_each(|v| *v = random.normal());
        }
        vectors
    }

    #[test]
    fn moments_follow_the_definition() {
        for n in [1, 9, 16, 25, 49] {
            let vectors = vectors(8, n);
            let s = stride(n);
            let mut matrix = vec![0.0; n * s];
            second_moments(&vectors, n, 0.5, &mut matrix);
            for i in 0..n {
                for j in 0..s {
                    let sum: f32 = vectors.chunks(s).map(|v| v[i] * v[j]).sum();
                    assert!((matrix[i * s + j] - 0.5 * sum).abs() < 1e-5, "{n} {i} {j}");
                }
            }
        }
    }

    #[test]
    fn the_inverse_undoes_the_matrix() {
        for n in [1_usize, 9, 25, 49, 147] {
            let vectors = vectors(n.next_multiple_of(HEIGHT) * 2, n);
            let s = stride(n);
            let mut matrix = vec![0.0; n * s];
            second_moments(&vectors, n, 1.0 / n as f32, &mut matrix);
            (0..n).for_each(|k| matrix[k * s + k] += 0.5);
            let before = matrix.clone();
            assert!(invert(&mut matrix, n));
            let mut there = vec![0.0; vectors.len()];
            let mut back = there.clone();
            apply(&vectors, &before, [n, n], &mut there);
            apply(&there, &matrix, [n, n], &mut back);
            for (a, b) in back.iter().zip(&vectors) {
                assert!((a - b).abs() < 1e-3, "{n}: {a} {b}");
            }
        }
    }

    #[test]
    fn what_has_no_inverse_is_refused() {
        let mut matrix = vec![0.0; 2 * WIDTH];
        matrix[0] = 1.0;
        matrix[WIDTH + 1] = -1.0;
        assert!(!invert(&mut matrix, 2));
    }
}

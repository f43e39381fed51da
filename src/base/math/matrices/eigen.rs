//! Eigenvalues and eigenvectors of many symmetric matrices of some dozens of rows, one after the other, fast and in
//! single precision.
//!
//! ```text
//! 1  A = Q T Qᵀ   T tridiagonal, Q a product of reflections I − β v vᵀ that clear one column each
//! 2  T = S Λ Sᵀ   implicit QL: rotations of neighbouring axes chase what is beside the diagonal out of the matrix
//! ```
//! The rotations turn the rows of Qᵀ as they come. Everything that costs n³ is a sum of rows times numbers: plain loops
//! over rows that are padded to whole registers. Where precision matters more than time, see [`super::symmetric`].
//!
//! Ours beside libraries, in microseconds on one thread of a Xeon with AVX-512 (`benches/library`, one run): n = 36:
//! 95, nalgebra 0.34: 59, faer 0.24: 84; n = 64: 359, 225, 242. With nalgebra's, patches without any structure got
//! answers that are no numbers, and NCSR other scores in the second decimal; so these stay.
//!
//! Cost about 5 n³ multiply-adds. Source: Golub, Van Loan 2013, Matrix Computations, sections 8.3.1 and 8.3.3.

use super::spd::dot;
use crate::math::simd::{NullaryFnOnce, wide};

/// Numbers in a register.
const LANES: usize = 8;
/// What is smaller than this beside the diagonal counts as 0, relative to the diagonal there.
const NEGLIGIBLE: f64 = 1e-7;
/// Sweeps for one eigenvalue, at most; two are usual.
const MOST_SWEEPS: usize = 50;

/// A solver that keeps its memory from one matrix to the next.
#[derive(Clone, Debug, Default)]
pub struct Eigen {
    n: usize,
    /// Numbers from one row to the next.
    stride: usize,
    /// First the matrix, then Q.
    work: Vec<f32>,
    /// Row k is vector k.
    vectors: Vec<f32>,
    /// v of each reflection, as rows.
    mirrors: Vec<f32>,
    /// β of each reflection.
    factors: Vec<f32>,
    product: Vec<f32>,
    values: Vec<f64>,
    beside: Vec<f64>,
}

impl Eigen {
    /// Solves for the symmetric `n` × `n` matrix, row-major.
    pub fn solve(&mut self, matrix: &[f32], n: usize) {
        assert!(matrix.len() == n * n, "the matrix must be square");
        self.n = n;
        self.stride = n.next_multiple_of(LANES);
        let length = n * self.stride;
        for memory in [&mut self.work, &mut self.vectors, &mut self.mirrors] {
            memory.clear();
            memory.resize(length, 0.0);
        }
        for memory in [&mut self.factors, &mut self.product] {
            memory.clear();
            memory.resize(self.stride, 0.0);
        }
        for memory in [&mut self.values, &mut self.beside] {
            memory.clear();
            memory.resize(n, 0.0);
        }
        if n > 0 {
            let rows = self.work.chunks_exact_mut(self.stride);
            for (row, values) in rows.zip(matrix.chunks_exact(n)) {
                row[..n].copy_from_slice(values);
            }
            wide(Solve(self));
        }
    }

    /// The eigenvalues, in no particular order.
    pub fn values(&self) -> impl Iterator<Item = f32> + '_ {
        self.values.iter().map(|&value| value as f32)
    }

    /// The orthonormal eigenvector of value `k`.
    pub fn vector(&self, k: usize) -> &[f32] {
        &self.vectors[k * self.stride..][..self.n]
    }

    /// A = Q T Qᵀ: leaves the diagonal of T, what is beside it and the reflections.
    #[inline(always)]
    fn reduce(&mut self) {
        let (n, stride) = (self.n, self.stride);
        for k in 0..n.saturating_sub(1) {
            self.values[k] = f64::from(self.work[k * stride + k]);
            let v = &mut self.mirrors[k * stride..][..stride];
            v[k + 1..n].copy_from_slice(&self.work[k * stride + k + 1..][..n - k - 1]);
            let first = f64::from(std::mem::take(&mut v[k + 1]));
            let tail = f64::from(dot(v, v));
            if k + 2 == n || tail <= 0.0 {
                self.beside[k] = first;
                continue;
            }
            let length = -(tail + first * first).sqrt().copysign(first);
            self.beside[k] = length;
            let head = first - length;
            v[k + 1] = head as f32;
            let factor = (2.0 / (tail + head * head)) as f32;
            if !factor.is_finite() {
                // Too small to matter; a reflection of nothing leaves the axes alone.
                v.fill(0.0);
                continue;
            }
            self.factors[k] = factor;
            // From the register that holds column k + 1 on; v is 0 before it.
            let from = (k + 1) / LANES * LANES;
            let p = &mut self.product[from..];
            p.fill(0.0);
            for (row, &share) in self.work.chunks_exact(stride).zip(&*v).skip(k + 1) {
                add(p, &row[from..], factor * share);
            }
            let v = &v[from..];
            let half = 0.5 * factor * dot(p, v);
            add(p, v, -half);
            let rows = self.work.chunks_exact_mut(stride).enumerate().skip(k + 1);
            for (at, row) in rows {
                let (a, b) = (v[at - from], p[at - from]);
                for ((x, p), v) in row[from..].iter_mut().zip(&*p).zip(v) {
                    *x -= a * p + b * v;
                }
            }
        }
        self.values[n - 1] = f64::from(self.work[(n - 1) * stride + n - 1]);
    }

    /// Qᵀ into `vectors`.
    #[inline(always)]
    fn collect(&mut self) {
        let (n, stride) = (self.n, self.stride);
        self.work.fill(0.0);
        for k in 0..n {
            self.work[k * stride + k] = 1.0;
        }
        for k in (0..n.saturating_sub(2)).rev() {
            let from = (k + 1) / LANES * LANES;
            let v = &self.mirrors[k * stride..][..stride];
            let p = &mut self.product[from..];
            p.fill(0.0);
            for (row, &share) in self.work.chunks_exact(stride).zip(v).skip(k + 1) {
                add(p, &row[from..], self.factors[k] * share);
            }
            for (row, &share) in self.work.chunks_exact_mut(stride).zip(v).skip(k + 1) {
                add(&mut row[from..], p, -share);
            }
        }
        for (at, row) in self.vectors.chunks_exact_mut(stride).enumerate() {
            for (k, value) in row[..n].iter_mut().enumerate() {
                *value = self.work[k * stride + at];
            }
        }
    }

    /// Makes T diagonal.
    #[inline(always)]
    fn diagonalise(&mut self) {
        let (n, stride) = (self.n, self.stride);
        let (d, e) = (&mut self.values, &mut self.beside);
        e[n - 1] = 0.0;
        let largest = d.iter().chain(&*e).fold(0.0_f64, |a, b| a.max(b.abs()));
        let tiny = 1e-10 * largest;
        for l in 0..n {
            for _ in 0..MOST_SWEEPS {
                let whole = |m: usize| {
                    m + 1 == n || e[m].abs() <= NEGLIGIBLE * (d[m].abs() + d[m + 1].abs()) + tiny
                };
                let m = (l..n).find(|&m| whole(m)).unwrap_or(n - 1);
                if m == l {
                    break;
                }
                // The shift: the eigenvalue of the upper 2 × 2 block that is closer to d[l].
                let ratio = (d[l + 1] - d[l]) / (2.0 * e[l]);
                let root = (ratio * ratio + 1.0).sqrt().copysign(ratio);
                let mut g = d[m] - d[l] + e[l] / (ratio + root);
                let (mut sine, mut cosine, mut p) = (1.0, 1.0, 0.0);
                let mut broken = false;
                for i in (l..m).rev() {
                    let (f, b) = (sine * e[i], cosine * e[i]);
                    let r = (f * f + g * g).sqrt();
                    e[i + 1] = r;
                    if r == 0.0 {
                        d[i + 1] -= p;
                        broken = true;
                        break;
                    }
                    let over = 1.0 / r;
                    sine = f * over;
                    cosine = g * over;
                    g = d[i + 1] - p;
                    let t = (d[i] - g) * sine + 2.0 * cosine * b;
                    p = sine * t;
                    d[i + 1] = g + p;
                    g = cosine * t - b;
                    let (before, after) = self.vectors.split_at_mut((i + 1) * stride);
                    turn(
                        &mut before[i * stride..],
                        &mut after[..stride],
                        cosine as f32,
                        sine as f32,
                    );
                }
                if !broken {
                    d[l] -= p;
                    e[l] = g;
                }
                e[m] = 0.0;
            }
        }
    }
}

struct Solve<'a>(&'a mut Eigen);

impl NullaryFnOnce for Solve<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.0.reduce();
        self.0.collect();
        self.0.diagonalise();
    }
}

/// `out += factor · row`, in whole registers.
#[inline(always)]
fn add(out: &mut [f32], row: &[f32], factor: f32) {
    let pairs = out
        .as_chunks_mut::<LANES>()
        .0
        .iter_mut()
        .zip(row.as_chunks::<LANES>().0);
    for (out, row) in pairs {
        for lane in 0..LANES {
            out[lane] += factor * row[lane];
        }
    }
}

/// Turns two rows.
#[inline(always)]
fn turn(a: &mut [f32], b: &mut [f32], cosine: f32, sine: f32) {
    let pairs = a
        .as_chunks_mut::<LANES>()
        .0
        .iter_mut()
        .zip(b.as_chunks_mut::<LANES>().0);
    for (a, b) in pairs {
        for lane in 0..LANES {
            let (x, y) = (a[lane], b[lane]);
            a[lane] = cosine * x - sine * y;
            b[lane] = sine * x + cosine * y;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::{Purpose, Stream};

    fn check(eigen: &mut Eigen, matrix: &[f32], n: usize) {
        eigen.solve(matrix, n);
        let values: Vec<f32> = eigen.values().collect();
        let largest = values.iter().fold(1e-20_f32, |a, b| a.max(b.abs()));
        for i in 0..n {
            for j in 0..n {
                let back: f32 = (0..n)
                    .map(|k| values[k] * eigen.vector(k)[i] * eigen.vector(k)[j])
                    .sum();
                assert!(
                    (back - matrix[i * n + j]).abs() < 1e-5 * largest,
                    "{n}: {back} {}",
                    matrix[i * n + j]
                );
                let product: f32 = (0..n)
                    .map(|k| eigen.vector(i)[k] * eigen.vector(j)[k])
                    .sum();
                assert!((product - f32::from(u8::from(i == j))).abs() < 1e-5, "{n}");
            }
        }
    }

    #[test]
    fn vectors_are_orthonormal_and_give_the_matrix_back() {
        let mut random = Stream::new(0, Purpose::Evaluation, 0);
        let mut eigen = Eigen::default();
        for n in [1, 2, 3, 8, 36, 49, 64, 100] {
            let half: Vec<f32> = (0..n * n).map(|_| random.normal()).collect();
            let matrix: Vec<f32> = (0..n * n)
                .map(|at| half[at] + half[at % n * n + at / n])
                .collect();
            check(&mut eigen, &matrix, n);
            // Of rank 1, small, and one of zeros with a few others: nothing to turn, or all values equal.
            let low: Vec<f32> = (0..n * n)
                .map(|at| 1e-9 * half[at / n] * half[at % n])
                .collect();
            check(&mut eigen, &low, n);
            let flat: Vec<f32> = (0..n * n)
                .map(|at| f32::from(u8::from(at / n == at % n)))
                .collect();
            check(&mut eigen, &flat, n);
            check(&mut eigen, &vec![0.0; n * n], n);
        }
    }
}

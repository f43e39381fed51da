//! Matrix products on one thread: `C ← A·B` or `C ← C + A·B` with any strides.
//!
//! Cost m·n·k. Large products go to the `gemm-f32` crate, which packs its operands and uses the widest registers of the
//! processor; small ones to plain loops, for which packing would cost more than the product.

/// A matrix that lies in a slice: element (i, j) at `i * row + j * column`. Rows may overlap.
#[derive(Clone, Copy, Debug)]
pub struct Matrix<'a> {
    /// The numbers, from element (0, 0) on.
    pub data: &'a [f32],
    /// Distance from one row to the next.
    pub row: usize,
    /// Distance from one column to the next.
    pub column: usize,
}

/// A matrix that is written to; its elements must not overlap.
#[derive(Debug)]
pub struct MatrixMut<'a> {
    /// The numbers, from element (0, 0) on.
    pub data: &'a mut [f32],
    /// Distance from one row to the next.
    pub row: usize,
    /// Distance from one column to the next.
    pub column: usize,
}

/// A row-major matrix of `columns` columns.
pub fn rows(data: &[f32], columns: usize) -> Matrix<'_> {
    Matrix {
        data,
        row: columns,
        column: 1,
    }
}

/// A column-major matrix of `rows` rows, which is the transpose of a row-major one.
pub fn columns(data: &[f32], rows: usize) -> Matrix<'_> {
    Matrix {
        data,
        row: 1,
        column: rows,
    }
}

/// A row-major matrix of `columns` columns, to be written to.
pub fn rows_mut(data: &mut [f32], columns: usize) -> MatrixMut<'_> {
    MatrixMut {
        data,
        row: columns,
        column: 1,
    }
}

/// Below this many multiply-adds plain loops are faster than packing.
const SMALL: usize = 1 << 13;

/// `C ← A·B`, or `C ← C + A·B` when `accumulate`; A is m × k, B is k × n, C is m × n.
pub fn multiply(
    [m, n, k]: [usize; 3],
    mut c: MatrixMut<'_>,
    a: Matrix<'_>,
    b: Matrix<'_>,
    accumulate: bool,
) {
    if m == 0 || n == 0 {
        return;
    }
    let last = |rows: usize, columns: usize, row: usize, column: usize| {
        (rows - 1) * row + (columns - 1) * column
    };
    assert!(
        last(m, n, c.row, c.column) < c.data.len(),
        "the product must fit"
    );
    if k > 0 {
        assert!(
            last(m, k, a.row, a.column) < a.data.len(),
            "the left factor must fit"
        );
        assert!(
            last(k, n, b.row, b.column) < b.data.len(),
            "the right factor must fit"
        );
    }
    if m * n * k < SMALL {
        return multiply_plain([m, n, k], &mut c, a, b, accumulate);
    }
    // The kernel writes along columns: of a product that lies in rows it makes the transposed one, Cᵀ = Bᵀ·Aᵀ.
    let [mut m, mut n] = [m, n];
    let [mut c_strides, mut a_strides, mut b_strides] =
        [[c.column, c.row], [a.column, a.row], [b.column, b.row]]
            .map(|pair| pair.map(|stride| stride as isize));
    let (mut left, mut right) = (a.data.as_ptr(), b.data.as_ptr());
    if c_strides[0] < c_strides[1] {
        std::mem::swap(&mut m, &mut n);
        std::mem::swap(&mut left, &mut right);
        std::mem::swap(&mut a_strides, &mut b_strides);
        for strides in [&mut c_strides, &mut a_strides, &mut b_strides] {
            strides.reverse();
        }
    }
    // SAFETY: every element that is read or written lies inside its slice: strides are not negative, so the largest
    // offset is that of the last element, asserted above. `c` is borrowed mutably, so it overlaps neither `a` nor `b`.
    unsafe {
        gemm_f32::gemm::f32::get_gemm_fn()(
            m,
            n,
            k,
            c.data.as_mut_ptr(),
            c_strides[0],
            c_strides[1],
            accumulate,
            left,
            a_strides[0],
            a_strides[1],
            right,
            b_strides[0],
            b_strides[1],
            1.0,
            1.0,
            false,
            false,
            false,
            gemm_common::Parallelism::None,
        );
    }
}

/// The same by plain loops: for small matrices, and the twin that tests compare with.
fn multiply_plain(
    [m, n, k]: [usize; 3],
    c: &mut MatrixMut<'_>,
    a: Matrix<'_>,
    b: Matrix<'_>,
    accumulate: bool,
) {
    for i in 0..m {
        if !accumulate {
            for j in 0..n {
                c.data[i * c.row + j * c.column] = 0.0;
            }
        }
        if b.column == 1 && c.column == 1 {
            let target = &mut c.data[i * c.row..i * c.row + n];
            for p in 0..k {
                let factor = a.data[i * a.row + p * a.column];
                for (value, &other) in target.iter_mut().zip(&b.data[p * b.row..p * b.row + n]) {
                    *value += factor * other;
                }
            }
        } else {
            for j in 0..n {
                let mut sum = 0.0;
                for p in 0..k {
                    sum += a.data[i * a.row + p * a.column] * b.data[p * b.row + j * b.column];
                }
                c.data[i * c.row + j * c.column] += sum;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::{Purpose, Stream};

    #[test]
    fn the_fast_product_is_the_plain_product() {
        let mut random = Stream::new(1, Purpose::Data, 0);
        let a: Vec<f32> = (0..40_000).map(|_| random.normal()).collect();
        let b: Vec<f32> = (0..40_000).map(|_| random.normal()).collect();
        let start: Vec<f32> = (0..10_000).map(|_| random.normal()).collect();
        // The second has overlapping rows in A, as a convolution does.
        let cases = [
            ([37, 50, 45], (45, 1), (1, 45), (50, 1)),
            ([200, 24, 72], (24, 1), (1, 72), (24, 1)),
            ([72, 24, 300], (1, 24), (24, 1), (1, 72)),
            ([90, 1, 192], (64, 1), (1, 192), (1, 1)),
            ([192, 1, 90], (1, 64), (1, 1), (1, 192)),
        ];
        for (sizes, (ar, ac), (br, bc), (cr, cc)) in cases {
            for accumulate in [false, true] {
                let left = Matrix {
                    data: &a,
                    row: ar,
                    column: ac,
                };
                let right = Matrix {
                    data: &b,
                    row: br,
                    column: bc,
                };
                let (mut fast, mut plain) = (start.clone(), start.clone());
                let matrix = |data| MatrixMut {
                    data,
                    row: cr,
                    column: cc,
                };
                multiply(sizes, matrix(&mut fast), left, right, accumulate);
                multiply_plain(sizes, &mut matrix(&mut plain), left, right, accumulate);
                for (x, y) in fast.iter().zip(&plain) {
                    assert!((x - y).abs() < 1e-4, "{sizes:?}: {x} and {y}");
                }
            }
        }
    }
}

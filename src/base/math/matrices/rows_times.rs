//! Products of matrices whose rows lie one after the other, of any size: `C ← A·B` or `C ← C + A·B`, without asking for
//! memory.
//!
//! The kernel takes whole vectors of registers along the rows of B and C; the columns that are left over are laid
//! beside zeros:
//!
//! ```text
//!   B [k, n] = │ v v v v │ r r r │      C [m, n] = A · v…v  and, in working space,  A · r r r 0
//! ```
//!
//! Cost m·n·k, with n raised to whole vectors; B is not packed, so it should fit into a core's own cache.
//!
//! For matrices so small it is ours: the crate gemm, which [`super::gemm`] takes for larger ones, needs 0.92 times as
//! long for 40 × 49 by 49 × 49, 1.47 times for 64 × 144 by 144 × 16, 1.25 times for 4 × 64 by 64 × 64 numbers, may ask
//! for memory, and adds no bias (one thread of a Xeon with AVX-512, `benches/library`, one run).

use pulp::{Simd, WithSimd};

use super::kernel::{Left, Lies, Product, Start};
use crate::math::scratch::with_scratch;
use crate::math::simd;

/// With fewer multiply-adds plain loops are faster than whole vectors.
pub const LITTLE: usize = 1 << 13;

/// `C ← start + A·B` on one thread; A is m × k, B (k × n) and C (m × n) lie row after row.
pub fn rows_times([m, n, k]: [usize; 3], c: &mut [f32], a: Left<'_>, b: &[f32], start: Start<'_>) {
    if m * n * k >= LITTLE {
        let product = RowsTimes {
            sizes: [m, n, k],
            c,
            a,
            b,
            start,
        };
        return simd::registers().dispatch(product);
    }
    for (i, c) in c.chunks_exact_mut(n.max(1)).take(m).enumerate() {
        match start {
            Start::Zero => c.fill(0.0),
            Start::Old => {}
            Start::Row(row) => c.copy_from_slice(&row[..n]),
        }
        for (p, b) in b.chunks_exact(n).take(k).enumerate() {
            let factor = a.at(i, p);
            for (c, b) in c.iter_mut().zip(b) {
                *c += factor * b;
            }
        }
    }
}

struct RowsTimes<'a> {
    sizes: [usize; 3],
    c: &'a mut [f32],
    a: Left<'a>,
    b: &'a [f32],
    start: Start<'a>,
}

impl WithSimd for RowsTimes<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self {
            sizes: [m, n, k],
            c,
            a,
            b,
            start,
        } = self;
        let lanes = S::F32_LANES;
        let whole = n / lanes * lanes;
        Product {
            sizes: [m, whole, k],
            c: &mut *c,
            c_lies: Lies::Rows(n),
            a,
            b,
            b_lies: Lies::Rows(n),
            start,
            rectify: false,
        }
        .run(simd);
        let rest = n - whole;
        if rest == 0 {
            return;
        }
        with_scratch((k + m) * lanes, |scratch| {
            let (last_b, last_c) = scratch.split_at_mut(k * lanes);
            let fill = |to: &mut [f32], from: &[f32]| {
                for (to, from) in to.chunks_exact_mut(lanes).zip(from.chunks(n)) {
                    to[..rest].copy_from_slice(&from[whole..]);
                    to[rest..].fill(0.0);
                }
            };
            fill(last_b, b);
            // What the product is added to, whichever it is, is in place: the kernel then adds to what it finds.
            match start {
                Start::Zero => last_c.fill(0.0),
                Start::Old => fill(last_c, c),
                Start::Row(row) => {
                    for to in last_c.chunks_exact_mut(lanes) {
                        fill(to, row);
                    }
                }
            }
            Product {
                sizes: [m, lanes, k],
                c: &mut *last_c,
                c_lies: Lies::Strips,
                a,
                b: last_b,
                b_lies: Lies::Strips,
                start: Start::Old,
                rectify: false,
            }
            .run(simd);
            for (to, from) in c.chunks_mut(n).zip(last_c.chunks_exact(lanes)).take(m) {
                to[whole..].copy_from_slice(&from[..rest]);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::math::random::{Purpose, Stream};

    proptest! {
        #[test]
        fn products_follow_the_definition(
            m in 1..40_usize,
            n in 1..70_usize,
            k in 1..60_usize,
            turned in any::<bool>(),
            start in 0..3_usize,
        ) {
            let mut random = Stream::new(4, Purpose::Data, 0);
            let mut draw = |length| -> Vec<f32> { (0..length).map(|_| random.normal()).collect() };
            let (a, b, row, old) = (draw(m * k), draw(k * n), draw(n), draw(m * n));
            let left = if turned { Left::columns(&a, m) } else { Left::rows(&a, k) };
            let first = [Start::Zero, Start::Old, Start::Row(&row)][start];
            let mut c = old.clone();
            rows_times([m, n, k], &mut c, left, &b, first);
            for i in 0..m {
                for j in 0..n {
                    let begin = [0.0, old[i * n + j], row[j]][start];
                    let factor = |p: usize| if turned { a[p * m + i] } else { a[i * k + p] };
                    let sum: f64 = (0..k).map(|p| f64::from(factor(p)) * f64::from(b[p * n + j])).sum();
                    let expected = f64::from(begin) + sum;
                    prop_assert!((f64::from(c[i * n + j]) - expected).abs() < 1e-4 * (1.0 + expected.abs()));
                }
            }
        }
    }
}

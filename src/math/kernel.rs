//! Products of small matrices that stay in the cache: `C ← A·B` or `C ← C + A·B`, for one thread, in the widest registers.
//!
//! A tile of C is held in registers while k runs; each step loads a few vectors of a row of B and multiplies them by
//! numbers of A, one at a time:
//!
//! ```text
//!                 B   · · [b₀][b₁] · ·     row p, vectors of 8 (AVX2) or 16 (AVX-512) numbers
//!   A  a₀ · ·  C      [c₀₀][c₀₁]
//!      a₁ · ·         [c₁₀][c₁₁]           c_ij += a_i · b_j
//!      a₂ · ·         [c₂₀][c₂₁]
//! ```
//! With 16 registers a tile has 6 × 2 vectors (4 × 3 where three are left), with 32 registers 14 × 2 (8 × 3). Rows are cut into
//! near-equal tiles. B and C lie in strips: the part of row 0 that one column of tiles needs, that of row 1, and so on; then the
//! next strip. So tiles walk through memory in order, which the processor can foresee.
//!
//! Method: Goto and van de Geijn 2008, doi:10.1145/1356052.1356053, without the packing.

use pulp::{Simd, WithSimd};

/// A matrix product that is ready to run. m × k by k × n; n is a multiple of the vector's length.
pub struct Product<'a> {
    /// m, n and k.
    pub sizes: [usize; 3],
    /// The product, in strips.
    pub c: &'a mut [f32],
    /// The left factor.
    pub a: Left<'a>,
    /// The right factor, in strips.
    pub b: &'a [f32],
    /// Whether to add to C.
    pub accumulate: bool,
}

/// The left factor of a product.
#[derive(Clone, Copy)]
pub struct Left<'a> {
    /// The numbers, from element (0, 0) on.
    pub data: &'a [f32],
    /// Numbers from one row to the next or, if `turned`, from one column to the next.
    pub stride: usize,
    /// Whether it is column-major.
    pub turned: bool,
}

/// Where a vector of a row lies in a matrix in strips.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Vectors before its strip in each row.
    first: usize,
    /// Vectors of its strip.
    take: usize,
    /// Vectors before it in its strip.
    within: usize,
}

impl Place {
    /// Where the vector of length `lanes` begins, in row `row` of `rows`.
    #[inline(always)]
    pub fn at(&self, rows: usize, row: usize, lanes: usize) -> usize {
        (self.first * rows + row * self.take + self.within) * lanes
    }
}

/// The strips of rows of so many vectors: `(first vector, number of vectors)`; two each, the last one three or one.
#[inline(always)]
fn strips(vectors: usize) -> impl Iterator<Item = (usize, usize)> {
    let pairs = if vectors % 2 == 1 {
        vectors.saturating_sub(3) / 2
    } else {
        vectors / 2
    };
    (0..=pairs).filter_map(move |at| {
        let take = if at < pairs { 2 } else { vectors - 2 * pairs };
        (take > 0).then_some((2 * at, take))
    })
}

/// The places of the vectors of a row, in order.
#[inline(always)]
pub fn places(vectors: usize) -> impl Iterator<Item = Place> {
    strips(vectors).flat_map(|(first, take)| {
        (0..take).map(move |within| Place {
            first,
            take,
            within,
        })
    })
}

impl Product<'_> {
    /// Runs it with registers that the caller has chosen.
    #[inline(always)]
    pub fn run<S: Simd>(self, simd: S) {
        // Compiled once for each kind of register, not at each place of use.
        simd.vectorize(Chosen {
            product: self,
            simd,
        });
    }

    /// Panics unless all that the product touches lies inside its slices.
    fn check(&self) {
        let [m, n, k] = self.sizes;
        let (long, short) = if self.a.turned { (k, m) } else { (m, k) };
        let a = (long - 1) * self.a.stride + short;
        assert!(a <= self.a.data.len(), "the left factor must fit");
        assert!(k * n <= self.b.len(), "the right factor must fit");
        assert!(m * n <= self.c.len(), "the product must fit");
    }
}

struct Chosen<'a, S> {
    product: Product<'a>,
    simd: S,
}

impl<S: Simd> WithSimd for Chosen<'_, S> {
    type Output = ();

    #[inline(always)]
    fn with_simd<T: Simd>(self, _: T) {
        let Self { product, simd } = self;
        let [m, n, k] = product.sizes;
        if m == 0 || n == 0 {
            return;
        }
        assert!(
            n.is_multiple_of(S::F32_LANES),
            "columns must fill whole vectors"
        );
        if k == 0 {
            if !product.accumulate {
                product.c[..m * n].fill(0.0);
            }
            return;
        }
        product.check();
        for (first, take) in strips(n / S::F32_LANES) {
            let first = first * S::F32_LANES;
            let strip = Walk {
                k,
                a: product.a.data.as_ptr(),
                a_stride: product.a.stride,
                b: product.b.as_ptr().wrapping_add(first * k),
                c: product.c.as_mut_ptr().wrapping_add(first * m),
                accumulate: product.accumulate,
            };
            // SAFETY: `check` has seen that the last number of each matrix lies inside its slice, strides are not negative, and
            // strips lie side by side; C is borrowed mutably, so it overlaps neither A nor B.
            unsafe {
                if product.a.turned {
                    strip.run::<S, true>(simd, m, take);
                } else {
                    strip.run::<S, false>(simd, m, take);
                }
            }
        }
    }
}

/// Pointers into the three matrices, for tiles.
#[derive(Clone, Copy)]
struct Walk {
    k: usize,
    a: *const f32,
    a_stride: usize,
    b: *const f32,
    c: *mut f32,
    accumulate: bool,
}

/// Calls the tile of so many rows.
macro_rules! tile_of {
    ($walk:expr, $simd:expr, $rows:expr, $vectors:literal, [$($count:literal)*]) => {
        match $rows {
            $($count => $walk.tile::<S, TURNED, $count, $vectors>($simd),)*
            _ => unreachable!("no tile is that tall"),
        }
    };
}

impl Walk {
    /// One strip, cut into tiles of near-equal height.
    #[inline(always)]
    unsafe fn run<S: Simd, const TURNED: bool>(mut self, simd: S, rows: usize, take: usize) {
        let many = S::REGISTER_COUNT >= 32;
        let tallest = match (take, many) {
            (3, true) | (1, _) => 8,
            (3, false) => 4,
            (_, true) => 14,
            (_, false) => 6,
        };
        let tiles = rows.div_ceil(tallest);
        for tile in 0..tiles {
            let height = rows / tiles + usize::from(tile < rows % tiles);
            // SAFETY: the caller's promise; the tiles lie one below the other inside the matrices.
            unsafe {
                match take {
                    1 => tile_of!(self, simd, height, 1, [1 2 3 4 5 6 7 8]),
                    2 if many => {
                        tile_of!(self, simd, height, 2, [1 2 3 4 5 6 7 8 9 10 11 12 13 14])
                    }
                    2 => tile_of!(self, simd, height, 2, [1 2 3 4 5 6]),
                    _ if many => tile_of!(self, simd, height, 3, [1 2 3 4 5 6 7 8]),
                    _ => tile_of!(self, simd, height, 3, [1 2 3 4]),
                }
            }
            let down = if TURNED { 1 } else { self.a_stride };
            self.a = self.a.wrapping_add(height * down);
            self.c = self.c.wrapping_add(height * take * S::F32_LANES);
        }
    }

    /// One tile of `M` rows and `N` vectors.
    #[inline(always)]
    unsafe fn tile<S: Simd, const TURNED: bool, const M: usize, const N: usize>(self, simd: S) {
        let mut sum = [[simd.splat_f32s(0.0); N]; M];
        let (mut a, mut b) = (self.a, self.b);
        for _ in 0..self.k {
            // SAFETY: k rows of B and k columns of A lie inside their slices, as the caller has promised; vectors need no
            // alignment this way.
            unsafe {
                let mut row = [simd.splat_f32s(0.0); N];
                for (at, vector) in row.iter_mut().enumerate() {
                    *vector = b.add(at * S::F32_LANES).cast::<S::f32s>().read_unaligned();
                }
                for (i, sum) in sum.iter_mut().enumerate() {
                    let down = if TURNED { i } else { i * self.a_stride };
                    let factor = simd.splat_f32s(*a.add(down));
                    for (sum, vector) in sum.iter_mut().zip(row) {
                        *sum = simd.mul_add_e_f32s(factor, vector, *sum);
                    }
                }
            }
            a = a.wrapping_add(if TURNED { self.a_stride } else { 1 });
            b = b.wrapping_add(N * S::F32_LANES);
        }
        for (i, sum) in sum.into_iter().enumerate() {
            for (at, sum) in sum.into_iter().enumerate() {
                // SAFETY: the tile lies inside C, as the caller has promised.
                unsafe {
                    let place = self.c.add((i * N + at) * S::F32_LANES).cast::<S::f32s>();
                    let sum = if self.accumulate {
                        simd.add_f32s(place.read_unaligned(), sum)
                    } else {
                        sum
                    };
                    place.write_unaligned(sum);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::{Purpose, Stream};

    struct Compare {
        sizes: [usize; 3],
        turned: bool,
        accumulate: bool,
    }

    impl WithSimd for Compare {
        type Output = ();

        /// Compares with the product by plain loops.
        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) {
            let [m, vectors, k] = self.sizes;
            let n = vectors * S::F32_LANES;
            let mut random = Stream::new(3, Purpose::Data, 0);
            let mut draw = |count| -> Vec<f32> {
                std::iter::repeat_with(|| random.normal())
                    .take(count)
                    .collect()
            };
            let (a, b, start) = (draw(m * k), draw(k * n), draw(m * n + 1));
            let (row, column) = if self.turned { (1, m) } else { (k, 1) };
            let mut c = start.clone();
            Product {
                sizes: [m, n, k],
                c: &mut c,
                a: Left {
                    data: &a,
                    stride: row.max(column),
                    turned: self.turned,
                },
                b: &b,
                accumulate: self.accumulate,
            }
            .run(simd);
            let lanes = S::F32_LANES;
            for (i, place) in (0..m).flat_map(|i| places(vectors).map(move |place| (i, place))) {
                for lane in 0..lanes {
                    let sum: f32 = (0..k)
                        .map(|p| a[i * row + p * column] * b[place.at(k, p, lanes) + lane])
                        .sum();
                    let at = place.at(m, i, lanes) + lane;
                    let expected = sum + if self.accumulate { start[at] } else { 0.0 };
                    assert!((c[at] - expected).abs() < 1e-4, "{}, not {expected}", c[at]);
                }
            }
            assert_eq!(c[m * n], start[m * n]);
        }
    }

    #[test]
    fn tiles_of_every_height_are_the_plain_product() {
        for rows in (1..30).chain([112]) {
            for vectors in 1..6 {
                for (turned, accumulate) in [(false, false), (true, true)] {
                    for scalar in [false, true] {
                        let work = Compare {
                            sizes: [rows, vectors, 17],
                            turned,
                            accumulate,
                        };
                        if scalar {
                            work.with_simd(pulp::Scalar);
                        } else {
                            pulp::Arch::new().dispatch(work);
                        }
                    }
                }
            }
        }
    }
}

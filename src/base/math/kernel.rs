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
    /// The product.
    pub c: &'a mut [f32],
    /// How it lies in memory.
    pub c_lies: Lies,
    /// The left factor.
    pub a: Left<'a>,
    /// The right factor.
    pub b: &'a [f32],
    /// How it lies in memory. Rows may overlap.
    pub b_lies: Lies,
    /// What the products are added to.
    pub start: Start<'a>,
    /// Whether negative numbers then become zero. NaN is passed on.
    pub rectify: bool,
}

/// How a matrix of whole vectors lies in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lies {
    /// In strips.
    Strips,
    /// Row after row; so many numbers from one row to the next.
    Rows(usize),
}

/// What the products are added to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Start<'a> {
    /// Nothing.
    Zero,
    /// What the matrix holds.
    Old,
    /// The same n numbers in each row.
    Row(&'a [f32]),
}

/// The left factor of a product.
#[derive(Clone, Copy)]
pub struct Left<'a> {
    data: &'a [f32],
    /// Numbers from one row to the next or, if `turned`, from one column to the next.
    stride: usize,
    /// Whether it is column-major.
    turned: bool,
    /// Its columns come in so many equal parts,
    parts: usize,
    /// each so many numbers after the one before.
    apart: usize,
}

impl<'a> Left<'a> {
    /// A row-major matrix. Rows may overlap.
    #[inline(always)]
    pub fn rows(data: &'a [f32], stride: usize) -> Self {
        Self {
            data,
            stride,
            turned: false,
            parts: 1,
            apart: 0,
        }
    }

    /// A column-major matrix. Columns may overlap.
    #[inline(always)]
    pub fn columns(data: &'a [f32], stride: usize) -> Self {
        Self {
            turned: true,
            ..Self::rows(data, stride)
        }
    }

    /// The number in row `i` and column `p` of one that is in one part.
    #[inline(always)]
    pub fn at(&self, i: usize, p: usize) -> f32 {
        let (long, short) = if self.turned { (p, i) } else { (i, p) };
        self.data[long * self.stride + short]
    }

    /// Its columns are k / `parts` at one place, as many `apart` numbers further on, and so on.
    #[inline(always)]
    pub fn in_parts(self, parts: usize, apart: usize) -> Self {
        Self {
            parts,
            apart,
            ..self
        }
    }
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

    /// Panics unless all that the product touches lies inside its slices. No size is zero.
    fn check(&self) {
        let [m, n, k] = self.sizes;
        assert!(
            k.is_multiple_of(self.a.parts),
            "the parts of the left factor must be equal"
        );
        let part = k / self.a.parts;
        let (long, short) = if self.a.turned { (part, m) } else { (m, part) };
        let a = (self.a.parts - 1) * self.a.apart + (long - 1) * self.a.stride + short;
        assert!(a <= self.a.data.len(), "the left factor must fit");
        let length = |rows: usize, lies: Lies| match lies {
            Lies::Strips => rows * n,
            Lies::Rows(stride) => (rows - 1) * stride + n,
        };
        assert!(
            length(k, self.b_lies) <= self.b.len(),
            "the right factor must fit"
        );
        assert!(
            length(m, self.c_lies) <= self.c.len(),
            "the product must fit"
        );
        if let Lies::Rows(stride) = self.c_lies {
            assert!(m == 1 || stride >= n, "rows of the product may not overlap");
        }
        if let Start::Row(row) = self.start {
            assert!(n <= row.len(), "the first row must fit");
        }
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
        assert!(k > 0, "a product needs columns and rows to multiply");
        product.check();
        let lanes = S::F32_LANES;
        for (first, take) in strips(n / lanes) {
            let (first, width) = (first * lanes, take * lanes);
            let place = |lies, rows: usize| match lies {
                Lies::Strips => (first * rows, width),
                Lies::Rows(stride) => (first, stride),
            };
            let (b_at, b_row) = place(product.b_lies, k);
            let (c_at, c_row) = place(product.c_lies, m);
            let strip = Walk {
                k: k / product.a.parts,
                parts: product.a.parts,
                a: product.a.data.as_ptr(),
                a_stride: product.a.stride,
                a_apart: product.a.apart,
                b: product.b.as_ptr().wrapping_add(b_at),
                b_row,
                c: product.c.as_mut_ptr().wrapping_add(c_at),
                c_row,
                row: match product.start {
                    Start::Row(row) => row.as_ptr().wrapping_add(first),
                    _ => std::ptr::null(),
                },
                accumulate: product.start == Start::Old,
                rectify: product.rectify,
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
    /// Columns of a part of A.
    k: usize,
    parts: usize,
    a: *const f32,
    a_stride: usize,
    a_apart: usize,
    b: *const f32,
    b_row: usize,
    c: *mut f32,
    c_row: usize,
    /// What the products are added to, or null.
    row: *const f32,
    accumulate: bool,
    rectify: bool,
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
                        tile_of!(self, simd, height, 2, [1 2 3 4 5 6 7 8 9 10 11 12 13 14]);
                    }
                    2 => tile_of!(self, simd, height, 2, [1 2 3 4 5 6]),
                    _ if many => tile_of!(self, simd, height, 3, [1 2 3 4 5 6 7 8]),
                    _ => tile_of!(self, simd, height, 3, [1 2 3 4]),
                }
            }
            let down = if TURNED { 1 } else { self.a_stride };
            self.a = self.a.wrapping_add(height * down);
            self.c = self.c.wrapping_add(height * self.c_row);
        }
    }

    /// One tile of `M` rows and `N` vectors.
    #[inline(always)]
    unsafe fn tile<S: Simd, const TURNED: bool, const M: usize, const N: usize>(self, simd: S) {
        let zero = simd.splat_f32s(0.0);
        let mut sum = [[zero; N]; M];
        if !self.row.is_null() {
            for at in 0..N {
                // SAFETY: `check` has seen that the row holds n numbers.
                let vector = unsafe {
                    let place = self.row.add(at * S::F32_LANES);
                    place.cast::<S::f32s>().read_unaligned()
                };
                sum.iter_mut().for_each(|sum| sum[at] = vector);
            }
        }
        let mut b = self.b;
        for part in 0..self.parts {
            let mut a = self.a.wrapping_add(part * self.a_apart);
            for _ in 0..self.k {
                // SAFETY: k rows of B and k columns of A lie inside their slices, as the caller has promised; vectors need no
                // alignment this way.
                unsafe {
                    let mut row = [zero; N];
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
                b = b.wrapping_add(self.b_row);
            }
        }
        for (i, sum) in sum.into_iter().enumerate() {
            for (at, mut sum) in sum.into_iter().enumerate() {
                // SAFETY: the tile lies inside C, as the caller has promised.
                unsafe {
                    let place = self.c.add(i * self.c_row + at * S::F32_LANES);
                    let place = place.cast::<S::f32s>();
                    if self.accumulate {
                        sum = simd.add_f32s(place.read_unaligned(), sum);
                    }
                    if self.rectify {
                        // Written so that NaN is passed on.
                        sum = simd.select_f32s(simd.less_than_f32s(sum, zero), zero, sum);
                    }
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
        parts: usize,
        lies: [Lies; 2],
        from: usize,
        rectify: bool,
    }

    impl WithSimd for Compare {
        type Output = ();

        /// Compares with the product by plain loops.
        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) {
            let [m, vectors, k] = self.sizes;
            let lanes = S::F32_LANES;
            let n = vectors * lanes;
            let mut random = Stream::new(3, Purpose::Data, 0);
            let mut draw = |count| -> Vec<f32> {
                std::iter::repeat_with(|| random.normal())
                    .take(count)
                    .collect()
            };
            let [c_lies, b_lies] = self.lies.map(|lies| match lies {
                Lies::Rows(more) => Lies::Rows(n + more),
                Lies::Strips => Lies::Strips,
            });
            let at = |lies, rows, row, place: Place, column: usize| match lies {
                Lies::Strips => place.at(rows, row, lanes) + column % lanes,
                Lies::Rows(stride) => row * stride + column,
            };
            let (a, b, start) = (draw(2 * m * k), draw(k * (n + 5)), draw(m * (n + 5) + 1));
            let part = k / self.parts;
            let (row, column) = if self.turned { (1, m) } else { (part, 1) };
            let apart = m * part + 3;
            let bias = draw(n);
            let mut c = start.clone();
            let left = if self.turned {
                Left::columns
            } else {
                Left::rows
            };
            Product {
                sizes: [m, n, k],
                c: &mut c,
                c_lies,
                a: left(&a, row.max(column)).in_parts(self.parts, apart),
                b: &b,
                b_lies,
                start: [Start::Zero, Start::Old, Start::Row(&bias)][self.from],
                rectify: self.rectify,
            }
            .run(simd);
            for (i, (vector, place)) in
                (0..m).flat_map(|i| places(vectors).enumerate().map(move |place| (i, place)))
            {
                for j in vector * lanes..(vector + 1) * lanes {
                    let sum: f32 = (0..k)
                        .map(|p| {
                            a[p / part * apart + i * row + p % part * column]
                                * b[at(b_lies, k, p, place, j)]
                        })
                        .sum();
                    let at = at(c_lies, m, i, place, j);
                    let mut expected = sum + [0.0, start[at], bias[j]][self.from];
                    if self.rectify {
                        expected = expected.max(0.0);
                    }
                    assert!((c[at] - expected).abs() < 1e-4, "{}, not {expected}", c[at]);
                }
            }
            assert_eq!(c.last(), start.last());
        }
    }

    #[test]
    fn tiles_of_every_height_are_the_plain_product() {
        let mut case = 0;
        for rows in (1..30).chain([112]) {
            for vectors in 1..6 {
                for turned in [false, true] {
                    for scalar in [false, true] {
                        case += 1;
                        let lies = |bit: usize| {
                            if case >> bit & 1 == 0 {
                                Lies::Strips
                            } else {
                                Lies::Rows(5)
                            }
                        };
                        let work = Compare {
                            sizes: [rows, vectors, 18],
                            turned,
                            parts: 1 + case % 3,
                            lies: [lies(2), lies(3)],
                            from: case % 3,
                            rectify: case % 5 == 0,
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

//! The product at work: strip by strip, tile by tile, on pointers.

use pulp::{Simd, WithSimd};

use super::{Lies, Product, Start, strips};

/// A product and the kind of registers that its caller has chosen for it.
pub(super) struct Chosen<'a, S> {
    pub(super) product: Product<'a>,
    pub(super) simd: S,
}

/// Runs a product in registers of 16 numbers.
#[cfg(target_arch = "x86_64")]
#[inline(never)]
pub(super) fn in_512_bits(product: Product<'_>, simd: pulp::x86::V4) {
    Simd::vectorize(simd, Chosen { product, simd });
}

/// The same in registers of 8.
#[cfg(target_arch = "x86_64")]
#[inline(never)]
pub(super) fn in_256_bits(product: Product<'_>, simd: pulp::x86::V3) {
    Simd::vectorize(simd, Chosen { product, simd });
}

/// The same, number by number.
#[cfg(target_arch = "x86_64")]
#[inline(never)]
pub(super) fn in_single_numbers(product: Product<'_>, simd: pulp::Scalar) {
    Simd::vectorize(simd, Chosen { product, simd });
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
            // SAFETY: `check` has seen that the last number of each matrix lies inside its slice, strides are not
            // negative, and strips lie side by side; C is borrowed mutably, so it overlaps neither A nor B.
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
                // SAFETY: k rows of B and k columns of A lie inside their slices, as the caller has promised; vectors
                // need no alignment this way.
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

//! Products of small matrices that stay in the cache: `C ← A·B` or `C ← C + A·B`, for one thread, in the widest
//! registers.
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
//! With 16 registers a tile has 6 × 2 vectors (4 × 3 where three are left), with 32 registers 14 × 2 (8 × 3). Rows are
//! cut into near-equal tiles. B and C lie in strips: the part of row 0 that one column of tiles needs, that of row 1,
//! and so on; then the next strip. So tiles walk through memory in order, which the processor can foresee.
//!
//! Method: Goto and van de Geijn 2008, doi:10.1145/1356052.1356053, without the packing.

mod walk;

#[cfg(target_arch = "x86_64")]
use std::any::Any;

use pulp::Simd;

#[cfg(not(target_arch = "x86_64"))]
use walk::Chosen;

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
        // What is generic is compiled wherever it is used: hundreds of tiles each time. These are compiled once.
        #[cfg(target_arch = "x86_64")]
        {
            let kind: &dyn Any = &simd;
            if let Some(simd) = kind.downcast_ref() {
                return walk::in_512_bits(self, *simd);
            }
            if let Some(simd) = kind.downcast_ref() {
                return walk::in_256_bits(self, *simd);
            }
            let plain = kind.downcast_ref().copied();
            walk::in_single_numbers(self, plain.expect("these are all the registers there are"));
        }
        #[cfg(not(target_arch = "x86_64"))]
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

#[cfg(test)]
mod tests;

//! The five small linear maps of F(4×4, 3×3), applied to vectors of channels.
//!
//! One dimension: the polynomials of an input of 6, a kernel of 3 and an output of 4 numbers are taken at the points
//! 0, a, −a, b, −b and ∞, where convolution is multiplication:
//!
//! ```text
//!   y = Aᵀ((G·g) ∘ (Bᵀ·d))        n₀ = a²b²   n₁ = 2a²(a² − b²)   n₂ = 2b²(b² − a²)
//!
//!        a²b²   0  −a²−b²   0    1  0         1/n₀    0     0
//!          0  −ab²  −b²     a    1  0         1/n₁  a/n₁ a²/n₁         1  1  1  1  1  0
//!   Bᵀ =   0   ab²  −b²    −a    1  0    G =  1/n₁ −a/n₁ a²/n₁   Aᵀ =  0  a −a  b −b  0
//!          0  −a²b  −a²     b    1  0         1/n₂  b/n₂ b²/n₂         0  a² a² b² b² 0
//!          0   a²b  −a²    −b    1  0         1/n₂ −b/n₂ b²/n₂         0  a³−a³ b³−b³ 1
//!          0   a²b²   0  −a²−b²  0  1           0     0     1
//! ```
//! The usual a = 1, b = 2 loses three times as many digits as a = 5/8, b = 3/2, which multiply numbers of more equal
//! size (Barabasz, Anderson, Soodhalter, Gregg 2020, doi:10.1145/3412380). In two dimensions each map is applied to the
//! columns and then to the rows. The transposes carry gradients.

use std::mem::MaybeUninit;

use pulp::Simd;

const A: f32 = 0.625;
const B: f32 = 1.5;
const A2: f32 = A * A;
const B2: f32 = B * B;
const N0: f32 = A2 * B2;
const N1: f32 = 2.0 * A2 * (A2 - B2);
const N2: f32 = 2.0 * B2 * (B2 - A2);

/// A linear map from `I` to `O` numbers.
pub(super) trait Map<const I: usize, const O: usize> {
    fn apply<S: Simd>(simd: S, from: [S::f32s; I]) -> [S::f32s; O];
}

/// A square of vectors in memory: vector (i, j) begins at `start + i·row + j·column`.
#[derive(Clone, Copy)]
pub(super) struct Grid {
    pub start: usize,
    pub row: usize,
    pub column: usize,
    /// Numbers of each vector that exist; zeros fill up the rest.
    pub left: usize,
}

impl Grid {
    /// The same pixels of `channels` channels from channel `c` on.
    #[inline(always)]
    pub fn skip(&self, c: usize, channels: usize) -> Self {
        Self {
            start: self.start + c,
            left: channels - c,
            ..*self
        }
    }

    fn check(&self, rows: usize, columns: usize, lanes: usize, length: usize) {
        if rows > 0 && columns > 0 {
            let last = self.start + (rows - 1) * self.row + (columns - 1) * self.column;
            assert!(last + self.left.min(lanes) <= length, "a tile must fit");
        }
    }

    #[inline(always)]
    fn at(&self, i: usize, j: usize) -> usize {
        self.start + i * self.row + j * self.column
    }
}

/// What happens to a tile before it is written.
#[derive(Clone, Copy)]
pub(super) struct Finish<V> {
    /// Added to each vector.
    pub add: V,
    /// Whether negative numbers then become zero.
    pub rectify: bool,
    /// Only so many rows and columns are written.
    pub keep: (usize, usize),
}

/// Applies a map to the columns and then to the rows of a square.
#[inline(always)]
pub(super) fn twice<S: Simd, M: Map<I, O>, const I: usize, const O: usize>(
    simd: S,
    (from, source): (&[f32], Grid),
    (to, target): (&mut [f32], Grid),
    finish: Option<Finish<S::f32s>>,
) {
    let lanes = S::F32_LANES;
    let zero = simd.splat_f32s(0.0);
    let (rows, columns) = finish.map_or((O, O), |finish| finish.keep);
    source.check(I, I, lanes, from.len());
    target.check(rows, columns, lanes, to.len());
    let mut columns_done = [MaybeUninit::<[S::f32s; O]>::uninit(); I];
    for (j, done) in columns_done.iter_mut().enumerate() {
        let mut column = [zero; I];
        for (i, vector) in column.iter_mut().enumerate() {
            let at = source.at(i, j);
            *vector = if source.left >= lanes {
                // SAFETY: checked above.
                unsafe { from.as_ptr().add(at).cast::<S::f32s>().read_unaligned() }
            } else {
                simd.partial_load_f32s(&from[at..at + source.left])
            };
        }
        done.write(M::apply(simd, column));
    }
    for i in 0..rows {
        let mut row = [zero; I];
        for (value, done) in row.iter_mut().zip(&columns_done) {
            // SAFETY: the loop above has written all columns.
            *value = unsafe { done.assume_init_ref() }[i];
        }
        let row = M::apply(simd, row);
        for (j, mut vector) in row.into_iter().enumerate().take(columns) {
            if let Some(finish) = finish {
                vector = simd.add_f32s(vector, finish.add);
                if finish.rectify {
                    // Written so that NaN is passed on.
                    vector = simd.select_f32s(simd.less_than_f32s(vector, zero), zero, vector);
                }
            }
            let at = target.at(i, j);
            if target.left >= lanes {
                // SAFETY: checked above.
                unsafe {
                    to.as_mut_ptr()
                        .add(at)
                        .cast::<S::f32s>()
                        .write_unaligned(vector);
                }
            } else {
                simd.partial_store_f32s(&mut to[at..at + target.left], vector);
            }
        }
    }
}

/// `c·x + y`.
#[inline(always)]
fn add<S: Simd>(simd: S, c: f32, x: S::f32s, y: S::f32s) -> S::f32s {
    simd.mul_add_e_f32s(simd.splat_f32s(c), x, y)
}

/// `c·x + d·y`.
#[inline(always)]
fn mix<S: Simd>(simd: S, c: f32, x: S::f32s, d: f32, y: S::f32s) -> S::f32s {
    add(simd, c, x, simd.mul_f32s(simd.splat_f32s(d), y))
}

/// `c·x`.
#[inline(always)]
fn times<S: Simd>(simd: S, c: f32, x: S::f32s) -> S::f32s {
    simd.mul_f32s(simd.splat_f32s(c), x)
}

/// Bᵀ: input tile to products.
pub(super) struct Input;

impl Map<6, 6> for Input {
    #[inline(always)]
    fn apply<S: Simd>(s: S, d: [S::f32s; 6]) -> [S::f32s; 6] {
        let near = add(s, -B2, d[2], d[4]);
        let near_odd = mix(s, A, d[3], -A * B2, d[1]);
        let far = add(s, -A2, d[2], d[4]);
        let far_odd = mix(s, B, d[3], -A2 * B, d[1]);
        [
            add(s, A2 * B2, d[0], add(s, -A2 - B2, d[2], d[4])),
            s.add_f32s(near, near_odd),
            s.sub_f32s(near, near_odd),
            s.add_f32s(far, far_odd),
            s.sub_f32s(far, far_odd),
            add(s, A2 * B2, d[1], add(s, -A2 - B2, d[3], d[5])),
        ]
    }
}

/// Aᵀ: products to output tile.
pub(super) struct Output;

impl Map<6, 4> for Output {
    #[inline(always)]
    fn apply<S: Simd>(s: S, m: [S::f32s; 6]) -> [S::f32s; 4] {
        let (near, near_odd) = (s.add_f32s(m[1], m[2]), s.sub_f32s(m[1], m[2]));
        let (far, far_odd) = (s.add_f32s(m[3], m[4]), s.sub_f32s(m[3], m[4]));
        [
            s.add_f32s(m[0], s.add_f32s(near, far)),
            mix(s, A, near_odd, B, far_odd),
            mix(s, A2, near, B2, far),
            add(s, A2 * A, near_odd, add(s, B2 * B, far_odd, m[5])),
        ]
    }
}

/// A: the gradient of an output tile to that of the products.
pub(super) struct OutputBack;

impl Map<4, 6> for OutputBack {
    #[inline(always)]
    fn apply<S: Simd>(s: S, y: [S::f32s; 4]) -> [S::f32s; 6] {
        let near = add(s, A2, y[2], y[0]);
        let near_odd = mix(s, A, y[1], A2 * A, y[3]);
        let far = add(s, B2, y[2], y[0]);
        let far_odd = mix(s, B, y[1], B2 * B, y[3]);
        [
            y[0],
            s.add_f32s(near, near_odd),
            s.sub_f32s(near, near_odd),
            s.add_f32s(far, far_odd),
            s.sub_f32s(far, far_odd),
            y[3],
        ]
    }
}

/// G: kernel to factors.
pub(super) struct Kernel;

impl Map<3, 6> for Kernel {
    #[inline(always)]
    fn apply<S: Simd>(s: S, g: [S::f32s; 3]) -> [S::f32s; 6] {
        let near = mix(s, 1.0 / N1, g[0], A2 / N1, g[2]);
        let near_odd = times(s, A / N1, g[1]);
        let far = mix(s, 1.0 / N2, g[0], B2 / N2, g[2]);
        let far_odd = times(s, B / N2, g[1]);
        [
            times(s, 1.0 / N0, g[0]),
            s.add_f32s(near, near_odd),
            s.sub_f32s(near, near_odd),
            s.add_f32s(far, far_odd),
            s.sub_f32s(far, far_odd),
            g[2],
        ]
    }
}

/// Gᵀ: the gradient of the factors to that of the kernel.
pub(super) struct KernelBack;

impl Map<6, 3> for KernelBack {
    #[inline(always)]
    fn apply<S: Simd>(s: S, u: [S::f32s; 6]) -> [S::f32s; 3] {
        let (near, near_odd) = (s.add_f32s(u[1], u[2]), s.sub_f32s(u[1], u[2]));
        let (far, far_odd) = (s.add_f32s(u[3], u[4]), s.sub_f32s(u[3], u[4]));
        [
            add(s, 1.0 / N0, u[0], mix(s, 1.0 / N1, near, 1.0 / N2, far)),
            mix(s, A / N1, near_odd, B / N2, far_odd),
            add(s, A2 / N1, near, add(s, B2 / N2, far, u[5])),
        ]
    }
}

//! Scaled dot-product attention among the pixels (tokens) of an image, several heads side by side.
//!
//! ```text
//! Z = X W + b                      [tokens, 3 · channels]: queries Q, keys K, values V of all heads
//! P = softmax(Q Kᵀ / √d)           [tokens, tokens] for each head of d channels; causal: no token sees a later one
//! O = P V,  Y = O U + a
//! dV = Pᵀ dO,  dP = dO Vᵀ,  dS = P ∘ (dP − rowsum(P ∘ dP)),  dQ = dS K / √d,  dK = dSᵀ Q / √d
//! ```
//! Source: Vaswani, Shazeer, Parmar, Uszkoreit, Jones, Gomez, Kaiser, Polosukhin 2017, arXiv:1706.03762. Cost: tokens ·
//! channels² + tokens² · channels an image.

use crate::math::matrices::gemm::{Matrix, MatrixMut, columns, multiply, rows, rows_mut};

/// The geometry of an attention within one image.
#[derive(Clone, Copy, Debug)]
pub struct Attention {
    /// Tokens of an image.
    pub tokens: usize,
    /// Channels of a token; a multiple of the heads.
    pub channels: usize,
    /// Heads.
    pub heads: usize,
    /// Whether a token sees only itself and those before it.
    pub causal: bool,
}

/// Weights, or their gradients: that of queries, keys and values `[3 · channels, channels]` and its bias, that of the
/// answer
/// `[channels, channels]` and its bias.
#[derive(Debug)]
pub struct Maps<T> {
    /// W, one row for each number of Z.
    pub into: T,
    /// b.
    pub into_bias: T,
    /// U, one row for each number of Y.
    pub out: T,
    /// a.
    pub out_bias: T,
}

impl Attention {
    /// Numbers that a pass over one image keeps: Z, then P of each head, then O.
    pub fn kept(&self) -> usize {
        let Self {
            tokens,
            channels,
            heads,
            ..
        } = self;
        4 * tokens * channels + heads * tokens * tokens
    }

    fn parts<'a>(&self, kept: &'a mut [f32]) -> [&'a mut [f32]; 3] {
        let (z, rest) = kept.split_at_mut(3 * self.tokens * self.channels);
        let (p, o) = rest.split_at_mut(self.heads * self.tokens * self.tokens);
        [z, p, o]
    }

    fn depth(&self) -> usize {
        self.channels / self.heads
    }

    fn scale(&self) -> f32 {
        1.0 / (self.depth() as f32).sqrt()
    }

    /// The queries (0), keys (1) or values (2) of a head, `[tokens, d]`.
    fn head<'a>(&self, z: &'a [f32], which: usize, head: usize) -> Matrix<'a> {
        Matrix {
            data: &z[which * self.channels + head * self.depth()..],
            row: 3 * self.channels,
            column: 1,
        }
    }

    fn head_mut<'a>(&self, z: &'a mut [f32], which: usize, head: usize) -> MatrixMut<'a> {
        MatrixMut {
            data: &mut z[which * self.channels + head * self.depth()..],
            row: 3 * self.channels,
            column: 1,
        }
    }

    /// A head's share of numbers `[tokens, channels]`.
    fn share<'a>(&self, o: &'a [f32], head: usize) -> Matrix<'a> {
        Matrix {
            data: &o[head * self.depth()..],
            row: self.channels,
            column: 1,
        }
    }

    /// One image: `y`, both `[tokens, channels]`; `kept` remembers what the way back needs.
    pub fn forward(&self, x: &[f32], maps: &Maps<&[f32]>, kept: &mut [f32], y: &mut [f32]) {
        let Self {
            tokens,
            channels,
            heads,
            causal,
        } = *self;
        let depth = self.depth();
        let [z, p, o] = self.parts(kept);
        let sizes = [tokens, 3 * channels, channels];
        multiply(
            sizes,
            rows_mut(z, 3 * channels),
            rows(x, channels),
            columns(maps.into, channels),
            false,
        );
        add_to_rows(z, maps.into_bias);
        for (head, p) in p.chunks_exact_mut(tokens * tokens).enumerate().take(heads) {
            let (q, k) = (self.head(z, 0, head), transposed(self.head(z, 1, head)));
            multiply([tokens, tokens, depth], rows_mut(p, tokens), q, k, false);
            for (at, row) in p.chunks_exact_mut(tokens).enumerate() {
                let seen = if causal { at + 1 } else { tokens };
                softmax(&mut row[..seen], self.scale());
                row[seen..].fill(0.0);
            }
            let out = MatrixMut {
                data: &mut o[head * depth..],
                row: channels,
                column: 1,
            };
            multiply(
                [tokens, depth, tokens],
                out,
                rows(p, tokens),
                self.head(z, 2, head),
                false,
            );
        }
        let sizes = [tokens, channels, channels];
        multiply(
            sizes,
            rows_mut(y, channels),
            rows(o, channels),
            columns(maps.out, channels),
            false,
        );
        add_to_rows(y, maps.out_bias);
    }

    /// The way back through one image: adds to the gradients of the maps, and fills `dx`. `kept` is what `forward`
    /// left.
    pub fn backward(
        &self,
        [x, dy]: [&[f32]; 2],
        maps: &Maps<&[f32]>,
        kept: &mut [f32],
        gradients: &mut Maps<&mut [f32]>,
        dx: &mut [f32],
    ) {
        let Self {
            tokens,
            channels,
            heads,
            ..
        } = *self;
        let depth = self.depth();
        let [z, p, o] = self.parts(kept);
        add_columns(dy, gradients.out_bias);
        let square = [channels, channels, tokens];
        multiply(
            square,
            rows_mut(gradients.out, channels),
            columns(dy, channels),
            rows(o, channels),
            true,
        );
        // O has done its work: its gradient takes its place.
        multiply(
            [tokens, channels, channels],
            rows_mut(o, channels),
            rows(dy, channels),
            rows(maps.out, channels),
            false,
        );
        let mut dz = vec![0.0; 3 * tokens * channels];
        let mut ds = vec![0.0; tokens * tokens];
        for (head, p) in p.chunks_exact(tokens * tokens).enumerate().take(heads) {
            let d_out = self.share(o, head);
            let narrow = [tokens, depth, tokens];
            multiply(
                narrow,
                self.head_mut(&mut dz, 2, head),
                columns(p, tokens),
                d_out,
                false,
            );
            let values = transposed(self.head(z, 2, head));
            multiply(
                [tokens, tokens, depth],
                rows_mut(&mut ds, tokens),
                d_out,
                values,
                false,
            );
            for (ds, p) in ds.chunks_exact_mut(tokens).zip(p.chunks_exact(tokens)) {
                let sum: f32 = ds.iter().zip(p).map(|(ds, p)| ds * p).sum();
                for (ds, p) in ds.iter_mut().zip(p) {
                    *ds = p * (*ds - sum) * self.scale();
                }
            }
            multiply(
                narrow,
                self.head_mut(&mut dz, 0, head),
                rows(&ds, tokens),
                self.head(z, 1, head),
                false,
            );
            multiply(
                narrow,
                self.head_mut(&mut dz, 1, head),
                columns(&ds, tokens),
                self.head(z, 0, head),
                false,
            );
        }
        add_columns(&dz, gradients.into_bias);
        let sizes = [3 * channels, channels, tokens];
        multiply(
            sizes,
            rows_mut(gradients.into, channels),
            columns(&dz, 3 * channels),
            rows(x, channels),
            true,
        );
        let sizes = [tokens, channels, 3 * channels];
        multiply(
            sizes,
            rows_mut(dx, channels),
            rows(&dz, 3 * channels),
            rows(maps.into, channels),
            false,
        );
    }
}

fn transposed(matrix: Matrix<'_>) -> Matrix<'_> {
    Matrix {
        row: matrix.column,
        column: matrix.row,
        ..matrix
    }
}

/// Adds a row to each row.
fn add_to_rows(data: &mut [f32], row: &[f32]) {
    if row.is_empty() {
        return;
    }
    for own in data.chunks_exact_mut(row.len()) {
        for (own, more) in own.iter_mut().zip(row) {
            *own += more;
        }
    }
}

/// Adds the sum of all rows to `sum`.
fn add_columns(data: &[f32], sum: &mut [f32]) {
    if sum.is_empty() {
        return;
    }
    for row in data.chunks_exact(sum.len()) {
        for (sum, value) in sum.iter_mut().zip(row) {
            *sum += value;
        }
    }
}

/// Makes shares of scores times `scale`: none is negative, together they are 1.
pub fn softmax(scores: &mut [f32], scale: f32) {
    let largest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for score in &mut *scores {
        *score = ((*score - largest) * scale).exp();
        sum += *score;
    }
    scores.iter_mut().for_each(|score| *score /= sum);
}

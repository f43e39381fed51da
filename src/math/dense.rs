//! The product of a batch of vectors with a weight matrix: `y = x·Wᵀ`, x `[count, inputs]`, W `[outputs, inputs]`.

use rayon::prelude::*;

use super::band::WORTH_SHARING;
use super::gemm::{columns, columns_mut, multiply, rows, rows_mut};

/// Examples, or outputs, that one piece of work takes.
const PIECE: usize = 32;

/// Sizes of a dense map.
#[derive(Clone, Copy, Debug)]
pub struct Dense {
    /// Number of examples.
    pub count: usize,
    /// Numbers that enter.
    pub inputs: usize,
    /// Numbers that leave.
    pub outputs: usize,
}

impl Dense {
    fn cost(&self) -> usize {
        self.count * self.inputs * self.outputs
    }

    /// `y ← x·Wᵀ`.
    pub fn forward(&self, x: &[f32], weights: &[f32], y: &mut [f32]) {
        let Self {
            inputs, outputs, ..
        } = *self;
        self.pieces(y, outputs, |first, y| {
            let sizes = [y.len() / outputs, outputs, inputs];
            multiply(
                sizes,
                rows_mut(y, outputs),
                rows(&x[first * inputs..], inputs),
                columns(weights, inputs),
                false,
            );
        });
    }

    /// `dx ← dy·W`: the transposed map.
    pub fn backward_input(&self, dy: &[f32], weights: &[f32], dx: &mut [f32]) {
        let Self {
            inputs, outputs, ..
        } = *self;
        self.pieces(dx, inputs, |first, dx| {
            let sizes = [dx.len() / inputs, inputs, outputs];
            multiply(
                sizes,
                rows_mut(dx, inputs),
                rows(&dy[first * outputs..], outputs),
                rows(weights, inputs),
                false,
            );
        });
    }

    /// `dW ← dW + dyᵀ·x`, summed over examples.
    pub fn backward_weights(&self, x: &[f32], dy: &[f32], dw: &mut [f32]) {
        let Self {
            count,
            inputs,
            outputs,
        } = *self;
        let work = |(piece, dw): (usize, &mut [f32])| {
            let sizes = [inputs, dw.len() / inputs, count];
            multiply(
                sizes,
                columns_mut(dw, inputs),
                columns(x, inputs),
                rows(&dy[piece * PIECE..], outputs),
                true,
            );
        };
        if self.cost() < WORTH_SHARING {
            dw.chunks_mut(PIECE * inputs).enumerate().for_each(work);
        } else {
            dw.par_chunks_mut(PIECE * inputs).enumerate().for_each(work);
        }
    }

    fn pieces(&self, out: &mut [f32], width: usize, work: impl Fn(usize, &mut [f32]) + Sync) {
        let piece = PIECE * width;
        if self.cost() < WORTH_SHARING {
            out.chunks_mut(piece)
                .enumerate()
                .for_each(|(at, out)| work(at * PIECE, out));
        } else {
            out.par_chunks_mut(piece)
                .enumerate()
                .for_each(|(at, out)| work(at * PIECE, out));
        }
    }
}

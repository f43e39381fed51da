//! The gradient of the weights, row by row.

use pulp::{Simd, WithSimd};

use super::super::{Band, Conv};
use super::{FEW, pixels, runs, seen};
use crate::math::matrices::kernel::{Left, Lies, Product, Start};
use crate::math::{scratch, simd};

pub(in super::super) fn backward_weights(
    conv: &Conv,
    x: &[f32],
    dy: &[f32],
    dw: &mut [f32],
    band: Band,
) {
    let dy = &dy[conv.output.at(band.image, band.top, 0)..];
    simd::registers().dispatch(BackwardWeights {
        conv,
        x,
        dy,
        dw,
        band,
    });
}

struct BackwardWeights<'a> {
    conv: &'a Conv,
    x: &'a [f32],
    /// From the band's first pixel on.
    dy: &'a [f32],
    dw: &'a mut [f32],
    band: Band,
}

impl WithSimd for BackwardWeights<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        if self.conv.output.channels <= FEW {
            self.for_few(simd);
        } else {
            self.for_many(simd);
        }
    }
}

impl BackwardWeights<'_> {
    /// dW = dyᵀ·x, vectors along the inputs.
    #[inline(always)]
    fn for_few<S: Simd>(self, simd: S) {
        let conv = self.conv;
        let (outputs, taps, step) = (conv.output.channels, conv.taps(), conv.input.channels);
        let pixels = pixels(conv, self.band);
        for run in runs(conv) {
            let seen = seen(conv, self.x, self.band, &run);
            let whole = run.length / S::F32_LANES * S::F32_LANES;
            for part in 0..run.parts {
                let x = &seen[part * run.apart..];
                let dw = &mut self.dw[run.weight + part * run.length..];
                Product {
                    sizes: [outputs, whole, pixels],
                    c: dw,
                    c_lies: Lies::Rows(taps),
                    a: Left::columns(self.dy, outputs),
                    b: x,
                    b_lies: Lies::Rows(step),
                    start: Start::Old,
                    rectify: false,
                }
                .run(simd);
                if whole < run.length {
                    let rest = [outputs, run.length - whole, pixels];
                    add_rest(rest, &x[whole..], step, self.dy, &mut dw[whole..], taps);
                }
            }
        }
    }

    /// dWᵀ = xᵀ·dy, vectors along the outputs.
    #[inline(always)]
    fn for_many<S: Simd>(self, simd: S) {
        let conv = self.conv;
        let (outputs, taps) = (conv.output.channels, conv.taps());
        let row = outputs.next_multiple_of(S::F32_LANES);
        let pixels = pixels(conv, self.band);
        let longest = runs(conv).map(|run| run.length).max().unwrap_or(0);
        let mut found = scratch::take(longest * row);
        let mut wider = scratch::take(if row == outputs { 0 } else { pixels * row });
        let dy = if row == outputs {
            self.dy
        } else {
            for (wider, dy) in wider
                .chunks_exact_mut(row)
                .zip(self.dy.chunks_exact(outputs))
                .take(pixels)
            {
                let (numbers, zeros) = wider.split_at_mut(outputs);
                numbers.copy_from_slice(dy);
                zeros.fill(0.0);
            }
            &wider
        };
        for run in runs(conv) {
            let seen = seen(conv, self.x, self.band, &run);
            for part in 0..run.parts {
                Product {
                    sizes: [run.length, row, pixels],
                    c: &mut found,
                    c_lies: Lies::Rows(row),
                    a: Left::columns(&seen[part * run.apart..], conv.input.channels),
                    b: dy,
                    b_lies: Lies::Rows(row),
                    start: Start::Zero,
                    rectify: false,
                }
                .run(simd);
                let at = run.weight + part * run.length;
                for (o, dw) in self.dw.chunks_exact_mut(taps).enumerate() {
                    let found = found[o..].iter().step_by(row);
                    for (dw, found) in dw[at..at + run.length].iter_mut().zip(found) {
                        *dw += found;
                    }
                }
            }
        }
        scratch::give(wider);
        scratch::give(found);
    }
}

/// The few columns of dW = dyᵀ·x that fill no whole vector, by plain loops: rows of dW are `taps` numbers apart, those
/// of x `step`.
fn add_rest(
    [outputs, columns, pixels]: [usize; 3],
    x: &[f32],
    step: usize,
    dy: &[f32],
    dw: &mut [f32],
    taps: usize,
) {
    for o in 0..outputs {
        let dw = &mut dw[o * taps..][..columns];
        for (pixel, dy) in dy[o..].iter().step_by(outputs).take(pixels).enumerate() {
            for (dw, x) in dw.iter_mut().zip(&x[pixel * step..]) {
                *dw += dy * x;
            }
        }
    }
}

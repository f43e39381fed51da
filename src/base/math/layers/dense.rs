//! The product of a batch of vectors with a weight matrix: `y = x·Wᵀ`, x `[count, inputs]`, W `[outputs, inputs]`.
//!
//! Vectors of registers lie along the examples in the forward pass, so that W is read as it lies, row by row; only the
//! batch is transposed, there and back:
//!
//! ```text
//!   yᵀ [outputs, count] = W [outputs, inputs] · xᵀ [inputs, count]
//!   dx [count, inputs]  = dy [count, outputs] · W [outputs, inputs]     vectors along the inputs
//!   dW [outputs, inputs] = dyᵀ [outputs, count] · x [count, inputs]     vectors along the inputs
//! ```

use pulp::{Simd, WithSimd};

use super::band::each_part;
use crate::math::matrices::gemm::{columns, multiply, rows, rows_mut};
use crate::math::matrices::kernel::{Left, Lies, Product, Start, places};
use crate::math::matrices::rows_times::{LITTLE, rows_times};
use crate::math::{scratch, simd};

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

    fn is_small(&self) -> bool {
        self.cost() < LITTLE
    }

    /// `y ← x·Wᵀ + bias` (an empty bias is zero); with `rectify`, negative numbers then become zero. NaN is passed on.
    pub fn forward(&self, x: &[f32], weights: &[f32], bias: &[f32], rectify: bool, y: &mut [f32]) {
        let (inputs, outputs) = (self.inputs, self.outputs);
        let finish = |value: f32, o: usize| {
            let value = value + bias.get(o).copied().unwrap_or(0.0);
            if rectify && value < 0.0 { 0.0 } else { value }
        };
        if !self.is_small() {
            return simd::registers().dispatch(Forward {
                map: self,
                x,
                weights,
                y,
                finish,
            });
        }
        let sizes = [self.count, outputs, inputs];
        let (x, weights) = (rows(x, inputs), columns(weights, inputs));
        multiply(sizes, rows_mut(y, outputs), x, weights, false);
        for y in y.chunks_exact_mut(outputs) {
            for (o, y) in y.iter_mut().enumerate() {
                *y = finish(*y, o);
            }
        }
    }

    /// `dx ← dy·W`: the transposed map.
    pub fn backward_input(&self, dy: &[f32], weights: &[f32], dx: &mut [f32]) {
        let (inputs, outputs) = (self.inputs, self.outputs);
        each_part(dx, PIECE * inputs, self.cost(), |piece, dx| {
            let sizes = [dx.len() / inputs, inputs, outputs];
            let dy = Left::rows(&dy[piece * PIECE * outputs..], outputs);
            rows_times(sizes, dx, dy, weights, Start::Zero);
        });
    }

    /// `dW ← dW + dyᵀ·x`, summed over examples.
    pub fn backward_weights(&self, x: &[f32], dy: &[f32], dw: &mut [f32]) {
        let (inputs, outputs) = (self.inputs, self.outputs);
        each_part(dw, PIECE * inputs, self.cost(), |piece, dw| {
            let sizes = [dw.len() / inputs, inputs, self.count];
            let dy = Left::columns(&dy[piece * PIECE..], outputs);
            rows_times(sizes, dw, dy, x, Start::Old);
        });
    }
}

struct Forward<'a, F> {
    map: &'a Dense,
    x: &'a [f32],
    weights: &'a [f32],
    y: &'a mut [f32],
    finish: F,
}

impl<F: Fn(f32, usize) -> f32 + Sync> WithSimd for Forward<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Dense {
            count,
            inputs,
            outputs,
        } = *self.map;
        let (x, weights, finish) = (self.x, self.weights, &self.finish);
        let (cost, lanes) = (self.map.cost(), S::F32_LANES);
        let row = count.next_multiple_of(lanes);
        let mut turned = scratch::take(inputs * row);
        for (vector, place) in places(row / lanes).enumerate() {
            let first = vector * lanes;
            let start = place.at(inputs, 0, lanes);
            let apart = place.at(inputs, 1, lanes) - start;
            for p in 0..inputs {
                let target = &mut turned[start + p * apart..][..lanes];
                for (lane, target) in target.iter_mut().enumerate() {
                    let example = first + lane;
                    *target = if example < count {
                        x[example * inputs + p]
                    } else {
                        0.0
                    };
                }
            }
        }
        let mut sums = scratch::take(outputs * row);
        let found = &mut sums[..outputs * row];
        each_part(found, PIECE * row, cost, |piece, c| {
            Product {
                sizes: [c.len() / row, row, inputs],
                c,
                c_lies: Lies::Rows(row),
                a: Left::rows(&weights[piece * PIECE * inputs..], inputs),
                b: &turned,
                b_lies: Lies::Strips,
                start: Start::Zero,
                rectify: false,
            }
            .run(simd);
        });
        // Some examples at a time, so that the lines that are read stay at hand.
        const SOME: usize = 16;
        for (group, y) in self.y.chunks_mut(SOME * outputs).enumerate() {
            let some = y.len() / outputs;
            for (o, found) in found.chunks_exact(row).enumerate() {
                let found = &found[group * SOME..][..some];
                for (at, found) in found.iter().enumerate() {
                    y[at * outputs + o] = finish(*found, o);
                }
            }
        }
        scratch::give(sums);
        scratch::give(turned);
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
            count in 1..70_usize,
            inputs in 1..100_usize,
            outputs in 1..100_usize,
            rectify in any::<bool>(),
        ) {
            let map = Dense { count, inputs, outputs };
            let mut random = Stream::new(4, Purpose::Data, 0);
            let mut draw = |length| -> Vec<f32> { (0..length).map(|_| random.normal()).collect() };
            let (x, w, bias) = (draw(count * inputs), draw(inputs * outputs), draw(outputs));
            let (dy, start) = (draw(count * outputs), draw(inputs * outputs));
            let mut y = draw(count * outputs);
            map.forward(&x, &w, &bias, rectify, &mut y);
            let mut dx = draw(count * inputs);
            map.backward_input(&dy, &w, &mut dx);
            let mut dw = start.clone();
            map.backward_weights(&x, &dy, &mut dw);
            let near = |found: f32, expected: f64| (f64::from(found) - expected).abs() < 1e-4 * (1.0 + expected.abs());
            let product = |a: f32, b: f32| f64::from(a) * f64::from(b);
            for n in 0..count {
                for o in 0..outputs {
                    let sum: f64 = (0..inputs).map(|i| product(x[n * inputs + i], w[o * inputs + i])).sum();
                    let sum = sum + f64::from(bias[o]);
                    let expected = if rectify { sum.max(0.0) } else { sum };
                    prop_assert!(near(y[n * outputs + o], expected));
                }
                for i in 0..inputs {
                    let sum: f64 = (0..outputs).map(|o| product(dy[n * outputs + o], w[o * inputs + i])).sum();
                    prop_assert!(near(dx[n * inputs + i], sum));
                }
            }
            for o in 0..outputs {
                for i in 0..inputs {
                    let sum: f64 = (0..count).map(|n| product(dy[n * outputs + o], x[n * inputs + i])).sum();
                    prop_assert!(near(dw[o * inputs + i], sum + f64::from(start[o * inputs + i])));
                }
            }
        }
    }
}

//! The patches of one window in their principal axes.

use crate::image::patches::{self, Sums};
use crate::math::matrices::spd;
use crate::math::moments::{self, HEIGHT};
use crate::math::simd::NullaryFnOnce;

/// Pixels of the largest patch.
const MOST: usize = 81;
/// Variance along an axis above which it holds more than noise, in units of σ².
const LEAST: f32 = 1.5;

/// Memory for the patches of a window, kept from one to the next.
pub(super) struct Window<const P: usize> {
    /// Patches from left to right and from top to bottom.
    side: usize,
    patches: Vec<f32>,
    coefficients: Vec<f32>,
    mean: Vec<f32>,
    covariance: Vec<f32>,
    /// How many axes are in use; the others hold noise alone.
    rank: usize,
    /// Axis after axis, and number after number of all axes.
    axes: Vec<f32>,
    axes_across: Vec<f32>,
}

impl<const P: usize> Window<P> {
    const N: usize = P * P;

    pub(super) fn new(side: usize) -> Self {
        let stride = moments::stride(Self::N);
        let room = (side * side).next_multiple_of(HEIGHT) * stride;
        Self {
            side,
            patches: vec![0.0; room],
            coefficients: vec![0.0; room],
            mean: vec![0.0; stride],
            covariance: vec![0.0; Self::N * stride],
            rank: 0,
            axes: vec![0.0; Self::N * stride],
            axes_across: vec![0.0; Self::N * stride],
        }
    }

    /// Finds the axes.
    pub(super) fn learn(&mut self, variance: f32) {
        let (n, stride) = (Self::N, moments::stride(Self::N));
        let trace: f32 = (0..n).map(|k| self.covariance[k * stride + k]).sum();
        let ridge = f64::from(1e-6 * trace) + 1e-20;
        let mut matrix = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..n {
                matrix[i * n + j] = f64::from(self.covariance[i * stride + j]);
            }
            matrix[i * n + i] += ridge;
        }
        self.rank = 0;
        let Some(factor) = spd::cholesky(&matrix, n) else {
            return;
        };
        let columns: Vec<f32> = (0..n * n)
            .map(|at| factor[at % n * n + at / n] as f32)
            .collect();
        let (values, vectors) = spd::principal_axes(&columns, n);
        let least = variance * LEAST;
        self.rank = values.iter().filter(|value| **value > least).count();
        let across = moments::stride(self.rank);
        self.axes_across[..n * across].fill(0.0);
        for (k, axis) in vectors.chunks_exact(n).take(self.rank).enumerate() {
            self.axes[k * stride..][..n].copy_from_slice(axis);
            for (row, value) in axis.iter().enumerate() {
                self.axes_across[row * across + k] = *value;
            }
        }
    }
}

/// Takes the patches of the window at (y, x), and their mean and covariance.
pub(super) struct Work<'a, const P: usize> {
    pub(super) window: &'a mut Window<P>,
    pub(super) plane: &'a [f32],
    pub(super) width: usize,
    pub(super) at: (usize, usize),
}

impl<const P: usize> NullaryFnOnce for Work<'_, P> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let window = self.window;
        let stride = moments::stride(P * P);
        let count = window.side * window.side;
        // Deviations from one patch are summed, so that equal patches have exactly their mean.
        let mut first = vec![0.0; stride];
        patches::copy::<P>(
            self.plane,
            self.width,
            self.at.0,
            self.at.1,
            &mut first[..P * P],
        );
        window.mean.fill(0.0);
        for (index, patch) in window
            .patches
            .chunks_exact_mut(stride)
            .take(count)
            .enumerate()
        {
            let (y, x) = (
                self.at.0 + index / window.side,
                self.at.1 + index % window.side,
            );
            patches::copy::<P>(self.plane, self.width, y, x, &mut patch[..P * P]);
            for ((mean, value), first) in window.mean.iter_mut().zip(&*patch).zip(&first) {
                *mean += value - first;
            }
        }
        let share = 1.0 / count as f32;
        for (mean, first) in window.mean.iter_mut().zip(&first) {
            *mean = first + *mean * share;
        }
        for patch in window.patches.chunks_exact_mut(stride).take(count) {
            for (value, mean) in patch.iter_mut().zip(&window.mean) {
                *value -= mean;
            }
        }
        moments::second_moments(&window.patches, P * P, share, &mut window.covariance);
    }
}

/// Cleans the patches and adds them up.
pub(super) struct Clean<'a, const P: usize> {
    pub(super) window: &'a mut Window<P>,
    pub(super) threshold: f32,
    pub(super) at: (usize, usize),
    pub(super) sums: &'a mut Sums,
}

impl<const P: usize> NullaryFnOnce for Clean<'_, P> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let window = self.window;
        let (n, rank) = (P * P, window.rank);
        let (stride, across) = (
            moments::stride(n),
            moments::stride(rank).max(moments::WIDTH),
        );
        let count = window.side * window.side;
        let ones = [1.0_f32; MOST];
        let room = window.patches.len() / stride * across;
        let coefficients = &mut window.coefficients[..room];
        if rank > 0 {
            moments::apply(
                &window.patches,
                &window.axes_across,
                [n, rank],
                coefficients,
            );
        } else {
            coefficients.fill(0.0);
        }
        let mut weights = vec![0.0_f32; count];
        for (line, weight) in coefficients.chunks_exact_mut(across).zip(&mut weights) {
            let mut kept = 1.0;
            for value in line {
                let keep = if value.abs() > self.threshold {
                    1.0
                } else {
                    0.0
                };
                *value *= keep;
                kept += keep;
            }
            *weight = 1.0 / kept;
        }
        moments::apply(
            coefficients,
            &window.axes,
            [rank.max(1), n],
            &mut window.patches,
        );
        for (index, patch) in window
            .patches
            .chunks_exact_mut(stride)
            .take(count)
            .enumerate()
        {
            for (value, mean) in patch.iter_mut().zip(&window.mean) {
                *value += mean;
            }
            let at = (
                self.at.0 + index / window.side,
                self.at.1 + index % window.side,
            );
            self.sums.add::<P>(0, at, patch, &ones, weights[index]);
            patch[n..].fill(0.0);
        }
    }
}

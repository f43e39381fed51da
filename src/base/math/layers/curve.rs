//! Piecewise linear curves, one per channel, and their derivatives.
//!
//! A curve is given by its values w₀ … w_{K−1} at K knots, evenly spaced over −r … r; beyond them the outermost pieces
//! go on:
//!
//! ```text
//! t = (x + r) · (K − 1) / 2r,   j = ⌊t⌋ held within 0 … K − 2,   a = t − j
//! y = w_j + a (w_{j+1} − w_j)
//!
//!       w₂
//!  w₁  ╱  ╲      dy/dx = (w_{j+1} − w_j) (K − 1) / 2r
//!    ╲╱    w₃    dy/dw_j = 1 − a,  dy/dw_{j+1} = a
//! ```
//!
//! Two table entries a number, whatever K is: reading a table cannot be vectorised portably, but nothing else is done.

use super::Layout;
use super::band::{BAND_PIXELS, Bands, each_band, each_part};
use crate::math::scratch;

/// Curves on the channels of activations.
#[derive(Clone, Copy, Debug)]
pub struct Curves {
    /// What enters.
    pub input: Layout,
    /// What leaves, of the same shape.
    pub output: Layout,
    /// Knots of a curve, at least 2.
    pub knots: usize,
    /// Place of the last knot.
    pub reach: f32,
}

impl Curves {
    /// Pieces per unit of x.
    fn density(&self) -> f32 {
        (self.knots - 1) as f32 / (2.0 * self.reach)
    }

    /// The piece that `x` lies in and how far into it, 0..1 between the outermost knots.
    #[inline(always)]
    fn place(&self, x: f32) -> (usize, f32) {
        let t = (x + self.reach) * self.density();
        let piece = (t.max(0.0) as usize).min(self.knots - 2);
        (piece, t - piece as f32)
    }

    /// `y ← curve(x)`; weights are `[channels, knots]`.
    pub fn forward(&self, x: &[f32], weights: &[f32], y: &mut [f32]) {
        self.each(
            y,
            &self.output,
            |c, x, _| {
                let (piece, share) = self.place(x);
                let pair = &weights[c * self.knots + piece..][..2];
                pair[0] + share * (pair[1] - pair[0])
            },
            x,
            &self.input,
            x,
            &self.input,
        );
    }

    /// `dx ← curve′(x) · dy`.
    pub fn backward_input(&self, x: &[f32], dy: &[f32], weights: &[f32], dx: &mut [f32]) {
        let density = self.density();
        self.each(
            dx,
            &self.input,
            |c, x, dy| {
                let (piece, _) = self.place(x);
                let pair = &weights[c * self.knots + piece..][..2];
                (pair[1] - pair[0]) * density * dy
            },
            x,
            &self.input,
            dy,
            &self.output,
        );
    }

    /// `dw ← dw + Σ_pixels dy · dy/dw`: sums over images, added in order.
    pub fn backward_weights(&self, x: &[f32], dy: &[f32], dw: &mut [f32]) {
        let (size, layout) = (dw.len(), &self.input);
        scratch::with_scratch(layout.count * size, |sums| {
            each_part(sums, size, 8 * layout.numbers(), |image, sum| {
                sum.fill(0.0);
                for i in 0..layout.height {
                    let x = &x[layout.at(image, i, 0)..][..layout.inside()];
                    let dy = &dy[self.output.at(image, i, 0)..][..layout.inside()];
                    let pixels = x.chunks_exact(layout.channels);
                    for (x, dy) in pixels.zip(dy.chunks_exact(layout.channels)) {
                        let curves = sum.chunks_exact_mut(self.knots);
                        for ((&x, &dy), curve) in x.iter().zip(dy).zip(curves) {
                            let (piece, share) = self.place(x);
                            curve[piece] += (1.0 - share) * dy;
                            curve[piece + 1] += share * dy;
                        }
                    }
                }
            });
            for (at, total) in dw.iter_mut().enumerate() {
                let found = sums[at..].iter().step_by(size);
                *total += found.copied().map(f64::from).sum::<f64>() as f32;
            }
        });
    }

    /// `out ← f(channel, a, b)` at every number of all images; borders stay as they are.
    #[allow(
        clippy::too_many_arguments,
        reason = "three arrays, each with its layout"
    )]
    fn each(
        &self,
        out: &mut [f32],
        layout: &Layout,
        f: impl Fn(usize, f32, f32) -> f32 + Sync,
        a: &[f32],
        a_layout: &Layout,
        b: &[f32],
        b_layout: &Layout,
    ) {
        let bands = Bands::new(layout, BAND_PIXELS);
        each_band(out, layout, bands, 8 * layout.numbers(), |band, out| {
            let rows = (band.top..band.bottom).zip(out.chunks_exact_mut(layout.row()));
            for (i, out) in rows {
                let out = out[..layout.inside()].chunks_exact_mut(layout.channels);
                let a = &a[a_layout.at(band.image, i, 0)..];
                let b = &b[b_layout.at(band.image, i, 0)..];
                let given = a
                    .chunks_exact(layout.channels)
                    .zip(b.chunks_exact(layout.channels));
                for (out, (a, b)) in out.zip(given) {
                    for (c, (out, (&a, &b))) in out.iter_mut().zip(a.iter().zip(b)).enumerate() {
                        *out = f(c, a, b);
                    }
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knots_are_met_pieces_are_straight_and_the_ends_go_on() {
        let layout = Layout {
            count: 1,
            height: 1,
            width: 7,
            channels: 1,
            border: 0,
        };
        let curves = Curves {
            input: layout,
            output: layout,
            knots: 3,
            reach: 1.0,
        };
        let mut y = [0.0; 7];
        let x = [-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0];
        curves.forward(&x, &[1.0, 0.0, 4.0], &mut y);
        assert_eq!(y, [2.0, 1.0, 0.5, 0.0, 2.0, 4.0, 12.0]);
    }
}

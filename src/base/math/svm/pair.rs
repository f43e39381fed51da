//! Two classes: sequential minimal optimisation, two α at a time, chosen by second-order information.
//!
//! With vₖ = yₖ − Σ yᵢ αᵢ K(xᵢ, xₖ) (how far the answer at xₖ, without its offset, is from yₖ) the α are the best when
//! no v of those that can still move y α up is above one of those that can move it down. Each step takes from the first
//! the one with the largest v, i, from the second the one that promises the most,
//!
//! ```text
//! j = argmax (vᵢ − vⱼ)² / (Kᵢᵢ + Kⱼⱼ − 2 Kᵢⱼ)  over vⱼ < vᵢ,      yᵢ αᵢ += s,  yⱼ αⱼ −= s,
//! s = (vᵢ − vⱼ) / (Kᵢᵢ + Kⱼⱼ − 2 Kᵢⱼ)          cut where an α meets 0 or C
//! ```
//!
//! and v follows. Source: Fan, Chen, Lin 2005, Journal of Machine Learning Research 6, 1889–1918. Among equals the last
//! is taken, and v follows the rounded changes of α, as in LIBSVM: numbers that tie exactly, such as sixteenths, would
//! else lead elsewhere.

use super::kernel::{Kernel, Samples};
use super::rows::Rows;

/// The least curvature along a step: samples that lie on each other have none.
const LEAST: f64 = 1e-12;

/// How a machine is to be solved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// C, the most that one sample may weigh: large ones forbid errors, small ones widen the margin.
    pub most_weight: f64,
    /// It ends when no two v are further on the wrong side of each other than this; 1e-3 is usual.
    pub tolerance: f64,
    /// It ends after so many steps at the latest, and says so.
    pub most_steps: u64,
    /// Bytes for rows of the kernel matrix.
    pub room: usize,
}

impl Default for Rule {
    fn default() -> Self {
        Self {
            most_weight: 1.0,
            tolerance: 1e-3,
            most_steps: 10_000_000,
            room: 200 << 20,
        }
    }
}

/// Why it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It is solved, to the tolerance.
    Solved,
    /// It took as many steps as it might: what it found is not the best.
    Capped,
    /// It was told to.
    Stopped,
}

/// How far the solver is.
pub struct Sofar<'a> {
    /// Steps done.
    pub steps: u64,
    /// How far the worst two are on the wrong side of each other.
    pub gap: f64,
    state: &'a State<'a>,
}

impl Sofar<'_> {
    /// yᵢ αᵢ of each sample.
    pub fn weights(&self) -> Vec<f64> {
        self.state.weights()
    }

    /// b.
    pub fn offset(&self) -> f64 {
        self.state.offset()
    }
}

/// A solved machine of two classes.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// yᵢ αᵢ of each sample; 0 for those that are no support vector.
    pub weights: Vec<f64>,
    /// b.
    pub offset: f64,
    /// Steps done.
    pub steps: u64,
    /// Why it ended.
    pub ended: Ended,
}

/// Solves the machine of two classes; `first` says which samples are of the class +1. `watch` sees each step, the state
/// before the first too, and ends it by `false`.
///
/// Of one class only, b alone says which. Cost: each step 3 × samples, samples × width for a row not at hand.
pub fn solve(
    samples: &Samples,
    first: &[bool],
    kernel: Kernel,
    rule: &Rule,
    watch: &mut dyn FnMut(&Sofar<'_>) -> bool,
) -> Pair {
    let mut rows = Rows::new(samples, kernel, rule.room);
    let mut state = State::new(samples, first, kernel, rule.most_weight);
    let mut steps = 0;
    let ended = loop {
        let (top, gap) = state.gap();
        let sofar = Sofar {
            steps,
            gap,
            state: &state,
        };
        if !watch(&sofar) {
            break Ended::Stopped;
        }
        let Some(one) = top.filter(|_| gap >= rule.tolerance) else {
            break Ended::Solved;
        };
        if steps >= rule.most_steps {
            break Ended::Capped;
        }
        let Some(other) = state.partner(one, rows.one(one)) else {
            break Ended::Solved;
        };
        state.step([one, other], rows.two([one, other]));
        steps += 1;
    };
    Pair {
        weights: state.weights(),
        offset: state.offset(),
        steps,
        ended,
    }
}

struct State<'a> {
    first: &'a [bool],
    most: f64,
    diagonal: Vec<f64>,
    alphas: Vec<f64>,
    v: Vec<f64>,
    /// Whether y α can move up and down.
    free: Vec<[bool; 2]>,
}

impl<'a> State<'a> {
    fn new(samples: &Samples, first: &'a [bool], kernel: Kernel, most: f64) -> Self {
        let count = samples.count();
        Self {
            first,
            most,
            diagonal: (0..count).map(|at| samples.diagonal(kernel, at)).collect(),
            alphas: vec![0.0; count],
            v: first.iter().map(|first| sign(*first)).collect(),
            free: first.iter().map(|first| [*first, !*first]).collect(),
        }
    }

    /// Of those that can go up, the one with the largest v (the last of equals); and how far that is above the smallest
    /// v of those that can go down, −∞ where one of the two is missing.
    fn gap(&self) -> (Option<usize>, f64) {
        let (mut top, mut high, mut low) = (None, f64::NEG_INFINITY, f64::INFINITY);
        for (at, (v, [up, down])) in self.v.iter().zip(&self.free).enumerate() {
            if *up && *v >= high {
                (top, high) = (Some(at), *v);
            }
            if *down && *v < low {
                low = *v;
            }
        }
        (top, high - low)
    }

    fn curvature(&self, [one, other]: [usize; 2], between: f32) -> f64 {
        let curvature = self.diagonal[one] + self.diagonal[other] - 2.0 * f64::from(between);
        if curvature > 0.0 { curvature } else { LEAST }
    }

    /// The one that promises the most beside `one`, the last of equals.
    fn partner(&self, one: usize, row: &[f32]) -> Option<usize> {
        let high = self.v[one];
        let (mut found, mut most) = (None, f64::NEG_INFINITY);
        for (at, (v, [_, down])) in self.v.iter().zip(&self.free).enumerate() {
            let away = high - v;
            if !*down || away <= 0.0 {
                continue;
            }
            let gain = away * away / self.curvature([one, at], row[at]);
            if gain >= most {
                (found, most) = (Some(at), gain);
            }
        }
        found
    }

    /// Moves two α as far as is best, or until one meets its bound, which it then has exactly.
    fn step(&mut self, [one, other]: [usize; 2], rows: [&[f32]; 2]) {
        let [y, z] = [one, other].map(|at| sign(self.first[at]));
        let [alpha, beta] = [one, other].map(|at| self.alphas[at]);
        let step = (self.v[one] - self.v[other]) / self.curvature([one, other], rows[0][other]);
        // y α + z β stays as it is: what of the two is kept, in the terms of α and β themselves.
        let kept = alpha + y * z * beta;
        let within = |alpha: f64| alpha.clamp(0.0, self.most);
        let (mut new_alpha, mut new_beta) = (within(alpha + y * step), within(beta - z * step));
        // Where α can go up its bound is the one ahead: C for y = +1, 0 for −1; β goes down.
        let [ahead, below] = [(y, self.most), (-z, self.most)].map(|(way, most)| match way > 0.0 {
            true => most,
            false => 0.0,
        });
        let [room, other_room] = [(ahead - alpha).abs(), (below - beta).abs()];
        if step >= room.min(other_room) {
            (new_alpha, new_beta) = match room <= other_room {
                true => (ahead, within(y * z * (kept - ahead))),
                false => (within(kept - y * z * below), below),
            };
        }
        for (at, alpha) in [(one, new_alpha), (other, new_beta)] {
            self.alphas[at] = alpha;
            let (more, less) = (alpha < self.most, alpha > 0.0);
            self.free[at] = match self.first[at] {
                true => [more, less],
                false => [less, more],
            };
        }
        let (moved, also) = (y * (new_alpha - alpha), z * (new_beta - beta));
        for ((v, k), l) in self.v.iter_mut().zip(rows[0]).zip(rows[1]) {
            *v -= f64::from(*k) * moved + f64::from(*l) * also;
        }
    }

    /// b: the mean v of those at no bound, or midway between those that bound it.
    fn offset(&self) -> f64 {
        let inside = self
            .v
            .iter()
            .zip(&self.free)
            .filter(|(_, ways)| **ways == [true; 2]);
        let (sum, count) = inside.fold((0.0, 0_usize), |(sum, count), (v, _)| (sum + v, count + 1));
        if count > 0 {
            return sum / count as f64;
        }
        let (mut high, mut low) = (f64::NEG_INFINITY, f64::INFINITY);
        for (v, [up, _]) in self.v.iter().zip(&self.free) {
            match up {
                true => high = high.max(*v),
                false => low = low.min(*v),
            }
        }
        match (high.is_finite(), low.is_finite()) {
            (true, true) => 0.5 * (high + low),
            (true, false) => high,
            (false, true) => low,
            (false, false) => 0.0,
        }
    }

    fn weights(&self) -> Vec<f64> {
        let signed = self.alphas.iter().zip(self.first);
        signed.map(|(alpha, first)| sign(*first) * alpha).collect()
    }
}

fn sign(first: bool) -> f64 {
    if first { 1.0 } else { -1.0 }
}

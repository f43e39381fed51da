//! Muon: momentum made orthogonal.

use super::adaptive::Rule;
use super::{Block, Optimizer, PART, Step, flush, two};
use crate::math::layers::dense::Dense;
use crate::math::scratch::with_scratch;
use crate::setting::Kind;

crate::adjustable! {
    /// For each matrix W, of r rows and c columns: m ← μ m + (1 − μ) g; u = μ m + (1 − μ) g; W ← (1 − η λ) W − η 0.2
    /// √max(r, c) O(u), where O(u) = U Vᵀ for u = U S Vᵀ: every direction that the gradient has moves equally far. The
    /// factor gives the step the size that Adam's has, so that learning rates carry over (Liu et al. 2025,
    /// arXiv:2502.16982). Numbers that are no matrix take [`AdamW`](super::AdamW)'s step, with β₁ = 0.9 and β₂ = 0.999.
    ///
    /// Source: Jordan 2024, "Muon: an optimizer for hidden layers in neural networks".
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Muon: "muon", "Muon",
        "Every direction of a layer's gradient moves equally far; Adam for biases. Often fewer steps for the same \
        loss." {
        /// Memory of the mean gradient.
        momentum: f32 = 0.95, Kind::float(0.0, 0.999),
            "Momentum", "", "How slowly the mean gradient forgets; 0.95 is usual.";
        /// Decoupled weight decay.
        weight_decay: f32 = 0.0, Kind::float(0.0, 1.0),
            "Weight decay", "", "Share of each weight lost per step at learning rate 1; 0 to 0.1 is usual.";
    }
}

impl Optimizer for Muon {
    fn slots(&self) -> &'static [&'static str] {
        &["mean", "mean_square"]
    }

    fn usual_rate(&self) -> f32 {
        1e-3
    }

    fn update(
        &self,
        weights: &mut [f32],
        gradients: &[f32],
        slots: &mut [Vec<f32>],
        step: &Step<'_>,
    ) {
        let [means, squares] = slots else { return };
        let pass = Pass {
            muon: *self,
            step,
            rule: Rule::new(0.9, 0.999, 1e-8, step),
        };
        let part = Part {
            start: 0,
            weights,
            gradients,
            means,
            squares,
        };
        pass.over(step.matrices, part);
    }
}

/// A stretch of the weights with everything that belongs to it. A matrix has no need of mean squares: its part of that
/// memory stays zero.
struct Part<'a> {
    start: usize,
    weights: &'a mut [f32],
    gradients: &'a [f32],
    means: &'a mut [f32],
    squares: &'a mut [f32],
}

impl Part<'_> {
    /// The numbers before place `at` of all weights, and those from there on.
    fn split(self, at: usize) -> (Self, Self) {
        let length = at - self.start;
        let (weights, more_weights) = self.weights.split_at_mut(length);
        let (gradients, more_gradients) = self.gradients.split_at(length);
        let (means, more_means) = self.means.split_at_mut(length);
        let (squares, more_squares) = self.squares.split_at_mut(length);
        let first = Self {
            start: self.start,
            weights,
            gradients,
            means,
            squares,
        };
        let second = Self {
            start: at,
            weights: more_weights,
            gradients: more_gradients,
            means: more_means,
            squares: more_squares,
        };
        (first, second)
    }
}

/// One update.
struct Pass<'a> {
    muon: Muon,
    step: &'a Step<'a>,
    rule: Rule,
}

impl Pass<'_> {
    /// Updates `part`, in which `matrices` lie: halves of the list, side by side when there is enough to do.
    fn over(&self, matrices: &[Block], part: Part<'_>) {
        match matrices {
            [] => self.plain(part),
            [block] => {
                let (before, rest) = part.split(block.range.start);
                let (matrix, after) = rest.split(block.range.end);
                self.plain(before);
                self.matrix(block.rows, matrix);
                self.plain(after);
            }
            _ => {
                let (left, right) = matrices.split_at(matrices.len() / 2);
                let large = part.weights.len() >= 2 * PART;
                let (first, second) = part.split(right[0].range.start);
                let works = (|| self.over(left, first), || self.over(right, second));
                if large {
                    rayon::join(works.0, works.1);
                } else {
                    works.0();
                    works.1();
                }
            }
        }
    }

    fn plain(&self, part: Part<'_>) {
        let shrink = 1.0 - self.step.rate * self.muon.weight_decay;
        let Part {
            weights,
            gradients,
            means,
            squares,
            ..
        } = part;
        two(weights, gradients, means, squares, |w, g, mean, square| {
            *w *= shrink;
            self.rule.apply(w, g, mean, square);
        });
    }

    fn matrix(&self, rows: usize, part: Part<'_>) {
        let columns = part.weights.len() / rows.max(1);
        let keep = self.muon.momentum;
        let shrink = 1.0 - self.step.rate * self.muon.weight_decay;
        let stride = self.step.rate * 0.2 * (rows.max(columns) as f32).sqrt();
        let side = rows.min(columns);
        let size = rows * columns;
        with_scratch(2 * size + 4 * side * side, |scratch| {
            let (pull, rest) = scratch.split_at_mut(size);
            let (turned, squares) = rest.split_at_mut(size);
            for ((pull, mean), &gradient) in pull.iter_mut().zip(part.means).zip(part.gradients) {
                *mean = flush(keep * *mean + (1.0 - keep) * gradient);
                *pull = keep * *mean + (1.0 - keep) * gradient;
            }
            orthogonalise([rows, columns], pull, turned, squares);
            for (weight, &turned) in part.weights.iter_mut().zip(&*turned) {
                *weight = shrink * *weight - stride * turned;
            }
        });
    }
}

/// The polynomial a s + b s³ + c s⁵ that takes a singular value in 0..1 towards 1: steep at 0, and flat enough at 1
/// that five of them leave what was above 0.01 between about 0.7 and 1.2 (Jordan 2024).
const POLYNOMIAL: [f32; 3] = [3.4445, -4.775, 2.0315];

/// How often it is applied.
const ROUNDS: usize = 5;

/// `answer` ← nearly U Vᵀ for the r × c matrix `matrix` = U S Vᵀ, which is changed. `squares` holds 4 min(r, c)².
///
/// The rounds work on the small Gram matrix A = X Xᵀ alone (or XᵀX for a tall X): one round takes X to P X with
/// P = a + b A + c A², hence A to P A P, and the product of all P is applied to X once.
fn orthogonalise([r, c]: [usize; 2], matrix: &mut [f32], answer: &mut [f32], squares: &mut [f32]) {
    let length = matrix.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>();
    let factor = (1.0 / length.sqrt().max(1e-7)) as f32;
    matrix.iter_mut().for_each(|x| *x *= factor);
    let matrix = &*matrix;
    let n = r.min(c);
    let (gram, rest) = squares.split_at_mut(n * n);
    let (round, rest) = rest.split_at_mut(n * n);
    let (all, spare) = rest.split_at_mut(n * n);
    gram.fill(0.0);
    if r <= c {
        let map = Dense {
            count: r,
            inputs: c,
            outputs: r,
        };
        map.forward(matrix, matrix, &[], false, gram);
    } else {
        let map = Dense {
            count: r,
            inputs: c,
            outputs: c,
        };
        map.backward_weights(matrix, matrix, gram);
    }
    let product = |target: &mut [f32], left: &[f32], right: &[f32]| {
        times([n, n, n], left, right, target);
    };
    let [first, third, fifth] = POLYNOMIAL;
    for at in 0..ROUNDS {
        product(round, gram, gram);
        for (round, &gram) in round.iter_mut().zip(&*gram) {
            *round = third * gram + fifth * *round;
        }
        round.iter_mut().step_by(n + 1).for_each(|x| *x += first);
        if at == 0 {
            all.copy_from_slice(round);
        } else {
            product(spare, round, all);
            all.copy_from_slice(spare);
        }
        if at + 1 < ROUNDS {
            product(spare, round, gram);
            product(gram, spare, round);
        }
    }
    if r <= c {
        times([r, r, c], all, matrix, answer);
    } else {
        times([r, c, c], matrix, all, answer);
    }
}

/// `target` ← A·B for A of r × k and B of k × c numbers, all row after row.
fn times([r, k, c]: [usize; 3], a: &[f32], b: &[f32], target: &mut [f32]) {
    let map = Dense {
        count: r,
        inputs: c,
        outputs: k,
    };
    map.backward_input(a, b, target);
}

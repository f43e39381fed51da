//! Least squares in closed form, in f64: Householder reflections.
//!
//! Where the matrix has full rank the answer is that of the singular value decomposition, for a sixth of its work.
//! Source: Golub and Van Loan 2013, Matrix Computations, section 5.2.

/// A matrix, column after column.
#[derive(Clone)]
pub(super) struct Columns {
    pub(super) rows: usize,
    pub(super) data: Vec<f64>,
}

impl Columns {
    pub(super) fn zeros(rows: usize, columns: usize) -> Self {
        Self {
            rows,
            data: vec![0.0; rows * columns],
        }
    }

    pub(super) fn count(&self) -> usize {
        self.data.len() / self.rows.max(1)
    }

    pub(super) fn column(&self, at: usize) -> &[f64] {
        &self.data[at * self.rows..(at + 1) * self.rows]
    }

    pub(super) fn column_mut(&mut self, at: usize) -> &mut [f64] {
        &mut self.data[at * self.rows..(at + 1) * self.rows]
    }
}

/// Q R of a matrix with at least as many rows as columns.
pub(super) struct Qr {
    /// Below the diagonal, and on it: the reflections. Above it: R.
    held: Columns,
    /// The diagonal of R.
    diagonal: Vec<f64>,
}

/// Lanes of a sum.
const LANES: usize = 8;

fn inner(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; LANES];
    let ((a, more_a), (b, more_b)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    for (a, b) in a.iter().zip(b) {
        for lane in 0..LANES {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = more_a.iter().zip(more_b).map(|(a, b)| a * b).sum();
    lanes.iter().sum::<f64>() + rest
}

fn add(to: &mut [f64], factor: f64, from: &[f64]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += factor * from;
    }
}

/// Reflects `vector` at the plane across `normal`, whose square length is two.
fn reflect(normal: &[f64], vector: &mut [f64]) {
    let along = inner(normal, vector);
    add(vector, -along, normal);
}

impl Qr {
    pub(super) fn new(mut matrix: Columns) -> Self {
        let (rows, count) = (matrix.rows, matrix.count());
        assert!(rows >= count, "at least as many rows as columns");
        let mut diagonal = vec![0.0; count];
        for at in 0..count {
            let (done, rest) = matrix.data.split_at_mut((at + 1) * rows);
            let column = &mut done[at * rows + at..];
            let length = inner(column, column).sqrt();
            if length == 0.0 {
                continue;
            }
            // To the far side of zero, so that nothing cancels.
            let goal = if column[0] > 0.0 { -length } else { length };
            diagonal[at] = goal;
            column[0] -= goal;
            let scale = (2.0 / inner(column, column)).sqrt();
            column.iter_mut().for_each(|value| *value *= scale);
            for other in rest.chunks_exact_mut(rows) {
                reflect(column, &mut other[at..]);
            }
        }
        Self {
            held: matrix,
            diagonal,
        }
    }

    pub(super) fn count(&self) -> usize {
        self.diagonal.len()
    }

    /// The number of R in this row and column.
    pub(super) fn r(&self, row: usize, column: usize) -> f64 {
        match row.cmp(&column) {
            std::cmp::Ordering::Less => self.held.column(column)[row],
            std::cmp::Ordering::Equal => self.diagonal[row],
            std::cmp::Ordering::Greater => 0.0,
        }
    }

    fn normal(&self, at: usize) -> &[f64] {
        &self.held.column(at)[at..]
    }

    /// Qᵀ v, in place; its first numbers are what R speaks of.
    pub(super) fn turn(&self, vector: &mut [f64]) {
        for at in 0..self.count() {
            reflect(self.normal(at), &mut vector[at..]);
        }
    }

    /// Q (z, 0): as long as the matrix has rows.
    pub(super) fn back(&self, z: &[f64]) -> Vec<f64> {
        let mut vector = vec![0.0; self.held.rows];
        vector[..z.len()].copy_from_slice(z);
        for at in (0..self.count()).rev() {
            reflect(self.normal(at), &mut vector[at..]);
        }
        vector
    }

    /// Whether a direction is as good as missing.
    fn lacks(&self, at: usize) -> bool {
        let most = self
            .diagonal
            .iter()
            .fold(0.0f64, |most, one| most.max(one.abs()));
        self.diagonal[at].abs() <= 1e-14 * most
    }

    /// R⁻¹ of this; what no column speaks of is 0.
    pub(super) fn solve(&self, mut right: Vec<f64>) -> Vec<f64> {
        right.truncate(self.count());
        for at in (0..self.count()).rev() {
            right[at] = match self.lacks(at) {
                true => 0.0,
                false => right[at] / self.diagonal[at],
            };
            let (before, value) = right.split_at_mut(at);
            add(before, -value[0], &self.held.column(at)[..at]);
        }
        right
    }

    /// (Rᵀ)⁻¹ of this.
    pub(super) fn solve_turned(&self, right: &[f64]) -> Vec<f64> {
        let mut found = vec![0.0; self.count()];
        for at in 0..self.count() {
            let known = inner(&self.held.column(at)[..at], &found[..at]);
            if !self.lacks(at) {
                found[at] = (right[at] - known) / self.diagonal[at];
            }
        }
        found
    }
}

/// The w for which ‖A w − y‖² + λ ‖w‖² is least, A square and given as R of a QR (`turned`: A = Rᵀ).
pub(super) fn ridge(qr: &Qr, turned: bool, y: &[f64], lambda: f64) -> Vec<f64> {
    let count = qr.count();
    if lambda == 0.0 {
        return match turned {
            true => qr.solve_turned(y),
            false => qr.solve(y.to_vec()),
        };
    }
    let mut matrix = Columns::zeros(2 * count, count);
    for at in 0..count {
        let column = matrix.column_mut(at);
        for (row, value) in column[..count].iter_mut().enumerate() {
            *value = if turned { qr.r(at, row) } else { qr.r(row, at) };
        }
        column[count + at] = lambda.sqrt();
    }
    let both = Qr::new(matrix);
    let mut right = vec![0.0; 2 * count];
    right[..count].copy_from_slice(&y[..count]);
    both.turn(&mut right);
    both.solve(right)
}

/// The same w without λ, as far as so many steps of Nesterov's gradient descent come from 0: momentum 0.9, step 1 / L.
///
/// Source: Nesterov 1983, Doklady AN SSSR 269, 543-547.
pub(super) fn descend(qr: &Qr, turned: bool, y: &[f64], steps: usize) -> Vec<f64> {
    let count = qr.count();
    // A, column after column, and what it does either way.
    let mut a = Columns::zeros(count, count);
    for at in 0..count {
        for (row, value) in a.column_mut(at).iter_mut().enumerate() {
            *value = if turned { qr.r(at, row) } else { qr.r(row, at) };
        }
    }
    let forth = |w: &[f64]| {
        let mut sum = vec![0.0; count];
        for (at, w) in w.iter().enumerate() {
            add(&mut sum, *w, a.column(at));
        }
        sum
    };
    let back = |v: &[f64]| -> Vec<f64> { (0..count).map(|at| inner(a.column(at), v)).collect() };
    let mut one = vec![1.0; count];
    let mut largest = 0.0;
    for _ in 0..30 {
        let next = back(&forth(&one));
        largest = inner(&next, &next).sqrt();
        one = next
            .iter()
            .map(|value| value / largest.max(1e-300))
            .collect();
    }
    // What the power method has not quite reached.
    let step = 1.0 / (1.01 * largest).max(1e-300);
    let (mut w, mut speed) = (vec![0.0; count], vec![0.0; count]);
    for _ in 0..steps {
        let ahead: Vec<f64> = w.iter().zip(&speed).map(|(w, v)| w + 0.9 * v).collect();
        let mut wrong = forth(&ahead);
        add(&mut wrong, -1.0, &y[..count]);
        let slope = back(&wrong);
        for at in 0..count {
            speed[at] = 0.9 * speed[at] - step * slope[at];
            w[at] += speed[at];
        }
    }
    w
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::{Purpose, Stream};

    fn random(rows: usize, columns: usize) -> Columns {
        let mut stream = Stream::new(1, Purpose::Data, (rows * columns) as u64);
        let mut matrix = Columns::zeros(rows, columns);
        let values = matrix.data.iter_mut();
        values.for_each(|value| *value = f64::from(stream.normal()));
        matrix
    }

    fn times(matrix: &Columns, w: &[f64]) -> Vec<f64> {
        let mut sum = vec![0.0; matrix.rows];
        for (at, w) in w.iter().enumerate() {
            add(&mut sum, *w, matrix.column(at));
        }
        sum
    }

    /// At the least the gradient is nothing: Aᵀ (A w − y) + λ w = 0.
    #[test]
    fn what_is_found_is_the_least() {
        let matrix = random(30, 12);
        let y: Vec<f64> = (0..30).map(|at| (at as f64).sin()).collect();
        let qr = Qr::new(matrix.clone());
        let mut turned = y.clone();
        qr.turn(&mut turned);
        for lambda in [0.0, 0.5] {
            let w = ridge(&qr, false, &turned, lambda);
            let mut wrong = times(&matrix, &w);
            add(&mut wrong, -1.0, &y);
            for (at, w) in w.iter().enumerate() {
                let slope = inner(matrix.column(at), &wrong) + lambda * w;
                assert!(slope.abs() < 1e-12, "{slope}");
            }
        }
    }

    /// More unknowns than equations: all are fulfilled, and w lies among the equations' own directions, so that no
    /// shorter one does it.
    #[test]
    fn of_many_answers_the_shortest_is_found() {
        let equations = random(40, 9);
        let y: Vec<f64> = (0..9).map(|at| 1.0 - at as f64).collect();
        let qr = Qr::new(equations.clone());
        let w = qr.back(&ridge(&qr, true, &y, 0.0));
        for (at, y) in y.iter().enumerate() {
            assert!((inner(equations.column(at), &w) - y).abs() < 1e-12);
        }
        let mut rest = w.clone();
        qr.turn(&mut rest);
        assert!(rest[9..].iter().all(|value| value.abs() < 1e-12));
    }

    #[test]
    fn descending_long_comes_to_the_same() {
        let qr = Qr::new(random(20, 8));
        let y: Vec<f64> = (0..8).map(|at| (at as f64).cos()).collect();
        for turned in [false, true] {
            let exact = ridge(&qr, turned, &y, 0.0);
            let found = descend(&qr, turned, &y, 20_000);
            for (a, b) in exact.iter().zip(&found) {
                assert!((a - b).abs() < 1e-6, "{a} {b}");
            }
        }
    }

    #[test]
    fn a_column_of_nothing_gets_nothing() {
        let mut matrix = random(10, 3);
        matrix.column_mut(1).fill(0.0);
        let qr = Qr::new(matrix);
        let w = ridge(&qr, false, &[1.0; 10], 0.0);
        assert_eq!(w[1], 0.0);
        assert!(w.iter().all(|value| value.is_finite()));
    }
}

//! People who apply, as numbers: merit, group, what is known of them, and what was decided before.

use super::Bias;
use crate::labs::qr::{Columns, Qr};
use crate::math::random::{Purpose, Stream};

/// How far what is measured lies from the merit.
const MEASURED: f64 = 0.3;
/// Scale of the luck in what was decided, a logistic variable.
const LUCK: f64 = 0.5;
/// Rounds of Newton's method, at most.
const ROUNDS: usize = 30;
/// Keeps weights finite where a line parts everything.
const RIDGE: f64 = 1e-6;

/// Some people.
pub(super) struct People {
    /// 1 for those of the group that was put back.
    pub(super) group: Vec<f64>,
    pub(super) merit: Vec<f64>,
    /// What was decided.
    pub(super) decided: Vec<bool>,
    /// What is known of each: the measured merit, then the proxies.
    known: Vec<Vec<f64>>,
}

/// How people are weighed when a rule is learned from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weighing {
    /// All alike.
    Alike,
    /// Both groups alike.
    Groups,
    /// So that group and decision are independent: P(A) P(Y) / P(A, Y).
    Reweighed,
}

/// A rule that was learned: yes where the sum is positive.
pub(super) struct Rule {
    weights: Vec<f64>,
    with_group: bool,
}

/// How a rule treats people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Treated {
    /// Share that gets a yes in one group less that in the other.
    pub(super) gap: f64,
    /// The same of the mean sum.
    pub(super) score_gap: f64,
    /// Share of the decisions that agree with what was decided, and with merit.
    pub(super) right: [f64; 2],
}

impl Bias {
    /// So many people, `rho` the correlation of each proxy with the group.
    pub(super) fn people(&self, count: usize, rho: f64, seed: u64, world: u64) -> People {
        let mut random = Stream::new(seed, Purpose::Data, world);
        let mut people = People {
            group: Vec::new(),
            merit: Vec::new(),
            decided: Vec::new(),
            known: Vec::new(),
        };
        let share = f64::from(self.share) / 100.0;
        let deviation = (share * (1.0 - share)).sqrt();
        for _ in 0..count {
            let mut normal = || f64::from(random.normal());
            let (merit, measured) = (normal(), normal());
            let proxies: Vec<f64> = (0..self.proxies).map(|_| normal()).collect();
            let member = f64::from(random.uniform()) < share;
            let group = f64::from(u8::from(member));
            let standard = (group - share) / deviation;
            let chance = f64::from(random.uniform()).clamp(1e-9, 1.0 - 1e-9);
            let luck = LUCK * (chance / (1.0 - chance)).ln();
            people.group.push(group);
            people.merit.push(merit);
            let decided = merit - f64::from(self.prejudice) * (group - share) + luck > 0.0;
            people.decided.push(decided);
            let mut known = vec![merit + MEASURED * measured];
            let proxy = |noise: &f64| rho * standard + (1.0 - rho * rho).sqrt() * noise;
            known.extend(proxies.iter().map(proxy));
            people.known.push(known);
        }
        people
    }
}

impl People {
    /// What a rule sees of each person, a row each: 1, what is known, and the group if it may be seen.
    fn row(&self, at: usize, with_group: bool) -> Vec<f64> {
        let mut row = vec![1.0];
        row.extend_from_slice(&self.known[at]);
        row.extend(with_group.then_some(self.group[at]));
        row
    }

    /// What was decided: the share of yes in one group less that in the other.
    pub(super) fn decided_gap(&self) -> f64 {
        self.gap(|at| f64::from(u8::from(self.decided[at])))
    }

    /// The mean of a number in group 0 less that in group 1.
    fn gap(&self, of: impl Fn(usize) -> f64) -> f64 {
        let mut sums = [[0.0; 2]; 2];
        for (at, group) in self.group.iter().enumerate() {
            let sum = &mut sums[*group as usize];
            *sum = [sum[0] + of(at), sum[1] + 1.0];
        }
        let [one, other] = sums.map(|[sum, count]| sum / f64::max(count, 1.0));
        one - other
    }

    /// How much each person counts.
    fn weights(&self, weighing: Weighing) -> Vec<f64> {
        let cell = |at: usize| (self.group[at] as usize, usize::from(self.decided[at]));
        let mut counts = [[0.0; 2]; 2];
        let all = self.group.len() as f64;
        for at in 0..self.group.len() {
            let (group, yes) = cell(at);
            counts[group][yes] += 1.0;
        }
        let members = counts.map(|yes| yes[0] + yes[1]);
        let answers = [0, 1].map(|yes| counts[0][yes] + counts[1][yes]);
        let weight = |at: usize| {
            let (group, yes) = cell(at);
            match weighing {
                Weighing::Alike => 1.0,
                Weighing::Groups => all / (2.0 * members[group]),
                Weighing::Reweighed => members[group] * answers[yes] / (all * counts[group][yes]),
            }
        };
        (0..self.group.len()).map(weight).collect()
    }

    /// Learns what was decided: logistic regression by Newton's method.
    pub(super) fn learn(&self, with_group: bool, weighing: Weighing) -> Rule {
        let rows: Vec<Vec<f64>> = (0..self.group.len())
            .map(|at| self.row(at, with_group))
            .collect();
        let weighed = self.weights(weighing);
        let width = rows.first().map_or(1, Vec::len);
        let mut weights = vec![0.0; width];
        for _ in 0..ROUNDS {
            // Each round is a weighted least squares problem (Green 1984, doi:10.1111/j.2517-6161.1984.tb01288.x).
            let mut matrix = Columns::zeros(rows.len() + width, width);
            let mut right = vec![0.0; rows.len() + width];
            for (at, row) in rows.iter().enumerate() {
                let chance = 1.0 / (1.0 + (-sum(row, &weights)).exp());
                let wrong = f64::from(u8::from(self.decided[at])) - chance;
                let curve = (weighed[at] * chance * (1.0 - chance)).max(1e-12).sqrt();
                for (column, value) in row.iter().enumerate() {
                    matrix.column_mut(column)[at] = curve * value;
                }
                right[at] = weighed[at] * wrong / curve;
            }
            for at in 0..width {
                matrix.column_mut(at)[rows.len() + at] = RIDGE.sqrt();
                right[rows.len() + at] = -RIDGE.sqrt() * weights[at];
            }
            let qr = Qr::new(matrix);
            qr.turn(&mut right);
            let step = qr.solve(right);
            let mut moved = 0.0;
            for (weight, step) in weights.iter_mut().zip(&step) {
                *weight += step;
                moved = f64::max(moved, step.abs());
            }
            if moved < 1e-9 {
                break;
            }
        }
        Rule {
            weights,
            with_group,
        }
    }

    /// How a rule treats these people.
    pub(super) fn treated(&self, rule: &Rule) -> Treated {
        let score = |at: usize| sum(&self.row(at, rule.with_group), &rule.weights);
        let scores: Vec<f64> = (0..self.group.len()).map(score).collect();
        let agrees = |truth: &dyn Fn(usize) -> bool| {
            let same = scores
                .iter()
                .enumerate()
                .filter(|(at, score)| (**score > 0.0) == truth(*at));
            same.count() as f64 / scores.len().max(1) as f64
        };
        Treated {
            gap: self.gap(|at| f64::from(u8::from(scores[at] > 0.0))),
            score_gap: self.gap(|at| scores[at]),
            right: [
                agrees(&|at| self.decided[at]),
                agrees(&|at| self.merit[at] > 0.0),
            ],
        }
    }
}

fn sum(row: &[f64], weights: &[f64]) -> f64 {
    row.iter().zip(weights).map(|(a, b)| a * b).sum()
}

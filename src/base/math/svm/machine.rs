//! Any number of classes: a machine for each pair, and their votes.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::prelude::*;

use super::kernel::{Kernel, Precision, Room, Samples};
use super::pair::{Ended, Pair, Rule, solve};

/// Samples with their classes.
#[derive(Clone, Copy, Debug)]
pub struct Matter<'a> {
    /// The numbers of all samples, one sample after the other.
    pub rows: &'a [f32],
    /// Numbers of a sample.
    pub width: usize,
    /// The class of each sample.
    pub classes: &'a [usize],
}

impl<'a> Matter<'a> {
    fn row(&self, at: usize) -> &'a [f32] {
        &self.rows[at * self.width..(at + 1) * self.width]
    }
}

/// Why there is no machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// There is nothing to be parted.
    #[error("all samples are of one class")]
    OneClass,
    /// Some numbers are none.
    #[error("a sample has a number that is not finite")]
    NotFinite,
    /// It was told to stop.
    #[error("it was stopped")]
    Stopped,
}

/// A machine that names a class.
#[derive(Debug)]
pub struct Machine {
    /// The classes, sorted.
    classes: Vec<usize>,
    kernel: Kernel,
    width: usize,
    vectors: Samples,
    /// Of each pair of classes (first and second, first and third …): support vectors with their weights, and b.
    pairs: Vec<(Vec<(usize, f64)>, f64)>,
    steps: u64,
    capped: usize,
}

impl std::fmt::Debug for Samples {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} samples", self.count())
    }
}

impl Machine {
    /// Learns from samples. The pairs are solved side by side; `goes_on` is asked now and then with the steps done so
    /// far and ends it by `false`. The answers do not depend on the number of threads.
    ///
    /// # Errors
    /// [`Fault`]: one class only, numbers that are none, or it was stopped.
    pub fn learn(
        matter: Matter<'_>,
        kernel: Kernel,
        precision: Precision,
        rule: &Rule,
        goes_on: &(dyn Fn(u64) -> bool + Sync),
    ) -> Result<Self, Fault> {
        let mut classes = matter.classes.to_vec();
        classes.sort_unstable();
        classes.dedup();
        if classes.len() < 2 {
            return Err(Fault::OneClass);
        }
        if !matter.rows.iter().all(|x| x.is_finite()) {
            return Err(Fault::NotFinite);
        }
        let of = |class: usize| {
            let all = matter.classes.iter().enumerate();
            let own = all.filter(move |(_, own)| **own == class);
            own.map(|(at, _)| at).collect::<Vec<_>>()
        };
        let members: Vec<Vec<usize>> = classes.iter().map(|class| of(*class)).collect();
        let both: Vec<[usize; 2]> = (0..classes.len())
            .flat_map(|a| (a + 1..classes.len()).map(move |b| [a, b]))
            .collect();
        let (done, stopped) = (AtomicU64::new(0), AtomicBool::new(false));
        let one = |[a, b]: &[usize; 2]| {
            let own: Vec<usize> = members[*a].iter().chain(&members[*b]).copied().collect();
            let rows = own.iter().map(|at| matter.row(*at));
            let samples = Samples::new(rows, matter.width, precision);
            let first: Vec<bool> = (0..own.len()).map(|at| at < members[*a].len()).collect();
            let solved = solve(&samples, &first, kernel, rule, &mut |sofar| {
                if sofar.steps % EVERY != EVERY - 1 {
                    return true;
                }
                let all = done.fetch_add(EVERY, Ordering::Relaxed) + EVERY;
                if !goes_on(all) {
                    stopped.store(true, Ordering::Relaxed);
                }
                !stopped.load(Ordering::Relaxed)
            });
            (own, solved)
        };
        let solved: Vec<(Vec<usize>, Pair)> = both.par_iter().map(one).collect();
        if solved.iter().any(|(_, pair)| pair.ended == Ended::Stopped) {
            return Err(Fault::Stopped);
        }
        Ok(Self::of(matter, classes, kernel, precision, &solved))
    }

    fn of(
        matter: Matter<'_>,
        classes: Vec<usize>,
        kernel: Kernel,
        precision: Precision,
        solved: &[(Vec<usize>, Pair)],
    ) -> Self {
        // The number of each support vector among all of them; one is kept once, however many pairs it serves.
        let mut number = vec![None; matter.classes.len()];
        for (own, pair) in solved {
            let needed = own.iter().zip(&pair.weights);
            let needed = needed.filter(|(_, weight)| **weight != 0.0);
            needed.for_each(|(at, _)| number[*at] = Some(0));
        }
        let kept: Vec<usize> = (0..number.len())
            .filter(|at| number[*at].is_some())
            .collect();
        for (new, at) in kept.iter().enumerate() {
            number[*at] = Some(new);
        }
        let pairs = solved.iter().map(|(own, pair)| {
            let weights = own.iter().zip(&pair.weights);
            let weights = weights.filter(|(_, weight)| **weight != 0.0);
            let weights = weights.filter_map(|(at, weight)| Some((number[*at]?, *weight)));
            (weights.collect(), pair.offset)
        });
        let rows = kept.iter().map(|at| matter.row(*at));
        Self {
            vectors: Samples::new(rows, matter.width, precision),
            classes,
            kernel,
            width: matter.width,
            pairs: pairs.collect(),
            steps: solved.iter().map(|(_, pair)| pair.steps).sum(),
            capped: solved
                .iter()
                .filter(|(_, pair)| pair.ended == Ended::Capped)
                .count(),
        }
    }

    /// Support vectors: samples that at least one pair rests on.
    pub fn vectors(&self) -> usize {
        self.vectors.count()
    }

    /// Steps of all pairs together.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Pairs that took as many steps as they might and are not solved.
    pub fn capped(&self) -> usize {
        self.capped
    }

    /// Pairs of classes.
    pub fn pairs(&self) -> usize {
        self.pairs.len()
    }

    /// The value of each pair for each sample, sample after sample; positive speaks for the pair's first class. Cost:
    /// samples × support vectors × width.
    pub fn decisions(&self, rows: &[f32]) -> Vec<f64> {
        let all = rows.par_chunks(self.width.max(1));
        let values = all.map_init(Room::default, |room, row| {
            self.vectors.beside(self.kernel, row, room);
            let kernels = room.values();
            let pair = |(weights, offset): &(Vec<(usize, f64)>, f64)| {
                let each = weights.iter().map(|(at, weight)| weight * kernels[*at]);
                each.sum::<f64>() + offset
            };
            self.pairs.iter().map(pair).collect::<Vec<f64>>()
        });
        values.collect::<Vec<_>>().concat()
    }

    /// The class with the most votes for each sample's decisions; of equals the first in sorted order.
    pub fn votes(&self, decisions: &[f64]) -> Vec<usize> {
        let count = self.classes.len();
        let vote = |values: &[f64]| {
            let mut votes = vec![0_usize; count];
            let mut pair = 0;
            for a in 0..count {
                for b in a + 1..count {
                    votes[if values[pair] > 0.0 { a } else { b }] += 1;
                    pair += 1;
                }
            }
            let most = votes.iter().copied().max().unwrap_or(0);
            let first = votes.iter().position(|votes| *votes == most);
            self.classes[first.unwrap_or(0)]
        };
        decisions.chunks(self.pairs.len()).map(vote).collect()
    }

    /// The class of each sample.
    pub fn answers(&self, rows: &[f32]) -> Vec<usize> {
        self.votes(&self.decisions(rows))
    }
}

/// Steps of a pair between two questions whether it goes on.
const EVERY: u64 = 64;

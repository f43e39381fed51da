//! The grid: what is trained, and what came of it.

use std::collections::BTreeMap;

use super::nets::Kind;

/// A training.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Run {
    pub(super) kind: Kind,
    pub(super) depth: usize,
    /// Pictures that are learned from.
    pub(super) pictures: usize,
    pub(super) steps: u64,
}

/// Everything that is to be trained.
pub(super) struct Plan {
    /// From few to many.
    pub(super) pictures: Vec<usize>,
    /// From few to many.
    pub(super) steps: Vec<u64>,
    /// From 0 up.
    pub(super) depths: Vec<usize>,
}

impl Plan {
    /// `levels` numbers of pictures, each √10 times the one before up to `pictures`, and so many numbers of steps, each
    /// three times the one before up to `steps`; depths up to `depth`, from four on every second one.
    pub(super) fn new(pictures: usize, steps: u64, depth: usize, levels: [usize; 2]) -> Self {
        let down = |most: f64, by: f64, levels: usize| {
            let levels = (0..levels).rev();
            levels.map(move |at| (most / by.powi(at as i32)).round().max(1.0))
        };
        let all = down(pictures as f64, 10_f64.sqrt(), levels[0]);
        let pictures = all.map(|count| count as usize).collect();
        let steps = down(steps as f64, 3.0, levels[1]).map(|count| count as u64);
        let wanted = |at: &usize| *at <= 4 || at.is_multiple_of(2) || *at == depth;
        Self {
            pictures,
            steps: steps.collect(),
            depths: (0..=depth).filter(wanted).collect(),
        }
    }

    pub(super) fn most_pictures(&self) -> usize {
        self.pictures.last().copied().unwrap_or(1)
    }

    pub(super) fn most_steps(&self) -> u64 {
        self.steps.last().copied().unwrap_or(1)
    }

    pub(super) fn deepest(&self) -> usize {
        self.depths.last().copied().unwrap_or(0)
    }

    /// A run of one of the two networks of the grid.
    pub(super) fn cell(&self, deep: bool, pictures: usize, steps: u64) -> Run {
        Run {
            kind: if deep { Kind::Norm } else { Kind::Shallow },
            depth: if deep { self.deepest() } else { 1 },
            pictures,
            steps,
        }
    }

    /// A run of the curves over depth.
    pub(super) fn at_depth(&self, kind: Kind, depth: usize) -> Run {
        Run {
            // Without a layer there is nothing that could differ.
            kind: if depth == 0 { Kind::Plain } else { kind },
            depth,
            pictures: self.most_pictures(),
            steps: self.most_steps(),
        }
    }

    /// The corner of the cube of three changes: whether data, computing and network are those of the 2010s.
    pub(super) fn corner(&self, [data, compute, deep]: [bool; 3]) -> Run {
        let end = |late: bool, count: usize| if late { count - 1 } else { 0 };
        let pictures = self.pictures[end(data, self.pictures.len())];
        self.cell(deep, pictures, self.steps[end(compute, self.steps.len())])
    }

    /// All runs, each once, the quick ones first.
    pub(super) fn runs(&self) -> Vec<Run> {
        let mut all = Vec::new();
        for deep in [false, true] {
            for &pictures in &self.pictures {
                all.extend(
                    self.steps
                        .iter()
                        .map(|&steps| self.cell(deep, pictures, steps)),
                );
            }
        }
        for &depth in &self.depths {
            all.extend(
                Kind::ALL[1..]
                    .iter()
                    .map(|&kind| self.at_depth(kind, depth)),
            );
        }
        let mut seen = Vec::new();
        all.retain(|run| {
            let new = !seen.contains(run);
            seen.push(*run);
            new
        });
        all
    }
}

/// The share of held-out pictures that are wrong after each run, for each seed that it was done with.
#[derive(Clone, Debug, Default)]
pub(super) struct Found(BTreeMap<Run, BTreeMap<u64, f64>>);

impl Found {
    pub(super) fn put(&mut self, run: Run, seed: u64, wrong: f64) {
        self.0.entry(run).or_default().insert(seed, wrong);
    }

    /// The mean over seeds.
    pub(super) fn mean(&self, run: Run) -> Option<f64> {
        let all = self.0.get(&run)?;
        Some(all.values().sum::<f64>() / all.len() as f64)
    }

    /// Of one seed.
    pub(super) fn of(&self, run: Run, seed: u64) -> Option<f64> {
        self.0.get(&run)?.get(&seed).copied()
    }
}

/// What three changes have done together and each for itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cube {
    /// The error, by whether data (1), computing (2) and network (4) have changed.
    pub(super) wrong: [f64; 8],
}

impl Cube {
    /// `None` while a corner is missing.
    pub(super) fn of(plan: &Plan, error: impl Fn(Run) -> Option<f64>) -> Option<Self> {
        let mut wrong = [0.0; 8];
        for (at, wrong) in wrong.iter_mut().enumerate() {
            *wrong = error(plan.corner(changes(at)))?;
        }
        Some(Self { wrong })
    }

    pub(super) fn first(&self) -> f64 {
        self.wrong[0]
    }

    pub(super) fn last(&self) -> f64 {
        self.wrong[7]
    }

    /// The error after one change alone.
    pub(super) fn alone(&self, change: usize) -> f64 {
        self.wrong[1 << change]
    }

    /// What each change took off the error: the mean over the six orders in which the three can be made, so that the
    /// three add up to the whole (Shapley 1953, doi:10.1515/9781400881970-018).
    pub(super) fn parts(&self) -> [f64; 3] {
        const ORDERS: [[usize; 3]; 6] = [
            [0, 1, 2],
            [0, 2, 1],
            [1, 0, 2],
            [1, 2, 0],
            [2, 0, 1],
            [2, 1, 0],
        ];
        let mut parts = [0.0; 3];
        for order in ORDERS {
            let mut at = 0;
            for change in order {
                let next = at | 1 << change;
                parts[change] += (self.wrong[at] - self.wrong[next]) / 6.0;
                at = next;
            }
        }
        parts
    }
}

/// Which of the three changes a corner has.
pub(super) fn changes(corner: usize) -> [bool; 3] {
    [1, 2, 4].map(|bit| corner & bit > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_even_steps_of_a_factor_and_no_run_is_done_twice() {
        let plan = Plan::new(10_000, 810, 8, [5, 4]);
        assert_eq!(plan.pictures, [100, 316, 1000, 3162, 10_000]);
        assert_eq!(plan.steps, [30, 90, 270, 810]);
        assert_eq!(plan.depths, [0, 1, 2, 3, 4, 6, 8]);
        let runs = plan.runs();
        // Two grids, six depths of four kinds and one without a layer; the deepest with norm is in the grid.
        assert_eq!(runs.len(), 2 * 20 + 4 * 6 + 1 - 1);
        assert!(runs.contains(&plan.corner([true; 3])));
    }

    #[test]
    fn what_each_change_did_adds_up_to_the_whole() {
        let cube = Cube {
            wrong: [0.6, 0.5, 0.35, 0.2, 0.55, 0.5, 0.3, 0.1],
        };
        let parts = cube.parts();
        assert!((parts.iter().sum::<f64>() - 0.5).abs() < 1e-12, "{parts:?}");
        assert_eq!([0, 1, 2].map(|at| cube.alone(at)), [0.5, 0.35, 0.55]);
        // Changes that do not depend on each other keep what they are.
        let alone: Vec<_> = (0..8)
            .map(|at| {
                let [data, compute, net] = changes(at).map(|on| if on { 1.0 } else { 0.0 });
                0.7 - 0.1 * data - 0.2 * compute - 0.3 * net
            })
            .collect();
        let cube = Cube {
            wrong: alone.try_into().unwrap(),
        };
        for (part, expected) in cube.parts().into_iter().zip([0.1, 0.2, 0.3]) {
            assert!((part - expected).abs() < 1e-12);
        }
    }
}

//! A tape: the network at many steps of its training, within a budget of bytes, so that any of them can be looked at
//! again.
//!
//! When the budget is used up every second mark goes, and from then on only steps at twice the distance stay: whatever
//! the length of a run, its marks lie at even distances. The newest is always there.

use std::sync::Arc;

use crate::nn::Weights;

/// Most bytes of weights that are kept: about 600 marks of the network that the program begins with.
const BUDGET: usize = 64 << 20;

/// The network at one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Steps done.
    pub step: u64,
    /// Its numbers.
    pub weights: Arc<Weights>,
}

/// Marks in the order of steps.
#[derive(Clone, Debug)]
pub struct Tape {
    budget: usize,
    marks: Vec<Mark>,
    /// Marks made so far at even distances; those at multiples of `every` stay.
    made: u64,
    every: u64,
    /// The newest, when it is not one of those that stay.
    newest: Option<Mark>,
}

impl Default for Tape {
    fn default() -> Self {
        Self::within(BUDGET)
    }
}

impl Tape {
    /// An empty tape that keeps at most `budget` bytes of weights, but always the first mark and the newest.
    pub fn within(budget: usize) -> Self {
        Self {
            budget,
            marks: Vec::new(),
            made: 0,
            every: 1,
            newest: None,
        }
    }

    /// Takes a mark in; steps must rise. One of a step that is on the tape, or before it, is a new beginning from
    /// there: later ones go.
    pub fn push(&mut self, step: u64, weights: Arc<Weights>) {
        if self.last().is_some_and(|last| last.step >= step) {
            self.marks.retain(|mark| mark.step < step);
            self.made = self.marks.len() as u64 * self.every;
        }
        let mark = Mark { step, weights };
        let stays = self.made.is_multiple_of(self.every);
        self.made += 1;
        if !stays {
            self.newest = Some(mark);
            return;
        }
        self.newest = None;
        self.marks.push(mark);
        while self.bytes() > self.budget && self.marks.len() > 1 {
            self.every *= 2;
            let newest = self.marks.last().cloned();
            let mut even = false;
            self.marks.retain(|_| {
                even = !even;
                even
            });
            let kept = self.marks.last().map(|mark| mark.step);
            self.newest = newest.filter(|newest| Some(newest.step) != kept);
            if self.marks.len() == 1 {
                return;
            }
        }
    }

    /// All marks, the first first.
    pub fn marks(&self) -> impl Iterator<Item = &Mark> {
        self.marks.iter().chain(&self.newest)
    }

    /// The newest mark.
    pub fn last(&self) -> Option<&Mark> {
        self.newest.as_ref().or(self.marks.last())
    }

    /// The network as it was at `step`: the last mark that is not later.
    pub fn at(&self, step: u64) -> Option<&Mark> {
        self.marks().filter(|mark| mark.step <= step).last()
    }

    /// Bytes of weights that are kept.
    pub fn bytes(&self) -> usize {
        let of = |mark: &Mark| {
            let numbers: usize = mark.weights.iter().map(|one| one.values.len()).sum();
            numbers * size_of::<f32>()
        };
        self.marks().map(of).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::NamedTensor;

    fn weights(value: f32) -> Arc<Weights> {
        Arc::new(vec![NamedTensor {
            name: "1.weight".into(),
            shape: vec![25],
            values: vec![value; 25],
        }])
    }

    #[test]
    fn a_long_run_keeps_even_marks_within_the_budget() {
        let mut tape = Tape::within(1000);
        for step in 0..1000 {
            tape.push(10 * step, weights(step as f32));
            assert!(tape.bytes() <= 1000 + 100, "{}", tape.bytes());
            assert_eq!(tape.last().unwrap().step, 10 * step);
        }
        let steps: Vec<u64> = tape.marks().map(|mark| mark.step).collect();
        assert!(steps.len() >= 5, "{steps:?}");
        assert_eq!(steps[0], 0);
        let distance = steps[1];
        let even = &steps[..steps.len() - 1];
        assert!(
            even.windows(2).all(|pair| pair[1] - pair[0] == distance),
            "{steps:?}"
        );
        let mark = tape.at(steps[2] + 1).unwrap();
        assert_eq!(
            (mark.step, mark.weights[0].values[0]),
            (steps[2], steps[2] as f32 / 10.0)
        );
        assert_eq!(Tape::default().at(5), None);
    }

    #[test]
    fn one_mark_is_kept_whatever_its_size() {
        let mut tape = Tape::within(10);
        for step in 1..=5 {
            tape.push(step, weights(0.0));
            assert_eq!(tape.last().unwrap().step, step);
        }
        let steps: Vec<u64> = tape.marks().map(|mark| mark.step).collect();
        assert_eq!(steps, [1, 5]);
    }

    #[test]
    fn going_back_forgets_what_came_after() {
        let mut tape = Tape::within(1 << 20);
        for step in [1, 2, 3, 4, 3, 5] {
            tape.push(step, weights(0.0));
        }
        let steps: Vec<u64> = tape.marks().map(|mark| mark.step).collect();
        assert_eq!(steps, [1, 2, 3, 5]);
    }
}

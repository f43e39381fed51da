//! A tape: something of many steps of a training, within a budget of bytes, so that any of them can be looked at again.
//!
//! When the budget is used up every second mark goes, and from then on only each second one stays: however long a run,
//! its marks lie at even distances. The newest is always there.

/// What is kept of one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark<T> {
    /// Steps done.
    pub step: u64,
    /// Bytes it takes.
    pub bytes: usize,
    /// What is kept.
    pub what: T,
}

/// Marks in the order of steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Tape<T> {
    budget: usize,
    marks: Vec<Mark<T>>,
    /// Marks made so far; those at multiples of `every` stay.
    made: u64,
    every: u64,
    /// The newest, when it is not one of those that stay.
    newest: Option<Mark<T>>,
}

impl<T> Tape<T> {
    /// An empty tape that keeps at most `budget` bytes, but always the first mark and the newest.
    pub const fn within(budget: usize) -> Self {
        Self {
            budget,
            marks: Vec::new(),
            made: 0,
            every: 1,
            newest: None,
        }
    }

    /// Takes a mark in; steps must rise. One of a step that is on the tape, or before it, is a new beginning from
    /// there: later ones go. Returns what went.
    pub fn push(&mut self, step: u64, bytes: usize, what: T) -> Vec<Mark<T>> {
        let mut gone = self.forget_from(step);
        gone.extend(self.newest.take());
        let stays = self.next_stays();
        self.made += 1;
        let mark = Mark { step, bytes, what };
        if !stays {
            self.newest = Some(mark);
            return gone;
        }
        self.marks.push(mark);
        while self.bytes() > self.budget && self.marks.len() > 1 {
            self.every *= 2;
            let newest = self.marks.pop();
            let (mut even, mut stay) = (false, Vec::with_capacity(self.marks.len()));
            for mark in self.marks.drain(..) {
                even = !even;
                if even {
                    stay.push(mark);
                } else {
                    gone.push(mark);
                }
            }
            self.marks = stay;
            // Whether the last one stands at a multiple, too.
            if (self.made - 1).is_multiple_of(self.every) {
                self.marks.extend(newest);
            } else {
                self.newest = newest;
                return gone;
            }
        }
        gone
    }

    /// Whether the next mark stays: one that does not is only the newest for a while.
    pub const fn next_stays(&self) -> bool {
        self.made.is_multiple_of(self.every)
    }

    /// The next mark is left out.
    pub const fn skip(&mut self) {
        self.made += 1;
    }

    /// Marks of this step and later ones go.
    pub fn forget_from(&mut self, step: u64) -> Vec<Mark<T>> {
        if self.last().is_none_or(|last| last.step < step) {
            return Vec::new();
        }
        let at = self.marks.partition_point(|mark| mark.step < step);
        let mut gone = self.marks.split_off(at);
        gone.extend(self.newest.take_if(|newest| newest.step >= step));
        self.made = self.marks.len() as u64 * self.every;
        gone
    }

    /// All marks, the first first.
    pub fn marks(&self) -> impl Iterator<Item = &Mark<T>> {
        self.marks.iter().chain(&self.newest)
    }

    /// The newest mark.
    pub fn last(&self) -> Option<&Mark<T>> {
        self.newest.as_ref().or(self.marks.last())
    }

    /// What was at `step`: the last mark that is not later.
    pub fn at(&self, step: u64) -> Option<&Mark<T>> {
        match &self.newest {
            Some(newest) if newest.step <= step => Some(newest),
            _ => self.marks[..self.marks.partition_point(|mark| mark.step <= step)].last(),
        }
    }

    /// Bytes that are kept.
    pub fn bytes(&self) -> usize {
        self.marks().map(|mark| mark.bytes).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(tape: &Tape<u64>) -> Vec<u64> {
        tape.marks().map(|mark| mark.step).collect()
    }

    #[test]
    fn a_long_run_keeps_even_marks_within_the_budget() {
        let mut tape = Tape::within(1000);
        let mut kept = 0;
        for step in 0..1000 {
            kept += 1;
            kept -= tape.push(10 * step, 100, step).len();
            assert!(tape.bytes() <= 1000 + 100, "{}", tape.bytes());
            assert_eq!(tape.last().unwrap().step, 10 * step);
            assert_eq!(kept, tape.marks().count());
            // Between half of what fits and all of it.
            assert!(step < 10 || kept >= 5, "{kept} at {step}");
        }
        let steps = steps(&tape);
        assert_eq!(steps[0], 0);
        let distance = steps[1];
        let even = &steps[..steps.len() - 1];
        assert!(
            even.windows(2).all(|pair| pair[1] - pair[0] == distance),
            "{steps:?}"
        );
        let mark = tape.at(steps[2] + 1).unwrap();
        assert_eq!((mark.step, mark.what), (steps[2], steps[2] / 10));
        assert_eq!(tape.at(u64::MAX), tape.last());
        assert_eq!(Tape::<u64>::within(5).at(5), None);
    }

    #[test]
    fn two_hundred_networks_of_200000_numbers_are_kept_within_512_mebibytes() {
        let mut tape = Tape::within(512 << 20);
        for step in 0..100_000 {
            tape.push(step, 4 * 200_000, step);
            assert!(step < 200 || tape.marks().count() >= 200);
            assert!(tape.bytes() <= (512 << 20) + 4 * 200_000);
        }
    }

    #[test]
    fn one_mark_is_kept_whatever_its_size() {
        let mut tape = Tape::within(10);
        for step in 1..=5 {
            tape.push(step, 100, 0);
            assert_eq!(tape.last().unwrap().step, step);
        }
        assert_eq!(steps(&tape), [1, 5]);
    }

    #[test]
    fn going_back_forgets_what_came_after() {
        let mut tape = Tape::within(1 << 20);
        for step in [1, 2, 3, 4, 3, 5] {
            tape.push(step, 100, step);
        }
        assert_eq!(steps(&tape), [1, 2, 3, 5]);
        let gone: Vec<u64> = tape.forget_from(3).iter().map(|mark| mark.step).collect();
        assert_eq!(gone, [3, 5]);
    }
}

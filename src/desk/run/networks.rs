//! The networks that a run has told, and which of them a person looks at.

use std::sync::Arc;

use crate::train::{Snapshot, Tape};

/// Most bytes of weights that are kept: at least 1,800 networks of 26,000 numbers, or 240 of 200,000.
const BUDGET: usize = 384 << 20;

/// The networks of a run, each at one step.
#[derive(Clone, Debug)]
pub struct Networks {
    /// The newest.
    newest: Option<Arc<Snapshot>>,
    /// Those at earlier steps.
    tape: Tape<Arc<Snapshot>>,
    /// The step that a person looks at; `None`: the newest, whichever it is.
    at: Option<u64>,
    /// The one with the weights that were judged best, where a person looks at it in the place of these.
    best: Option<Arc<Snapshot>>,
}

impl Default for Networks {
    fn default() -> Self {
        Self {
            newest: None,
            tape: Tape::within(BUDGET),
            at: None,
            best: None,
        }
    }
}

impl Networks {
    /// Takes one in: the newest.
    pub fn take(&mut self, snapshot: Arc<Snapshot>) {
        let bytes = snapshot.bytes();
        self.tape.push(snapshot.step, bytes, Arc::clone(&snapshot));
        self.newest = Some(snapshot);
    }

    /// The newest.
    pub const fn newest(&self) -> Option<&Arc<Snapshot>> {
        self.newest.as_ref()
    }

    /// The one that is looked at.
    pub fn shown(&self) -> Option<&Arc<Snapshot>> {
        let kept = self.at.and_then(|step| self.tape.at(step));
        let kept = kept.map(|mark| &mark.what);
        self.best.as_ref().or(kept).or(self.newest.as_ref())
    }

    /// Looks at the one with the best weights from now on, until another one is looked at.
    pub fn look_at_best(&mut self, best: Arc<Snapshot>) {
        self.at = None;
        self.best = Some(best);
    }

    /// Whether the one with the best weights is looked at.
    pub const fn best_is_shown(&self) -> bool {
        self.best.is_some()
    }

    /// The step that is looked at; `None` where that is the newest, whichever it is.
    pub fn looked_at(&self) -> Option<u64> {
        self.best.as_ref().map(|best| best.step).or(self.at)
    }

    /// Looks at the one that is kept nearest to `step`, or at the newest from now on, where that is nearest.
    pub fn look_at(&mut self, step: u64) {
        let nearest = self.steps().min_by_key(|kept| kept.abs_diff(step));
        let newest = self.newest.as_ref().map(|newest| newest.step);
        self.at = nearest.filter(|nearest| Some(*nearest) != newest);
        self.best = None;
    }

    /// Looks so many kept networks further on (or back).
    pub fn look_further(&mut self, by: isize) {
        let Some(shown) = self.shown().map(|shown| shown.step) else {
            return;
        };
        let steps: Vec<u64> = self.steps().collect();
        let place = steps.partition_point(|step| *step < shown);
        let place = place.saturating_add_signed(by).min(steps.len().max(1) - 1);
        if let Some(step) = steps.get(place) {
            self.look_at(*step);
        }
    }

    /// Looks at the newest from now on.
    pub fn look_at_newest(&mut self) {
        self.at = None;
        self.best = None;
    }

    /// The steps of which the network is kept, in order.
    pub fn steps(&self) -> impl Iterator<Item = u64> {
        self.tape.marks().map(|mark| mark.step)
    }

    /// All that are kept, in the order of steps.
    pub fn kept(&self) -> impl Iterator<Item = &Arc<Snapshot>> {
        self.tape.marks().map(|mark| &mark.what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Model;

    #[test]
    fn any_kept_step_is_looked_at_and_the_newest_goes_on() {
        let mut networks = Networks::default();
        let tell = |networks: &mut Networks, step| {
            networks.take(Arc::new(Snapshot {
                step,
                model: Model {
                    architecture: Arc::default(),
                    channels: 1,
                    weights: Arc::default(),
                },
                vitals: Vec::new(),
            }));
        };
        for step in [0, 10, 20, 30] {
            tell(&mut networks, step);
        }
        let shown = |networks: &Networks| networks.shown().unwrap().step;
        networks.look_at(14);
        assert_eq!((shown(&networks), networks.looked_at()), (10, Some(10)));
        tell(&mut networks, 40);
        assert_eq!(shown(&networks), 10);
        networks.look_further(1);
        assert_eq!(shown(&networks), 20);
        networks.look_further(-9);
        assert_eq!(shown(&networks), 0);
        networks.look_at(1000);
        assert_eq!((shown(&networks), networks.looked_at()), (40, None));
        tell(&mut networks, 50);
        assert_eq!(shown(&networks), 50);
        let mut other = Networks::default();
        tell(&mut other, 33);
        networks.look_at_best(Arc::clone(other.newest().unwrap()));
        tell(&mut networks, 60);
        assert_eq!((shown(&networks), networks.looked_at()), (33, Some(33)));
        networks.look_at_newest();
        assert_eq!((shown(&networks), networks.best_is_shown()), (60, false));
    }
}

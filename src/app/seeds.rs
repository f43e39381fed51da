//! One experiment with several seeds: runs that follow each other by themselves.

use std::collections::VecDeque;

use super::LemidaApp;
use crate::say;
use crate::store::when;
use crate::train::Experiment;

/// The matter of the message on how far they are.
const MATTER: &str = "seeds";

/// Runs that wait for their turn.
#[derive(Default)]
pub struct Queue {
    waiting: VecDeque<Experiment>,
    group: String,
    all: usize,
}

impl Queue {
    /// What the run at hand is begun together with; empty for none.
    pub fn group(&self) -> String {
        self.group.clone()
    }
}

impl LemidaApp {
    /// Trains the experiment as it stands with so many seeds, from its own on, one after the other.
    pub(super) fn train_seeds(&mut self, count: u64) {
        if let Some(problem) = self.bench.problem() {
            self.over.toasts.warn(problem);
            return;
        }
        if !self.bench.runs_document() {
            self.tell_where_kept();
        }
        let experiment = &self.bench.document.experiment;
        let seeded = |seed: u64| Experiment {
            seed: experiment.seed.wrapping_add(seed),
            ..experiment.clone()
        };
        let queue = Queue {
            waiting: (0..count).map(seeded).collect(),
            group: format!("{count} seeds of {}, {}", experiment.name, when::now()),
            all: count as usize,
        };
        self.next_seed(queue);
    }

    /// Begins the next run of a queue, if one waits.
    fn next_seed(&mut self, mut queue: Queue) {
        let Some(experiment) = queue.waiting.pop_front() else {
            return;
        };
        let nth = queue.all - queue.waiting.len();
        self.over.toasts.renew(
            MATTER,
            say!(
                "seed {} of {} is being trained; Stop ends them all",
                nth,
                queue.all
            ),
        );
        self.make_room(None);
        self.trainer.queue = queue;
        self.launch_anew(experiment);
    }

    /// A run has ended: the next of its queue begins, unless a person has stopped it or it failed.
    pub(super) fn go_on_with_seeds(&mut self, went_well: bool) {
        let queue = std::mem::take(&mut self.trainer.queue);
        if queue.all == 0 {
            return;
        }
        if !went_well {
            self.over.toasts.withdraw(MATTER);
        } else if queue.waiting.is_empty() {
            self.over.toasts.renew(
                MATTER,
                say!(
                    "{} seeds are trained: on the page Runs, a run's menu ticks its group",
                    queue.all
                ),
            );
        } else {
            self.next_seed(queue);
        }
    }
}

//! Putting what was learned in safety: checkpoints as they are due, and the last good numbers when something goes
//! wrong.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Instant;

use super::rescue::sound;
use super::run::Run;
use super::state::checkpoint_of;
use super::{Checkpoint, Told, TrainError};
use crate::train::{Event, Spent};

/// Least seconds until the next try where a checkpoint could not be written: a disk does not empty itself.
const AGAIN: f64 = 10.0;

impl Run<'_> {
    /// Keeps the last good numbers, shows them, and says what happened.
    pub(super) fn diverged(&mut self, step: u64, loss: f64, learning_rate: f32) -> TrainError {
        // Where every row's numbers are finite, the answer has become too large for the loss.
        let last = self.architecture.rows.last().map(|row| row.id);
        let row = self.learner.network().first_non_finite().or(last);
        self.recorder.say_after_steps(Event::Diverged(step));
        let good = self.rescue.good().clone();
        let kept = good.step;
        let network = self.learner.network_mut();
        if network.set_weights(&good.weights).is_ok() {
            self.learner.count_from(kept);
            self.offer_snapshot();
        }
        self.write(&good);
        TrainError::Diverged {
            step,
            loss: loss.to_string(),
            row,
            learning_rate,
            kept,
        }
    }

    /// Does `work`; when a fault of the program breaks it off, the newest good numbers are kept before the fault goes
    /// its way.
    pub(super) fn kept_through_a_fault(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<(), TrainError>,
    ) -> Result<(), TrainError> {
        let done = catch_unwind(AssertUnwindSafe(|| work(self)));
        done.unwrap_or_else(|fault| {
            // Each for itself: the fault may be in one of them.
            let _ = catch_unwind(AssertUnwindSafe(|| self.recorder.flush()));
            let newest = self.rescue.newest().clone();
            if newest.step > self.saved {
                let keeper = self.recorder.keeper();
                let _ = catch_unwind(AssertUnwindSafe(|| keeper.keep(&newest)));
            }
            resume_unwind(fault)
        })
    }

    pub(super) fn checkpoint(&self) -> Checkpoint {
        let seconds = self.spent.seconds + self.recorder.seconds();
        Checkpoint {
            spent: Spent {
                seconds,
                ..self.spent
            },
            ..checkpoint_of(&self.learner, self.learning_rate)
        }
    }

    /// Writes a checkpoint, unless its numbers are broken: then the older one is worth more.
    pub(super) fn save(&mut self) {
        if let Some(checkpoint) = self.sound_checkpoint() {
            self.write(&checkpoint);
            // So a divergence never falls back behind a checkpoint that was good.
            self.rescue.offer(checkpoint);
        }
    }

    /// The same beside training, where the keeper can.
    pub(super) fn save_beside(&mut self) {
        self.last_checkpoint = Instant::now();
        self.patience = self.options.checkpoint_seconds;
        self.given = self.step();
        if let Some(checkpoint) = self.sound_checkpoint() {
            self.recorder.flush();
            if let Some(kept) = self.recorder.keeper().keep_beside(&checkpoint) {
                self.kept(checkpoint.step, kept);
            }
            self.rescue.offer(checkpoint);
        }
    }

    /// While it waits: what was learned last is put in safety, beside.
    pub(super) fn save_resting(&mut self) {
        self.hear();
        if self.given != self.step() && !self.recorder.keeper().busy() {
            self.save_beside();
        }
    }

    fn sound_checkpoint(&mut self) -> Option<Checkpoint> {
        let checkpoint = self.checkpoint();
        if sound(&checkpoint) {
            return Some(checkpoint);
        }
        self.unsaved = Some(format!(
            "the numbers of step {} are not finite, so the checkpoint of step {} is kept; train again with a smaller \
            learning rate",
            self.step(),
            self.saved
        ));
        None
    }

    pub(super) fn write(&mut self, checkpoint: &Checkpoint) {
        self.last_checkpoint = Instant::now();
        self.patience = self.options.checkpoint_seconds;
        self.recorder.flush();
        let kept = self.recorder.keeper().keep(checkpoint);
        self.hear();
        self.kept(checkpoint.step, kept);
    }

    /// Hears what the keeper has to tell.
    pub(super) fn hear(&mut self) {
        while let Some(told) = self.recorder.keeper().told() {
            match told {
                Told::Kept(step) => self.kept(step, Ok(())),
                Told::Lost(trouble) => self.kept(self.step(), Err(trouble)),
                Told::Word(text) => self.recorder.say_after_steps(Event::Warning(text)),
            }
        }
    }

    fn kept(&mut self, step: u64, kept: Result<(), String>) {
        match kept {
            Ok(()) => {
                self.unsaved = None;
                self.saved = step;
                self.recorder.say_after_steps(Event::Saved(step));
            }
            Err(trouble) => {
                self.unsaved = Some(trouble.clone());
                self.patience = self.patience.max(AGAIN);
                self.recorder.say_after_steps(Event::Warning(trouble));
            }
        }
    }
}

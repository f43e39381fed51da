//! What a run tells on its way, besides its steps: judgements, networks, the states of its rows.

use std::sync::Arc;
use std::time::Instant;

use super::Run;
use crate::train::fit::TrainError;
use crate::train::fit::vitals::vitals;
use crate::train::{Event, JudgedOn, Moment, Snapshot, ValidationRecord};

impl Run<'_> {
    pub(super) fn judge_some(&mut self) {
        if let Some(record) = self.judge_for_curves() {
            let (training, metric) = (&self.experiment.training, self.experiment.task.metric());
            self.spent.early = self.spent.judged(training, metric, &record);
            self.keep_best(&record);
        }
    }

    /// The judgement that curves show, told; `None` when there is none.
    fn judge_for_curves(&mut self) -> Option<ValidationRecord> {
        let stopped = || self.link.stopped();
        let (step, network) = (self.learner.number(), self.learner.network_mut());
        let judged = self.judge.some(self.experiment, network, step, &stopped);
        let record = match judged {
            Ok(record) => record?,
            Err(error) => {
                self.not_judged(&error);
                return None;
            }
        };
        self.recorder.say_after_steps(Event::Validation(record));
        Some(record)
    }

    fn keep_best(&mut self, record: &ValidationRecord) {
        if self.recorder.keeper().remembers() {
            let weights = Arc::new(self.learner.network().weights());
            let kept = self.recorder.keeper().judged(record, &weights);
            self.unkept(kept);
        }
    }

    /// The judgement at the end, or why it could not be made: no reason to give up what was learned. Curves end with a
    /// point of the same measure as those before; what all held-out examples come to, pictures whole, stands beside.
    pub(super) fn judge_all(&mut self) -> (Option<(ValidationRecord, JudgedOn)>, Option<String>) {
        let step = self.step();
        if self.recorder.judged_at() != Some(step)
            && let Some(record) = self.judge_for_curves()
            && step == self.experiment.training.steps
        {
            self.keep_best(&record);
        }
        let judged = self.judge.all(
            self.experiment,
            &*self.examples,
            self.learner.network_mut(),
            step,
            &|| self.link.stopped(),
        );
        match judged {
            Ok(judgement) => {
                if let Some((record, on)) = judgement {
                    self.recorder.say_after_steps(Event::Judged(record, on));
                }
                (judgement, None)
            }
            Err(error) => (None, Some(self.not_judged(&error))),
        }
    }

    fn not_judged(&mut self, error: &TrainError) -> String {
        let text = format!(
            "the network could not be judged at step {}: {error}",
            self.step()
        );
        self.recorder.say_after_steps(Event::Warning(text.clone()));
        text
    }

    /// Gives the keeper the network as it stands, to be looked at some time.
    pub(super) fn mark(&mut self, now: Instant) {
        self.last_mark = now;
        if !self.recorder.keeper().remembers() {
            return;
        }
        let weights = Arc::new(self.learner.network().weights());
        let step = self.step();
        let marked = self.recorder.keeper().mark(step, &weights);
        self.unkept(marked);
    }

    /// Says once that something beside the checkpoints could not be kept.
    fn unkept(&mut self, kept: Result<(), String>) {
        if let Err(text) = kept
            && !std::mem::replace(&mut self.unmarked, true)
        {
            self.recorder.say_after_steps(Event::Warning(text));
        }
    }

    /// Tells of the rows' states; of what the last step `changed`, where `before` it was looked.
    pub(super) fn tell_moment(&mut self, changed: bool) {
        let before = changed.then_some(&*self.before);
        let rows = vitals(&self.architecture, self.learner.network(), before);
        self.recorder.moment(Moment {
            step: self.step(),
            rows: rows.into(),
        });
    }

    pub(in super::super) fn offer_snapshot(&mut self) {
        self.last_snapshot = Instant::now();
        self.seen = self.step();
        let snapshot = Snapshot {
            step: self.step(),
            model: self.model(),
            vitals: vitals(&self.architecture, self.learner.network(), None),
        };
        self.link.offer(Event::Snapshot(Arc::new(snapshot)));
    }
}

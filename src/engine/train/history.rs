//! The record of a run, as curves are drawn from it.

use super::event::{Event, JudgedOn, Metric, StepRecord, ValidationRecord};
use super::vitals::Moment;

/// Steps are kept one by one up to so many; of longer runs every second, fourth, … is kept, so at least half as many.
pub const MOST_STEPS: usize = 100_000;

/// Moments kept; of more every second one.
const MOST_MOMENTS: usize = 480;

/// Everything a run has said that can be drawn over steps.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// What is judged.
    pub metric: Option<Metric>,
    /// Steps, in order: all of them, or of more than [`MOST_STEPS`] those at even distances.
    pub steps: Vec<StepRecord>,
    /// The newest step, kept or not.
    pub newest: Option<StepRecord>,
    /// The distance, less one, of the steps that are kept.
    thinned: u64,
    /// Every validation, in order.
    pub validations: Vec<ValidationRecord>,
    /// The judgement on all held-out examples at the end, and on what it was made.
    pub whole: Option<(ValidationRecord, JudgedOn)>,
    /// The states of the rows, in order.
    pub moments: Vec<Moment>,
    /// The step at which the numbers became infinite or none.
    pub diverged: Option<u64>,
    /// Estimated seconds until the end.
    pub seconds_left: Option<f64>,
    /// Steps per second.
    pub speed: f64,
}

impl History {
    /// Takes an event in.
    pub fn record(&mut self, event: &Event) {
        match event {
            Event::Started { metric, .. } => self.metric = Some(*metric),
            Event::Steps(steps) => steps.iter().for_each(|step| self.push(*step)),
            Event::Validation(validation) => {
                // Who goes on judges again what was judged at that step.
                self.validations.retain(|old| old.step < validation.step);
                self.validations.push(*validation);
            }
            Event::Judged(record, on) => self.whole = Some((*record, *on)),
            Event::Moments(moments) => moments.iter().for_each(|moment| self.mark(moment)),
            Event::Diverged(step) => self.diverged = Some(*step),
            Event::TimeLeft { seconds, speed } => {
                self.seconds_left = Some(*seconds);
                self.speed = *speed;
            }
            Event::Paused(_) | Event::Snapshot(_) | Event::Saved(_) | Event::Warning(_) => {}
        }
    }

    /// Takes a step in; they must come in order.
    pub fn push(&mut self, record: StepRecord) {
        self.newest = Some(record);
        if !record.step.is_multiple_of(self.thinned + 1) {
            return;
        }
        self.steps.push(record);
        if self.steps.len() > MOST_STEPS {
            self.thinned = 2 * self.thinned + 1;
            let distance = self.thinned + 1;
            self.steps.retain(|kept| kept.step.is_multiple_of(distance));
        }
    }

    fn mark(&mut self, moment: &Moment) {
        // Who goes on tells again what was told at that step.
        self.moments.retain(|old| old.step < moment.step);
        self.moments.push(moment.clone());
        if self.moments.len() > MOST_MOMENTS {
            let mut kept = false;
            self.moments.retain(|_| {
                kept = !kept;
                kept
            });
        }
    }

    /// The same with about `most` steps: the first and last ones all, between them those at even distances.
    pub fn sample(&self, most: usize) -> Self {
        const ENDS: usize = 20;
        let every = self.steps.len().div_ceil(most.max(1));
        let last = self.steps.len().saturating_sub(ENDS);
        let steps = self.steps.iter().enumerate();
        let kept = steps.filter(|(at, _)| *at < ENDS || *at >= last || at % every == 0);
        Self {
            metric: self.metric,
            steps: kept.map(|(_, step)| *step).collect(),
            newest: self.newest,
            thinned: self.thinned,
            validations: self.validations.clone(),
            whole: self.whole,
            moments: self.moments.clone(),
            diverged: self.diverged,
            seconds_left: self.seconds_left,
            speed: self.speed,
        }
    }

    /// Steps done.
    pub fn step(&self) -> u64 {
        self.newest.map_or(0, |step| step.step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_run_is_thinned_evenly_and_its_newest_step_is_known() {
        let mut history = History::default();
        let records = |from: u64, to: u64| -> Vec<StepRecord> {
            (from..=to)
                .map(|step| StepRecord {
                    step,
                    loss: step as f32,
                    metric: 0.0,
                    learning_rate: 0.1,
                })
                .collect()
        };
        history.record(&Event::Steps(records(1, 100_000)));
        assert_eq!((history.steps.len(), history.step()), (100_000, 100_000));
        for from in (100_001..1_000_000).step_by(1000) {
            history.record(&Event::Steps(records(from, from + 999)));
            assert!((MOST_STEPS / 2..=MOST_STEPS).contains(&history.steps.len()));
        }
        history.record(&Event::Steps(records(1_000_001, 1_000_003)));
        assert_eq!(history.step(), 1_000_003);
        assert_eq!(history.newest.unwrap().loss, 1_000_003.0);
        assert!(
            history
                .steps
                .iter()
                .zip(1..)
                .all(|(kept, index)| kept.step == 16 * index)
        );
    }
}

//! When a run ends before its last step: its time is up, it is good enough, or it gets no better.

use crate::train::event::{Early, ValidationRecord};
use crate::train::{Metric, Spent, Training};

impl Spent {
    /// Whether a run ends with this judgement.
    pub(super) fn judged(
        &mut self,
        training: &Training,
        metric: Metric,
        record: &ValidationRecord,
    ) -> Option<Early> {
        self.judged = record.step;
        let reached = match metric {
            Metric::Psnr => record.metric,
            Metric::Accuracy | Metric::R2 => 100.0 * record.metric,
        };
        if training.target > 0.0 && reached >= training.target {
            return Some(Early::Target);
        }
        if self.best.is_none_or(|best| record.metric > best) {
            self.best = Some(record.metric);
            self.since = 0;
            return None;
        }
        self.since += 1;
        (training.patience > 0 && self.since >= training.patience).then_some(Early::Patience)
    }
}

/// Whether so many seconds are enough.
pub(super) fn time_is_up(training: &Training, seconds: f64) -> bool {
    training.time > 0.0 && seconds >= f64::from(training.time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_with_what_is_good_enough_or_after_so_many_that_are_no_better() {
        let record = |metric| ValidationRecord {
            step: 1,
            loss: 1.0,
            metric,
            examples: 1,
        };
        let mut training = Training::default();
        let ends = |training: &Training, metrics: &[f32]| {
            let mut rules = Spent::default();
            let mut all = metrics.iter().enumerate();
            all.find_map(|(at, metric)| {
                let ends = rules.judged(training, Metric::Accuracy, &record(*metric));
                ends.map(|why| (at, why))
            })
        };
        let some = [0.5, 0.7, 0.7, 0.6, 0.8, 0.8, f32::NAN, 0.1, 0.9];
        assert_eq!(ends(&training, &some), None, "all off");
        training.target = 80.0;
        assert_eq!(ends(&training, &some), Some((4, Early::Target)));
        training.target = 0.0;
        training.patience = 3;
        assert_eq!(ends(&training, &some), Some((7, Early::Patience)));
        training.patience = 4;
        assert_eq!(ends(&training, &some), None);
        assert!(!time_is_up(&training, 1e9));
        training.time = 2.0;
        assert!(time_is_up(&training, 2.0) && !time_is_up(&training, 1.9));
    }
}

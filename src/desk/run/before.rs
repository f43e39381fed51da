//! What a run leaves behind in the curves of the next one.

use super::Run;
use crate::trace::Traces;
use crate::train::{Metric, ValidationRecord};

/// The curves of the run before, to compare with or to go on from.
#[derive(Clone, Debug, PartialEq)]
pub struct Before {
    /// The experiment's name.
    pub name: String,
    /// Training loss and metric.
    pub traces: Traces,
    /// What was judged on held-out examples.
    pub validations: Vec<ValidationRecord>,
    /// What is judged.
    pub judged: Metric,
    /// Whether it was judged on what it learned from, displaced.
    pub displaced: bool,
    /// Steps that lie before its first one, where it went on from a run itself.
    pub start: u64,
    /// Its last step, or the one that the new run goes on from, counted from there.
    pub end: u64,
    /// Whether the new run goes on with its weights: then its curves go on where these end.
    pub continued: bool,
}

impl Before {
    /// What `run` leaves behind; nothing where it has no curve. The new run goes on with the weights of its step
    /// `continued`, or with none.
    pub fn of(run: &Run, continued: Option<u64>) -> Option<Self> {
        (!run.traces.loss.is_empty()).then(|| Self {
            name: run.asked.name.clone(),
            traces: run.traces.clone(),
            validations: run.history.validations.clone(),
            judged: run.judged(),
            displaced: run.asked.displaced,
            start: run.start(),
            end: run.start() + continued.unwrap_or_else(|| run.step()),
            continued: continued.is_some(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn runs_that_go_on_are_counted_on() {
        let mut run = Run::default();
        assert_eq!(Before::of(&run, Some(0)), None);
        let mut steps = Vec::new();
        for continued in [Some(9), Some(5), None] {
            (0..10).for_each(|step| run.traces.loss.push(step, 1.0));
            run.history.steps.clear();
            let event = crate::train::StepRecord {
                step: 9,
                loss: 1.0,
                metric: 0.5,
                learning_rate: 0.1,
            };
            run.history.record(&crate::train::Event::Steps(vec![event]));
            let before = Before::of(&run, continued).map(Arc::new);
            run = Run {
                before,
                ..Run::default()
            };
            steps.push(run.start());
        }
        assert_eq!(steps, [9, 14, 0]);
    }
}

//! The record of a run, as curves are drawn from it.

use super::event::{Event, Metric, StepRecord, ValidationRecord};

/// Everything a run has said that can be drawn over steps.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// What is judged.
    pub metric: Option<Metric>,
    /// Every step, in order.
    pub steps: Vec<StepRecord>,
    /// Every validation, in order.
    pub validations: Vec<ValidationRecord>,
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
            Event::Steps(steps) => self.steps.extend_from_slice(steps),
            Event::Validation(validation) => self.validations.push(*validation),
            Event::TimeLeft { seconds, speed } => {
                self.seconds_left = Some(*seconds);
                self.speed = *speed;
            }
            Event::Paused(_) | Event::Snapshot(_) | Event::Saved(_) | Event::Warning(_) => {}
        }
    }

    /// Steps done.
    pub fn step(&self) -> u64 {
        self.steps.last().map_or(0, |step| step.step)
    }
}

//! What a run says, and how often: steps in bundles, so that a small network is not held up by talking.

use std::time::{Duration, Instant};

use super::{Event, Keeper};
use crate::job::Link;
use crate::train::{Command, StepRecord};

/// Time between bundles of steps.
const BUNDLE: Duration = Duration::from_millis(20);
/// Time between estimates of the time left.
const ESTIMATE: Duration = Duration::from_millis(500);

pub(super) struct Recorder<'a> {
    keeper: &'a mut dyn Keeper,
    link: &'a Link<Command, Event>,
    steps: Vec<StepRecord>,
    total: u64,
    bundled: Instant,
    estimated: Instant,
    speed: f64,
    steps_since: u64,
    note_failed: bool,
    started: Instant,
    paused: Duration,
}

impl<'a> Recorder<'a> {
    pub(super) fn new(
        keeper: &'a mut dyn Keeper,
        link: &'a Link<Command, Event>,
        total: u64,
    ) -> Self {
        let now = Instant::now();
        Self {
            keeper,
            link,
            steps: Vec::new(),
            total,
            bundled: now,
            estimated: now,
            speed: 0.0,
            steps_since: 0,
            note_failed: false,
            started: now,
            paused: Duration::ZERO,
        }
    }

    pub(super) fn keeper(&mut self) -> &mut dyn Keeper {
        &mut *self.keeper
    }

    /// Takes a step in; tells of it when a bundle is due.
    pub(super) fn step(&mut self, record: StepRecord, now: Instant) {
        self.steps.push(record);
        self.steps_since += 1;
        if now - self.bundled >= BUNDLE {
            self.flush();
            self.bundled = now;
            if now - self.estimated >= ESTIMATE {
                self.estimate(now, record.step);
            }
        }
    }

    /// Tells of all steps taken in.
    pub(super) fn flush(&mut self) {
        if let Some(last) = self.steps.last() {
            let done = last.step as f64 / self.total.max(1) as f64;
            self.link.progress().set(done as f32);
            let room = Vec::with_capacity(self.steps.len());
            let steps = std::mem::replace(&mut self.steps, room);
            self.say(Event::Steps(steps));
        }
    }

    fn estimate(&mut self, now: Instant, step: u64) {
        let speed = self.steps_since as f64 / (now - self.estimated).as_secs_f64();
        // An average over the last few estimates is steadier; the first one stands alone.
        self.speed = if self.speed == 0.0 {
            speed
        } else {
            0.7 * self.speed + 0.3 * speed
        };
        self.estimated = now;
        self.steps_since = 0;
        let seconds = self.total.saturating_sub(step) as f64 / self.speed.max(1e-9);
        self.say(Event::TimeLeft {
            seconds,
            speed: self.speed,
        });
    }

    /// Tells of an event after all steps before it.
    pub(super) fn say_after_steps(&mut self, event: Event) {
        self.flush();
        self.say(event);
    }

    fn say(&mut self, event: Event) {
        match self.keeper.note(&event) {
            Ok(()) => self.note_failed = false,
            Err(trouble) if !self.note_failed => {
                self.note_failed = true;
                self.link.send(Event::Warning(trouble));
            }
            Err(_) => {}
        }
        self.link.send(event);
    }

    /// Time spent waiting does not count as training.
    pub(super) fn waited(&mut self, time: Duration) {
        self.paused += time;
        self.estimated += time;
    }

    /// Seconds of training so far.
    pub(super) fn seconds(&self) -> f64 {
        self.started
            .elapsed()
            .saturating_sub(self.paused)
            .as_secs_f64()
    }
}

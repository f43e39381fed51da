//! What a run says, and how often: steps in bundles, so that a small network is not held up by talking.
//!
//! Nor by a slow reader: bundles and estimates that find no room wait and are sent merged. What else is said waits for
//! room.

use std::time::{Duration, Instant};

use super::{Event, Keeper};
use crate::job::Link;
use crate::train::{Command, History, Moment, StepRecord};

/// Time between bundles of steps.
const BUNDLE: Duration = Duration::from_millis(20);
/// Time between estimates of the time left.
const ESTIMATE: Duration = Duration::from_millis(500);

pub(super) struct Recorder<'a> {
    keeper: &'a mut dyn Keeper,
    link: &'a Link<Command, Event>,
    steps: Vec<StepRecord>,
    /// Steps told to the keeper that found no room on the link.
    unsent: Vec<StepRecord>,
    /// Rows' states that were not sent yet.
    moments: Vec<Moment>,
    total: u64,
    bundled: Instant,
    estimated: Instant,
    speed: f64,
    steps_since: u64,
    note_failed: bool,
    history: History,
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
            unsent: Vec::new(),
            moments: Vec::new(),
            total,
            bundled: now,
            estimated: now,
            speed: 0.0,
            steps_since: 0,
            note_failed: false,
            history: History::default(),
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

    /// Takes the rows' states in, to be told with the steps.
    pub(super) fn moment(&mut self, moment: Moment) {
        self.moments.push(moment);
    }

    /// Tells of all steps taken in.
    pub(super) fn flush(&mut self) {
        if let Some(last) = self.steps.last() {
            let done = last.step as f64 / self.total.max(1) as f64;
            self.link.progress().set(done as f32);
            let room = Vec::with_capacity(self.steps.len());
            let steps = std::mem::replace(&mut self.steps, room);
            let event = Event::Steps(steps);
            self.note(&event);
            if let Event::Steps(steps) = event {
                self.unsent.extend(steps);
            }
        }
        if !self.unsent.is_empty() {
            let steps = std::mem::take(&mut self.unsent);
            if let Err(Event::Steps(steps)) = self.link.try_send(Event::Steps(steps)) {
                self.unsent = steps;
            }
        }
        if let Some(event) = self.noted_moments()
            && let Err(Event::Moments(moments)) = self.link.try_send(event)
        {
            self.moments = moments;
        }
    }

    /// The rows' states that are to be told.
    fn noted_moments(&mut self) -> Option<Event> {
        let moments = std::mem::take(&mut self.moments);
        let event = (!moments.is_empty()).then_some(Event::Moments(moments))?;
        self.note(&event);
        Some(event)
    }

    /// Tells of all steps taken in, and waits for room.
    pub(super) fn settle(&mut self) {
        self.flush();
        if !self.unsent.is_empty() {
            let steps = std::mem::take(&mut self.unsent);
            self.link.send(Event::Steps(steps));
        }
        if let Some(event) = self.noted_moments() {
            self.link.send(event);
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
        let event = Event::TimeLeft {
            seconds,
            speed: self.speed,
        };
        self.note(&event);
        // One that finds no room is worthless when the next is made.
        let _ = self.link.try_send(event);
    }

    /// Tells of an event after all steps before it.
    pub(super) fn say_after_steps(&mut self, event: Event) {
        self.settle();
        self.note(&event);
        self.link.send(event);
    }

    /// The step of the last judgement that was told.
    pub(super) fn judged_at(&self) -> Option<u64> {
        self.history.validations.last().map(|record| record.step)
    }

    /// Everything told so far, given away.
    pub(super) fn history(&mut self) -> History {
        std::mem::take(&mut self.history)
    }

    fn note(&mut self, event: &Event) {
        self.history.record(event);
        match self.keeper.note(event) {
            Ok(()) => self.note_failed = false,
            Err(trouble) if !self.note_failed => {
                self.note_failed = true;
                self.link.send(Event::Warning(trouble));
            }
            Err(_) => {}
        }
    }

    /// Time spent waiting does not count as training.
    pub(super) fn waited(&mut self, time: Duration) {
        self.paused += time;
        self.estimated += time;
    }

    /// Nor does time spent waiting for its turn at a slow pace; but the time left is longer for it.
    pub(super) fn held_back(&mut self, time: Duration) {
        self.paused += time;
    }

    /// The pace is another one: what was measured before says nothing.
    pub(super) fn forget_speed(&mut self) {
        self.speed = 0.0;
        self.steps_since = 0;
        self.estimated = Instant::now();
    }

    /// Seconds of training so far.
    pub(super) fn seconds(&self) -> f64 {
        self.started
            .elapsed()
            .saturating_sub(self.paused)
            .as_secs_f64()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::job::Job;
    use crate::train::Forget;

    const STEPS: u64 = 3000;

    #[test]
    fn a_slow_reader_holds_no_step_up_and_gets_every_one_at_last() {
        let done = Arc::new(AtomicBool::new(false));
        let told = done.clone();
        let job: Job<Command, Event, ()> = Job::start("talk", Arc::new(|| {}), move |link| {
            let mut keeper = Forget;
            let mut recorder = Recorder::new(&mut keeper, link, STEPS);
            for step in 1..=STEPS {
                let record = StepRecord {
                    step,
                    loss: 0.0,
                    metric: 0.0,
                    learning_rate: 0.0,
                };
                // A bundle for every step, without the wait.
                let now = recorder.bundled + BUNDLE;
                recorder.step(record, now);
            }
            told.store(true, Ordering::Relaxed);
            recorder.say_after_steps(Event::Saved(STEPS));
        })
        .unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        while !done.load(Ordering::Relaxed) {
            assert!(Instant::now() < deadline, "the reader holds the run up");
            std::thread::sleep(Duration::from_millis(1));
        }
        let mut steps = Vec::new();
        let (mut bundles, mut saved) = (0, false);
        while !saved {
            assert!(Instant::now() < deadline, "the end does not come");
            match job.wait_event(Duration::from_millis(10)) {
                Some(Event::Steps(some)) => {
                    bundles += 1;
                    steps.extend(some.iter().map(|record| record.step));
                }
                Some(Event::Saved(_)) => saved = true,
                _ => {}
            }
        }
        assert_eq!(steps, (1..=STEPS).collect::<Vec<_>>());
        assert!(bundles < STEPS, "{bundles}");
    }
}

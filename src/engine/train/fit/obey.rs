//! What a run does when it is told something.

use std::time::{Duration, Instant};

use super::run::Run;
use crate::train::{Command, Event};

/// How long a paused run sleeps between looks at the stop flag.
const PATIENCE: Duration = Duration::from_millis(100);
/// Least time between networks that are shown of a run that has time to spare.
const SLOWLY: Duration = Duration::from_millis(30);

impl Run<'_> {
    /// Obeys commands, waits while paused; `false` when the run should end.
    pub(super) fn goes_on(&mut self) -> bool {
        if self.single {
            self.single = false;
            self.recorder.settle();
            self.offer_snapshot();
        }
        loop {
            let waiting = self.paused && !self.single;
            let now = Instant::now();
            let ahead = self.pace.wait(now).filter(|_| !waiting && !self.single);
            let command = if let Some(ahead) = ahead {
                self.show_slowly(now);
                let command = self.link.wait_command(ahead.min(PATIENCE));
                self.recorder.held_back(now.elapsed());
                command
            } else if waiting {
                // A person who pauses may well close the window next.
                self.save_resting();
                let asleep = Instant::now();
                let command = self.link.wait_command(PATIENCE);
                self.recorder.waited(asleep.elapsed());
                command
            } else {
                self.link.command()
            };
            if self.link.stopped() {
                self.stopped = true;
                return false;
            }
            match command {
                None if waiting || ahead.is_some() => {}
                None => return true,
                Some(Command::Pause) => self.pause(true),
                Some(Command::Resume) => self.pause(false),
                Some(Command::Step) => {
                    if !self.paused {
                        self.pause(true);
                    }
                    self.single = true;
                    return true;
                }
                Some(Command::Stop) => {
                    self.stopped = true;
                    return false;
                }
                Some(Command::LearningRate(rate)) => {
                    if rate.is_finite() && rate >= 0.0 {
                        self.learning_rate = rate;
                    }
                }
                Some(Command::Pace(rate)) => {
                    self.pace.set(rate);
                    self.recorder.forget_speed();
                }
                Some(Command::Snapshot) => self.offer_snapshot(),
            }
        }
    }

    /// While there is time to spare, each step is seen at once.
    fn show_slowly(&mut self, now: Instant) {
        let shown = self.options.snapshot_seconds.is_finite();
        if shown && now - self.last_snapshot >= SLOWLY && self.seen != self.step() {
            self.offer_snapshot();
        }
    }

    fn pause(&mut self, paused: bool) {
        if self.paused != paused {
            self.paused = paused;
            self.recorder.say_after_steps(Event::Paused(paused));
            if paused {
                self.offer_snapshot();
            }
        }
    }
}

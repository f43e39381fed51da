//! How fast runs go that are watched.

use super::LemidaApp;
use crate::train::Command;
use crate::ui::state::View;

impl LemidaApp {
    /// All runs go as fast as they can from now on.
    pub fn hurry(&mut self) {
        self.bench.view.paces = [f32::INFINITY; 2];
        self.trainer.pace_due = Some(f32::INFINITY);
    }

    /// Runs go at the paces that one can watch them at, as they do at first.
    pub fn watch(&mut self) {
        self.bench.view.paces = View::default().paces;
    }

    /// Most steps a second of a run that begins now.
    pub(super) fn pace(&self) -> f32 {
        // Runs that follow each other by themselves are not watched one by one.
        if self.trainer.queue.group().is_empty() {
            self.bench.pace()
        } else {
            f32::INFINITY
        }
    }

    /// Sets how fast runs go, the one at hand and those that follow: at most so many steps a second.
    pub(super) fn set_pace(&mut self, pace: f32) {
        self.bench.set_pace(pace);
        self.trainer.pace_due = Some(pace);
    }

    /// Tells the run its pace; a busy one hears it in one of the next frames.
    pub(super) fn keep_pace(&mut self) {
        match &self.trainer.job {
            Some(job) => {
                let told = |pace: &mut f32| job.command(Command::Pace(*pace));
                self.trainer.pace_due.take_if(told);
            }
            None => self.trainer.pace_due = None,
        }
    }
}

//! One run in the place of another, which comes back when the new one cannot begin.

use std::sync::Arc;

use super::Kept;
use crate::app::LemidaApp;
use crate::app::seeds::Queue;
use crate::desk::{Before, Run};
use crate::say;
use crate::ui::state::RunState;
use crate::words::Text;

/// A run that was replaced, and where it is kept.
pub struct Aside {
    run: Run,
    kept: Kept,
}

impl LemidaApp {
    /// Makes room for a new run of the document; the one before leaves its curves beside those of the new one.
    pub(in crate::app) fn make_room(&mut self, continued: Option<u64>) {
        let before = Before::of(self.bench.run(), continued).map(Arc::new);
        let aside = self.take_aside();
        self.forget_run();
        self.trainer.aside = aside;
        let run = self.bench.runs.shown_mut();
        run.asked.document = Some(self.bench.document.number);
        run.before = before;
    }

    /// Forgets the run and its traces.
    pub(in crate::app) fn forget_run(&mut self) {
        self.trainer.job = None;
        self.trainer.kept = Kept::default();
        self.trainer.aside = None;
        self.trainer.queue = Queue::default();
        self.forgo();
        self.bench.runs.forget();
    }

    /// Takes the run away that is shown, to be brought back. One that is at work ends, one that failed is over.
    pub(super) fn take_aside(&mut self) -> Option<Box<Aside>> {
        let run = self.bench.run();
        let over = matches!(run.state, RunState::None | RunState::Failed(_));
        (!over && !run.alive()).then(|| {
            let run = std::mem::take(self.bench.runs.shown_mut());
            let kept = std::mem::take(&mut self.trainer.kept);
            Box::new(Aside { run, kept })
        })
    }

    /// Lets the run before go for good, where the one in its place has begun.
    pub(super) fn let_go(&mut self) {
        if self.begun() {
            self.trainer.aside = None;
        }
    }

    /// Brings the run before back, where the one in its place failed before it began, and says why; else that one has
    /// failed.
    pub(super) fn fail(&mut self, why: Text) {
        let aside = self.trainer.aside.take();
        match aside.filter(|_| !self.begun()) {
            Some(aside) => {
                self.trainer.kept = aside.kept;
                let run = self.bench.runs.shown_mut();
                *run = aside.run;
                let why = why.to_string();
                run.warning = Some(say!("the new run could not begin: {}", why).to_string());
            }
            None => self.bench.runs.shown_mut().state = RunState::Failed(why),
        }
    }

    fn begun(&self) -> bool {
        self.bench.run().trainee.architecture.is_some()
    }
}

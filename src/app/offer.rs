//! The run that was at work when the program ended, by whatever end: the next start offers to go on with it.
//!
//! The preferences name its folder as long as it is at work. A run that came to its end, was stopped or reset by the
//! person, or could not go on is not offered; nor is one that another window or command trains. The offer goes when it
//! is taken or closed, when a run begins, and by itself after a minute; not taken, it is made again at the next start.

use std::path::{Path, PathBuf};

use super::LemidaApp;
use super::tasks::Outcome;
use crate::say;
use crate::store::run::RunFolder;
use crate::ui::action::Action;
use crate::ui::format::grouped;
use crate::words::Text;

/// The matter of the message.
const MATTER: &str = "unfinished run";

/// A run that can go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its folder.
    pub folder: PathBuf,
    /// Its experiment's name.
    pub name: String,
    /// Steps done.
    pub step: u64,
    /// Steps it was asked for.
    pub steps: u64,
}

impl Offer {
    /// What can be offered of the run in `folder`; none when it has ended, learned nothing, is gone, or is at work
    /// elsewhere.
    fn of(folder: &Path) -> Option<Self> {
        if !RunFolder::holds_run(folder) || RunFolder::at_work(folder) {
            return None;
        }
        let found = RunFolder::open(folder).ok()?;
        let (step, steps) = (found.checkpoint?.step, found.experiment.training.steps);
        (step < steps).then(|| Self {
            folder: folder.to_owned(),
            name: found.experiment.name,
            step,
            steps,
        })
    }

    /// The question.
    pub fn words(&self) -> Text {
        say!(
            "Continue {} (step {} of {})?",
            &self.name,
            grouped(self.step),
            grouped(self.steps)
        )
    }
}

impl LemidaApp {
    /// Looks, beside the window, whether there is a run to offer.
    pub(super) fn look_for_unfinished(&mut self) {
        if let Some(folder) = self.memory.preferences.unfinished.clone() {
            self.task("look for an unfinished run", move || {
                Offer::of(&folder).map_or(Outcome::Nothing, |offer| {
                    Outcome::Unfinished(Box::new(offer))
                })
            });
        }
    }

    /// Offers to go on, unless the person has begun something meanwhile.
    pub(super) fn make_offer(&mut self, offer: Offer) {
        if self.memory.preferences.unfinished.as_deref() != Some(&*offer.folder)
            || self.bench.run().alive()
        {
            return;
        }
        let deeds = ("Continue", Action::GoOn, Some(Action::Forgo));
        self.over.toasts.offer(MATTER, offer.words(), deeds);
        self.trainer.offer = Some(offer);
    }

    /// Opens the run that is offered and goes on with it.
    pub(super) fn go_on_with_offer(&mut self) {
        if let Some(offer) = self.trainer.offer.take() {
            self.over.toasts.withdraw(MATTER);
            self.task("open", move || {
                let found = RunFolder::open(&offer.folder);
                found.map_or_else(
                    |error| Outcome::Failed(error.to_string()),
                    |found| Outcome::GoOn(Box::new(found)),
                )
            });
        }
    }

    /// No run is at work any more that should be offered at the next start.
    pub(super) fn forgo(&mut self) {
        self.trainer.offer = None;
        self.over.toasts.withdraw(MATTER);
        if self.memory.preferences.unfinished.take().is_some() {
            self.memory.changed = true;
        }
    }

    /// The run in `folder` is at work: if the program ends, it is unfinished.
    pub(super) fn at_work(&mut self, folder: &Path) {
        // A file of preferences holds text.
        if folder.to_str().is_some()
            && self.memory.preferences.unfinished.as_deref() != Some(folder)
        {
            self.memory.preferences.unfinished = Some(folder.to_owned());
            self.memory.changed = true;
        }
    }
}

//! What a person does to the lab that is looked at, in its figures and in its settings, and how that is answered.

use std::time::Duration;

use super::tried::PLACE;
use super::{LecturePage, answers};
use crate::labs::{self, Lab, Poke};
use crate::setting::Value;

/// A lab that follows a person's hand is not begun once more before it has shown something, but after this time it need
/// not have shown everything.
const PATIENCE: Duration = Duration::from_millis(500);
/// What is said where a click would have to do everything anew.
const UNANSWERED: &str = "Not answered: the experiment is no longer there. Click Run first.";

impl LecturePage {
    /// Sets a lab to one of its suggestions, and does it.
    pub(super) fn try_out(
        &mut self,
        labs: &mut [Box<dyn Lab>],
        (chosen, at): (usize, usize),
        threads: usize,
    ) {
        let mut fresh = (labs::ALL[chosen].make)();
        // A person's own picture stays what is worked on.
        if let Some(own) = fresh.own()
            && let Some(path) = labs[chosen].get(own)
        {
            // It was taken by the same lab.
            let _ = fresh.set(own, path);
        }
        let tries = fresh.telling().tries;
        let set = tries.get(at).map(|one| one.set(&mut *fresh));
        if !matches!(set, Some(Ok(()))) {
            return;
        }
        // What is answered at once, by what is there, is not learned anew.
        let follows = !answers(&*fresh) && self.tried[chosen].follows(&*fresh);
        labs[chosen] = fresh;
        if !follows {
            self.run(labs, threads);
        }
    }

    /// Takes up what a person did to a figure of the lab that is looked at: what is let go is an edit of its settings.
    pub(super) fn poke(&mut self, labs: &mut [Box<dyn Lab>], poke: &Poke, held: bool) {
        let Some(chosen) = self.chosen else { return };
        self.held = None;
        let mut lab = labs[chosen].clone();
        if !lab.poked(poke) {
            return;
        }
        if held {
            self.held = Some(lab);
            return;
        }
        labs[chosen] = lab;
        let there = self.works.of(chosen).is_some();
        if !there && !answers(&*labs[chosen]) {
            // What takes long is not begun by a click.
            self.tried[chosen].close(Ok(UNANSWERED.into()));
        }
    }

    /// Answers what was changed in the settings of the lab that is looked at, by a hand on its figures, in the form or
    /// by Undo: a lab that waits is told, one that is quick is done again. What it found before stays until there is
    /// something new.
    pub(super) fn follow(&mut self, labs: &[Box<dyn Lab>], threads: usize) {
        let Some(chosen) = self.chosen else { return };
        let lab = self.held.as_ref().unwrap_or(&labs[chosen]);
        let tried = &self.tried[chosen];
        let busy = self.works.busy(Some(chosen));
        let Some(asked) = tried.asked() else { return };
        let keys = lab.settings().iter().map(|setting| setting.key);
        let changed: Vec<_> = keys.filter(|key| lab.get(key) != asked.get(key)).collect();
        // What was moved was only sketched until the hand let go.
        let due = tried.sketched() && self.held.is_none();
        if changed.is_empty() && !due {
            return;
        }
        if changed.iter().all(|key| tried.answers(&**lab, key)) {
            let free = busy.is_none_or(|work| {
                let all = tried.renewed_since(work.before);
                let some = work.began.elapsed() > PATIENCE && self.version > work.before;
                // What is learned of points that are moved on is of no use.
                let moved = self.held.is_some() && lab.sketches() && !work.sketch;
                work.lab == chosen && (all || some || moved)
            });
            if free {
                let lab = lab.clone();
                self.start(chosen, lab, threads, false);
            }
            return;
        }
        if !changed.iter().any(|key| PLACE.contains(key)) {
            return;
        }
        let place = PLACE.map(|key| match lab.get(key) {
            Some(Value::Int(place)) => usize::try_from(place).unwrap_or(0),
            _ => 0,
        });
        // The other settings that were changed wait for Run.
        let waiting = self.works.of_mut(chosen).filter(|work| work.waits);
        if waiting.is_some_and(|work| work.tell(Poke::Place(place))) {
            self.tried[chosen].ask_place(place);
        }
    }
}

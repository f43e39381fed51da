//! What is done unasked for the lab that is looked at: its beginning is shown, and a person's own picture
//! is given to it once it can answer.

use std::path::Path;

use super::first::Beginning;
use super::{LecturePage, Shared, answers};
use crate::app::tasks::{Decoded, Outcome};
use crate::labs::{Given, Lab, Poke};
use crate::say;
use crate::setting::Value;

impl LecturePage {
    /// Shows what the lab that is looked at begins with, where it was not done; one that answers at once is done.
    pub(super) fn begin_unasked(&mut self, labs: &[Box<dyn Lab>], threads: usize) {
        for (lab, news) in self.unseen.1.news() {
            match news {
                Beginning::Figure(figure, before) => {
                    self.version += 1;
                    self.tried[lab].begin_with(*figure, self.version, before);
                }
                Beginning::Over(end) => self.tried[lab].end_beginning(end),
            }
        }
        let seen = self.unseen.1.looked_at();
        let Some(chosen) = self.chosen.filter(|_| seen) else {
            self.unseen.1.rest();
            return;
        };
        let lab = self.held.as_ref().unwrap_or(&labs[chosen]);
        match self.tried[chosen].asked() {
            // What followed a hand is something now that takes long: it begins with what can be seen of that.
            Some(asked) if answers(asked) && !answers(&**lab) => {
                drop(self.works.take(chosen));
                self.tried[chosen].leave();
            }
            Some(_) => return,
            None => {}
        }
        if answers(&**lab) {
            if self.works.busy(Some(chosen)).is_none() {
                let lab = lab.clone();
                self.start(chosen, lab, threads, false);
            }
            return;
        }
        let (means, version) = (&self.means, self.version);
        if let Err(error) = self.unseen.1.want(means, chosen, &**lab, version) {
            self.tried[chosen].close(Err(error));
        }
    }

    /// Gives a person's picture to the lab at work once it can answer: it shows its answers then.
    pub(super) fn ask(&mut self, labs: &[Box<dyn Lab>]) {
        let number = self.view.asked.number();
        let Some(chosen) = self.chosen else { return };
        let work = self.works.of_mut(chosen);
        let Some(work) = work.filter(|work| work.asked != number) else {
            return;
        };
        let Some(asks) = labs[work.lab].asks().filter(|_| self.names[work.lab].asks) else {
            return;
        };
        let mut found = self.tried[work.lab].findings().iter();
        let ready =
            found.any(|shown| shown.figure.id == asks.answer && shown.version > work.before);
        let given = || Poke::Given(self.view.asked.given());
        let heard = match work.waits {
            true => work.tell(given()),
            false => ready && work.job.command(given()),
        };
        if heard {
            work.asked = number;
        }
    }

    /// Takes a picture or a folder that was opened for the lab that is looked at.
    pub(super) fn take_given(
        &mut self,
        outcome: Outcome,
        shared: &mut Shared<'_>,
    ) -> Option<Outcome> {
        match outcome {
            Outcome::Picture(path, Decoded::Asked(picture, seen)) => {
                let name = name_of(&path);
                let learned = self
                    .chosen
                    .is_some_and(|chosen| self.works.of(chosen).is_some());
                if !learned {
                    let words = say!(
                        "click Run: {} is answered once the network has learned",
                        &name
                    );
                    shared.toasts.say(words);
                }
                self.view.asked.take(Given { name, picture }, seen);
                None
            }
            Outcome::Asked(path, classes) => {
                let lab = self.chosen.map(|at| &mut shared.bench.document.labs[at]);
                let asks = lab.as_ref().and_then(|lab| lab.asks());
                if let (Some(lab), Some(asks)) = (lab, asks) {
                    let key = asks.folders[usize::from(!classes)];
                    if key.is_empty() {
                        let words =
                            say!("this experiment answers single pictures: drop one of them");
                        shared.toasts.warn(words);
                        return None;
                    }
                    let text = Value::Text(path.display().to_string());
                    match lab.set(key, text) {
                        Ok(()) => shared.toasts.say(match classes {
                            true => say!("click Run: it learns from {} now", name_of(&path)),
                            false => {
                                say!("click Run: the pictures of {} are answered", name_of(&path))
                            }
                        }),
                        Err(error) => shared.toasts.warn(error.text()),
                    }
                }
                None
            }
            Outcome::Own(path) => {
                let lab = self.chosen.map(|at| &mut shared.bench.document.labs[at]);
                if let Some(lab) = lab
                    && let Some(key) = lab.own()
                {
                    let words = match lab.set(key, Value::Text(path.display().to_string())) {
                        Ok(()) => say!("click Run: it works on {} now", name_of(&path)),
                        Err(error) => error.text(),
                    };
                    shared.toasts.say(words);
                }
                None
            }
            other => Some(other),
        }
    }
}

/// The last part of a path.
fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

//! Takes up what tasks have found or done.

use std::path::PathBuf;
use std::sync::Arc;

use super::LemidaApp;
use super::perform::file_name;
use super::preview::Word;
use super::run::RACE;
use super::tasks::{Decoded, Outcome};
use crate::desk::Photo;
use crate::train::Snapshot;

impl LemidaApp {
    /// Takes up what tasks have found or done; called once a frame.
    pub(super) fn take_up(&mut self) {
        for outcome in self.tasks.ended() {
            self.receive(outcome);
        }
        self.lecture.poll();
        if let Some(text) = self.cleaner.poll() {
            self.toasts.say(text);
        }
        self.classes.poll();
        for word in self.preview.poll() {
            match word {
                Word::News(text) => self.toasts.renew(RACE, text),
                Word::Wrong(text) => self.toasts.warn(text),
            }
        }
    }

    /// Puts a path at the head of those that can be opened again.
    pub(super) fn remember_path(&mut self, path: PathBuf) {
        self.preferences.remember(path);
        self.bench.recent.clone_from(&self.preferences.recent);
        self.preferences_changed = true;
    }

    pub(super) fn receive(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::NoDialog => {
                self.toasts
                    .say("this system shows no file dialog: type the path here, or drop the file on the window");
                self.palette.open_empty();
            }
            Outcome::Experiment(experiment, path, words) => {
                self.remember_path(path.clone());
                let words = words.map_or(String::new(), |words| format!("; {words}"));
                self.toasts
                    .say(format!("opened the experiment {}{words}", file_name(&path)));
                self.replace_document(*experiment, Some(path));
            }
            Outcome::Run(found) => {
                self.remember_path(found.folder.path().to_owned());
                self.toasts
                    .say(format!("opened the run {}", file_name(found.folder.path())));
                self.show_run(*found);
            }
            Outcome::Unfinished(offer) => self.make_offer(*offer),
            Outcome::GoOn(found) => {
                self.remember_path(found.folder.path().to_owned());
                self.show_run(*found);
                self.resume();
            }
            Outcome::TrainOn {
                experiment,
                checkpoint,
                words,
                origin,
            } => self.begin_with(*experiment, *checkpoint, &words, &origin),
            Outcome::Model(model, path) => {
                let text = format!("{} cleans the photograph now", file_name(&path));
                self.toasts.say(text);
                let snapshot = Snapshot {
                    step: 0,
                    model: *model,
                    vitals: Vec::new(),
                };
                self.preview.show_snapshot(&Arc::new(snapshot));
            }
            Outcome::Picture(path, Decoded::ToClean(original)) => {
                self.remember_path(path.clone());
                let photo = Photo::File { path, noisy: true };
                self.bench.document.cleaning.show(photo.clone());
                self.cleaner.take(photo, *original);
            }
            Outcome::Pictures(folder, count) => self.cleaner.offer(folder, count),
            Outcome::Picture(path, Decoded::ToCompare { source, noisy }) => {
                self.remember_path(path.clone());
                self.toasts.say(format!(
                    "opened the picture {} {}",
                    file_name(&path),
                    if noisy {
                        "with its own noise"
                    } else {
                        "and added the chosen noise"
                    }
                ));
                self.bench.view.photograph = true;
                let photo = Photo::File { path, noisy };
                self.preview.know(photo.clone(), source);
                self.bench.document.contest.show(photo);
            }
            Outcome::Folder(path, id, classes, words) => {
                self.remember_path(path.clone());
                self.learn_from(&path, id, classes, words);
            }
            Outcome::Saved {
                path,
                document,
                kept,
                text,
            } => {
                let kept = kept.map_or(String::new(), |kept| {
                    format!("; the file as it was is {} now", file_name(&kept))
                });
                self.toasts.say(format!("saved {}{kept}", path.display()));
                self.remember_path(path.clone());
                self.documents.saved(document, path, text);
                // It may have been edited, or another document opened, while this one was written.
                self.renew_file();
            }
            Outcome::Several(outcomes) => self.receive_together(outcomes),
            Outcome::Chosen(purpose, path) => self.chosen(purpose, path),
            Outcome::Done(text) => self.toasts.say(text),
            Outcome::Failed(text) => self.toasts.warn(text),
            Outcome::Nothing => {}
        }
    }

    /// Takes up what was dropped together, and answers once. One picture is shown: the last.
    fn receive_together(&mut self, outcomes: Vec<Outcome>) {
        let is_picture = |outcome: &Outcome| matches!(outcome, Outcome::Picture(..));
        let pictures = outcomes.iter().filter(|one| is_picture(one)).count();
        let shown = outcomes.iter().rposition(is_picture);
        self.toasts.gather();
        for (at, outcome) in outcomes.into_iter().enumerate() {
            if !is_picture(&outcome) || Some(at) == shown {
                self.receive(outcome);
            }
        }
        if pictures > 1 {
            self.toasts.say(format!(
                "{pictures} pictures were dropped; the last of them is shown, for one is shown at a time"
            ));
        }
        self.toasts.join();
    }
}

//! Takes up what tasks have found or done.

use std::path::PathBuf;

use super::LemidaApp;
use super::perform::file_name;
use super::tasks::{Decoded, Errand, Outcome};
use crate::desk::Photo;
use crate::say;
use crate::store::figures::make_folder;
use crate::ui::action::Action;
use crate::ui::state::Subject;

impl LemidaApp {
    /// Takes up what tasks have found or done; called once a frame.
    pub(super) fn take_up(&mut self) {
        for outcome in self.services.tasks.ended() {
            self.receive(outcome);
        }
    }

    /// Reads what was made and looks at what is to be made; called once a frame. `held` says whether a person holds
    /// something.
    pub(super) fn settle(&mut self, held: bool) {
        let seen = self.pages.at(self.bench.view.page).compares();
        self.stage
            .settle(&self.bench, &mut self.over.toasts, [held, seen]);
        self.share(held, |pages, panels, shared| {
            panels.settle(shared);
            for page in pages.iter_mut() {
                page.settle(shared);
            }
        });
    }

    /// Puts a path at the head of those that can be opened again.
    pub(super) fn remember_path(&mut self, path: PathBuf) {
        self.memory.preferences.remember(path);
        self.bench
            .menus
            .recent
            .clone_from(&self.memory.preferences.recent);
        self.memory.changed = true;
    }

    pub(super) fn receive(&mut self, outcome: Outcome) {
        if let Outcome::Picture(path, Decoded::ToClean(_) | Decoded::Asked(..))
        | Outcome::Asked(path, _)
        | Outcome::Own(path) = &outcome
        {
            self.remember_path(path.clone());
        }
        // What a page takes is its own.
        let left = self.share(false, |pages, _, shared| {
            pages
                .iter_mut()
                .try_fold(outcome, |outcome, page| page.receive(outcome, shared))
        });
        let Some(outcome) = left else { return };
        match outcome {
            Outcome::NoDialog => {
                self.over.toasts
                    .say(say!("this system shows no file dialog: type the path here, or drop the file on the window"));
                self.over.palette.open_empty();
            }
            Outcome::Experiment(experiment, path, words) => {
                self.remember_path(path.clone());
                let words = words.map_or(String::new(), |words| format!("; {words}"));
                self.over
                    .toasts
                    .say(say!("opened the experiment {}{}", file_name(&path), words));
                self.replace_document(*experiment, Some(path));
            }
            Outcome::Run(found) => {
                self.remember_path(found.folder.path().to_owned());
                self.over
                    .toasts
                    .say(say!("opened the run {}", file_name(found.folder.path())));
                self.show_run(*found);
            }
            Outcome::Deleted(places, name) => self.offer_back(places, &name),
            Outcome::Unfinished(offer) => self.make_offer(*offer),
            Outcome::GoOn(found) => {
                self.remember_path(found.folder.path().to_owned());
                self.show_run(*found);
                self.resume();
            }
            Outcome::TrainOn {
                experiment,
                checkpoint,
                step,
                words,
                origin,
            } => self.begin_with(*experiment, *checkpoint, step, &words, origin.as_deref()),
            Outcome::Best(best, folder) => self.look_at_best(*best, &folder),
            Outcome::Network(found, path) => self.take_network(*found, &path),
            Outcome::State(path) => self.fit_weights(path),
            Outcome::Packed(path) => self.take_packed(path),
            Outcome::Picture(path, Decoded::ToCompare { source, noisy }) => {
                self.remember_path(path.clone());
                self.over.toasts.say(say!(
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
                self.stage.preview.know(photo.clone(), source);
                self.bench.document.contest.show(photo);
            }
            Outcome::Picture(path, Decoded::Example(picture)) => {
                self.remember_path(path.clone());
                let name = file_name(&path);
                self.over.toasts.say(say!(
                    "opened the picture {}: what the network makes of it stands under Inside",
                    &name
                ));
                let looked = &mut self.bench.view.looked;
                looked.given = Some((name, picture));
                looked.subject = Subject::Given;
                looked.class = None;
                self.actions.push(Action::Front("Inside"));
            }
            Outcome::Folder(path, id, classes, words) => {
                self.remember_path(path.clone());
                self.learn_from(&path, id, classes, words);
            }
            Outcome::Table(table, classes, told) => {
                self.learn_from_table(*table, &classes, &told);
            }
            Outcome::Text(text, letters) => self.learn_from_text(*text, letters),
            Outcome::Saved {
                path,
                document,
                kept,
                text,
            } => {
                let kept = kept.map_or(String::new(), |kept| {
                    format!("; the file as it was is {} now", file_name(&kept))
                });
                self.over
                    .toasts
                    .say(say!("saved {}{}", path.display().to_string(), kept));
                self.remember_path(path.clone());
                self.documents.saved(document, path, text);
                // It may have been edited, or another document opened, while this one was written.
                self.renew_file();
            }
            Outcome::Several(outcomes) => self.receive_together(outcomes),
            Outcome::Chosen(purpose, path) => self.chosen(purpose, path),
            Outcome::Unasked(purpose, path) => {
                let folder = match purpose {
                    Errand::Run(_) => Some(&*path),
                    _ => path.parent(),
                };
                if let Some(Err(error)) = folder.map(make_folder) {
                    self.over.toasts.warn(error.to_string());
                    return;
                }
                self.over.toasts.say(say!(
                    "this system shows no file dialog to ask where: it goes to {}",
                    path.display().to_string()
                ));
                self.chosen(purpose, path);
            }
            Outcome::Copied(clip, text) => {
                self.actions.push(Action::Clip(clip));
                self.over.toasts.say(text);
            }
            Outcome::Done(text) => self.over.toasts.say(text),
            Outcome::Failed(text) => self.over.toasts.warn(text),
            // Pages have taken the rest.
            Outcome::Picture(_, Decoded::ToClean(_) | Decoded::Asked(..))
            | Outcome::Asked(..)
            | Outcome::Own(_)
            | Outcome::Pictures(..)
            | Outcome::Paged(_)
            | Outcome::Nothing => {}
        }
    }

    /// Takes up what was dropped together, and answers once. One picture is shown, the others are paged to.
    fn receive_together(&mut self, outcomes: Vec<Outcome>) {
        let picture = |outcome: &Outcome| match outcome {
            Outcome::Picture(path, _) | Outcome::Paged(path) => Some(path.clone()),
            _ => None,
        };
        let pictures: Vec<PathBuf> = outcomes.iter().filter_map(picture).collect();
        self.over.toasts.gather();
        for outcome in outcomes {
            self.receive(outcome);
        }
        if pictures.len() > 1 {
            self.over.toasts.say(say!(
                "{} pictures were dropped: page through them with the arrows beside Open, or with PageUp and PageDown",
                pictures.len()
            ));
            self.bench.menus.album = pictures;
        }
        self.over.toasts.join();
    }
}

//! What is done with runs on the disk: opened, named, deleted, brought back.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::LemidaApp;
use super::perform::file_name;
use super::tasks::Outcome;
use crate::say;
use crate::store::run::{self, About};
use crate::ui::action::{Action, RunsAction};

/// The page of the runs.
const RUNS: &str = "runs";
/// The matter of the message about deleted runs.
const MATTER: &str = "deleted runs";
/// How long a deleted run can be brought back at least, also after the program was started again; then the next start
/// removes it.
const KEPT: Duration = Duration::from_secs(7 * 24 * 3600);

impl LemidaApp {
    /// Removes for good, beside the window, what was deleted when the program ran before.
    pub(super) fn purge_runs(&mut self) {
        if let Some(runs) = self.memory.home.runs() {
            self.task("remove deleted runs", move || {
                run::purge(&runs, KEPT);
                Outcome::Nothing
            });
        }
    }

    /// Does something with runs on the disk.
    pub(super) fn perform_runs(&mut self, action: RunsAction) {
        match action {
            RunsAction::Open(folder) => {
                let here = self.bench.run().folder.as_ref() == Some(&folder);
                // The run that is on the bench already goes on undisturbed.
                if !(here && self.bench.run().alive()) {
                    self.actions.push(Action::OpenTogether(vec![folder]));
                }
                self.actions.push(Action::Page("bench"));
            }
            RunsAction::Say(folder, about) => {
                self.task("name a run", move || said(&folder, &about));
            }
            RunsAction::Note(folder, note) => {
                self.task("note something of a run", move || {
                    match About::load(&folder) {
                        Ok(about) if about.note != note => said(&folder, &About { note, ..about }),
                        _ => Outcome::Nothing,
                    }
                });
            }
            RunsAction::Delete(folders) => self.delete_runs(folders),
            RunsAction::BringBack(places) => {
                self.documents.deleted.retain(|own| !places.contains(own));
                self.over.toasts.withdraw(MATTER);
                self.task("bring runs back", move || bring_back(&places));
            }
            RunsAction::Purge => {
                self.documents.deleted.clear();
                self.over.toasts.withdraw(MATTER);
                if let Some(runs) = self.memory.home.runs() {
                    self.task("remove deleted runs", move || {
                        run::purge(&runs, Duration::ZERO);
                        Outcome::Nothing
                    });
                }
            }
        }
    }

    /// Takes back what was done last on the page at hand: on that of the runs, that some were deleted.
    pub(super) fn undo_here(&mut self) {
        let deleted = match self.bench.view.page {
            RUNS => std::mem::take(&mut self.documents.deleted),
            _ => Vec::new(),
        };
        match deleted.is_empty() {
            true => self.undo(),
            false => self.perform_runs(RunsAction::BringBack(deleted)),
        }
    }

    fn delete_runs(&mut self, folders: Vec<PathBuf>) {
        let own = self.bench.run().folder.clone();
        let own = own.filter(|_| self.bench.run().alive());
        if folders.iter().any(|folder| Some(folder) == own.as_ref()) {
            self.over.toasts.warn(say!(
                "this run is being trained: stop it first, then delete it"
            ));
            return;
        }
        let runs = self.memory.home.runs();
        let elsewhere = |folder: &&PathBuf| folder.parent() != runs.as_deref();
        if let Some(folder) = folders.iter().find(elsewhere) {
            self.over.toasts.warn(say!(
                "the run in {} lies in a folder of yours: delete it there",
                folder.display().to_string()
            ));
            return;
        }
        self.task("delete runs", move || delete(&folders));
    }

    /// Says that runs were deleted, and offers to bring them back.
    pub(super) fn offer_back(&mut self, places: Vec<PathBuf>, name: &str) {
        let words = match places.len() {
            1 => say!(
                "the run {} was deleted; Deleted, on the page Runs, keeps it for a week",
                name
            ),
            count => say!(
                "{} runs were deleted; Deleted, on the page Runs, keeps them for a week",
                count
            ),
        };
        self.documents.deleted.clone_from(&places);
        let back = Action::Runs(RunsAction::BringBack(places));
        self.over
            .toasts
            .offer(MATTER, words, ("Bring back", back, None));
    }
}

fn said(folder: &Path, about: &About) -> Outcome {
    match about.save(folder) {
        Ok(()) => Outcome::Nothing,
        Err(error) => Outcome::Failed(error.to_string()),
    }
}

/// Moves runs aside. Of those that cannot be moved the first is told; the others can be brought back all the same.
fn delete(folders: &[PathBuf]) -> Outcome {
    let (mut places, mut wrong) = (Vec::new(), None);
    for folder in folders {
        match run::discard(folder) {
            Ok(place) => places.push(place),
            Err(error) => wrong = wrong.or(Some(error.to_string())),
        }
    }
    let name = folders
        .first()
        .map_or(String::new(), |folder| file_name(folder));
    let deleted = (!places.is_empty()).then_some(Outcome::Deleted(places, name));
    match (deleted, wrong) {
        (Some(deleted), None) => deleted,
        (Some(deleted), Some(wrong)) => Outcome::Several(vec![deleted, Outcome::Failed(wrong)]),
        (None, wrong) => wrong.map_or(Outcome::Nothing, Outcome::Failed),
    }
}

fn bring_back(places: &[PathBuf]) -> Outcome {
    for place in places {
        if let Err(error) = run::bring_back(place) {
            return Outcome::Failed(error.to_string());
        }
    }
    Outcome::Nothing
}

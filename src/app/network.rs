//! Networks on their way in and out. One that was made elsewhere becomes a run, whose rows can be edited and whose
//! weights train on.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::LemidaApp;
use super::perform::file_name;
use super::tasks::Outcome;
use crate::say;
use crate::store::export::{export, form_of};
use crate::store::model::{FoundModel, How, load_state, load_trained};
use crate::store::run::{RunFolder, adopt, unpack};
use crate::train::Snapshot;

/// Most sentences that are told of how a network was read; `lemida info` tells all.
const FEW: usize = 3;

impl LemidaApp {
    /// Takes up a network from a file.
    pub(super) fn take_network(&mut self, found: FoundModel, path: &Path) {
        for note in found.notes.iter().take(FEW) {
            self.over.toasts.say(note.clone());
        }
        let name = file_name(path);
        let Some(runs) = self.memory.home.runs() else {
            // Nothing is kept: it can be looked at all the same.
            self.over
                .toasts
                .say(say!("{} cleans the photograph now", name));
            let snapshot = Snapshot::kept(found.steps, found.model);
            self.stage.preview.show_snapshot(&Arc::new(snapshot), false);
            return;
        };
        self.task("network", move || {
            let kept =
                adopt(&found, &name, &runs).and_then(|folder| RunFolder::open(folder.path()));
            match kept {
                Ok(run) => Outcome::Run(Box::new(run)),
                Err(error) => Outcome::Failed(error.to_string()),
            }
        });
    }

    /// Takes up a run that was packed into one file.
    pub(super) fn take_packed(&mut self, path: PathBuf) {
        let runs = self.memory.home.runs();
        self.task("unpack", move || {
            let Some(runs) = runs else {
                // Nothing is kept: its network can be looked at all the same.
                return match load_trained(&path) {
                    Ok(found) => Outcome::Network(Box::new(found), path),
                    Err(error) => Outcome::Failed(error.to_string()),
                };
            };
            match unpack(&path, &runs).and_then(|folder| RunFolder::open(folder.path())) {
                Ok(run) => Outcome::Run(Box::new(run)),
                Err(error) => Outcome::Failed(error.to_string()),
            }
        });
    }

    /// Writes the network of the run in a folder as the ending of `path` says, with its card.
    pub(super) fn export(&mut self, folder: PathBuf, path: PathBuf) {
        let Some(form) = form_of(&path) else {
            self.over.toasts.warn(say!(
                "end the name in .onnx, .safetensors, .py (for PyTorch) or .lemida (the whole run), and export it once \
                more"
            ));
            return;
        };
        self.task("export", move || match export(&folder, &path, form, true) {
            Ok(done) => {
                let saved = say!("saved {}", path.display().to_string());
                let told = match done.card {
                    Some(Ok((card, open @ 1..))) => {
                        let card = file_name(&card);
                        say!(
                            "{}; {} questions of its card {} are yours to answer",
                            saved,
                            open,
                            card
                        )
                    }
                    Some(Err(error)) => {
                        say!("{}, but without a card: {}", saved, error.to_string())
                    }
                    _ => saved,
                };
                Outcome::Done(told.to_string())
            }
            Err(error) => Outcome::Failed(error.to_string()),
        });
    }

    /// Gives weights of another program to the network that is being edited, which they fit or not.
    pub(super) fn fit_weights(&mut self, path: PathBuf) {
        let experiment = self.bench.document.experiment.clone();
        self.task("weights", move || match load_state(&path, &experiment) {
            Ok((mut found, table)) => {
                let named = table.iter().filter(|went| went.how != How::Shape).count();
                let told = say!(
                    "{} arrays went to the rows of this network by name, {} by shape",
                    named,
                    table.len() - named
                );
                found.notes.insert(0, told.to_string());
                Outcome::Network(Box::new(found), path)
            }
            Err(error) => Outcome::Failed(error.to_string()),
        });
    }
}

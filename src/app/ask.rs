//! Asks for paths, and does what each was asked for: to open, to save, to learn from.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::pages::{Aim, save};
use super::perform::file_name;
use super::table::rename;
use super::tasks::{Cleaned, Errand, Outcome};
use super::{LemidaApp, open};
use crate::data;
use crate::image::Image;
use crate::say;
use crate::setting::{self, Value};
use crate::store;
use crate::train::Experiment;

impl LemidaApp {
    /// What pictures that are given now are for.
    pub(super) fn aim(&self) -> Aim {
        let document = &self.bench.document.experiment;
        let classes = self.stage.classes && !self.bench.view.photograph;
        let pictures = !document.answer().is_picture() && !document.data.shape().is_vector();
        match self.pages.at(self.bench.view.page).takes() {
            Aim::Compare if classes && pictures => Aim::Classify,
            aim => aim,
        }
    }

    pub(super) fn task(&mut self, name: &str, work: impl FnOnce() -> Outcome + Send + 'static) {
        if let Some(outcome) = self.services.tasks.start(name, work) {
            self.receive(outcome);
        }
    }

    pub(super) fn ask(&mut self, errand: Errand) {
        let name = self.bench.document.experiment.name.to_lowercase();
        self.ask_named(errand, name.replace([' ', ','], "-"));
    }

    pub(super) fn ask_named(&mut self, errand: Errand, name: String) {
        if let Some(path) = self.services.answer.take() {
            return self.chosen(errand, path);
        }
        if let Some(outcome) = self.services.tasks.ask(move || open::ask(errand, &name)) {
            self.receive(outcome);
        }
    }

    /// The experiment at hand, to be saved.
    pub(super) fn draft(&self) -> Errand {
        Errand::Save(
            Box::new(self.bench.document.experiment.clone()),
            self.bench.document.number,
        )
    }

    pub(super) fn save_now(&mut self, path: PathBuf) {
        self.chosen(self.draft(), path);
    }

    fn save_to(&mut self, path: PathBuf, experiment: Experiment, document: usize) {
        let foreign = self.documents.is_foreign(document, &path);
        let at_hand = document == self.bench.document.number;
        if let Some(problem) = self.bench.problem().filter(|_| at_hand) {
            self.over.toasts.warn(say!(
                "what is saved cannot be trained as it is: {}",
                problem
            ));
        }
        self.task("save", move || {
            let kept = foreign
                .then(|| store::experiment::keep_old(&path))
                .transpose();
            let kept = match kept {
                Ok(kept) => kept,
                Err(error) => return Outcome::Failed(error.to_string()),
            };
            match store::experiment::save_experiment(&path, &experiment) {
                Ok(()) => Outcome::Saved {
                    path,
                    document,
                    kept,
                    text: experiment.to_toml(),
                },
                Err(error) => Outcome::Failed(error.to_string()),
            }
        });
    }

    pub(super) fn ask_for_picture(&mut self, entry: &str) {
        match self.stage.preview.image(entry) {
            Some(image) => {
                let name = format!("{}-{entry}", self.stage.preview.photo_name());
                self.ask_named(Errand::Picture(image), name);
            }
            None => self.over.toasts.warn(say!(
                "that picture is not made yet: wait a moment and save again"
            )),
        }
    }

    fn save_picture(&mut self, image: Arc<Image>, path: PathBuf) {
        self.task("save a picture", move || {
            match store::picture::save(&path, &image) {
                Ok(()) => Outcome::Done(say!("saved {}", path.display().to_string()).to_string()),
                Err(error) => Outcome::Failed(error.to_string()),
            }
        });
    }

    pub(super) fn chosen(&mut self, errand: Errand, path: PathBuf) {
        match errand {
            Errand::Open | Errand::Data => {
                let noisy = open::called_noisy(&path);
                let aim = self.aim();
                self.task("open", move || open::open(path, noisy, aim));
            }
            Errand::Save(experiment, document) => self.save_to(path, *experiment, document),
            Errand::Run(folder) => {
                self.task("copy the run", move || {
                    match store::run::copy(&folder, &path) {
                        Ok(place) => {
                            Outcome::Done(say!("saved {}", place.display().to_string()).to_string())
                        }
                        Err(error) => Outcome::Failed(error.to_string()),
                    }
                });
            }
            Errand::Report(folder) => {
                let named = |ending: &std::ffi::OsStr| ending == "html" || ending == "htm";
                if !path.extension().is_some_and(named) {
                    // With an ending of ours it could be another file, which nobody was asked about.
                    self.over.toasts.warn(say!(
                        "end the name of the report in .html, and save it once more"
                    ));
                    return;
                }
                self.task("report", move || {
                    match store::report::write(&folder, &path) {
                        Ok(()) => {
                            Outcome::Done(say!("saved {}", path.display().to_string()).to_string())
                        }
                        Err(error) => Outcome::Failed(error.to_string()),
                    }
                });
            }
            Errand::Export(folder) => self.export(folder, path),
            Errand::Picture(image) => self.save_picture(image, path),
            Errand::Figure(figure) => self.save_figure(figure, path),
            Errand::Cleaned(cleaned) => self.save_cleaned(*cleaned, path),
            Errand::CleanFolder => {
                self.task("look into a folder", move || open::pictures_of(path));
            }
            Errand::Figures {
                lab,
                found,
                verdict,
            } => {
                self.task("save figures", move || {
                    match save(&path, lab, &found, verdict.as_deref()) {
                        Ok(folder) => Outcome::Done(
                            say!("saved into {}", folder.display().to_string()).to_string(),
                        ),
                        Err(error) => Outcome::Failed(error.to_string()),
                    }
                });
            }
        }
    }

    fn save_cleaned(&mut self, cleaned: Cleaned, path: PathBuf) {
        self.task("save a photograph", move || {
            if cleaned
                .from
                .is_some_and(|from| store::same_file(&from, &path))
            {
                return Outcome::Failed(
                    say!(
                        "{} is the original, which is never replaced: choose another name",
                        path.display().to_string()
                    )
                    .to_string(),
                );
            }
            let original = &cleaned.original;
            let others: Result<Vec<_>, _> = original
                .pages
                .iter()
                .map(|page| cleaned.alike.clean(page))
                .collect();
            let others = match others {
                Ok(others) => others,
                Err(error) => return Outcome::Failed(error.to_string()),
            };
            let pages: Vec<_> = std::iter::once(&*cleaned.image).chain(&others).collect();
            match original.save_stack(&path, &pages) {
                Ok(()) => {
                    let mut told = format!("saved {}", path.display());
                    for loss in original.losses(&path) {
                        told += &format!("; {loss}");
                    }
                    Outcome::Done(told)
                }
                Err(error) => Outcome::Failed(error.to_string()),
            }
        });
    }

    /// Makes a folder the data set.
    pub(super) fn learn_from(
        &mut self,
        path: &Path,
        id: &str,
        classes: usize,
        words: Option<String>,
    ) {
        let Some(entry) = setting::find(data::ALL, id) else {
            return;
        };
        let experiment = &mut self.bench.document.experiment;
        let mut next = (entry.make)();
        for setting in experiment.data.settings() {
            if let Some(value) = experiment.data.get(setting.key) {
                // A setting that the new kind lacks or refuses keeps its default.
                let _ = next.set(setting.key, value);
            }
        }
        let text = Value::Text(path.display().to_string());
        let folder = next
            .settings()
            .iter()
            .find(|setting| setting.kind == setting::Kind::Text);
        if let Some(Err(error)) = folder.map(|setting| next.set(setting.key, text)) {
            self.over.toasts.warn(error.text());
            return;
        }
        let before = experiment.clone();
        experiment.data = next;
        rename(experiment, &before, path);
        experiment.suit_data(&before);
        if classes > 0
            && !experiment.problems().is_empty()
            && let Some(usual) = Experiment::named(experiment.usual())
        {
            experiment.architecture = usual.architecture;
        }
        let answers = open::suit_answers(experiment, classes);
        let words = words.map_or(String::new(), |words| format!("; {words}"));
        self.over.toasts.say(say!(
            "{} is the data set now{}{}",
            file_name(path),
            answers,
            words
        ));
        self.bench.view.open_group = "Data";
    }
}

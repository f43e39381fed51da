//! Carries actions out: the one door through which documents are replaced and jobs are started.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::preview::Word;
use super::run::RACE;
use super::tasks::{Decoded, Outcome, Purpose};
use super::{Draft, LemidaApp, channels, figures, open, panes};
use crate::data;
use crate::image::Image;
use crate::setting::{self, Value};
use crate::store;
use crate::train::{Command, Experiment, Snapshot};
use crate::ui::action::{Action, CleanAction};
use crate::ui::state::{Page, RunState};

impl LemidaApp {
    /// Carries one action out.
    pub(super) fn perform(&mut self, context: &egui::Context, action: Action) {
        match action {
            Action::Train => self.train(false),
            Action::TrainOn => self.train_on(),
            Action::TrainOrPause => self.train_or_pause(),
            Action::Pause => self.tell(Command::Pause),
            Action::Resume => self.resume(),
            Action::GoOn => self.go_on_with_offer(),
            Action::Forgo => self.forgo(),
            Action::Step if self.bench.run.alive() => self.tell(Command::Step),
            Action::Step => self.train(true),
            Action::Stop => self.tell(Command::Stop),
            Action::Reset => {
                self.tell_where_kept();
                self.forget_run();
            }
            Action::DismissWarning => self.bench.run.warning = None,
            Action::LearningRate(rate) => self.rate_due = Some(rate),
            Action::Threads(threads) => {
                self.bench.threads = threads;
                self.preferences_changed = true;
            }
            Action::Edited(name) => {
                let now = context.input(|input| input.time);
                self.undo.edited(&name, now, &Draft::of(&self.bench));
                self.bench.unsaved = true;
                self.renew();
            }
            Action::Undo | Action::Redo if self.bench.view.page != Page::Bench => {
                // What nobody sees is not changed.
                self.toasts.say(
                    "Undo and Redo are for the experiment: turn to the Bench, where it is seen",
                );
            }
            Action::Undo => {
                let document = self.undo.undo();
                self.go_to(document);
            }
            Action::Redo => {
                let document = self.undo.redo();
                self.go_to(document);
            }
            Action::LoadNamed(id) => {
                if let Some(experiment) = Experiment::named(&id) {
                    self.replace_document(experiment, None);
                }
            }
            Action::Preset(id) => self.preset(&id),
            // What is seen is what is saved.
            Action::Save | Action::SaveAs if self.bench.view.page == Page::Clean => {
                self.perform_clean(CleanAction::Save);
            }
            Action::Save => match self.bench.file.clone() {
                Some(path) => self.save_now(path),
                None => self.ask(self.draft()),
            },
            Action::SaveAs => self.ask(self.draft()),
            Action::SaveTo(path) => self.save_now(path),
            Action::SaveRunAs => match self.bench.run.folder.clone() {
                Some(folder) => self.ask(Purpose::Run(folder)),
                None => self
                    .toasts
                    .warn("there is no run to save yet: train first, then save it"),
            },
            Action::OpenDialog => self.ask(Purpose::Open),
            Action::DataFolderDialog => self.ask(Purpose::Data),
            Action::Open { path, noisy } => {
                let page = self.bench.view.page;
                self.task("open", move || open::open(path, noisy, page));
            }
            Action::OpenTogether(paths) => {
                let page = self.bench.view.page;
                self.task("open", move || open::open_together(paths, page));
            }
            Action::NextPhoto(by) => self.preview.next_photo(by),
            Action::OwnSigma(sigma) => self.preview.set_own_sigma(sigma),
            Action::Tune { method, change } => self.preview.tune(&method, change),
            Action::SaveImage { entry } => self.ask_for_picture(&entry),
            Action::Figure(deed, figure) => self.perform_figure(deed, &figure),
            Action::Clip(clip) => figures::lay_on_clipboard(context, clip),
            Action::Clean(action) => self.perform_clean(action),
            Action::Lecture(action) => self.perform_lecture(action),
            Action::Page(page) => self.bench.view.page = page,
            Action::SwitchTheme => {
                let light = context.theme() == egui::Theme::Dark;
                context.set_theme(if light {
                    egui::Theme::Light
                } else {
                    egui::Theme::Dark
                });
                self.preferences_changed = true;
            }
            Action::ResetLayout => {
                match self.bench.view.page {
                    Page::Bench => self.tree = panes::arrangement(),
                    Page::Timeline => self.history = panes::history_arrangement(),
                    Page::Lecture | Page::Clean => {}
                }
                self.preferences_changed = true;
            }
            Action::CommandPalette => self.palette.toggle(),
            Action::Shortcuts => self.shortcuts = !self.shortcuts,
        }
    }

    fn train_or_pause(&mut self) {
        match self.bench.run.state {
            RunState::Training | RunState::Starting => self.tell(Command::Pause),
            RunState::Paused => self.resume(),
            RunState::Kept if self.can_go_on() => self.resume(),
            RunState::Stopping => {}
            RunState::Done(_) if self.bench.runs_document() && !self.bench.edited_since() => self
                .toasts
                .say("the run has ended: Train, or Ctrl+Enter, starts a new one"),
            _ => self.train(false),
        }
    }

    /// After the document changed: the check, the preview's noise and what may be undone.
    fn renew(&mut self) {
        self.bench.recheck();
        self.bench.can_undo = self.undo.can();
        self.preview_due = true;
        self.document_changed.get_or_insert_with(Instant::now);
    }

    /// Gives the preview the document's noise; it makes its pictures anew if that is another one.
    pub(super) fn renew_preview(&mut self) {
        let experiment = &self.bench.experiment;
        self.preview
            .set_noise(&*experiment.noise, channels(experiment), experiment.seed);
    }

    fn go_to(&mut self, draft: Option<Draft>) {
        if let Some(draft) = draft {
            self.bench.experiment = draft.experiment;
            self.bench.document = draft.document;
            self.bench.file = self.files.get(draft.document).cloned().flatten();
            self.bench.unsaved =
                self.written.get(draft.document) != Some(&self.bench.experiment.to_toml());
            self.renew();
        }
    }

    /// Puts another document in the place of this one, which can be had back by Undo. A run goes on.
    pub(super) fn replace_document(&mut self, document: Experiment, file: Option<PathBuf>) {
        self.bench.experiment = document;
        self.bench.view.open_row = None;
        self.bench.view.photograph = false;
        self.bench.document = self.files.len();
        self.files.push(file.clone());
        self.written.push(self.bench.experiment.to_toml());
        self.undo.edited(
            "another document",
            f64::NEG_INFINITY,
            &Draft::of(&self.bench),
        );
        self.bench.file = file;
        self.bench.unsaved = false;
        self.renew();
    }

    fn preset(&mut self, id: &str) {
        let Some(preset) = crate::nn::presets::find(id) else {
            return;
        };
        let answers = self.bench.answers();
        self.bench.experiment.architecture = (preset.make)(answers);
        self.bench.view.open_row = None;
        self.actions.push(Action::Edited(format!("preset {id}")));
    }

    pub(super) fn task(&mut self, name: &str, work: impl FnOnce() -> Outcome + Send + 'static) {
        if let Some(outcome) = self.tasks.start(name, work) {
            self.receive(outcome);
        }
    }

    pub(super) fn ask(&mut self, purpose: Purpose) {
        let name = self.bench.experiment.name.to_lowercase();
        self.ask_named(purpose, name.replace([' ', ','], "-"));
    }

    pub(super) fn ask_named(&mut self, purpose: Purpose, name: String) {
        if let Some(path) = self.answer.take() {
            return self.chosen(purpose, path);
        }
        if let Some(outcome) = self.tasks.ask(move || open::ask(purpose, &name)) {
            self.receive(outcome);
        }
    }

    /// The experiment at hand, to be saved.
    fn draft(&self) -> Purpose {
        Purpose::Save(Box::new(self.bench.experiment.clone()), self.bench.document)
    }

    fn save_now(&mut self, path: PathBuf) {
        self.chosen(self.draft(), path);
    }

    fn save_to(&mut self, path: PathBuf, experiment: Experiment, document: usize) {
        // A file that a person wrote may hold more than an experiment: comments, an order of its own.
        let foreign =
            self.files.get(document) == Some(&Some(path.clone())) && !self.saved.contains(&path);
        let at_hand = document == self.bench.document;
        if let Some(problem) = self.bench.problem().filter(|_| at_hand) {
            self.toasts.warn(format!(
                "what is saved cannot be trained as it is: {problem}"
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

    fn ask_for_picture(&mut self, entry: &str) {
        match self.preview.image(entry) {
            Some(image) => {
                let name = format!("{}-{entry}", self.preview.photo_name());
                self.ask_named(Purpose::Picture(image), name);
            }
            None => self
                .toasts
                .warn("that picture is not made yet: wait a moment and save again"),
        }
    }

    fn save_picture(&mut self, image: Arc<Image>, path: PathBuf) {
        self.task("save a picture", move || {
            match store::picture::save(&path, &image) {
                Ok(()) => Outcome::Done(format!("saved {}", path.display())),
                Err(error) => Outcome::Failed(error.to_string()),
            }
        });
    }

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

    fn receive(&mut self, outcome: Outcome) {
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
                self.cleaner.take(path, *original);
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
                self.preview.take(path, noisy, source);
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
                self.saved.push(path.clone());
                if let Some(written) = self.written.get_mut(document) {
                    written.clone_from(&text);
                }
                self.remember_path(path.clone());
                if let Some(file) = self.files.get_mut(document) {
                    *file = Some(path.clone());
                }
                // Another document may have been opened while this one was written.
                if self.bench.document == document {
                    self.bench.file = Some(path);
                    // It may have been edited meanwhile.
                    self.bench.unsaved = self.bench.experiment.to_toml() != text;
                    self.document_changed.get_or_insert_with(Instant::now);
                }
            }
            Outcome::Several(outcomes) => self.receive_together(outcomes),
            Outcome::Chosen(purpose, path) => self.chosen(purpose, path),
            Outcome::Copied(clip, text) => {
                self.actions.push(Action::Clip(clip));
                self.toasts.say(text);
            }
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

    fn chosen(&mut self, purpose: Purpose, path: PathBuf) {
        match purpose {
            Purpose::Open | Purpose::Data => {
                let noisy = open::called_noisy(&path);
                let page = self.bench.view.page;
                self.task("open", move || open::open(path, noisy, page));
            }
            Purpose::Save(experiment, document) => self.save_to(path, *experiment, document),
            Purpose::Run(folder) => {
                self.task("copy the run", move || {
                    match store::run::copy(&folder, &path) {
                        Ok(place) => Outcome::Done(format!("saved {}", place.display())),
                        Err(error) => Outcome::Failed(error.to_string()),
                    }
                });
            }
            Purpose::Picture(image) => self.save_picture(image, path),
            Purpose::Figure(figure) => self.save_figure(figure, path),
            Purpose::Cleaned(cleaned) => self.save_cleaned(*cleaned, path),
            Purpose::CleanFolder => self.offer_folder(path),
            Purpose::Figures(lab, found) => self.save_figures(path, lab, found),
        }
    }

    /// Makes a folder the data set.
    fn learn_from(&mut self, path: &Path, id: &str, classes: usize, words: Option<String>) {
        let Some(entry) = setting::find(data::ALL, id) else {
            return;
        };
        let experiment = &mut self.bench.experiment;
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
            self.toasts.warn(error.to_string());
            return;
        }
        experiment.data = next;
        crate::ui::panels::experiment::suit_loss(experiment);
        let answers = open::suit_answers(experiment, classes);
        let words = words.map_or(String::new(), |words| format!("; {words}"));
        self.toasts.say(format!(
            "{} is the data set now{answers}{words}",
            file_name(path)
        ));
        self.bench.view.open_group = "Data";
        self.actions.push(Action::Edited("data folder".into()));
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

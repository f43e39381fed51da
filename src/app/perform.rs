//! Carries actions out: the one door through which documents are replaced and jobs are started.

use std::path::Path;

use super::tasks::Errand;
use super::{LemidaApp, figures, open};
use crate::desk::Place;
use crate::say;
use crate::train::{Command, Experiment};
use crate::ui::action::Action;
use crate::ui::state::RunState;

impl LemidaApp {
    /// Carries one action out.
    pub(super) fn perform(&mut self, context: &egui::Context, action: Action) {
        match action {
            Action::Train => self.train(false),
            Action::TrainOn => self.train_on(false),
            Action::Fork => self.train_on(true),
            Action::TrainSeeds(count) => self.train_seeds(count),
            Action::TrainOrPause => self.train_or_pause(),
            Action::Pause => self.tell(Command::Pause),
            Action::Resume => self.resume(),
            Action::GoOn => self.go_on_with_offer(),
            Action::Forgo => self.forgo(),
            Action::Step if self.bench.run().alive() => self.tell(Command::Step),
            Action::Step => self.train(true),
            Action::Stop => self.tell(Command::Stop),
            Action::Reset => {
                self.tell_where_kept();
                self.forget_run();
            }
            Action::BestWeights => self.take_best(),
            Action::DismissWarning => self.bench.runs.shown_mut().warning = None,
            Action::FindRate => self.find_rate(),
            Action::LearningRate(rate) => self.trainer.rate_due = Some(rate),
            Action::Pace(pace) => self.set_pace(pace),
            Action::Threads(threads) => {
                self.bench.threads = threads;
                self.memory.changed = true;
            }
            Action::Begin => {
                let page = self.bench.view.page;
                self.share(false, |pages, _, shared| pages.find(page).begin(shared));
            }
            Action::Lab(at) => {
                let (place, page) = (Place::Lab(at), self.bench.view.page);
                self.bench.view.page = self.pages.showing(place, page);
                self.pages.find(self.bench.view.page).turn_to(place);
            }
            Action::Undo => self.undo_here(),
            Action::Redo => self.redo(),
            Action::Travel(by) => self.travel(by),
            Action::LoadNamed(id) => {
                if let Some(experiment) = Experiment::named(&id) {
                    self.replace_document(experiment, None);
                }
            }
            Action::Load(experiment) => {
                self.replace_document(*experiment, None);
                let page = self.bench.view.page;
                self.bench.view.page = self.pages.showing(Place::Bench, page);
            }
            // What is seen is what is saved.
            Action::Save | Action::SaveAs if self.save_of(self.bench.view.page) => {}
            Action::Save => match self.bench.file.clone() {
                Some(path) => self.save_now(path),
                None => self.ask(self.draft()),
            },
            Action::SaveAs => self.ask(self.draft()),
            Action::SaveTo(path) => self.save_now(path),
            Action::SaveRunAs => match self.bench.run().folder.clone() {
                Some(folder) => self.ask(Errand::Run(folder)),
                None => self.over.toasts.warn(say!(
                    "there is no run to save yet: train first, then save it"
                )),
            },
            Action::SaveReport => match self.bench.run().folder.clone() {
                Some(folder) => self.ask(Errand::Report(folder)),
                None => self.over.toasts.warn(say!(
                    "there is no run to report on yet: train first, then save the report"
                )),
            },
            Action::Export => match self.bench.run().folder.clone() {
                Some(folder) => self.ask(Errand::Export(folder)),
                None => self.over.toasts.warn(say!(
                    "there is no network to export yet: train first, then export it"
                )),
            },
            Action::OpenDialog => self.ask(Errand::Open),
            Action::DataFolderDialog => self.ask(Errand::Data),
            Action::Open { path, noisy } => {
                let aim = self.aim();
                self.task("open", move || open::open(path, noisy, aim));
            }
            Action::OpenTogether(paths) => {
                let aim = self.aim();
                self.task("open", move || open::open_together(paths, aim));
            }
            Action::Leaf(by) => self.leaf(by),
            Action::SaveImage { entry } => self.ask_for_picture(&entry),
            Action::Runs(action) => self.perform_runs(action),
            Action::SaveOf(page) => drop(self.save_of(page)),
            Action::Figure(deed, figure) => self.perform_figure(deed, &figure),
            Action::Clip(clip) => figures::lay_on_clipboard(context, clip),
            Action::Front(panel) => {
                let page = self.pages.find(self.bench.view.page);
                let there = page.tiles().is_some_and(|tiles| tiles.bring_forward(panel));
                if !there {
                    self.over
                        .toasts
                        .say(say!("{} stands on the bench: turn to it", panel));
                }
            }
            Action::Page(page) => self.bench.view.page = page,
            Action::SwitchTheme => {
                let light = context.theme() == egui::Theme::Dark;
                context.set_theme(if light {
                    egui::Theme::Light
                } else {
                    egui::Theme::Dark
                });
                self.memory.changed = true;
            }
            Action::ResetLayout => {
                let page = self.bench.view.page;
                self.arrange(page, None);
            }
            Action::CommandPalette => self.over.palette.toggle(),
            Action::Shortcuts => self.over.shortcuts = !self.over.shortcuts,
        }
    }

    /// Asks where to save what a page has made; whether there is such a thing on it.
    fn save_of(&mut self, page: &str) -> bool {
        self.share(false, |pages, _, shared| pages.find(page).save(shared))
    }

    fn train_or_pause(&mut self) {
        match self.bench.run().state {
            RunState::Training | RunState::Starting => self.tell(Command::Pause),
            RunState::Paused => self.resume(),
            RunState::Kept if self.can_go_on() => self.resume(),
            RunState::Stopping => {}
            RunState::Done(_) if self.bench.runs_document() && !self.bench.edited_since() => {
                self.over.toasts.say(say!(
                    "the run has ended: Train, or Ctrl+Enter, starts a new one"
                ));
            }
            _ => self.train(false),
        }
    }
}

/// A path's last part, as it is told.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

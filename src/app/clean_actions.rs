//! What a person asks for on the page that cleans photographs.

use std::path::{Path, PathBuf};

use egui::Ui;

use super::tasks::{Cleaned, Outcome, Purpose};
use super::{LemidaApp, open};
use crate::store::same_file;
use crate::ui::action::{Action, CleanAction};
use crate::ui::panels::clean::clean_ui;

impl LemidaApp {
    /// Draws the page.
    pub(super) fn clean_page_ui(&mut self, ui: &mut Ui) {
        self.cleaner.visit();
        self.preview_area = ui.max_rect();
        let facts = self.cleaner.facts();
        let cleaning = &mut self.bench.document.cleaning;
        clean_ui(ui, &mut self.cleaned, cleaning, &facts, &mut self.actions);
    }

    /// Whether the photograph at hand is cleaned and can be saved.
    pub fn cleaned_ready(&self) -> bool {
        self.cleaner.finished().is_some()
    }

    /// The name of the photograph that is being cleaned.
    pub fn cleaned_photo(&self) -> &str {
        self.cleaner.facts().photo
    }

    /// Whether a folder waits for a person's word.
    pub fn cleaning_offered(&self) -> bool {
        self.cleaner.facts().offer.is_some()
    }

    pub(super) fn perform_clean(&mut self, action: CleanAction) {
        match action {
            CleanAction::Ask => self.actions.push(Action::OpenDialog),
            CleanAction::Again => self.cleaner.again(),
            CleanAction::Cancel => self.cleaner.cancel(&mut self.bench.document.cleaning),
            CleanAction::Save => self.ask_for_cleaned(),
            CleanAction::AskFolder => self.ask(Purpose::CleanFolder),
            CleanAction::Batch => self.cleaner.start_batch(),
            CleanAction::DropOffer => self.cleaner.drop_offer(),
            CleanAction::CancelBatch => self.cleaner.cancel_batch(),
        }
    }

    /// Offers to clean all pictures of a folder.
    pub(super) fn offer_folder(&mut self, folder: PathBuf) {
        self.task("look into a folder", move || open::pictures_of(folder));
    }

    fn ask_for_cleaned(&mut self) {
        let Some((image, original)) = self.cleaner.finished() else {
            self.toasts
                .warn("the picture is not made yet: wait a moment and save again");
            return;
        };
        self.ask(Purpose::Cleaned(Box::new(Cleaned {
            image,
            original,
            alike: self.cleaner.alike(),
            from: self.cleaner.path().map(Path::to_path_buf),
            name: self.cleaner.free_name(),
        })));
    }

    pub(super) fn save_cleaned(&mut self, cleaned: Cleaned, path: PathBuf) {
        self.task("save a photograph", move || {
            if cleaned.from.is_some_and(|from| same_file(&from, &path)) {
                return Outcome::Failed(format!(
                    "{} is the original, which is never replaced: choose another name",
                    path.display()
                ));
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
}

//! A person's own photographs, cleaned.

use std::path::Path;
use std::time::Duration;

use egui::{Key, Ui};

use super::{Aim, Ground, Page, Panels, Shared};
use crate::app::clean::Cleaner;
use crate::app::keys::{Entry, plain};
use crate::app::tasks::{Cleaned, Decoded, Errand, Outcome};
use crate::desk::{Photo, Place};
use crate::say;
use crate::ui::action::{Action, CleanAction, Deed};
use crate::ui::panels::clean::clean_ui;
use crate::ui::widgets::compare::CompareView;

/// How long a folder that is cleaned may take to end its picture when the window closes.
const PARTING: Duration = Duration::from_secs(4);

const ID: &str = "clean";

/// The page.
pub struct CleanPage {
    cleaner: Cleaner,
    view: CompareView,
}

impl CleanPage {
    /// Nothing is cleaned yet.
    pub fn new(ground: &Ground) -> Self {
        Self {
            cleaner: Cleaner::new(ground.wake.clone()),
            view: CompareView::default(),
        }
    }

    /// The photograph and how far it is.
    pub fn cleaner(&self) -> &Cleaner {
        &self.cleaner
    }

    fn perform(&mut self, action: CleanAction, shared: &mut Shared<'_>) {
        match action {
            CleanAction::Ask => shared.actions.push(Action::OpenDialog),
            CleanAction::Again => self.cleaner.again(),
            CleanAction::Cancel => self.cleaner.cancel(&mut shared.bench.document.cleaning),
            CleanAction::Save => drop(self.save(shared)),
            CleanAction::AskFolder => shared.asks.push(Errand::CleanFolder),
            CleanAction::Batch => self.cleaner.start_batch(),
            CleanAction::DropOffer => self.cleaner.drop_offer(),
            CleanAction::CancelBatch => self.cleaner.cancel_batch(),
        }
    }
}

impl Page for CleanPage {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Clean a photo"
    }

    fn help(&self) -> &'static str {
        "Drop a noisy photo, get a clean one."
    }

    fn takes(&self) -> Aim {
        Aim::Clean
    }

    fn shows(&self, place: Place) -> bool {
        place == Place::Clean
    }

    fn commands(&self) -> Vec<Entry> {
        vec![
            (
                "Save the cleaned photograph as…",
                None,
                Deed::Do(Action::SaveOf(ID)),
            ),
            ("Page on", plain(Key::PageDown), Deed::Do(Action::Leaf(1))),
            ("Page back", plain(Key::PageUp), Deed::Do(Action::Leaf(-1))),
        ]
    }

    fn ui(&mut self, ui: &mut Ui, _panels: &mut Panels, shared: &mut Shared<'_>) {
        self.cleaner.visit();
        shared.stage.area = ui.max_rect();
        let mut facts = self.cleaner.facts();
        facts.photo.paged = shared.bench.menus.paged(self.cleaner.path());
        self.view.parts = self.cleaner.parts();
        let cleaning = &mut shared.bench.document.cleaning;
        let mut actions = Vec::new();
        let deeds = &mut *shared.actions;
        clean_ui(ui, &mut self.view, cleaning, &facts, &mut actions, deeds);
        self.cleaner.look_at(self.view.pixels.in_sight);
        for action in actions {
            self.perform(action, shared);
            ui.ctx().request_repaint();
        }
    }

    fn settle(&mut self, shared: &mut Shared<'_>) {
        let told = if shared.bench.view.page == ID {
            let cleaning = &shared.bench.document.cleaning;
            self.cleaner.look(cleaning, shared.held);
            self.cleaner.poll()
        } else {
            self.cleaner.rest()
        };
        if let Some(text) = told {
            shared.toasts.say(text);
        }
    }

    fn receive(&mut self, outcome: Outcome, shared: &mut Shared<'_>) -> Option<Outcome> {
        match outcome {
            Outcome::Picture(path, Decoded::ToClean(known)) => {
                let photo = Photo::File { path, noisy: true };
                shared.bench.document.cleaning.show(photo.clone());
                self.cleaner.take(photo, known);
                None
            }
            Outcome::Pictures(folder, count) => {
                self.cleaner.offer(folder, count);
                None
            }
            other => Some(other),
        }
    }

    fn save(&mut self, shared: &mut Shared<'_>) -> bool {
        let Some((image, original)) = self.cleaner.finished() else {
            shared.toasts.warn(say!(
                "the picture is not made yet: wait a moment and save again"
            ));
            return true;
        };
        shared.asks.push(Errand::Cleaned(Box::new(Cleaned {
            image,
            original,
            alike: self.cleaner.alike(),
            from: self.cleaner.path().map(Path::to_path_buf),
            name: self.cleaner.free_name(),
        })));
        true
    }

    fn part(&mut self) {
        self.cleaner.settle(PARTING);
    }
}

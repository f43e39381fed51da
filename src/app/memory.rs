//! What is remembered beyond the window: preferences, the document as the next start should find it, and what must be
//! in safety if this frame is the last.

use std::time::Duration;

use super::document::last_document;
use super::farewell::{Farewell, Shared};
use super::latest::Latest;
use super::tasks::Outcome;
use super::{Home, LemidaApp};
use crate::job::Parting;
use crate::store::document::LastDocument;
use crate::store::preferences::{Preferences, Theme};
use crate::ui::state::Workbench;

/// How long after an edit the document is kept for the next start.
const KEEP_AFTER: Duration = Duration::from_secs(2);

/// What is remembered.
pub struct Remembered {
    /// Where it is kept.
    pub home: Home,
    /// What a person has chosen once and for all.
    pub preferences: Preferences,
    /// Whether the preferences are to be written.
    pub changed: bool,
    preferences_turns: Latest,
    document_turns: Latest,
    /// What is put in safety however the program ends.
    pub farewell: Shared,
    /// The person has asked from outside that the program end.
    pub leaving: bool,
}

impl Remembered {
    /// What `home` remembers: also the document that was edited last, and warnings of what cannot be read.
    pub fn of(home: Home) -> (Self, Option<LastDocument>, Vec<String>) {
        let (preferences, first) = home.read();
        let (document, second) = home.last_document();
        let memory = Self {
            farewell: Farewell::new(home.clone()),
            home,
            preferences,
            changed: false,
            preferences_turns: Latest::default(),
            document_turns: Latest::default(),
            leaving: false,
        };
        let warnings = [first, second].into_iter().flatten().collect();
        (memory, document, warnings)
    }

    /// Puts everything in safety: the window has gone.
    pub fn bid_farewell(&mut self, bench: &Workbench, files: Vec<Parting>) {
        let document = last_document(bench);
        let mut farewell = self.farewell.borrow_mut();
        farewell.document = Some((self.document_turns.turn(), document));
        farewell.preferences = Some((self.preferences_turns.turn(), self.preferences.clone()));
        farewell.files = files;
        farewell.bid();
    }
}

impl LemidaApp {
    /// Lays ready what must be in safety if this frame is the last.
    pub(super) fn renew_farewell(&mut self) {
        let memory = &mut self.memory;
        let mut farewell = memory.farewell.borrow_mut();
        if self.documents.take_due() {
            let document = last_document(&self.bench);
            farewell.document = Some((memory.document_turns.turn(), document));
        }
        let known = farewell.preferences.as_ref().map(|(_, known)| known);
        if known != Some(&memory.preferences) {
            let turn = memory.preferences_turns.turn();
            farewell.preferences = Some((turn, memory.preferences.clone()));
        }
        farewell.files = self.services.tasks.partings();
    }

    /// Keeps the document for the next start, beside the window, some time after it was edited.
    pub(super) fn keep_document(&mut self, context: &egui::Context) {
        let changed = self.documents.changed();
        let Some(since) = changed.filter(|_| self.memory.home != Home::None) else {
            return;
        };
        let wait = KEEP_AFTER.saturating_sub(since.elapsed());
        if !wait.is_zero() {
            context.request_repaint_after(wait);
            return;
        }
        self.documents.keep();
        let document = last_document(&self.bench);
        let memory = &mut self.memory;
        let (home, turn) = (memory.home.clone(), memory.document_turns.turn());
        // Without a thread it is not kept this time; the next edit, or the end, tries again.
        let _ = self.services.tasks.start("keep the document", move || {
            match turn.write(|| home.keep_document(document.as_ref())) {
                None | Some(Ok(())) => Outcome::Nothing,
                Some(Err(text)) => Outcome::Failed(text),
            }
        });
    }

    /// Writes the preferences, beside the window.
    pub(super) fn remember(&mut self, context: &egui::Context) {
        let memory = &mut self.memory;
        if memory.home == Home::None {
            return;
        }
        let preferences = &mut memory.preferences;
        preferences.theme = match context.theme() {
            egui::Theme::Light => Theme::Light,
            egui::Theme::Dark => Theme::Dark,
        };
        for page in self.pages.iter_mut() {
            let id = page.id().to_owned();
            if let Some(lies) = page.tiles().and_then(|tiles| tiles.arrangement()) {
                preferences.layouts.insert(id, lies);
            }
        }
        preferences.threads = self.bench.threads;
        let preferences = preferences.clone();
        let (home, turn) = (memory.home.clone(), memory.preferences_turns.turn());
        // Without a thread nothing is remembered this time; the next change tries again.
        let _ = self.services.tasks.start("remember", move || {
            match turn.write(|| home.write(&preferences)) {
                None | Some(Ok(())) => Outcome::Nothing,
                Some(Err(text)) => Outcome::Failed(text),
            }
        });
    }
}

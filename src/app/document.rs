//! The document: what was edited is noted, taken back and made again; where each one was saved; which is kept for the
//! next start.

use std::path::PathBuf;
use std::time::Instant;

use super::LemidaApp;
use super::pages::Page;
use crate::desk::{Document, Name, Place, Undo};
use crate::say;
use crate::store::document::LastDocument;
use crate::train::Experiment;
use crate::ui::state::Workbench;

/// The matter of an edit that was taken back or made again where nobody looked.
const TURNED: &str = "turned";
/// Most edits that are listed to go back to, and as many to go forth to.
const LISTED: usize = 30;

/// Where a document was last saved or opened, and how it read there.
struct Origin {
    file: Option<PathBuf>,
    text: String,
}

/// What is known of the documents besides what they are.
pub struct Documents {
    undo: Undo,
    /// Of each document, by its number.
    origins: Vec<Origin>,
    /// Files that were written by this window.
    saved: Vec<PathBuf>,
    /// Since when the document differs from what is kept for the next start.
    changed: Option<Instant>,
    /// Whether it was changed since it was last laid ready for the end.
    due: bool,
    /// Where the runs lie that were deleted last: on their page Undo brings them back.
    pub deleted: Vec<PathBuf>,
}

impl Documents {
    /// The document at hand is the only one.
    pub fn new(bench: &Workbench) -> Self {
        let text = match bench.unsaved {
            true => String::new(),
            false => bench.document.experiment.to_toml(),
        };
        Self {
            undo: Undo::new(bench.document.clone()),
            origins: vec![Origin {
                file: bench.file.clone(),
                text,
            }],
            saved: Vec::new(),
            changed: None,
            due: false,
            deleted: Vec::new(),
        }
    }

    /// Since when the document differs from what is kept for the next start.
    pub fn changed(&self) -> Option<Instant> {
        self.changed
    }

    /// Whether it was changed since this was last asked.
    pub fn take_due(&mut self) -> bool {
        std::mem::take(&mut self.due)
    }

    /// It was changed just now.
    fn note_change(&mut self) {
        self.changed.get_or_insert_with(Instant::now);
        self.due = true;
    }

    /// It is kept as it is.
    pub fn keep(&mut self) {
        self.changed = None;
    }

    /// Whether the file of a document was written by somebody else: it may hold more than an experiment, comments, an
    /// order of its own.
    pub fn is_foreign(&self, document: usize, path: &PathBuf) -> bool {
        let origin = self.origins.get(document);
        let own = origin.is_some_and(|origin| origin.file.as_ref() == Some(path));
        own && !self.saved.contains(path)
    }

    /// A document was written.
    pub fn saved(&mut self, document: usize, path: PathBuf, text: String) {
        self.saved.push(path.clone());
        if let Some(origin) = self.origins.get_mut(document) {
            let file = Some(path);
            *origin = Origin { file, text };
        }
        self.note_change();
    }

    /// Another document, opened from a file; its number.
    fn add(&mut self, file: Option<PathBuf>, text: String) -> usize {
        self.origins.push(Origin { file, text });
        self.origins.len() - 1
    }
}

impl LemidaApp {
    /// Takes note of what was edited since: the check, the marks of Undo.
    pub(super) fn note_edit(&mut self, context: &egui::Context) {
        let time = context.input(|input| input.time);
        if let Some(name) = self.documents.undo.note(&self.bench.document, time) {
            self.renew(&name);
            context.request_repaint();
        }
    }

    /// After the document changed.
    fn renew(&mut self, name: &Name) {
        if name.place == Place::Bench {
            self.bench.recheck();
            self.renew_file();
        }
        self.memory.changed |= name.place == Place::Panels;
        self.bench.undo = self.documents.undo.names().map(Option::<&Name>::cloned);
        self.bench.menus.edits = self.documents.undo.lists(LISTED);
        self.documents.note_change();
    }

    /// Where the document at hand is saved, and whether it was edited since.
    pub(super) fn renew_file(&mut self) {
        let bench = &mut self.bench;
        if let Some(origin) = self.documents.origins.get(bench.document.number) {
            bench.file.clone_from(&origin.file);
            bench.unsaved = origin.text != bench.document.experiment.to_toml();
        }
    }

    pub(super) fn undo(&mut self) {
        if let Some((document, name)) = self.documents.undo.undo() {
            let before = std::mem::replace(&mut self.bench.document, document.clone());
            if self.go_to(&name, &before) {
                self.over
                    .toasts
                    .renew(TURNED, say!("taken back: {}", name.words));
            }
        }
    }

    pub(super) fn redo(&mut self) {
        if let Some((document, name)) = self.documents.undo.redo() {
            let before = std::mem::replace(&mut self.bench.document, document.clone());
            if self.go_to(&name, &before) {
                self.over
                    .toasts
                    .renew(TURNED, say!("made again: {}", name.words));
            }
        }
    }

    /// Takes so many edits back, or makes so many again where `by` is positive.
    pub(super) fn travel(&mut self, by: isize) {
        for _ in 0..by.unsigned_abs() {
            if by < 0 {
                self.undo();
            } else {
                self.redo();
            }
        }
    }

    /// After an edit was taken back or made again, `before` is the document until then: what was done is seen. Whether
    /// something else was looked at: then it is to be said what was done.
    fn go_to(&mut self, name: &Name, before: &Document) -> bool {
        self.renew(name);
        let at_hand = self.bench.view.page;
        let page = match name.place {
            Place::Panels => self.arranged(before),
            place => self.pages.showing(place, at_hand),
        };
        self.bench.view.page = page;
        let turned = self.pages.find(page).turn_to(name.place);
        if name.place == Place::Contest {
            self.bench.view.photograph = true;
        }
        if name.place == Place::Panels {
            let arrangement = self.bench.document.arrangement.clone();
            for (page, lies) in &arrangement {
                self.arrange(page, Some(lies));
            }
        }
        turned || page != at_hand
    }

    /// The page on which panels lie another way than `before`: the one at hand, if it is.
    fn arranged(&self, before: &Document) -> &'static str {
        let at_hand = self.bench.view.page;
        let (old, new) = (&before.arrangement, &self.bench.document.arrangement);
        let differs = |page: &str| old.get(page) != new.get(page);
        let mut ids = self.pages.iter().map(Page::id);
        match differs(at_hand) {
            true => at_hand,
            false => ids.find(|id| differs(id)).unwrap_or(at_hand),
        }
    }

    /// Lays a page's panels as the text says, or as at first.
    pub(super) fn arrange(&mut self, page: &str, text: Option<&str>) {
        let shown = self.pages.find(page);
        let panels = shown.panels();
        let Some(tiles) = shown.tiles() else {
            return;
        };
        tiles.arrange(panels, text);
        if let Some(lies) = tiles.arrangement() {
            let arrangement = &mut self.bench.document.arrangement;
            arrangement.insert(page.to_owned(), lies);
        }
        self.memory.changed = true;
    }

    /// Puts another experiment in the place of this one, which can be had back by Undo. A run goes on.
    pub(super) fn replace_document(&mut self, experiment: Experiment, file: Option<PathBuf>) {
        self.bench.document.number = self.documents.add(file, experiment.to_toml());
        self.bench.document.experiment = experiment;
        self.bench.document.text = None;
        self.bench.view.open_row = None;
        self.bench.view.photograph = false;
        self.bench.recheck();
        self.renew_file();
    }
}

/// The document as the next start should find it; none where that is the one to begin with.
pub fn last_document(bench: &Workbench) -> Option<LastDocument> {
    let first = Document::new(super::first_experiment());
    let document = &bench.document;
    let (more, usual) = (document.kept(), first.kept());
    let edited = bench.file.is_some() || document.experiment != first.experiment || more != usual;
    edited.then(|| LastDocument {
        experiment: document.experiment.clone(),
        file: bench.file.clone(),
        unsaved: bench.unsaved,
        more: (more != usual).then_some(more),
    })
}

//! What panels and pages see and may do: the document and the runs, which they edit and read; the pictures that are
//! compared; and ways to say something, to ask for an action, or for a path.

use std::sync::Arc;

use super::classes::Classes;
use super::firing::Firing;
use super::inspect::Inspector;
use super::preview::{Asked, Preview, Word};
use super::tasks::Errand;
use super::toasts::Toasts;
use crate::data::Shelf;
use crate::job::Wake;
use crate::train::Snapshot;
use crate::ui::action::Action;
use crate::ui::panels::timeline::TimelineView;
use crate::ui::state::{RunState, Workbench};
use crate::ui::widgets::compare::{CompareView, Side};

/// The matter of what the network has overtaken on the photograph.
pub const RACE: &str = "race";

/// The pictures that are compared: several panels look at them.
pub struct Stage {
    /// The photograph and every method's answer.
    pub preview: Preview,
    /// Which of them are seen, and how.
    pub compare: CompareView,
    /// How far an answer can be trusted.
    pub inspector: Inspector,
    /// Where a filter fires on the photograph.
    pub firing: Firing,
    /// What the network answers to the data set's examples, where it tells classes apart.
    pub examples: Classes,
    /// The year that a person has travelled to.
    pub timeline: TimelineView,
    /// Whether the page shows classes in the photograph's place, where there are any.
    pub classes: bool,
    /// Where the pictures were drawn in this frame: keys over them are theirs.
    pub area: egui::Rect,
    /// The run whose network is shown, by its number, and the network of it that was shown last.
    run: u64,
    network: Option<Arc<Snapshot>>,
}

impl Stage {
    /// Looks at the contest of a document.
    pub fn new(bench: &Workbench, shelf: &Arc<dyn Shelf>, wake: &Wake) -> Self {
        let document = &bench.document;
        let asked = Asked::of(&document.contest, &document.experiment, false);
        Self {
            preview: Preview::new(asked, wake),
            compare: CompareView::default(),
            inspector: Inspector::new(wake.clone()),
            firing: Firing::new(wake),
            examples: Classes::new(Arc::clone(shelf), wake.clone()),
            timeline: TimelineView::default(),
            classes: false,
            area: egui::Rect::NOTHING,
            run: 0,
            network: None,
        }
    }

    /// Reads what was made and looks at what is to be made; call once a frame. `seen` says whether the page shows
    /// pictures: for others nothing is made.
    pub fn settle(&mut self, bench: &Workbench, toasts: &mut Toasts, [held, seen]: [bool; 2]) {
        self.preview.turn_to(seen);
        if !seen {
            self.inspector.rest();
            self.firing.rest();
        }
        let document = &bench.document;
        let asked = Asked::of(&document.contest, &document.experiment, held);
        self.preview.look(asked);
        let run = bench.run();
        if run.number != self.run {
            self.run = run.number;
            toasts.withdraw(RACE);
            self.network = None;
            let cleans = run.asked.cleans || run.number == 0;
            self.preview
                .expect_network(cleans, matches!(run.state, RunState::Kept));
        }
        let newest = run.networks.shown().filter(|_| run.asked.cleans);
        let same = |newest: &&Arc<Snapshot>| {
            let shown = self.network.as_ref();
            shown.is_some_and(|shown| Arc::ptr_eq(shown, newest))
        };
        if let Some(newest) = newest.filter(|newest| !same(newest)) {
            self.network = Some(Arc::clone(newest));
            let back = run.networks.looked_at().is_some();
            self.preview.show_snapshot(newest, back);
        }
        for word in self.preview.poll() {
            match word {
                Word::News(text) => toasts.renew(RACE, text),
                Word::Wrong(text) => toasts.warn(text),
            }
        }
        match run.networks.shown() {
            // After other data were chosen, or another answer of the same, nothing is asked.
            Some(snapshot) if bench.knows_examples() => {
                let back = run.networks.looked_at().is_some();
                self.examples.show_snapshot(snapshot, back);
            }
            _ => self.examples.clear_network(),
        }
        self.examples.poll(seen);
        self.area = egui::Rect::NOTHING;
    }

    /// The id of the picture on the right.
    pub fn shown(&self) -> Option<&str> {
        let entry = self.compare.shown(Side::Right, self.preview.entries());
        entry.map(|entry| entry.id.as_str())
    }
}

/// What panels and pages see.
pub struct Shared<'a> {
    /// The document, which they edit in place, and the runs.
    pub bench: &'a mut Workbench,
    /// The pictures that are compared.
    pub stage: &'a mut Stage,
    /// What is said.
    pub toasts: &'a mut Toasts,
    /// What is asked for.
    pub actions: &'a mut Vec<Action>,
    /// The paths that are asked for.
    pub asks: &'a mut Vec<Errand>,
    /// Whether a person holds something with the pointer.
    pub held: bool,
}

//! The pages: each is known here by one line. A page says what it is, what is opened on it and which keys it has, and
//! draws itself.

mod bench;
mod clean;
mod lecture;
mod runs;
mod tiled;
mod timeline;

use std::any::Any;

use egui::Ui;

use super::keys::Entry;
use super::panels::{Ground, Panels};
use super::shared::Shared;
use super::tasks::Outcome;
use crate::desk::Place;
use crate::ui::state::PageName;

pub use clean::CleanPage;
pub use lecture::{LecturePage, save};
pub use runs::RunsPage;
pub use tiled::Tiled;

/// What a picture or a folder of pictures that is given on a page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// A picture to compare methods on, a folder to learn from.
    Compare,
    /// A picture for the network to name the class of, a folder to learn from.
    Classify,
    /// To be cleaned.
    Clean,
    /// A picture for a lab to answer, a folder for it to learn from.
    Ask,
    /// A picture or a folder for a lab to work on.
    Work,
}

/// A page of the window.
pub trait Page: Any {
    /// Its name in what is kept.
    fn id(&self) -> &'static str;

    /// Its name in the window.
    fn title(&self) -> &'static str;

    /// What it is for, a sentence.
    fn help(&self) -> &'static str;

    /// The panels that stand on it, by their ids.
    fn panels(&self) -> &'static [&'static str] {
        &[]
    }

    /// What pictures that are given on it are for.
    fn takes(&self) -> Aim {
        Aim::Compare
    }

    /// Whether an edit of that place is seen on it.
    fn shows(&self, place: Place) -> bool;

    /// Shows that place of it; whether it was not seen before.
    fn turn_to(&mut self, _place: Place) -> bool {
        false
    }

    /// Whether the photograph and what methods make of it are seen on it: on other pages that work waits.
    fn compares(&self) -> bool {
        self.shows(Place::Contest)
    }

    /// Its own commands. Keys without Ctrl are pressed on this page only.
    fn commands(&self) -> Vec<Entry> {
        Vec::new()
    }

    /// Whether networks are trained on it: then the training bar stands above it also while there is no run.
    fn trains(&self) -> bool {
        false
    }

    /// Draws it into all the room there is.
    fn ui(&mut self, ui: &mut Ui, panels: &mut Panels, shared: &mut Shared<'_>);

    /// Does what it has to do.
    fn begin(&mut self, _shared: &mut Shared<'_>) {}

    /// Reads what was made for it and looks at the document; called once a frame, seen or not.
    fn settle(&mut self, _shared: &mut Shared<'_>) {}

    /// Takes what a task has found, or gives it back.
    fn receive(&mut self, outcome: Outcome, _shared: &mut Shared<'_>) -> Option<Outcome> {
        Some(outcome)
    }

    /// Asks where to save what it has made; whether there is such a thing on it.
    fn save(&mut self, _shared: &mut Shared<'_>) -> bool {
        false
    }

    /// Its panels, where they can be moved.
    fn tiles(&mut self) -> Option<&mut Tiled> {
        None
    }

    /// Ends what it does with files, for a program that ends.
    fn part(&mut self) {}
}

/// Makes a page.
pub type Make = fn(&Ground) -> Box<dyn Page>;

/// Makes each page, in the order of the bar; the first is the one to begin with.
pub static ALL: &[Make] = &[
    |_| Box::<bench::BenchPage>::default(),
    |_| Box::<timeline::TimelinePage>::default(),
    |ground| Box::new(RunsPage::new(ground)),
    |ground| Box::new(LecturePage::new(ground)),
    |ground| Box::new(CleanPage::new(ground)),
];

/// All pages of a window.
pub struct Pages(Vec<Box<dyn Page>>);

impl Pages {
    /// One of each.
    pub fn new(ground: &Ground) -> Self {
        Self(ALL.iter().map(|make| make(ground)).collect())
    }

    /// The page of that id; the first where there is none.
    pub fn find(&mut self, id: &str) -> &mut dyn Page {
        let found = self.0.iter().position(|page| page.id() == id);
        &mut *self.0[found.unwrap_or(0)]
    }

    /// The same, to be read.
    pub fn at(&self, id: &str) -> &dyn Page {
        let found = self.0.iter().find(|page| page.id() == id);
        &**found.unwrap_or(&self.0[0])
    }

    /// The page of that kind.
    pub fn of<T: Page>(&self) -> Option<&T> {
        self.iter().find_map(|page| {
            let page: &dyn Any = page;
            page.downcast_ref()
        })
    }

    /// The id of the one to begin with.
    pub fn first(&self) -> &'static str {
        self.0[0].id()
    }

    /// All of them, in the order of the bar.
    pub fn iter(&self) -> impl Iterator<Item = &dyn Page> {
        self.0.iter().map(|page| &**page)
    }

    /// The same, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Box<dyn Page>> {
        self.0.iter_mut()
    }

    /// Their names, for the bar; the first nine have keys.
    pub fn names(&self) -> Vec<PageName> {
        let name = |(at, page): (usize, &dyn Page)| PageName {
            id: page.id(),
            label: page.title(),
            help: match at {
                0..9 => format!("{} (Ctrl+{})", page.help(), at + 1),
                _ => page.help().to_owned(),
            },
        };
        self.iter().enumerate().map(name).collect()
    }

    /// The page on which an edit of that place is seen: the one at hand, if it is.
    pub fn showing(&self, place: Place, at_hand: &'static str) -> &'static str {
        let shows = |page: &&dyn Page| page.shows(place);
        if place == Place::Panels || shows(&self.at(at_hand)) {
            return at_hand;
        }
        self.iter().find(shows).map_or(at_hand, Page::id)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::data::EmptyShelf;

    #[test]
    fn every_edit_is_seen_on_a_page_and_every_panel_is_one() {
        let ground = Ground {
            shelf: Arc::new(EmptyShelf),
            wake: Arc::new(|| {}),
            runs: None,
        };
        let (pages, mut panels) = (Pages::new(&ground), Panels::new(&ground));
        for page in pages.iter() {
            for place in [Place::Bench, Place::Contest, Place::Clean, Place::Lab(0)] {
                let shown = pages.showing(place, page.id());
                assert!(pages.at(shown).shows(place), "{place:?} from {}", page.id());
                assert!(!page.shows(place) || shown == page.id());
            }
            for id in page.panels() {
                assert!(panels.find(id).is_some(), "{id}");
            }
        }
        assert_eq!(pages.showing(Place::Contest, "timeline"), "timeline");
        assert_eq!(pages.showing(Place::Contest, "clean"), "bench");
    }
}

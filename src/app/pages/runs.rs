//! The runs that are kept on the disk.

mod pictures;
mod portraits;
mod watch;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use egui::Ui;

use super::{Ground, Page, Panels, Shared};
use crate::app::keys::{self, Entry};
use crate::desk::Place;
use crate::job::{Made, Pace};
use crate::store::run::{RunCard, RunFolder};
use crate::ui::figures::runs::RunLines;
use crate::ui::panels::runs::{RunsFacts, RunsView, runs_ui};
use pictures::RunPictures;
use portraits::RunPortraits;
use watch::Watcher;

/// Most runs whose curves are read at once.
const MOST: usize = 64;

/// Which curves: of which run, as it was written when, and from which step on.
type Asked = Vec<(PathBuf, SystemTime, u64)>;

/// The page.
pub struct RunsPage {
    watcher: Watcher,
    view: RunsView,
    curves: Made<Asked, Vec<Arc<RunLines>>>,
    pictures: RunPictures,
    portraits: RunPortraits,
    /// Whether it was drawn since the last frame.
    seen: bool,
}

impl RunsPage {
    /// Nothing is read yet.
    pub fn new(ground: &Ground) -> Self {
        Self {
            watcher: Watcher::new(ground.runs.clone(), Arc::clone(&ground.wake)),
            view: RunsView::default(),
            curves: Made::new("Reading curves", Arc::clone(&ground.wake)),
            pictures: RunPictures::new(Arc::clone(&ground.wake)),
            portraits: RunPortraits::new(Arc::clone(&ground.shelf), Arc::clone(&ground.wake)),
            seen: false,
        }
    }

    /// The runs of the list.
    pub fn cards(&self) -> &[Arc<RunCard>] {
        self.watcher.cards()
    }

    /// Wants the curves of the runs that are looked at.
    fn want_curves(&mut self) {
        let subjects = self.view.subjects(self.watcher.cards());
        let whole = subjects.into_iter().filter(|card| card.facts.is_ok());
        let key: Asked = whole
            .take(MOST)
            .map(|card| {
                let start = card.about.start().unwrap_or(0);
                (card.path.clone(), card.when, start)
            })
            .collect();
        let (mut asked, mut known) = (Vec::new(), Vec::new());
        if self.curves.is_news(&key) {
            if let Some((asked, lines)) = self.curves.at_hand() {
                let before = asked.iter().cloned().zip(lines.iter().cloned());
                known = before.collect();
            }
            asked.clone_from(&key);
        }
        self.curves.want(&key, Pace::InTurn, move |making| {
            let mut all = Vec::new();
            for asked in asked {
                if making.stopped() {
                    return Err("stopped".into());
                }
                let known = known.iter().find(|(known, _)| *known == asked);
                all.push(match known {
                    Some((_, lines)) => Arc::clone(lines),
                    None => {
                        let history = RunFolder::history(&asked.0);
                        let history = history.map_err(|error| error.to_string())?;
                        Arc::new(RunLines::of(history, asked.2))
                    }
                });
            }
            Ok(all)
        });
    }
}

/// The curves that are at hand of the runs that are looked at.
fn at_hand<'a>(
    curves: &'a Made<Asked, Vec<Arc<RunLines>>>,
    view: &RunsView,
    cards: &[Arc<RunCard>],
) -> &'a [Arc<RunLines>] {
    let Some((asked, lines)) = curves.at_hand() else {
        return &[];
    };
    let subjects = view.subjects(cards);
    let mut whole = subjects.into_iter().filter(|card| card.facts.is_ok());
    let same = asked.iter().all(|(path, ..)| {
        let card = whole.next();
        card.is_some_and(|card| card.path == *path)
    });
    if same && whole.next().is_none() {
        lines
    } else {
        &[]
    }
}

impl Page for RunsPage {
    fn id(&self) -> &'static str {
        "runs"
    }

    fn title(&self) -> &'static str {
        "Runs"
    }

    fn help(&self) -> &'static str {
        "Every training that was kept: search, compare, open again."
    }

    fn shows(&self, _place: Place) -> bool {
        false
    }

    /// Networks of kept runs clean the photograph here.
    fn compares(&self) -> bool {
        true
    }

    fn commands(&self) -> Vec<Entry> {
        keys::of_training()
    }

    fn trains(&self) -> bool {
        true
    }

    fn ui(&mut self, ui: &mut Ui, _panels: &mut Panels, shared: &mut Shared<'_>) {
        self.seen = true;
        self.want_curves();
        // Taken out: what is known is read while how it is looked at changes.
        let mut view = std::mem::take(&mut self.view);
        let cards = self.watcher.cards();
        if view.wants_pictures() {
            self.pictures.want(&mut view, cards, &shared.stage.preview);
        }
        let facts = RunsFacts {
            cards,
            deleted: self.watcher.deleted(),
            version: self.watcher.version(),
            reading: self.watcher.reading(),
            curves: at_hand(&self.curves, &view, cards),
            pictures: self.pictures.facts(),
            portraits: self.portraits.known(),
        };
        runs_ui(ui, &mut view, shared.bench, &facts, shared.actions);
        self.portraits.want(&view.seen.runs, ui.visuals().dark_mode);
        if !self.watcher.reading() {
            let version = self.watcher.version();
            self.portraits.keep(self.watcher.cards(), version);
        }
        self.view = view;
    }

    fn settle(&mut self, shared: &mut Shared<'_>) {
        let seen = std::mem::take(&mut self.seen);
        self.watcher.look(
            seen || shared.bench.view.page == self.id(),
            &shared.bench.menus.recent,
        );
        self.curves.settle();
        self.pictures.settle();
        self.portraits.settle();
    }
}

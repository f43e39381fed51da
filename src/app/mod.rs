//! The window: it holds what the desk holds, the panels and the pages, and carries out what they ask for.
//!
//! One frame: read what jobs have said, draw (panels edit the document in place and push [`Action`]s), compare the
//! document with the one before, then carry the actions out, in `perform`, the only place that replaces documents. What
//! a panel shows and nobody has made yet is asked for where it is drawn.

mod album;
mod ask;
mod best;
mod classes;
mod clean;
mod commands;
mod document;
mod farewell;
mod figures;
mod firing;
mod first;
mod frame;
mod home;
mod inside;
mod inspect;
mod keep;
mod keys;
mod latest;
mod letters;
mod memory;
mod network;
mod offer;
mod open;
mod pace;
mod pages;
mod panels;
mod perform;
pub mod preview;
mod rates;
mod receive;
mod run;
mod runs;
mod seeds;
mod services;
mod shared;
mod table;
mod tasks;
mod toasts;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use crate::data::{self, Shelf};
use crate::degrade::noise;
use crate::degrade::operators;
use crate::desk::Document;
use crate::job::Wake;
use crate::nn::init::Init;
use crate::nn::{Architecture, loss, optimizer};
use crate::store::preferences::Theme;
use crate::store::screen::drawn_by_processor;
use crate::store::shelf::DiskShelf;
use crate::train::{Experiment, NAMED, Training, schedule, task};
use crate::ui::action::Action;
use crate::ui::panels::classes::ClassesFacts;
use crate::ui::panels::palette::Palette;
use crate::ui::state::{Named, Workbench};
use crate::ui::theme;
use crate::ui::widgets::compare::FIRES;
use document::Documents;
pub use frame::run_window;
pub use home::Home;
use letters::Letters;
use memory::Remembered;
use pages::{CleanPage, LecturePage, Pages, RunsPage};
use panels::{Ground, Panels};
use preview::Preview;
use rates::RateFinder;
use run::Trainer;
use services::Services;
use shared::{Shared, Stage};
use tasks::Errand;
use toasts::Toasts;

/// Shortest time between frames that a job asks for: a run must not spend its cores on drawing.
const JOB_FRAME: Duration = Duration::from_millis(60);
/// The same where the processor itself draws: there a frame costs as much as several small steps.
const DRAWN_JOB_FRAME: Duration = Duration::from_millis(400);

/// What floats above the pages.
struct Over {
    palette: Palette,
    shortcuts: bool,
    toasts: Toasts,
    letters: Letters,
    rates: RateFinder,
}

/// The window.
pub struct LemidaApp {
    /// The document and the runs: what panels show and edit.
    bench: Workbench,
    /// What was edited before, and where documents are saved.
    documents: Documents,
    /// The run at work.
    trainer: Trainer,
    /// The pictures that are compared.
    stage: Stage,
    panels: Panels,
    pages: Pages,
    over: Over,
    /// What is remembered beyond the window.
    memory: Remembered,
    services: Services,
    /// What was asked for in this frame.
    actions: Vec<Action>,
}

impl LemidaApp {
    /// A window that keeps runs and preferences where `home` says.
    pub fn new(context: &egui::Context, home: Home) -> Self {
        theme::install(context);
        let mut toasts = Toasts::default();
        let (memory, last, warnings) = Remembered::of(home);
        for warning in warnings {
            toasts.warn(warning);
        }
        context.set_theme(match memory.preferences.theme {
            Theme::Light => egui::Theme::Light,
            Theme::Dark => egui::Theme::Dark,
        });
        let wake = waker(context);
        let (experiment, file, unsaved, more) = match last {
            Some(last) => (last.experiment, last.file, last.unsaved, last.more),
            None => (first_experiment(), None, false, None),
        };
        let mut bench = Workbench::new(experiment);
        if let Some(more) = more {
            bench.document.restore(&more);
        }
        bench.file = file;
        bench.unsaved = unsaved;
        bench.threads = memory.preferences.threads;
        bench.menus.recent.clone_from(&memory.preferences.recent);
        let named = NAMED.iter().map(|named| Named {
            id: named.id.into(),
            label: named.label.into(),
            help: named.help.into(),
        });
        bench.menus.experiments = named.collect();
        let shelf: Arc<dyn Shelf> = Arc::new(DiskShelf);
        let ground = Ground {
            shelf: Arc::clone(&shelf),
            wake: wake.clone(),
            runs: memory.home.runs(),
        };
        let mut pages = Pages::new(&ground);
        bench.menus.pages = pages.names();
        if let Some(last) = &memory.preferences.page {
            // One that is gone by now is the first.
            bench.view.page = pages.at(last).id();
        }
        // How the panels lie at the start is no edit.
        for page in pages.iter_mut() {
            let (id, panels) = (page.id(), page.panels());
            if let Some(tiles) = page.tiles() {
                tiles.arrange(panels, memory.preferences.layout_of(id));
                let lies = tiles.arrangement().unwrap_or_default();
                bench.document.arrangement.insert(id.to_owned(), lies);
            }
        }
        let mut app = Self {
            documents: Documents::new(&bench),
            trainer: Trainer::default(),
            stage: Stage::new(&bench, &shelf, &wake),
            panels: Panels::new(&ground),
            pages,
            over: Over {
                palette: Palette::default(),
                shortcuts: false,
                toasts,
                letters: Letters::new(context, wake.clone()),
                rates: RateFinder::new(wake.clone()),
            },
            memory,
            services: Services::new(shelf, wake),
            actions: Vec::new(),
            bench,
        };
        app.look_for_unfinished();
        app.purge_runs();
        app
    }

    /// The document, the run and the view: what panels show.
    pub fn bench(&self) -> &Workbench {
        &self.bench
    }

    /// The document, to change from outside, as a test does; the change is undoable.
    pub fn edit(&mut self, edit: impl FnOnce(&mut Experiment)) {
        edit(&mut self.bench.document.experiment);
    }

    /// Everything that a person edits, to change from outside; the change is undoable.
    pub fn edit_document(&mut self, edit: impl FnOnce(&mut Document)) {
        edit(&mut self.bench.document);
    }

    /// The pictures of the preview.
    pub fn preview(&self) -> &Preview {
        &self.stage.preview
    }

    /// The name of the filter that is shown on the photograph, once it is.
    pub fn filter_on_photo(&self) -> Option<&str> {
        let chosen = self.stage.compare.chosen() == Some(FIRES);
        self.stage.firing.shown().filter(|_| chosen)
    }

    /// What the network answers to the data set's examples, where it tells classes apart.
    pub fn classes(&self) -> ClassesFacts<'_> {
        self.stage.examples.facts()
    }

    /// Answers the next question for a path with this one, in the place of the system's dialog, as a test does.
    pub fn answer_with(&mut self, path: PathBuf) {
        self.services.answer = Some(path);
    }

    /// The messages that stand.
    pub fn messages(&self) -> Vec<String> {
        self.over.toasts.texts().map(str::to_owned).collect()
    }

    /// Whether the photograph at hand is cleaned and can be saved.
    pub fn cleaned_ready(&self) -> bool {
        let page = self.pages.of::<CleanPage>();
        page.is_some_and(|page| page.cleaner().finished().is_some())
    }

    /// The name of the photograph that is being cleaned.
    pub fn cleaned_photo(&self) -> &str {
        let page = self.pages.of::<CleanPage>();
        page.map_or("", |page| page.cleaner().facts().photo.name)
    }

    /// Whether a folder waits for a person's word.
    pub fn cleaning_offered(&self) -> bool {
        let page = self.pages.of::<CleanPage>();
        page.is_some_and(|page| page.cleaner().facts().folder.offer.is_some())
    }

    /// The names of the runs that are listed.
    pub fn kept_runs(&self) -> Vec<String> {
        let page = self.pages.of::<RunsPage>();
        let cards = page.map_or(&[][..], RunsPage::cards);
        cards.iter().map(|card| card.name()).collect()
    }

    /// What the lab on the page has found, by title.
    pub fn lecture_titles(&self) -> Vec<&str> {
        let page = self.pages.of::<LecturePage>();
        page.map_or_else(Vec::new, LecturePage::titles)
    }

    /// Whether a lab is at work.
    pub fn lecture_working(&self) -> bool {
        let page = self.pages.of::<LecturePage>();
        page.is_some_and(LecturePage::working)
    }

    /// How many labs were begun.
    pub fn labs_begun(&self) -> u64 {
        self.pages.of::<LecturePage>().map_or(0, LecturePage::begun)
    }

    /// How many labs have something to be seen on the lecture's overview.
    pub fn labs_glimpsed(&self) -> usize {
        let page = self.pages.of::<LecturePage>();
        page.map_or(0, LecturePage::glimpsed)
    }

    /// Lets pages and panels see what they share; the paths that they ask for are asked for then.
    fn share<R>(
        &mut self,
        held: bool,
        see: impl FnOnce(&mut Pages, &mut Panels, &mut Shared<'_>) -> R,
    ) -> R {
        let mut asks: Vec<Errand> = Vec::new();
        let mut shared = Shared {
            bench: &mut self.bench,
            stage: &mut self.stage,
            toasts: &mut self.over.toasts,
            actions: &mut self.actions,
            asks: &mut asks,
            held,
        };
        let seen = see(&mut self.pages, &mut self.panels, &mut shared);
        for errand in asks {
            self.ask(errand);
        }
        seen
    }
}

/// Asks for a frame, from any thread: at once where the last one that was asked for is longer ago than a job's frames
/// are apart, else so long after that one.
fn waker(context: &egui::Context) -> Wake {
    let context = context.clone();
    // Not known before there is a window: asked for when the first job has something to say.
    let pace = OnceLock::new();
    let last: Mutex<Option<Instant>> = Mutex::new(None);
    Arc::new(move || {
        let pace = *pace.get_or_init(|| {
            if drawn_by_processor() {
                DRAWN_JOB_FRAME
            } else {
                JOB_FRAME
            }
        });
        let now = Instant::now();
        let due = match last.lock() {
            Ok(mut last) => {
                // One that is still to come serves this word too.
                let due = match *last {
                    Some(due) if due > now => due,
                    Some(before) => now.max(before + pace),
                    None => now,
                };
                *last = Some(due);
                due
            }
            Err(_) => now + pace,
        };
        context.request_repaint_after(due - now);
    })
}

/// The document to begin with: the first that ships with the program.
fn first_experiment() -> Experiment {
    NAMED
        .first()
        .and_then(|named| Experiment::named(named.id))
        .unwrap_or_else(|| Experiment {
            name: "New".into(),
            seed: 0,
            data: (data::ALL[0].make)(),
            task: (task::ALL[0].make)(),
            operator: (operators::ALL[0].make)(),
            noise: (noise::ALL[0].make)(),
            architecture: Architecture::default(),
            init: Init::He,
            loss: (loss::ALL[0].make)(),
            optimizer: (optimizer::ALL[0].make)(),
            schedule: (schedule::ALL[0].make)(),
            training: Training::default(),
        })
}

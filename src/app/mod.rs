//! The window: it owns the document, the jobs and the panes, and carries out what panels ask for.
//!
//! One frame: read what jobs have said, draw (panels edit the document in place and push
//! [`Action`]s), then carry the actions out, in `perform`, the only place that replaces documents. What a panel shows and nobody has made
//! yet (an answer of a method, a picture of the weights) is asked for where it is drawn; the jobs behind are the app's.

mod ask;
mod classes;
mod clean;
mod clean_actions;
mod commands;
mod document;
mod farewell;
mod frame;
mod home;
mod inspect;
mod keep;
mod latest;
mod lecture;
mod letters;
mod offer;
mod open;
mod panes;
mod perform;
pub mod preview;
mod receive;
mod run;
mod tasks;
mod toasts;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::data::{self, Shelf};
use crate::job::Wake;
use crate::nn::init::Init;
use crate::nn::{Architecture, loss, optimizer};
use crate::noise;
use crate::store::preferences::{Preferences, Theme};
use crate::store::screen::drawn_by_processor;
use crate::store::shelf::DiskShelf;
use crate::train::{Experiment, NAMED, TrainJob, Training, schedule};
use crate::ui::action::Action;
use crate::ui::panels::classes::{ClassesFacts, ClassesView};
use crate::ui::panels::curves::CurvesView;
use crate::ui::panels::palette::Palette;
use crate::ui::panels::timeline::TimelineView;
use crate::ui::panels::weights::{VitalsHistory, WeightsView};
use crate::ui::state::{Named, Workbench};
use crate::ui::theme;
use crate::ui::widgets::compare::{CLEAN, CompareView, NETWORK, NOISY};
use classes::Classes;
use clean::Cleaner;
use document::Documents;
use farewell::Farewell;
pub use frame::run_window;
pub use home::Home;
use inspect::Inspector;
use latest::Latest;
use lecture::Lecture;
use letters::Letters;
use preview::{Asked, Preview};
use run::Kept;
use tasks::Tasks;
use toasts::Toasts;

/// Shortest time between frames that a job asks for: a run must not spend its cores on drawing.
const JOB_FRAME: Duration = Duration::from_millis(60);
/// The same where the processor itself draws: there a frame costs as much as several small steps.
const DRAWN_JOB_FRAME: Duration = Duration::from_millis(400);

/// The window.
pub struct LemidaApp {
    bench: Workbench,
    documents: Documents,
    training: Option<TrainJob>,
    kept: Kept,
    preview: Preview,
    preview_area: egui::Rect,
    classes: Classes,
    classes_view: ClassesView,
    compare: CompareView,
    weights: WeightsView,
    vitals: VitalsHistory,
    curves: CurvesView,
    tree: egui_tiles::Tree<panes::Pane>,
    history: egui_tiles::Tree<panes::Pane>,
    timeline: TimelineView,
    cleaner: Cleaner,
    lecture: Lecture,
    cleaned: CompareView,
    inspector: Inspector,
    palette: Palette,
    shortcuts: bool,
    toasts: Toasts,
    letters: Letters,
    tasks: Tasks,
    actions: Vec<Action>,
    home: Home,
    preferences: Preferences,
    preferences_changed: bool,
    preferences_turns: Latest,
    document_turns: Latest,
    rate_due: Option<f32>,
    shelf: Arc<dyn Shelf>,
    wake: Wake,
    meter: frame::Meter,
    farewell: farewell::Shared,
    /// The person has asked from outside that the program end.
    leaving: bool,
    /// The run that can be gone on with.
    offer: Option<offer::Offer>,
}

impl LemidaApp {
    /// A window that keeps runs and preferences where `home` says.
    pub fn new(context: &egui::Context, home: Home) -> Self {
        theme::install(context);
        let (preferences, warning) = home.read();
        context.set_theme(match preferences.theme {
            Theme::Light => egui::Theme::Light,
            Theme::Dark => egui::Theme::Dark,
        });
        let mut toasts = Toasts::default();
        if let Some(warning) = warning {
            toasts.warn(warning);
        }
        let farewell = Farewell::new(home.clone());
        let wake = waker(context);
        let (last, warning) = home.last_document();
        if let Some(warning) = warning {
            toasts.warn(warning);
        }
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
        bench.threads = preferences.threads;
        bench.recent.clone_from(&preferences.recent);
        bench.experiments = NAMED
            .iter()
            .map(|named| Named {
                id: named.id.into(),
                label: named.label.into(),
                help: named.help.into(),
            })
            .collect();
        let document = &bench.document;
        let asked = Asked::of(&document.contest, &document.experiment, false);
        let preview = Preview::new(asked, &wake);
        let shelf: Arc<dyn Shelf> = Arc::new(DiskShelf);
        let tree = preferences
            .layout
            .as_deref()
            .and_then(|text| panes::read_arrangement(text, &panes::BENCH))
            .unwrap_or_else(panes::arrangement);
        let history = preferences
            .timeline_layout
            .as_deref()
            .and_then(|text| panes::read_arrangement(text, &panes::HISTORY))
            .unwrap_or_else(panes::history_arrangement);
        let mut app = Self {
            documents: Documents::new(&bench),
            bench,
            training: None,
            kept: Kept::default(),
            preview,
            preview_area: egui::Rect::NOTHING,
            classes: Classes::new(shelf.clone(), wake.clone()),
            classes_view: ClassesView::default(),
            compare: CompareView::default(),
            weights: WeightsView::default(),
            vitals: VitalsHistory::default(),
            curves: CurvesView::default(),
            tree,
            history,
            timeline: TimelineView::default(),
            cleaner: Cleaner::new(wake.clone()),
            lecture: Lecture::new(Arc::clone(&shelf), wake.clone()),
            cleaned: CompareView::default(),
            inspector: Inspector::new(wake.clone()),
            palette: Palette::default(),
            shortcuts: false,
            toasts,
            letters: Letters::new(context, wake.clone()),
            tasks: Tasks::new(wake.clone()),
            actions: Vec::new(),
            home,
            preferences,
            preferences_changed: false,
            preferences_turns: Latest::default(),
            document_turns: Latest::default(),
            rate_due: None,
            shelf,
            wake,
            meter: frame::Meter::default(),
            farewell,
            leaving: false,
            offer: None,
        };
        // How the panels lie at the start is no edit.
        app.note_arrangement();
        app.preferences_changed = false;
        app.documents = Documents::new(&app.bench);
        app.look_for_unfinished();
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

    /// The pictures of the preview.
    pub fn preview(&self) -> &Preview {
        &self.preview
    }

    /// What the network answers to the data set's examples, where it tells classes apart.
    pub fn classes(&self) -> ClassesFacts<'_> {
        self.classes.facts()
    }

    /// The messages that stand.
    pub fn messages(&self) -> Vec<String> {
        self.toasts.texts().map(str::to_owned).collect()
    }
}

/// Asks for a frame soon, from any thread.
fn waker(context: &egui::Context) -> Wake {
    let context = context.clone();
    // Not known before there is a window: asked for when the first job has something to say.
    let pace = OnceLock::new();
    Arc::new(move || {
        let pace = pace.get_or_init(|| {
            if drawn_by_processor() {
                DRAWN_JOB_FRAME
            } else {
                JOB_FRAME
            }
        });
        context.request_repaint_after(*pace);
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
            noise: (noise::ALL[0].make)(),
            architecture: Architecture::default(),
            init: Init::He,
            loss: (loss::ALL[0].make)(),
            optimizer: (optimizer::ALL[0].make)(),
            schedule: (schedule::ALL[0].make)(),
            training: Training::default(),
        })
}

/// Name and PSNR of the classical methods' pictures, for the curves.
fn references(preview: &Preview) -> Vec<(String, String, f64)> {
    preview
        .entries()
        .iter()
        .filter(|entry| entry.featured && ![CLEAN, NOISY, NETWORK].contains(&&*entry.id))
        .filter_map(|entry| {
            let psnr = entry.scores?.psnr;
            Some((entry.id.clone(), entry.label.clone(), psnr))
        })
        .collect()
}

//! The window: it owns the document, the jobs and the panes, and carries out what panels ask for.
//!
//! One frame: read what jobs have said, draw (panels edit the document in place and push
//! [`Action`]s), then carry the actions out, in `perform`, the only place that replaces documents. What a panel shows and nobody has made
//! yet (an answer of a method, a picture of the weights) is asked for where it is drawn; the jobs behind are the app's.

mod classes;
mod clean;
mod clean_actions;
mod commands;
mod farewell;
mod figures;
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
mod run;
mod tasks;
mod toasts;
mod undo;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use crate::data::{self, Shelf, Task};
use crate::job::Wake;
use crate::nn::init::Init;
use crate::nn::{Architecture, loss, optimizer};
use crate::noise;
use crate::store::document::LastDocument;
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
use crate::ui::widgets::figure::FigureView;
use classes::Classes;
use clean::Cleaner;
use farewell::Farewell;
pub use frame::run_window;
pub use home::Home;
use inspect::Inspector;
use latest::Latest;
use lecture::Lecture;
use letters::Letters;
use preview::Preview;
use run::Kept;
use tasks::Tasks;
use toasts::Toasts;
use undo::Undo;

/// Shortest time between frames that a job asks for: a run must not spend its cores on drawing.
const JOB_FRAME: Duration = Duration::from_millis(60);
/// The same where the processor itself draws: there a frame costs as much as several small steps.
const DRAWN_JOB_FRAME: Duration = Duration::from_millis(400);

/// The window.
pub struct LemidaApp {
    bench: Workbench,
    undo: Undo<Draft>,
    /// Where each document was last saved or opened, by its number.
    files: Vec<Option<PathBuf>>,
    /// Each document as it was last written or opened, as text.
    written: Vec<String>,
    /// Files that were written by this window.
    saved: Vec<PathBuf>,
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
    figures: FigureView,
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
    /// Since when the document differs from what is kept for the next start.
    document_changed: Option<Instant>,
    preview_due: bool,
    rate_due: Option<f32>,
    shelf: Arc<dyn Shelf>,
    wake: Wake,
    meter: frame::Meter,
    farewell: farewell::Shared,
    /// The person has asked from outside that the program end.
    leaving: bool,
    /// The run that can be gone on with.
    offer: Option<offer::Offer>,
    /// What the next question for a path is answered with, instead of by a person.
    answer: Option<PathBuf>,
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
        let (experiment, file, unsaved) = match last {
            Some(last) => (last.experiment, last.file, last.unsaved),
            None => (first_experiment(), None, false),
        };
        let mut bench = Workbench::new(experiment);
        bench.file.clone_from(&file);
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
        let experiment = &bench.experiment;
        let preview = Preview::new(
            &*experiment.noise,
            channels(experiment),
            experiment.seed,
            wake.clone(),
        );
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
            undo: Undo::new(Draft::of(&bench)),
            files: vec![file],
            written: vec![if unsaved {
                String::new()
            } else {
                bench.experiment.to_toml()
            }],
            saved: Vec::new(),
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
            figures: FigureView::default(),
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
            document_changed: None,
            preview_due: false,
            rate_due: None,
            shelf,
            wake,
            meter: frame::Meter::default(),
            farewell,
            leaving: false,
            offer: None,
            answer: None,
        };
        app.look_for_unfinished();
        app
    }

    /// The document, the run and the view: what panels show.
    pub fn bench(&self) -> &Workbench {
        &self.bench
    }

    /// The document, to change from outside, as a test does; the change is undoable.
    pub fn edit(&mut self, edit: impl FnOnce(&mut Experiment)) {
        edit(&mut self.bench.experiment);
        self.actions.push(Action::Edited("from outside".into()));
    }

    /// The pictures of the preview.
    pub fn preview(&self) -> &Preview {
        &self.preview
    }

    /// What the network answers to the data set's examples, where it tells classes apart.
    pub fn classes(&self) -> ClassesFacts<'_> {
        self.classes.facts()
    }

    /// Answers the next question for a path with this one, in the place of the system's dialog, as a test does.
    pub fn answer_with(&mut self, path: PathBuf) {
        self.answer = Some(path);
    }

    /// The messages that stand.
    pub fn messages(&self) -> Vec<String> {
        self.toasts.texts().map(str::to_owned).collect()
    }
}

/// A state of a document, as Undo keeps it.
#[derive(Clone)]
struct Draft {
    experiment: Experiment,
    document: usize,
}

impl Draft {
    fn of(bench: &Workbench) -> Self {
        Self {
            experiment: bench.experiment.clone(),
            document: bench.document,
        }
    }
}

/// The document as the next start should find it; none where that is the one to begin with.
fn last_document(bench: &Workbench) -> Option<LastDocument> {
    let edited = bench.file.is_some() || bench.experiment != first_experiment();
    edited.then(|| LastDocument {
        experiment: bench.experiment.clone(),
        file: bench.file.clone(),
        unsaved: bench.unsaved,
    })
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

/// Channels of the photograph in the preview: those the network takes, when it cleans photographs.
fn channels(experiment: &Experiment) -> usize {
    match experiment.data.task() {
        Task::Denoise => experiment.data.shape().channels,
        Task::Classify => 1,
    }
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

//! What panels read and edit: the document, the run as far as it has told, and how they are looked at.

use std::path::PathBuf;
use std::sync::Arc;

use super::places;
use super::trace::Trace;
use crate::data::Parts;
use crate::nn::presets::{self, Preset, Purpose};
use crate::nn::{Architecture, Report, RowId};
use crate::train::task::Answer;
use crate::train::{
    Event, Experiment, History, Mend, Metric, Problem, Snapshot, Summary, ValidationRecord,
    spare_memory,
};
use crate::words::Text;

/// Something that ships with the program and can be chosen by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The name in files and on the command line.
    pub id: String,
    /// The name in the window.
    pub label: String,
    /// One sentence on what it is.
    pub help: String,
}

/// Everything that panels share.
pub struct Workbench {
    /// The document that is edited.
    pub experiment: Experiment,
    /// What the check says about its network; renewed after every edit.
    pub report: Report,
    /// Everything that keeps the experiment from running.
    pub problems: Vec<Problem>,
    /// The change of one number that would make the network's answer fit, where there is one.
    pub mend: Option<Mend>,
    /// Bytes of memory that training may take, at the last check.
    pub spare: u64,
    /// Which document it is: each one opened has its own number, which Undo brings back with it.
    pub document: usize,
    /// Where the document was last saved or opened.
    pub file: Option<PathBuf>,
    /// Whether it was edited since.
    pub unsaved: bool,
    /// Whether there is something to undo, and to redo.
    pub can_undo: (bool, bool),
    /// The run.
    pub run: Run,
    /// Threads for the next run; 0 = one per core.
    pub threads: usize,
    /// Experiments that ship with the program.
    pub experiments: Vec<Named>,
    /// Files and folders that can be opened again, the newest first.
    pub recent: Vec<PathBuf>,
    /// How things are looked at.
    pub view: View,
}

impl Workbench {
    /// A workbench with a document and no run.
    pub fn new(experiment: Experiment) -> Self {
        let mut bench = Self {
            report: experiment.check(),
            problems: Vec::new(),
            mend: None,
            spare: 0,
            experiment,
            document: 0,
            file: None,
            unsaved: false,
            can_undo: (false, false),
            run: Run::default(),
            threads: 0,
            experiments: Vec::new(),
            recent: Vec::new(),
            view: View::default(),
        };
        bench.recheck();
        bench
    }

    /// Checks the network again; call after every edit of the document.
    pub fn recheck(&mut self) {
        self.report = self.experiment.check();
        let (shape, classes) = (
            self.experiment.data.shape(),
            self.experiment.data.classes().len(),
        );
        self.problems = self.experiment.problems_with(&self.report, shape, classes);
        self.mend = self.problems.iter().find_map(|problem| problem.mend);
        self.spare = spare_memory();
    }

    /// What keeps the network from answering what the data set asks, when each row for itself is right.
    pub fn misfit(&self) -> Option<String> {
        let rows_right = self.report.rows.iter().all(Result::is_ok);
        self.problem().filter(|_| rows_right)
    }

    /// The first thing that keeps the experiment from running, in words; rows are named by their places.
    pub fn problem(&self) -> Option<String> {
        self.problems
            .first()
            .map(|problem| self.told(&problem.text()))
    }

    /// A text in words, its rows named by their places.
    pub fn told(&self, text: &Text) -> String {
        places::told(&self.experiment.architecture, text)
    }

    /// The ready-made networks for the data set's task.
    pub fn presets(&self) -> impl Iterator<Item = &'static Preset> {
        let data = &self.experiment.data;
        let purpose = match self.experiment.answer() {
            Answer::Picture(_) => Purpose::Denoise,
            Answer::Class(_) if data.shape().is_vector() => Purpose::ClassifyPoints,
            Answer::Class(_) => Purpose::ClassifyPictures,
        };
        presets::ALL
            .iter()
            .filter(move |preset| preset.purpose == purpose)
    }

    /// Channels or classes that a network's answer must have.
    pub fn answers(&self) -> usize {
        match self.experiment.answer() {
            Answer::Picture(shape) => shape.channels,
            Answer::Class(classes) => classes.max(2),
        }
    }

    /// Whether a run can start.
    pub fn ready(&self) -> bool {
        self.problems.is_empty()
    }

    /// Whether the run at hand was started from the document that is edited.
    pub fn runs_document(&self) -> bool {
        self.run.document == Some(self.document)
    }

    /// Whether a new run could begin with what the run at hand has learned.
    pub fn can_train_on(&self) -> bool {
        self.ready() && self.runs_document() && self.run.snapshot.is_some()
    }

    /// Whether the run at hand trains another network than the one that is edited.
    pub fn edited_since(&self) -> bool {
        self.run
            .architecture
            .as_ref()
            .is_some_and(|trained| **trained != self.experiment.architecture)
    }
}

/// A page of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
    /// The bench: experiment, network, curves, weights, preview.
    #[default]
    Bench,
    /// The history of denoising on a photograph.
    Timeline,
    /// The lecture's experiments.
    Lecture,
    /// A person's own photographs, cleaned.
    Clean,
}

impl Page {
    /// All pages, in the order of the bar, with their names and what they are for.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (
            Self::Bench,
            "Bench",
            "Train a network and watch it. (Ctrl+1)",
        ),
        (
            Self::Timeline,
            "Timeline",
            "Every denoiser since 1970 on your photo, against the network in training. (Ctrl+2)",
        ),
        (
            Self::Lecture,
            "Lecture",
            "Experiments that each ask one question of deep learning. (Ctrl+3)",
        ),
        (
            Self::Clean,
            "Clean a photo",
            "Drop a noisy photo, get a clean one. (Ctrl+4)",
        ),
    ];
}

/// How things are looked at; not part of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// The page.
    pub page: Page,
    /// Steps that the smoothed training curves average over.
    pub smoothing: f32,
    /// The row whose settings are open.
    pub open_row: Option<RowId>,
    /// Which group of the experiment's settings is open.
    pub open_group: &'static str,
    /// Whether the photograph is looked at although the data set asks for classes.
    pub photograph: bool,
}

impl Default for View {
    fn default() -> Self {
        Self {
            page: Page::default(),
            smoothing: 25.0,
            open_row: None,
            open_group: "Data",
            photograph: false,
        }
    }
}

/// What a run is doing.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum RunState {
    /// There is none.
    #[default]
    None,
    /// Data and network are made ready.
    Starting,
    /// It trains.
    Training,
    /// It waits.
    Paused,
    /// It was opened from the disk and may go on.
    Kept,
    /// It was told to stop and ends after this step.
    Stopping,
    /// It has ended.
    Done(Summary),
    /// It has failed: the sentence to show, with the cure.
    Failed(Text),
}

/// A run, as far as it has told.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// The experiment's name.
    pub name: String,
    /// Whether it trains a network that cleans pictures.
    pub cleans: bool,
    /// What it is doing.
    pub state: RunState,
    /// The number of the document that it was started from.
    pub document: Option<usize>,
    /// Everything it said that can be drawn.
    pub history: History,
    /// The training loss.
    pub loss: Trace,
    /// The training metric.
    pub metric: Trace,
    /// The newest network.
    pub snapshot: Option<Arc<Snapshot>>,
    /// What is trained, which may differ from the document by now.
    pub architecture: Option<Arc<Architecture>>,
    /// Which pictures it learns from and which it is judged on; none where nobody knows.
    pub parts: Option<Arc<Parts>>,
    /// Steps it was asked for.
    pub steps: u64,
    /// Trainable numbers.
    pub parameters: usize,
    /// The folder it is kept in.
    pub folder: Option<PathBuf>,
    /// Something it warned of.
    pub warning: Option<String>,
}

impl Run {
    /// Takes an event in.
    pub fn record(&mut self, event: &Event) {
        self.history.record(event);
        match event {
            Event::Started {
                parameters,
                architecture,
                parts,
                ..
            } => {
                self.parts = Some(parts.clone());
                self.parameters = *parameters;
                self.architecture = Some(architecture.clone());
                if self.state == RunState::Starting {
                    self.state = RunState::Training;
                }
            }
            Event::Steps(steps) => {
                for step in steps {
                    self.loss.push(step.step, step.loss);
                    self.metric.push(step.step, step.metric);
                }
            }
            Event::Paused(paused) => match (&self.state, paused) {
                (RunState::Stopping, _) => {}
                (_, true) => self.state = RunState::Paused,
                (_, false) => self.state = RunState::Training,
            },
            Event::Snapshot(snapshot) => self.snapshot = Some(snapshot.clone()),
            Event::Warning(text) => self.warning = Some(text.clone()),
            Event::Validation(_) | Event::TimeLeft { .. } | Event::Saved(_) => {}
        }
    }

    /// Takes over what a run on the disk said.
    pub fn restore(&mut self, history: History) {
        for step in &history.steps {
            self.loss.push(step.step, step.loss);
            self.metric.push(step.step, step.metric);
        }
        self.history = history;
    }

    /// Whether a job is at work (or waits to go on).
    pub fn alive(&self) -> bool {
        matches!(
            self.state,
            RunState::Starting | RunState::Training | RunState::Paused | RunState::Stopping
        )
    }

    /// Steps done. Of a run on the disk the curves may be thinned out; then its weights know better.
    pub fn step(&self) -> u64 {
        let learned = self.snapshot.as_ref().map_or(0, |snapshot| snapshot.step);
        self.history.step().max(learned)
    }

    /// Share of the steps done, 0..1.
    pub fn fraction(&self) -> f32 {
        self.step() as f32 / self.steps.max(1) as f32
    }

    /// The newest judgement on held-out examples.
    pub fn validation(&self) -> Option<&ValidationRecord> {
        self.history.validations.last()
    }

    /// What is judged.
    pub fn judged(&self) -> Metric {
        self.history.metric.unwrap_or(Metric::Psnr)
    }
}

//! What panels read and edit: the document, the run as far as it has told, and how they are looked at.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::places;
use crate::desk::{Document, Name, Runs, matter_of};
pub use crate::desk::{Networks, Run, RunState};
use crate::image::Image;
use crate::nn::presets::{self, Preset, PresetKind};
use crate::nn::{Report, RowId};
use crate::train::task::Answer;
use crate::train::{Experiment, Mend, Problem, spare_memory};
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

/// What is to be said of an experiment as it was edited.
pub struct Check {
    /// What the check says about its network.
    pub report: Report,
    /// Everything that keeps the experiment from running.
    pub problems: Vec<Problem>,
    /// The change of one number that would make the network's answer fit, where there is one.
    pub mend: Option<Mend>,
    /// A ready-made network that fits, where none of the one's numbers mends it.
    pub fitting: Option<&'static Preset>,
    /// Bytes of memory that training may take.
    pub spare: u64,
}

impl Check {
    /// Checks an experiment.
    pub fn of(experiment: &Experiment) -> Self {
        let report = experiment.check();
        let (shape, classes) = (experiment.data.shape(), experiment.data.classes().len());
        let problems = experiment.problems_with(&report, shape, classes);
        let mut check = Self {
            report,
            mend: problems.iter().find_map(|problem| problem.mend),
            problems,
            fitting: None,
            spare: spare_memory(),
        };
        check.fitting = check.fitting(experiment);
        check
    }

    /// Whether each row for itself is right.
    pub fn rows_right(&self) -> bool {
        self.report.rows.iter().all(Result::is_ok)
    }

    /// Where the network answers something else than what is asked and no number in a row mends that: one that does.
    fn fitting(&self, experiment: &Experiment) -> Option<&'static Preset> {
        let (network, shape) = (&experiment.architecture, experiment.data.shape());
        let wrong = !self.passed() && self.mend.is_none() && !network.rows.is_empty();
        // A single wrong row is mended where it stands; if it is the first, the examples are of another kind.
        let first = self.report.rows.first().is_some_and(Result::is_err);
        let other = self.rows_right() || first || shape.is_vector() && network.sees_pixels();
        let fits = |preset: &&Preset| {
            let mut tried = experiment.clone();
            tried.architecture = (preset.make)(answers_of(experiment));
            tried.problems().is_empty()
        };
        let mut all = presets_of(experiment).filter(|_| wrong && other);
        all.find(fits)
    }

    /// Whether the experiment can run.
    pub fn passed(&self) -> bool {
        self.problems.is_empty()
    }
}

/// What a network for what an experiment asks does.
fn kind_of(experiment: &Experiment) -> PresetKind {
    match experiment.answer() {
        Answer::Picture(_) => PresetKind::Denoise,
        Answer::Class(_) | Answer::Number if experiment.data.shape().is_vector() => {
            PresetKind::ClassifyPoints
        }
        Answer::Class(_) | Answer::Number => PresetKind::ClassifyPictures,
    }
}

/// The ready-made networks for that.
fn presets_of(experiment: &Experiment) -> impl Iterator<Item = &'static Preset> + use<> {
    let kind = kind_of(experiment);
    presets::ALL
        .iter()
        .filter(move |preset| preset.kind == kind)
}

/// Channels or classes that its network must answer with.
fn answers_of(experiment: &Experiment) -> usize {
    match experiment.answer() {
        Answer::Picture(shape) => shape.channels,
        Answer::Class(classes) => classes.max(2),
        Answer::Number => 1,
    }
}

/// What the menus list.
#[derive(Default)]
pub struct Menus {
    /// The pages, in the order of the bar.
    pub pages: Vec<PageName>,
    /// Experiments that ship with the program.
    pub experiments: Vec<Named>,
    /// Files and folders that can be opened again, the newest first.
    pub recent: Vec<PathBuf>,
    /// The last edits that can be taken back, and those that can be made again: the next one first.
    pub edits: [Vec<Name>; 2],
    /// Pictures that were dropped together, to be paged through.
    pub album: Vec<PathBuf>,
}

impl Menus {
    /// The place of that picture among those that were dropped together, and how many they are.
    pub fn paged(&self, path: Option<&Path>) -> Option<(usize, usize)> {
        let at = self.album.iter().position(|other| Some(&**other) == path)?;
        (self.album.len() > 1).then_some((at, self.album.len()))
    }
}

/// Everything that panels share.
pub struct Workbench {
    /// The document: it is edited in place, and nobody has to be told.
    pub document: Document,
    /// What is to be said of it; renewed after every edit.
    pub check: Check,
    /// Where the document was last saved or opened.
    pub file: Option<PathBuf>,
    /// Whether it was edited since.
    pub unsaved: bool,
    /// The edits that can be taken back and made again.
    pub undo: [Option<Name>; 2],
    /// The runs; one of them is shown.
    pub runs: Runs,
    /// Threads for the next run; 0 = one per core.
    pub threads: usize,
    /// What the menus list.
    pub menus: Menus,
    /// How things are looked at.
    pub view: View,
}

impl Workbench {
    /// A workbench with a document and no run.
    pub fn new(experiment: Experiment) -> Self {
        Self {
            check: Check::of(&experiment),
            document: Document::new(experiment),
            file: None,
            unsaved: false,
            undo: [None, None],
            runs: Runs::default(),
            threads: 0,
            menus: Menus::default(),
            view: View::default(),
        }
    }

    /// Checks the experiment again; call after every edit of the document.
    pub fn recheck(&mut self) {
        self.check = Check::of(&self.document.experiment);
    }

    /// The run that is shown.
    pub fn run(&self) -> &Run {
        self.runs.shown()
    }

    /// Puts a ready-made network in the place of the one that is edited.
    pub fn take_preset(&mut self, preset: &Preset) {
        self.document.experiment.architecture =
            preset.fitted(self.document.experiment.data.shape(), self.answers());
        self.document.text = None;
        self.view.open_row = None;
    }

    /// What keeps the network from answering what the data set asks, when each row for itself is right.
    pub fn misfit(&self) -> Option<String> {
        self.problem().filter(|_| self.check.rows_right())
    }

    /// The first thing that keeps the experiment from running, in words; rows are named by their places.
    pub fn problem(&self) -> Option<String> {
        self.check
            .problems
            .first()
            .map(|problem| self.told(&problem.text()))
    }

    /// A text in words, its rows named by their places.
    pub fn told(&self, text: &Text) -> String {
        places::told(&self.document.experiment.architecture, text)
    }

    /// Whether the run at hand has measured how long rows take.
    pub fn times_measured(&self) -> bool {
        let shown = self.run().networks.shown();
        self.runs_document()
            && shown.is_some_and(|shown| shown.vitals.iter().any(|row| row.time > 0.0))
    }

    /// The share of a step's time that the row at `at` takes, where the run at hand has measured it.
    pub fn time_of(&self, at: usize) -> Option<f32> {
        let row = self.document.experiment.architecture.rows.get(at)?;
        let run = self.run();
        // A row that was edited takes another time.
        let mut trained = run.trainee.architecture.as_ref()?.rows.iter();
        let id = trained.find(|other| *other == row)?.id;
        let vitals = &run.networks.newest()?.vitals;
        vitals.iter().find(|one| one.row == id).map(|one| one.time)
    }

    /// What a network for the data set's task does.
    pub fn preset_kind(&self) -> PresetKind {
        kind_of(&self.document.experiment)
    }

    /// The ready-made networks for the data set's task.
    pub fn presets(&self) -> impl Iterator<Item = &'static Preset> + use<> {
        presets_of(&self.document.experiment)
    }

    /// Channels or classes that a network's answer must have.
    pub fn answers(&self) -> usize {
        answers_of(&self.document.experiment)
    }

    /// Most steps a second that a run of the document may make.
    pub fn pace(&self) -> f32 {
        self.view.paces[usize::from(!self.document.experiment.data.on_plane())]
    }

    /// The same from now on.
    pub fn set_pace(&mut self, pace: f32) {
        let which = usize::from(!self.document.experiment.data.on_plane());
        self.view.paces[which] = pace;
    }

    /// Whether a run can start.
    pub fn ready(&self) -> bool {
        self.check.passed()
    }

    /// Whether the run at hand was started from the document that is edited.
    pub fn runs_document(&self) -> bool {
        self.run().asked.document == Some(self.document.number)
    }

    /// Whether the run at hand trains a network for the examples of the document.
    pub fn knows_examples(&self) -> bool {
        let asked = &self.run().asked;
        !asked.cleans && asked.matter == matter_of(&self.document.experiment)
    }

    /// Whether a new run could begin with what the run at hand has learned.
    pub fn can_train_on(&self) -> bool {
        self.ready() && self.runs_document() && self.run().networks.newest().is_some()
    }

    /// Whether the run at hand trains another network than the one that is edited.
    pub fn edited_since(&self) -> bool {
        self.run()
            .trainee
            .architecture
            .as_ref()
            .is_some_and(|trained| **trained != self.document.experiment.architecture)
    }
}

/// A page as the bar names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageName {
    /// Its name in what is kept.
    pub id: &'static str,
    /// Its name in the window.
    pub label: &'static str,
    /// What it is for, and its keys.
    pub help: String,
}

/// What a network that tells classes apart is looked into with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Looked {
    /// The picture.
    pub subject: Subject,
    /// The picture that a person has opened, with the name of its file.
    pub given: Option<(String, Arc<Image>)>,
    /// The class whose evidence is shown; `None`: the one that is answered.
    pub class: Option<usize>,
    /// The point of the plane that is looked at, where examples are points; `None`: the middle.
    pub point: Option<[f32; 2]>,
    /// The row and number of the unit whose sum is told.
    pub unit: Option<(RowId, usize)>,
    /// The class that pictures are of and the one that they are taken for, where only these are listed.
    pub cell: Option<[usize; 2]>,
}

/// A picture that is looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The held-out picture of this number, from 0.
    HeldOut(usize),
    /// What a person draws.
    Drawn,
    /// The picture that a person has opened.
    Given,
}

impl Default for Subject {
    fn default() -> Self {
        Self::HeldOut(0)
    }
}

/// How things are looked at; not part of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// The page, by its id.
    pub page: &'static str,
    /// The page on which the bar of the training stays although no network is trained there.
    pub bar: Option<&'static str>,
    /// Steps that the smoothed training curves average over.
    pub smoothing: f32,
    /// Whether the curves of the run before are seen beside those of the run.
    pub before: bool,
    /// The row whose settings are open.
    pub open_row: Option<RowId>,
    /// Which group of the experiment's settings is open.
    pub open_group: &'static str,
    /// What is looked into of a network that tells classes apart.
    pub looked: Looked,
    /// Whether the photograph is looked at although the data set asks for classes.
    pub photograph: bool,
    /// Most steps a second of runs on points of the plane, and of others; infinite = as fast as they can.
    pub paces: [f32; 2],
}

/// Steps a second at which points are learned at first: slow enough to be watched.
const WATCHED: f32 = 25.0;

impl Default for View {
    fn default() -> Self {
        Self {
            page: "bench",
            bar: None,
            smoothing: 25.0,
            before: true,
            open_row: None,
            open_group: "Data",
            looked: Looked::default(),
            photograph: false,
            paces: [WATCHED, f32::INFINITY],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data;

    /// Every network that is offered for a data set fits its examples; what does not fit has a reason.
    #[test]
    fn presets_fit_every_data_set_or_say_why_not() {
        let mut taken = 0;
        for entry in data::ALL {
            let mut bench = Workbench::new(Experiment::named("denoise-quick").unwrap());
            let experiment = &mut bench.document.experiment;
            let before = experiment.clone();
            experiment.data = (entry.make)();
            experiment.suit_data(&before);
            let (shape, answers) = (experiment.data.shape(), bench.answers());
            for preset in bench.presets() {
                if preset.misfit(shape, answers).is_some() {
                    continue;
                }
                bench.take_preset(preset);
                bench.recheck();
                assert!(bench.check.report.ok(), "{} {}", entry.id, preset.id);
                taken += 1;
            }
        }
        assert!(taken > 40, "{taken}");
    }
}

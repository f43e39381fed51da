//! Small work beside the window: reading, writing, asking for a file. Each is a job that ends with one outcome.

use std::path::PathBuf;
use std::sync::Arc;

use super::clean::{Alike, Known};
use super::offer::Offer;
use super::preview::Photograph;
use crate::data::{Table, TextData};
use crate::figure::Figure;
use crate::image::Image;
use crate::job::{Job, Parting, Wake};
use crate::say;
use crate::store::model::FoundModel;
use crate::store::picture::Original;
use crate::store::run::{BestWeights, FoundRun};
use crate::train::{Checkpoint, Experiment};
use crate::ui::action::Clip;
use crate::ui::panels::lecture::Shown;

/// What a task has found or done.
pub enum Outcome {
    /// An experiment was read from a file, and what is to be known of it.
    Experiment(Box<Experiment>, PathBuf, Option<String>),
    /// The folder of a run was read.
    Run(Box<FoundRun>),
    /// Runs were moved aside, to these places, and the first one's name.
    Deleted(Vec<PathBuf>, String),
    /// The run that was at work when the program ended can go on.
    Unfinished(Box<Offer>),
    /// That run was read, to go on at once.
    GoOn(Box<FoundRun>),
    /// The best weights of the run in this folder were read.
    Best(Box<BestWeights>, PathBuf),
    /// A trained network was read from a file.
    Network(Box<FoundModel>, PathBuf),
    /// A run that was packed into one file.
    Packed(PathBuf),
    /// A file holds weights of another program, without their network.
    State(PathBuf),
    /// The path is a picture.
    Picture(PathBuf, Decoded),
    /// The path is a folder to learn from: the id of the data set that reads it, its classes (0 = none), and what else
    /// is to be known.
    Folder(PathBuf, &'static str, usize, Option<String>),
    /// The path is a table to learn from: its classes, and what is to be said of its columns.
    Table(Box<Table>, Vec<String>, Vec<String>),
    /// The path is a text to learn from, of so many different letters.
    Text(Box<TextData>, usize),
    /// The path is a picture that was dropped together with one that is shown.
    Paged(PathBuf),
    /// The path is a folder for a lab: of classes to learn from, or of pictures to be answered.
    Asked(PathBuf, bool),
    /// The path is a picture, or a folder of pictures, for a lab to work on.
    Own(PathBuf),
    /// A folder holds so many pictures to clean.
    Pictures(PathBuf, usize),
    /// The experiment, of the document with this number, was written to this file; what stood there before is kept in
    /// the other one.
    Saved {
        /// The file.
        path: PathBuf,
        /// The document's number.
        document: usize,
        /// Where the file as it was is kept.
        kept: Option<PathBuf>,
        /// What was written.
        text: String,
    },
    /// What several paths that were dropped together turned out to be, in their order.
    Several(Vec<Outcome>),
    /// A person chose a path for something.
    Chosen(Errand, PathBuf),
    /// The system shows no dialog: what was made goes there, which is to be said.
    Unasked(Errand, PathBuf),
    /// A new run can begin with weights that were learned before.
    TrainOn {
        /// What to train.
        experiment: Box<Experiment>,
        /// Where it begins.
        checkpoint: Box<Checkpoint>,
        /// The step of the run before whose weights those are.
        step: u64,
        /// How it begins.
        words: String,
        /// The folder of the run that it comes from, where it is kept.
        origin: Option<PathBuf>,
    },
    /// Something is ready for the clipboard; what it is, in words.
    Copied(Clip, String),
    /// Something worth telling was done.
    Done(String),
    /// Something went wrong: the sentence with the cure.
    Failed(String),
    /// The system shows no dialog for opening.
    NoDialog,
    /// Nothing to tell.
    Nothing,
}

/// A picture that was decoded, for what it was given for.
pub enum Decoded {
    /// To compare methods on it: with its own noise, or to be made noisy.
    ToCompare {
        /// The picture.
        source: Arc<Photograph>,
        /// Whether it is noisy already.
        noisy: bool,
    },
    /// As an example whose class a network names.
    Example(Arc<Image>),
    /// For a lab to answer it; and as it is seen, its middle square.
    Asked(Arc<Image>, Arc<egui::ColorImage>),
    /// To clean it.
    ToClean(Known),
}

/// A cleaned photograph to be saved.
#[derive(Clone)]
pub struct Cleaned {
    /// The picture.
    pub image: Arc<Image>,
    /// How the original was stored.
    pub original: Arc<Original>,
    /// How its further pages are cleaned.
    pub alike: Alike,
    /// Where the original is, which is never replaced.
    pub from: Option<PathBuf>,
    /// A free name beside it.
    pub name: PathBuf,
}

/// What a path is asked for, with what is written there: while a person answers, the window may go on to something
/// else.
#[derive(Clone)]
pub enum Errand {
    /// To open it.
    Open,
    /// To learn from it.
    Data,
    /// To save this experiment there, of the document with this number.
    Save(Box<Experiment>, usize),
    /// To copy the run in this folder there.
    Run(PathBuf),
    /// To write a page that tells of the run in this folder there.
    Report(PathBuf),
    /// To export the network of the run in this folder, as the ending says.
    Export(PathBuf),
    /// To save this picture there.
    Picture(Arc<Image>),
    /// To save this figure there, as the ending says.
    Figure(Arc<Figure>),
    /// To save a cleaned photograph there.
    Cleaned(Box<Cleaned>),
    /// To clean all pictures of it.
    CleanFolder,
    /// To write a lab's figures into it.
    Figures {
        /// The lab's id.
        lab: &'static str,
        /// What it found.
        found: Vec<Shown>,
        /// What became of its claim, as JSON.
        verdict: Option<String>,
    },
}

/// The tasks at work.
pub struct Tasks {
    wake: Wake,
    jobs: Vec<Job<(), (), Outcome>>,
    /// Those that ask a person: nobody waits for them when the window closes.
    asking: Vec<Job<(), (), Outcome>>,
}

impl Tasks {
    /// No tasks.
    pub fn new(wake: Wake) -> Self {
        Self {
            wake,
            jobs: Vec::new(),
            asking: Vec::new(),
        }
    }

    /// Starts a task.
    pub fn start(
        &mut self,
        name: &str,
        work: impl FnOnce() -> Outcome + Send + 'static,
    ) -> Option<Outcome> {
        Self::begin(&mut self.jobs, &self.wake, name, work)
    }

    /// Starts one that waits for a person.
    pub fn ask(&mut self, work: impl FnOnce() -> Outcome + Send + 'static) -> Option<Outcome> {
        Self::begin(&mut self.asking, &self.wake, "ask for a path", work)
    }

    fn begin(
        jobs: &mut Vec<Job<(), (), Outcome>>,
        wake: &Wake,
        name: &str,
        work: impl FnOnce() -> Outcome + Send + 'static,
    ) -> Option<Outcome> {
        match Job::start(name, Arc::clone(wake), |_| work()) {
            Ok(job) => {
                jobs.push(job);
                None
            }
            Err(error) => Some(Outcome::Failed(
                say!(
                    "no thread could be started ({}): close other programs and try again",
                    error.to_string()
                )
                .to_string(),
            )),
        }
    }

    /// What waits for the tasks at work, all but those that wait for a person.
    pub fn partings(&self) -> Vec<Parting> {
        self.jobs.iter().map(Job::parting).collect()
    }

    /// The outcomes of the tasks that have ended, in the order in which they were started.
    pub fn ended(&mut self) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        let mut running = |job: &Job<(), (), Outcome>| match job.output() {
            None => true,
            Some(output) => {
                outcomes.push(output.unwrap_or_else(|panic| {
                    let name = job.name();
                    Outcome::Failed(
                        say!(
                            "\"{}\" broke off because of a fault in Lemida ({}): please \
                        report it",
                            name,
                            panic
                        )
                        .to_string(),
                    )
                }));
                false
            }
        };
        self.jobs.retain(&mut running);
        self.asking.retain(&mut running);
        outcomes
    }
}

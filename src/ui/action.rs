//! What a person may ask for that is no edit: panels edit the document in place, and push actions, which the shell
//! carries out at the end of the frame.

use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use super::state::Workbench;
use crate::figure::Figure;
use crate::labs::Poke;
use crate::store::run::About;
use crate::train::Experiment;

/// What a command does.
#[derive(Clone)]
pub enum Deed {
    /// It asks for an action.
    Do(Action),
    /// It edits the document, in place.
    Edit(Rc<dyn Fn(&mut Workbench)>),
}

impl Deed {
    /// An edit.
    pub fn edit(edit: impl Fn(&mut Workbench) + 'static) -> Self {
        Self::Edit(Rc::new(edit))
    }
}

/// Something to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Start a new run of the experiment as it stands; a run in progress is told to stop.
    Train,
    /// Start a new run of the experiment as it stands, with the weights that were learned in rows that have not changed
    /// since.
    TrainOn,
    /// The same with the weights of the step that is looked at.
    Fork,
    /// Start so many runs of the experiment as it stands, one after the other, each with the next seed.
    TrainSeeds(u64),
    /// Train, or pause or resume the run in progress: whichever is next.
    TrainOrPause,
    /// Pause the run.
    Pause,
    /// Resume the run.
    Resume,
    /// Open the run that was at work when the program ended, and go on with it.
    GoOn,
    /// The run that was at work when the program ended is not offered any more.
    Forgo,
    /// Make one step, then pause; starts a paused run when there is none.
    Step,
    /// End the run; what was learned is kept.
    Stop,
    /// Forget the run: curves, weights and the network's picture.
    Reset,
    /// Look at the weights of the run that were judged best, and clean with them; or at the newest again.
    BestWeights,
    /// Put the run's warning away; it was read.
    DismissWarning,
    /// Find a learning rate for the experiment as it stands.
    FindRate,
    /// Learn at this rate from now on.
    LearningRate(f32),
    /// Most steps a second from now on; infinite = as fast as it can.
    Pace(f32),
    /// Threads for the next run; 0 = one per core.
    Threads(usize),

    /// Take the last edit back.
    Undo,
    /// Make the last edit taken back again.
    Redo,
    /// Take so many edits back, or make so many again where the number is positive.
    Travel(isize),
    /// Replace the experiment by one that ships with the program.
    LoadNamed(String),
    /// Replace the experiment by this one and turn to it.
    Load(Box<Experiment>),
    /// Save the experiment where it was last saved, or ask where.
    Save,
    /// Ask where to save the experiment.
    SaveAs,
    /// Save the experiment to this file.
    SaveTo(PathBuf),
    /// Ask where to copy the run's folder.
    SaveRunAs,
    /// Write a page that tells of the run at hand, and opens again, where a person says.
    SaveReport,
    /// Write the network of the run at hand for other programs, or the run in one file, where a person says.
    Export,

    /// Ask for a file or folder to open.
    OpenDialog,
    /// Ask for a folder of photographs or classes to learn from.
    DataFolderDialog,
    /// Open a path, whatever it is. An image goes to the preview: with its own noise if `noisy`, else noise is added.
    Open {
        /// The file or folder.
        path: PathBuf,
        /// Whether an image is noisy already.
        noisy: bool,
    },
    /// Open several paths that were dropped together.
    OpenTogether(Vec<PathBuf>),
    /// Open the picture that lies so many further on (or back) among those that were dropped together; of those that
    /// ship with the program where none were.
    Leaf(i32),
    /// Ask where to save a picture of the comparison.
    SaveImage {
        /// The entry's id: `clean`, `noisy`, `network` or a method.
        entry: String,
    },

    /// Do something with runs on the disk.
    Runs(RunsAction),

    /// Ask where to save what the page of this id has made.
    SaveOf(&'static str),
    /// Copy or save a figure.
    Figure(FigureDeed, Arc<Figure>),
    /// Lay something on the clipboard.
    Clip(Clip),

    /// Bring the panel of this id to the front, where it lies behind others.
    Front(&'static str),
    /// Turn to the page of this id.
    Page(&'static str),
    /// Show this lab, by its place among all.
    Lab(usize),
    /// Do what the page at hand has to do: the lab that is looked at.
    Begin,
    /// Switch between light and dark.
    SwitchTheme,
    /// Put every panel back in its place.
    ResetLayout,
    /// Open or close the command palette.
    CommandPalette,
    /// Open or close the sheet of keyboard shortcuts.
    Shortcuts,
}

/// What is done with runs on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunsAction {
    /// Open the run in this folder on the bench.
    Open(PathBuf),
    /// Say this of the run in this folder.
    Say(PathBuf, About),
    /// Keep this note of the run in this folder, if it is another one.
    Note(PathBuf, String),
    /// Delete the runs in these folders; they can be brought back for a while.
    Delete(Vec<PathBuf>),
    /// Bring back the runs that were moved to these places.
    BringBack(Vec<PathBuf>),
    /// Remove for good everything that was deleted.
    Purge,
}

/// What is done with a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureDeed {
    /// Its numbers go to the clipboard as CSV.
    CopyTable,
    /// It goes to the clipboard as a picture.
    CopyPicture,
    /// A person is asked where to save it.
    Save,
}

/// Something for the clipboard.
#[derive(Clone, PartialEq)]
pub enum Clip {
    /// A text.
    Text(String),
    /// A picture.
    Picture(Arc<egui::ColorImage>),
}

impl std::fmt::Debug for Clip {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Text(_) => "Text",
            Self::Picture(_) => "Picture",
        })
    }
}

/// What may be asked for where the lecture's experiments are done; the page does it.
#[derive(Clone, Debug, PartialEq)]
pub enum LectureAction {
    /// Look at all of them.
    Overview,
    /// Look at this lab, by its place in the list.
    Choose(usize),
    /// Do the experiment.
    Run,
    /// Take the settings of this suggestion, by its place, all others as at first, and do the experiment.
    Try(usize),
    /// Take all settings as they were at first.
    Reset,
    /// This was done to a figure of the lab; whether it is still held.
    Poke(Poke, bool),
    /// Open the experiment that the lab stands for on the bench.
    Bench,
    /// Give the experiment at work up.
    Cancel,
    /// Ask for a picture for the lab to answer.
    Open,
    /// Ask for a folder for the figures.
    Save,
}

/// What may be asked for where a person's own photographs are cleaned; the page does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CleanAction {
    /// Ask for a photograph to clean.
    Ask,
    /// Clean once more.
    Again,
    /// Give the cleaning at work up.
    Cancel,
    /// Ask where to save the cleaned photograph.
    Save,
    /// Ask for a folder of photographs to clean.
    AskFolder,
    /// Clean the folder that was given.
    Batch,
    /// Forget the folder that was given.
    DropOffer,
    /// Stop cleaning the folder.
    CancelBatch,
}

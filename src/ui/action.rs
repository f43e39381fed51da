//! What a person may ask for. Panels push actions; the shell carries them out at the end of the frame.

use std::path::PathBuf;
use std::sync::Arc;

use super::state::Page;
use crate::figure::Figure;
use crate::setting::Value;

/// Something to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Start a new run of the experiment as it stands; a run in progress is told to stop.
    Train,
    /// Start a new run of the experiment as it stands, with the weights that were learned in rows that have not changed since.
    TrainOn,
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
    /// Put the run's warning away; it was read.
    DismissWarning,
    /// Learn at this rate from now on.
    LearningRate(f32),
    /// Threads for the next run; 0 = one per core.
    Threads(usize),

    /// The experiment was edited in place. Edits of one name that follow each other closely are undone together.
    Edited(String),
    /// Take the last edit back.
    Undo,
    /// Make the last edit taken back again.
    Redo,
    /// Replace the experiment by one that ships with the program.
    LoadNamed(String),
    /// Replace the network by one that ships with the program.
    Preset(String),
    /// Save the experiment where it was last saved, or ask where.
    Save,
    /// Ask where to save the experiment.
    SaveAs,
    /// Save the experiment to this file.
    SaveTo(PathBuf),
    /// Ask where to copy the run's folder.
    SaveRunAs,

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
    /// Another embedded photograph in the preview: so many places further on.
    NextPhoto(i32),
    /// The σ (0..1) of the noise that the photograph brought along; `None` = estimate it.
    OwnSigma(Option<f32>),
    /// Change a method's settings; its answer is made anew.
    Tune {
        /// The method's id.
        method: String,
        /// What changes.
        change: Tuning,
    },
    /// Ask where to save a picture of the comparison.
    SaveImage {
        /// The entry's id: `clean`, `noisy`, `network` or a method.
        entry: String,
    },

    /// Copy or save a figure.
    Figure(FigureDeed, Arc<Figure>),
    /// Lay something on the clipboard.
    Clip(Clip),

    /// Something on the page that cleans photographs.
    Clean(CleanAction),
    /// What is asked for on the page of labs.
    Lecture(LectureAction),

    /// Turn to a page of the window.
    Page(Page),
    /// Switch between light and dark.
    SwitchTheme,
    /// Put every panel back in its place.
    ResetLayout,
    /// Open or close the command palette.
    CommandPalette,
    /// Open or close the sheet of keyboard shortcuts.
    Shortcuts,
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

/// A change of a method's settings.
#[derive(Clone, Debug, PartialEq)]
pub enum Tuning {
    /// The setting of this key takes this value.
    Set(&'static str, Value),
    /// All settings are again what they were at first.
    Reset,
}

/// What may be asked for where the lecture's experiments are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LectureAction {
    /// Look at this lab, by its place in the list.
    Choose(usize),
    /// Do the experiment.
    Run,
    /// Look at this row and column of the lab's pictures, and do the experiment again.
    Pick(usize, usize),
    /// Give the experiment at work up.
    Cancel,
    /// Ask for a folder for the figures.
    Save,
}

/// What may be asked for where a person's own photographs are cleaned.
#[derive(Clone, Debug, PartialEq)]
pub enum CleanAction {
    /// Ask for a photograph to clean.
    Ask,
    /// Show another photograph that ships with the program, with noise added.
    Example,
    /// Clean with this method.
    Method(String),
    /// Clean once more.
    Again,
    /// Change the method's settings.
    Tune(Tuning),
    /// Tell the method this σ (0..1); `None` = estimate it.
    Sigma(Option<f32>),
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

//! Opening: what a path is, and what is done with it. The dialogs of the system run beside the window.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::tasks::{Outcome, Purpose};
use crate::store::experiment::load_experiment;
use crate::store::identify::{Found, identify};
use crate::store::image;
use crate::store::model::load_model;
use crate::store::run::RunFolder;

/// A dialog that is answered sooner than this was not seen by anybody.
const UNSEEN: Duration = Duration::from_millis(250);

/// Finds out what `path` is and reads it as far as needed.
pub fn open(path: PathBuf, noisy: bool) -> Outcome {
    let failed = |error: crate::store::StoreError| Outcome::Failed(error.to_string());
    match identify(&path) {
        // Only decoding tells whether a picture is whole.
        Found::Image => image::open(&path).map_or_else(failed, |_| Outcome::Picture(path, noisy)),
        Found::Experiment => load_experiment(&path).map_or_else(failed, |experiment| {
            Outcome::Experiment(Box::new(experiment), path)
        }),
        Found::Run => {
            RunFolder::open(&path).map_or_else(failed, |found| Outcome::Run(Box::new(found)))
        }
        Found::Photos(_) => Outcome::Folder(path, "folder-photos", 0),
        Found::Classes(classes) => Outcome::Folder(path, "folder-classes", classes.len()),
        Found::Model => {
            load_model(&path).map_or_else(failed, |model| Outcome::Model(Box::new(model), path))
        }
        Found::Unusable(error) => Outcome::Failed(error.to_string()),
    }
}

/// The same for several paths, in their order.
pub fn open_together(paths: Vec<PathBuf>) -> Outcome {
    let open_one = |path: PathBuf| {
        let noisy = called_noisy(&path);
        open(path, noisy)
    };
    Outcome::Several(paths.into_iter().map(open_one).collect())
}

/// Whether a file is called noisy by its name.
pub fn called_noisy(path: &Path) -> bool {
    path.file_stem()
        .is_some_and(|name| name.to_string_lossy().to_lowercase().contains("noisy"))
}

/// Asks the person for a path with the system's own dialog; may take as long as the person does.
pub fn ask(purpose: Purpose, name: &str) -> Outcome {
    let began = Instant::now();
    let dialog = rfd::FileDialog::new();
    let answer = match &purpose {
        Purpose::Open => dialog
            .set_title("Open a photo or an experiment")
            .pick_file(),
        Purpose::Data => dialog
            .set_title("A folder of photos, or of one folder a class")
            .pick_folder(),
        Purpose::Save => dialog
            .set_title("Save the experiment")
            .add_filter("experiment", &["toml"])
            .set_file_name(format!("{name}.toml"))
            .save_file(),
        Purpose::Run => dialog
            .set_title("A folder to copy the run into")
            .pick_folder(),
        Purpose::Picture(_) => dialog
            .set_title("Save the picture")
            .add_filter("picture", &["png", "tiff", "npy"])
            .set_file_name(format!("{name}.png"))
            .save_file(),
    };
    match answer {
        Some(path) => Outcome::Chosen(purpose, path),
        None if began.elapsed() < UNSEEN => Outcome::Failed(
            "this system shows no file dialog: press Ctrl+K and type the path instead, or drop the file on the window"
                .into(),
        ),
        None => Outcome::Nothing,
    }
}

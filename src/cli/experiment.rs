//! Finding the experiment that a command means: by name, by file, or by run folder.

use std::path::{Path, PathBuf};

use super::Failure;
use super::out::complain;
use crate::setting::nearest;
use crate::store::experiment::load_told;
use crate::store::identify::{exists, is_folder};
use crate::store::place::settle;
use crate::train::{Experiment, NAMED};

/// What a command's `EXPERIMENT` turned out to be.
#[allow(clippy::large_enum_variant, reason = "there is one at a time")]
pub(super) enum Meant {
    /// An experiment, by name or from a file.
    Experiment(Experiment),
    /// The folder of a run.
    Folder(PathBuf),
}

/// Finds out what is meant. A file or folder of that name in the present folder is meant only when it is written
/// with a slash or an ending. Data that the experiment names relative to itself are looked for there.
pub(super) fn find(text: &str) -> Result<Meant, Failure> {
    if let Some(mut experiment) = Experiment::named(text) {
        settle(&mut experiment, None);
        return Ok(Meant::Experiment(experiment));
    }
    let path = Path::new(text);
    if is_folder(path) {
        return Ok(Meant::Folder(path.into()));
    }
    if exists(path) || text.contains(['/', '\\', '.']) {
        let (experiment, words) = load_told(path).map_err(Failure::task)?;
        if let Some(words) = words {
            complain(&words);
        }
        return Ok(Meant::Experiment(experiment));
    }
    let names = NAMED.iter().map(|named| named.id);
    let hint = match nearest(text, names.clone()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("there are {}", names.collect::<Vec<_>>().join(", ")),
    };
    Err(Failure::Use(format!(
        "there is no file and no experiment named \"{text}\"; {hint}"
    )))
}

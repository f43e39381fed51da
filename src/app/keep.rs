//! Keeps a run in its folder. The folder is made on the run's own thread, when the run has begun: a disk may be slow.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::Home;
use crate::store::run::{RunFolder, RunKeeper};
use crate::train::{Checkpoint, Event, Experiment, Keeper};

/// Where a run is kept, as soon as that is known.
pub type Place = Arc<OnceLock<PathBuf>>;

/// Keeps a run in a folder that is made at the first event. Where that fails, the first event says so, and every
/// checkpoint tries again and says so again.
pub struct LateKeeper {
    home: Home,
    folder: Option<RunFolder>,
    experiment: Experiment,
    from: u64,
    /// What is to be noted at the beginning: where its weights come from.
    words: Option<String>,
    place: Place,
    keeper: Option<RunKeeper>,
    /// Making the folder has failed: events are not tried again, checkpoints are.
    failed: bool,
}

impl LateKeeper {
    /// For a new run (`folder` none), or one that goes on in its folder from step `from`.
    pub fn new(
        home: Home,
        folder: Option<RunFolder>,
        experiment: Experiment,
        from: u64,
        place: Place,
    ) -> Self {
        Self {
            home,
            folder,
            experiment,
            from,
            words: None,
            place,
            keeper: None,
            failed: false,
        }
    }

    /// The same; the run's log says at its beginning where its weights come from.
    pub fn beginning_with(self, words: Option<String>) -> Self {
        Self { words, ..self }
    }

    fn folder(&self) -> Result<Option<RunFolder>, String> {
        let experiment = &self.experiment;
        let made = match (&self.folder, &self.home) {
            (Some(folder), _) => return Ok(Some(folder.clone())),
            (None, Home::None) => return Ok(None),
            (None, Home::Person) => RunFolder::create_somewhere(experiment),
            (None, Home::Folder(home)) => RunFolder::create_under(&home.join("runs"), experiment),
        };
        made.map(Some).map_err(|error| error.to_string())
    }

    /// The keeper, made if need be; none where nothing is to be kept.
    fn keeper(&mut self) -> Result<Option<&mut RunKeeper>, String> {
        if self.keeper.is_none()
            && let Some(folder) = self.folder().inspect_err(|_| self.failed = true)?
        {
            let keeper = folder
                .keeper(&self.experiment, self.from)
                .map_err(|error| {
                    self.failed = true;
                    error.to_string()
                })?;
            let path: &Path = folder.path();
            // The place is told once; a second telling would say the same.
            let _ = self.place.set(path.to_owned());
            self.keeper = Some(keeper);
            self.failed = false;
        }
        Ok(self.keeper.as_mut())
    }
}

impl Keeper for LateKeeper {
    fn keep(&mut self, checkpoint: &Checkpoint) -> Result<(), String> {
        self.keeper()?
            .map_or(Ok(()), |keeper| keeper.keep(checkpoint))
    }

    fn note(&mut self, event: &Event) -> Result<(), String> {
        if self.failed {
            return Ok(());
        }
        let words = self.words.take();
        let Some(keeper) = self.keeper()? else {
            return Ok(());
        };
        if let Some(words) = words {
            keeper.note(&Event::Warning(words))?;
        }
        keeper.note(event)
    }
}

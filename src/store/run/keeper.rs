//! What writes a run into its folder.

use std::path::Path;
use std::sync::Arc;

use super::curves::Curves;
use super::lock::Lock;
use super::log::Log;
use super::place::Place;
use super::tape::TapeFolder;
use super::{
    CURVES, EXPERIMENT, LOG, PICTURES, RunFolder, TAPE, best, checkpoint, judged, pictures, refuge,
};
use crate::StoreError;
use crate::experiment::save_experiment;
use crate::model::Meaning;
use crate::nn::Weights;
use crate::train::{Checkpoint, Event, Experiment, Keeper, Told, ValidationRecord};

/// Writes a run into its folder: curves and log as they come, checkpoints when asked.
pub struct RunKeeper {
    folder: RunFolder,
    experiment: Experiment,
    /// What its answers mean, as soon as the data are read.
    meaning: Meaning,
    curves: Curves,
    log: Log,
    tape: TapeFolder,
    /// The metric of the best weights that are kept.
    best: f32,
    place: Place,
    word: Option<String>,
    _lock: Lock,
}

impl RunKeeper {
    pub(super) fn new(
        folder: &RunFolder,
        experiment: &Experiment,
        step: u64,
    ) -> Result<Self, StoreError> {
        let path = folder.path();
        let lock = Lock::take(path)?;
        let kept = checkpoint::kept_step(path)?;
        if kept > step {
            return Err(StoreError::new(
                path,
                format!("this run has gone on to step {kept} since it was opened at step {step}"),
                "open it again",
            ));
        }
        sweep(path);
        checkpoint::finish(path)?;
        save_experiment(&path.join(EXPERIMENT), experiment)?;
        let place = Place::default();
        place.set(path);
        Ok(Self {
            folder: folder.clone(),
            experiment: experiment.clone(),
            meaning: Meaning {
                classes: experiment.data.classes(),
                measure: None,
            },
            curves: Curves::open(&path.join(CURVES), step, experiment.training.steps)?,
            log: Log::open(&path.join(LOG))?,
            tape: TapeFolder::open(&path.join(TAPE), step),
            best: best::metric(path, step),
            place,
            word: None,
            _lock: lock,
        })
    }

    /// The same, telling `place` where the run is kept.
    #[must_use]
    pub fn telling(self, place: Place) -> Self {
        place.set(self.folder.path());
        Self { place, ..self }
    }

    fn flush(&mut self) -> Result<(), String> {
        let path = self.folder.path().join(CURVES);
        self.curves
            .flush()
            .map_err(|error| StoreError::writing(&path, &error).to_string())
    }

    fn write(&mut self, checkpoint: &Checkpoint) -> Result<(), String> {
        // Curves first: a checkpoint promises that they reach its step.
        self.flush()?;
        // A run that begins with weights from elsewhere also begins with what they have seen.
        if let Some(parts) = checkpoint.parts.as_ref().filter(|parts| !parts.is_empty()) {
            pictures::save(&self.folder.path().join(PICTURES), parts)
                .map_err(|error| error.to_string())?;
        }
        let folder = self.folder.path();
        checkpoint::save(folder, &self.experiment, checkpoint, &self.meaning)
            .map_err(|error| error.to_string())
    }

    /// Takes the run to another folder.
    fn move_to(&mut self, folder: RunFolder) -> Result<(), StoreError> {
        let path = folder.path();
        let lock = Lock::take(path)?;
        save_experiment(&path.join(EXPERIMENT), &self.experiment)?;
        self.curves.move_to(&path.join(CURVES))?;
        self.log.move_to(&path.join(LOG))?;
        self.tape = TapeFolder::open(&path.join(TAPE), 0);
        self.best = f32::NEG_INFINITY;
        self.place.set(path);
        self._lock = lock;
        self.folder = folder;
        Ok(())
    }
}

impl Keeper for RunKeeper {
    fn keep(&mut self, checkpoint: &Checkpoint) -> Result<(), String> {
        let old = self.folder.path().to_owned();
        // An emptied folder would take the checkpoint, and nothing else of the run.
        let written = if old.join(EXPERIMENT).exists() {
            self.write(checkpoint)
        } else {
            Err(String::new())
        };
        let Err(trouble) = written else {
            return Ok(());
        };
        let Some(what) = refuge::lost(&old) else {
            return Err(trouble);
        };
        let moved = refuge::find(&old).and_then(|folder| self.move_to(folder));
        moved.map_err(|error| error.to_string())?;
        self.word = Some(format!(
            "the run's folder {} {what}: all of the run is kept in {} from now on",
            old.display(),
            self.folder.path().display()
        ));
        self.write(checkpoint)
    }

    fn note(&mut self, event: &Event) -> Result<(), String> {
        match event {
            Event::Started {
                metric,
                classes,
                measure,
                parts,
                ..
            } => {
                self.curves.start(*metric);
                self.meaning.classes.clone_from(classes);
                self.meaning.measure.clone_from(measure);
                if !parts.is_empty() {
                    pictures::save(&self.folder.path().join(PICTURES), parts)
                        .map_err(|error| error.to_string())?;
                }
            }
            Event::Steps(records) => self.curves.steps(records),
            Event::Validation(record) => self.curves.validation(record),
            // Not where the folder was emptied: it would look as if a run were there.
            Event::Judged(record, on) if self.folder.path().join(EXPERIMENT).exists() => {
                judged::save(self.folder.path(), record, *on).map_err(|error| error.to_string())?;
            }
            _ => {}
        }
        let path = self.folder.path().join(LOG);
        self.log
            .note(event)
            .map_err(|error| StoreError::writing(&path, &error).to_string())?;
        self.flush()
    }

    fn remembers(&self) -> bool {
        true
    }

    fn mark(&mut self, step: u64, weights: &Arc<Weights>) -> Result<(), String> {
        // Not where the folder was emptied: it would look as if a run were there.
        if !self.folder.path().join(EXPERIMENT).exists() {
            return Ok(());
        }
        let marked = self.tape.mark(step, weights);
        marked.map_err(|error| error.to_string())
    }

    fn judged(&mut self, record: &ValidationRecord, weights: &Arc<Weights>) -> Result<(), String> {
        let folder = self.folder.path();
        let better = record.metric > self.best || self.best.is_nan();
        if !better || !folder.join(EXPERIMENT).exists() {
            return Ok(());
        }
        best::save(folder, &self.experiment, record, weights, &self.meaning)
            .map_err(|error| error.to_string())?;
        self.best = record.metric;
        Ok(())
    }

    fn told(&mut self) -> Option<Told> {
        self.word.take().map(Told::Word)
    }
}

/// Removes what a killed run left half written.
fn sweep(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(".lemida-") {
            // Only untidy if it fails.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

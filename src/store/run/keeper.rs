//! What writes a run into its folder.

use std::path::PathBuf;

use super::curves::Curves;
use super::lock::Lock;
use super::log::Log;
use super::{CURVES, EXPERIMENT, LOG, PICTURES, RunFolder, checkpoint, pictures};
use crate::store::StoreError;
use crate::store::experiment::save_experiment;
use crate::train::{Checkpoint, Event, Experiment, Keeper};

/// Writes a run into its folder: curves and log as they come, checkpoints when asked.
pub struct RunKeeper {
    folder: PathBuf,
    experiment: Experiment,
    /// The names of the classes, as soon as the data are read.
    classes: Vec<String>,
    curves: Curves,
    log: Log,
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
        Ok(Self {
            folder: path.into(),
            experiment: experiment.clone(),
            classes: experiment.data.classes(),
            curves: Curves::open(&path.join(CURVES), step, experiment.training.steps)?,
            log: Log::open(&path.join(LOG))?,
            _lock: lock,
        })
    }

    fn flush(&mut self) -> Result<(), String> {
        let path = self.folder.join(CURVES);
        self.curves
            .flush()
            .map_err(|error| StoreError::writing(&path, &error).to_string())
    }
}

impl Keeper for RunKeeper {
    fn keep(&mut self, checkpoint: &Checkpoint) -> Result<(), String> {
        // Curves first: a checkpoint promises that they reach its step.
        self.flush()?;
        // A run that begins with weights from elsewhere also begins with what they have seen.
        if let Some(parts) = checkpoint.parts.as_ref().filter(|parts| !parts.is_empty()) {
            pictures::save(&self.folder.join(PICTURES), parts)
                .map_err(|error| error.to_string())?;
        }
        checkpoint::save(&self.folder, &self.experiment, checkpoint, &self.classes)
            .map_err(|error| error.to_string())
    }

    fn note(&mut self, event: &Event) -> Result<(), String> {
        match event {
            Event::Started {
                metric,
                classes,
                parts,
                ..
            } => {
                self.curves.start(*metric);
                self.classes.clone_from(classes);
                if !parts.is_empty() {
                    pictures::save(&self.folder.join(PICTURES), parts)
                        .map_err(|error| error.to_string())?;
                }
            }
            Event::Steps(records) => self.curves.steps(records),
            Event::Validation(record) => self.curves.validation(record),
            _ => {}
        }
        let path = self.folder.join(LOG);
        self.log
            .note(event)
            .map_err(|error| StoreError::writing(&path, &error).to_string())?;
        self.flush()
    }
}

/// Removes what a killed run left half written.
fn sweep(folder: &std::path::Path) {
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

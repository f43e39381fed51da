//! Keeps a run in its folder. The folder is made on the run's own thread, when the run has begun: a disk may be slow.

use std::sync::Arc;

use super::Home;
use crate::nn::Weights;
use crate::store::run::{About, Place, RunFolder, RunKeeper};
use crate::train::{Checkpoint, Event, Experiment, Keeper, Told, ValidationRecord};

/// How a run begins.
pub enum Begin {
    /// With first values.
    Anew,
    /// With first values and one step; then it pauses.
    OneStep,
    /// With weights from elsewhere: how, in words, and from which run's step.
    With(Checkpoint, String, String),
    /// Where it was kept.
    Again(Checkpoint, RunFolder),
}

/// Keeps a run in a folder that is made at the first event. Where that fails, the first event says so, and every
/// checkpoint tries again and says so again.
pub struct LateKeeper {
    home: Home,
    folder: Option<RunFolder>,
    experiment: Experiment,
    from: u64,
    /// What is to be kept and noted at the beginning: weights from elsewhere, and from where.
    begin: Option<(Checkpoint, String)>,
    /// What is said of it from the beginning.
    about: About,
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
            begin: None,
            about: About::default(),
            place,
            keeper: None,
            failed: false,
        }
    }

    /// The same for a run that begins with weights from elsewhere: they are kept at once, so that it can be resumed
    /// from its very beginning, and its log says where that was.
    pub fn beginning_with(self, begin: Option<(Checkpoint, String)>) -> Self {
        Self { begin, ..self }
    }

    /// The same for a run of which something is said from the beginning: what it is begun together with, or from.
    pub fn about(self, about: About) -> Self {
        Self { about, ..self }
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
            // What is said of one that goes on stays.
            if self.about != About::default() {
                self.about.save(folder.path()).map_err(|error| {
                    self.failed = true;
                    error.to_string()
                })?;
                self.about = About::default();
            }
            self.keeper = Some(keeper.telling(self.place.clone()));
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
        self.keeper()?;
        let Some(keeper) = &mut self.keeper else {
            return Ok(());
        };
        if let Some((checkpoint, words)) = self.begin.take() {
            keeper.keep(&checkpoint)?;
            keeper.note(&Event::Warning(words))?;
        }
        keeper.note(event)
    }

    fn remembers(&self) -> bool {
        !self.failed
    }

    fn mark(&mut self, step: u64, weights: &Arc<Weights>) -> Result<(), String> {
        // It comes after the first event, which has made the folder.
        match &mut self.keeper {
            Some(keeper) => keeper.mark(step, weights),
            None => Ok(()),
        }
    }

    fn judged(&mut self, record: &ValidationRecord, weights: &Arc<Weights>) -> Result<(), String> {
        match &mut self.keeper {
            Some(keeper) => keeper.judged(record, weights),
            None => Ok(()),
        }
    }

    fn told(&mut self) -> Option<Told> {
        self.keeper.as_mut().and_then(Keeper::told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Metric;

    #[test]
    fn weights_from_elsewhere_are_kept_before_the_first_step() {
        let home = tempfile::tempdir().unwrap();
        let experiment = Experiment::named("points-xor").unwrap();
        let (begin, _) = Checkpoint::keeping_weights(&experiment, &[]).unwrap();
        let (place, home) = (Place::default(), Home::Folder(home.path().into()));
        let mut keeper = LateKeeper::new(home, None, experiment, 0, place.clone())
            .beginning_with(Some((begin.clone(), "it goes on from step 7".into())))
            .about(About {
                from: "points-xor-1, step 7".into(),
                ..About::default()
            });
        let started = Event::Started {
            metric: Metric::Accuracy,
            step: 0,
            parameters: 1,
            architecture: Arc::default(),
            classes: Vec::new(),
            measure: None,
            parts: Arc::default(),
        };
        keeper.note(&started).unwrap();
        drop(keeper);
        let found = RunFolder::open(&place.get().unwrap()).unwrap();
        assert_eq!(found.checkpoint.unwrap().weights, begin.weights);
        let about = About::load(&place.get().unwrap()).unwrap();
        assert_eq!(about.from, "points-xor-1, step 7");
        let log = place.get().unwrap().join("log.txt");
        let log = std::fs::read_to_string(log).unwrap();
        assert!(log.contains("it goes on from step 7"), "{log}");
    }
}

//! The run: starting it, telling it things, reading what it says.

mod aside;

use std::path::Path;
use std::sync::Arc;

use super::LemidaApp;
use super::keep::{Begin, LateKeeper};
use super::offer::Offer;
use super::perform::file_name;
use super::seeds::Queue;
use super::tasks::Outcome;
use crate::data::Parts;
use crate::desk::Trainee;
use crate::job::{self, Rank};
use crate::nn::{Model, Weights};
use crate::say;
use crate::store::place::{data_in_folder, settle};
use crate::store::run::{About, FoundRun, Place, RunFolder};
use crate::train::{
    Checkpoint, Command, Experiment, Options, Snapshot, TrainError, TrainJob, Trained, start_told,
};
use crate::ui::action::Action;
use crate::ui::format;
use crate::ui::state::RunState;
use aside::Aside;

/// Seconds between checkpoints: what a power cut may cost. They are written beside training, which only waits for its
/// copy of the weights.
const CHECKPOINTS: f64 = 2.0;

/// Where the run at hand is kept, and where an opened one can go on.
#[derive(Default)]
pub struct Kept {
    place: Place,
    resume: Option<Box<(Experiment, Checkpoint, RunFolder)>>,
}

/// The run at work, and what is known of it.
#[derive(Default)]
pub struct Trainer {
    /// The run's job.
    pub job: Option<TrainJob>,
    kept: Kept,
    /// The run before, until this one has begun.
    aside: Option<Box<Aside>>,
    /// The learning rate that is told to the run when a person has let go of it.
    pub rate_due: Option<f32>,
    /// The pace that the run is still to be told.
    pub pace_due: Option<f32>,
    /// The run that can be gone on with.
    pub offer: Option<Offer>,
    /// Runs that wait for their turn.
    pub queue: Queue,
}

impl LemidaApp {
    /// Starts a new run; the one in progress is told to stop, and what it still says reaches nobody.
    pub(super) fn train(&mut self, one_step: bool) {
        if let Some(problem) = self.bench.problem() {
            self.over.toasts.warn(problem);
            return;
        }
        let experiment = self.bench.document.experiment.clone();
        if !self.bench.runs_document() {
            self.tell_where_kept();
        }
        self.make_room(None);
        let begin = if one_step {
            Begin::OneStep
        } else {
            Begin::Anew
        };
        self.launch(experiment, begin);
    }

    /// Starts a new run of the document as edited that begins with the newest weights where they fit, or with those of
    /// the step that is looked at.
    pub(super) fn train_on(&mut self, looked_at: bool) {
        let networks = &self.bench.run().networks;
        let learned = if looked_at {
            networks.shown()
        } else {
            networks.newest()
        };
        let learned = learned.cloned();
        let Some(snapshot) = learned.filter(|_| self.bench.runs_document()) else {
            self.over.toasts
                .warn(say!("this experiment has learned nothing yet that a new run could begin with: train first"));
            return;
        };
        if let Some(problem) = self.bench.problem() {
            self.over.toasts.warn(problem);
            return;
        }
        let experiment = self.bench.document.experiment.clone();
        let run = self.bench.run().folder.clone();
        let seen = self.bench.run().trainee.parts.clone();
        self.task("carry weights over", move || {
            let carried = Checkpoint::keeping_weights(&experiment, &snapshot.model.weights);
            let (checkpoint, [kept, all]) = match carried {
                Ok(carried) => carried,
                Err(error) => return Outcome::Failed(error.to_string()),
            };
            let which = if kept == all {
                "every row keeps its weights".to_owned()
            } else {
                format!("{kept} of {all} sets of weights fit, the other rows start anew")
            };
            Outcome::TrainOn {
                experiment: Box::new(experiment),
                checkpoint: Box::new(checkpoint.having_seen(seen.map(|seen| (*seen).clone()))),
                step: snapshot.step,
                words: format!("goes on from step {}: {which}", snapshot.step),
                origin: run,
            }
        });
    }

    /// Starts the new run that [`Self::train_on`] has made ready, unless the document was edited meanwhile.
    pub(super) fn begin_with(
        &mut self,
        experiment: Experiment,
        checkpoint: Checkpoint,
        step: u64,
        words: &str,
        origin: Option<&Path>,
    ) {
        if self.bench.document.experiment != experiment {
            self.over.toasts.warn(say!(
                "the experiment was edited before the run could begin: train on again"
            ));
            return;
        }
        self.make_room(Some(step));
        let [mut log, mut from] = [format!("it {words}"), String::new()];
        if let Some(folder) = origin {
            log += &format!(" ({})", folder.display());
            from = format!("{}, step {}", file_name(folder), format::grouped(step));
        }
        let begin = Begin::With(checkpoint, log, from);
        self.launch(experiment, begin);
        self.over.toasts.say(say!("the new run {}", words));
    }

    /// Puts the run in the window among what can be opened again.
    pub(super) fn remember_run(&mut self) {
        let run = self.bench.run();
        let folder = self.trainer.kept.place.get().or_else(|| run.folder.clone());
        if let Some(folder) = folder.filter(|_| run.state != RunState::None) {
            self.remember_path(folder);
        }
    }

    /// Says where the run that is about to leave the window is kept, and how it comes back.
    pub(super) fn tell_where_kept(&mut self) {
        let run = self.bench.run();
        if run.state == RunState::None {
            return;
        }
        let folder = self.trainer.kept.place.get().or_else(|| run.folder.clone());
        let Some(folder) = folder else {
            return;
        };
        let text = format!(
            "the run of {} is kept in the folder {}: experiment menu, Open again",
            run.asked.name,
            folder.file_name().unwrap_or_default().to_string_lossy()
        );
        let back = Action::OpenTogether(vec![folder.clone()]);
        self.over
            .toasts
            .offer("kept run", text, ("Bring back", back, None));
        self.remember_path(folder);
    }

    /// Starts a new run of an experiment with first values.
    pub(super) fn launch_anew(&mut self, experiment: Experiment) {
        self.launch(experiment, Begin::Anew);
    }

    fn launch(&mut self, mut experiment: Experiment, begin: Begin) {
        // The run keeps where its data are, wherever the next window is opened.
        settle(&mut experiment, None);
        let first = matches!(begin, Begin::OneStep).then_some(Command::Step);
        let mut about = About {
            group: self.trainer.queue.group(),
            ..About::default()
        };
        let (resume, folder, words) = match begin {
            Begin::Anew | Begin::OneStep => (None, None, None),
            Begin::With(checkpoint, words, from) => {
                about.from = from;
                (Some(checkpoint), None, Some(words))
            }
            Begin::Again(checkpoint, folder) => (Some(checkpoint), Some(folder), None),
        };
        let pace = self.pace();
        let run = self.bench.runs.shown_mut();
        run.state = RunState::Starting;
        run.asked.take(&experiment);
        let options = Options {
            pace,
            threads: self.bench.threads,
            rank: Rank::Behind,
            checkpoint_seconds: CHECKPOINTS,
            ..Options::default()
        };
        let from = resume.as_ref().map_or(0, |checkpoint| checkpoint.step);
        let keeper = LateKeeper::new(
            self.memory.home.clone(),
            folder,
            experiment.clone(),
            from,
            self.trainer.kept.place.clone(),
        )
        .beginning_with(resume.clone().zip(words))
        .about(about);
        let job = start_told(
            experiment,
            resume,
            self.services.shelf.clone(),
            options,
            Box::new(keeper),
            self.services.wake.clone(),
            first,
        );
        match job {
            Ok(job) => {
                // A signal ends it even where the window has no time for it.
                job::stop_on_interrupt(job.progress());
                self.memory.farewell.borrow_mut().run = Some(job.parting());
                self.trainer.job = Some(job);
            }
            Err(error) => {
                let text = say!(
                    "no thread could be started ({}): close other programs and train again",
                    error.to_string()
                );
                self.fail(text);
            }
        }
    }

    /// Goes on: with the paused run, or with an opened one from where it was kept.
    pub(super) fn resume(&mut self) {
        if let Some(kept) = self.trainer.kept.resume.take() {
            let (experiment, checkpoint, folder) = *kept;
            self.launch(experiment, Begin::Again(checkpoint, folder));
        } else {
            self.tell(Command::Resume);
        }
    }

    /// Tells the run something.
    pub(super) fn tell(&mut self, command: Command) {
        let Some(job) = &self.trainer.job else {
            return;
        };
        if !job.command(command) {
            self.over.toasts.warn(say!(
                "the run is busy and did not hear that: try again in a moment"
            ));
            return;
        }
        if command == Command::Stop {
            self.bench.runs.shown_mut().state = RunState::Stopping;
        }
    }

    /// Reads what the run has said; called once a frame.
    pub(super) fn listen(&mut self) {
        self.keep_pace();
        let Some(job) = &self.trainer.job else {
            return;
        };
        // The output is looked at first: all events were sent before it.
        let output = job.output();
        while let Some(event) = job.event() {
            self.bench.runs.shown_mut().record(&event);
        }
        self.let_go();
        let place = self.trainer.kept.place.get();
        if place.is_some() && place != self.bench.run().folder {
            self.bench.runs.shown_mut().folder.clone_from(&place);
            if let Some(folder) = place {
                self.remember_path(folder);
            }
        }
        if let Some(folder) = self.trainer.kept.place.get() {
            self.at_work(&folder);
        }
        if let Some(output) = output {
            // Broken off by a fault, or with the program by a signal, it is still to be gone on with.
            if output.is_ok() && !job::interrupted() {
                self.forgo();
            }
            self.trainer.job = None;
            if let Ok(Ok(trained)) = &output
                && let Some(text) = &trained.summary.unsaved
            {
                self.bench.runs.shown_mut().warning = Some(text.clone());
            }
            let state = ended(output);
            let went_well = matches!(&state, RunState::Done(summary) if !summary.stopped);
            match state {
                RunState::Failed(why) => self.fail(why),
                state => self.bench.runs.shown_mut().state = state,
            }
            self.go_on_with_seeds(went_well);
        }
    }

    /// Shows a run that was kept: its experiment, its curves, its network; Resume goes on with it.
    pub(super) fn show_run(&mut self, found: FoundRun) {
        let FoundRun {
            folder,
            experiment,
            checkpoint,
            tape,
            history,
            words,
        } = found;
        for words in words {
            self.over.toasts.say(words);
        }
        if self.bench.run().folder.as_deref() != Some(folder.path()) {
            self.tell_where_kept();
        }
        self.forget_run();
        let run = self.bench.runs.shown_mut();
        run.asked.take(&experiment);
        run.folder = Some(folder.path().to_owned());
        run.state = RunState::Kept;
        run.restore(history);
        let seen = checkpoint.as_ref().and_then(|begun| begun.parts.clone());
        let architecture = Arc::new(experiment.architecture.clone());
        run.trainee = Trainee {
            architecture: Some(architecture.clone()),
            parameters: experiment.check().parameters(),
            parts: seen
                .or_else(|| (!data_in_folder(&experiment)).then(Parts::default))
                .map(Arc::new),
        };
        if let Some(checkpoint) = checkpoint {
            let model = |weights: Weights| Model {
                architecture: Arc::clone(&architecture),
                channels: experiment.data.shape().channels,
                weights: Arc::new(weights),
            };
            for (step, weights) in tape.into_iter().filter(|(step, _)| *step < checkpoint.step) {
                run.networks
                    .take(Arc::new(Snapshot::kept(step, model(weights))));
            }
            let newest = Snapshot::kept(checkpoint.step, model(checkpoint.weights.clone()));
            run.networks.take(Arc::new(newest));
            if checkpoint.step < experiment.training.steps && checkpoint.spent.early.is_none() {
                let resume = (experiment.clone(), checkpoint, folder);
                self.trainer.kept.resume = Some(Box::new(resume));
            }
            self.replace_document(experiment, None);
        } else {
            self.replace_document(experiment, None);
        }
        self.bench.runs.shown_mut().asked.document = Some(self.bench.document.number);
    }

    /// Whether an opened run can go on.
    pub(super) fn can_go_on(&self) -> bool {
        self.trainer.kept.resume.is_some()
    }
}

/// The state after the end.
fn ended(output: Result<Result<Trained, TrainError>, String>) -> RunState {
    match output {
        Ok(Ok(trained)) => RunState::Done(trained.summary),
        Ok(Err(error)) => RunState::Failed(error.text()),
        Err(panic) => RunState::Failed(say!(
            "the run broke off because of a fault in Lemida ({}): what was saved is kept; please report it",
            panic
        )),
    }
}

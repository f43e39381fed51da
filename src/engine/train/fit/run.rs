//! The loop itself: batch, forward, loss, backward, optimizer; between steps it listens and tells.

mod telling;

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::judge::Judge;
use super::pace::Pace;
use super::record::Recorder;
use super::rescue::{Rescue, sound};
use super::rules::time_is_up;
use super::state::{checkpoint_of, same_classes, slot_of, unknown_parts};
use super::{Checkpoint, Keeper, Options, TrainError, Trained};
use crate::data::{self, Batch, Examples, Parts, Shelf};
use crate::job::Link;
use crate::math::random::{Purpose, Stream};
use crate::nn::{Architecture, Model, Network};
use crate::say;
use crate::train::task::Lot;
use crate::train::{
    Command, Early, Event, Experiment, JudgedOn, Learner, Problem, Spent, StepRecord, Summary,
};
use crate::words::Text;

/// The largest batch that settings allow; examples of different steps never share a stream.
pub const STREAMS_PER_STEP: u64 = 4096;
/// The rows' states are told about so often in a run.
const MOMENTS: u64 = 200;
/// Least time between networks given to the keeper to be looked at some time.
const MARKS: Duration = Duration::from_millis(500);

pub(super) struct Run<'a> {
    pub(super) experiment: &'a Experiment,
    pub(super) options: &'a Options,
    pub(super) link: &'a Link<Command, Event>,
    pub(super) recorder: Recorder<'a>,
    examples: Arc<dyn Examples>,
    pub(super) parts: Arc<Parts>,
    /// What is said when it is not known what was learned from before.
    unsure: Option<String>,
    pub(super) architecture: Arc<Architecture>,
    pub(super) learner: Learner,
    batch: Batch,
    judge: Judge,
    pub(super) rescue: Rescue,
    pub(super) learning_rate: f32,
    pub(super) paused: bool,
    /// While paused: one step is wanted.
    pub(super) single: bool,
    pub(super) stopped: bool,
    /// The weights before a step after which the rows are looked at.
    before: Vec<f32>,
    pub(super) pace: Pace,
    /// What the rules by which it ends early have seen; its seconds are those before this run of the program.
    pub(super) spent: Spent,
    pub(super) last_snapshot: Instant,
    /// The step of the last network that was shown.
    pub(super) seen: u64,
    last_mark: Instant,
    unmarked: bool,
    pub(super) last_checkpoint: Instant,
    /// Seconds after it at which the next is due.
    pub(super) patience: f64,
    /// The step of the last checkpoint given to the keeper.
    pub(super) given: u64,
    pub(super) unsaved: Option<String>,
    /// The step of the last checkpoint written.
    pub(super) saved: u64,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        experiment: &'a Experiment,
        resume: Option<Checkpoint>,
        shelf: &dyn Shelf,
        options: &'a Options,
        keeper: &'a mut dyn Keeper,
        link: &'a Link<Command, Event>,
    ) -> Result<Self, TrainError> {
        // Before anything is loaded or built: what cannot work is refused, however large it claims to be.
        refuse(&experiment.problems())?;
        let seen = resume.as_ref().and_then(|begun| begun.parts.clone());
        let data = &experiment.data;
        let kept = seen.clone().unwrap_or_default();
        let examples = data::load(&**data, shelf, experiment.seed, &kept)?;
        let parts = Arc::new(examples.parts());
        let unsure = resume
            .as_ref()
            .filter(|_| seen.is_none() && !parts.is_empty());
        let unsure = unsure.map(|begun| unknown_parts(begun.step));
        if let Some(begun) = &resume {
            same_classes(begun, examples.classes())?;
        }
        let input = examples.shape();
        let report = experiment.check_for(input);
        refuse(&experiment.problems_with(&report, input, examples.classes().len()))?;
        let mut network = Network::new(
            &experiment.architecture,
            input,
            experiment.init,
            experiment.seed,
        )?;
        let mut learning_rate = experiment.training.learning_rate;
        if let Some(checkpoint) = &resume {
            network.set_weights(&checkpoint.weights).map_err(|error| {
                TrainError::Resume(say!(
                    "the checkpoint does not fit the experiment: {}; start a new run instead",
                    error.text()
                ))
            })?;
            learning_rate = checkpoint.learning_rate;
        }
        let length = network.values().len();
        let mut learner = Learner::new(network, experiment.optimizer.clone(), experiment.seed);
        // Who was told to go on goes on, whatever it ended by.
        let spent = resume.as_ref().map_or_else(Spent::default, |begun| Spent {
            early: None,
            ..begun.spent
        });
        // A start from other weights has no memory yet.
        if let Some(checkpoint) = resume.filter(|begun| begun.step > 0) {
            let names = experiment.optimizer.slots().iter();
            let slots = names.map(|name| slot_of(&checkpoint, name, length));
            learner = learner.having_done(checkpoint.step, slots.collect::<Result<_, _>>()?);
        }
        let now = Instant::now();
        let start = checkpoint_of(&learner, learning_rate);
        let step = start.step;
        Ok(Self {
            options,
            link,
            recorder: Recorder::new(keeper, link, experiment.training.steps),
            judge: Judge::new(experiment, &*examples),
            examples,
            parts,
            unsure,
            architecture: Arc::new(experiment.architecture.clone()),
            batch: Batch::default(),
            rescue: Rescue::new(start),
            learning_rate,
            paused: false,
            single: false,
            stopped: false,
            before: Vec::new(),
            pace: Pace::new(options.pace),
            spent,
            last_snapshot: now,
            seen: step,
            last_mark: now,
            unmarked: false,
            last_checkpoint: now,
            patience: options
                .first_checkpoint_seconds
                .min(options.checkpoint_seconds),
            given: step,
            unsaved: None,
            saved: step,
            learner,
            experiment,
        })
    }

    pub(super) fn finish(mut self) -> Result<Trained, TrainError> {
        self.recorder.say_after_steps(Event::Started {
            metric: self.experiment.task.metric(),
            step: self.step(),
            parameters: self.learner.network().values().len(),
            architecture: self.architecture.clone(),
            classes: self.examples.classes().to_vec(),
            measure: self.examples.measure().cloned(),
            parts: self.parts.clone(),
        });
        for words in self.examples.left_out().iter().chain(&self.unsure) {
            self.recorder.say_after_steps(Event::Warning(words.clone()));
        }
        self.tell_moment(false);
        if self.options.snapshot_seconds.is_finite() {
            self.offer_snapshot();
        }
        self.mark(Instant::now());
        let (done, training) = (self.step(), &self.experiment.training);
        if done > 0 && done < training.steps && done.is_multiple_of(training.validate_every) {
            // Curves forget what was judged where a run was broken off; the rules do not.
            let spent = self.spent;
            self.judge_some();
            if spent.judged == done {
                self.spent = spent;
            }
        }
        self.kept_through_a_fault(Self::steps)?;
        let seconds = self.recorder.seconds();
        if !sound(&self.checkpoint()) {
            return Err(self.diverged(self.step(), f64::NAN, self.learning_rate));
        }
        // First what was learned is put in safety and shown, then it is judged: judging takes the network's answers'
        // place.
        self.save();
        if self.options.snapshot_seconds.is_finite() {
            self.offer_snapshot();
        }
        // When the caller has gone there is nobody to judge for.
        let (judgement, unjudged) = if self.link.stopped() {
            (None, None)
        } else {
            self.judge_all()
        };
        let (validation, judged_on) = judgement.unzip();
        let summary = Summary {
            steps: self.step(),
            stopped: self.stopped,
            early: self.spent.early,
            validation,
            judged_on: judged_on.unwrap_or(JudgedOn::Examples),
            unjudged,
            metric: self.experiment.task.metric(),
            measure: self.examples.measure().cloned(),
            seconds,
            unsaved: self.unsaved.take(),
        };
        Ok(Trained {
            summary,
            model: self.model(),
            history: self.recorder.history(),
        })
    }

    /// All steps, until the last or until it is told to end.
    fn steps(&mut self) -> Result<(), TrainError> {
        let steps = self.experiment.training.steps;
        while self.step() < steps && self.spent.early.is_none() && self.goes_on() {
            self.pace.step(Instant::now());
            let record = self.one_step()?;
            let now = Instant::now();
            self.recorder.step(record, now);
            if self.step() < steps {
                self.between_steps(now);
                if time_is_up(&self.experiment.training, self.seconds()) {
                    self.spent.early = self.spent.early.or(Some(Early::Time));
                }
            }
        }
        self.recorder.settle();
        Ok(())
    }

    fn one_step(&mut self) -> Result<StepRecord, TrainError> {
        let experiment = self.experiment;
        let (done, training) = (self.step(), &experiment.training);
        let (next, batch) = (done + 1, &mut self.batch);
        let mut random = Stream::new(experiment.seed, Purpose::Shuffle, next);
        self.examples.draw(training.batch, &mut random, batch);
        let lot = Lot::Learning(next * STREAMS_PER_STEP);
        experiment.task.fill(batch, &experiment.spoiling(), lot);
        let (loss, answer) = self.learner.look(batch, &*experiment.loss);
        let metric = experiment.task.score(answer, batch.target.view()).metric();
        let learning_rate = self.learning_rate * experiment.schedule.factor(done, training.steps);
        if !(loss as f32).is_finite() {
            return Err(self.diverged(next, loss, learning_rate));
        }
        self.rescue.prove();
        let looked_at =
            next == training.steps || next.is_multiple_of(training.steps.div_ceil(MOMENTS).max(1));
        if looked_at {
            self.before.clear();
            self.before
                .extend_from_slice(self.learner.network().values());
        }
        self.learner.learn(learning_rate, training.clip);
        if looked_at {
            self.tell_moment(true);
        }
        if Rescue::due(next) {
            let checkpoint = self.checkpoint();
            self.rescue.offer(checkpoint);
        }
        Ok(StepRecord {
            step: next,
            loss: loss as f32,
            metric: metric as f32,
            learning_rate,
        })
    }

    /// Judges, shows and saves what is due.
    fn between_steps(&mut self, now: Instant) {
        if (now - self.last_snapshot).as_secs_f64() >= self.options.snapshot_seconds {
            self.offer_snapshot();
        }
        if now - self.last_mark >= MARKS {
            self.mark(now);
        }
        let every = self.experiment.training.validate_every;
        if self.step().is_multiple_of(every) {
            self.judge_some();
        }
        self.hear();
        if (now - self.last_checkpoint).as_secs_f64() >= self.patience
            && !self.recorder.keeper().busy()
        {
            self.save_beside();
        }
    }

    /// Seconds of training, those before it was broken off among them.
    fn seconds(&self) -> f64 {
        self.spent.seconds + self.recorder.seconds()
    }

    /// Steps done.
    pub(super) fn step(&self) -> u64 {
        self.learner.number()
    }

    /// The network as it stands.
    fn model(&self) -> Model {
        let network = self.learner.network();
        Model {
            architecture: self.architecture.clone(),
            channels: network.input_shape().channels,
            weights: Arc::new(network.weights()),
        }
    }
}

fn refuse(problems: &[Problem]) -> Result<(), TrainError> {
    if problems.is_empty() {
        Ok(())
    } else {
        let told = problems.iter().map(Problem::text);
        Err(TrainError::Mismatch(Text::lines(told)))
    }
}

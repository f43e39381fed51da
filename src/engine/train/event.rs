//! What a run says, and what it can be told.

use std::sync::Arc;

use super::vitals::{Moment, RowVitals};
use crate::data::{Measure, Parts};
use crate::nn::{Architecture, Model};

/// What is judged besides the loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Peak signal-to-noise ratio in dB, mean over examples, answers clipped to 0..1.
    Psnr,
    /// Share of right answers, 0..1.
    Accuracy,
    /// Share of the squares around the mean of what is learned from that answers explain (coefficient of
    /// determination): 1 = all, 0 = no better than that mean, below = worse.
    R2,
}

impl Metric {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Psnr, Self::Accuracy, Self::R2];

    /// Its name in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Psnr => "psnr",
            Self::Accuracy => "accuracy",
            Self::R2 => "r2",
        }
    }

    /// A value with its name and unit: "PSNR 28.41 dB", "accuracy 97.20 %", "R² 0.934".
    pub fn worded(self, value: f32) -> String {
        match self {
            Self::Psnr => format!("PSNR {value:.2} dB"),
            Self::Accuracy => format!("accuracy {:.2} %", 100.0 * value),
            Self::R2 => format!("R² {value:.4}"),
        }
    }
}

/// One step of training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepRecord {
    /// Steps done, from 1.
    pub step: u64,
    /// The batch's loss.
    pub loss: f32,
    /// The batch's metric.
    pub metric: f32,
    /// The learning rate used.
    pub learning_rate: f32,
}

/// A judgement on held-out examples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValidationRecord {
    /// Steps done.
    pub step: u64,
    /// Mean loss.
    pub loss: f32,
    /// Mean metric.
    pub metric: f32,
    /// How many examples were judged.
    pub examples: usize,
}

/// The network as it stands at one step.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Steps done.
    pub step: u64,
    /// The network as data.
    pub model: Model,
    /// Each row's state.
    pub vitals: Vec<RowVitals>,
}

impl Snapshot {
    /// A network that was kept at `step`, whose gradients nobody knows any more.
    pub fn kept(step: u64, model: Model) -> Self {
        let vitals = RowVitals::kept(&model);
        Self {
            step,
            model,
            vitals,
        }
    }

    /// Bytes of its weights.
    pub fn bytes(&self) -> usize {
        let numbers = self.model.weights.iter().map(|one| one.values.len());
        numbers.sum::<usize>() * size_of::<f32>()
    }
}

/// What the score at the end of a run speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JudgedOn {
    /// Examples of a data set without pictures to clean.
    Examples,
    /// The examples that it learned from, displaced at random: no others are there.
    Displaced,
    /// Patches of pictures, for the network takes no others.
    Patches,
    /// Whole pictures.
    Pictures,
    /// Pictures; of those larger than so many pixels a side, the middle.
    Middles(usize),
}

impl JudgedOn {
    /// `count` of them in words.
    pub fn words(self, count: usize) -> String {
        match self {
            Self::Examples => format!("{count} held-out examples"),
            Self::Displaced => format!("{count} examples that it learned from, displaced"),
            Self::Patches => format!("{count} held-out patches"),
            Self::Pictures => format!("{count} held-out pictures, whole"),
            Self::Middles(side) => {
                format!("{count} held-out pictures, of large ones the middle {side}×{side} pixels")
            }
        }
    }

    /// The same in few words.
    pub fn short(self, count: usize) -> String {
        match self {
            Self::Examples => format!("all {count} held out"),
            Self::Displaced => format!("all {count} displaced"),
            Self::Patches => format!("all {count} patches"),
            Self::Pictures | Self::Middles(_) => format!("{count} whole pictures"),
        }
    }

    /// In a word, for files.
    pub fn id(self) -> String {
        match self {
            Self::Examples => "examples".into(),
            Self::Displaced => "displaced".into(),
            Self::Patches => "patches".into(),
            Self::Pictures => "pictures".into(),
            Self::Middles(side) => format!("middles:{side}"),
        }
    }

    /// Which one this word means.
    pub fn of(id: &str) -> Option<Self> {
        match id {
            "examples" => Some(Self::Examples),
            "displaced" => Some(Self::Displaced),
            "patches" => Some(Self::Patches),
            "pictures" => Some(Self::Pictures),
            _ => id.strip_prefix("middles:")?.parse().ok().map(Self::Middles),
        }
    }
}

/// Why a run has ended by itself before its last step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Early {
    /// Its time was up.
    Time,
    /// It was good enough.
    Target,
    /// It got no better.
    Patience,
}

impl Early {
    /// In words, for a sentence on the end of a run.
    pub fn words(self) -> &'static str {
        match self {
            Self::Time => "its time was up",
            Self::Target => "the target was reached",
            Self::Patience => "it got no better",
        }
    }

    /// Which one this word means.
    pub fn of(id: &str) -> Option<Self> {
        [Self::Time, Self::Target, Self::Patience]
            .into_iter()
            .find(|early| early.id() == id)
    }

    /// In a word, for files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Target => "target",
            Self::Patience => "patience",
        }
    }
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Steps done.
    pub steps: u64,
    /// Whether it was stopped before its last step.
    pub stopped: bool,
    /// Why it ended before its last step by its own rules.
    pub early: Option<Early>,
    /// The judgement on all held-out examples at the end.
    pub validation: Option<ValidationRecord>,
    /// On what that judgement was made.
    pub judged_on: JudgedOn,
    /// Why there is no judgement, when it could not be made.
    pub unjudged: Option<String>,
    /// What the metric is.
    pub metric: Metric,
    /// The unit of the number that is predicted, where one is.
    pub measure: Option<Measure>,
    /// Seconds of training, pauses left out.
    pub seconds: f64,
    /// Why the last checkpoint could not be written, with the cure.
    pub unsaved: Option<String>,
}

/// What a run says.
#[derive(Clone, Debug)]
pub enum Event {
    /// The data is ready and the network is built.
    Started {
        /// What is judged.
        metric: Metric,
        /// Step from which the run goes on (0 for a new one).
        step: u64,
        /// Trainable numbers.
        parameters: usize,
        /// What is trained.
        architecture: Arc<Architecture>,
        /// The names of the classes; empty where none are told apart.
        classes: Vec<String>,
        /// The unit of the number that is predicted, where one is.
        measure: Option<Measure>,
        /// Which pictures are learned from and which are judged on; empty where they are always the same.
        parts: Arc<Parts>,
    },
    /// Steps done since the last such event, in order (several at once when steps are fast).
    Steps(Vec<StepRecord>),
    /// The states of the rows at steps done since the last such event, in order: at the first and the last, and between
    /// them at even distances that depend on nothing but the number of steps.
    Moments(Vec<Moment>),
    /// The numbers became infinite or none at this step; no more steps are made.
    Diverged(u64),
    /// Held-out examples were judged.
    Validation(ValidationRecord),
    /// All held-out examples were judged, at the end: on what. Another measure than the judgements on the way where
    /// these were made on fewer, or on the middles of pictures.
    Judged(ValidationRecord, JudgedOn),
    /// Estimated seconds until the last step, and the speed.
    TimeLeft {
        /// Seconds.
        seconds: f64,
        /// Steps per second.
        speed: f64,
    },
    /// Whether the run is paused now.
    Paused(bool),
    /// The network as it stands; the newest replaces an unread older one.
    Snapshot(Arc<Snapshot>),
    /// A checkpoint was written after this step.
    Saved(u64),
    /// Something to know that does not end the run (a checkpoint that could not be written, say).
    Warning(String),
}

/// What a run can be told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Command {
    /// Wait after this step.
    Pause,
    /// Go on.
    Resume,
    /// Make one step, then pause.
    Step,
    /// End after this step; what was learned is kept.
    Stop,
    /// Learn at this rate from now on (before the schedule's factor).
    LearningRate(f32),
    /// Make at most so many steps a second from now on; infinite = as fast as it can. It changes no result.
    Pace(f32),
    /// Send a snapshot now.
    Snapshot,
}

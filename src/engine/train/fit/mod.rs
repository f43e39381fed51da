//! The one training loop: it serves the window, the command line, the labs and the tests.

mod judge;
mod keeper;
pub mod metric;
mod obey;
mod pace;
mod record;
mod rescue;
mod rules;
mod run;
mod safety;
mod state;
mod vitals;

pub use keeper::{Forget, Keeper, Told};
pub use run::STREAMS_PER_STEP;

use super::{Command, Early, Event, Experiment, History, Summary};
use crate::data::{Parts, Shelf};
use crate::job::{self, Link};
use crate::nn::{ArchitectureError, Model, NamedTensor, Network, RowId, Weights};
use crate::say;
use crate::words::{Text, row_name};

/// How a run is carried out; nothing here changes its result.
#[derive(Clone, Debug)]
pub struct Options {
    /// Threads for data-parallel loops; 0 = one per core. Does not change a bit of the result.
    pub threads: usize,
    /// Who goes first where cores are few.
    pub rank: job::Rank,
    /// Least seconds between snapshots sent; infinite = none but those asked for.
    pub snapshot_seconds: f64,
    /// Least seconds between checkpoints; one is always made at the end.
    pub checkpoint_seconds: f64,
    /// Seconds until the first.
    pub first_checkpoint_seconds: f64,
    /// Most steps a second, for whoever watches; infinite = as fast as it can.
    pub pace: f32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            threads: 0,
            rank: job::Rank::Usual,
            snapshot_seconds: 0.5,
            checkpoint_seconds: 30.0,
            first_checkpoint_seconds: 1.0,
            pace: f32::INFINITY,
        }
    }
}

/// Everything needed to go on with a run as if it had never been interrupted.
#[derive(Clone, Debug, Default)]
pub struct Checkpoint {
    /// Steps done.
    pub step: u64,
    /// The network's numbers.
    pub weights: Weights,
    /// The optimizer's memory: name and values, as long as the trainable numbers together.
    pub slots: Vec<(String, Vec<f32>)>,
    /// The base learning rate, which a person may have changed.
    pub learning_rate: f32,
    /// The names of the classes that the network told apart; empty where nobody knows. For going on only.
    pub classes: Vec<String>,
    /// Which pictures it learned from and was judged on; none where nobody knows. For going on only.
    pub parts: Option<Parts>,
    /// What the rules by which it ends early have seen. For going on only.
    pub spent: Spent,
}

/// What the rules by which a run ends before its last step have seen of it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spent {
    /// Seconds of training, pauses left out.
    pub seconds: f64,
    /// The best judgement so far.
    pub best: Option<f32>,
    /// Judgements since that were no better.
    pub since: u64,
    /// The step of the last judgement that was counted.
    pub judged: u64,
    /// Why it has ended, where it has.
    pub early: Option<Early>,
}

impl Checkpoint {
    /// The same, knowing which pictures the weights were learned from.
    #[must_use]
    pub fn having_seen(self, parts: Option<Parts>) -> Self {
        Self { parts, ..self }
    }

    /// The beginning of a new run of `experiment` from weights that were learned elsewhere.
    ///
    /// # Errors
    /// [`TrainError`], when the network cannot be built or the weights are another one's.
    pub fn from_weights(experiment: &Experiment, weights: Weights) -> Result<Self, TrainError> {
        let mut network = untrained(experiment)?;
        network.set_weights(&weights).map_err(|error| {
            TrainError::Resume(say!(
                "these weights do not fit the experiment: {}; choose those of the same architecture",
                error.text()
            ))
        })?;
        Ok(Self::beginning(experiment, weights))
    }

    /// The beginning of a new run of `experiment` in which rows that have not changed since `weights` were learned keep
    /// theirs; the other arrays have their first values. Also: how many arrays were kept, and of how many.
    ///
    /// # Errors
    /// [`TrainError`], when the network cannot be built.
    pub fn keeping_weights(
        experiment: &Experiment,
        weights: &[NamedTensor],
    ) -> Result<(Self, [usize; 2]), TrainError> {
        let mut network = untrained(experiment)?;
        let kept = network.adopt_weights(weights);
        let weights = network.weights();
        let counts = [kept, weights.len()];
        Ok((Self::beginning(experiment, weights), counts))
    }

    fn beginning(experiment: &Experiment, weights: Weights) -> Self {
        Self {
            step: 0,
            weights,
            learning_rate: experiment.training.learning_rate,
            ..Self::default()
        }
    }
}

/// The network of an experiment with its first values.
fn untrained(experiment: &Experiment) -> Result<Network, ArchitectureError> {
    Network::new(
        &experiment.architecture,
        experiment.data.shape(),
        experiment.init,
        experiment.seed,
    )
}

/// Why a run could not start or go on.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TrainError {
    /// The data could not be made ready.
    #[error(transparent)]
    Data(#[from] crate::data::DataError),
    /// The architecture cannot be built.
    #[error(transparent)]
    Architecture(#[from] ArchitectureError),
    /// The pieces do not fit together (a classifier's answer of the wrong length, a loss for the other task, …).
    #[error("{0}")]
    Mismatch(Text),
    /// Loss or weights became NaN or infinite.
    #[error("{}", self.text())]
    Diverged {
        /// The step at which it happened.
        step: u64,
        /// The loss, as text.
        loss: String,
        /// The first row whose numbers were not finite.
        row: Option<RowId>,
        /// The rate used.
        learning_rate: f32,
        /// The step whose weights are kept.
        kept: u64,
    },
    /// The system refused what training needs.
    #[error("{0}")]
    System(String),
    /// The checkpoint does not fit the experiment.
    #[error("{0}")]
    Resume(Text),
}

impl TrainError {
    /// The sentence with the cure, which knows the rows that it speaks of.
    pub fn text(&self) -> Text {
        match self {
            Self::Architecture(error) => error.text(),
            Self::Mismatch(text) | Self::Resume(text) => text.clone(),
            Self::Diverged {
                step,
                loss,
                row,
                learning_rate,
                kept,
            } => {
                let became = match row {
                    Some(row) => say!(
                        "the loss became {} at step {}, first in {}",
                        loss,
                        *step,
                        row_name(*row)
                    ),
                    None => say!("the loss became {} at step {}", loss, *step),
                };
                say!(
                    "{}; the weights of step {} are kept. Train again with a smaller learning rate (it was {})",
                    became,
                    *kept,
                    *learning_rate
                )
            }
            Self::Data(error) => error.0.clone(),
            Self::System(words) => words.into(),
        }
    }
}

/// What a run leaves behind.
#[derive(Clone, Debug)]
pub struct Trained {
    /// How it ended.
    pub summary: Summary,
    /// The network with what it has learned.
    pub model: Model,
    /// Everything that was told on the way.
    pub history: History,
}

/// Trains. `resume` goes on from a checkpoint of the same experiment.
///
/// # Errors
/// [`TrainError`].
pub fn fit(
    experiment: &Experiment,
    resume: Option<Checkpoint>,
    shelf: &dyn Shelf,
    options: &Options,
    keeper: &mut dyn Keeper,
    link: &Link<Command, Event>,
) -> Result<Trained, TrainError> {
    job::with_threads_at(options.rank, options.threads, || {
        run::Run::new(experiment, resume, shelf, options, keeper, link)?.finish()
    })
    .map_err(TrainError::System)?
}

#[cfg(test)]
mod tests;

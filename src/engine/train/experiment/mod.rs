//! What to do: everything that decides a run's result, as one value.

mod batch;
mod by_name;
mod items;
mod memory;
mod mend;
mod named;
mod problems;
mod read;
mod reader;
mod rows;
mod write;

use std::fmt;

use crate::data::DataSet;
use crate::degrade::Operator;
use crate::degrade::noise::Noise;
use crate::degrade::operators::Nothing;
use crate::nn::init::Init;
use crate::nn::{Architecture, Loss, Optimizer, Report};
use crate::setting::{Kind, same};

use super::task::{Answer, Spoiling};
use super::{Schedule, Task};

pub use items::Difference;
pub use memory::{MemoryNeed, spare_memory};
pub use mend::Mend;
pub use named::{NAMED, Named};
pub use problems::{At, Problem};
pub use reader::{ExperimentError, Mistake};

crate::adjustable! {
    /// How long and how to train.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Training: "training", "Training", "How long and how to train." {
        /// Number of steps.
        steps: u64 = 1500, Kind::int(1, 100_000_000),
            "Steps", "steps", "How many batches to learn from; a thousand or two for a first look.";
        /// Examples per step.
        batch: usize = 16, Kind::int(1, 4096),
            "Batch", "examples", "How many examples each step averages over; 8 to 128 is usual.";
        /// Learning rate before the schedule's factor.
        learning_rate: f32 = 1e-3, Kind::log(1e-8, 1e9),
            "Learning rate", "", "How far each step moves; 0.001 suits Adam, 0.1 plain SGD.";
        /// Longest gradient; 0 = any length.
        clip: f32 = 0.0, Kind::float(0.0, 1e6),
            "Clip gradient", "", "A longer gradient is shortened to this length before a step, so that one odd batch \
            does not undo many; 0 leaves it as it is.";
        /// Steps between validations.
        validate_every: u64 = 100, Kind::int(1, 1_000_000),
            "Validate every", "steps", "How often the held-out examples are judged.";
        /// Largest number of held-out examples judged at each validation.
        validate_on: usize = 64, Kind::int(1, 100_000),
            "Validate on", "examples", "How many held-out examples are judged each time; the end of a run judges all.";
        /// Seconds of training after which it ends; 0 = any time.
        time: f32 = 0.0, Kind::float(0.0, 1e6),
            "Stop after", "s", "It ends after so many seconds of training, pauses left out; 0 = never. How many steps \
            that makes differs from time to time, so such a run can't be repeated bit for bit.";
        /// Judgement with which it ends, in dB or percent right; 0 = any.
        target: f32 = 0.0, Kind::float(0.0, 200.0),
            "Stop at", "dB or %", "It ends when the held-out examples are judged so good: in dB for pictures, in \
            percent right for classes, in percent explained (100 R²) for numbers; 0 = never.";
        /// Judgements without a better one after which it ends; 0 = any number.
        patience: u64 = 0, Kind::int(0, 1_000_000),
            "Patience", "validations", "It ends when so many validations in a row were no better than the best before; \
            5 to 20 is usual, 0 = never.";
    }
}

/// What to do: data, task, noise, architecture, training settings and seed.
#[derive(Clone)]
pub struct Experiment {
    /// Its name.
    pub name: String,
    /// Decides everything random.
    pub seed: u64,
    /// Where examples come from.
    pub data: Box<dyn DataSet>,
    /// What is asked of the network.
    pub task: Box<dyn Task>,
    /// What happens to pictures before noise is added, where the task applies it.
    pub operator: Box<dyn Operator>,
    /// Noise that is added, where the task adds it.
    pub noise: Box<dyn Noise>,
    /// The network.
    pub architecture: Architecture,
    /// First values of its weights.
    pub init: Init,
    /// What is minimised.
    pub loss: Box<dyn Loss>,
    /// How weights move.
    pub optimizer: Box<dyn Optimizer>,
    /// How the learning rate changes.
    pub schedule: Box<dyn Schedule>,
    /// How long and how to train.
    pub training: Training,
}

impl Experiment {
    /// What its network should answer, as far as is known before the data are loaded.
    pub fn answer(&self) -> Answer {
        self.task
            .answer(self.data.shape(), self.data.classes().len())
    }

    /// What spoils its examples.
    pub fn spoiling(&self) -> Spoiling<'_> {
        Spoiling {
            operator: &*self.operator,
            noise: &*self.noise,
            seed: self.seed,
        }
    }

    /// What spoils its examples, in words: "blur, Gaussian noise as trained".
    pub fn spoiled_by(&self) -> String {
        let operator = if self.task.applies_operator() && self.operator.id() != Nothing::ID {
            format!("{}, ", self.operator.label().to_lowercase())
        } else {
            String::new()
        };
        format!("{operator}{} noise as trained", self.noise.label())
    }

    /// The check of its architecture for its data's examples, in batches of the size it trains with.
    pub fn check(&self) -> Report {
        self.check_for(self.data.shape())
    }
}

impl PartialEq for Experiment {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
            && self.seed == other.seed
            && same(&*self.data, &*other.data)
            && same(&*self.task, &*other.task)
            && same(&*self.operator, &*other.operator)
            && same(&*self.noise, &*other.noise)
            && self.architecture == other.architecture
            && self.init == other.init
            && same(&*self.loss, &*other.loss)
            && same(&*self.optimizer, &*other.optimizer)
            && same(&*self.schedule, &*other.schedule)
            && self.training == other.training
    }
}

impl fmt::Debug for Experiment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_toml())
    }
}

#[cfg(test)]
mod tests;

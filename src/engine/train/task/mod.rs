//! Tasks: what a network is asked to do with a data set's examples.
//!
//! A task fills a batch: it makes the input that the network sees and the target that it should answer from the
//! examples that a data set has drawn. The one training loop, the judge and the window know tasks by this trait only;
//! nothing else asks which one it is.
//!
//! To add one: copy `noise2noise.rs`, name it here and in [`ALL`]. The tests at the end of this file then try it.

mod classify;
mod denoise;
mod noise2noise;
mod noise2void;
mod regress;
mod restore;

use crate::say;
use crate::words::Text;
use dyn_clone::DynClone;

use super::event::Metric;
use crate::data::{Batch, DataSet};
use crate::degrade::Operator;
use crate::degrade::noise::{Noise, PixelLayout};
use crate::math::random::{Purpose, Stream};
use crate::nn::{Shape, Target, Tensor};
use crate::setting::{Adjust, Catalogue};

pub use classify::Classify;
pub use denoise::Denoise;
pub use noise2noise::Noise2Noise;
pub use noise2void::Noise2Void;
pub use regress::Regress;
pub use restore::Restore;

/// What a network should answer to one example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A picture, of this shape.
    Picture(Shape),
    /// One of so many classes; 0 = not known before the data are loaded.
    Class(usize),
    /// A single number.
    Number,
}

impl Answer {
    /// Whether it is a picture.
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Picture(_))
    }

    /// Whether it is a class.
    pub fn is_class(self) -> bool {
        matches!(self, Self::Class(_))
    }

    /// Channels or units that the last row must give; 0 = not known yet.
    pub fn numbers(self) -> usize {
        match self {
            Self::Picture(shape) => shape.channels,
            Self::Class(classes) => classes,
            Self::Number => 1,
        }
    }
}

/// What answers have earned: the metric is `sum` / `weight`, of as many answers as are put together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Earned {
    /// Sum over the answers.
    pub sum: f64,
    /// What they would have earned at the metric's 1.
    pub weight: f64,
}

impl Earned {
    /// Both together.
    pub fn and(self, other: Self) -> Self {
        Self {
            sum: self.sum + other.sum,
            weight: self.weight + other.weight,
        }
    }

    /// The metric; 0 of no answers.
    pub fn metric(self) -> f64 {
        // A sum that is no number stays one.
        match self.weight == 0.0 && self.sum == 0.0 {
            true => 0.0,
            false => self.sum / self.weight,
        }
    }
}

/// Why a task cannot be asked of a data set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// What is missing.
    pub what: Text,
    /// What to choose instead.
    pub cure: Text,
}

/// What spoils pictures on their way to the network, and the world of random numbers it draws from.
#[derive(Clone, Copy)]
pub struct Spoiling<'a> {
    /// What happens to a picture before noise is added.
    pub operator: &'a (dyn Operator + 'static),
    /// The noise that is added.
    pub noise: &'a (dyn Noise + 'static),
    /// Decides everything random.
    pub seed: u64,
}

/// What a batch is for, and the number of its first example: example i has streams of random numbers of its own, those
/// of number `first` + i.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lot {
    /// To learn from.
    Learning(u64),
    /// To be judged on: the target is the truth.
    Judging(u64),
}

/// What is asked of a network.
pub trait Task: Adjust + DynClone + Send + Sync {
    /// Whether it can be asked of the examples of this data set.
    ///
    /// # Errors
    /// [`Misfit`] says what the data set lacks.
    fn suits(&self, data: &dyn DataSet) -> Result<(), Misfit>;

    /// What should be answered to one example of shape `input`, where there are so many `classes` (0 = not known).
    fn answer(&self, input: Shape, classes: usize) -> Answer;

    /// The loss to begin with, by its id.
    fn usual_loss(&self) -> &'static str;

    /// What answers are judged by.
    fn metric(&self) -> Metric;

    /// Whether it adds the experiment's noise.
    fn adds_noise(&self) -> bool {
        false
    }

    /// Whether it applies the experiment's operator.
    fn applies_operator(&self) -> bool {
        false
    }

    /// Makes input and target of examples as their data set gave them. The same lot is filled in the same way, whatever
    /// the number of threads.
    fn fill(&self, batch: &mut Batch, spoiling: &Spoiling<'_>, lot: Lot);

    /// What the answers to examples earn: for pictures their PSNR in dB (peak 1, answers clipped to 0..1), for classes
    /// 1 for each right answer, of 1 for each example.
    fn score(&self, answer: &Tensor, target: Target<'_>) -> Earned {
        Earned {
            sum: super::fit::metric::sum(answer, target),
            weight: answer.count as f64,
        }
    }
}

dyn_clone::clone_trait_object!(Task);

/// All tasks, in the order of menus.
pub static ALL: Catalogue<dyn Task> = &[
    crate::entry!(Denoise),
    crate::entry!(Restore),
    crate::entry!(Noise2Noise),
    crate::entry!(Noise2Void),
    crate::entry!(Classify),
    crate::entry!(Regress),
];

/// The task that is asked of a data set where none is named: the first that suits it; where examples have classes, to
/// name them.
pub fn usual(data: &dyn DataSet) -> Box<dyn Task> {
    if data.labelled() {
        return Box::new(Classify::default());
    }
    let all = ALL.iter().map(|entry| (entry.make)());
    let mut fit = all.filter(|task| task.suits(data).is_ok());
    fit.next().unwrap_or_else(|| Box::new(Denoise::default()))
}

/// Refuses what are no pictures.
fn needs_pictures(data: &dyn DataSet) -> Result<(), Misfit> {
    if data.shape().is_vector() {
        Err(Misfit {
            what: say!("its examples are no pictures"),
            cure: say!("choose photographs or digits, or let the network tell the classes apart"),
        })
    } else {
        Ok(())
    }
}

impl Lot {
    /// The stream of example `index` for noise on the input.
    fn stream(self, seed: u64, index: usize) -> Stream {
        let (purpose, first) = match self {
            Self::Learning(first) => (Purpose::Noise, first),
            Self::Judging(first) => (Purpose::Evaluation, first),
        };
        Stream::new(seed, purpose, first + index as u64)
    }
}

/// How the pixels of one example lie.
fn layout(shape: Shape) -> PixelLayout {
    PixelLayout {
        channels: shape.channels,
        height: shape.height,
        width: shape.width,
        interleaved: true,
    }
}

/// Numbers above which examples are worked on side by side.
const LARGE: usize = 1 << 14;

/// Does `one` to the numbers of each example, side by side where it is worth it.
fn each(tensor: &mut Tensor, one: impl Fn(usize, &mut [f32]) + Sync) {
    use rayon::prelude::*;
    let size = tensor.shape.size().max(1);
    let numbers = &mut tensor.data;
    if numbers.len() < LARGE {
        let examples = numbers.chunks_mut(size).enumerate();
        examples.for_each(|(index, pixels)| one(index, pixels));
    } else {
        let examples = numbers.par_chunks_mut(size).enumerate();
        examples.for_each(|(index, pixels)| one(index, pixels));
    }
}

/// Adds noise to every example, each from its own stream.
fn add_noise(tensor: &mut Tensor, spoiling: &Spoiling<'_>, lot: Lot) {
    let layout = layout(tensor.shape);
    each(tensor, |index, pixels| {
        let mut random = lot.stream(spoiling.seed, index);
        spoiling.noise.apply(pixels, layout, &mut random);
    });
}

#[cfg(test)]
mod tests;

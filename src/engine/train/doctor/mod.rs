//! The doctor: what ails a run, since when, and what would help, from what the run has told.
//!
//! It sees what a person sees: the curves, the size of weights and gradients, the share of dead units. What it says is
//! a suspicion with its number; [`Finding::cure`] changes the experiment so that the next run is another.

mod cures;
mod signs;
#[cfg(test)]
mod tests;

use super::{Experiment, History};
use crate::nn::RowId;
use crate::say;
use crate::words::{Text, row_name};

/// What can ail a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ailment {
    /// The loss grows far beyond where it began.
    Exploding,
    /// The steps are so long that nothing is learned.
    RateTooHigh,
    /// The steps are so short that nothing moves.
    RateTooLow,
    /// The first rows hardly get a gradient.
    Vanishing,
    /// Units that never answer, whatever comes.
    DeadUnits,
    /// It gets better on what it learns from and worse on what it does not (overfitting).
    ByHeart,
    /// It gets better on what it learns from and never better than guessing on what it does not: labels that say
    /// nothing.
    NothingHolds,
    /// Nothing is gained any more, and the loss is still high (underfitting, or a plateau).
    Plateau,
    /// The noise it learns to remove is not as strong as that of the photograph it is asked about.
    NoiseApart,
    /// Batch normalization of a single example.
    BatchOfOne,
    /// Every answer is so sure that a 32-bit gradient is nothing.
    Saturated,
}

/// A suspicion.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What.
    pub ailment: Ailment,
    /// Since which step.
    pub since: u64,
    /// In which row, where it is one.
    pub row: Option<RowId>,
    /// The number that says so: see [`words`](Self::words).
    pub number: f64,
}

/// What a run has told.
#[derive(Clone, Copy, Debug)]
pub struct Chart<'a> {
    /// What is trained.
    pub experiment: &'a Experiment,
    /// Its curves, and the states of its rows at some steps.
    pub history: &'a History,
    /// Standard deviation (0..1) of the noise that the photograph brought along that it is asked about, where there is
    /// one.
    pub photo: Option<f32>,
}

/// Steps before which nothing is said.
const FIRST: usize = 40;

impl Chart<'_> {
    /// Everything that seems to be wrong, the gravest first. Cost: one walk over the steps that are kept.
    pub fn findings(&self) -> Vec<Finding> {
        if self.history.steps.len() < FIRST {
            // So early only one thing can be said.
            return signs::exploding(self).into_iter().collect();
        }
        let signs = [
            signs::exploding(self),
            signs::rate_too_high(self),
            signs::rate_too_low(self),
            signs::vanishing(self),
            signs::dead_units(self),
            signs::nothing_holds(self),
            signs::by_heart(self),
            signs::batch_of_one(self),
            signs::saturated(self),
            signs::noise_apart(self),
        ];
        let mut found: Vec<_> = signs.into_iter().flatten().collect();
        // What explains a plateau is said instead of it.
        if found.is_empty() {
            found.extend(signs::plateau(self));
        }
        found
    }
}

impl Finding {
    /// What is wrong, since when and by which number.
    pub fn words(&self) -> Text {
        let (since, number) = (self.since.to_string(), short(self.number));
        match self.ailment {
            Ailment::Exploding => say!(
                "the loss has exploded: since step {} it is {} times what it was at first",
                since,
                number
            ),
            Ailment::RateTooHigh => say!(
                "the rate seems too high: weights move, and after {} steps the loss is still {} times the first",
                since,
                number
            ),
            Ailment::RateTooLow => say!(
                "the rate seems too low: in {} steps the loss fell by {} %, and weights hardly moved",
                since,
                number
            ),
            Ailment::Vanishing => say!(
                "the gradient vanishes on its way down: {} gets {} of what the last row gets, since step {}",
                self.row.map_or_else(Text::default, row_name),
                number,
                since
            ),
            Ailment::DeadUnits => say!(
                "units are dead: in {} {} % never answer, since step {}",
                self.row.map_or_else(Text::default, row_name),
                number,
                since
            ),
            Ailment::ByHeart => say!(
                "it learns by heart: since step {} the validation loss has risen to {} times its best",
                since,
                number
            ),
            Ailment::NothingHolds => say!(
                "nothing of it holds elsewhere: at step {} it knows {} % of what it learns from, and guesses at the \
                    rest; do the labels belong to the examples?",
                since,
                number
            ),
            Ailment::Plateau => say!(
                "nothing is gained since step {}, and the loss is still {} times the first",
                since,
                number
            ),
            Ailment::NoiseApart => say!(
                "the photograph's noise has σ = {}, outside of what the network learns to remove",
                number
            ),
            Ailment::BatchOfOne => say!(
                "batch normalization with one example at a time: its statistics are that example's"
            ),
            Ailment::Saturated => say!(
                "all answers are sure: at a loss of {} gradients of 32 bits are nothing, since step {}",
                number,
                since
            ),
        }
    }
}

/// A number in at most three digits.
fn short(number: f64) -> String {
    match number.abs() {
        0.0 => "0".into(),
        size if !(1e-3..1e4).contains(&size) => format!("{number:.0e}"),
        size if size >= 100.0 => format!("{number:.0}"),
        size if size >= 1.0 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

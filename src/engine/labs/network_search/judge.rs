//! Three lots of pictures that have nothing in common: those that networks learn from, those by which one is chosen,
//! and those that no search has seen.

use std::time::Instant;

use super::Search;
use super::space::{INPUT, cost};
use crate::data::{self, Fashion, Part, Parts, Shelf, Variety};
use crate::labs::lesson::{Budget, Course, Plan, all_of, learn, shuffled, taken};
use crate::nn::init::Init;
use crate::nn::optimizer::Adam;
use crate::nn::{Architecture, Network, Weights};
use crate::say;
use crate::train::TrainError;

/// Pictures a step.
pub(super) const BATCH: usize = 32;
/// The learning rate at the beginning; it falls evenly to nothing.
pub(super) const RATE: f32 = 3e-3;
/// Fresh pictures on which every network that is tried is judged; finds are judged on all.
const SOME: usize = 1000;

/// The pictures of one seed.
pub(super) struct Matter {
    /// Learned from, and to choose by.
    choosing: Course,
    /// Learned from, and fresh.
    fresh: Course,
    /// The first of the fresh ones, for every network that is tried, and how many they are.
    some: Course,
    count: usize,
}

/// What came of a network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Score {
    /// The share right of those to choose by.
    pub(super) chosen_by: f64,
    /// The same weights' share right of fresh ones.
    pub(super) fresh: f64,
    /// Milliseconds for a thousand pictures, on one thread.
    pub(super) millis: f64,
}

/// A network that can be taught.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) text: String,
    pub(super) architecture: Architecture,
    /// Numbers that it learns.
    pub(super) weights: usize,
    /// Multiply-adds for a picture.
    pub(super) work: u64,
}

impl Candidate {
    /// From a text.
    ///
    /// # Errors
    /// [`TrainError::Mismatch`] when it is none of a network that tells ten kinds of such pictures apart.
    pub(super) fn read(text: &str) -> Result<Self, TrainError> {
        let architecture = Architecture::from_text(text).map_err(|mistakes| {
            let first = mistakes.first().map(|mistake| mistake.what.to_string());
            TrainError::Mismatch(say!(
                "the network by hand cannot be read: {}",
                first.unwrap_or_default()
            ))
        })?;
        let Some((weights, work)) = cost(&architecture) else {
            return Err(TrainError::Mismatch(say!(
                "the network by hand does not make ten numbers of a picture of 28×28 pixels: end it with flatten and \
                 dense 10"
            )));
        };
        Ok(Self {
            text: text.to_owned(),
            architecture,
            weights,
            work,
        })
    }
}

impl Search {
    /// The pictures of a seed.
    ///
    /// # Errors
    /// [`TrainError`], when there are not so many.
    pub(super) fn matter(&self, seed: u64, shelf: &dyn Shelf) -> Result<Matter, TrainError> {
        let examples = data::load(&Fashion::default(), shelf, 0, &Parts::default())?;
        let [known, fresh] =
            [Part::Training, Part::Validation].map(|part| all_of(&*examples, part));
        let (count, all) = (self.count, known.classes.len());
        if count + self.choosing > all {
            return Err(TrainError::Mismatch(say!(
                "{} pictures to learn from and {} to choose by are more than the {} there are: take fewer",
                count,
                self.choosing,
                all
            )));
        }
        let order = shuffled(all, seed);
        let learned = taken(&known, &order[..count]);
        let choosing = taken(&known, &order[count..count + self.choosing]);
        let variety = Variety::default();
        let numbers: Vec<usize> = (0..SOME.min(fresh.classes.len())).collect();
        let some = taken(&fresh, &numbers);
        let nothing = taken(&fresh, &[]);
        Ok(Matter {
            count: numbers.len(),
            some: Course::plain(nothing, some, variety),
            choosing: Course::plain(learned.clone(), choosing, variety),
            fresh: Course::plain(learned, fresh, variety),
        })
    }
}

impl Matter {
    /// Teaches a network for so many steps and judges it on the pictures to choose by, and on fresh ones, which no
    /// search is told of. `None` when it is to stop.
    ///
    /// # Errors
    /// [`TrainError`], when the network cannot be built.
    pub(super) fn score(
        &self,
        candidate: &Candidate,
        steps: u64,
        seed: u64,
        go_on: &mut dyn FnMut() -> bool,
    ) -> Result<Option<Score>, TrainError> {
        let mut weights = Weights::new();
        let plan = plan(candidate, steps, seed);
        let mut watch = |_, network: &Network| weights = network.weights();
        let look = learn(&self.choosing, &plan, &mut |_| go_on(), &mut watch)?;
        let Some(look) = look else { return Ok(None) };
        let mut network = Network::new(&candidate.architecture, INPUT, Init::He, seed)?;
        if network.set_weights(&weights).is_err() {
            // A training that broke down is never watched.
            return Ok(Some(Score {
                chosen_by: look.right,
                fresh: look.right,
                millis: f64::NAN,
            }));
        }
        let began = Instant::now();
        let fresh = self.some.judge(&mut network, go_on);
        let millis = 1e6 * began.elapsed().as_secs_f64() / self.count.max(1) as f64;
        Ok(fresh.map(|fresh| Score {
            chosen_by: look.right,
            fresh,
            millis,
        }))
    }

    /// Teaches a network anew for so many steps, with other first weights; the share of fresh pictures that it has
    /// right. `None` when it is to stop.
    ///
    /// # Errors
    /// [`TrainError`], when the network cannot be built.
    pub(super) fn again(
        &self,
        candidate: &Candidate,
        steps: u64,
        seed: u64,
        go_on: &mut dyn FnMut() -> bool,
    ) -> Result<Option<f64>, TrainError> {
        let plan = plan(candidate, steps, seed);
        let look = learn(&self.fresh, &plan, &mut |_| go_on(), &mut |_, _| {})?;
        Ok(look.map(|look| look.right))
    }
}

fn plan(candidate: &Candidate, steps: u64, seed: u64) -> Plan<'_> {
    Plan {
        architecture: &candidate.architecture,
        init: Init::He,
        optimizer: Box::new(Adam::default()),
        rate: RATE,
        batch: BATCH,
        budget: Budget::Steps(steps),
        seed,
        looks: 0,
    }
}

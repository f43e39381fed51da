//! Networks to be attacked: taught with clean pictures, or with pictures that are attacked while it learns.

use super::assault::Assault;
use crate::data::{Batch, Labelled};
use crate::labs::lesson::taken;
use crate::math::random::{Purpose, Stream};
use crate::nn::init::Init;
use crate::nn::loss::CrossEntropy;
use crate::nn::optimizer::Adam;
use crate::nn::{Architecture, Mode, Network, Tensor};
use crate::train::{Learner, TrainError, class_of};

/// Pictures a step.
const BATCH: usize = 64;
/// The learning rate.
const RATE: f32 = 1e-3;
/// Pictures that are judged at a time.
const AT_A_TIME: usize = 250;

/// How a network is taught.
#[derive(Clone, Copy)]
pub(super) struct Plan<'a> {
    pub(super) architecture: &'a Architecture,
    /// Attacks on what it learns from; `None`: clean pictures.
    pub(super) against: Option<Assault>,
    pub(super) reach: f32,
    pub(super) passes: usize,
    pub(super) seed: u64,
}

/// Teaches a network; `None` when it was told to stop.
///
/// # Errors
/// [`TrainError::Architecture`], when the network cannot be built.
pub(super) fn teach(
    plan: &Plan<'_>,
    pictures: &Labelled,
    go_on: &mut dyn FnMut(f32) -> bool,
) -> Result<Option<Network>, TrainError> {
    let shape = pictures.pictures.shape;
    let network = Network::new(plan.architecture, shape, Init::He, plan.seed)?;
    let mut learner = Learner::new(network, Box::new(Adam::default()), plan.seed);
    let loss = CrossEntropy {};
    let count = pictures.classes.len();
    let steps = (plan.passes * count).div_ceil(BATCH);
    let mut batch = Batch::default();
    for step in 0..steps {
        if !go_on(step as f32 / steps as f32) {
            return Ok(None);
        }
        let mut random = Stream::new(plan.seed, Purpose::Shuffle, step as u64);
        let drawn: Vec<usize> = (0..BATCH).map(|_| random.below(count)).collect();
        let Labelled { pictures, classes } = taken(pictures, &drawn);
        let seen = match plan.against {
            Some(assault) => {
                let mut random = Stream::new(plan.seed, Purpose::Cover, step as u64);
                assault.on(
                    learner.network_mut(),
                    &pictures,
                    &classes,
                    plan.reach,
                    &mut random,
                )
            }
            None => pictures,
        };
        let (input, wanted) = batch.labelled();
        *input = seen;
        wanted.clear();
        wanted.extend(classes);
        learner.look(&batch, &loss);
        learner.learn(RATE, 0.0);
    }
    Ok(Some(learner.network().clone()))
}

/// The share of attacked pictures that a network has right; `None` when it was told to stop.
pub(super) fn judge(
    network: &mut Network,
    pictures: &Labelled,
    assault: Assault,
    reach: f32,
    seed: u64,
    go_on: &mut dyn FnMut() -> bool,
) -> Option<f64> {
    let all = pictures.classes.len();
    let mut right = 0;
    for from in (0..all).step_by(AT_A_TIME) {
        if !go_on() {
            return None;
        }
        let numbers: Vec<usize> = (from..(from + AT_A_TIME).min(all)).collect();
        let some = taken(pictures, &numbers);
        let mut random = Stream::new(seed, Purpose::Evaluation, from as u64);
        let attacked = assault.on(network, &some.pictures, &some.classes, reach, &mut random);
        let answers = answers(network, &attacked);
        right += answers
            .iter()
            .zip(&some.classes)
            .filter(|(a, b)| a == b)
            .count();
    }
    Some(right as f64 / all.max(1) as f64)
}

/// The classes that a network names.
pub(super) fn answers(network: &mut Network, pictures: &Tensor) -> Vec<usize> {
    let answer = network.forward(pictures, Mode::Evaluate);
    (0..answer.count)
        .map(|at| class_of(answer.example(at)))
        .collect()
}

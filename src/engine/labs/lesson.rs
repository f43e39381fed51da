//! How a lab teaches networks to tell classes apart: pictures in parts, so many steps or seconds, a learning rate that
//! falls evenly to nothing, and a way to choose it by pictures that nobody is judged on at the end.
//!
//! Every network that is compared gets the same pictures in the same order, made standard alike (mean 0 and variance 1
//! over all pixels of all training pictures), cross-entropy as loss, and batches of one size.

mod crew;
#[cfg(test)]
pub(super) mod for_tests;

use std::sync::Arc;
use std::time::Instant;

use super::Desk;
use crate::data::{
    self, Batch, Digits, Examples, Labelled, LabelledExamples, Part, Parts, Variety,
};
use crate::math::random::{Purpose, Stream};
use crate::nn::init::Init;
use crate::nn::loss::CrossEntropy;
use crate::nn::{Architecture, Mode, Network, Optimizer, Shape, Tensor};
use crate::train::{Learner, TrainError, class_of};

pub(super) use crew::side_by_side;

/// Pictures that are judged at a time: a request to stop is heard between two.
const AT_A_TIME: usize = 200;

/// What is learned from and what is judged on.
pub(super) struct Course {
    examples: LabelledExamples,
    judged: Labelled,
    /// Mean and standard deviation of all pixels that are learned from.
    standard: [f32; 2],
}

impl Course {
    /// Learns from `training`, varied so, and is judged on `judged`.
    pub(super) fn new(training: Labelled, judged: Labelled, variety: Variety) -> Self {
        let standard = standard_of(&training);
        Self::with(training, judged, variety, standard)
    }

    /// The same with pixels as they are.
    pub(super) fn plain(training: Labelled, judged: Labelled, variety: Variety) -> Self {
        Self::with(training, judged, variety, [0.0, 1.0])
    }

    fn with(
        training: Labelled,
        mut judged: Labelled,
        variety: Variety,
        standard: [f32; 2],
    ) -> Self {
        let shape = training.pictures.shape;
        standardise(&mut judged.pictures, standard);
        let nothing = Labelled {
            pictures: Tensor::zeros(0, shape),
            classes: Vec::new(),
        };
        let all = usize::MAX;
        let parts = Arc::new([training, nothing]);
        Self {
            examples: LabelledExamples::new(parts, all, variety, Vec::new()),
            judged,
            standard,
        }
    }

    /// Shape of a picture.
    pub(super) fn shape(&self) -> Shape {
        self.examples.shape()
    }

    /// Pictures as the networks see them.
    pub(super) fn seen(&self, mut pictures: Tensor) -> Tensor {
        standardise(&mut pictures, self.standard);
        pictures
    }

    /// The share of the pictures to be judged on that a network has right; `None` when it is to stop.
    pub(super) fn judge(
        &self,
        network: &mut Network,
        go_on: &mut dyn FnMut() -> bool,
    ) -> Option<f64> {
        let (all, shape) = (self.judged.classes.len(), self.shape());
        let mut some = Tensor::zeros(0, shape);
        let mut right = 0;
        for from in (0..all).step_by(AT_A_TIME) {
            if !go_on() {
                return None;
            }
            let until = (from + AT_A_TIME).min(all);
            some.reshape(until - from, shape);
            let size = shape.size();
            let pictures = &self.judged.pictures.data[from * size..until * size];
            some.data.copy_from_slice(pictures);
            let answer = network.forward(&some, Mode::Evaluate);
            let classes = &self.judged.classes[from..until];
            let answers = (0..answer.count).map(|at| class_of(answer.example(at)));
            right += answers.zip(classes).filter(|(a, b)| a == *b).count();
        }
        Some(right as f64 / all.max(1) as f64)
    }
}

/// Mean and standard deviation of all pixels.
fn standard_of(training: &Labelled) -> [f32; 2] {
    let count = training.pictures.data.len().max(1) as f64;
    let sum = |of: &dyn Fn(f64) -> f64| {
        let values = training.pictures.data.iter();
        values.map(|value| of(f64::from(*value))).sum::<f64>() / count
    };
    let mean = sum(&|value| value);
    let variance = sum(&|value| (value - mean).powi(2));
    [mean as f32, variance.sqrt().max(1e-6) as f32]
}

/// Subtracts a mean and divides by a deviation.
fn standardise(pictures: &mut Tensor, [mean, deviation]: [f32; 2]) {
    let values = pictures.data.iter_mut();
    values.for_each(|value| *value = (*value - mean) / deviation);
}

/// How long is learned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Budget {
    /// So many steps.
    Steps(u64),
    /// So many seconds, judging left out.
    Seconds(f64),
}

impl Budget {
    /// What of it is spent, 0..1.
    pub(super) fn spent(self, step: u64, seconds: f64) -> f64 {
        let share = match self {
            Self::Steps(steps) => step as f64 / steps.max(1) as f64,
            Self::Seconds(all) => seconds / all.max(1e-9),
        };
        share.min(1.0)
    }

    /// A part of it.
    pub(super) fn part(self, share: f64) -> Self {
        match self {
            Self::Steps(steps) => Self::Steps(((steps as f64 * share).ceil() as u64).max(1)),
            Self::Seconds(seconds) => Self::Seconds(seconds * share),
        }
    }
}

/// How a network learns.
#[derive(Clone)]
pub(super) struct Plan<'a> {
    pub(super) architecture: &'a Architecture,
    pub(super) init: Init,
    pub(super) optimizer: Box<dyn Optimizer>,
    /// The learning rate at the beginning.
    pub(super) rate: f32,
    /// Pictures a step.
    pub(super) batch: usize,
    pub(super) budget: Budget,
    pub(super) seed: u64,
    /// How many times it is judged on the way, evenly; 0 = at the end only.
    pub(super) looks: u32,
}

/// How a network stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Look {
    pub(super) step: u64,
    /// Seconds of learning, judging left out.
    pub(super) seconds: f64,
    /// The share of the pictures to be judged on that is right.
    pub(super) right: f64,
}

/// Teaches a network; `watch` is told how it stands each time it is judged, `go_on` what share of the budget is spent,
/// and whether to go on is its answer. Returns how the network stands at the end; `None` when it was told to stop. One
/// whose loss is no number any more ends there, as bad as it is then.
///
/// # Errors
/// [`TrainError::Architecture`], when the network cannot be built.
pub(super) fn learn(
    course: &Course,
    plan: &Plan<'_>,
    go_on: &mut dyn FnMut(f32) -> bool,
    watch: &mut dyn FnMut(Look, &Network),
) -> Result<Option<Look>, TrainError> {
    let network = Network::new(plan.architecture, course.shape(), plan.init, plan.seed)?;
    let mut learner = Learner::new(network, plan.optimizer.clone(), plan.seed);
    let loss = CrossEntropy {};
    let mut batch = Batch::default();
    let (mut step, mut seconds, mut looked) = (0, 0.0, 0);
    loop {
        let share = plan.budget.spent(step, seconds);
        let due = share >= f64::from(looked) / f64::from(plan.looks.max(1));
        if share >= 1.0 || (due && plan.looks > 0) {
            let network = learner.network_mut();
            let Some(right) = course.judge(network, &mut || go_on(share as f32)) else {
                return Ok(None);
            };
            let look = Look {
                step,
                seconds,
                right,
            };
            watch(look, network);
            looked = (share * f64::from(plan.looks)) as u32 + 1;
            if share >= 1.0 {
                return Ok(Some(look));
            }
        }
        if !go_on(share as f32) {
            return Ok(None);
        }
        let began = Instant::now();
        let mut random = Stream::new(plan.seed, Purpose::Shuffle, step);
        course.examples.draw(plan.batch, &mut random, &mut batch);
        standardise(&mut batch.input, course.standard);
        let (found, _) = learner.look(&batch, &loss);
        if found.is_finite() {
            learner.learn(plan.rate * (1.0 - share) as f32, 0.0);
            step += 1;
        } else {
            // Nothing that it could learn would make a number of it again.
            let right = course.judge(learner.network_mut(), &mut || go_on(share as f32));
            return Ok(right.map(|right| Look {
                step,
                seconds,
                right,
            }));
        }
        seconds += began.elapsed().as_secs_f64();
    }
}

/// Tries each rate and returns the best by the pictures of `course` that are judged; `None` when it was told to stop.
///
/// # Errors
/// As [`learn`].
pub(super) fn choose_rate(
    course: &Course,
    plan: &Plan<'_>,
    rates: &[f32],
    go_on: &mut dyn FnMut(f32) -> bool,
) -> Result<Option<f32>, TrainError> {
    let mut found = Vec::new();
    for (at, &rate) in rates.iter().enumerate() {
        let tried = Plan {
            rate,
            looks: 0,
            ..plan.clone()
        };
        let mut part = |share: f32| go_on((at as f32 + share) / rates.len() as f32);
        match learn(course, &tried, &mut part, &mut |_, _| {})? {
            Some(look) => found.push(look.right),
            None => return Ok(None),
        }
    }
    Ok(Some(best_rate(rates, &found)))
}

/// The rate with which most was right; the first of equals.
pub(super) fn best_rate(rates: &[f32], rights: &[f64]) -> f32 {
    let first = (rates.first().copied().unwrap_or(0.01), -1.0);
    let pairs = rates.iter().zip(rights);
    let better = |best: (f32, f64), (&rate, &right): (&f32, &f64)| match right > best.1 {
        true => (rate, right),
        false => best,
    };
    pairs.fold(first, better).0
}

/// All pictures of a part with their classes.
pub(super) fn all_of(examples: &dyn Examples, part: Part) -> Labelled {
    let mut batch = Batch::default();
    examples.read(part, 0, examples.count(part), &mut batch);
    let classes = batch.classes().to_vec();
    Labelled {
        pictures: batch.input,
        classes,
    }
}

/// All digits, unmoved: those to learn from, and others.
///
/// # Errors
/// [`TrainError`], when they are not there.
pub(super) fn all_digits(desk: &Desk<'_>) -> Result<[Labelled; 2], TrainError> {
    let digits = Digits {
        shift: 0,
        ..Digits::default()
    };
    let examples = data::load(&digits, desk.shelf(), 0, &Parts::default())?;
    Ok([Part::Training, Part::Validation].map(|part| all_of(&*examples, part)))
}

/// The pictures of these numbers.
pub(super) fn taken(from: &Labelled, numbers: &[usize]) -> Labelled {
    let shape = from.pictures.shape;
    let mut pictures = Tensor::zeros(numbers.len(), shape);
    for (to, &at) in numbers.iter().enumerate() {
        let picture = from.pictures.example(at);
        pictures.example_mut(to).copy_from_slice(picture);
    }
    Labelled {
        pictures,
        classes: numbers.iter().map(|at| from.classes[*at]).collect(),
    }
}

/// The numbers 0, 1, … in an order that the seed decides.
pub(super) fn shuffled(count: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut random = Stream::new(seed, Purpose::Data, 1);
    for at in (1..count).rev() {
        order.swap(at, random.below(at + 1));
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_equal_rates_is_taken_and_none_that_broke_down() {
        assert_eq!(best_rate(&[0.1, 0.2, 0.3], &[0.5, 0.7, 0.7]), 0.2);
        assert_eq!(best_rate(&[0.1, 0.2], &[f64::NAN, 0.1]), 0.2);
    }

    #[test]
    fn a_part_of_a_budget_is_spent_sooner() {
        let steps = Budget::Steps(100).part(0.25);
        assert_eq!(steps, Budget::Steps(25));
        assert_eq!([steps.spent(5, 0.0), steps.spent(50, 0.0)], [0.2, 1.0]);
        assert_eq!(Budget::Seconds(8.0).part(0.5).spent(9, 1.0), 0.25);
        assert_eq!(Budget::Steps(2).part(0.1), Budget::Steps(1));
    }

    #[test]
    fn an_order_has_every_number_once_and_the_seed_decides_it() {
        let order = shuffled(50, 3);
        assert_eq!(order, shuffled(50, 3));
        assert_ne!(order, shuffled(50, 4));
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..50).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_learned_from_becomes_standard_and_the_others_by_the_same_numbers() {
        let labelled = |values: &[f32]| Labelled {
            pictures: Tensor {
                count: values.len(),
                shape: Shape::vector(1),
                data: values.to_vec(),
            },
            classes: vec![0; values.len()],
        };
        let course = Course::new(
            labelled(&[1.0, 3.0]),
            labelled(&[2.0, 5.0]),
            Variety::default(),
        );
        assert_eq!(course.standard, [2.0, 1.0]);
        assert_eq!(course.judged.pictures.data, [0.0, 3.0]);
        let some = taken(&labelled(&[1.0, 2.0, 3.0]), &[2, 0]);
        assert_eq!(some.pictures.data, [3.0, 1.0]);
    }
}

//! The networks: some that differ only in their first weights and in the order of pictures, and what each scores.

use std::sync::Arc;

use super::Diagnosis;
use super::matter::Matter;
use super::sure::{self, Answer, Rows};
use crate::data::{Labelled, Variety};
use crate::labs::lesson::{Budget, Course, Plan, learn};
use crate::math::random::mix;
use crate::nn::init::Init;
use crate::nn::optimizer::Adam;
use crate::nn::{Architecture, Mode, Model, Network, Tensor, Weights};
use crate::say;
use crate::train::TrainError;

/// Pictures a step.
const BATCH: usize = 64;
/// The learning rate at the beginning; it falls evenly to nothing.
const RATE: f32 = 2e-3;
/// Pictures that are answered at a time.
const AT_A_TIME: usize = 200;

/// What a network scores of every lot of pictures.
#[derive(Clone)]
pub(super) struct Member {
    pub(super) calibrated: Rows,
    pub(super) judged: Rows,
    pub(super) others: Vec<Rows>,
    pub(super) model: Model,
    /// What is subtracted from pixels and what they are divided by.
    course: Arc<Course>,
}

impl Member {
    /// Scores of pictures.
    ///
    /// # Errors
    /// [`TrainError`], when the network cannot be built.
    pub(super) fn scores(&self, pictures: &Tensor) -> Result<Rows, TrainError> {
        scores(&self.model, &self.course, pictures)
    }
}

fn scores(model: &Model, course: &Course, pictures: &Tensor) -> Result<Rows, TrainError> {
    let shape = pictures.shape;
    let mut network = Network::from_model(model, shape.height, shape.width)
        .map_err(|error| TrainError::Mismatch(error.text()))?;
    let mut rows = Rows::new();
    for from in (0..pictures.count).step_by(AT_A_TIME) {
        let until = (from + AT_A_TIME).min(pictures.count);
        let mut some = Tensor::zeros(until - from, shape);
        let size = shape.size();
        some.data
            .copy_from_slice(&pictures.data[from * size..until * size]);
        let answer = network.forward(&course.seen(some), Mode::Evaluate);
        rows.extend((0..answer.count).map(|at| answer.example(at).to_vec()));
    }
    Ok(rows)
}

impl Diagnosis {
    /// Teaches one of the networks of a seed; `None` when it is to stop.
    ///
    /// # Errors
    /// [`TrainError`], when it cannot be built.
    pub(super) fn member(
        &self,
        matter: &Matter,
        seed: u64,
        number: u64,
        go_on: &mut dyn FnMut(f32) -> bool,
    ) -> Result<Option<Member>, TrainError> {
        let text = format!(
            "average-pool; conv 16 3x3; relu; max-pool; conv 32 3x3; relu; max-pool; flatten; dense 64; relu; dense {}",
            matter.names.len()
        );
        let architecture = Architecture::from_text(&text).map_err(|_| {
            TrainError::Mismatch(say!(
                "the network cannot be written; build the program again"
            ))
        })?;
        let nothing = Labelled {
            pictures: Tensor::zeros(0, matter.training.pictures.shape),
            classes: Vec::new(),
        };
        let course = Course::new(matter.training.clone(), nothing, Variety::default());
        let plan = Plan {
            architecture: &architecture,
            init: Init::He,
            optimizer: Box::new(Adam::default()),
            rate: RATE,
            batch: BATCH,
            budget: Budget::Steps(self.steps),
            seed: mix(seed ^ mix(number)),
            looks: 0,
        };
        let mut weights = Weights::new();
        let mut watch = |_, network: &Network| weights = network.weights();
        if learn(&course, &plan, go_on, &mut watch)?.is_none() {
            return Ok(None);
        }
        let model = Model {
            architecture: Arc::new(architecture),
            channels: matter.training.pictures.shape.channels,
            weights: Arc::new(weights),
        };
        let lot = |pictures: &Tensor| scores(&model, &course, pictures);
        let others: Result<Vec<Rows>, TrainError> = matter
            .others
            .iter()
            .map(|(_, pictures)| lot(pictures))
            .collect();
        Ok(Some(Member {
            calibrated: lot(&matter.calibrated.pictures)?,
            judged: lot(&matter.judged.pictures)?,
            others: others?,
            course: Arc::new(course),
            model,
        }))
    }
}

/// How answers are made of the networks' scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The first network alone.
    One,
    /// The same at the temperature that was found.
    Tempered,
    /// The mean of all networks' shares.
    Ensemble,
}

impl Way {
    pub(super) const ALL: [Self; 3] = [Self::One, Self::Tempered, Self::Ensemble];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::One => "one network",
            Self::Tempered => "with temperature",
            Self::Ensemble => "ensemble",
        }
    }

    /// The shares of each picture, of the scores that each network has of them.
    pub(super) fn shares(self, scores: &[&Rows], temperature: f64) -> Vec<Vec<f64>> {
        let used = match self {
            Self::One | Self::Tempered => &scores[..1.min(scores.len())],
            Self::Ensemble => scores,
        };
        let temperature = if self == Self::Tempered {
            temperature
        } else {
            1.0
        };
        let count = used.first().map_or(0, |rows| rows.len());
        let one = |at: usize| {
            let each = used.iter().map(|rows| sure::shares(&rows[at], temperature));
            let sum = each.reduce(|mut sum, shares| {
                sum.iter_mut()
                    .zip(shares)
                    .for_each(|(sum, share)| *sum += share);
                sum
            });
            let mut mean = sum.unwrap_or_default();
            mean.iter_mut()
                .for_each(|share| *share /= used.len() as f64);
            mean
        };
        (0..count).map(one).collect()
    }

    /// The answers to each picture.
    pub(super) fn answers(self, scores: &[&Rows], temperature: f64) -> Vec<Answer> {
        let shares = self.shares(scores, temperature);
        shares.iter().map(|shares| sure::answer(shares)).collect()
    }
}

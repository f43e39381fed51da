//! How networks learn here: from labels alone, with labels that they give themselves, and from what needs no label.

use super::matter::{CLASSES, Matter, SIDE, TURNS, cover, turned};
use super::{FewLabels, Pretext};
use crate::data::{Batch, Labelled};
use crate::math::random::{Purpose, Stream};
use crate::nn::init::Init;
use crate::nn::loss::{CrossEntropy, Loss, MeanSquared};
use crate::nn::optimizer::Adam;
use crate::nn::{Architecture, Mode, Network, Shape, Tensor, Weights};
use crate::say;
use crate::train::{Learner, TrainError, class_of};

/// Labelled pictures a step, and pictures a step without labels.
const BATCH: usize = 32;
const UNLABELLED: usize = 64;
/// The learning rate at the beginning; it falls evenly to nothing.
const RATE: f32 = 2e-3;
/// Pictures that are judged at a time.
const AT_A_TIME: usize = 200;

/// The network, but for its last layer.
const TRUNK: &str =
    "conv 8 3x3; relu; max-pool; conv 16 3x3; relu; max-pool; flatten; dense 64; relu";

/// A network that answers so many numbers.
///
/// # Errors
/// [`TrainError`], when it cannot be written.
fn network(answers: usize, seed: u64) -> Result<Network, TrainError> {
    let text = format!("{TRUNK}; dense {answers}");
    let architecture = Architecture::from_text(&text).map_err(|_| {
        TrainError::Mismatch(say!(
            "the network cannot be written; set the lab to its usual values"
        ))
    })?;
    let network = Network::new(&architecture, Shape::new(1, SIDE, SIDE), Init::He, seed)?;
    Ok(network)
}

/// The same, ready to learn.
fn learner(answers: usize, from: Option<&Weights>, seed: u64) -> Result<Learner, TrainError> {
    let mut network = network(answers, seed)?;
    if let Some(weights) = from {
        // All but the last layer, whose shape is another one or whose answers mean something else.
        let last = network.weights().len().saturating_sub(2);
        let own: Vec<_> = weights.iter().take(last).cloned().collect();
        network.adopt_weights(&own);
    }
    Ok(Learner::new(network, Box::new(Adam::default()), seed))
}

/// What labels that a network gave itself were worth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Own {
    /// Of the pictures without labels that it saw, how many it was sure of, and how many of these it had right.
    pub(super) seen: usize,
    pub(super) sure: usize,
    pub(super) right: usize,
}

/// A network that learned, and what its own labels were worth.
pub(super) struct Taught {
    /// The share of the judged pictures that it has right.
    pub(super) right: f64,
    pub(super) own: Own,
}

/// What a network learns from: a few pictures with labels, many without.
pub(super) struct Lesson<'a> {
    pub(super) matter: &'a Matter,
    pub(super) labelled: &'a Labelled,
    /// Those without.
    pub(super) pool: &'a [usize],
    pub(super) seed: u64,
}

impl FewLabels {
    /// Learns what needs no label; the weights, and how well it is done in the end (a share right, or the error as a
    /// share of what the mean grey has). `None` when it is to stop.
    ///
    /// # Errors
    /// [`TrainError`], when the network cannot be built.
    pub(super) fn pretrain(
        &self,
        lesson: &Lesson<'_>,
        go_on: &mut dyn FnMut(f32) -> bool,
    ) -> Result<Option<(Weights, f64)>, TrainError> {
        let mut learner = learner(self.pretext.answers(), None, lesson.seed ^ 1)?;
        let mut batch = Batch::default();
        let (mut well, mut counted) = (0.0, 0);
        for step in 0..self.first_steps {
            let share = step as f32 / self.first_steps as f32;
            if !go_on(share) {
                return Ok(None);
            }
            let mut random = Stream::new(lesson.seed, Purpose::Cover, step);
            let loss: &dyn Loss = match self.pretext {
                Pretext::Turns => {
                    lesson.turns(&mut random, &mut batch);
                    &CrossEntropy {}
                }
                Pretext::Covers => {
                    lesson.covers(&mut random, &mut batch);
                    &MeanSquared {}
                }
            };
            let (error, answer) = learner.look(&batch, loss);
            if 10 * step >= 9 * self.first_steps {
                counted += 1;
                well += match self.pretext {
                    Pretext::Turns => right(answer, batch.classes()),
                    Pretext::Covers => error / squares(&batch),
                };
            }
            learner.learn(RATE * (1.0 - share), 0.0);
        }
        let well = well / f64::from(counted.max(1));
        Ok(Some((learner.network().weights(), well)))
    }

    /// Learns from the labels, starting `from` other weights where there are some; with `own` labels from the middle of
    /// its steps on. `None` when it is to stop.
    ///
    /// # Errors
    /// [`TrainError`], when the network cannot be built.
    pub(super) fn teach(
        &self,
        lesson: &Lesson<'_>,
        from: Option<&Weights>,
        own: bool,
        go_on: &mut dyn FnMut(f32) -> bool,
    ) -> Result<Option<Taught>, TrainError> {
        let mut learner = learner(CLASSES, from, lesson.seed)?;
        let mut batch = Batch::default();
        let mut worth = Own::default();
        for step in 0..self.steps {
            let share = step as f32 / self.steps as f32;
            if !go_on(share) {
                return Ok(None);
            }
            let mut random = Stream::new(lesson.seed, Purpose::Shuffle, step);
            lesson.labels(&mut random, &mut batch);
            if own && 2 * step >= self.steps {
                let sure = f64::from(self.sure) / 100.0;
                lesson.own_labels(
                    learner.network_mut(),
                    sure,
                    &mut random,
                    &mut batch,
                    &mut worth,
                );
            }
            learner.look(&batch, &CrossEntropy {});
            learner.learn(RATE * (1.0 - share), 0.0);
        }
        let judged = lesson.judge(learner.network_mut(), go_on);
        Ok(judged.map(|right| Taught { right, own: worth }))
    }
}

impl Lesson<'_> {
    /// Some pictures with their labels.
    fn labels(&self, random: &mut Stream, batch: &mut Batch) {
        let (input, classes) = batch.labelled();
        input.reshape(BATCH, self.labelled.pictures.shape);
        for slot in 0..BATCH {
            let at = random.below(self.labelled.classes.len());
            let picture = self.labelled.pictures.example(at);
            self.matter.put(picture, input.example_mut(slot), random);
            classes.push(self.labelled.classes[at]);
        }
    }

    /// Adds pictures without labels that the network is sure of, with the labels that it gives them; it learns them
    /// varied, so that it has something to learn.
    fn own_labels(
        &self,
        network: &mut Network,
        least: f64,
        random: &mut Stream,
        batch: &mut Batch,
        worth: &mut Own,
    ) {
        let all = &self.matter.pool;
        let drawn: Vec<usize> = (0..UNLABELLED)
            .map(|_| self.pool[random.below(self.pool.len())])
            .collect();
        let mut asked = Tensor::zeros(UNLABELLED, all.pictures.shape);
        for (slot, at) in drawn.iter().enumerate() {
            let to = asked.example_mut(slot);
            to.copy_from_slice(all.pictures.example(*at));
            self.matter.standardise(to);
        }
        let answer = network.forward(&asked, Mode::Evaluate);
        let sure: Vec<(usize, usize)> = (0..UNLABELLED)
            .filter(|slot| surest(answer.example(*slot)) >= least)
            .map(|slot| (drawn[slot], class_of(answer.example(slot))))
            .collect();
        worth.seen += UNLABELLED;
        worth.sure += sure.len();
        let given = batch.classes().to_vec();
        let known = std::mem::replace(&mut batch.input, Tensor::zeros(0, asked.shape));
        let (input, classes) = batch.labelled();
        input.reshape(known.count + sure.len(), known.shape);
        input.data[..known.data.len()].copy_from_slice(&known.data);
        classes.extend(given);
        for (slot, (at, class)) in sure.into_iter().enumerate() {
            let picture = all.pictures.example(at);
            self.matter
                .put(picture, input.example_mut(known.count + slot), random);
            classes.push(class);
            worth.right += usize::from(all.classes[at] == class);
        }
    }

    /// Pictures in all four turns; the class is how far they were turned.
    fn turns(&self, random: &mut Stream, batch: &mut Batch) {
        let (input, classes) = batch.labelled();
        let shape = self.matter.pool.pictures.shape;
        input.reshape(UNLABELLED, shape);
        let mut picture = vec![0.0; shape.size()];
        for slot in 0..UNLABELLED {
            if slot % TURNS == 0 {
                let at = self.pool[random.below(self.pool.len())];
                self.matter
                    .put(self.matter.pool.pictures.example(at), &mut picture, random);
            }
            let turned = turned(&picture, slot % TURNS);
            input.example_mut(slot).copy_from_slice(&turned);
            classes.push(slot % TURNS);
        }
    }

    /// Pictures with covered squares; what is under them is asked.
    fn covers(&self, random: &mut Stream, batch: &mut Batch) {
        let (input, asked) = batch.valued();
        let shape = self.matter.pool.pictures.shape;
        input.reshape(UNLABELLED, shape);
        asked.reshape(UNLABELLED, Shape::vector(shape.size()));
        for slot in 0..UNLABELLED {
            let at = self.pool[random.below(self.pool.len())];
            let to = input.example_mut(slot);
            self.matter
                .put(self.matter.pool.pictures.example(at), to, random);
            cover(to, asked.example_mut(slot), random);
        }
    }

    /// The share of the judged pictures that a network has right; `None` when it is to stop.
    fn judge(&self, network: &mut Network, go_on: &mut dyn FnMut(f32) -> bool) -> Option<f64> {
        let judged = &self.matter.judged;
        let (all, shape) = (judged.classes.len(), judged.pictures.shape);
        let mut found = 0.0;
        for from in (0..all).step_by(AT_A_TIME) {
            if !go_on(1.0) {
                return None;
            }
            let until = (from + AT_A_TIME).min(all);
            let mut some = Tensor::zeros(until - from, shape);
            let size = shape.size();
            some.data
                .copy_from_slice(&judged.pictures.data[from * size..until * size]);
            self.matter.standardise(&mut some.data);
            let answer = network.forward(&some, Mode::Evaluate);
            found += right(answer, &judged.classes[from..until]) * (until - from) as f64;
        }
        Some(found / all.max(1) as f64)
    }
}

/// The share of answers that name the right class.
fn right(answer: &Tensor, classes: &[usize]) -> f64 {
    let answers = (0..answer.count).map(|at| class_of(answer.example(at)));
    let right = answers.zip(classes).filter(|(a, b)| a == *b).count();
    right as f64 / classes.len().max(1) as f64
}

/// The share that softmax gives the likeliest class.
fn surest(scores: &[f32]) -> f64 {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f64 = scores
        .iter()
        .map(|score| f64::from(score - most).exp())
        .sum();
    1.0 / sum
}

/// Mean square of what is asked: the error of who always answers the mean grey.
fn squares(batch: &Batch) -> f64 {
    let crate::data::Targets::Values(asked) = &batch.target else {
        return 1.0;
    };
    let known = asked.data.iter().filter(|value| value.is_finite());
    let (sum, count) = known.fold((0.0, 0.0), |(sum, count), value| {
        (sum + f64::from(*value).powi(2), count + 1.0)
    });
    sum / f64::max(count, 1.0)
}

//! Judging a network on examples that it never learns from, always with the same noise.
//!
//! During training: the middles of the held-out photographs where there are whole ones and the network takes them,
//! else the first `validate_on` held-out examples. At the end: all of it; photographs whole, of very large ones the
//! middle. A network that shrinks its input sees a photograph continued by mirroring; only the photograph itself is
//! judged.

use std::borrow::Borrow;

use super::{Experiment, TrainError};
use crate::data::{Batch, Examples, Part};
use crate::image::Image;
use crate::nn::{self, Mode, Network, Shape, Tensor};
use crate::train::task::{Earned, Lot};
use crate::train::{JudgedOn, ValidationRecord};

/// Side of the middle part of a photograph that is judged during training.
const MIDDLE: usize = 128;
/// Longest side of a photograph that is judged whole at the end: it bounds memory and time whatever a camera makes.
const WHOLE: usize = 1024;
/// Examples judged at once.
const CHUNK: usize = 64;

pub(super) struct Judge {
    middles: Vec<Image>,
    chunks: Vec<Batch>,
    /// A network for pictures of another size than the training examples.
    other: Option<Network>,
    gradient: Tensor,
}

/// Sums over judged examples.
#[derive(Default)]
struct Sums {
    loss: f64,
    earned: Earned,
    examples: usize,
}

impl Sums {
    fn add(
        &mut self,
        answer: &Tensor,
        batch: &Batch,
        experiment: &Experiment,
        gradient: &mut Tensor,
    ) {
        let count = answer.count;
        let target = batch.target.view();
        self.loss += experiment.loss.evaluate(answer, target, gradient) * count as f64;
        self.earned = self.earned.and(experiment.task.score(answer, target));
        self.examples += count;
    }

    fn record(&self, step: u64) -> Option<ValidationRecord> {
        let count = self.examples as f64;
        (self.examples > 0).then(|| ValidationRecord {
            step,
            loss: (self.loss / count) as f32,
            metric: self.earned.metric() as f32,
            examples: self.examples,
        })
    }
}

impl Judge {
    pub(super) fn new(experiment: &Experiment, examples: &dyn Examples) -> Self {
        let most = experiment.training.validate_on;
        let middles = photographs(examples, MIDDLE).take(most);
        let middles: Vec<Image> = if takes_all(experiment, examples, MIDDLE) {
            middles.collect()
        } else {
            Vec::new()
        };
        let mut chunks = Vec::new();
        if middles.is_empty() {
            for from in (0..most.min(examples.count(Part::Validation))).step_by(CHUNK) {
                let count = CHUNK.min(most - from);
                chunks.push(held_out(experiment, examples, from, count));
            }
        }
        Self {
            middles,
            chunks,
            other: None,
            gradient: Tensor::zeros(0, Shape::vector(1)),
        }
    }

    /// The judgement on a part of the held-out examples; `None` when there are none, or when `stopped` says so
    /// meanwhile.
    pub(super) fn some(
        &mut self,
        experiment: &Experiment,
        network: &mut Network,
        step: u64,
        stopped: &dyn Fn() -> bool,
    ) -> Result<Option<ValidationRecord>, TrainError> {
        if !self.middles.is_empty() {
            let middles = std::mem::take(&mut self.middles);
            let sums = self.pictures(experiment, network, middles.iter(), stopped);
            self.middles = middles;
            return Ok(sums?.record(step));
        }
        let mut sums = Sums::default();
        for chunk in &self.chunks {
            if stopped() {
                return Ok(None);
            }
            let answer = network.forward(&chunk.input, Mode::Evaluate);
            sums.add(answer, chunk, experiment, &mut self.gradient);
        }
        Ok(sums.record(step))
    }

    /// The judgement on all held-out examples, and on what it was made; `None` as for [`some`](Self::some).
    pub(super) fn all(
        &mut self,
        experiment: &Experiment,
        examples: &dyn Examples,
        network: &mut Network,
        step: u64,
        stopped: &dyn Fn() -> bool,
    ) -> Result<Option<(ValidationRecord, JudgedOn)>, TrainError> {
        if takes_all(experiment, examples, WHOLE) {
            let mut on = JudgedOn::Pictures;
            let pictures = photographs(examples, WHOLE).inspect(|picture| {
                if picture.height().max(picture.width()) == WHOLE {
                    on = JudgedOn::Middles(WHOLE);
                }
            });
            let sums = self.pictures(experiment, network, pictures, stopped)?;
            return Ok(sums.record(step).map(|record| (record, on)));
        }
        let on = if photographs(examples, MIDDLE).next().is_some() {
            JudgedOn::Patches
        } else if experiment.data.apart() {
            JudgedOn::Examples
        } else {
            JudgedOn::Displaced
        };
        let mut sums = Sums::default();
        for from in (0..examples.count(Part::Validation)).step_by(CHUNK) {
            if stopped() {
                return Ok(None);
            }
            let batch = held_out(experiment, examples, from, CHUNK);
            let answer = network.forward(&batch.input, Mode::Evaluate);
            sums.add(answer, &batch, experiment, &mut self.gradient);
        }
        Ok(sums.record(step).map(|record| (record, on)))
    }

    /// The sums over pictures of any size, one by one; nothing when stopped meanwhile.
    fn pictures(
        &mut self,
        experiment: &Experiment,
        network: &Network,
        pictures: impl Iterator<Item = impl Borrow<Image>>,
        stopped: &dyn Fn() -> bool,
    ) -> Result<Sums, TrainError> {
        let weights = network.weights();
        let mut sums = Sums::default();
        let mut fresh = false;
        for (index, picture) in pictures.enumerate() {
            if stopped() {
                return Ok(Sums::default());
            }
            let mut batch = Batch {
                input: Tensor::from_image(picture.borrow()),
                ..Batch::default()
            };
            let lot = Lot::Judging(index as u64);
            experiment
                .task
                .fill(&mut batch, &experiment.spoiling(), lot);
            let shape = batch.input.shape;
            let raised = nn::size_for(&experiment.architecture, shape).unwrap_or(shape);
            let mut other = match self.other.take() {
                Some(other) if other.input_shape() == raised => other,
                _ => {
                    fresh = false;
                    Network::new(
                        &experiment.architecture,
                        raised,
                        experiment.init,
                        experiment.seed,
                    )?
                }
            };
            if !fresh {
                other
                    .set_weights(&weights)
                    .map_err(|error| TrainError::Mismatch(error.text()))?;
                fresh = true;
            }
            if raised == shape {
                let answer = other.forward(&batch.input, Mode::Evaluate);
                sums.add(answer, &batch, experiment, &mut self.gradient);
            } else {
                let noisy = batch.input.image(0);
                let noisy = noisy.mirrored_to(raised.height, raised.width);
                let answer = other.forward(&Tensor::from_image(&noisy), Mode::Evaluate);
                let answer = answer.image(0).crop(0, 0, shape.height, shape.width);
                let answer = Tensor::from_image(&answer);
                sums.add(&answer, &batch, experiment, &mut self.gradient);
            }
            self.other = Some(other);
        }
        Ok(sums)
    }
}

fn held_out(experiment: &Experiment, examples: &dyn Examples, from: usize, count: usize) -> Batch {
    let mut batch = Batch::default();
    examples.read(Part::Validation, from, count, &mut batch);
    let lot = Lot::Judging(from as u64);
    experiment
        .task
        .fill(&mut batch, &experiment.spoiling(), lot);
    batch
}

/// The held-out photographs, of larger ones the middle `side`×`side` pixels.
fn photographs(examples: &dyn Examples, side: usize) -> impl Iterator<Item = Image> {
    examples.whole(side).map(|(_, image)| image)
}

/// Whether there are photographs, and the network answers each with a picture of the same shape.
fn takes_all(experiment: &Experiment, examples: &dyn Examples, side: usize) -> bool {
    let takes = |image: Image| {
        let (channels, height, width) = image.dim();
        let shape = Shape::new(channels, height, width);
        nn::size_for(&experiment.architecture, shape).is_some()
    };
    let mut photographs = photographs(examples, side).peekable();
    photographs.peek().is_some() && photographs.all(takes)
}

#[cfg(test)]
mod tests;

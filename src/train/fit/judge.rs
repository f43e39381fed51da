//! Judging a network on examples that it never learns from, always with the same noise.
//!
//! During training: the middles of the held-out photographs where there are whole ones and the network takes them,
//! else the first `validate_on` held-out examples. At the end: all of it; photographs whole.

use super::examples::Material;
use super::metric;
use super::{Experiment, TrainError};
use crate::data::{Examples, Part};
use crate::image::Image;
use crate::math::random::Purpose;
use crate::nn::{self, Mode, Network, Shape, Tensor};
use crate::train::ValidationRecord;

/// Side of the middle part of a photograph that is judged during training.
const MIDDLE: usize = 128;
/// Examples judged at once.
const CHUNK: usize = 64;

pub(super) struct Judge {
    middles: Vec<Image>,
    chunks: Vec<Material>,
    /// A network for pictures of another size than the training examples.
    other: Option<Network>,
    gradient: Tensor,
}

/// Sums over judged examples.
#[derive(Default)]
struct Sums {
    loss: f64,
    metric: f64,
    examples: usize,
}

impl Sums {
    fn add(
        &mut self,
        network: &mut Network,
        material: &Material,
        experiment: &Experiment,
        gradient: &mut Tensor,
    ) {
        let answer = network.forward(material.input(), Mode::Evaluate);
        let count = answer.count;
        self.loss += material.loss(&*experiment.loss, answer, gradient) * count as f64;
        self.metric += metric::sum(answer, material.target());
        self.examples += count;
    }

    fn record(&self, step: u64) -> Option<ValidationRecord> {
        let count = self.examples as f64;
        (self.examples > 0).then(|| ValidationRecord {
            step,
            loss: (self.loss / count) as f32,
            metric: (self.metric / count) as f32,
            examples: self.examples,
        })
    }
}

impl Judge {
    pub(super) fn new(experiment: &Experiment, examples: &dyn Examples) -> Self {
        let most = experiment.training.validate_on;
        let middles = middles(experiment, &examples.whole(), most);
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

    /// The judgement on a part of the held-out examples; `None` when there are none.
    pub(super) fn some(
        &mut self,
        experiment: &Experiment,
        network: &mut Network,
        step: u64,
    ) -> Result<Option<ValidationRecord>, TrainError> {
        if !self.middles.is_empty() {
            let middles = std::mem::take(&mut self.middles);
            let record = self.pictures(experiment, network, &middles, step);
            self.middles = middles;
            return record;
        }
        let mut sums = Sums::default();
        for chunk in &self.chunks {
            sums.add(network, chunk, experiment, &mut self.gradient);
        }
        Ok(sums.record(step))
    }

    /// The judgement on all held-out examples.
    pub(super) fn all(
        &mut self,
        experiment: &Experiment,
        examples: &dyn Examples,
        network: &mut Network,
        step: u64,
    ) -> Result<Option<ValidationRecord>, TrainError> {
        let whole: Vec<Image> = examples
            .whole()
            .into_iter()
            .map(|(_, image)| image)
            .collect();
        if !whole.is_empty() && whole.iter().all(|image| takes(experiment, image)) {
            return self.pictures(experiment, network, &whole, step);
        }
        let mut sums = Sums::default();
        for from in (0..examples.count(Part::Validation)).step_by(CHUNK) {
            let material = held_out(experiment, examples, from, CHUNK);
            sums.add(network, &material, experiment, &mut self.gradient);
        }
        Ok(sums.record(step))
    }

    /// The judgement on pictures of any size, one by one.
    fn pictures(
        &mut self,
        experiment: &Experiment,
        network: &Network,
        pictures: &[Image],
        step: u64,
    ) -> Result<Option<ValidationRecord>, TrainError> {
        let weights = network.weights();
        let mut sums = Sums::default();
        let mut fresh = false;
        for (index, picture) in pictures.iter().enumerate() {
            let mut material = Material::new(experiment.data.task());
            material.clean.input = Tensor::from_image(picture);
            material.add_noise(
                &*experiment.noise,
                experiment.seed,
                Purpose::Evaluation,
                index as u64,
            );
            let shape = material.clean.input.shape;
            let mut other = match self.other.take() {
                Some(other) if other.input_shape() == shape => other,
                _ => {
                    fresh = false;
                    Network::new(
                        &experiment.architecture,
                        shape,
                        experiment.init,
                        experiment.seed,
                    )?
                }
            };
            if !fresh {
                other
                    .set_weights(&weights)
                    .map_err(|error| TrainError::Mismatch(error.to_string()))?;
                fresh = true;
            }
            sums.add(&mut other, &material, experiment, &mut self.gradient);
            self.other = Some(other);
        }
        Ok(sums.record(step))
    }
}

fn held_out(
    experiment: &Experiment,
    examples: &dyn Examples,
    from: usize,
    count: usize,
) -> Material {
    let mut material = Material::new(experiment.data.task());
    examples.read(Part::Validation, from, count, &mut material.clean);
    material.add_noise(
        &*experiment.noise,
        experiment.seed,
        Purpose::Evaluation,
        from as u64,
    );
    material
}

fn shape_of(image: &Image) -> Shape {
    let (channels, height, width) = image.dim();
    Shape::new(channels, height, width)
}

/// Whether the network answers such a picture with one of the same shape.
fn takes(experiment: &Experiment, image: &Image) -> bool {
    let shape = shape_of(image);
    let report = nn::check(&experiment.architecture, shape);
    report.ok() && report.output == Some(shape)
}

fn middles(experiment: &Experiment, whole: &[(String, Image)], most: usize) -> Vec<Image> {
    let middles: Vec<Image> = whole
        .iter()
        .take(most)
        .map(|(_, image)| {
            let (_, height, width) = image.dim();
            let (h, w) = (height.min(MIDDLE), width.min(MIDDLE));
            image.crop((height - h) / 2, (width - w) / 2, h, w)
        })
        .collect();
    if middles.iter().all(|image| takes(experiment, image)) {
        middles
    } else {
        Vec::new()
    }
}

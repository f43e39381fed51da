//! One network: it learns some pictures, and answers from −1 to +1.

use super::matter::Example;
use super::{Faces, Look};
use crate::data::Batch;
use crate::image::Image;
use crate::labs::Desk;
use crate::nn::init::Init;
use crate::nn::loss::CrossEntropy;
use crate::nn::optimizer::Adam;
use crate::nn::{Architecture, Mode, Network, Tensor};
use crate::train::{Learner, TrainError};

/// Its rate.
const RATE: f32 = 0.01;
/// Looks at it while it learns.
const LOOKS: usize = 60;

/// A network that has learned.
pub(super) struct Learned {
    learner: Learner,
    look: Look,
    /// Step, share of the training pictures that are right, share of those held out.
    pub(super) curve: Vec<[f64; 3]>,
}

/// What is looked at of pictures.
fn batch<'a>(look: Look, pictures: impl Iterator<Item = &'a Image>) -> Tensor {
    let shape = look.shape();
    let seen: Vec<Image> = pictures.map(|picture| look.of(picture)).collect();
    let mut batch = Tensor::zeros(seen.len(), shape);
    for (at, picture) in seen.iter().enumerate() {
        batch.set_image(at, picture);
    }
    batch
}

/// +1 for the first class for sure, −1 for the second: twice the first's share by softmax, less one.
fn answers(answer: &Tensor) -> impl Iterator<Item = f32> + '_ {
    let pairs = answer.data.chunks(2);
    pairs.map(|pair| (0.5 * (pair[0] - pair[1])).tanh())
}

/// Whether an answer is that of the class.
pub(super) fn is_right(answer: f32, class: usize) -> bool {
    (answer > 0.0) == (class == 0)
}

fn share(answers: impl Iterator<Item = f32>, examples: &[Example]) -> f64 {
    let pairs = answers.zip(examples);
    let right = pairs.filter(|(answer, example)| is_right(*answer, example.class));
    right.count() as f64 / examples.len().max(1) as f64
}

impl Faces {
    /// The network learns from `training` and is judged on `held_out` now and then, which `watch` sees; `None` when
    /// it was stopped.
    pub(super) fn learn(
        &self,
        look: Look,
        [training, held_out]: [&[Example]; 2],
        seed: u64,
        watch: &dyn Fn(&[[f64; 3]]),
        desk: &Desk<'_>,
    ) -> Result<Option<Learned>, TrainError> {
        let text = match self.hidden {
            0 => "flatten; dense 2".to_owned(),
            hidden => format!("flatten; dense {hidden}; relu; dense 2"),
        };
        // A wrong text would give a network without rows, which no picture fits.
        let architecture = Architecture::from_text(&text).unwrap_or_default();
        let mut network = Network::new(&architecture, look.shape(), Init::Glorot, seed)?;
        if self.hidden == 0 {
            // One neuron finds the same from anywhere; from zero, pixels that never change keep no weight.
            network.update().0.fill(0.0);
        }
        let mut learner = Learner::new(network, Box::new(Adam::default()), seed);
        let mut known = Batch::default();
        let (input, classes) = known.labelled();
        *input = batch(look, training.iter().map(|one| &one.picture));
        classes.extend(training.iter().map(|one| one.class));
        let others = batch(look, held_out.iter().map(|one| &one.picture));
        let every = (self.steps / LOOKS).max(1);
        let mut curve = Vec::new();
        for step in 0..=self.steps {
            if desk.stopped() {
                return Ok(None);
            }
            if step % every == 0 || step == self.steps {
                let network = learner.network_mut();
                let right = share(
                    answers(network.forward(&known.input, Mode::Evaluate)),
                    training,
                );
                let new = share(answers(network.forward(&others, Mode::Evaluate)), held_out);
                curve.push([step as f64, right, new]);
                watch(&curve);
                desk.done(step as f32 / self.steps.max(1) as f32);
            }
            if step < self.steps {
                learner.look(&known, &CrossEntropy {});
                learner.learn(RATE, 0.0);
            }
        }
        Ok(Some(Learned {
            learner,
            look,
            curve,
        }))
    }
}

impl Learned {
    /// The answers to pictures, −1 to +1.
    pub(super) fn answers<'a>(&mut self, pictures: impl Iterator<Item = &'a Image>) -> Vec<f32> {
        let input = batch(self.look, pictures);
        let network = self.learner.network_mut();
        answers(network.forward(&input, Mode::Evaluate)).collect()
    }

    /// Where there is one neuron: what each pixel adds to its sum where it is 1, row after row.
    pub(super) fn weights(&self) -> Option<Vec<f32>> {
        let network = self.learner.network();
        let size = self.look.shape().size();
        let own = network.parameters().iter();
        let mut own = own.filter(|one| one.name.ends_with(".weight"));
        let (Some(one), None) = (own.next(), own.next()) else {
            return None;
        };
        let values = &network.values()[one.range.clone()];
        let (first, second) = values.split_at_checked(size)?;
        let both = first.iter().zip(second);
        Some(both.map(|(first, second)| 0.5 * (first - second)).collect())
    }

    /// Shares of both parts that are right at the end.
    pub(super) fn end(&self) -> [f64; 2] {
        self.curve
            .last()
            .map_or([f64::NAN; 2], |end| [end[1], end[2]])
    }
}

//! Back-propagation beside the knobs: the same network and the same pictures, all of them at each step.

use super::matter::Matter;
use super::search::Pictures;
use super::{KnobByKnob, Way};
use crate::data::Batch;
use crate::labs::Desk;
use crate::nn::init::Init;
use crate::nn::layers::{Dense, Relu};
use crate::nn::loss::Hinge;
use crate::nn::optimizer::Adam;
use crate::nn::{Architecture, Layer, Mode, Network, Shape, Tensor};
use crate::train::{Experiment, Learner, TrainError};

/// Steps.
const STEPS: usize = 300;
/// The rate.
const RATE: f32 = 0.01;
/// What a pass forward and back costs, in passes forward.
const BACK: usize = 3;

impl KnobByKnob {
    /// The same as an experiment of the bench; `None` where there is nothing to be told apart.
    pub(super) fn experiment(&self) -> Option<Experiment> {
        let data = self.data();
        if data.fault().is_some() {
            return None;
        }
        // The smallest experiment of one answer.
        let mut experiment = Experiment::named("points-xor")?;
        let text = format!("flatten; dense {}; relu; dense 1", self.hidden);
        experiment.name = format!("knobs, {}", self.pair.label().to_lowercase());
        experiment.seed = self.seed;
        experiment.data = data;
        experiment.architecture = Architecture::from_text(&text).ok()?;
        experiment.init = Init::He;
        experiment.loss = Box::new(Hinge::default());
        experiment.optimizer = Box::new(Adam::default());
        let training = &mut experiment.training;
        training.steps = STEPS as u64;
        training.batch = self.count.min(4096);
        training.learning_rate = RATE;
        training.validate_every = 10;
        training.validate_on = 1000;
        Some(experiment)
    }

    /// Back-propagation: the same network, all pictures at once, Adam.
    pub(super) fn back(
        &self,
        seed: u64,
        matter: &Matter,
        desk: &Desk<'_>,
    ) -> Result<Way, TrainError> {
        let began = std::time::Instant::now();
        let dense = |units: usize| -> Box<dyn Layer> {
            Box::new(Dense {
                units,
                ..Dense::default()
            })
        };
        let rows = vec![dense(self.hidden), Box::new(Relu::default()), dense(1)];
        let architecture = Architecture::of(rows);
        let shape = Shape::vector(matter.training.width);
        let network = Network::new(&architecture, shape, Init::He, seed)?;
        let mut learner = Learner::new(network, Box::new(Adam::default()), seed);
        let batch = |pictures: &Pictures| {
            let mut batch = Batch::default();
            let (input, classes) = batch.labelled();
            *input = Tensor::zeros(pictures.count(), shape);
            let numbers = pictures.numbers.iter().map(|number| *number as f32);
            input
                .data
                .iter_mut()
                .zip(numbers)
                .for_each(|(to, from)| *to = from);
            classes.extend(
                pictures
                    .classes
                    .iter()
                    .map(|class| usize::from(*class > 0.0)),
            );
            batch
        };
        let (training, test) = (batch(&matter.training), batch(&matter.test));
        let share = |answer: &Tensor, pictures: &Pictures| {
            let pairs = answer.data.iter().zip(&pictures.classes);
            let right = pairs.filter(|(answer, class)| f64::from(**answer) * **class > 0.0);
            right.count() as f64 / pictures.count().max(1) as f64
        };
        let mut way = Way {
            name: "Back-propagation",
            ..Way::default()
        };
        for step in 0..=STEPS {
            if desk.stopped() {
                break;
            }
            if step % 5 == 0 {
                let network = learner.network_mut();
                let known = share(
                    network.forward(&training.input, Mode::Evaluate),
                    &matter.training,
                );
                let new = share(network.forward(&test.input, Mode::Evaluate), &matter.test);
                way.points.push([((BACK * step).max(1)) as f64, known, new]);
            }
            learner.look(&training, &Hinge {});
            learner.learn(RATE, 0.0);
        }
        way.seconds = began.elapsed().as_secs_f64();
        Ok(way)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labs::Lab as _;
    use crate::labs::knobs::Pair;

    #[test]
    fn the_bench_has_the_same_pair_and_the_same_network() {
        let lab = KnobByKnob {
            first: 4,
            second: 9,
            hidden: 7,
            ..KnobByKnob::default()
        };
        let experiment = lab.bench().unwrap();
        assert_eq!(experiment.data.id(), "digit-pair");
        assert_eq!(experiment.data.classes(), ["9", "4"]);
        assert!(experiment.problems().is_empty());
        let knobs = experiment.check().parameters();
        assert_eq!(knobs, 12 * 12 * 7 + 7 + 7 + 1);
        let mouths = KnobByKnob {
            pair: Pair::Mouths,
            ..lab.clone()
        };
        let experiment = mouths.bench().unwrap();
        assert_eq!(experiment.data.shape(), Shape::new(1, 16, 24));
        assert!(experiment.problems().is_empty());
        // Nothing is to be told apart.
        let same = KnobByKnob { second: 4, ..lab };
        assert!(same.bench().is_none());
    }
}

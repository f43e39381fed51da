//! A network that learns: the network, its optimizer and the optimizer's memory. The training loop steps one; a lab may
//! step its own.

use crate::data::Batch;
use crate::nn::optimizer::Step;
use crate::nn::{Loss, Mode, Network, Optimizer, Shape, Tensor};

/// A network that learns.
pub struct Learner {
    network: Network,
    optimizer: Box<dyn Optimizer>,
    /// The optimizer's memory: for each of its names as many numbers as there are weights.
    slots: Vec<Vec<f32>>,
    /// Steps done.
    number: u64,
    /// Decides which units are dropped.
    seed: u64,
    gradient: Tensor,
}

impl Learner {
    /// A network that has learned nothing yet.
    pub fn new(network: Network, optimizer: Box<dyn Optimizer>, seed: u64) -> Self {
        let length = network.values().len();
        Self {
            slots: vec![vec![0.0; length]; optimizer.slots().len()],
            network,
            optimizer,
            number: 0,
            seed,
            gradient: Tensor::zeros(0, Shape::vector(1)),
        }
    }

    /// The same after so many steps, with the optimizer's memory of them; it must be as long as the weights for each of
    /// its names.
    #[must_use]
    pub fn having_done(self, number: u64, slots: Vec<Vec<f32>>) -> Self {
        let length = self.network.values().len();
        let fits = slots.len() == self.slots.len() && slots.iter().all(|slot| slot.len() == length);
        assert!(
            fits,
            "the optimizer's memory must be as long as the weights"
        );
        Self {
            number,
            slots,
            ..self
        }
    }

    /// The network.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The network, to be asked or to be given other weights.
    pub fn network_mut(&mut self) -> &mut Network {
        &mut self.network
    }

    /// Steps done.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The number of steps done is another one: that of weights it was given.
    pub fn count_from(&mut self, number: u64) {
        self.number = number;
    }

    /// The optimizer's memory, by name.
    pub fn slots(&self) -> impl Iterator<Item = (&'static str, &[f32])> {
        let names = self.optimizer.slots().iter().copied();
        names.zip(self.slots.iter().map(Vec::as_slice))
    }

    /// Answers a batch as in training; its loss, mean over the batch, and the answer. The gradient is found by
    /// [`learn`](Self::learn).
    pub fn look(&mut self, batch: &Batch, loss: &dyn Loss) -> (f64, &Tensor) {
        let next = self.number + 1;
        // Any number that differs from step to step; the network mixes it.
        let seed = self
            .seed
            .wrapping_add(next.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let answer = self.network.forward(&batch.input, Mode::Train { seed });
        let loss = loss.evaluate(answer, batch.target.view(), &mut self.gradient);
        (loss, answer)
    }

    /// Learns from the batch that was looked at last: back-propagates, shortens a gradient longer than `clip` (0 = any
    /// length), and lets the optimizer step at this rate.
    pub fn learn(&mut self, rate: f32, clip: f32) {
        self.network.backward(&self.gradient);
        if clip > 0.0 {
            self.network.limit_gradient(clip);
        }
        let (weights, gradients, matrices) = self.network.update();
        self.number += 1;
        let step = Step {
            rate,
            number: self.number,
            matrices,
        };
        self.optimizer
            .update(weights, gradients, &mut self.slots, &step);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::EmptyShelf;
    use crate::job::Link;
    use crate::math::random::{Purpose, Stream};
    use crate::train::{Experiment, Forget, Options, fit};

    /// A learner that is stepped by hand learns what the loop would have taught it.
    #[test]
    fn it_is_what_the_loop_steps() {
        let mut experiment = Experiment::named("points-xor").unwrap();
        experiment.training.steps = 7;
        let link = Link::detached(crate::job::Progress::default());
        let options = Options::default();
        let trained = fit(&experiment, None, &EmptyShelf, &options, &mut Forget, &link).unwrap();
        let examples = experiment.data.load(&EmptyShelf, experiment.seed).unwrap();
        let shape = examples.shape();
        let Experiment {
            architecture,
            init,
            seed,
            training,
            ..
        } = &experiment;
        let network = Network::new(architecture, shape, *init, *seed).unwrap();
        let mut learner = Learner::new(network, experiment.optimizer.clone(), *seed);
        let mut batch = Batch::default();
        for step in 1..=training.steps {
            let mut random = Stream::new(*seed, Purpose::Shuffle, step);
            examples.draw(training.batch, &mut random, &mut batch);
            let rate =
                training.learning_rate * experiment.schedule.factor(step - 1, training.steps);
            let (loss, _) = learner.look(&batch, &*experiment.loss);
            assert_eq!(loss as f32, trained.history.steps[step as usize - 1].loss);
            learner.learn(rate, training.clip);
        }
        assert_eq!(learner.number(), 7);
        assert_eq!(learner.network().weights(), *trained.model.weights);
    }
}

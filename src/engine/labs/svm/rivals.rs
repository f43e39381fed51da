//! The rivals: two machines and a network, each learning the same examples.

use std::time::Instant;

use super::matter::Lot;
use super::{Network as Chosen, Svm};
use crate::data::Batch;
use crate::labs::Desk;
use crate::math::random::{Purpose, Stream};
use crate::math::svm::{Fault, Kernel, Machine, Matter, Precision, Rule, gamma_of};
use crate::nn::init::Init;
use crate::nn::loss::CrossEntropy;
use crate::nn::optimizer::Adam;
use crate::nn::{Architecture, Mode, Network, Tensor};
use crate::say;
use crate::train::{Learner, TrainError};

/// Examples a step.
const BATCH: usize = 32;
/// Passes of the network through the examples,
const PASSES: usize = 30;
/// but so many steps at least, of pictures and of points.
const STEPS: [usize; 2] = [1000, 3000];
/// Its rate at first, of pictures and of points.
const RATE: [f32; 2] = [2e-3, 1e-2];
/// Examples that it answers at a time.
const ASKED: usize = 500;

/// Who learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rival {
    Linear,
    Radial,
    Network,
}

impl Rival {
    pub(super) const ALL: [Self; 3] = [Self::Linear, Self::Radial, Self::Network];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Linear => "Linear machine",
            Self::Radial => "Radial machine",
            Self::Network => "Network",
        }
    }
}

/// What came of one rival.
#[derive(Clone, Debug, Default)]
pub(super) struct Outcome {
    /// Share of the others that are right, and of what was learned from.
    pub(super) right: [f64; 2],
    /// Share of those kept back from the same source.
    pub(super) kept: Option<f64>,
    /// Of those, the share among the ones of the second half, whose writers are known.
    pub(super) known: Option<f64>,
    /// To learn, in seconds.
    pub(super) seconds: f64,
    /// Support vectors, and steps of all pairs.
    pub(super) vectors: Option<usize>,
    pub(super) steps: u64,
    /// Pairs that were not solved within the steps that they had, of how many.
    pub(super) capped: [usize; 2],
}

/// What answers.
pub(super) enum Learned {
    Machine(Box<Machine>),
    Network(Box<Learner>),
}

impl Learned {
    /// How much a network leans to the second of two classes at each point, −1..1; nothing of a machine.
    pub(super) fn leanings(&mut self, input: &Tensor) -> Vec<f32> {
        let Self::Network(learner) = self else {
            return Vec::new();
        };
        let answer = learner.network_mut().forward(input, Mode::Evaluate);
        let each = answer.data.chunks(answer.shape.size());
        // Two shares by softmax, the first from the second.
        each.map(|pair| (0.5 * (pair[1] - pair[0])).tanh())
            .collect()
    }

    /// The class of each example.
    pub(super) fn answers(&mut self, lot: &Lot) -> Vec<usize> {
        match self {
            Self::Machine(machine) => machine.answers(&lot.input.data),
            Self::Network(learner) => {
                let mut found = Vec::new();
                let size = lot.shape().size();
                for some in lot.input.data.chunks(ASKED * size) {
                    let input = Tensor {
                        count: some.len() / size,
                        shape: lot.shape(),
                        data: some.to_vec(),
                    };
                    let answer = learner.network_mut().forward(&input, Mode::Evaluate);
                    let each = answer.data.chunks(answer.shape.size());
                    found.extend(each.map(largest));
                }
                found
            }
        }
    }
}

fn largest(numbers: &[f32]) -> usize {
    let all = numbers.iter().enumerate();
    let most = all.max_by(|a, b| a.1.total_cmp(b.1));
    most.map_or(0, |(at, _)| at)
}

impl Svm {
    /// The kernel of a machine that learns from these.
    pub(super) fn kernel(&self, rival: Rival, lot: &Lot) -> Kernel {
        match rival {
            Rival::Linear => Kernel::Linear,
            _ => Kernel::Radial {
                gamma: f64::from(self.gamma) * gamma_of(&lot.input.data, lot.shape().size()),
            },
        }
    }

    /// How machines are solved.
    pub(super) fn rule(&self) -> Rule {
        Rule {
            most_weight: f64::from(self.most_weight),
            most_steps: self.most_steps,
            ..Rule::default()
        }
    }

    /// One rival learns; `None` when it was stopped.
    pub(super) fn learn(
        &self,
        rival: Rival,
        lot: &Lot,
        classes: usize,
        seed: u64,
        desk: &Desk<'_>,
    ) -> Result<Option<(Learned, Outcome)>, TrainError> {
        let began = Instant::now();
        let mut outcome = Outcome::default();
        let learned = match rival {
            Rival::Network => {
                let Some(learner) = self.train(lot, classes, seed, desk)? else {
                    return Ok(None);
                };
                outcome.steps = learner.number();
                Learned::Network(Box::new(learner))
            }
            _ => {
                let matter = Matter {
                    rows: &lot.input.data,
                    width: lot.shape().size(),
                    classes: &lot.classes,
                };
                let (progress, kernel) = (desk.progress(), self.kernel(rival, lot));
                let goes_on = |_| !progress.stopped();
                let precision = Precision::Single;
                let machine = Machine::learn(matter, kernel, precision, &self.rule(), &goes_on);
                let machine = match machine {
                    Err(Fault::Stopped) => return Ok(None),
                    Err(Fault::OneClass) => {
                        return Err(TrainError::Mismatch(say!(
                            "the first {} examples are all of one class: learn from more of them",
                            lot.classes.len()
                        )));
                    }
                    Err(fault) => return Err(TrainError::System(fault.to_string())),
                    Ok(machine) => machine,
                };
                outcome.vectors = Some(machine.vectors());
                outcome.steps = machine.steps();
                outcome.capped = [machine.capped(), machine.pairs()];
                Learned::Machine(Box::new(machine))
            }
        };
        outcome.seconds = began.elapsed().as_secs_f64();
        Ok(Some((learned, outcome)))
    }

    /// The network's rows.
    fn architecture(&self, lot: &Lot, classes: usize) -> Architecture {
        let dense = format!("dense {}; relu; dense {classes}", self.hidden);
        let text = match (self.network, lot.shape().height > 1) {
            (Chosen::Layers, true) => {
                format!("conv 8 5x5; relu; max-pool; conv 16 5x5; relu; max-pool; flatten; {dense}")
            }
            (Chosen::Hidden, true) => format!("flatten; {dense}"),
            (Chosen::Layers, false) => format!("dense {}; relu; {dense}", self.hidden),
            (Chosen::Hidden, false) => dense,
        };
        // A wrong text would give a network without rows, which no examples fit.
        Architecture::from_text(&text).unwrap_or_default()
    }

    /// Trains the network; `None` when it was stopped.
    fn train(
        &self,
        lot: &Lot,
        classes: usize,
        seed: u64,
        desk: &Desk<'_>,
    ) -> Result<Option<Learner>, TrainError> {
        let architecture = self.architecture(lot, classes);
        let network = Network::new(&architecture, lot.shape(), Init::He, seed)?;
        let mut learner = Learner::new(network, Box::new(Adam::default()), seed);
        let count = lot.classes.len();
        let mut random = Stream::new(seed, Purpose::Shuffle, 1);
        let kind = usize::from(self.show.on_plane());
        let steps = (PASSES * count / BATCH).max(STEPS[kind]);
        let mut batch = Batch::default();
        for step in 0..steps {
            if desk.stopped() {
                return Ok(None);
            }
            let (input, asked) = batch.labelled();
            input.reshape(BATCH.min(count), lot.shape());
            for slot in 0..input.count {
                let at = random.below(count);
                input
                    .example_mut(slot)
                    .copy_from_slice(lot.input.example(at));
                asked.push(lot.classes[at]);
            }
            let (loss, _) = learner.look(&batch, &CrossEntropy {});
            if !loss.is_finite() {
                return Err(TrainError::Mismatch(say!(
                    "the network's loss is no number any more at step {}: try fewer hidden units",
                    step
                )));
            }
            // Down to nothing, along half a cosine.
            let share = step as f32 / steps as f32;
            learner.learn(
                RATE[kind] * 0.5 * (1.0 + (std::f32::consts::PI * share).cos()),
                0.0,
            );
        }
        Ok(Some(learner))
    }
}

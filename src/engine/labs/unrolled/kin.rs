//! A solver and the network that it becomes when its iterations are written down one after the other and their numbers
//! may be learned.

use crate::data::Batch;
use crate::denoise::trial::with_noise;
use crate::image::Image;
use crate::image::metrics::psnr_clipped;
use crate::labs::teach::{Patches, Pool};
use crate::nn::init::Init;
use crate::nn::loss::{Loss as _, MeanSquared};
use crate::nn::optimizer::Adam;
use crate::nn::{Architecture, Mode, Network, Shape, Target, Tensor, Weights};
use crate::say;
use crate::train::schedule::{Cosine, Schedule as _};
use crate::train::{Learner, TrainError};

/// The step whose patches a solver is tuned on: no training comes so far.
const TUNED_ON: u64 = 1 << 40;

/// A solver that can be unrolled.
pub(super) trait Kin: Send + Sync {
    /// Side of a patch that is learned from.
    fn patch(&self) -> usize;

    /// What the network takes.
    fn shape(&self) -> Shape;

    /// Examples of a step, and of what the solver is tuned on.
    fn batches(&self) -> [usize; 2];

    /// Learning rate at the beginning, and the longest gradient (0 = any).
    fn rate(&self) -> [f32; 2];

    /// The solver's own numbers that are tried.
    fn tunings(&self) -> Vec<[f32; 2]>;

    /// So many of its iterations as a network; `tied`: all with the same numbers.
    fn rows(&self, stages: usize, tied: bool) -> String;

    /// What stands in an array of this shape while the network is the solver.
    fn solver(&self, tuning: [f32; 2], shape: &[usize]) -> Vec<f32>;

    /// Makes input and target of patches.
    fn fill(&self, patches: &Patches, batch: &mut Batch);

    /// A whole picture, cleaned; `network` makes the network for inputs of a shape.
    ///
    /// # Errors
    /// Those of `network`.
    fn clean(
        &self,
        noisy: &Image,
        network: &dyn Fn(Shape) -> Result<Network, TrainError>,
    ) -> Result<Image, TrainError>;
}

/// A network with its numbers.
#[derive(Clone)]
pub(super) struct Stack {
    pub(super) architecture: Architecture,
    pub(super) weights: Weights,
}

impl Stack {
    /// The solver, as a network.
    ///
    /// # Errors
    /// [`TrainError::Mismatch`], for numbers of which no network can be made.
    pub(super) fn solver(
        kin: &dyn Kin,
        (stages, tied): (usize, bool),
        tuning: [f32; 2],
    ) -> Result<Self, TrainError> {
        let architecture = Architecture::from_text(&kin.rows(stages, tied)).map_err(|_| {
            TrainError::Mismatch(say!(
                "the network cannot be written; set filters and atoms to their usual numbers"
            ))
        })?;
        let network = Network::new(&architecture, kin.shape(), Init::Zeros, 0)?;
        let mut weights = network.weights();
        for array in &mut weights {
            array.values = kin.solver(tuning, &array.shape);
        }
        Ok(Self {
            architecture,
            weights,
        })
    }

    /// How many numbers it has.
    pub(super) fn numbers(&self) -> usize {
        self.weights.iter().map(|array| array.values.len()).sum()
    }

    /// The network, for inputs of a shape.
    ///
    /// # Errors
    /// [`TrainError::Architecture`], when it cannot be built.
    pub(super) fn network(&self, shape: Shape) -> Result<Network, TrainError> {
        let mut network = Network::new(&self.architecture, shape, Init::Zeros, 0)?;
        let taken = network.set_weights(&self.weights);
        taken.expect("they are of this architecture");
        Ok(network)
    }

    /// A picture, cleaned.
    ///
    /// # Errors
    /// As [`network`](Self::network).
    pub(super) fn clean(&self, kin: &dyn Kin, noisy: &Image) -> Result<Image, TrainError> {
        kin.clean(noisy, &|shape| self.network(shape))
    }

    /// The mean PSNR in dB over pictures, clean and noisy.
    ///
    /// # Errors
    /// As [`network`](Self::network).
    pub(super) fn psnr(&self, kin: &dyn Kin, exam: &[[Image; 2]]) -> Result<f64, TrainError> {
        let mut sum = 0.0;
        for [clean, noisy] in exam {
            sum += psnr_clipped(clean, &self.clean(kin, noisy)?);
        }
        Ok(sum / exam.len().max(1) as f64)
    }

    /// On the straight way from this one (0) to another of the same rows (1).
    pub(super) fn towards(&self, other: &Self, share: f32) -> Self {
        let mut between = self.clone();
        for (array, there) in between.weights.iter_mut().zip(&other.weights) {
            for (value, there) in array.values.iter_mut().zip(&there.values) {
                *value += share * (there - *value);
            }
        }
        between
    }
}

/// The pictures that are judged: the middles of the first held-out photographs, with noise.
pub(super) fn exam(pool: &Pool<'_>, side: usize, count: usize, sigma: f32) -> Vec<[Image; 2]> {
    let whole = pool.examples.whole(side).take(count).enumerate();
    let pair = |(at, (_, clean)): (usize, (String, Image))| {
        let noisy = with_noise(&clean, sigma, pool.seed, at as u64);
        [clean, noisy]
    };
    whole.map(pair).collect()
}

/// The solver with so many iterations and the numbers that are best for so many, on patches that are learned from.
///
/// # Errors
/// As [`Stack::solver`].
pub(super) fn tuned(
    kin: &dyn Kin,
    stages: (usize, bool),
    pool: &Pool<'_>,
    go_on: &dyn Fn() -> bool,
) -> Result<Option<Stack>, TrainError> {
    let (mut patches, mut batch) = (Patches::default(), Batch::default());
    pool.draw(TUNED_ON, kin.batches()[1], &mut patches);
    kin.fill(&patches, &mut batch);
    let loss = MeanSquared::default();
    let mut gradient = Tensor::zeros(0, kin.shape());
    let mut best: Option<(f64, Stack)> = None;
    for tuning in kin.tunings() {
        if !go_on() {
            return Ok(None);
        }
        // Tied or not, the solver does the same.
        let solver = Stack::solver(kin, (stages.0, true), tuning)?;
        let mut network = solver.network(kin.shape())?;
        let answer = network.forward(&batch.input, Mode::Evaluate);
        let Target::Values(_) = batch.target.view() else {
            return Ok(None);
        };
        let found = loss.evaluate(answer, batch.target.view(), &mut gradient);
        if found.is_finite() && best.as_ref().is_none_or(|(least, _)| found < *least) {
            best = Some((found, Stack::solver(kin, stages, tuning)?));
        }
    }
    Ok(best.map(|(_, solver)| solver))
}

/// Teaches the network that begins as the solver; `None` when it was told to stop.
///
/// # Errors
/// As [`Stack::network`].
pub(super) fn teach(
    kin: &dyn Kin,
    from: &Stack,
    pool: &Pool<'_>,
    steps: u64,
    go_on: &mut dyn FnMut(f32) -> bool,
) -> Result<Option<Stack>, TrainError> {
    let network = from.network(kin.shape())?;
    let mut learner = Learner::new(network, Box::new(Adam::default()), pool.seed);
    let (cosine, loss) = (Cosine::default(), MeanSquared::default());
    let (mut patches, mut batch) = (Patches::default(), Batch::default());
    let [rate, clip] = kin.rate();
    for step in 0..steps {
        if !go_on(step as f32 / steps as f32) {
            return Ok(None);
        }
        pool.draw(step, kin.batches()[0], &mut patches);
        kin.fill(&patches, &mut batch);
        let (found, _) = learner.look(&batch, &loss);
        if !found.is_finite() {
            break;
        }
        learner.learn(rate * cosine.factor(step, steps), clip);
    }
    Ok(Some(Stack {
        architecture: from.architecture.clone(),
        weights: learner.network().weights(),
    }))
}

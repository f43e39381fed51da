//! How a lab teaches a small denoiser: five ways, of which one sees clean pictures; everything else is alike.

mod energy;
mod stein;

use crate::data::{Batch, Examples};
use crate::degrade::noise::estimate::{Estimator, estimate};
use crate::denoise::methods::TotalVariation;
use crate::denoise::trial::with_noise;
use crate::image::{Image, metrics::psnr_clipped};
use crate::math::random::{Purpose, Stream};
use crate::nn::init::Init;
use crate::nn::loss::{Loss, MeanSquared};
use crate::nn::optimizer::Adam;
use crate::nn::{Architecture, Mode, Network, Shape, Tensor, Weights};
use crate::train::schedule::{Cosine, Schedule as _};
use crate::train::task::Noise2Void;
use crate::train::{Learner, TrainError};

pub(in crate::labs) use energy::Energy;
pub(in crate::labs) use stein::Stein;

/// The learning rate at the beginning.
const RATE: f32 = 2e-3;
/// Side of the middle of a photograph that is judged.
pub(in crate::labs) const SIDE: usize = 128;
/// How many times a network is judged on its way, evenly.
const LOOKS: u64 = 12;
/// Pixels whose weight on themselves is looked at.
const PLACES: usize = 16;

/// How a network is taught.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::labs) enum Way {
    /// A noisy picture and the clean one.
    Clean,
    /// Two noisy pictures of the same thing.
    Two,
    /// One noisy picture, by Stein's estimate of the error.
    Stein,
    /// One noisy picture, some pixels of which are covered.
    Covered,
    /// One noisy picture, by what a classical denoiser would make small.
    Energy,
}

impl Way {
    pub(in crate::labs) const ALL: [Self; 5] = [
        Self::Clean,
        Self::Two,
        Self::Stein,
        Self::Covered,
        Self::Energy,
    ];

    pub(in crate::labs) fn name(self) -> &'static str {
        match self {
            Self::Clean => "clean targets",
            Self::Two => "Noise2Noise",
            Self::Stein => "Stein's loss",
            Self::Covered => "Noise2Void",
            Self::Energy => "a prior as loss",
        }
    }
}

/// Patches, each three times: clean, noisy, and with noise that was drawn anew.
#[derive(Clone)]
pub(in crate::labs) struct Patches {
    batch: Batch,
    pub(in crate::labs) clean: Tensor,
    pub(in crate::labs) noisy: Tensor,
    pub(in crate::labs) again: Tensor,
}

impl Default for Patches {
    fn default() -> Self {
        let [clean, noisy, again] = [0; 3].map(|_| Tensor::zeros(0, Shape::vector(1)));
        Self {
            batch: Batch::default(),
            clean,
            noisy,
            again,
        }
    }
}

/// Where patches to learn from are drawn.
pub(in crate::labs) struct Pool<'a> {
    pub(in crate::labs) examples: &'a dyn Examples,
    /// Standard deviation of the noise that is added, 0..1; `None`: the pictures are noisy.
    pub(in crate::labs) added: Option<f32>,
    pub(in crate::labs) seed: u64,
    /// The only patches there are, where they are fixed.
    pub(in crate::labs) fixed: Option<Patches>,
}

impl Pool<'_> {
    /// Keeps the first `count` patches for good, noise and all.
    pub(in crate::labs) fn fixed(mut self, count: usize) -> Self {
        let mut patches = Patches::default();
        self.draw(0, count, &mut patches);
        self.fixed = Some(patches);
        self
    }

    /// The patches of a step.
    pub(in crate::labs) fn draw(&self, step: u64, count: usize, patches: &mut Patches) {
        let mut random = Stream::new(self.seed, Purpose::Shuffle, step);
        if let Some(fixed) = &self.fixed {
            let all = [&fixed.clean, &fixed.noisy, &fixed.again];
            let room = [&mut patches.clean, &mut patches.noisy, &mut patches.again];
            let numbers: Vec<usize> = (0..count).map(|_| random.below(all[0].count)).collect();
            for (to, from) in room.into_iter().zip(all) {
                to.reshape(count, from.shape);
                let size = from.shape.size();
                for (to, &at) in to.data.chunks_exact_mut(size).zip(&numbers) {
                    to.copy_from_slice(from.example(at));
                }
            }
            return;
        }
        self.examples.draw(count, &mut random, &mut patches.batch);
        let drawn = &patches.batch.input;
        let streams = [None, Some(Purpose::Noise), Some(Purpose::Target)];
        let room = [&mut patches.clean, &mut patches.noisy, &mut patches.again];
        for (to, purpose) in room.into_iter().zip(streams) {
            to.reshape(count, drawn.shape);
            to.data.copy_from_slice(&drawn.data);
            if let (Some(purpose), Some(sigma)) = (purpose, self.added) {
                let mut random = Stream::new(self.seed, purpose, step);
                let values = to.data.iter_mut();
                values.for_each(|value| *value += sigma * random.normal());
            }
        }
    }
}

/// What networks are judged on.
pub(in crate::labs) struct Exam {
    /// Clean and noisy; what is not known is empty.
    pub(in crate::labs) pictures: Vec<(String, Option<Image>, Image)>,
}

impl Exam {
    /// The middles of the held-out photographs with noise of this strength, 0..1.
    pub(in crate::labs) fn made(examples: &dyn Examples, sigma: f32, seed: u64) -> Self {
        let whole = examples.whole(SIDE).enumerate();
        let pictures = whole.map(|(at, (name, clean))| {
            let noisy = with_noise(&clean, sigma, seed, at as u64);
            (name, Some(clean), noisy)
        });
        Self {
            pictures: pictures.collect(),
        }
    }

    /// Standard deviation of the noise in the pictures, 0..1, as they tell it: the middle of all.
    pub(in crate::labs) fn sigma(&self) -> f32 {
        let noisy = self.pictures.iter().map(|(_, _, noisy)| noisy);
        let mut found: Vec<f32> = noisy
            .map(|noisy| estimate(noisy, Estimator::Patches).sigma())
            .collect();
        found.sort_by(f32::total_cmp);
        found.get(found.len() / 2).copied().unwrap_or(0.0)
    }

    /// The answers to the noisy pictures of a network with these weights.
    pub(in crate::labs) fn answers(
        &self,
        architecture: &Architecture,
        weights: &Weights,
    ) -> Result<Vec<Image>, TrainError> {
        let mut made: Option<Network> = None;
        let mut answers = Vec::new();
        for (_, _, noisy) in &self.pictures {
            let (channels, height, width) = noisy.dim();
            let shape = Shape::new(channels, height, width);
            // Pictures of one size share a network.
            let network = match &mut made {
                Some(network) if network.input_shape() == shape => network,
                other => {
                    let mut network = Network::new(architecture, shape, Init::Zeros, 0)?;
                    let taken = network.set_weights(weights);
                    taken.expect("they are of the same architecture");
                    other.insert(network)
                }
            };
            let mut input = Tensor::zeros(1, shape);
            input.data.copy_from_slice(noisy.pixels());
            let answer = network.forward(&input, Mode::Evaluate);
            answers.push(Image::from_fn(channels, height, width, |_, y, x| {
                answer.data[y * width + x]
            }));
        }
        Ok(answers)
    }

    /// Mean PSNR in dB of answers, clipped; `None` where nothing is known to compare with.
    pub(in crate::labs) fn psnr(&self, answers: &[Image]) -> Option<f64> {
        let pairs = self.pictures.iter().zip(answers);
        let each: Option<Vec<f64>> = pairs
            .map(|((_, clean, _), answer)| Some(psnr_clipped(clean.as_ref()?, answer)))
            .collect();
        let each = each.filter(|each| !each.is_empty())?;
        Some(each.iter().sum::<f64>() / each.len() as f64)
    }
}

/// How a network is taught.
#[derive(Clone, Copy)]
pub(in crate::labs) struct Plan<'a> {
    pub(in crate::labs) architecture: &'a Architecture,
    pub(in crate::labs) way: Way,
    pub(in crate::labs) steps: u64,
    pub(in crate::labs) batch: usize,
    /// Standard deviation of the noise, 0..1, as Stein's loss and the prior are told it.
    pub(in crate::labs) sigma: f32,
    /// ε of Stein's loss.
    pub(in crate::labs) step: f32,
    pub(in crate::labs) seed: u64,
}

/// What became of a network.
#[derive(Clone)]
pub(in crate::labs) struct Taught {
    /// Steps and mean PSNR in dB on the pictures it is judged on.
    pub(in crate::labs) curve: Vec<[f64; 2]>,
    /// Its answers to them at the end.
    pub(in crate::labs) answers: Vec<Image>,
    /// What it has learned.
    pub(in crate::labs) weights: Weights,
    /// How much of a pixel of the answer is that pixel of the input: the mean of several places.
    pub(in crate::labs) own_weight: f64,
}

/// Input, target and loss of a step.
struct Lesson<'a> {
    plan: &'a Plan<'a>,
    stein: Stein,
    energy: Energy,
    squared: MeanSquared,
    cover: Noise2Void,
}

impl Lesson<'_> {
    fn fill(&self, number: u64, patches: &mut Patches, batch: &mut Batch) {
        let (input, target) = batch.ask_for_itself();
        let copy = |to: &mut Tensor, from: &Tensor| {
            to.reshape(from.count, from.shape);
            to.data.copy_from_slice(&from.data);
        };
        copy(input, &patches.noisy);
        match self.plan.way {
            Way::Clean => copy(target, &patches.clean),
            Way::Two => copy(target, &patches.again),
            Way::Energy => copy(target, &patches.noisy),
            Way::Covered => {
                let first = number * input.count as u64;
                self.cover.cover(input, target, self.plan.seed, first);
            }
            Way::Stein => {
                let mut random = Stream::new(self.plan.seed, Purpose::Cover, number);
                let Tensor { count, shape, data } = &patches.noisy;
                for half in [&mut *input, &mut *target] {
                    half.reshape(2 * count, *shape);
                    half.data[..data.len()].copy_from_slice(data);
                }
                let (_, moved) = input.data.split_at_mut(data.len());
                let (_, ways) = target.data.split_at_mut(data.len());
                for ((moved, way), value) in moved.iter_mut().zip(ways).zip(data) {
                    *way = if random.uniform() < 0.5 { -1.0 } else { 1.0 };
                    *moved = value + self.plan.step * *way;
                }
            }
        }
    }

    fn loss(&self) -> &dyn Loss {
        match self.plan.way {
            Way::Stein => &self.stein,
            Way::Energy => &self.energy,
            _ => &self.squared,
        }
    }
}

/// Teaches a network; `watch` is told its curve as it grows, `go_on` what share is done, and whether to go on is its
/// answer. `None` when it was told to stop.
///
/// # Errors
/// [`TrainError::Architecture`], when the network cannot be built.
pub(in crate::labs) fn teach(
    plan: &Plan<'_>,
    pool: &Pool<'_>,
    exam: &Exam,
    go_on: &mut dyn FnMut(f32) -> bool,
    watch: &mut dyn FnMut(&[[f64; 2]]),
) -> Result<Option<Taught>, TrainError> {
    let shape = pool.examples.shape();
    let network = Network::new(plan.architecture, shape, Init::Orthogonal, plan.seed)?;
    let mut learner = Learner::new(network, Box::new(Adam::default()), plan.seed);
    let lesson = Lesson {
        plan,
        stein: Stein {
            sigma: plan.sigma,
            step: plan.step,
        },
        energy: Energy {
            weight: TotalVariation::default().weight(plan.sigma),
        },
        squared: MeanSquared::default(),
        cover: Noise2Void::default(),
    };
    let cosine = Cosine::default();
    let (mut patches, mut batch) = (Patches::default(), Batch::default());
    let mut curve = Vec::new();
    let every = (plan.steps / LOOKS).max(1);
    for number in 0..plan.steps {
        if number % every == 0 {
            let answers = exam.answers(plan.architecture, &learner.network().weights())?;
            if let Some(psnr) = exam.psnr(&answers) {
                curve.push([number as f64, psnr]);
                watch(&curve);
            }
        }
        if !go_on(number as f32 / plan.steps as f32) {
            return Ok(None);
        }
        pool.draw(number, plan.batch, &mut patches);
        lesson.fill(number, &mut patches, &mut batch);
        let (loss, _) = learner.look(&batch, lesson.loss());
        if !loss.is_finite() {
            break;
        }
        learner.learn(RATE * cosine.factor(number, plan.steps), 0.0);
    }
    let answers = exam.answers(plan.architecture, &learner.network().weights())?;
    if let Some(psnr) = exam.psnr(&answers) {
        curve.push([plan.steps as f64, psnr]);
        watch(&curve);
    }
    pool.draw(plan.steps, 1, &mut patches);
    Ok(Some(Taught {
        curve,
        answers,
        weights: learner.network().weights(),
        own_weight: own_weight(learner.network_mut(), &patches.noisy),
    }))
}

/// The derivative of a pixel of the answer by that pixel of the input, the mean of [`PLACES`] places of one patch that
/// lie away from the border.
fn own_weight(network: &mut Network, patch: &Tensor) -> f64 {
    let shape = patch.shape;
    let mut input = Tensor::zeros(PLACES, shape);
    for example in input.data.chunks_exact_mut(shape.size()) {
        example.copy_from_slice(patch.example(0));
    }
    let side = PLACES.isqrt();
    let place = |at: usize, length: usize| (at + 1) * length / (side + 1);
    let places: Vec<usize> = (0..PLACES)
        .map(|at| place(at / side, shape.height) * shape.width + place(at % side, shape.width))
        .collect();
    let mut asked = Tensor::zeros(PLACES, shape);
    for (at, place) in places.iter().enumerate() {
        asked.data[at * shape.size() + place * shape.channels] = 1.0;
    }
    network.want_input_gradient(true);
    network.forward(&input, Mode::Train { seed: 0 });
    network.backward(&asked);
    let found = network.input_gradient().map_or(0.0, |gradient| {
        let own = places.iter().enumerate();
        own.map(|(at, place)| f64::from(gradient.example(at)[place * shape.channels]))
            .sum()
    });
    network.want_input_gradient(false);
    found / PLACES as f64
}

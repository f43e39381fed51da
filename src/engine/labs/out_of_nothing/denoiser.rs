//! A small U-Net that learns to take away noise of every strength, and is told how strong it is.
//!
//! ```text
//! D(y; σ) = y / (1 + σ²) + σ / √(1 + σ²) · F(y / √(1 + σ²), ln σ / 4)
//! ```
//!
//! for digits of variance 1: so what F sees, and what it is to answer, has variance 1 whatever σ is. σ is drawn anew
//! for each digit, ln σ normal. Kept are the weights' means over the latest steps, which answer better than the last
//! ones. Source: Karras, Aittala, Aila and Laine 2022, arXiv:2206.00364.

use super::matter::{Matter, SIZE, shape};
use crate::data::Batch;
use crate::math::random::{Purpose, Stream};
use crate::nn::init::Init;
use crate::nn::loss::MeanSquared;
use crate::nn::optimizer::Adam;
use crate::nn::{Architecture, Mode, Network, Shape, Tensor};
use crate::say;
use crate::train::{Learner, TrainError};

/// Mean and deviation of ln σ in training.
const LOUD: [f32; 2] = [-0.4, 1.2];
/// Digits a step.
const BATCH: usize = 64;
/// The highest learning rate: it rises within [`RISING`] steps and falls evenly to nothing.
const RATE: f32 = 2e-3;
const RISING: f32 = 50.0;
/// Longest gradient of all weights together.
const CLIP: f32 = 1.0;
/// What the old mean of the weights counts in the new one, in the end.
const MEAN: f32 = 0.995;
/// Pictures that are denoised at a time.
const AT_A_TIME: usize = 100;

/// The network as text: half as fine with four times the channels, one coarser scale between, residual blocks.
pub(super) fn text(width: usize) -> String {
    let block = |width: usize| {
        let half = format!("gn 8; silu; conv {width}; ");
        format!("{half}{half}add -7\n")
    };
    let [fine, coarse] = [block(width), block(2 * width)];
    // Rows 1 and 2, then two blocks of seven: row 16 is what goes across.
    format!(
        "unshuffle 2; conv {width}\n{fine}{fine}\
         conv {} stride=2\n{coarse}{coarse}upsample 2; conv {width} 3x3\n\
         conv {width} concat 16\n{fine}{fine}gn 8; silu; conv 4; shuffle 2\n",
        2 * width
    )
}

/// Channels that go in: the noisy digit, and ln σ / 4 all over it.
pub(super) const CHANNELS: usize = 2;

/// A denoiser.
#[derive(Clone)]
pub(super) struct Denoiser {
    network: Network,
    input: Tensor,
}

impl Denoiser {
    /// # Errors
    /// [`TrainError`], when the network cannot be built.
    pub(super) fn new(width: usize, seed: u64) -> Result<Self, TrainError> {
        let architecture = Architecture::from_text(&text(width)).map_err(|_| {
            TrainError::Mismatch(say!(
                "the network cannot be written; set the channels to their usual number"
            ))
        })?;
        let seen = Shape {
            channels: CHANNELS,
            ..shape()
        };
        Ok(Self {
            network: Network::new(&architecture, seen, Init::He, seed)?,
            input: Tensor::zeros(0, seen),
        })
    }

    /// The clean pictures that it sees in noisy ones, all of noise `sigma`, in standard units.
    pub(super) fn clean(&mut self, noisy: &Tensor, sigma: f32) -> Tensor {
        let mut answer = noisy.clone();
        let chunk = AT_A_TIME * SIZE;
        let [skip, out] = scales(sigma);
        for some in answer.data.chunks_mut(chunk) {
            self.input.reshape(some.len() / SIZE, self.input.shape);
            let places = self.input.data.chunks_exact_mut(CHANNELS).zip(&*some);
            places.for_each(|(place, value)| put(place, *value, sigma));
            let found = self.network.forward(&self.input, Mode::Evaluate);
            let pairs = some.iter_mut().zip(&found.data);
            pairs.for_each(|(value, found)| *value = skip * *value + out * found);
        }
        answer
    }
}

/// What a network sees of a noisy number.
fn put(place: &mut [f32], noisy: f32, sigma: f32) {
    place[0] = noisy / (1.0 + sigma * sigma).sqrt();
    place[1] = 0.25 * sigma.ln();
}

/// How much of the noisy picture, and of what the network answers, is in the clean one.
fn scales(sigma: f32) -> [f32; 2] {
    let power = 1.0 + sigma * sigma;
    [1.0 / power, sigma / power.sqrt()]
}

/// How a denoiser is taught.
#[derive(Clone, Copy)]
pub(super) struct Lesson<'a> {
    pub(super) matter: &'a Matter,
    pub(super) width: usize,
    pub(super) steps: u64,
    pub(super) seed: u64,
}

impl Lesson<'_> {
    /// Teaches one; `watch` is told the steps done and can have the denoiser so far; whether to go on is its answer.
    /// `None` when it is not to.
    ///
    /// # Errors
    /// [`TrainError`], when the network cannot be built.
    pub(super) fn teach(
        &self,
        watch: &mut dyn FnMut(u64, &dyn Fn() -> Denoiser) -> bool,
    ) -> Result<Option<Denoiser>, TrainError> {
        let begun = Denoiser::new(self.width, self.seed)?;
        let mut mean = begun.network.values().to_vec();
        let mut learner = Learner::new(begun.network.clone(), Box::new(Adam::default()), self.seed);
        let mut batch = Batch::default();
        let kept = |learner: &Learner, mean: &[f32]| {
            let mut network = learner.network().clone();
            network.update().0.copy_from_slice(mean);
            Denoiser {
                network,
                input: begun.input.clone(),
            }
        };
        for step in 0..self.steps {
            self.draw(step, &mut batch);
            if !watch(step, &|| kept(&learner, &mean)) {
                return Ok(None);
            }
            learner.look(&batch, &MeanSquared::default());
            let share = step as f32 / self.steps as f32;
            let rising = (step as f32 + 1.0) / RISING;
            learner.learn(RATE * (1.0 - share).min(rising), CLIP);
            let counts = MEAN.min((1.0 + step as f32) / (10.0 + step as f32));
            let pairs = mean.iter_mut().zip(learner.network().values());
            pairs.for_each(|(mean, now)| *mean = counts * *mean + (1.0 - counts) * now);
        }
        Ok(Some(kept(&learner, &mean)))
    }

    /// The digits of a step with their noise, and what F is to answer.
    fn draw(&self, step: u64, batch: &mut Batch) {
        let mut random = Stream::new(self.seed, Purpose::Shuffle, step);
        let (input, asked) = batch.valued();
        input.reshape(
            BATCH,
            Shape {
                channels: CHANNELS,
                ..shape()
            },
        );
        asked.reshape(BATCH, shape());
        let all = &self.matter.known.pictures;
        for slot in 0..BATCH {
            let digit = all.example(random.below(all.count));
            let sigma = (LOUD[0] + LOUD[1] * random.normal()).exp();
            let [skip, out] = scales(sigma);
            let places = input.example_mut(slot).chunks_exact_mut(CHANNELS);
            let places = places.zip(asked.example_mut(slot)).zip(digit);
            for ((place, asked), clean) in places {
                let noisy = clean + sigma * random.normal();
                put(place, noisy, sigma);
                *asked = (clean - skip * noisy) / out;
            }
        }
    }
}

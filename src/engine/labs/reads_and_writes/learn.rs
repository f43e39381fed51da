//! How the networks are built and taught: transformers of a few thousand weights, a letter a token.

use super::asked::Asked;
use crate::data::Batch;
use crate::math::random::{Purpose, Stream};
use crate::nn::init::Init;
use crate::nn::layers::SelfAttention;
use crate::nn::optimizer::Adam;
use crate::nn::{Architecture, Mode, Network, Shape, Tensor};
use crate::say;
use crate::train::{Learner, TrainError};

/// Longest gradient of all weights together.
const CLIP: f32 = 1.0;
/// The share of the steps in which the rate rises from nothing.
const RISING: f32 = 0.05;

/// What a network is built of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// Different letters.
    pub(super) letters: usize,
    pub(super) channels: usize,
    pub(super) blocks: usize,
    pub(super) heads: usize,
    /// Whether it is told where a letter stands.
    pub(super) places: bool,
}

impl Plan {
    /// A network that names a letter for each place: blocks of attention and of a net for each letter (Vaswani et al.
    /// 2017, arXiv:1706.03762; normalised before, as in Xiong et al. 2020, arXiv:2002.04745). No letter sees a later
    /// one.
    pub(super) fn writer(&self) -> String {
        let Self {
            letters,
            channels,
            heads,
            ..
        } = self;
        let mut text = format!("embedding {letters} channels={channels}\n");
        if self.places {
            text += "positional-code\n";
        }
        for _ in 0..self.blocks {
            text += &format!(
                "layer-norm; self-attention {heads} causal=true; identity add -3
                layer-norm; conv {} 1x1; gelu; conv {channels} 1x1; identity add -5\n",
                4 * channels
            );
        }
        text + &format!("layer-norm; conv {letters} 1x1")
    }
}

/// The network of a text that reads so many letters, with first weights of a seed.
///
/// # Errors
/// [`TrainError`], when it cannot be built.
pub(super) fn network(text: &str, length: usize, seed: u64) -> Result<Network, TrainError> {
    let architecture = Architecture::from_text(text).map_err(|_| {
        TrainError::Mismatch(say!(
            "the network cannot be written; set the lab to its usual values"
        ))
    })?;
    let shape = Shape::new(1, 1, length);
    Ok(Network::new(&architecture, shape, Init::Glorot, seed)?)
}

/// How it is taught.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lesson {
    pub(super) steps: u64,
    /// The highest learning rate.
    pub(super) rate: f32,
    pub(super) seed: u64,
    /// How many times it is looked at on the way, evenly.
    pub(super) looks: u64,
}

impl Lesson {
    /// The rate of a step: it rises evenly, then falls to nothing along a cosine.
    fn rate(&self, step: u64) -> f32 {
        let share = (step as f32 + 0.5) / self.steps.max(1) as f32;
        if share < RISING {
            return self.rate * share / RISING;
        }
        let share = (share - RISING) / (1.0 - RISING);
        self.rate * 0.5 * (1.0 + (std::f32::consts::PI * share).cos())
    }

    /// Teaches: `fill` fills the batch of a step, `watch` looks at the network after so many steps, `go_on` says
    /// whether to. `None` when it was stopped.
    pub(super) fn teach(
        &self,
        network: Network,
        fill: &dyn Fn(&mut Stream, &mut Batch),
        go_on: &dyn Fn() -> bool,
        watch: &mut dyn FnMut(u64, &mut Network),
    ) -> Option<Network> {
        let mut learner = Learner::new(network, Box::new(Adam::default()), self.seed);
        let mut batch = Batch::default();
        for step in 0..self.steps {
            if !go_on() {
                return None;
            }
            if step % (self.steps / self.looks.max(1)).max(1) == 0 {
                watch(step, learner.network_mut());
            }
            let mut random = Stream::new(self.seed, Purpose::Shuffle, step);
            fill(&mut random, &mut batch);
            let (loss, _) = learner.look(&batch, &Asked {});
            if !loss.is_finite() {
                break;
            }
            learner.learn(self.rate(step), CLIP);
        }
        watch(self.steps, learner.network_mut());
        Some(learner.network().clone())
    }
}

/// Rows of numbers as examples, each a line of letters.
pub(super) fn lines<'a>(input: &mut Tensor, rows: impl ExactSizeIterator<Item = &'a [f32]>) {
    let count = rows.len();
    for (at, row) in rows.enumerate() {
        if at == 0 {
            input.reshape(count, Shape::new(1, 1, row.len()));
        }
        input.example_mut(at).copy_from_slice(row);
    }
}

/// What each letter looks at in the last block of attention, mean over the heads: `[length, length]`, each row sums to
/// 1. The input is one line.
pub(super) fn looked_at(
    network: &mut Network,
    architecture: &Architecture,
    input: &Tensor,
) -> Vec<f32> {
    let rows = &architecture.rows;
    let at = rows
        .iter()
        .rposition(|row| row.layer.id() == SelfAttention::ID);
    let Some((at, before)) = at.and_then(|at| Some((at, rows.get(at.checked_sub(1)?)?))) else {
        return Vec::new();
    };
    network.keep_activations(true);
    network.forward(input, Mode::Evaluate);
    let seen = network.activation(before.id);
    network.keep_activations(false);
    let arrays: Vec<_> = network
        .parameters()
        .iter()
        .filter(|array| array.row == rows[at].id)
        .map(|array| &network.values()[array.range.clone()])
        .collect();
    let number = |key| match rows[at].layer.get(key) {
        Some(crate::setting::Value::Int(number)) => number as usize,
        Some(crate::setting::Value::Flag(flag)) => usize::from(flag),
        _ => 1,
    };
    let (Some(seen), [into, bias, ..]) = (seen, &arrays[..]) else {
        return Vec::new();
    };
    let (heads, causal) = (number("heads"), number("causal") > 0);
    let (channels, length) = (seen.shape.channels, seen.shape.area());
    let depth = channels / heads;
    let maps = |token: &[f32], row: usize| {
        let weights = &into[row * channels..(row + 1) * channels];
        bias[row] + token.iter().zip(weights).map(|(a, b)| a * b).sum::<f32>()
    };
    let rows: Vec<Vec<f32>> = seen
        .data
        .chunks_exact(channels)
        .map(|token| (0..2 * channels).map(|row| maps(token, row)).collect())
        .collect();
    let mut found = vec![0.0; length * length];
    for head in 0..heads {
        let range = head * depth..(head + 1) * depth;
        for (at, (query, found)) in rows.iter().zip(found.chunks_exact_mut(length)).enumerate() {
            let sees = if causal { at + 1 } else { length };
            let score = |key: &Vec<f32>| {
                let key = &key[channels..][range.clone()];
                let sum: f32 = query[range.clone()]
                    .iter()
                    .zip(key)
                    .map(|(q, k)| q * k)
                    .sum();
                sum / (depth as f32).sqrt()
            };
            let scores: Vec<f32> = rows[..sees].iter().map(score).collect();
            let largest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let powers: Vec<f32> = scores.iter().map(|one| (one - largest).exp()).collect();
            let total: f32 = powers.iter().sum();
            for (found, power) in found.iter_mut().zip(powers) {
                *found += power / total / heads as f32;
            }
        }
    }
    found
}

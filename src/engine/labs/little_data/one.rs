//! A small network that is taught on one noisy picture and then asked about it: by pairs that are cut from it, or by
//! pixels that are covered.
//!
//! Of each square of 2 × 2 pixels two neighbours are drawn; the first ones make a picture of half the size, the second
//! ones another of nearly the same thing with noise of its own: Noise2Noise without a second picture (Huang and others
//! 2021, arXiv:2101.02824; ours has no regulariser).

use super::found::{Learned, Stand, Way};
use super::{LittleData, Subject};
use crate::data::Batch;
use crate::image::Image;
use crate::labs::teach::Exam;
use crate::math::random::{Purpose, Stream};
use crate::nn::init::Init;
use crate::nn::loss::MeanSquared;
use crate::nn::optimizer::Adam;
use crate::nn::{Architecture, Network, Shape, Tensor};
use crate::say;
use crate::train::schedule::{Cosine, Schedule as _};
use crate::train::task::Noise2Void;
use crate::train::{Learner, TrainError};

/// The network: convolutions and their channels.
const LAYERS: usize = 5;
const CHANNELS: usize = 16;
/// Its learning rate at the beginning.
const RATE: f32 = 2e-3;
/// Examples a step, all cut from the one picture.
const BATCH: usize = 2;
/// How often it is judged on its way.
const LOOKS: u64 = 25;

/// Teaches a network by one of the two ways; as [`draw`](super::prior::draw) otherwise.
///
/// # Errors
/// [`TrainError`], when the network cannot be built.
pub(super) fn teach(
    lab: &LittleData,
    way: Way,
    subject: &Subject,
    seed: u64,
    watch: &mut dyn FnMut(f32, &Learned) -> bool,
) -> Result<Option<Learned>, TrainError> {
    let body = format!("conv {CHANNELS} 3x3\nrelu\n").repeat(LAYERS - 1);
    let text = format!("{body}conv 1 3x3\nidentity from input subtract above");
    let architecture = Architecture::from_text(&text)
        .map_err(|_| TrainError::Mismatch(say!("the network cannot be written")))?;
    let (_, height, width) = subject.noisy.dim();
    let shape = match way {
        Way::Pairs => Shape::new(1, height / 2, width / 2),
        _ => Shape::new(1, height, width),
    };
    let network = Network::new(&architecture, shape, Init::Orthogonal, seed)?;
    let mut learner = Learner::new(network, Box::new(Adam::default()), seed);
    let exam = Exam {
        pictures: vec![(String::new(), subject.clean.clone(), subject.noisy.clone())],
    };
    let (cosine, loss) = (Cosine::default(), MeanSquared::default());
    let mut batch = Batch::default();
    let mut learned = Learned::of(subject, 0, subject.noisy.clone());
    let every = (lab.steps / LOOKS).max(1);
    // The mean loss since it was judged last: one step's says little.
    let mut recent = (0.0, 0.0);
    for step in 0..=lab.steps {
        if step % every == 0 || step == lab.steps {
            let answers = exam.answers(&architecture, &learner.network().weights())?;
            let answer = answers.into_iter().next();
            let answer = answer.unwrap_or_else(|| subject.noisy.clone());
            learned.end = Stand::of(subject, step, answer);
            let at = step as f64;
            learned.psnr.extend(learned.end.psnr.map(|psnr| [at, psnr]));
            if recent.1 > 0.0 {
                learned.loss.push([at, recent.0 / recent.1]);
            }
            recent = (0.0, 0.0);
            if !watch(step as f32 / lab.steps as f32, &learned) {
                return Ok(None);
            }
        }
        if step == lab.steps {
            break;
        }
        let (input, target) = batch.ask_for_itself();
        match way {
            Way::Pairs => pairs(&subject.noisy, [input, target], (seed, step)),
            _ => {
                input.reshape(BATCH, shape);
                for example in input.data.chunks_exact_mut(shape.size()) {
                    example.copy_from_slice(subject.noisy.pixels());
                }
                Noise2Void::default().cover(input, target, seed, step * BATCH as u64);
            }
        }
        let (found, _) = learner.look(&batch, &loss);
        if !found.is_finite() {
            break;
        }
        recent = (recent.0 + found, recent.1 + 1.0);
        learner.learn(RATE * cosine.factor(step, lab.steps), 0.0);
    }
    Ok(Some(learned))
}

/// Fills input and target with pictures of half the size, cut from the neighbours in each square of 2 × 2 pixels.
pub(super) fn pairs(noisy: &Image, [input, target]: [&mut Tensor; 2], (seed, step): (u64, u64)) {
    let (_, height, width) = noisy.dim();
    let shape = Shape::new(1, height / 2, width / 2);
    input.reshape(BATCH, shape);
    target.reshape(BATCH, shape);
    let mut random = Stream::new(seed, Purpose::Cover, step);
    let pixels = noisy.pixels();
    let size = shape.size();
    for (at, (first, second)) in input.data.iter_mut().zip(&mut target.data).enumerate() {
        let place = at % size;
        let (y, x) = (2 * (place / shape.width), 2 * (place % shape.width));
        // One of the four corners, and one of the two that share a side with it.
        let draw = random.below(8);
        let (dy, dx, down) = (draw & 1, draw >> 1 & 1, draw >> 2);
        let (other_y, other_x) = (dy ^ down, dx ^ (1 - down));
        *first = pixels[(y + dy) * width + x + dx];
        *second = pixels[(y + other_y) * width + x + other_x];
    }
}

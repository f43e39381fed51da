//! The deep image prior: a network of fresh weights draws the noisy picture from noise.
//!
//! ```text
//! θ ← θ − rate · Adam(∇ mean (f_θ(z + jitter) − y)²)      z: 32 channels of noise in 0..1, the same all the time
//! ```
//!
//! f is an hourglass: it halves the picture several times and comes back, with four channels across at each scale.
//! Ours pads with zeros where the source mirrors, and the jitter is a tenth of z and not as loud as z: the louder it
//! is, the longer the noise is withstood, and the later comes all else. Cost: 13,000 multiply-adds a pixel and
//! iteration forward with 24 channels, thrice that with the way back. Source: Ulyanov, Vedaldi and Lempitsky 2018,
//! arXiv:1711.10925.

use super::found::{Learned, Stand};
use super::{LittleData, Subject};
use crate::data::Batch;
use crate::image::Image;
use crate::math::random::{Purpose, Stream};
use crate::nn::init::Init;
use crate::nn::loss::MeanSquared;
use crate::nn::optimizer::Adam;
use crate::nn::{Architecture, Network, Shape};
use crate::say;
use crate::train::{Learner, TrainError};

/// Channels of the noise that it draws from.
const INPUT: usize = 32;
/// What an answer counts in the mean of the latest answers; the first hundred count alike.
const COUNTS: f32 = 0.01;
/// Iterations between two looks of who watches.
const EVERY: u64 = 10;
/// Pictures that are kept on the way, each at so many times the iteration of the one before.
const GROWTH: f64 = 1.25;

/// The hourglass.
///
/// # Errors
/// [`TrainError::Mismatch`], for channels that no network has.
pub(super) fn hourglass(channels: usize, levels: usize) -> Result<Architecture, TrainError> {
    let mut rows: Vec<String> = Vec::new();
    // A convolution with what follows it; returns the number of its last row.
    let block = |rows: &mut Vec<String>, conv: String| {
        rows.extend([conv, "bn".into(), "leaky-relu slope=0.2".into()]);
        rows.len()
    };
    let mut from = "input".to_owned();
    let mut across = Vec::new();
    for _ in 0..levels {
        across.push(block(
            &mut rows,
            format!("conv 4 1x1 bias=false from {from}"),
        ));
        let down = format!("conv {channels} 3x3 stride=2 bias=false from {from}");
        block(&mut rows, down);
        from = block(&mut rows, format!("conv {channels} 3x3 bias=false")).to_string();
    }
    for skip in across.into_iter().rev() {
        rows.push("upsample 2 method=bilinear".into());
        rows.push(format!("bn concat {skip}"));
        for side in [3, 1] {
            block(
                &mut rows,
                format!("conv {channels} {side}x{side} bias=false"),
            );
        }
    }
    rows.extend(["conv 1 1x1".into(), "sigmoid".into()]);
    Architecture::from_text(&rows.join("\n")).map_err(|_| {
        TrainError::Mismatch(say!(
            "the network cannot be written; set channels and scales to their usual numbers"
        ))
    })
}

/// The network with first weights of variance 1 / (3 fan-in), as the source has them: a normalisation takes their size
/// away, but what is small at first turns faster at the same learning rate.
fn begun(architecture: &Architecture, shape: Shape, seed: u64) -> Result<Network, TrainError> {
    let mut network = Network::new(architecture, shape, Init::He, seed)?;
    let arrays = network.parameters().iter();
    let ranges: Vec<_> = arrays
        .filter(|array| array.shape.len() > 1)
        .map(|array| array.range.clone())
        .collect();
    let (values, _, _) = network.update();
    for range in ranges {
        // He's are of variance 2 / fan-in.
        values[range]
            .iter_mut()
            .for_each(|value| *value *= (1.0_f32 / 6.0).sqrt());
    }
    Ok(network)
}

/// Draws a picture; `watch` is told what share is done and what is known so far, and whether to go on is its answer.
/// `None` when it was told to stop.
///
/// # Errors
/// [`TrainError`], when the network cannot be built.
pub(super) fn draw(
    lab: &LittleData,
    subject: &Subject,
    seed: u64,
    watch: &mut dyn FnMut(f32, &Learned) -> bool,
) -> Result<Option<Learned>, TrainError> {
    let architecture = hourglass(lab.channels, lab.levels)?;
    let (_, height, width) = subject.noisy.dim();
    let shape = Shape::new(INPUT, height, width);
    let network = begun(&architecture, shape, seed)?;
    let mut learner = Learner::new(network, Box::new(Adam::default()), seed);
    let mut batch = Batch::default();
    let mut still = Vec::with_capacity(shape.size());
    let mut random = Stream::new(seed, Purpose::Data, 2);
    still.extend((0..shape.size()).map(|_| random.uniform()));
    {
        let (input, target) = batch.ask_for_itself();
        input.reshape(1, shape);
        target.reshape(1, Shape::new(1, height, width));
        target.data.copy_from_slice(subject.noisy.pixels());
    }
    let loss = MeanSquared::default();
    let enough = f64::from(subject.sigma).powi(2);
    let mut learned = Learned::of(subject, 0, subject.noisy.clone());
    let mut mean: Option<Image> = None;
    let mut next = 1;
    for step in 1..=lab.steps {
        let mut random = Stream::new(seed, Purpose::Noise, step);
        for (to, from) in batch.input.data.iter_mut().zip(&still) {
            *to = match lab.jitter {
                0.0 => *from,
                jitter => from + jitter * random.normal(),
            };
        }
        let (found, answer) = learner.look(&batch, &loss);
        if !found.is_finite() {
            break;
        }
        let picture = Image::from_fn(1, height, width, |_, y, x| answer.data[y * width + x]);
        let share = COUNTS.max(1.0 / step as f32);
        let so_far = mean.get_or_insert_with(|| picture.clone());
        for (mean, now) in so_far.pixels_mut().iter_mut().zip(picture.pixels()) {
            *mean += share * (now - *mean);
        }
        let at = step as f64;
        learned.loss.push([at, found]);
        learned
            .mean
            .extend(subject.psnr(so_far).map(|psnr| [at, psnr]));
        let stand = Stand::of(subject, step, picture);
        learned.psnr.extend(stand.psnr.map(|psnr| [at, psnr]));
        if step >= next || step == lab.steps {
            learned.frames.push(stand.clone());
            next = ((at * GROWTH) as u64).max(step + 1);
        }
        if learned.stop.is_none() && found < enough {
            learned.stop = Some(stand.clone());
        }
        let best = learned.best.as_ref().and_then(|best| best.psnr);
        if stand
            .psnr
            .is_some_and(|psnr| best.is_none_or(|best| psnr > best))
        {
            learned.best = Some(stand.clone());
        }
        learned.end = stand;
        if step % EVERY == 0 && !watch(at as f32 / lab.steps as f32, &learned) {
            return Ok(None);
        }
        learner.learn(lab.rate, 0.0);
    }
    Ok(watch(1.0, &learned).then_some(learned))
}

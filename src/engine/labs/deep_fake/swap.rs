//! The generator: one encoder and two decoders, in one network of two answers.
//!
//! The encoder sees how a picture differs from its person's average: what moves, not who it is. So both persons' smiles
//! look alike to it, and what one decoder learned of a code serves for the other person's.

use super::draw::{Person, Pose, SIDE, drawn};
use super::{DeepFake, JUDGED, camera_picture};
use crate::data::Batch;
use crate::image::{Image, metrics::psnr_clipped};
use crate::math::random::{Purpose, Stream};
use crate::nn::init::Init;
use crate::nn::loss::{MeanSquared, NOT_ASKED};
use crate::nn::optimizer::Adam;
use crate::nn::{Architecture, Mode, Network, Shape, Tensor};
use crate::say;
use crate::train::schedule::{Cosine, Schedule as _};
use crate::train::{Learner, TrainError};

/// The learning rate at the beginning.
const RATE: f32 = 4e-3;
/// Pictures a step, of both persons by turns.
const BATCH: usize = 16;
/// How many times as large differences from the average are seen and answered.
const LARGER: f32 = 4.0;
/// Looks at the loss.
const LOOKS: usize = 60;

/// What a generator is built of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kin {
    Dense,
    Convolutional,
}

/// A network with what it needs to be asked.
#[derive(Clone)]
pub(super) struct Generator {
    network: Network,
    /// Each person's average picture.
    averages: [Image; 2],
}

/// How near a swap comes to the other person with that expression, PSNR in dB, means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Near {
    /// The swap.
    pub(super) swap: f64,
    /// The other person's average picture.
    pub(super) average: f64,
    /// The other person's own picture through the network: as near as the decoder can come.
    pub(super) own: f64,
    /// The first person's picture as it is.
    pub(super) unchanged: f64,
}

/// The network: rows by number, the code is read by both decoders.
fn architecture(kin: Kin, code: usize) -> Result<Architecture, TrainError> {
    let text = match kin {
        Kin::Dense => {
            let decoder = "dense 192 from 4\nrelu\ndense 1024\npixel-shuffle 16\npixel-shuffle 2\n";
            format!(
                "flatten\ndense 192\nrelu\ndense {code}\n{decoder}{decoder}identity from 9 concat above"
            )
        }
        Kin::Convolutional => {
            let decoder = "dense 512 from 8\nrelu\npixel-shuffle 8\nconv 16 3x3\nrelu\npixel-shuffle 2\n\
                           conv 16 3x3\nrelu\npixel-shuffle 2\nconv 1 3x3\n";
            format!(
                "conv 8 3x3\nrelu\nmax-pool\nconv 16 3x3\nrelu\nmax-pool\nflatten\ndense {code}\n{decoder}{decoder}\
                 identity from 18 concat above"
            )
        }
    };
    Architecture::from_text(&text).map_err(|_| {
        TrainError::Mismatch(say!(
            "the network cannot be written; set the code to its usual length"
        ))
    })
}

impl DeepFake {
    /// Teaches a generator both persons, with pictures of one seed and first weights of another; `None` when it was
    /// told to stop.
    ///
    /// # Errors
    /// [`TrainError`], when the network cannot be built.
    pub(super) fn teach(
        &self,
        kin: Kin,
        persons: &[Person; 2],
        [seed, start]: [u64; 2],
        go_on: &mut dyn FnMut(f32) -> bool,
        watch: &mut dyn FnMut(&[[f64; 2]]),
    ) -> Result<Option<Generator>, TrainError> {
        let shape = Shape::new(1, SIDE, SIDE);
        let network = Network::new(&architecture(kin, self.code)?, shape, Init::He, start)?;
        let mut learner = Learner::new(network, Box::new(Adam::default()), start);
        let mut random = Stream::new(seed, Purpose::Data, 51);
        let mut camera = Stream::new(seed, Purpose::Noise, 52);
        let album = persons.each_ref().map(|person| {
            let mut one = || {
                let pose = Pose::random(&mut random);
                camera_picture(person, &pose, self.noise / 255.0, &mut camera)
            };
            (0..self.count).map(|_| one()).collect::<Vec<Image>>()
        });
        let averages = album.each_ref().map(|pictures| average(pictures));
        let cosine = Cosine::default();
        let loss = MeanSquared::default();
        let mut batch = Batch::default();
        let (mut curve, mut sum) = (Vec::new(), 0.0);
        let every = (self.steps / LOOKS).max(1);
        for step in 0..self.steps {
            if !go_on(step as f32 / self.steps as f32) {
                return Ok(None);
            }
            let mut random = Stream::new(start, Purpose::Shuffle, step as u64);
            let (input, target) = batch.valued();
            input.reshape(BATCH, shape);
            target.reshape(BATCH, Shape::new(2, SIDE, SIDE));
            // Each decoder is asked about its own person alone.
            target.data.fill(NOT_ASKED);
            for at in 0..BATCH {
                let who = at % 2;
                let picture = &album[who][random.below(self.count)];
                input.set_image(at, &moved(picture, &averages[who]));
                let wanted = target.example_mut(at).chunks_exact_mut(2);
                wanted
                    .zip(input.example(at))
                    .for_each(|(both, pixel)| both[who] = *pixel);
            }
            let (found, _) = learner.look(&batch, &loss);
            sum += found / every as f64;
            if (step + 1) % every == 0 {
                curve.push([
                    (step + 1) as f64,
                    std::mem::take(&mut sum).sqrt() * 255.0 / f64::from(LARGER),
                ]);
                watch(&curve);
            }
            if !found.is_finite() {
                break;
            }
            let factor = cosine.factor(step as u64, self.steps as u64);
            learner.learn(RATE * factor, 0.0);
        }
        Ok(Some(Generator {
            network: learner.network().clone(),
            averages,
        }))
    }
}

/// The average of pictures.
fn average(pictures: &[Image]) -> Image {
    let count = pictures.len().max(1) as f32;
    Image::from_fn(1, SIDE, SIDE, |_, y, x| {
        pictures
            .iter()
            .map(|one| one.array()[[0, y, x]])
            .sum::<f32>()
            / count
    })
}

/// How a picture differs from its person's average, larger.
fn moved(picture: &Image, average: &Image) -> Image {
    let mut moved = picture.clone();
    for (pixel, average) in moved.pixels_mut().iter_mut().zip(average.pixels()) {
        *pixel = LARGER * (*pixel - average);
    }
    moved
}

/// What the decoder of the second of two persons (0 or 1) makes of pictures of the first.
pub(super) fn by_decoder(
    generator: &mut Generator,
    pictures: &[Image],
    [from, to]: [usize; 2],
) -> Vec<Image> {
    let mut input = Tensor::zeros(pictures.len(), Shape::new(1, SIDE, SIDE));
    for (at, picture) in pictures.iter().enumerate() {
        input.set_image(at, &moved(picture, &generator.averages[from]));
    }
    let answer = generator.network.forward(&input, Mode::Evaluate);
    let average = &generator.averages[to];
    let one = |at: usize| {
        let pixels = answer.example(at);
        Image::from_fn(1, SIDE, SIDE, |_, y, x| {
            (average.array()[[0, y, x]] + pixels[2 * (y * SIDE + x) + to] / LARGER).clamp(0.0, 1.0)
        })
    };
    (0..answer.count).map(one).collect()
}

/// How near swaps of the first person come to the second, over poses that nobody learned.
pub(super) fn near(
    generator: &mut Generator,
    persons: &[Person; 2],
    noise: f32,
    seed: u64,
) -> Near {
    let mut random = Stream::new(seed, Purpose::Evaluation, 53);
    let poses: Vec<Pose> = (0..JUDGED).map(|_| Pose::random(&mut random)).collect();
    let frames = persons.each_ref().map(|person| {
        let each = poses.iter();
        each.map(|pose| camera_picture(person, pose, noise, &mut random))
            .collect::<Vec<_>>()
    });
    let truth: Vec<Image> = poses.iter().map(|pose| drawn(&persons[1], pose)).collect();
    let average = average(&truth);
    let swaps = by_decoder(generator, &frames[0], [0, 1]);
    let own = by_decoder(generator, &frames[1], [1, 1]);
    let mean = |of: &dyn Fn(usize) -> f64| (0..JUDGED).map(of).sum::<f64>() / JUDGED as f64;
    Near {
        swap: mean(&|at| psnr_clipped(&truth[at], &swaps[at])),
        average: mean(&|at| psnr_clipped(&truth[at], &average)),
        own: mean(&|at| psnr_clipped(&truth[at], &own[at])),
        unchanged: mean(&|at| psnr_clipped(&truth[at], &frames[0][at])),
    }
}

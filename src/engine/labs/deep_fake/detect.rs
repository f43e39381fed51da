//! A detector of fakes: it learns some generations, and is judged on all.

use super::camera_picture;
use super::draw::{Person, Pose, SIDE};
use super::swap::{Generator, by_decoder};
use crate::data::{Batch, Labelled};
use crate::image::Image;
use crate::labs::lesson::taken;
use crate::math::random::{Purpose, Stream};
use crate::nn::init::Init;
use crate::nn::loss::CrossEntropy;
use crate::nn::optimizer::Adam;
use crate::nn::{Architecture, Mode, Network, Shape, Tensor};
use crate::say;
use crate::train::{Learner, TrainError, class_of};

/// Pictures of each kind.
const COUNT: usize = 300;
/// Pictures a step.
const BATCH: usize = 32;
/// The learning rate at the beginning.
const RATE: f32 = 3e-3;

/// Generations of fakes.
pub(super) const GENERATIONS: [&str; 5] = [
    "convolutional",
    "another seed",
    "with noise",
    "dense",
    "dense, with noise",
];
/// Detectors, and the generations that they learn.
pub(super) const DETECTORS: [(&str, &[usize]); 3] = [
    ("knows the first", &[0]),
    ("knows it with noise", &[2]),
    ("knows all three", &[0, 1, 2]),
];

/// Share right of each detector on each generation: the mean of true pictures and fakes.
pub(super) type Matrix = Vec<[f64; 5]>;

/// True pictures of the second person, and fakes of each generation.
pub(super) struct Lot {
    true_ones: Vec<Image>,
    fakes: [Vec<Image>; 5],
}

/// Pictures to learn from (part 0) or to judge by (part 1), all of poses of their own.
pub(super) fn pictures(
    generators: &mut [Generator],
    persons: &[Person; 2],
    noise: f32,
    [seed, part]: [u64; 2],
) -> Lot {
    let mut random = Stream::new(seed, Purpose::Evaluation, 60 + part);
    let mut camera = Stream::new(seed, Purpose::Noise, 60 + part);
    let mut of = |person: &Person| -> Vec<Image> {
        let mut one = || camera_picture(person, &Pose::random(&mut random), noise, &mut camera);
        (0..COUNT).map(|_| one()).collect()
    };
    let true_ones = of(&persons[1]);
    let mut fakes =
        [0, 1, 2].map(|which: usize| by_decoder(&mut generators[which], &of(&persons[0]), [0, 1]));
    let mut noisy = |fakes: &[Image]| -> Vec<Image> {
        let one = |fake: &Image| {
            let mut fake = fake.clone();
            let pixels = fake.pixels_mut().iter_mut();
            pixels.for_each(|pixel| *pixel = (*pixel + noise * camera.normal()).clamp(0.0, 1.0));
            fake
        };
        fakes.iter().map(one).collect()
    };
    let [dense, convolutional] = [noisy(&fakes[0]), noisy(&fakes[2])];
    let [first, second, third] = fakes.each_mut().map(std::mem::take);
    Lot {
        true_ones,
        fakes: [first, second, dense, third, convolutional],
    }
}

/// True pictures (class 0) and fakes (class 1) with their classes.
fn labelled(true_ones: &[Image], fakes: &[&Vec<Image>]) -> Labelled {
    let all: Vec<(&Image, usize)> = true_ones
        .iter()
        .map(|one| (one, 0))
        .chain(fakes.iter().flat_map(|lot| lot.iter().map(|one| (one, 1))))
        .collect();
    let mut pictures = Tensor::zeros(all.len(), Shape::new(1, SIDE, SIDE));
    for (at, (picture, _)) in all.iter().enumerate() {
        pictures.set_image(at, picture);
    }
    Labelled {
        pictures,
        classes: all.iter().map(|(_, class)| *class).collect(),
    }
}

/// Teaches a detector these generations, and judges it on each; `None` when it was told to stop.
///
/// # Errors
/// [`TrainError`], when the network cannot be built.
pub(super) fn judged(
    lots: &[Lot],
    known: &[usize],
    steps: usize,
    seed: u64,
    go_on: &mut dyn FnMut(f32) -> bool,
) -> Result<Option<[f64; 5]>, TrainError> {
    let text = "conv 8 3x3\nrelu\nconv 16 3x3\nrelu\nmax-pool\nconv 16 3x3\nrelu\nglobal-average-pool\ndense 2";
    let architecture = Architecture::from_text(text).map_err(|_| {
        TrainError::Mismatch(say!(
            "the network cannot be written; build the program again"
        ))
    })?;
    let shape = Shape::new(1, SIDE, SIDE);
    let network = Network::new(&architecture, shape, Init::He, seed)?;
    let mut learner = Learner::new(network, Box::new(Adam::default()), seed);
    let fakes: Vec<&Vec<Image>> = known.iter().map(|at| &lots[0].fakes[*at]).collect();
    let all = labelled(&lots[0].true_ones, &fakes);
    let mut batch = Batch::default();
    for step in 0..steps {
        let share = step as f32 / steps as f32;
        if !go_on(share) {
            return Ok(None);
        }
        let mut random = Stream::new(seed, Purpose::Shuffle, step as u64);
        // True ones and fakes by turns, however many generations there are.
        let number = |at: usize, random: &mut Stream| match at % 2 {
            0 => random.below(COUNT),
            _ => COUNT + random.below(all.classes.len() - COUNT),
        };
        let drawn: Vec<usize> = (0..BATCH).map(|at| number(at, &mut random)).collect();
        let some = taken(&all, &drawn);
        let (input, wanted) = batch.labelled();
        *input = some.pictures;
        wanted.clear();
        wanted.extend(some.classes);
        learner.look(&batch, &CrossEntropy {});
        learner.learn(RATE * (1.0 - share), 0.0);
    }
    let mut right = |pictures: &[Image], class: usize| {
        let some = labelled(pictures, &[]).pictures;
        let answer = learner.network_mut().forward(&some, Mode::Evaluate);
        let found = (0..answer.count).filter(|at| class_of(answer.example(*at)) == class);
        found.count() as f64 / pictures.len().max(1) as f64
    };
    let true_ones = right(&lots[1].true_ones, 0);
    Ok(Some(
        lots[1]
            .fakes
            .each_ref()
            .map(|fakes| 0.5 * (true_ones + right(fakes, 1))),
    ))
}

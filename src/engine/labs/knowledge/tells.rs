//! What a network's answers tell of what is built in.

use crate::image::Image;
use crate::labs::teach::Exam;
use crate::nn::init::Init;
use crate::nn::{Architecture, Mode, Network, Shape, Tensor, Weights};
use crate::train::TrainError;

/// How much is added to all pixels.
const ADDED: f32 = 0.2;
/// Pixels for which f(y) is compared with J y.
const PLACES: usize = 16;

/// Largest differences, over the pixels of a picture, 0..1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tells {
    /// f(2y) and 2 f(y).
    pub(super) twice: f64,
    /// f(y) and J y, J the derivative: whether the network is a sum of the pixels that it sees, with weights that it
    /// chose.
    pub(super) linear: f64,
    /// f(y + 0.2) and f(y) + 0.2.
    pub(super) brighter: f64,
    /// f of the turned picture and the turned f.
    pub(super) turned: f64,
    /// The same for the mean over all eight flips and turns.
    pub(super) turned_mean: f64,
}

/// A picture in one of its eight flips and turns.
pub(super) fn turned(picture: &Image, how: usize) -> Image {
    let (channels, height, width) = picture.dim();
    let swap = how & 4 != 0;
    let (rows, columns) = if swap {
        (width, height)
    } else {
        (height, width)
    };
    Image::from_fn(channels, rows, columns, |c, y, x| {
        let (y, x) = if swap { (x, y) } else { (y, x) };
        let y = if how & 2 != 0 { height - 1 - y } else { y };
        let x = if how & 1 != 0 { width - 1 - x } else { x };
        picture.array()[[c, y, x]]
    })
}

/// The picture that [`turned`] made this of.
pub(super) fn turned_back(picture: &Image, how: usize) -> Image {
    let (channels, rows, columns) = picture.dim();
    let swap = how & 4 != 0;
    let (height, width) = if swap {
        (columns, rows)
    } else {
        (rows, columns)
    };
    Image::from_fn(channels, height, width, |c, y, x| {
        let y = if how & 2 != 0 { height - 1 - y } else { y };
        let x = if how & 1 != 0 { width - 1 - x } else { x };
        let (y, x) = if swap { (x, y) } else { (y, x) };
        picture.array()[[c, y, x]]
    })
}

/// What the first picture of an exam tells.
///
/// # Errors
/// [`TrainError::Architecture`], when the network cannot be built.
pub(super) fn tells(
    exam: &Exam,
    architecture: &Architecture,
    weights: &Weights,
) -> Result<Tells, TrainError> {
    let Some((_, _, noisy)) = exam.pictures.first() else {
        return Ok(Tells {
            twice: f64::NAN,
            linear: f64::NAN,
            brighter: f64::NAN,
            turned: f64::NAN,
            turned_mean: f64::NAN,
        });
    };
    let side = noisy.dim().1.min(noisy.dim().2).min(64);
    let patch = noisy.crop(0, 0, side, side);
    let mut network = Network::new(architecture, Shape::new(1, side, side), Init::Zeros, 0)?;
    let taken = network.set_weights(weights);
    taken.expect("they are of the same architecture");
    let mut answer = |picture: &Image| {
        let mut input = Tensor::zeros(1, Shape::new(1, side, side));
        input.data.copy_from_slice(picture.pixels());
        let data = network.forward(&input, Mode::Evaluate).data.clone();
        Image::from_fn(1, side, side, |_, y, x| data[y * side + x])
    };
    let apart = |a: &Image, b: &Image| {
        let pairs = a.pixels().iter().zip(b.pixels());
        pairs
            .map(|(a, b)| f64::from((a - b).abs()))
            .fold(0.0, f64::max)
    };
    let changed = |picture: &Image, of: &dyn Fn(f32) -> f32| {
        let mut picture = picture.clone();
        picture
            .pixels_mut()
            .iter_mut()
            .for_each(|value| *value = of(*value));
        picture
    };
    let plain = answer(&patch);
    let twice = apart(
        &answer(&changed(&patch, &|value| 2.0 * value)),
        &changed(&plain, &|value| 2.0 * value),
    );
    let brighter = apart(
        &answer(&changed(&patch, &|value| value + ADDED)),
        &changed(&plain, &|value| value + ADDED),
    );
    let mut mean = |picture: &Image| {
        let mut sum = Image::zeros(1, side, side);
        for how in 0..8 {
            let answer = turned_back(&answer(&turned(picture, how)), how);
            let pairs = sum.pixels_mut().iter_mut().zip(answer.pixels());
            pairs.for_each(|(sum, value)| *sum += value / 8.0);
        }
        sum
    };
    let way = 5;
    let turned_mean = apart(&mean(&turned(&patch, way)), &turned(&mean(&patch), way));
    let turned_apart = apart(&answer(&turned(&patch, way)), &turned(&plain, way));
    Ok(Tells {
        twice,
        linear: linear(&mut network, &patch, &plain),
        brighter,
        turned: turned_apart,
        turned_mean,
    })
}

/// The largest difference of f(y) and J y at some places.
fn linear(network: &mut Network, patch: &Image, answer: &Image) -> f64 {
    let (_, side, _) = patch.dim();
    let shape = Shape::new(1, side, side);
    let mut input = Tensor::zeros(PLACES, shape);
    let mut asked = Tensor::zeros(PLACES, shape);
    let place = |at: usize| (at + 1) * side * side / (PLACES + 1);
    for at in 0..PLACES {
        input.example_mut(at).copy_from_slice(patch.pixels());
        asked.example_mut(at)[place(at)] = 1.0;
    }
    network.want_input_gradient(true);
    network.forward(&input, Mode::Train { seed: 0 });
    network.backward(&asked);
    let difference = |at: usize| {
        let row = network.input_gradient().map_or(0.0, |gradient| {
            let pairs = gradient.example(at).iter().zip(patch.pixels());
            pairs.map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
        });
        (row - f64::from(answer.pixels()[place(at)])).abs()
    };
    (0..PLACES).map(difference).fold(0.0, f64::max)
}

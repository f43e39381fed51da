//! Where in a picture a network sees its evidence for a class: by covering parts of it, by the gradient, by the
//! gradient along a way to the picture, and by the channels of its last convolution.

mod grad_cam;
mod integrated;

use super::CHUNK;
use super::inside::{answers_shares, built, shares};
use crate::nn::{Mode, Model, Network, Shape, Tensor};

/// Most places, along each side, at which the square of an occlusion stands.
const PLACES: usize = 24;

/// How the evidence is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A square of the picture's mean colour is slid over it: how far the share of the class falls where it lies. Each
    /// pixel takes the mean of the squares that cover it.
    ///
    /// Source: Zeiler, Fergus 2014, doi:10.1007/978-3-319-10590-1_53; they show one number a place of the square, and
    /// cover with grey.
    Occlusion,
    /// How much the class's answer, before softmax, changes with each pixel: the size of its derivative, the largest
    /// over the colours.
    ///
    /// Source: Simonyan, Vedaldi, Zisserman 2013, arXiv:1312.6034.
    Gradient,
    /// How much each place of the last convolution speaks for the class: its channels, weighed by the mean of the
    /// answer's derivatives by them, as far as the sum is positive, brought to the size of the picture.
    ///
    /// Source: Selvaraju and others 2017, doi:10.1109/ICCV.2017.74.
    GradCam,
    /// What each pixel adds to the class's answer, before softmax, on the straight way from an empty picture (the
    /// colour of the picture's edge) to this one: together they are the difference of both answers.
    ///
    /// Source: Sundararajan, Taly, Yan 2017, arXiv:1703.01365.
    Integrated,
}

/// A number for each pixel of a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Width of the picture.
    pub width: usize,
    /// Line by line from the top. Of an occlusion, shares from −1 to 1: what speaks for the class is positive; of a
    /// gradient and of Grad-CAM never negative; of an integrated gradient parts of the answer.
    pub values: Vec<f32>,
    /// Side of the square that was slid over the picture, in pixels; 0 of the others.
    pub square: usize,
}

impl Evidence {
    /// Looks for the evidence of `class` in one example, `input` of shape `[1, h, w, c]`; `Ok(None)` when `stopped`
    /// says so meanwhile. Cost: of a gradient and of Grad-CAM two passes, of an integrated one 128, of an occlusion up
    /// to 625.
    ///
    /// # Errors
    /// A plain sentence when the network does not take such examples, or has no convolution where one is needed.
    pub fn of(
        model: &Model,
        input: &Tensor,
        class: usize,
        way: Way,
        stopped: &dyn Fn() -> bool,
    ) -> Result<Option<Self>, String> {
        let mut network = built(model, input.shape)?;
        Ok(match way {
            Way::Occlusion => occlusion(&mut network, input, class, answers_shares(model), stopped),
            Way::Gradient => Some(gradient(&mut network, input, class)),
            Way::GradCam => Some(grad_cam::grad_cam(
                &mut network,
                &model.architecture,
                input,
                class,
            )?),
            Way::Integrated => Some(integrated::integrated(&mut network, input, class)),
        })
    }
}

fn occlusion(
    network: &mut Network,
    input: &Tensor,
    class: usize,
    given: bool,
    stopped: &dyn Fn() -> bool,
) -> Option<Evidence> {
    let shape = input.shape;
    let share = |answer: &[f32]| shares(answer, given).get(class).copied().unwrap_or(0.0);
    let whole = share(network.forward(input, Mode::Evaluate).example(0));
    let square = (shape.height.min(shape.width) / 5).max(1);
    let places: Vec<_> = starts(shape.height, square)
        .flat_map(|y| starts(shape.width, square).map(move |x| [y, x]))
        .collect();
    let mean = mean_colour(input);
    let mut sums = vec![0.0; shape.area()];
    let mut counts = vec![0.0; shape.area()];
    let mut covered = Tensor::zeros(0, shape);
    for places in places.chunks(CHUNK) {
        if stopped() {
            return None;
        }
        covered.reshape(places.len(), shape);
        for (at, [top, left]) in places.iter().enumerate() {
            let picture = covered.example_mut(at);
            picture.copy_from_slice(input.example(0));
            for y in *top..top + square {
                for x in *left..left + square {
                    let pixel = (y * shape.width + x) * shape.channels;
                    picture[pixel..pixel + shape.channels].copy_from_slice(&mean);
                }
            }
        }
        let answers = network.forward(&covered, Mode::Evaluate);
        for (at, [top, left]) in places.iter().enumerate() {
            let fall = whole - share(answers.example(at));
            for y in *top..top + square {
                for x in *left..left + square {
                    sums[y * shape.width + x] += fall;
                    counts[y * shape.width + x] += 1.0;
                }
            }
        }
    }
    let means = sums.iter().zip(&counts).map(|(sum, count)| sum / count);
    Some(Evidence {
        width: shape.width,
        values: means.collect(),
        square,
    })
}

/// Where a square of that size begins along a side, so that every pixel is covered: at most [`PLACES`] + 1 places.
fn starts(side: usize, square: usize) -> impl Iterator<Item = usize> + Clone {
    let last = side - square;
    let step = last.div_ceil(PLACES).max(1).min(square);
    (0..last).step_by(step).chain([last])
}

/// The mean of each channel.
fn mean_colour(input: &Tensor) -> Vec<f32> {
    let (channels, area) = (input.shape.channels, input.shape.area().max(1));
    let mut mean = vec![0.0; channels];
    for pixel in input.example(0).chunks_exact(channels) {
        for (mean, value) in mean.iter_mut().zip(pixel) {
            *mean += value / area as f32;
        }
    }
    mean
}

/// What the answers' derivative is asked for: the number of the class, of each example.
fn asked(count: usize, answer: Shape, class: usize) -> Tensor {
    let mut asked = Tensor::zeros(count, answer);
    for at in 0..count {
        match asked.example_mut(at) {
            // A single number speaks for the second class, and against the first.
            [single] => *single = 1.0,
            several => several
                .iter_mut()
                .skip(class)
                .take(1)
                .for_each(|own| *own = 1.0),
        }
    }
    asked
}

/// The mean colour of the picture's edge: what a picture without anything on it looks like. One number a channel.
pub fn edge_colour(input: &Tensor) -> Vec<f32> {
    let shape = input.shape;
    let mut mean = vec![0.0; shape.channels];
    let mut count = 0.0;
    for (at, pixel) in input.example(0).chunks_exact(shape.channels).enumerate() {
        let (y, x) = (at / shape.width, at % shape.width);
        if y == 0 || x == 0 || y + 1 == shape.height || x + 1 == shape.width {
            mean.iter_mut()
                .zip(pixel)
                .for_each(|(mean, value)| *mean += value);
            count += 1.0;
        }
    }
    mean.iter_mut()
        .for_each(|mean| *mean /= f32::max(count, 1.0));
    mean
}

fn gradient(network: &mut Network, input: &Tensor, class: usize) -> Evidence {
    network.want_input_gradient(true);
    let shape = network.forward(input, Mode::Evaluate).shape;
    network.backward(&asked(1, shape, class));
    let pixels = network.input_gradient().map(|found| found.example(0));
    let largest = |pixel: &[f32]| {
        pixel
            .iter()
            .fold(0.0_f32, |most, slope| most.max(slope.abs()))
    };
    let pixels = pixels
        .unwrap_or_default()
        .chunks_exact(input.shape.channels);
    Evidence {
        width: input.shape.width,
        values: pixels.map(largest).collect(),
        square: 0,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::inside::tests::small;
    use super::*;
    use crate::nn::init::Init;
    use crate::nn::plain::Pass;
    use crate::nn::{Architecture, layers};
    use crate::setting::{Value, find};

    /// Two classes; only the pixel in row 2, column 3 of 10 × 10 speaks, for the second.
    fn one_pixel() -> (Model, Tensor) {
        let shape = Shape::new(1, 10, 10);
        let mut dense = (find(layers::ALL, "dense").unwrap().make)();
        dense.set("units", Value::Int(2)).unwrap();
        let flatten = (find(layers::ALL, "flatten").unwrap().make)();
        let architecture = Architecture::of([flatten, dense]);
        let network = Network::new(&architecture, shape, Init::Zeros, 0).unwrap();
        let mut weights = network.weights();
        weights[0].values[100 + 23] = 8.0;
        let model = Model {
            architecture: Arc::new(architecture),
            channels: 1,
            weights: Arc::new(weights),
        };
        let mut picture = Tensor::zeros(1, shape);
        picture.data[23] = 1.0;
        (model, picture)
    }

    #[test]
    fn covering_the_pixel_that_speaks_takes_the_share_away() {
        let (model, picture) = one_pixel();
        let ask = |class| {
            let found = Evidence::of(&model, &picture, class, Way::Occlusion, &|| false);
            found.unwrap().unwrap()
        };
        let [against, found] = [0, 1].map(ask);
        assert_eq!((found.values.len(), found.square), (100, 2));
        // The squares that cover it cover only its neighbours.
        for (at, value) in found.values.iter().enumerate() {
            let near = (1..=3).contains(&(at / 10)) && (2..=4).contains(&(at % 10));
            assert_eq!(*value > 0.05, near, "{at}: {value}");
            assert!((value + against.values[at]).abs() < 1e-6);
        }
        let most = 1.0 / (1.0 + (-8.0_f32).exp());
        let covered = 1.0 / (1.0 + (-0.08_f32).exp());
        assert!((found.values[23] - (most - covered)).abs() < 1e-5);
        let stopped = Evidence::of(&model, &picture, 1, Way::Occlusion, &|| true);
        assert_eq!(stopped, Ok(None));
    }

    #[test]
    fn the_gradient_is_that_of_the_readable_engine() {
        let (model, picture) = small();
        let class = 4;
        let found = Evidence::of(&model, &picture, class, Way::Gradient, &|| false);
        let found = found.unwrap().unwrap();
        let rows = &model.architecture;
        let plain = Pass::of(rows, &model.weights, &picture, Mode::Evaluate).unwrap();
        let own = plain.answer()[0].numbers[class];
        let slopes = plain.graph.derivatives(&[(own, 1.0)]);
        let pixels = &plain.values[0][0].numbers;
        let most = found.values.iter().copied().fold(0.0, f32::max);
        assert!(most > 0.0);
        for (value, pixel) in found.values.iter().zip(pixels) {
            let expected = slopes.by(*pixel).abs() as f32;
            assert!(
                (value - expected).abs() < 1e-3 * most,
                "{value}, not {expected}"
            );
        }
    }

    #[test]
    fn squares_cover_every_pixel() {
        for side in [1, 2, 5, 28, 48, 96, 150] {
            let square = (side / 5).max(1);
            let places: Vec<_> = starts(side, square).collect();
            assert_eq!((places[0], places.last()), (0, Some(&(side - square))));
            assert!(places.len() <= PLACES + 1, "{side}: {}", places.len());
            let near = |pair: &[usize]| pair[0] < pair[1] && pair[1] - pair[0] <= square;
            assert!(places.windows(2).all(near), "{places:?}");
        }
    }
}

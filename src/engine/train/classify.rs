//! What a classifier answers, to be looked at: its decision all over the plane for points, its answers to held-out
//! pictures otherwise.

use super::fit::metric::class_of;
use crate::data::{self, Batch, DataError, DataSet, Part, Parts, Shelf};
use crate::nn::{Mode, Model, Network, Shape, Tensor};

/// Most pictures of a sample.
const PICTURES: usize = 512;
/// Most numbers that a sample's pictures hold together: of large pictures fewer are looked at.
const NUMBERS: usize = 1 << 21;
/// Most points of a sample.
const POINTS: usize = 1000;
/// Examples that are answered at once.
const CHUNK: usize = 64;
/// Points of the plane, along each side, at which a network is asked for its decision.
pub const GRID: usize = 64;

/// Examples to look at: training points in the plane, or held-out pictures.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The examples and their classes.
    pub examples: Batch,
    /// Names of the classes.
    pub classes: Vec<String>,
    /// The plane reaches from −`reach` to `reach` both ways; `None` for what are no points in the plane.
    pub reach: Option<f32>,
}

impl Sample {
    /// The first examples of a data set; pictures that `kept` names keep their part. Cost: that of loading it.
    ///
    /// # Errors
    /// [`DataError`] when the data set cannot be made ready.
    pub fn load(
        data: &dyn DataSet,
        seed: u64,
        kept: &Parts,
        shelf: &dyn Shelf,
    ) -> Result<Self, DataError> {
        let examples = data::load(data, shelf, seed, kept)?;
        let shape = examples.shape();
        let plane = shape == Shape::vector(2);
        let (part, most) = if plane {
            (Part::Training, POINTS)
        } else {
            let fit = NUMBERS / shape.size().max(1);
            (Part::Validation, PICTURES.min(fit.max(1)))
        };
        let mut batch = Batch::default();
        examples.read(part, 0, most.min(examples.count(part)), &mut batch);
        let largest = batch
            .input
            .data
            .iter()
            .fold(1.0, |most: f32, value| most.max(value.abs()));
        Ok(Self {
            classes: examples.classes().to_vec(),
            reach: plane.then_some(1.08 * largest),
            examples: batch,
        })
    }

    /// How many examples there are.
    pub fn count(&self) -> usize {
        self.examples.classes().len()
    }

    /// The name of a class.
    pub fn class(&self, class: usize) -> &str {
        self.classes.get(class).map_or("?", String::as_str)
    }

    /// The coordinate of a point of the grid: its middle.
    fn at(reach: f32, step: usize) -> f32 {
        reach * (2.0 * (step as f32 + 0.5) / GRID as f32 - 1.0)
    }
}

/// A network's answers to a sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Steps the network has learned.
    pub step: u64,
    /// The class it names, for each example.
    pub named: Vec<usize>,
    /// How many of them are right.
    pub right: usize,
    /// For points: how much it leans to the second class, 0..1, at [`GRID`]² points of the plane, row by row from the
    /// top.
    pub plane: Vec<f32>,
}

impl Verdict {
    /// Asks the network; `Ok(None)` when `stopped` says so meanwhile.
    ///
    /// # Errors
    /// A plain sentence when the network does not take such examples.
    pub fn of(
        model: &Model,
        step: u64,
        sample: &Sample,
        stopped: &dyn Fn() -> bool,
    ) -> Result<Option<Self>, String> {
        let shape = sample.examples.input.shape;
        if model.channels != shape.channels {
            return Err(format!(
                "the network in training was made for other examples than these ({shape}): train one for them"
            ));
        }
        let mut network = Network::from_model(model, shape.height, shape.width)
            .map_err(|error| error.to_string())?;
        let mut named = Vec::new();
        let all = asked(
            &mut network,
            &sample.examples.input,
            stopped,
            &mut |answer| {
                named.push(class_of(answer));
            },
        );
        let mut plane = Vec::new();
        let whole = all
            && sample.reach.is_none_or(|reach| {
                let grid = grid(reach);
                asked(&mut network, &grid, stopped, &mut |answer| {
                    plane.push(leaning(answer));
                })
            });
        let classes = sample.examples.classes().iter();
        let right = named.iter().zip(classes).filter(|(a, b)| a == b).count();
        Ok(whole.then_some(Self {
            step,
            named,
            right,
            plane,
        }))
    }

    /// How often each class (rows) was taken for each (columns).
    pub fn confusion(&self, sample: &Sample) -> Vec<Vec<usize>> {
        let answers = self.named.iter().chain(sample.examples.classes());
        let count = answers.max().map_or(0, |most| most + 1);
        let count = count.max(sample.classes.len());
        let mut table = vec![vec![0; count]; count];
        for (named, class) in self.named.iter().zip(sample.examples.classes()) {
            table[*class][*named] += 1;
        }
        table
    }
}

/// Hands each example's answer to `take`; says whether it came to the end.
fn asked(
    network: &mut Network,
    input: &Tensor,
    stopped: &dyn Fn() -> bool,
    take: &mut dyn FnMut(&[f32]),
) -> bool {
    let size = input.shape.size();
    let mut part = Tensor::zeros(0, input.shape);
    for from in (0..input.count).step_by(CHUNK) {
        if stopped() {
            return false;
        }
        let count = CHUNK.min(input.count - from);
        part.reshape(count, input.shape);
        part.data
            .copy_from_slice(&input.data[from * size..(from + count) * size]);
        let answer = network.forward(&part, Mode::Evaluate);
        for index in 0..count {
            take(answer.example(index));
        }
    }
    true
}

/// The points of the grid, row by row from the top, where y is largest.
fn grid(reach: f32) -> Tensor {
    let mut grid = Tensor::zeros(GRID * GRID, Shape::vector(2));
    for (at, point) in grid.data.chunks_exact_mut(2).enumerate() {
        let (x, y) = (at % GRID, GRID - 1 - at / GRID);
        point.copy_from_slice(&[Sample::at(reach, x), Sample::at(reach, y)]);
    }
    grid
}

/// How much an answer leans to the second class, 0..1: its share by softmax, or where a single number stands from −1 to
/// +1.
fn leaning(answer: &[f32]) -> f32 {
    let [first, second, ..] = answer else {
        return answer
            .first()
            .map_or(0.5, |value| (0.5 + 0.5 * value).clamp(0.0, 1.0));
    };
    let most = answer.iter().copied().fold(*first, f32::max);
    let sum: f32 = answer.iter().map(|value| (value - most).exp()).sum();
    (second - most).exp() / sum
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::data::EmptyShelf;
    use crate::nn::init::Init;
    use crate::train::Experiment;

    /// XOR, and a network that answers x and −x: it names the left half the first class... of two.
    fn half_plane() -> (Sample, Model) {
        let experiment = Experiment::named("points-xor").unwrap();
        let sample = Sample::load(&*experiment.data, 0, &Parts::default(), &EmptyShelf).unwrap();
        let mut dense = (crate::setting::find(crate::nn::layers::ALL, "dense")
            .unwrap()
            .make)();
        dense.set("units", crate::setting::Value::Int(2)).unwrap();
        let architecture = crate::nn::Architecture::of([dense]);
        let network = Network::new(&architecture, Shape::vector(2), Init::Zeros, 0).unwrap();
        let mut weights = network.weights();
        weights[0].values.copy_from_slice(&[-1.0, 0.0, 1.0, 0.0]);
        let model = Model {
            architecture: Arc::new(architecture),
            channels: 2,
            weights: Arc::new(weights),
        };
        (sample, model)
    }

    #[test]
    fn the_plane_shows_where_each_class_is_named() {
        let (sample, model) = half_plane();
        let verdict = Verdict::of(&model, 7, &sample, &|| false).unwrap().unwrap();
        assert_eq!((verdict.step, verdict.plane.len()), (7, GRID * GRID));
        for row in verdict.plane.chunks(GRID) {
            assert!(row.is_sorted() && row[0] < 0.01 && row[GRID - 1] > 0.99);
        }
        let points = &sample.examples;
        for (index, named) in verdict.named.iter().enumerate() {
            assert_eq!(*named == 1, points.input.example(index)[0] > 0.0);
        }
        let table = verdict.confusion(&sample);
        assert_eq!(table.iter().flatten().sum::<usize>(), sample.count());
        assert_eq!(table[0][0] + table[1][1], verdict.right);
        assert!(sample.reach.unwrap() > 4.0);
    }

    #[test]
    fn it_stops_when_told_and_refuses_what_the_network_does_not_take() {
        let (sample, model) = half_plane();
        assert_eq!(Verdict::of(&model, 7, &sample, &|| true), Ok(None));
        let other = Model {
            channels: 1,
            ..model
        };
        assert!(Verdict::of(&other, 7, &sample, &|| false).is_err());
    }

    #[test]
    fn a_single_number_leans_by_its_sign() {
        assert_eq!(
            [-2.0, 0.0, 3.0].map(|value| leaning(&[value])),
            [0.0, 0.5, 1.0]
        );
        assert_eq!(leaning(&[0.3, 0.3]), 0.5);
    }
}

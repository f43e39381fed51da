//! XOR: the problem for which the field left neural networks alone for twenty years.
//!
//! A perceptron answers with the sign of w·x + b, so its border is a straight line; opposite quadrants cannot be
//! parted by one. A hidden layer bends the border. Source: Minsky and Papert 1969, Perceptrons; Rumelhart, Hinton
//! and Williams 1986, doi:10.1038/323533a0.

use super::Lab;
use crate::data::{Batch, Part, Pattern, Points, Shelf};
use crate::figure::{Axis, Cell, Column, Figure, Grid, Group, Mark, Numbers, Role};
use crate::job::Link;
use crate::nn::init::Init;
use crate::nn::layers::{Dense, Tanh};
use crate::nn::loss::Hinge;
use crate::nn::optimizer::Adam;
use crate::nn::{Architecture, Layer, Mode, Network, Output, Shape, Tensor};
use crate::noise::Gaussian;
use crate::setting::Kind;
use crate::train::schedule::Constant;
use crate::train::{
    Checkpoint, Event, Experiment, History, Keeper, Options, TrainError, Training, fit,
};

/// Side of the decision map, in points.
const SIDE: usize = 64;
/// Half the side of the decision map, in the data's units.
const REACH: f32 = 6.0;

crate::adjustable! {
    /// Compares a perceptron with a network that has one hidden layer.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Xor: "xor", "XOR", "A perceptron and a network with one hidden layer learn the same four quadrants." {
        /// Units of the hidden layer.
        hidden: usize = 8, Kind::int(1, 256), "Hidden units", "", "Units of the hidden layer; 4 are enough, 8 find it sooner.";
        /// Steps of training for each.
        steps: u64 = 2000, Kind::int(1, 1_000_000), "Steps", "steps", "How long each network learns.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX), "Seed", "", "Another seed, other points and other first weights.";
    }
}

impl Lab for Xor {
    fn question(&self) -> &'static str {
        "Why was a single layer not enough?"
    }

    fn run(
        &self,
        shelf: &dyn Shelf,
        options: &Options,
        out: &Link<(), Figure>,
    ) -> Result<(), TrainError> {
        let single: Vec<Box<dyn Layer>> = vec![dense(1)];
        let hidden: Vec<Box<dyn Layer>> =
            vec![dense(self.hidden), Box::new(Tanh::default()), dense(1)];
        let mut accuracy = Vec::new();
        let mut rows = Vec::new();
        let networks = [("perceptron", single), ("one hidden layer", hidden)];
        for (at, (name, layers)) in networks.into_iter().enumerate() {
            out.progress().set(at as f32 / 2.0);
            let experiment = self.experiment(name, layers);
            let mut record = Record::default();
            let summary = fit(
                &experiment,
                None,
                shelf,
                options,
                &mut record,
                &Link::detached(out.progress().of_part()),
            )?;
            if out.stopped() {
                return Ok(());
            }
            let held_out = summary
                .validation
                .map_or(f64::NAN, |judged| f64::from(judged.metric));
            rows.push(vec![Cell::from(name), held_out.into()]);
            let points = means(&record.history);
            accuracy.push(Mark::line(name, Role::Series(at), points));
            let map = decision_map(&experiment, &record.checkpoint, shelf)?;
            out.send(Figure::grid(format!("Answer over the plane: {name}"), map).note(KEY));
        }
        let step = Axis::new("step").numbers(Numbers::Counted);
        let right = Axis::new("held-out points right").numbers(Numbers::Percent);
        out.send(Figure::plot("While they learn", step, right, accuracy));
        let columns = [
            Column::new("network"),
            Column::of("held-out points right", "", Numbers::Percent),
        ];
        out.send(Figure::table("In the end", columns, rows));
        Ok(())
    }
}

impl Xor {
    fn experiment(&self, name: &str, layers: Vec<Box<dyn Layer>>) -> Experiment {
        Experiment {
            name: format!("xor, {name}"),
            seed: self.seed,
            data: Box::new(Points {
                pattern: Pattern::Xor,
                ..Points::default()
            }),
            noise: Box::new(Gaussian::default()),
            architecture: Architecture::of(Output::Network, layers),
            init: Init::Glorot,
            loss: Box::new(Hinge::default()),
            optimizer: Box::new(Adam::default()),
            schedule: Box::new(Constant::default()),
            training: Training {
                steps: self.steps,
                batch: 10,
                learning_rate: 0.01,
                validate_every: 50,
                clip: 0.0,
                validate_on: 250,
            },
        }
    }
}

fn dense(units: usize) -> Box<dyn Layer> {
    Box::new(Dense {
        units,
        ..Dense::default()
    })
}

/// Most points of a curve: a long training's are averaged.
const CURVE: usize = 200;

/// How a map is read.
const KEY: &str = "held-out points; the ground: the network's answer";

/// The share of held-out points that are right, over steps.
fn means(history: &History) -> Vec<[f64; 2]> {
    let all = &history.validations;
    all.chunks(all.len().div_ceil(CURVE).max(1))
        .filter_map(|some| {
            let sum: f64 = some.iter().map(|at| f64::from(at.metric)).sum();
            Some([some.last()?.step as f64, sum / some.len() as f64])
        })
        .collect()
}

/// The network's answer over the plane, first row on top, and the held-out points.
fn decision_map(
    experiment: &Experiment,
    checkpoint: &Checkpoint,
    shelf: &dyn Shelf,
) -> Result<Grid, TrainError> {
    let mut network = Network::new(
        &experiment.architecture,
        Shape::vector(2),
        experiment.init,
        experiment.seed,
    )?;
    network
        .set_weights(&checkpoint.weights)
        .map_err(|error| TrainError::Resume(error.to_string()))?;
    let mut plane = Tensor::zeros(SIDE * SIDE, Shape::vector(2));
    for at in 0..SIDE * SIDE {
        let place = |index: usize| REACH * (2.0 * (index as f32 + 0.5) / SIDE as f32 - 1.0);
        plane
            .example_mut(at)
            .copy_from_slice(&[place(at % SIDE), -place(at / SIDE)]);
    }
    let examples = experiment.data.load(shelf, experiment.seed)?;
    let mut held_out = Batch {
        input: Tensor::zeros(0, Shape::vector(2)),
        classes: Vec::new(),
    };
    examples.read(
        Part::Validation,
        0,
        examples.count(Part::Validation),
        &mut held_out,
    );
    let share = |place: f32| f64::from(0.5 * (place / REACH + 1.0));
    let groups = examples.classes().iter().enumerate().map(|(class, name)| {
        let own = held_out.classes.iter().zip(held_out.input.data.chunks(2));
        let own = own.filter(|(of, _)| **of == class);
        Group {
            name: name.clone(),
            points: own.map(|(_, at)| [share(at[0]), share(-at[1])]).collect(),
        }
    });
    Ok(Grid {
        groups: groups.collect(),
        columns: SIDE,
        values: network.forward(&plane, Mode::Evaluate).data.clone(),
        ..Grid::default()
    })
}

/// Keeps a run in memory.
#[derive(Default)]
struct Record {
    history: History,
    checkpoint: Checkpoint,
}

impl Keeper for Record {
    fn keep(&mut self, checkpoint: &Checkpoint) -> Result<(), String> {
        self.checkpoint = checkpoint.clone();
        Ok(())
    }

    fn note(&mut self, event: &Event) -> Result<(), String> {
        self.history.record(event);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;
    use crate::data::EmptyShelf;
    use crate::figure::Body;
    use crate::job::Job;

    #[test]
    fn only_the_hidden_layer_answers() {
        let lab = Xor::default();
        let job: Job<(), Figure, Result<(), TrainError>> =
            Job::start("xor", Arc::new(|| {}), move |link| {
                lab.run(&EmptyShelf, &Options::default(), link)
            })
            .unwrap();
        let mut right = Vec::new();
        let mut maps = 0;
        let outcome = loop {
            let outcome = job.output();
            while let Some(figure) = job.wait_event(Duration::from_millis(20)) {
                match figure.body {
                    Body::Grid(grid) => {
                        maps += 1;
                        assert_eq!(grid.rows(), grid.columns);
                        let points = grid.groups.iter().map(|one| one.points.len());
                        assert_eq!((grid.groups.len(), points.sum()), (2, 250));
                    }
                    Body::Plot(plot) => {
                        let ends = plot.marks.iter().map(|one| one.marking.end().unwrap()[1]);
                        right = ends.collect();
                    }
                    _ => {}
                }
            }
            if let Some(outcome) = outcome {
                break outcome;
            }
        };
        assert_eq!(outcome, Ok(Ok(())));
        assert_eq!(maps, 2);
        assert!(right[0] < 0.8, "a straight line parted XOR: {}", right[0]);
        assert!(right[1] > 0.95, "the hidden layer failed: {}", right[1]);
    }
}

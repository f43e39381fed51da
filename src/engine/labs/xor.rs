//! XOR: the problem for which the field left neural networks alone for twenty years.
//!
//! A perceptron answers with the sign of w·x + b, so its border is a straight line; opposite quadrants cannot be
//! parted by one. A hidden layer bends the border. Source: Minsky and Papert 1969, Perceptrons; Rumelhart, Hinton
//! and Williams 1986, doi:10.1038/323533a0.

// This is the lab to copy when you add another:
// 1. Copy this file to `labs/NAME.rs`; what is too long for one file goes into a folder `labs/NAME/`. Its head says
//    which question of the lecture it answers, and whose finding it is.
// 2. `adjustable!` declares it: the type, its id in files, its name in menus, one sentence for the tooltip; then a line
//    for each setting: field, type, default, range, label, unit, tooltip with the usual range.
// 3. `question` asks it as a person would, `claim` says what the lecture says, `run` shows each finding on the desk as
//    soon as it is known, says how far it is, ends where `desk.stopped()`, and judges the claim in numbers.
// 4. In `labs/mod.rs`: `mod NAME;`, `pub use NAME::Type;` and, the one line that puts it into the page, the list and
//    the command, `crate::entry!(Type)` in `ALL`; in the new file, a test that runs it small.

use super::{Desk, Lab, Verdict};
use crate::data::{self, Batch, Part, Parts, Pattern, Points, Shelf};
use crate::degrade::noise::Gaussian;
use crate::degrade::operators::Nothing;
use crate::figure::{Axis, Cell, Column, Figure, Grid, Group, Mark, Numbers, Role};
use crate::nn::init::Init;
use crate::nn::layers::{Dense, Tanh};
use crate::nn::loss::Hinge;
use crate::nn::optimizer::Adam;
use crate::nn::{Architecture, Layer, Mode, Model, Network, Shape, Tensor};
use crate::setting::Kind;
use crate::train::schedule::Constant;
use crate::train::task::Classify;
use crate::train::{Experiment, History, TrainError, Training};

/// Side of the decision map, in points.
const SIDE: usize = 64;
/// Half the side of the decision map, in the data's units.
const REACH: f32 = 6.0;
/// The claim: a perceptron has at most so many per cent of the held-out points right,
const AT_MOST: f64 = 80.0;
/// and a network with a hidden layer more than so many.
const MORE_THAN: f64 = 95.0;

crate::adjustable! {
    /// Compares a perceptron with a network that has one hidden layer.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Xor: "xor", "XOR", "A perceptron and a network with one hidden layer learn the same four quadrants." {
        /// Units of the hidden layer.
        hidden: usize = 8, Kind::int(1, 256),
            "Hidden units", "", "Units of the hidden layer; 4 are enough, 8 find it sooner.";
        /// Steps of training for each.
        steps: u64 = 2000, Kind::int(1, 1_000_000), "Steps", "steps", "How long each network learns.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1), "Seed", "", "Another seed, other points and other first weights.";
        /// How many seeds, from that one on, the verdict rests on.
        seeds: u64 = 3, Kind::int(1, 100),
            "Seeds", "", "Everything is done once a seed; figures show the first, the verdict rests on all.";
    }
}

impl Lab for Xor {
    fn question(&self) -> &'static str {
        "Why was a single layer not enough?"
    }

    fn claim(&self) -> &'static str {
        "On XOR a straight line gets at most 80 % of the held-out points right, a network with a hidden layer more \
        than 95 %."
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            steps: 1200,
            seeds: 1,
            ..self.clone()
        })
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let seeds = self.seed..self.seed + self.seeds;
        let found = desk.over(seeds, |seed, desk| self.once(seed, desk))?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        let right = |found: &&[f64; 2]| found[0] <= AT_MOST && found[1] > MORE_THAN;
        let count = found.iter().filter(right).count();
        let words = format!("so it was with {count} of {} seeds.", found.len());
        let mut numbers = Vec::new();
        for ([line, hidden], seed) in found.iter().zip(self.seed..) {
            numbers.push((format!("perceptron, seed {seed}, % right"), *line));
            numbers.push((format!("one hidden layer, seed {seed}, % right"), *hidden));
        }
        Ok(Verdict::of(count, found.len(), words, numbers))
    }
}

impl Xor {
    /// Trains both networks with one seed; per cent of the held-out points that each gets right. Figures show the first
    /// seed.
    fn once(&self, seed: u64, desk: &Desk<'_>) -> Result<[f64; 2], TrainError> {
        let shown = seed == self.seed;
        let single: Vec<Box<dyn Layer>> = vec![dense(1)];
        let hidden: Vec<Box<dyn Layer>> =
            vec![dense(self.hidden), Box::new(Tanh::default()), dense(1)];
        let mut accuracy = Vec::new();
        let mut rows = Vec::new();
        let mut right = [f64::NAN; 2];
        let networks = [("perceptron", single), ("one hidden layer", hidden)];
        for (at, (name, layers)) in networks.into_iter().enumerate() {
            desk.done(at as f32 / 2.0);
            let experiment = self.experiment(name, seed, layers);
            let trained = desk.train(&experiment)?;
            if desk.stopped() {
                return Ok(right);
            }
            let judged = trained.summary.validation;
            let held_out = judged.map_or(f64::NAN, |judged| f64::from(judged.metric));
            right[at] = 100.0 * held_out;
            if !shown {
                continue;
            }
            rows.push(vec![Cell::from(name), held_out.into()]);
            let points = means(&trained.history);
            accuracy.push(Mark::line(name, Role::Series(at), points));
            let map = decision_map(&experiment, &trained.model, desk.shelf())?;
            desk.show(Figure::grid(format!("Answer over the plane: {name}"), map).note(KEY));
        }
        if shown {
            let step = Axis::new("step").numbers(Numbers::Counted);
            let right = Axis::new("held-out points right").numbers(Numbers::Percent);
            desk.show(Figure::plot("While they learn", step, right, accuracy));
            let columns = [
                Column::new("network"),
                Column::of("held-out points right", "", Numbers::Percent),
            ];
            desk.show(Figure::table("In the end", columns, rows));
        }
        Ok(right)
    }

    fn experiment(&self, name: &str, seed: u64, layers: Vec<Box<dyn Layer>>) -> Experiment {
        Experiment {
            name: format!("xor, {name}"),
            seed,
            data: Box::new(Points {
                pattern: Pattern::Xor,
                ..Points::default()
            }),
            task: Box::new(Classify::default()),
            operator: Box::new(Nothing::default()),
            noise: Box::new(Gaussian::default()),
            architecture: Architecture::of(layers),
            init: Init::Glorot,
            loss: Box::new(Hinge::default()),
            optimizer: Box::new(Adam::default()),
            schedule: Box::new(Constant::default()),
            training: Training {
                steps: self.steps,
                batch: 10,
                learning_rate: 0.01,
                validate_every: 50,
                validate_on: 250,
                ..Training::default()
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
    model: &Model,
    shelf: &dyn Shelf,
) -> Result<Grid, TrainError> {
    let mut network =
        Network::from_model(model, 1, 1).map_err(|error| TrainError::Resume(error.text()))?;
    let mut plane = Tensor::zeros(SIDE * SIDE, Shape::vector(2));
    for at in 0..SIDE * SIDE {
        let place = |index: usize| REACH * (2.0 * (index as f32 + 0.5) / SIDE as f32 - 1.0);
        plane
            .example_mut(at)
            .copy_from_slice(&[place(at % SIDE), -place(at / SIDE)]);
    }
    let parts = Parts::default();
    let examples = data::load(&*experiment.data, shelf, experiment.seed, &parts)?;
    let mut held_out = Batch::default();
    examples.read(
        Part::Validation,
        0,
        examples.count(Part::Validation),
        &mut held_out,
    );
    let share = |place: f32| f64::from(0.5 * (place / REACH + 1.0));
    let groups = examples.classes().iter().enumerate().map(|(class, name)| {
        let own = held_out.classes().iter().zip(held_out.input.data.chunks(2));
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::super::{Poke, Told, Truth};
    use super::*;
    use crate::data::EmptyShelf;
    use crate::figure::Body;
    use crate::job::Job;
    use crate::train::Options;

    #[test]
    fn only_the_hidden_layer_answers() {
        let lab = Xor {
            seeds: 2,
            ..Xor::default()
        };
        let job: Job<Poke, Told, Result<Verdict, TrainError>> =
            Job::start("xor", Arc::new(|| {}), move |link| {
                let options = Options::default();
                lab.run(&Desk::alone(link, &EmptyShelf, &options))
            })
            .unwrap();
        let mut right = Vec::new();
        let mut maps = 0;
        let outcome = loop {
            let outcome = job.output();
            while let Some(told) = job.wait_event(Duration::from_millis(20)) {
                let Told::Figure(figure) = told else {
                    continue;
                };
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
        let verdict = outcome.unwrap().unwrap();
        assert_eq!(verdict.truth, Truth::Holds, "{verdict:?}");
        // Two networks, two seeds; figures of the first seed alone.
        assert_eq!((verdict.numbers.len(), maps), (4, 2));
        assert!(right[0] < 0.8, "a straight line parted XOR: {}", right[0]);
        assert!(right[1] > 0.95, "the hidden layer failed: {}", right[1]);
    }
}

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
// 5. If a person's hand is to change something on its figures: `Figure::pick` says what a figure takes, `poked` takes
//    it up in the settings (so that it is kept and can be undone), and `live` says that a change is answered at once.
//    What takes longer than a hand is patient, `sketch` shows by what was kept on the desk, until the hand lets go.
//    What the lab stands for on the bench, `bench` makes.

mod lines;
mod maps;
mod sketch;

use super::{Act, Desk, Lab, Poke, Telling, Try, Verdict};
use crate::data::{EmptyShelf, Pattern, Points};
use crate::degrade::noise::Gaussian;
use crate::degrade::operators::Nothing;
use crate::figure::{
    Axis, Cell, Column, Figure, Grid, Mark, Numbers, Pickable, Role, counted, percent,
};
use crate::nn::init::Init;
use crate::nn::layers::{Dense, Tanh};
use crate::nn::loss::Hinge;
use crate::nn::optimizer::Adam;
use crate::nn::{Architecture, Layer};
use crate::setting::{self, Adjust as _, Kind, Value};
use crate::train::schedule::Constant;
use crate::train::task::Classify;
use crate::train::{Experiment, History, TrainError, Training};
use maps::{decision_map, groups, held_out, place, roles};

/// Side of the decision map, in points.
const SIDE: usize = 64;
/// Half the side of the decision map, in the data's units.
const REACH: f32 = 6.0;
/// The claim: a perceptron, and any other line, has at most so many per cent of the held-out points right,
const AT_MOST: f64 = 83.0;
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
        /// The points that a person has placed.
        own: String = String::new(), Kind::Marks,
            "Own points", "points",
            "Points of your own in the place of the four quadrants: drag, place and remove them on the maps.";
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
        "On XOR no straight line gets more than 83 % of the points right (three quarters, and a little luck with the \
        points), a network with a hidden layer more than 95 %."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Neurons,
            story: "A single layer parts the plane by one straight line, and four quadrants need two. That was known \
                 in 1969, and the field was left for twenty years. A hidden layer bends the border: each of its \
                 units draws a line, the next layer joins them.",
            tries: &[
                Try {
                    words: "Two hidden units: is that enough?",
                    settings: &[("hidden", "2")],
                },
                Try {
                    words: "Thirty-two units: how many lines are used?",
                    settings: &[("hidden", "32")],
                },
                Try {
                    words: "Hardly any time to learn",
                    settings: &[("steps", "100")],
                },
            ],
            sources: &[
                "Minsky and Papert 1969, Perceptrons",
                "Rumelhart, Hinton and Williams 1986, doi:10.1038/323533a0",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            steps: 1200,
            seeds: 1,
            ..self.clone()
        })
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        // Points that were moved stay where they are until the networks have learned them.
        sketch::sketch(self, desk, true)?;
        let seeds = self.seed..self.seed + self.seeds;
        let found = desk.over(seeds, |seed, desk| self.once(seed, desk))?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        let right =
            |found: &&[f64; 3]| found[0] <= AT_MOST && found[1] > MORE_THAN && found[2] <= AT_MOST;
        let count = found.iter().filter(right).count();
        let here = found.first().map_or(String::new(), said);
        let words = format!(
            "so it was with {count} of {}. Shown: {here}",
            counted(found.len(), "seed", "seeds")
        );
        let mut numbers = Vec::new();
        for ([line, hidden, best], seed) in found.iter().zip(self.seed..) {
            numbers.push((format!("perceptron, seed {seed}, % right"), *line));
            numbers.push((format!("one hidden layer, seed {seed}, % right"), *hidden));
            numbers.push((
                format!("the best of all lines, seed {seed}, % right"),
                *best,
            ));
        }
        if !self.own.is_empty() {
            let words = format!("these points are your own, not the four quadrants. Shown: {here}");
            return Ok(Verdict {
                numbers,
                ..Verdict::open(words)
            });
        }
        Ok(Verdict::over_seeds(count, found.len(), words, numbers))
    }

    fn poked(&mut self, poke: &Poke) -> bool {
        let shown = self.experiment("", self.seed, Vec::new());
        let Ok((points, _)) = held_out(&shown, &EmptyShelf) else {
            return false;
        };
        let mark = |([x, y], class): &lines::Point| setting::Mark {
            at: [*x as f32, *y as f32],
            class: usize::from(*class > 0.0),
        };
        let mut marks = points.iter().map(mark).collect();
        let text = |marks: &[setting::Mark]| Value::Text(setting::Mark::write(marks));
        // One more than there may be is refused, and the points stay as they are.
        poke.change(REACH, &mut marks) && self.set("own", text(&marks)).is_ok()
    }

    fn live(&self, _key: &str) -> bool {
        true
    }

    fn sketches(&self) -> bool {
        true
    }

    fn sketch(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        sketch::sketch(self, desk, false)
    }

    fn bench(&self) -> Option<Experiment> {
        Some(self.experiment("one hidden layer", self.seed, self.with_hidden()))
    }
}

/// What came of it, a sentence; what is not known yet is left out.
fn said(right: &[f64; 3]) -> String {
    let names = [
        "the perceptron",
        "one hidden layer",
        "the best of all lines",
    ];
    let known = names
        .iter()
        .zip(right)
        .filter(|(_, right)| right.is_finite());
    let known = known.map(|(name, right)| format!("{name} has {} right", percent(right / 100.0)));
    known.collect::<Vec<_>>().join(", ") + "."
}

impl Xor {
    /// Trains both networks with one seed; per cent of the held-out points that each gets right, and that the best of
    /// all lines gets right. Figures show the first seed.
    fn once(&self, seed: u64, desk: &Desk<'_>) -> Result<[f64; 3], TrainError> {
        let shown = seed == self.seed;
        let single: Vec<Box<dyn Layer>> = vec![dense(1)];
        let hidden = self.with_hidden();
        let mut accuracy = Vec::new();
        let mut rows = Vec::new();
        let mut right = [f64::NAN; 3];
        let mut maps = Vec::new();
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
            desk.judge(&Verdict::open(said(&right)));
            rows.push(vec![Cell::from(name), held_out.into()]);
            let points = means(&trained.history);
            accuracy.push(Mark::line(name, Role::Series(at), points));
            let map = decision_map(&experiment, &trained.model, desk.shelf())?;
            maps.push((name, map.clone()));
            desk.show(answer(name, map));
        }
        let experiment = self.experiment("the best of all lines", seed, vec![dense(1)]);
        let (points, names) = held_out(&experiment, desk.shelf())?;
        let (line, most) = lines::best(&points);
        right[2] = 100.0 * most as f64 / points.len().max(1) as f64;
        if shown {
            desk.keep(maps);
            rows.push(vec![
                "the best of all lines".into(),
                (right[2] / 100.0).into(),
            ]);
            desk.show(best_line(line, &points, &names));
        }
        if shown {
            let step = Axis::new("step").numbers(Numbers::Counted);
            let right = Axis::new(self.judged()).numbers(Numbers::Percent);
            desk.show(Figure::plot("While they learn", step, right, accuracy));
            let columns = [
                Column::new("network"),
                Column::of(self.judged(), "", Numbers::Percent),
            ];
            desk.show(Figure::table("In the end", columns, rows));
        }
        Ok(right)
    }

    /// What is judged: a person's own points are all learned from, and judged where they lie.
    fn judged(&self) -> &'static str {
        match &*self.own {
            "" => "held-out points right",
            _ => "own points right",
        }
    }

    fn with_hidden(&self) -> Vec<Box<dyn Layer>> {
        vec![dense(self.hidden), Box::new(Tanh::default()), dense(1)]
    }

    /// What is learned: four quadrants, or the points that a person has placed, which are judged where they lie.
    fn points(&self) -> Points {
        let quadrants = Points {
            pattern: Pattern::Xor,
            ..Points::default()
        };
        match &*self.own {
            "" => quadrants,
            own => Points {
                pattern: Pattern::Own,
                own: own.into(),
                noise: 0.0,
                ..quadrants
            },
        }
    }

    fn experiment(&self, name: &str, seed: u64, layers: Vec<Box<dyn Layer>>) -> Experiment {
        Experiment {
            name: format!("xor, {name}"),
            seed,
            data: Box::new(self.points()),
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
                validate_on: setting::MARKS,
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
const KEY: &str = "Points that are judged; the ground: the network's answer";
/// What can be done with the points.
const HAND: &str = "Drag a point: the best line follows, both networks learn anew when you let go; out of the map it \
    is removed. Click: a point of +1, or the other class for a point that is there. Right click: a point of −1, or \
    none where there was one.";

/// A network's answer over the plane, as a figure.
fn answer(name: &str, map: Grid) -> Figure {
    let figure = Figure::grid(format!("Answer over the plane: {name}"), map);
    figure.note(KEY).pick(Pickable::Spots(2), HAND)
}

/// The best of all lines, as a figure.
fn best_line(line: [f64; 3], points: &[lines::Point], names: &[String]) -> Figure {
    let value = |[x, y]: [f64; 2]| {
        ((line[0] * x + line[1] * y + line[2]) / line[0].hypot(line[1]).max(1e-12)) as f32
    };
    let values = (0..SIDE * SIDE).map(|at| value(place(at).map(f64::from)));
    let map = Grid {
        columns: SIDE,
        values: values.collect(),
        groups: groups(points, names),
        roles: roles(2),
        ..Grid::default()
    };
    let figure = Figure::grid("The best of all lines", map);
    let figure = figure.pick(Pickable::Spots(2), HAND);
    figure.note("Found by trying every line through two points: none has more of them right.")
}

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

#[cfg(test)]
mod tests;

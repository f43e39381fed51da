//! The perceptron: one neuron that learns from its mistakes alone.
//!
//! Its answer is the sign of w · x + b. Where that is wrong the example is added to the weights, else nothing happens.
//! Where a line can part the classes it makes a bounded number of mistakes, however many examples there are; where none
//! can, it never ends. Sources: Rosenblatt 1958, doi:10.1037/h0042519; Novikoff 1962; Minsky and Papert 1969,
//! Perceptrons.

mod claim;
mod rule;
mod shown;

use super::{Act, Desk, Lab, Poke, Telling, Try, Verdict};
use crate::data::{self, Batch, Digits, Part, Parts, Pattern, Points};
use crate::figure::{counted, short};
use crate::math::random::{Purpose, Stream};
use crate::nn::layers::Dense;
use crate::nn::loss::Hinge;
use crate::nn::{Architecture, Layer};
use crate::say;
use crate::setting::{Adjust as _, Kind, Mark, Value};
use crate::train::{Experiment, TrainError};
use claim::{Bound, Parted};
use rule::{Example, Learned, learn};

/// Half the side of the plane.
const REACH: f64 = 5.0;
/// Side of the map.
const SIDE: usize = 48;
/// Fewest points in opposite quadrants that no line parts.
const CORNERS: usize = 4;
/// Mistakes after which the line is shown.
const WAYS: usize = 40;

crate::choices! {
    /// What is to be parted.
    pub enum Matter {
        /// Points of the plane on both sides of a line, none nearer to it than the gap.
        Apart => "apart", "Points that a line parts";
        /// Points of the plane in opposite quadrants.
        Xor => "xor", "Points that no line parts (XOR)";
        /// Two kinds of handwritten digits.
        Digits => "digits", "Two digits";
        /// Points that a person has placed.
        Own => "own", "Points of your own";
    }
}

crate::adjustable! {
    /// Teaches a perceptron by Rosenblatt's rule.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Perceptron: "perceptron", "Perceptron",
        "One neuron learns from its mistakes: the line moves with each. \
         Where a line can do it their number has a bound." {
        /// What is shown.
        matter: Matter = Matter::Apart, Kind::Choice(Matter::CHOICES),
            "Shown", "", "What is shown; the verdict rests on the first three. Points that are dragged are your own.";
        /// How many points.
        count: usize = 200, Kind::int(2, 5000), "Examples", "", "Points, or digits of both kinds together.";
        /// Least distance of a point from the line that parts them.
        gap: f32 = 0.3, Kind::float(0.001, 3.0),
            "Gap", "", "No point is nearer to the line than this; the smaller, the more mistakes are allowed.";
        /// The digits.
        first: usize = 3, Kind::int(0, 9), "First digit", "", "Which digit is called +1.";
        /// See first.
        second: usize = 8, Kind::int(0, 9), "Second digit", "", "Which digit is called −1.";
        /// Most passes through the examples.
        passes: usize = 1000, Kind::int(1, 100_000),
            "Passes", "", "It ends after a pass without a mistake, at the latest after so many.";
        /// The points that a person has placed.
        own: String = String::new(), Kind::Marks,
            "Own points", "points", "What is shown as points of your own: place, drag and remove them on the map.";
        /// Decides points and their order.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1), "Seed", "", "Another seed, other points in another order.";
        /// How many seeds, from that one on, the verdict rests on.
        seeds: u64 = 5, Kind::int(1, 100),
            "Seeds", "", "Everything is done once a seed; figures show the first, the verdict rests on all.";
    }
}

impl Lab for Perceptron {
    fn question(&self) -> &'static str {
        "What can one neuron learn?"
    }

    fn claim(&self) -> &'static str {
        "Where a line can part two classes, the perceptron ends after at most (R / γ)² mistakes; on XOR it never ends."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Neurons,
            story: "Rosenblatt's neuron of 1958 weighs its inputs and answers with the sign of the sum. It learns \
                 from its mistakes alone: each wrong example is added to the weights. One neuron is simple, and \
                 as far as a line reaches it never fails.",
            tries: &[
                Try {
                    words: "A narrow gap: the bound grows, the mistakes hardly",
                    settings: &[("matter", "apart"), ("gap", "0.02")],
                },
                Try {
                    words: "What no line parts: it never ends",
                    settings: &[("matter", "xor")],
                },
                Try {
                    words: "Handwritten 4 and 9: the weights as a picture",
                    settings: &[("matter", "digits"), ("first", "4"), ("second", "9")],
                },
            ],
            sources: &[
                "Rosenblatt 1958, doi:10.1037/h0042519",
                "Novikoff 1962, On convergence proofs for perceptrons",
                "Minsky and Papert 1969, Perceptrons",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            count: 100,
            passes: 300,
            seeds: 1,
            ..self.clone()
        })
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let alike = self.first == self.second;
        if alike && self.matter == Matter::Digits {
            return Err(TrainError::Mismatch(say!(
                "both digits are {}: choose two that differ",
                self.first
            )));
        }
        if self.matter == Matter::Xor && self.count < CORNERS {
            return Err(TrainError::Mismatch(say!(
                "{} points can be parted by a line: set Examples to {} at least, one in each quadrant",
                self.count,
                CORNERS
            )));
        }
        let own = || Mark::read(&self.own).unwrap_or_default();
        let of = |class: usize| own().iter().any(|mark| (mark.class == 1) == (class == 1));
        if self.matter == Matter::Own && !(of(0) && of(1)) {
            return Err(TrainError::Mismatch(say!(
                "there are no own points of both classes: click the map to place some of each, or choose other examples"
            )));
        }
        // What is shown comes first.
        let matters = [self.matter, Matter::Apart, Matter::Digits, Matter::Xor];
        let mut here = String::new();
        let found = desk.over(self.seed..self.seed + self.seeds, |seed, desk| {
            let mut found = Vec::new();
            for (at, matter) in matters.iter().enumerate() {
                let none = alike && *matter == Matter::Digits;
                if at > 0 && (none || *matter == self.matter) {
                    continue;
                }
                if desk.stopped() {
                    break;
                }
                desk.done(at as f32 / matters.len() as f32);
                // Own points are the same ones with every seed.
                if *matter == Matter::Own && seed > self.seed {
                    continue;
                }
                let examples = self.examples(*matter, seed, desk)?;
                let learned = learn(&examples, self.passes, WAYS, &|| desk.stopped());
                let shown = at == 0 && seed == self.seed;
                if shown {
                    self.show(desk, &examples, &learned, Bound::Sought);
                    here = said(&learned, Bound::Sought);
                    desk.judge(&Verdict::open(here.clone()));
                }
                let bound = Bound::of(*matter, &examples, &learned, &|| desk.stopped());
                if shown && !desk.stopped() {
                    self.show(desk, &examples, &learned, bound);
                    here = said(&learned, bound);
                    desk.judge(&Verdict::open(here.clone()));
                }
                found.push(Parted {
                    matter: *matter,
                    learned,
                    bound: bound.number(),
                });
            }
            Ok(found)
        })?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        Ok(claim::verdict(&found, self.seed, &here))
    }

    fn poked(&mut self, poke: &Poke) -> bool {
        if self.matter == Matter::Digits {
            return false;
        }
        let mut marks = self.marks();
        let changed = poke.change(REACH as f32, &mut marks);
        // One more than there may be is refused, and the points stay as they are.
        if !changed || self.set("own", Value::Text(Mark::write(&marks))).is_err() {
            return false;
        }
        self.matter = Matter::Own;
        true
    }

    fn live(&self, _key: &str) -> bool {
        true
    }

    fn bench(&self) -> Option<Experiment> {
        if self.matter == Matter::Digits {
            return None;
        }
        let mut experiment = Experiment::named("points-xor")?;
        let mut data = Points {
            pattern: Pattern::Own,
            noise: 0.0,
            ..Points::default()
        };
        data.set("own", Value::Text(Mark::write(&self.marks())))
            .ok()?;
        let neuron: Vec<Box<dyn Layer>> = vec![Box::new(Dense {
            units: 1,
            ..Dense::default()
        })];
        experiment.name = "Perceptron".into();
        experiment.seed = self.seed;
        experiment.data = Box::new(data);
        experiment.architecture = Architecture::of(neuron);
        experiment.loss = Box::new(Hinge::default());
        Some(experiment)
    }
}

/// How many mistakes were made.
fn mistakes(learned: &Learned) -> String {
    counted(learned.total(), "mistake", "mistakes")
}

/// What came of learning, a sentence.
fn said(learned: &Learned, bound: Bound) -> String {
    let bound = match bound {
        Bound::Sought => String::new(),
        Bound::Is(bound) => format!("; the bound is {}", short(bound.floor())),
        Bound::None(why) => format!("; {why}, so there is no bound"),
    };
    match learned.ended {
        true => format!("it ended after {}{bound}.", mistakes(learned)),
        false => format!(
            "it did not end within {} and {}{bound}.",
            counted(learned.mistakes.len(), "pass", "passes"),
            mistakes(learned)
        ),
    }
}

impl Perceptron {
    /// The points that are shown.
    fn marks(&self) -> Vec<Mark> {
        let mark = |(at, class): &Example| Mark {
            at: [at[0] as f32, at[1] as f32],
            class: usize::from(*class > 0.0),
        };
        self.points(self.matter, self.seed)
            .iter()
            .map(mark)
            .collect()
    }

    /// The examples, in the order in which they are learned from.
    fn examples(
        &self,
        matter: Matter,
        seed: u64,
        desk: &Desk<'_>,
    ) -> Result<Vec<Example>, TrainError> {
        match matter {
            Matter::Digits => self.digits(seed, desk),
            _ => Ok(self.points(matter, seed)),
        }
    }

    /// Points of the plane, in that order; digits are none.
    fn points(&self, matter: Matter, seed: u64) -> Vec<Example> {
        let mut random = Stream::new(seed, Purpose::Data, 0);
        let mut uniform = |low: f64, high: f64| low + (high - low) * f64::from(random.uniform());
        let gap = f64::from(self.gap);
        match matter {
            Matter::Apart => {
                let angle = uniform(0.0, std::f64::consts::TAU);
                let (across, shift) = ([angle.cos(), angle.sin()], uniform(-1.5, 1.5));
                let mut examples = Vec::new();
                while examples.len() < self.count {
                    let at = [uniform(-REACH, REACH), uniform(-REACH, REACH)];
                    let away = at[0] * across[0] + at[1] * across[1] - shift;
                    if away.abs() >= gap {
                        examples.push((vec![at[0], at[1], 1.0], away.signum()));
                    }
                }
                examples
            }
            Matter::Xor => {
                let mut place = || [uniform(-REACH, REACH), uniform(-REACH, REACH)];
                // Few points may be parted by luck. The first four never are: each class has two that lie opposite
                // each other, so that the middle is between them.
                let ([x, y], [u, v]) = (place(), place().map(f64::abs));
                let across = [u, -v * (x * y).signum()];
                let first = [[x, y], [-x, -y], across, across.map(|at| -at)];
                let more = self.count.saturating_sub(CORNERS);
                let all = first.into_iter().chain((0..more).map(|_| place()));
                let example = |[x, y]: [f64; 2]| (vec![x, y, 1.0], (x * y).signum());
                all.map(example).collect()
            }
            Matter::Own => {
                let marks = Mark::read(&self.own).unwrap_or_default();
                let example = |Mark { at: [x, y], class }: &Mark| {
                    let class = if *class == 1 { 1.0 } else { -1.0 };
                    (vec![f64::from(*x), f64::from(*y), 1.0], class)
                };
                marks.iter().map(example).collect()
            }
            Matter::Digits => Vec::new(),
        }
    }

    fn digits(&self, seed: u64, desk: &Desk<'_>) -> Result<Vec<Example>, TrainError> {
        let data = Digits {
            shift: 0,
            ..Digits::default()
        };
        let examples = data::load(&data, desk.shelf(), seed, &Parts::default())?;
        let mut batch = Batch::default();
        examples.read(
            Part::Training,
            0,
            examples.count(Part::Training),
            &mut batch,
        );
        let size = batch.input.shape.size();
        let all = batch.classes().iter().zip(batch.input.data.chunks(size));
        let chosen = all.filter(|(class, _)| [self.first, self.second].contains(class));
        let each = |(class, pixels): (&usize, &[f32])| {
            let numbers = pixels.iter().map(|pixel| f64::from(*pixel));
            let class = if *class == self.first { 1.0 } else { -1.0 };
            (numbers.chain([1.0]).collect(), class)
        };
        let mut chosen: Vec<Example> = chosen.map(each).collect();
        let mut random = Stream::new(seed, Purpose::Shuffle, 0);
        for at in (1..chosen.len()).rev() {
            chosen.swap(at, random.below(at + 1));
        }
        chosen.truncate(self.count);
        Ok(chosen)
    }
}

#[cfg(test)]
mod tests;

//! The perceptron: one neuron that learns from its mistakes alone.
//!
//! Its answer is the sign of w · x + b. Where that is wrong the example is added to the weights, else nothing happens.
//! Where a line can part the classes it makes a bounded number of mistakes, however many examples there are; where none
//! can, it never ends. Sources: Rosenblatt 1958, doi:10.1037/h0042519; Novikoff 1962; Minsky and Papert 1969,
//! Perceptrons.

mod rule;

use super::{Act, Desk, Lab, Telling, Try, Verdict};
use crate::data::{self, Batch, Digits, Part, Parts};
use crate::figure::{
    Axis, Body, Cell, Column, Figure, Frame, Grid, Group, Mark, Numbers, Places, Role, Shade,
};
use crate::math::random::{Purpose, Stream};
use crate::say;
use crate::setting::Kind;
use crate::train::TrainError;
use rule::{Example, Learned, bound, learn};

/// Half the side of the plane.
const REACH: f64 = 5.0;
/// Side of the map.
const SIDE: usize = 48;
/// Mistakes after which the line is shown.
const WAYS: usize = 40;
/// Most passes of the search for the widest margin, and most multiply-adds of all together.
const PASSES: usize = 20_000;
const WORK: usize = 2_000_000_000;

crate::choices! {
    /// What is to be parted.
    pub enum Matter {
        /// Points of the plane on both sides of a line, none nearer to it than the gap.
        Apart => "apart", "Points that a line parts";
        /// Points of the plane in opposite quadrants.
        Xor => "xor", "Points that no line parts (XOR)";
        /// Two kinds of handwritten digits.
        Digits => "digits", "Two digits";
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
            "Shown", "", "What is shown; the verdict rests on all three.";
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
        if self.first == self.second {
            return Err(TrainError::Mismatch(say!(
                "both digits are {}: choose two that differ",
                self.first
            )));
        }
        // What is shown comes first.
        let matters = [self.matter, Matter::Apart, Matter::Digits, Matter::Xor];
        let found = desk.over(self.seed..self.seed + self.seeds, |seed, desk| {
            let mut found = Vec::new();
            for (at, matter) in matters.iter().enumerate() {
                if at > 0 && *matter == self.matter {
                    continue;
                }
                if desk.stopped() {
                    break;
                }
                desk.done(at as f32 / matters.len() as f32);
                let examples = self.examples(*matter, seed, desk)?;
                let learned = learn(&examples, self.passes, WAYS, &|| desk.stopped());
                if at == 0 && seed == self.seed {
                    self.show(desk, &examples, &learned, None);
                }
                let bound = match matter {
                    Matter::Xor => None,
                    _ => bound(&examples, passes(&examples), &|| desk.stopped()),
                };
                if at == 0 && seed == self.seed {
                    self.show(desk, &examples, &learned, bound);
                }
                found.push((*matter, learned, bound));
            }
            Ok(found)
        })?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        let all: Vec<_> = found.iter().zip(self.seed..).collect();
        let mut numbers = Vec::new();
        let mut right = 0;
        let mut unparted = Vec::new();
        for (matters, seed) in &all {
            let mut so = true;
            for (matter, learned, bound) in *matters {
                let name = |what: &str| format!("{}, seed {seed}: {what}", matter.label());
                numbers.push((name("mistakes"), learned.total() as f64));
                match (matter, bound) {
                    (Matter::Xor, _) => so &= !learned.ended,
                    (_, Some(bound)) => {
                        numbers.push((name("bound"), *bound));
                        so &= learned.total() as f64 <= *bound && learned.ended;
                    }
                    // What no plane was found for says nothing of the claim.
                    (_, None) => {
                        let name = format!("{} (seed {seed})", matter.label());
                        unparted.push(name);
                        so &= *matter == Matter::Digits;
                    }
                }
            }
            right += usize::from(so);
        }
        let mut words = format!("so it was with {right} of {} seeds.", all.len());
        if !unparted.is_empty() {
            words.push_str(&format!(
                " No plane was found that parts these, so they have no bound: {}.",
                unparted.join(", ")
            ));
        }
        Ok(Verdict::of(right, all.len(), words, numbers))
    }
}

impl Perceptron {
    /// The examples, in the order in which they are learned from.
    fn examples(
        &self,
        matter: Matter,
        seed: u64,
        desk: &Desk<'_>,
    ) -> Result<Vec<Example>, TrainError> {
        let mut random = Stream::new(seed, Purpose::Data, 0);
        let mut uniform = |low: f64, high: f64| low + (high - low) * f64::from(random.uniform());
        let gap = f64::from(self.gap);
        let examples = match matter {
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
                let point = |_| {
                    let at = [uniform(-REACH, REACH), uniform(-REACH, REACH)];
                    let class = if at[0] * at[1] > 0.0 { 1.0 } else { -1.0 };
                    (vec![at[0], at[1], 1.0], class)
                };
                let mut examples: Vec<Example> = (0..self.count).map(point).collect();
                // So few points may be parted by luck; the corners never are.
                for (corner, class) in [(1.0, 1.0), (-1.0, -1.0)] {
                    examples.push((vec![REACH, corner * REACH, 1.0], class));
                    examples.push((vec![-REACH, -corner * REACH, 1.0], class));
                }
                examples
            }
            Matter::Digits => self.digits(seed, desk)?,
        };
        Ok(examples)
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

    /// What was learned, as figures.
    fn show(&self, desk: &Desk<'_>, examples: &[Example], learned: &Learned, bound: Option<f64>) {
        let ways = learned.ways.iter().map(|(mistake, weights)| Frame {
            name: format!("after mistake {mistake}"),
            body: Body::Grid(picture(examples, weights)),
        });
        let last = Frame {
            name: match learned.ended {
                true => format!("in the end, after {} mistakes", learned.total()),
                false => format!("after {} passes, not ended", learned.mistakes.len()),
            },
            body: Body::Grid(picture(examples, &learned.weights)),
        };
        let note = match self.matter {
            Matter::Digits => {
                "The weights as a picture: what speaks for the first digit and what against it."
            }
            _ => {
                "The ground: which class the neuron answers, and how far from its line. Dots: the examples."
            }
        };
        let frames = Body::Frames(ways.chain([last]).collect());
        let figure = Figure::new("What it answers, mistake by mistake", frames);
        desk.show(figure.note(note));
        let points = learned.mistakes.iter().enumerate();
        let points = points.map(|(pass, mistakes)| [(pass + 1) as f64, (*mistakes).max(1) as f64]);
        let mut marks = vec![Mark::line(
            "mistakes",
            Role::Training,
            thinned(points.collect()),
        )];
        if let Some(bound) = bound {
            marks.push(Mark::level(
                "Novikoff's bound (R / γ)²",
                Role::Reference,
                bound,
            ));
        }
        let x = Axis::new("pass").log(true).numbers(Numbers::Counted);
        let y = Axis::new("mistakes so far").log(true);
        desk.show(Figure::plot("Mistakes", x, y, marks));
        let wrong = examples.iter().filter(|(numbers, class)| {
            let answer: f64 = numbers
                .iter()
                .zip(&learned.weights)
                .map(|(x, w)| x * w)
                .sum();
            class * answer <= 0.0
        });
        let right = 1.0 - wrong.count() as f64 / examples.len().max(1) as f64;
        let row = |what: &str, cell: Cell| vec![Cell::from(what), cell];
        let rows = vec![
            row("mistakes", (learned.total() as f64).into()),
            row("bound", bound.map_or(Cell::Empty, Cell::from)),
            row("passes", (learned.mistakes.len() as f64).into()),
            row("right in the end, %", (100.0 * right).into()),
        ];
        let columns = [Column::new(""), Column::of("number", "", Numbers::Short)];
        desk.show(Figure::table("In numbers", columns, rows));
    }
}

/// Passes of the search for the widest margin that some seconds allow.
fn passes(examples: &[Example]) -> usize {
    let width = examples.first().map_or(1, |(numbers, _)| numbers.len());
    (WORK / (examples.len() * width).max(1)).clamp(20, PASSES)
}

/// What the neuron answers over the plane, or its weights as a picture.
fn picture(examples: &[Example], weights: &[f64]) -> Grid {
    if weights.len() != 3 {
        let pixels = &weights[..weights.len() - 1];
        let side = (pixels.len() as f64).sqrt().round().max(1.0) as usize;
        return Grid {
            columns: side,
            values: pixels.iter().map(|weight| *weight as f32).collect(),
            ..Grid::default()
        };
    }
    let length = weights[0].hypot(weights[1]).max(1e-12);
    let answer = |at: usize| {
        let share = |at: usize| REACH * (2.0 * (at as f64 + 0.5) / SIDE as f64 - 1.0);
        let (x, y) = (share(at % SIDE), -share(at / SIDE));
        ((weights[0] * x + weights[1] * y + weights[2]) / length) as f32
    };
    let share = |place: f64| 0.5 * (place / REACH + 1.0);
    let group = |name: &str, of: f64| Group {
        name: name.into(),
        points: examples
            .iter()
            .filter(|(_, class)| *class == of)
            .map(|(at, _)| [share(at[0]), share(-at[1])])
            .collect(),
    };
    let ends = [-REACH, REACH];
    Grid {
        columns: SIDE,
        values: (0..SIDE * SIDE).map(answer).collect(),
        shade: Shade::Signed(REACH as f32),
        across: Places::Range {
            what: "x".into(),
            ends,
        },
        down: Places::Range {
            what: "y".into(),
            ends: [REACH, -REACH],
        },
        groups: vec![group("−1", -1.0), group("+1", 1.0)],
    }
}

/// At most some hundred points of a line over a logarithmic axis.
fn thinned(points: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    let mut last = 0.0;
    let end = points.len();
    let keep = points.into_iter().enumerate().filter(|(at, point)| {
        let far = point[0] > 1.02 * last || at + 1 == end;
        if far {
            last = point[0];
        }
        far
    });
    keep.map(|(_, point)| point).collect()
}

//! Back-propagation by hand: a network of two inputs, three hidden units and one answer, with every number on it.
//!
//! Forward, error, backward, update, step by step; each derivative beside its twin, found by turning that weight a
//! little and looking. Sources: Linnainmaa 1976, doi:10.1007/BF01931367; Rumelhart, Hinton and Williams 1986,
//! doi:10.1038/323533a0. The numbers come from the readable engine's graph, [`crate::nn::plain`].

mod cause;
mod shown;

use super::{Act, Desk, Lab, Poke, Telling, Try, Verdict};
use crate::figure::{Axis, Body, Figure, Frame, Mark, Numbers, Role, counted, short};
use crate::math::random::{Purpose, Stream};
use crate::nn::plain::{Derivatives, Graph, Number};
use crate::say;
use crate::setting::Kind;
use crate::train::TrainError;
use cause::{Signs, cause};
use shown::{BY_HAND, by_hand, row, table};

/// Hidden units.
const HIDDEN: usize = 3;
/// Weights and biases in all: three weights to each hidden unit, and four to the answer.
const WEIGHTS: usize = 3 * HIDDEN + HIDDEN + 1;
/// An error beyond which numbers run away.
const RUN_AWAY: f64 = 1e3;
/// How far a weight is turned to find a derivative by looking.
const TURN: f64 = 1e-5;
/// Largest difference of the twins, as a share of the largest derivative, that counts as none.
const ALIKE: f64 = 1e-6;

crate::adjustable! {
    /// Shows back-propagation in a small network.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Backprop: "backprop", "Back-propagation",
        "A network of two inputs, three hidden units and one answer, with every number and every derivative on it." {
        /// What enters.
        first: f32 = 1.0, Kind::float(-3.0, 3.0), "First input", "", "What enters the first input.";
        /// See first.
        second: f32 = -0.5, Kind::float(-3.0, 3.0), "Second input", "", "What enters the second input.";
        /// What should be answered.
        target: f32 = 0.8, Kind::float(-3.0, 3.0), "Right answer", "", "What the network should answer.";
        /// Learning rate.
        rate: f32 = 0.1, Kind::float(0.0, 10.0),
            "Rate", "", "How far each weight moves against its derivative; 0.1 is calm.";
        /// Steps.
        steps: usize = 12, Kind::int(1, 200), "Steps", "steps", "How many times it learns from the example.";
        /// The first weights, if a person has set them.
        weights: String = String::new(), Kind::Text,
            "First weights", "drawn by the seed",
            "The first weights as 13 numbers with spaces between: for each hidden unit those of both inputs and its \
            bias, then those of the answer and its bias. Empty: drawn at random. To turn one, drag its number on the \
            network.";
        /// Decides the first weights.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1), "Seed", "", "Another seed, other first weights.";
        /// How many seeds, from that one on, the verdict rests on.
        seeds: u64 = 5, Kind::int(1, 100),
            "Seeds", "", "Everything is done once a seed; figures show the first, the verdict rests on all.";
    }
}

impl Lab for Backprop {
    fn question(&self) -> &'static str {
        "How does a weight deep inside learn what it did wrong?"
    }

    fn claim(&self) -> &'static str {
        "One walk backwards gives the same derivatives as turning each weight a little and looking, and following them \
        makes the error smaller."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Neurons,
            story: "A weight deep inside touches the error only through everything behind it. The chain rule hands \
                 the error back from number to number, so one walk gives the derivative by every weight, at the \
                 price of a few passes forward.",
            tries: &[
                Try {
                    words: "A rate that is too high",
                    settings: &[("rate", "3")],
                },
                Try {
                    words: "All weights zero: only the last bias learns",
                    settings: &[("weights", "0 0 0 0 0 0 0 0 0 0 0 0 0")],
                },
                Try {
                    words: "A long way to go",
                    settings: &[("target", "3"), ("steps", "60")],
                },
            ],
            sources: &[
                "Linnainmaa 1976, doi:10.1007/BF01931367",
                "Rumelhart, Hinton and Williams 1986, doi:10.1038/323533a0",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            seeds: 2,
            ..self.clone()
        })
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let own = self.own()?;
        // A person's own weights are the same ones with every seed.
        let seeds = if own.is_some() { 1 } else { self.seeds };
        let found = desk.over(self.seed..self.seed + seeds, |seed, desk| {
            Ok(self.once(seed, own.unwrap_or_else(|| drawn(seed)), desk))
        })?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        let right = |found: &&Found| found.apart < ALIKE && found.errors[1] < found.errors[0];
        let count = found.iter().filter(right).count();
        let most = found.iter().map(|one| one.apart).fold(0.0, f64::max);
        // Where numbers run away, a difference of two of them has no digits left: nothing is said of the claim.
        let away = |one: &&Found| !one.errors.iter().all(|error| *error < RUN_AWAY);
        if let Some(one) = found.iter().find(away) {
            return Ok(Verdict::open(format!(
                "the numbers run away. {}",
                cause(one)
            )));
        }
        let from = match own {
            Some(_) if count == 0 => "it was not so from these weights".to_owned(),
            Some(_) => "so it was from these weights".to_owned(),
            None => {
                let seeds = counted(found.len(), "seed", "seeds");
                format!("so it was with {count} of {seeds}")
            }
        };
        // Of those that were not so, the first; else what is to be said of the one that is shown.
        let told = found.iter().find(|one| !right(one)).or(found.first());
        let why = told.map_or(String::new(), cause);
        let errors = found.first().map_or([f64::NAN; 2], |one| one.errors);
        let words = format!(
            "{from}; the derivatives differ by at most {} of the largest. Shown: the error goes from {} to {} in \
             {}. {why}",
            short(most),
            short(errors[0]),
            short(errors[1]),
            counted(self.steps, "step", "steps")
        );
        let words = words.trim_end().to_owned();
        let mut numbers = Vec::new();
        for (found, seed) in found.iter().zip(self.seed..) {
            numbers.push((
                format!("seed {seed}, largest difference of derivatives"),
                found.apart,
            ));
            numbers.push((format!("seed {seed}, error before"), found.errors[0]));
            numbers.push((format!("seed {seed}, error after"), found.errors[1]));
        }
        let still = |one: &Found| one.apart < ALIKE && one.errors[1] == one.errors[0];
        if found.iter().all(still) {
            let verdict = Verdict::of(count, found.len(), words, numbers);
            return Ok(verdict.left_open("Nothing was turned, so nothing is said of the error."));
        }
        Ok(match own {
            // The same weights once more would show the same.
            Some(_) => Verdict::of(count, found.len(), words, numbers),
            None => Verdict::over_seeds(count, found.len(), words, numbers),
        })
    }

    fn poked(&mut self, poke: &Poke) -> bool {
        let Poke::Turn { figure, item, to } = poke else {
            return false;
        };
        let weights = self
            .own()
            .map(|own| own.unwrap_or_else(|| drawn(self.seed)));
        let (Ok(mut weights), true) = (weights, figure == BY_HAND && *item < WEIGHTS) else {
            return false;
        };
        weights[*item] = *to;
        let text = |weight: f64| ((weight * 1e4).round() / 1e4).to_string();
        self.weights = weights.map(text).join(" ");
        true
    }

    fn live(&self, _key: &str) -> bool {
        true
    }
}

/// First weights as a seed draws them.
fn drawn(seed: u64) -> [f64; WEIGHTS] {
    let mut random = Stream::new(seed, Purpose::Init, 0);
    let mut weights = [0.0; WEIGHTS];
    weights.fill_with(|| 0.7 * f64::from(random.normal()));
    weights
}

/// What came of one seed.
struct Found {
    /// Largest difference of a derivative from its twin, as a share of the largest derivative until then.
    apart: f64,
    /// The error at first and in the end.
    errors: [f64; 2],
    signs: Signs,
}

/// A pass: every number of the network.
struct Pass {
    graph: Graph,
    inputs: [Number; 2],
    weights: [Number; WEIGHTS],
    /// Weighted sums and what the hidden units make of them.
    sums: Vec<Number>,
    bent: Vec<Number>,
    answer: Number,
    error: Number,
}

impl Pass {
    /// Of inputs through weights: for each hidden unit two weights and a bias, then the answer's three and its bias.
    fn of(inputs: [f64; 2], weights: &[f64; WEIGHTS], target: f64) -> Self {
        let mut graph = Graph::default();
        let inputs = inputs.map(|input| graph.known(input));
        let weights = weights.map(|weight| graph.known(weight));
        let (mut sums, mut bent) = (Vec::new(), Vec::new());
        for own in weights[..3 * HIDDEN].chunks(3) {
            let pairs = [(own[0], inputs[0]), (own[1], inputs[1])];
            let sum = graph.products(&pairs, Some(own[2]));
            let value = graph.value(sum).tanh();
            sums.push(sum);
            bent.push(graph.made("tanh", value, [(sum, 1.0 - value * value)]));
        }
        let last = &weights[3 * HIDDEN..];
        let pairs: Vec<_> = last.iter().copied().zip(bent.iter().copied()).collect();
        let answer = graph.products(&pairs, last.last().copied());
        let off = graph.value(answer) - target;
        let error = graph.made("half the square", 0.5 * off * off, [(answer, off)]);
        Self {
            graph,
            inputs,
            weights,
            sums,
            bent,
            answer,
            error,
        }
    }

    fn value(&self, number: Number) -> f64 {
        self.graph.value(number)
    }

    fn derivatives(&self) -> Derivatives {
        self.graph.derivatives(&[(self.error, 1.0)])
    }
}

impl Backprop {
    /// The first weights that a person has set.
    fn own(&self) -> Result<Option<[f64; WEIGHTS]>, TrainError> {
        if self.weights.trim().is_empty() {
            return Ok(None);
        }
        let numbers = self
            .weights
            .split([' ', ',', ';'])
            .filter(|word| !word.is_empty());
        let numbers: Result<Vec<f64>, _> = numbers.map(str::parse).collect();
        let finite = numbers
            .ok()
            .filter(|all| all.iter().all(|one| one.is_finite()));
        let weights = finite.and_then(|all| <[f64; WEIGHTS]>::try_from(all).ok());
        weights.map(Some).ok_or_else(|| {
            TrainError::Mismatch(say!(
                "the first weights are not {} numbers: write them with spaces between, or leave them empty to have \
                 them drawn",
                WEIGHTS
            ))
        })
    }

    fn once(&self, seed: u64, mut weights: [f64; WEIGHTS], desk: &Desk<'_>) -> Found {
        let inputs = [self.first, self.second].map(f64::from);
        let target = f64::from(self.target);
        let shown = seed == self.seed;
        let mut largest = 0.0f64;
        let (mut frames, mut errors, mut rows, mut apart) =
            (Vec::new(), Vec::new(), Vec::new(), 0.0f64);
        let mut signs = Signs::default();
        // The error before a step, and how far that reached.
        let mut before: Option<(f64, [f64; 2])> = None;
        for step in 1..=self.steps {
            if desk.stopped() {
                break;
            }
            desk.done(step as f32 / self.steps as f32);
            let pass = Pass::of(inputs, &weights, target);
            signs.see(&pass, f64::from(self.rate), &mut before);
            let derivatives = pass.derivatives();
            let by: Vec<f64> = pass
                .weights
                .iter()
                .map(|weight| derivatives.by(*weight))
                .collect();
            let twins: Vec<f64> = (0..WEIGHTS)
                .map(|at| {
                    let error = |turn: f64| {
                        let mut turned = weights;
                        turned[at] += turn;
                        let pass = Pass::of(inputs, &turned, target);
                        pass.value(pass.error)
                    };
                    (error(TURN) - error(-TURN)) / (2.0 * TURN)
                })
                .collect();
            // Where nearly nothing is left to learn, twins differ by rounding alone.
            largest = by.iter().fold(largest, |most, one| most.max(one.abs()));
            let off = by
                .iter()
                .zip(&twins)
                .map(|(a, b)| (a - b).abs())
                .fold(0.0, f64::max);
            apart = apart.max(off / largest.max(1e-9));
            errors.push([(step - 1) as f64, pass.value(pass.error)]);
            if shown {
                frames.extend(self.frames(step, &pass, &derivatives));
                if step == 1 {
                    desk.show(by_hand(&pass, &derivatives, target));
                    rows = (0..WEIGHTS)
                        .map(|at| row(at, weights[at], by[at], twins[at]))
                        .collect();
                    desk.show(table(rows.clone()));
                }
            }
            for (weight, by) in weights.iter_mut().zip(&by) {
                *weight -= f64::from(self.rate) * by;
            }
        }
        let pass = Pass::of(inputs, &weights, target);
        signs.see(&pass, f64::from(self.rate), &mut before);
        let (answer, last) = (pass.value(pass.answer), pass.value(pass.error));
        let first = errors.first().map_or(last, |first| first[1]);
        errors.push([self.steps as f64, last]);
        if shown {
            frames.push(Frame {
                name: format!("in the end: it answers {}", short(answer)),
                body: Body::Graph(pass.drawn(
                    &|number| pass.value(number),
                    &|number| pass.value(number),
                    &|_| String::new(),
                )),
            });
            let figure = Figure::new("The network, step by step", Body::Frames(frames));
            desk.show(figure.note(
                "Forward: what each unit answers; lines: the weights. Backward: how the error changes with what each \
                 unit answers; lines: with each weight.",
            ));
            let x = Axis::new("steps made").numbers(Numbers::Counted);
            let y = Axis::new("error, ½ (answer − right answer)²").log(true);
            let error = |[step, error]: [f64; 2]| [step, error.max(1e-18)];
            let points = errors.into_iter().map(error).collect();
            desk.show(Figure::plot(
                "Error",
                x,
                y,
                [Mark::line("error", Role::Training, points)],
            ));
            desk.show(table(rows));
        }
        Found {
            apart,
            errors: [first, last],
            signs,
        }
    }
}

#[cfg(test)]
mod tests;

//! Machine learning in two minutes: fifty thousand knobs, one after the other to its best value.
//!
//! The story of the lecture, done to the end: coordinate ascent on the share of right answers, each line search exact,
//! beside back-propagation with the same network and the same pictures. What decides is what the story leaves out: what
//! is done with a knob that is equally good over a whole range.

mod back;
mod matter;
mod search;
mod shown;

use super::{Act, Desk, Lab, Telling, Try, Verdict};
use crate::figure::{Numbers, counted};
use crate::math::random::{Purpose, Stream};
use crate::say;
use crate::setting::Kind;
use crate::train::{Experiment, TrainError};
use matter::Matter;
use search::{Knobs, Outcome, Rule, Search};
use shown::{curves, range, so_far, table};

/// When a knob's range is shown first.
const FIRST: &str = "at first";

crate::choices! {
    /// What is told apart.
    pub enum Pair {
        /// Two handwritten digits, at 12×12 pixels.
        Digits => "digits", "Two digits";
        /// Mouths of drawn faces, happy or sad.
        Mouths => "mouths", "Mouths: happy or sad";
    }
}

crate::adjustable! {
    /// Turns knobs one after the other.
    #[derive(Clone, Debug, PartialEq)]
    pub struct KnobByKnob: "knobs", "Knob by knob",
        "Each knob of a network is turned to where most pictures are right, again and again. \
         Back-propagation beside it." {
        /// What is told apart.
        pair: Pair = Pair::Digits, Kind::Choice(Pair::CHOICES),
            "Pictures", "", "Digits are an easy pair; mouths are hard.";
        /// The digits.
        first: usize = 3, Kind::int(0, 9), "First digit", "", "Which digit is called +1.";
        /// See first.
        second: usize = 8, Kind::int(0, 9), "Second digit", "", "Which digit is called −1.";
        /// How many pictures are learned from.
        count: usize = 600, Kind::int(10, 5000), "Pictures to learn from", "", "Both kinds together.";
        /// Hidden units.
        hidden: usize = 13, Kind::int(1, 400),
            "Hidden units", "", "13 make 1,900 knobs on digits; 340 make fifty thousand, as in the story.";
        /// How often all knobs are turned.
        cycles: usize = 12, Kind::int(1, 1000), "Cycles", "", "How often every knob has its turn.";
        /// Which knob's range is shown.
        knob: usize = 100, Kind::int(0, 1_000_000),
            "Knob shown", "", "Which knob's whole range is shown, at first and at the end.";
        /// Decides first values and order.
        seed: u64 = 0, Kind::int(0, i64::MAX >> 1), "Seed", "", "Another seed, other first values in another order.";
        /// How many seeds, from that one on, the verdict rests on.
        seeds: u64 = 3, Kind::int(1, 100),
            "Seeds", "", "Everything is done once a seed; figures show the first, the verdict rests on all.";
    }
}

/// How one way of learning went.
#[derive(Clone, Default)]
struct Way {
    name: &'static str,
    /// Passes, share of the training pictures that are right, share of the others.
    points: Vec<[f64; 3]>,
    /// Knobs moved in the first cycle.
    moved: Option<usize>,
    /// Whether a whole cycle moved nothing.
    stuck: Option<Stuck>,
    /// Knobs that were moved at least once, and how many there are.
    touched: usize,
    knobs: usize,
    seconds: f64,
    searches: usize,
}

/// What was found when a whole cycle moved nothing.
#[derive(Clone, Copy)]
struct Stuck {
    cycle: usize,
    /// Knobs that are as good elsewhere.
    flat: usize,
    /// Knobs that are worse everywhere else.
    harms: usize,
}

impl Way {
    fn end(&self) -> [f64; 2] {
        self.points
            .last()
            .map_or([f64::NAN; 2], |end| [end[1], end[2]])
    }
}

impl Lab for KnobByKnob {
    fn question(&self) -> &'static str {
        "Why not turn each knob to its best value, again and again?"
    }

    fn claim(&self) -> &'static str {
        "Knob by knob works only if knobs move where they are equally good: with the rule that stays it freezes below \
        99 % with most knobs never touched, and back-propagation is no worse than that rule on new pictures."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Neurons,
            story: "A picture is a table of numbers, a network a box with thousands of knobs. Turn the first knob \
                 through its range, leave it where most pictures are right, turn the next, and again, until any \
                 change only harms. It is an honest way to learn; what comes of it depends on what is done with a \
                 knob that changes nothing.",
            tries: &[
                Try {
                    words: "A hard pair: happy and sad mouths",
                    settings: &[("pair", "mouths")],
                },
                Try {
                    words: "Many more knobs",
                    settings: &[("hidden", "60")],
                },
                Try {
                    words: "Few pictures to learn from",
                    settings: &[("count", "60")],
                },
            ],
            sources: &[
                "He, Zhang, Ren and Sun 2015, arXiv:1502.01852 (first values)",
                "Kingma and Ba 2015, arXiv:1412.6980 (Adam)",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            count: 200,
            hidden: 5,
            cycles: 4,
            seeds: 1,
            ..self.clone()
        })
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let matter = self.begin(desk)?;
        let found = desk.over(self.seed..self.seed + self.seeds, |seed, desk| {
            self.once(seed, &matter, desk)
        })?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        let mut numbers = Vec::new();
        let mut right = 0;
        for (ways, seed) in found.iter().zip(self.seed..) {
            let end = |at: usize| ways[at].end();
            let [stay, middle, loss, back] = [0, 1, 2, 3].map(end);
            let untouched = ways[0].touched * 2 < ways[0].knobs;
            let frozen = ways[0].stuck.is_some() && stay[0] < 0.99 && untouched;
            let moving = middle[0].max(loss[0]);
            let so = frozen && moving > stay[0] && back[1] >= stay[1];
            right += usize::from(so);
            for way in ways {
                let [training, test] = way.end();
                numbers.push((
                    format!("seed {seed}, {}: training, %", way.name),
                    100.0 * training,
                ));
                numbers.push((
                    format!("seed {seed}, {}: new pictures, %", way.name),
                    100.0 * test,
                ));
                if let Some(moved) = way.moved {
                    numbers.push((
                        format!("seed {seed}, {}: knobs moved in cycle 1", way.name),
                        moved as f64,
                    ));
                }
            }
        }
        let mean = |at: usize| {
            100.0 * found.iter().map(|ways| ways[at].end()[1]).sum::<f64>()
                / found.len().max(1) as f64
        };
        let rules: Vec<_> = Rule::ALL
            .iter()
            .enumerate()
            .map(|(at, rule)| format!("{:.1} % ({})", mean(at), rule.label().to_lowercase()))
            .collect();
        let behind = found.iter().map(|ways| {
            let best = (0..Rule::ALL.len()).map(|at| ways[at].end()[1]);
            100.0 * (ways[Rule::ALL.len()].end()[1] - best.fold(0.0, f64::max))
        });
        let behind: Vec<f64> = behind.collect();
        let [least, most] = [
            behind.iter().copied().fold(f64::INFINITY, f64::min),
            behind.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        ];
        let speed = found.iter().flatten().filter(|way| way.searches > 0);
        let (searches, seconds) = speed.fold((0, 0.0), |(searches, seconds), way| {
            (searches + way.searches, seconds + way.seconds)
        });
        let words = format!(
            "so it was with {right} of {}. Of new pictures knob by knob has {} right, back-propagation {:.1} %: \
             {} to {} points more than the best rule of each seed. {:.0} line searches a second.",
            counted(found.len(), "seed", "seeds"),
            rules.join(", "),
            mean(Rule::ALL.len()),
            Numbers::Decimals(1).write(least),
            Numbers::Decimals(1).write(most),
            searches as f64 / f64::max(seconds, 1e-9)
        );
        Ok(Verdict::over_seeds(right, found.len(), words, numbers))
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        let matter = self.begin(desk)?;
        let search = Search::new(self.start(self.seed, &matter), &matter.training);
        desk.show(range(&search, self.knob, FIRST));
        Ok(())
    }

    fn bench(&self) -> Option<Experiment> {
        self.experiment()
    }
}

impl KnobByKnob {
    /// The pictures, which are shown.
    fn begin(&self, desk: &Desk<'_>) -> Result<Matter, TrainError> {
        if self.pair == Pair::Digits && self.first == self.second {
            return Err(TrainError::Mismatch(say!(
                "both digits are {}: choose two that differ",
                self.first
            )));
        }
        let matter = self.matter(desk.shelf())?;
        let kinds = matter.training.classes.iter();
        let kinds = kinds.filter(|class| **class > 0.0).count();
        if kinds == 0 || kinds == matter.training.count() {
            return Err(TrainError::Mismatch(say!(
                "all pictures are of one kind: learn from more of them"
            )));
        }
        desk.show(matter.shown.clone());
        Ok(matter)
    }

    /// The first values of all knobs.
    fn start(&self, seed: u64, matter: &Matter) -> Knobs {
        let mut random = Stream::new(seed, Purpose::Init, 0);
        Knobs::new(matter.training.width, self.hidden, &mut random)
    }

    /// All ways of learning with one seed.
    fn once(&self, seed: u64, matter: &Matter, desk: &Desk<'_>) -> Result<Vec<Way>, TrainError> {
        let shown = seed == self.seed;
        let start = self.start(seed, matter);
        let mut ways = Vec::new();
        for (at, rule) in Rule::ALL.iter().enumerate() {
            let mut search = Search::new(start.clone(), &matter.training);
            if shown && at == 0 {
                desk.show(range(&search, self.knob, FIRST));
            }
            let part = desk.part(at as f32 / 4.0, (at + 1) as f32 / 4.0);
            let way = self.climb(*rule, seed, &mut search, matter, &part);
            if shown && *rule == Rule::Stay {
                desk.show(range(&search, self.knob, "when it is frozen"));
            }
            ways.push(way);
            if shown {
                desk.show(curves(&ways));
                desk.show(table(&ways, start.count()));
                desk.judge(&Verdict::open(so_far(&ways)));
            }
            if desk.stopped() {
                return Ok(ways);
            }
        }
        ways.push(self.back(seed, matter, desk)?);
        if shown {
            desk.show(curves(&ways));
            desk.show(table(&ways, start.count()));
        }
        Ok(ways)
    }

    fn climb(
        &self,
        rule: Rule,
        seed: u64,
        search: &mut Search<'_>,
        matter: &Matter,
        desk: &Desk<'_>,
    ) -> Way {
        let began = std::time::Instant::now();
        let mut order: Vec<usize> = (0..search.knobs.count()).collect();
        let mut random = Stream::new(seed, Purpose::Shuffle, 1);
        let mut way = Way {
            name: rule.label(),
            ..Way::default()
        };
        let judge = |search: &Search<'_>| {
            let training = search.right() as f64 / matter.training.count() as f64;
            [
                search.searches.max(1) as f64,
                training,
                search.knobs.accuracy(&matter.test),
            ]
        };
        way.points.push(judge(search));
        let mut touched = vec![false; order.len()];
        for cycle in 1..=self.cycles {
            for at in (1..order.len()).rev() {
                order.swap(at, random.below(at + 1));
            }
            let mut outcomes = [0usize; 4];
            for (turn, knob) in order.iter().enumerate() {
                if desk.stopped() {
                    return way;
                }
                let outcome = search.turn(*knob, rule);
                outcomes[outcome as usize] += 1;
                touched[*knob] |= matches!(outcome, Outcome::Better | Outcome::Moved);
                let due = order.len().div_ceil(12);
                if cycle == 1 && turn % due == due - 1 {
                    way.points.push(judge(search));
                }
            }
            let moved = outcomes[Outcome::Better as usize] + outcomes[Outcome::Moved as usize];
            way.moved.get_or_insert(moved);
            way.points.push(judge(search));
            desk.done(cycle as f32 / self.cycles as f32);
            if moved == 0 {
                way.stuck = Some(Stuck {
                    cycle,
                    flat: outcomes[Outcome::Flat as usize],
                    harms: outcomes[Outcome::Harms as usize],
                });
                break;
            }
            // Nothing is left to be gained.
            if search.right() == matter.training.count() {
                break;
            }
        }
        way.seconds = began.elapsed().as_secs_f64();
        way.searches = search.searches;
        way.knobs = order.len();
        way.touched = touched.iter().filter(|moved| **moved).count();
        way
    }
}

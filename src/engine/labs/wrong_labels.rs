//! Wrong labels: what a network makes of examples that lie to it, first and in the end.
//!
//! It learns what most examples have in common before it learns each by heart, so that for a while it answers a wrongly
//! labelled picture with the right digit. Sources: Arpit and others 2017, arXiv:1706.05394; Zhang, Bengio, Hardt, Recht
//! and Vinyals 2017, arXiv:1611.03530.

mod shown;
#[cfg(test)]
mod tests;

use std::sync::{Mutex, PoisonError};

use super::lesson::{Budget, Course, Plan, all_digits, learn, shuffled, side_by_side, taken};
use super::{Act, Desk, Lab, Telling, Try, Verdict};
use crate::data::{Labelled, Variety};
use crate::math::random::{Purpose, Stream};
use crate::nn::init::Init;
use crate::nn::optimizer::Adam;
use crate::nn::{Architecture, Mode, Network};
use crate::say;
use crate::setting::Kind;
use crate::train::{TrainError, class_of};

/// Pictures a step.
const BATCH: usize = 100;
/// How many times it is looked at, at most.
const LOOKS: u32 = 100;
/// The claim: at its best at least such a share of the wrongly labelled pictures is answered rightly,
const FIRST: f64 = 0.7;
/// in the end at most such a one,
const LAST: f64 = 0.1;
/// and at least so many times as many new pictures are wrong in the end as at the best.
const TIMES: f64 = 1.3;
/// Kinds of digits.
const CLASSES: usize = 10;

crate::adjustable! {
    /// A network that learns digits of which some have a wrong label.
    #[derive(Clone, Debug, PartialEq)]
    pub struct WrongLabels: "wrong-labels", "Wrong labels",
        "A network learns digits some of which are wrongly labelled: first it says the right digit, then the lie." {
        /// Labels that lie.
        wrong: f32 = 20.0, Kind::float(0.0, 80.0),
            "Wrong labels", "%", "How many of the labels are wrong: any of the nine other digits.";
        /// Pictures to learn from.
        count: usize = 1000, Kind::int(100, 10_000), "Pictures", "", "How many pictures are learned from.";
        /// Hidden units.
        hidden: usize = 256, Kind::int(1, 2000), "Hidden units", "", "Units of the one hidden layer.";
        /// Passes over the pictures.
        passes: u64 = 200, Kind::int(1, 10_000),
            "Passes", "", "How many times it sees each picture; 10 are enough for the truth, 200 for the lies.";
        /// The learning rate.
        rate: f32 = 1e-3, Kind::log(1e-5, 0.1),
            "Learning rate", "", "Adam's at the beginning; it falls evenly to nothing.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1), "Seed", "", "Another seed, other pictures, lies and first weights.";
        /// How many seeds.
        seeds: u64 = 3, Kind::int(1, 100),
            "Seeds", "", "Everything is done once a seed; curves show the first, the verdict rests on all.";
    }
}

/// How a network stands after some passes.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Stand {
    passes: f64,
    /// Share of the wrongly labelled pictures answered with the right digit, and with the label.
    lied: [f64; 2],
    /// Share of the others that is right.
    true_ones: f64,
    /// Share of new pictures that is wrong.
    new_wrong: f64,
}

/// What came of one seed: of the network that is lied to, and of the one that is told the truth.
type Found = [Vec<Stand>; 2];

/// What is learned from.
struct Matter {
    labelled: Labelled,
    /// The digits that the pictures really show.
    truth: Vec<usize>,
    others: Labelled,
}

impl Lab for WrongLabels {
    fn question(&self) -> &'static str {
        "What does a network learn from labels that lie?"
    }

    fn claim(&self) -> &'static str {
        "Of the wrongly labelled pictures it first answers at least 70 % with the right digit, in the end at most \
        10 %: by then it knows the lies by heart, and at least 1.3 times as many new pictures are wrong as at its \
        best."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Challenges,
            story: "A network large enough fits anything, lies as well. But not at once: what most pictures agree \
                on is learned first, and for a while it contradicts its own teacher and is right. Stopping then is \
                the oldest cure. Going on does not bring a second fall of this error: there is none here.",
            tries: &[
                Try {
                    words: "No lies: learning by heart does no harm",
                    settings: &[("wrong", "0")],
                },
                Try {
                    words: "Two of five are lies",
                    settings: &[("wrong", "40")],
                },
                Try {
                    words: "Six hidden units: too few to learn by heart",
                    settings: &[("hidden", "6")],
                },
            ],
            sources: &[
                "Arpit and others 2017, arXiv:1706.05394",
                "Zhang, Bengio, Hardt, Recht and Vinyals 2017, arXiv:1611.03530",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            count: 300,
            hidden: 64,
            passes: 60,
            seeds: 1,
            ..self.clone()
        })
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        self.begin(desk).map(drop)
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let digits = self.begin(desk)?;
        let show = |found: &Found| {
            for figure in shown::figures(self, found) {
                desk.show(figure);
            }
        };
        let mut all: Vec<Found> = Vec::new();
        desk.over(self.seed..self.seed + self.seeds, |seed, desk| {
            let matter = self.matter(&digits, seed);
            let found = self.once(seed, &matter, desk, &|found| {
                if seed == self.seed {
                    show(found);
                }
            })?;
            if !desk.stopped() {
                all.push(found);
                desk.judge(&self.verdict(&all));
            }
            Ok(())
        })?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        Ok(self.verdict(&all))
    }
}

impl WrongLabels {
    /// All digits, those to learn from and others; some of the lies are shown.
    fn begin(&self, desk: &Desk<'_>) -> Result<[Labelled; 2], TrainError> {
        let digits = all_digits(desk)?;
        let first = self.matter(&digits, self.seed);
        desk.show(shown::lies(&first.labelled, &first.truth));
        for figure in shown::figures(self, &Found::default()) {
            desk.show(figure);
        }
        Ok(digits)
    }

    /// The pictures of one seed, lies and all.
    fn matter(&self, digits: &[Labelled; 2], seed: u64) -> Matter {
        let mut order = shuffled(digits[0].classes.len(), seed);
        order.truncate(self.count);
        let mut labelled = taken(&digits[0], &order);
        let truth = labelled.classes.clone();
        let mut random = Stream::new(seed, Purpose::Target, 0);
        for class in &mut labelled.classes {
            if random.uniform() < self.wrong / 100.0 {
                *class = (*class + 1 + random.below(CLASSES - 1)) % CLASSES;
            }
        }
        Matter {
            labelled,
            truth,
            others: digits[1].clone(),
        }
    }

    /// Teaches a network with the lies, and one with the truth.
    fn once(
        &self,
        seed: u64,
        matter: &Matter,
        desk: &Desk<'_>,
        show: &(dyn Fn(&Found) + Sync),
    ) -> Result<Found, TrainError> {
        let text = format!("flatten\ndense {}\nrelu\ndense {CLASSES}", self.hidden);
        let architecture = Architecture::from_text(&text).map_err(|_| {
            TrainError::Mismatch(say!(
                "the network cannot be written; set the hidden units to their usual number"
            ))
        })?;
        let steps = (self.passes * self.count as u64).div_ceil(BATCH as u64);
        let state = Mutex::new((Found::default(), [0.0f32; 2]));
        let lock = || state.lock().unwrap_or_else(PoisonError::into_inner);
        let work = |&at: &usize| {
            let mut training = matter.labelled.clone();
            if at == 1 {
                training.classes.clone_from(&matter.truth);
            }
            let course = Course::plain(training, matter.others.clone(), Variety::default());
            let seen = course.seen(matter.labelled.pictures.clone());
            let plan = Plan {
                architecture: &architecture,
                init: Init::He,
                optimizer: Box::new(Adam::default()),
                rate: self.rate,
                batch: BATCH,
                budget: Budget::Steps(steps),
                seed,
                looks: LOOKS.min(self.passes as u32),
            };
            let mut go_on = |share: f32| {
                let mut state = lock();
                state.1[at] = share;
                desk.done(0.5 * (state.1[0] + state.1[1]));
                !desk.stopped()
            };
            let shape = course.shape();
            let mut asked = Network::new(&architecture, shape, Init::Zeros, 0)?;
            let mut watch = |look: super::lesson::Look, network: &Network| {
                let taken = asked.set_weights(&network.weights());
                taken.expect("they are of the same architecture");
                let answer = asked.forward(&seen, Mode::Evaluate);
                let answers = (0..answer.count).map(|at| class_of(answer.example(at)));
                let mut stand = shares(answers, &matter.labelled.classes, &matter.truth);
                stand.passes = look.step as f64 * BATCH as f64 / self.count as f64;
                stand.new_wrong = 1.0 - look.right;
                let mut state = lock();
                state.0[at].push(stand);
                show(&state.0);
            };
            learn(&course, &plan, &mut go_on, &mut watch)
        };
        side_by_side(&[0, 1], desk, work, |_, _| {})?;
        let (found, _) = state.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(found)
    }

    fn verdict(&self, all: &[Found]) -> Verdict {
        // Right on the lied ones at the best and in the end; new ones wrong at the best and in the end.
        let four = |found: &Found| {
            let stands = &found[0];
            let first = stands.iter().map(|stand| stand.lied[0]).fold(0.0, f64::max);
            let best = stands
                .iter()
                .map(|stand| stand.new_wrong)
                .fold(1.0, f64::min);
            let last = stands.last();
            [
                first,
                last.map_or(f64::NAN, |last| last.lied[0]),
                best,
                last.map_or(f64::NAN, |last| last.new_wrong),
            ]
        };
        let each: Vec<[f64; 4]> = all.iter().map(four).collect();
        let right = |[first, last, best, end]: &&[f64; 4]| {
            *first >= FIRST && *last <= LAST && *end >= TIMES * best
        };
        let count = each.iter().filter(right).count();
        let mean =
            |at: usize| 100.0 * each.iter().map(|one| one[at]).sum::<f64>() / each.len() as f64;
        let told = all.iter().filter_map(|found| found[1].last());
        let told: Vec<f64> = told.map(|last| 100.0 * last.new_wrong).collect();
        let truth = told.iter().sum::<f64>() / told.len().max(1) as f64;
        let mut numbers = Vec::new();
        for (four, seed) in each.iter().zip(self.seed..) {
            let names = [
                "wrongly labelled ones answered rightly, most",
                "wrongly labelled ones answered rightly, end",
                "new ones wrong, least",
                "new ones wrong, end",
            ];
            for (name, value) in names.iter().zip(four) {
                numbers.push((format!("{name}, seed {seed}, %"), 100.0 * value));
            }
        }
        if self.wrong == 0.0 {
            let words = format!(
                "no label is wrong, so there is no lie to be learned; {truth:.1} % of new pictures are wrong in the \
                    end."
            );
            return Verdict {
                numbers,
                ..Verdict::open(words)
            };
        }
        let words = format!(
            "so it was with {count} of {} seeds. Of the wrongly labelled pictures {:.0} % were answered with the \
             right digit at the most, {:.0} % in the end; of new pictures {:.1} % were wrong at the best, {:.1} % \
             in the end, and {truth:.1} % in the end without lies.",
            each.len(),
            mean(0),
            mean(1),
            mean(2),
            mean(3),
        );
        Verdict::over_seeds(count, each.len(), words, numbers)
    }
}

/// Shares of what is answered to pictures with these labels that show these digits.
fn shares(answers: impl Iterator<Item = usize>, labels: &[usize], truth: &[usize]) -> Stand {
    let (mut lied, mut all_lied, mut right, mut all_true) = ([0.0; 2], 0.0, 0.0, 0.0);
    for ((answer, label), digit) in answers.zip(labels).zip(truth) {
        match label == digit {
            true => {
                all_true += 1.0;
                right += f64::from(u8::from(answer == *digit));
            }
            false => {
                all_lied += 1.0;
                lied[0] += f64::from(u8::from(answer == *digit));
                lied[1] += f64::from(u8::from(answer == *label));
            }
        }
    }
    Stand {
        passes: 0.0,
        lied: lied.map(|count| count / f64::max(all_lied, 1.0)),
        true_ones: right / f64::max(all_true, 1.0),
        new_wrong: f64::NAN,
    }
}

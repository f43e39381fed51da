//! Attacks: a change that hardly anybody sees turns a network's decision; and a defence that only seems to be one.
//!
//! Sources: Szegedy and others 2014, arXiv:1312.6199; Goodfellow, Shlens and Szegedy 2015, arXiv:1412.6572; Madry,
//! Makelov, Schmidt, Tsipras and Vladu 2018, arXiv:1706.06083; Wong, Rice and Kolter 2020, arXiv:2001.03994.

mod assault;
mod shown;
mod teach;
#[cfg(test)]
mod tests;

use std::sync::{Mutex, PoisonError};

use super::lesson::{all_digits, shuffled, side_by_side, taken};
use super::{Act, Desk, Lab, Telling, Try, Verdict};
use crate::data::Labelled;
use crate::math::random::{Purpose, Stream};
use crate::nn::Architecture;
use crate::say;
use crate::setting::Kind;
use crate::train::TrainError;
use assault::Assault;
use teach::{Plan, answers, judge, teach};

/// Sizes of the change.
const REACHES: [f32; 5] = [0.0, 0.05, 0.1, 0.2, 0.3];
/// What is compared with: the same size, without design.
const CONTROL: Assault = Assault::Random;
/// Kinds of digits.
const CLASSES: usize = 10;

crate::choices! {
    /// Which networks are taught to stand attacks.
    pub enum Defence {
        /// One by FGSM and one by PGD.
        Both => "both", "By FGSM, and by PGD";
        /// One by FGSM.
        Fgsm => "fgsm", "By FGSM";
        /// None.
        None => "none", "None";
    }
}

crate::adjustable! {
    /// Classifiers of digits under attack.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Attack: "attack", "Attack and defence",
        "FGSM and PGD turn a classifier's answers; training on attacked pictures, by either, and what it is worth." {
        /// Which networks learn from attacked pictures.
        defence: Defence = Defence::Fgsm, Kind::Choice(Defence::CHOICES),
            "Defence", "", "Networks that learn from pictures which are attacked while they learn.";
        /// ε of the defence.
        reach: f32 = 0.3, Kind::float(0.01, 0.5),
            "Taught at ε", "", "How much a pixel of those changes at most, where pixels reach from 0 to 1.";
        /// Steps of PGD.
        steps: usize = 20, Kind::int(1, 200),
            "Steps of PGD", "", "Steps of the attack that is judged by; 20 to 40 are usual.";
        /// Pictures to learn from.
        count: usize = 10_000, Kind::int(200, 10_000), "Digits", "", "How many digits each network learns from.";
        /// Passes over them.
        passes: usize = 6, Kind::int(1, 100), "Passes", "", "How many times it sees each.";
        /// Pictures that are attacked.
        judged: usize = 500, Kind::int(50, 2000), "Digits attacked", "", "How many held-out digits are attacked.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1), "Seed", "", "Another seed, other digits and first weights.";
        /// How many seeds.
        seeds: u64 = 2, Kind::int(1, 100),
            "Seeds", "", "Everything is done once a seed; figures show means, digits the first.";
    }
}

/// How a network is taught.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Drill {
    Plain,
    Fgsm,
    Pgd,
}

impl Drill {
    fn name(self) -> &'static str {
        match self {
            Self::Plain => "taught as usual",
            Self::Fgsm => "taught against FGSM",
            Self::Pgd => "taught against PGD",
        }
    }

    /// What it is taught against; PGD in few steps, which is enough to learn from.
    fn against(self) -> Option<Assault> {
        match self {
            Self::Plain => None,
            Self::Fgsm => Some(Assault::Fgsm),
            Self::Pgd => Some(Assault::Pgd(7)),
        }
    }
}

/// The share right of one network under one attack.
struct Stood {
    drill: Drill,
    assault: Assault,
    reach: f32,
    right: f64,
}

/// What came of one seed.
type Found = Vec<Stood>;

impl Lab for Attack {
    fn question(&self) -> &'static str {
        "Can a change that nobody sees turn a network's decision?"
    }

    fn claim(&self) -> &'static str {
        "Changes of at most 0.1 turn at least 15 % of a usual network's digits by FGSM, at most 2 % by chance. \
        Taught against FGSM at 0.3 a network has at least a third right under it, and under PGD at most a tenth: it is \
        no defence."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Challenges,
            story: "In 2014 somebody asked a network in which direction a picture must change for its answer to \
                turn, and a step that nobody sees was enough. A network that learns from such pictures seems cured, \
                until somebody asks more carefully.",
            tries: &[
                Try {
                    words: "Taught against PGD as well, which takes long",
                    settings: &[("defence", "both")],
                },
                Try {
                    words: "Taught at smaller changes",
                    settings: &[("reach", "0.1")],
                },
                Try {
                    words: "A more patient attack",
                    settings: &[("steps", "60")],
                },
            ],
            sources: &[
                "Szegedy and others 2014, arXiv:1312.6199",
                "Goodfellow, Shlens and Szegedy 2015, arXiv:1412.6572",
                "Madry, Makelov, Schmidt, Tsipras and Vladu 2018, arXiv:1706.06083",
                "Wong, Rice and Kolter 2020, arXiv:2001.03994",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            count: 300,
            passes: 2,
            judged: 60,
            steps: 5,
            seeds: 1,
            ..self.clone()
        })
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        self.begin(desk).map(drop)
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let [training, others] = self.begin(desk)?;
        let mut all: Vec<Found> = Vec::new();
        desk.over(self.seed..self.seed + self.seeds, |seed, desk| {
            let some = |from: &Labelled, count: usize| {
                let mut order = shuffled(from.classes.len(), seed);
                order.truncate(count);
                taken(from, &order)
            };
            let lots = [some(&training, self.count), some(&others, self.judged)];
            all.push(Found::new());
            let before = all.len() - 1;
            self.once(seed, &lots, desk, &mut |stood| {
                all[before].extend(stood);
                desk.show(shown::curves(self, &all));
                desk.show(shown::table(self, &all));
            })?;
            if !desk.stopped() {
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

impl Attack {
    /// All digits, those to learn from and others; what changes by chance look like is shown.
    fn begin(&self, desk: &Desk<'_>) -> Result<[Labelled; 2], TrainError> {
        let digits = all_digits(desk)?;
        desk.show(shown::chance(&digits[1], self.seed));
        desk.show(shown::curves(self, &[]));
        desk.show(shown::table(self, &[]));
        Ok(digits)
    }

    /// The networks, the cheapest first.
    fn drills(&self) -> Vec<Drill> {
        match self.defence {
            Defence::None => vec![Drill::Plain],
            Defence::Fgsm => vec![Drill::Plain, Drill::Fgsm],
            Defence::Both => vec![Drill::Plain, Drill::Fgsm, Drill::Pgd],
        }
    }

    /// The careful attack.
    fn pgd(&self) -> Assault {
        Assault::Pgd(self.steps)
    }

    /// Teaches and attacks with one seed; `told` gets each network's numbers.
    fn once(
        &self,
        seed: u64,
        [training, others]: &[Labelled; 2],
        desk: &Desk<'_>,
        told: &mut (dyn FnMut(Found) + Send),
    ) -> Result<(), TrainError> {
        let architecture = network()?;
        let drills = self.drills();
        let shares = Mutex::new(vec![0.0f32; drills.len()]);
        let work = |drill: &Drill| {
            let number = drills
                .iter()
                .position(|one| one == drill)
                .unwrap_or_default();
            let go_on = |share: f32| {
                let mut shares = shares.lock().unwrap_or_else(PoisonError::into_inner);
                shares[number] = share;
                desk.done(shares.iter().sum::<f32>() / drills.len() as f32);
                !desk.stopped()
            };
            let plan = Plan {
                architecture: &architecture,
                against: drill.against(),
                reach: self.reach,
                passes: self.passes,
                seed,
            };
            let Some(mut network) = teach(&plan, training, &mut |share| go_on(0.7 * share))? else {
                return Ok(None);
            };
            let mut found = Found::new();
            let assaults = [CONTROL, Assault::Fgsm, self.pgd()];
            let count = assaults.len() * REACHES.len();
            for (at, assault) in assaults.into_iter().enumerate() {
                for (step, reach) in REACHES.into_iter().enumerate() {
                    let share = (at * REACHES.len() + step) as f32 / count as f32;
                    let mut go_on = || go_on(0.7 + 0.3 * share);
                    let right = judge(&mut network, others, assault, reach, seed, &mut go_on);
                    let Some(right) = right else {
                        return Ok(None);
                    };
                    found.push(Stood {
                        drill: *drill,
                        assault,
                        reach,
                        right,
                    });
                }
            }
            if (*drill, seed) == (Drill::Plain, self.seed) {
                let numbers: Vec<usize> = (0..others.classes.len().min(200)).collect();
                let some = taken(others, &numbers);
                let reach = REACHES[2];
                let mut random = Stream::new(seed, Purpose::Evaluation, 0);
                let attacked = self.pgd().on(
                    &mut network,
                    &some.pictures,
                    &some.classes,
                    reach,
                    &mut random,
                );
                let before = answers(&mut network, &some.pictures);
                let now = answers(&mut network, &attacked);
                desk.show(shown::digits(&some, &attacked, [&before, &now], reach));
            }
            Ok(Some(found))
        };
        side_by_side(&drills, desk, work, |_, found| told(found))
    }

    fn verdict(&self, all: &[Found]) -> Verdict {
        let right = |found: &Found, drill: Drill, assault: Assault, reach: f32| {
            let mut each = found.iter();
            let same =
                each.find(|one| one.drill == drill && one.assault == assault && one.reach == reach);
            same.map_or(f64::NAN, |one| one.right)
        };
        // Clean, by chance and by FGSM at 0.1; of the one taught against FGSM under FGSM and PGD at 0.3.
        let five = |found: &Found| {
            [
                right(found, Drill::Plain, Assault::Fgsm, 0.0),
                right(found, Drill::Plain, CONTROL, 0.1),
                right(found, Drill::Plain, Assault::Fgsm, 0.1),
                right(found, Drill::Fgsm, Assault::Fgsm, 0.3),
                right(found, Drill::Fgsm, self.pgd(), 0.3),
            ]
        };
        let each: Vec<[f64; 5]> = all.iter().map(five).collect();
        let true_here = |[clean, chance, fgsm, seems, is]: &&[f64; 5]| {
            clean - chance <= 0.02 && clean - fgsm >= 0.15 && *seems >= 1.0 / 3.0 && *is <= 0.1
        };
        let count = each.iter().filter(true_here).count();
        let mut numbers = Vec::new();
        for (found, seed) in all.iter().zip(self.seed..) {
            for one in found {
                let name = format!(
                    "{}, {}, ε = {}, seed {seed}, % right",
                    one.drill.name(),
                    one.assault.name(),
                    one.reach
                );
                numbers.push((name, 100.0 * one.right));
            }
        }
        let mean = |at: usize| {
            100.0 * each.iter().map(|one| one[at]).sum::<f64>() / each.len().max(1) as f64
        };
        let usual = format!(
            "Of a usual network's digits {:.1} % are right, {:.1} % with changes of 0.1 by chance, {:.1} % by FGSM",
            mean(0),
            mean(1),
            mean(2)
        );
        if self.defence == Defence::None {
            let words = format!(
                "no network was taught against attacks, so only half of the claim was tried. {usual}."
            );
            return Verdict {
                numbers,
                ..Verdict::open(words)
            };
        }
        let words = format!(
            "so it was with {count} of {} seeds. {usual}; taught against FGSM {:.1} % are right under FGSM of 0.3, \
             and {:.1} % under PGD.",
            each.len(),
            mean(3),
            mean(4),
        );
        let verdict = Verdict::over_seeds(count, each.len(), words, numbers);
        match self.reach == Self::default().reach {
            true => verdict,
            false => verdict.left_open("The claim is about a network taught at 0.3."),
        }
    }
}

/// LeNet-5 (LeCun, Bottou, Bengio and Haffner 1998, doi:10.1109/5.726791) with rectifiers and the largest of each four.
fn network() -> Result<Architecture, TrainError> {
    let text = format!(
        "conv 6 5x5\nrelu\nmax-pool\nconv 16 5x5 padding=valid\nrelu\nmax-pool\nflatten\ndense 120\nrelu\ndense \
            84\nrelu\n\
         dense {CLASSES}"
    );
    Architecture::from_text(&text).map_err(|_| {
        TrainError::Mismatch(say!(
            "the network cannot be written; build the program again"
        ))
    })
}

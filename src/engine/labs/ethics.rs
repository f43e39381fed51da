//! Whom a network serves: one figure for all hides how each group fares, and a model card tells.
//!
//! Drawn faces come in two styles, as people come in many. A network learns happy and sad from many faces of one style
//! and few of the other. Sources: Buolamwini and Gebru 2018, Proceedings of Machine Learning Research 81, 77–91 (Gender
//! Shades); Mitchell and others 2019, doi:10.1145/3287560.3287596 (model cards).

mod card;
mod matter;
#[cfg(test)]
mod tests;

use std::sync::{Mutex, PoisonError};

use super::lesson::side_by_side;
use super::{Act, Desk, Lab, Telling, Try, Verdict};
use crate::setting::Kind;
use crate::train::TrainError;
use matter::{Group, Matter};

/// Shares of the second style that are tried.
const SHARES: [f64; 7] = [0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 1.0];
/// The one that is fair.
const EVEN: f64 = 0.5;
/// The claim is about this share:
const FEW: f64 = 0.1;
/// the few have so much less right, as a share,
const GAP: f64 = 0.2;
/// and with equally many of both the gap is at most so many times as large.
const SHRINKS: f64 = 0.6;

crate::adjustable! {
    /// A network that learns from many of one group and few of another.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Ethics: "ethics", "Whom does it serve?",
        "A network learns happy and sad from faces of two styles, of one of which there are few; the card that tells." {
        /// Share of the second style.
        share: f32 = 10.0, Kind::float(0.0, 100.0),
            "Loose strokes", "%", "How many of the faces that are learned from are of the style with loose strokes.";
        /// How many faces.
        count: usize = 280, Kind::int(20, 280),
            "Faces to learn from", "", "Always so many, whatever the styles; there are 320 of each to learn from.";
        /// Hidden units.
        hidden: usize = 32, Kind::int(1, 500), "Hidden units", "", "Units of the one hidden layer.";
        /// Steps.
        steps: usize = 1500, Kind::int(1, 100_000), "Steps", "steps", "How long it learns, 32 faces a step.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1), "Seed", "", "Another seed, other faces and first weights.";
        /// How many seeds.
        seeds: u64 = 5, Kind::int(1, 100), "Seeds", "", "Everything is done once a seed; all rests on all of them.";
    }
}

/// What came of one network: each group, with the share of the second style that was learned from.
#[derive(Clone, Debug)]
struct Found {
    share: f64,
    groups: [Group; 2],
}

impl Found {
    /// How much less is right of the second style.
    fn gap(&self) -> f64 {
        self.groups[0].right() - self.groups[1].right()
    }

    /// What is right of all, where there are as many of each style as in what was learned from.
    fn reported(&self) -> f64 {
        (1.0 - self.share) * self.groups[0].right() + self.share * self.groups[1].right()
    }
}

impl Lab for Ethics {
    fn question(&self) -> &'static str {
        "For whom is a network right?"
    }

    fn claim(&self) -> &'static str {
        "When one in ten faces is of the second style, at least 20 points fewer of it are right than of the first, and \
        the one figure for all does not show it. With as many of both, and no face more, the gap is at most 0.6 times \
        as large."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Challenges,
            story: "A network is sold with one figure: so many per cent right. Right for whom? In 2018 programs that \
                named the sex of a face were wrong with one in a hundred light men and with one in three dark women. \
                A model card says what was learned from, how each group fares, and what must not be asked: also \
                whether anybody should tell such things from a face at all.",
            tries: &[
                Try {
                    words: "None of them: they were not thought of",
                    settings: &[("share", "0")],
                },
                Try {
                    words: "As many of both",
                    settings: &[("share", "50")],
                },
                Try {
                    words: "Fewer faces: the few are hit first",
                    settings: &[("count", "80")],
                },
            ],
            sources: &[
                "Buolamwini and Gebru 2018, PMLR 81, 77–91 (Gender Shades)",
                "Mitchell and others 2019, doi:10.1145/3287560.3287596 (model cards)",
                "faces drawn with DiceBear in the styles Lorelei and Open Peeps, CC0",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            steps: 150,
            seeds: 1,
            ..self.clone()
        })
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        let matter = Matter::of(self.seed, desk)?;
        desk.show(card::styles(&matter));
        Ok(())
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let mut all: Vec<Vec<Found>> = Vec::new();
        desk.over(self.seed..self.seed + self.seeds, |seed, desk| {
            let matter = Matter::of(seed, desk)?;
            if seed == self.seed {
                desk.show(card::styles(&matter));
            }
            let shares = self.shares();
            let numbers: Vec<usize> = (0..shares.len()).collect();
            let done = Mutex::new(0);
            let work = |at: &usize| {
                let groups = self.learned(&matter, shares[*at], seed, desk)?;
                let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                *done += 1;
                desk.done(*done as f32 / shares.len() as f32);
                Ok(groups)
            };
            let mut found: Vec<Option<Found>> = vec![None; shares.len()];
            side_by_side(&numbers, desk, work, |at, groups| {
                let share = shares[*at];
                found[*at] = Some(Found { share, groups });
            })?;
            if let Some(found) = found.into_iter().collect::<Option<Vec<_>>>() {
                all.push(found);
                for figure in card::figures(self, &all) {
                    desk.show(figure);
                }
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

impl Ethics {
    /// The shares that are tried, with the one that is set.
    fn shares(&self) -> Vec<f64> {
        let mut shares = SHARES.to_vec();
        let own = self.own();
        if !shares.contains(&own) {
            shares.push(own);
        }
        shares.sort_by(f64::total_cmp);
        shares
    }

    /// The share that is set.
    fn own(&self) -> f64 {
        // To whole thousandths, so that 10 % is one of those that are tried.
        (f64::from(self.share) * 10.0).round() / 1000.0
    }

    fn verdict(&self, all: &[Vec<Found>]) -> Verdict {
        let of = |found: &[Found], share: f64| found.iter().find(|one| one.share == share).cloned();
        // The gaps with few and with equally many, what is reported with few, and what the few have right.
        let four = |found: &Vec<Found>| {
            let [few, even] = [FEW, EVEN].map(|share| of(found, share));
            let number =
                |one: &Option<Found>, of: &dyn Fn(&Found) -> f64| one.as_ref().map_or(f64::NAN, of);
            [
                number(&few, &Found::gap),
                number(&even, &Found::gap),
                number(&few, &Found::reported),
                number(&few, &|one| one.groups[1].right()),
            ]
        };
        let each: Vec<[f64; 4]> = all.iter().map(four).collect();
        let right = |[few, even, ..]: &&[f64; 4]| *few >= GAP && *even <= SHRINKS * few;
        let count = each.iter().filter(right).count();
        let names = [
            "gap with one in ten",
            "gap with as many of both",
            "reported with one in ten",
            "right of the few",
        ];
        let mut numbers = Vec::new();
        for (four, seed) in each.iter().zip(self.seed..) {
            for (name, value) in names.iter().zip(four) {
                numbers.push((format!("{name}, seed {seed}, %"), 100.0 * value));
            }
        }
        let mean = |at: usize| {
            100.0 * each.iter().map(|one| one[at]).sum::<f64>() / each.len().max(1) as f64
        };
        let words = format!(
            "so it was with {count} of {} seeds. With one in ten of the second style {:.1} % of all are right, but \
             {:.1} % of those few: {:.1} points less than of the many. With as many of both the gap is {:.1} points: \
             where it does not close, one style is harder.",
            each.len(),
            mean(2),
            mean(3),
            mean(0),
            mean(1),
        );
        let verdict = Verdict::over_seeds(count, each.len(), words, numbers);
        let usual = Self::default();
        match self.count == usual.count && self.steps >= usual.steps / 2 {
            true => verdict,
            false => {
                verdict.left_open("The claim is about 280 faces and a network that has learned.")
            }
        }
    }
}

//! Double descent: more parameters make it worse, until there are as many as pictures, and then better than ever.
//!
//! Features are random and stay as they are; only the last layer is found, in closed form, so that nothing hides
//! what the exact answer does. Sources: Belkin, Hsu, Ma and Mandal 2019, doi:10.1073/pnas.1903070116; Rahimi and Recht
//! 2007 (random features); Hastie, Montanari, Rosset and Tibshirani 2022, doi:10.1214/21-AOS2133.

mod shown;
mod sweep;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::lesson::{all_digits, side_by_side};
use super::{Act, Desk, Lab, Telling, Try, Verdict};
use crate::data::Labelled;
use crate::setting::Kind;
use crate::train::TrainError;
use sweep::{Features, Scored, Solver};

/// Numbers of features, as shares of the number of pictures; dense where it matters.
const SHARES: [f64; 17] = [
    0.0667, 0.1667, 0.3333, 0.5, 0.6667, 0.8, 0.9, 0.95, 0.98, 1.0, 1.02, 1.05, 1.1, 1.2, 1.4, 2.0,
    4.0,
];
/// The claim: at the peak at least so many times as many are wrong as in the best of the first valley.
const TIMES: f64 = 2.0;

/// What came of each number of features in one draw: of each solver.
type Draw = BTreeMap<usize, Vec<Scored>>;

crate::choices! {
    /// Which digits are told apart.
    pub enum Pair {
        /// Threes from eights.
        ThreeEight => "3-8", "3 against 8";
        /// Noughts from ones.
        ZeroOne => "0-1", "0 against 1";
        /// Even digits from odd ones.
        EvenOdd => "even-odd", "Even against odd";
    }
}

crate::adjustable! {
    /// Random features in growing numbers, the last layer solved exactly.
    #[derive(Clone, Debug, PartialEq)]
    pub struct DoubleDescent: "double-descent", "Double descent",
        "Random features in growing numbers tell digits apart: the error falls, rises to a coin's flip, and falls \
        again." {
        /// Which digits.
        pair: Pair = Pair::ThreeEight, Kind::Choice(Pair::CHOICES),
            "Digits", "", "Which digits are told apart; even against odd is the hardest.";
        /// Pictures to learn from.
        count: usize = 300, Kind::int(30, 800),
            "Pictures", "", "How many pictures are learned from: the peak stands at as many features.";
        /// Labels that lie.
        wrong: f32 = 0.0, Kind::float(0.0, 50.0),
            "Wrong labels", "%", "How many of the labels to learn from are wrong; the peak needs none.";
        /// The ridge of the second line.
        ridge: f32 = 1e-6, Kind::log(1e-10, 1.0),
            "Ridge", "", "Pulls weights towards zero, as a share of the features' mean strength; 0.01 removes the \
                peak.";
        /// Steps of gradient descent of the third line.
        steps: usize = 1000, Kind::int(1, 100_000),
            "Steps of descent", "", "The third line is found by so many steps instead of exactly.";
        /// The most features.
        most: usize = 5000, Kind::int(100, 20_000), "Most features", "", "How many features there are in the end.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1), "Seed", "", "Another seed, other pictures and features.";
        /// How many draws.
        seeds: u64 = 3, Kind::int(1, 100), "Draws", "", "How many draws of pictures and features all rests on.";
    }
}

impl Lab for DoubleDescent {
    fn question(&self) -> &'static str {
        "Do more parameters than examples make it worse?"
    }

    fn claim(&self) -> &'static str {
        "With as many features as pictures at least twice as many new pictures are wrong as with fewer; with far \
        more features fewer are wrong than ever before, though the learned ones fit without error."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Challenges,
            story: "Ten million parameters and ten thousand examples: by the old rule that must fail. The error on \
                 learned pictures reaches zero; on new ones it falls, rises where both numbers are equal, and falls \
                 again. A network that is far too large is better than one that just fits.",
            tries: &[
                Try {
                    words: "A ridge that removes the peak",
                    settings: &[("ridge", "0.01")],
                },
                Try {
                    words: "Every fifth label is a lie",
                    settings: &[("pair", "even-odd"), ("wrong", "20")],
                },
                Try {
                    words: "Noughts and ones: even the easiest pair has the peak",
                    settings: &[("pair", "0-1")],
                },
            ],
            sources: &[
                "Belkin, Hsu, Ma and Mandal 2019, doi:10.1073/pnas.1903070116",
                "Hastie, Montanari, Rosset and Tibshirani 2022, doi:10.1214/21-AOS2133",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            count: 60,
            most: 600,
            steps: 200,
            seeds: 1,
            ..self.clone()
        })
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        let digits = self.begin(desk)?;
        let matter = self.matter(&digits, self.seed);
        // As far as just beyond the peak it takes a moment.
        let few = |size: &usize| *size <= self.count * 5 / 4;
        let sizes: Vec<usize> = self.sizes().into_iter().filter(few).collect();
        let largest = sizes.last().copied().unwrap_or_default();
        let features = Features::new(&matter, largest, self.seed);
        let mut draw = Draw::new();
        let work = |size: &usize| {
            let scored = || features.scored(&matter, *size, &[Solver::Exact]);
            Ok((!desk.stopped()).then(scored))
        };
        side_by_side(&sizes, desk, work, |size, scored| {
            draw.insert(*size, scored);
            let [errors, ..] = shown::figures(self, &self.solvers(), std::slice::from_ref(&draw));
            desk.show(errors);
        })
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let solvers = self.solvers();
        let mut draws: Vec<Draw> = Vec::new();
        let digits = self.begin(desk)?;
        self.show(&draws, desk);
        desk.over(self.seed..self.seed + self.seeds, |seed, desk| {
            let matter = self.matter(&digits, seed);
            let features = Features::new(&matter, self.largest(), seed);
            draws.push(Draw::new());
            // From the peak outwards: it is what one waits for.
            let mut sizes = self.sizes();
            sizes.sort_by_key(|size| size.abs_diff(self.count));
            let all = sizes.len() as f32;
            let work = |size: &usize| {
                if desk.stopped() {
                    return Ok(None);
                }
                Ok(Some(features.scored(&matter, *size, &solvers)))
            };
            let mut done = 0.0;
            side_by_side(&sizes, desk, work, |size, scored| {
                if let Some(draw) = draws.last_mut() {
                    draw.insert(*size, scored);
                }
                done += 1.0;
                desk.done(done / all);
                self.show(&draws, desk);
            })?;
            if !desk.stopped() {
                desk.judge(&self.verdict(&draws));
            }
            Ok(())
        })?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        Ok(self.verdict(&draws))
    }
}

impl DoubleDescent {
    /// All digits; where the errors will stand is shown, and some of the digits that are learned from.
    fn begin(&self, desk: &Desk<'_>) -> Result<[Labelled; 2], TrainError> {
        let [errors, ..] = shown::figures(self, &self.solvers(), &[]);
        desk.show(errors);
        let digits = all_digits(desk)?;
        desk.show(shown::pictures(&self.matter(&digits, self.seed)));
        Ok(digits)
    }

    /// All figures but the pictures, as far as is known.
    fn show(&self, draws: &[Draw], desk: &Desk<'_>) {
        for figure in shown::figures(self, &self.solvers(), draws) {
            desk.show(figure);
        }
    }

    fn solvers(&self) -> Vec<Solver> {
        vec![
            Solver::Exact,
            Solver::Ridge(f64::from(self.ridge)),
            Solver::Steps(self.steps),
        ]
    }

    fn largest(&self) -> usize {
        self.most.max(2 * self.count)
    }

    /// The numbers of features, the smallest first.
    fn sizes(&self) -> Vec<usize> {
        let of = |share: f64| ((self.count as f64 * share).round() as usize).max(1);
        let largest = self.largest();
        let mut sizes: Vec<usize> = SHARES.map(of).into();
        sizes.extend([of(10.0), largest]);
        sizes.retain(|size| *size <= largest);
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    }

    fn verdict(&self, draws: &[Draw]) -> Verdict {
        // Wrong in the best of the first valley, at the peak, and at the end.
        let three = |draw: &Draw| {
            let wrong = |scored: &Vec<Scored>| scored.first().map_or(f64::NAN, |one| one.wrong);
            let before = draw
                .range(..self.count * 9 / 10)
                .map(|(_, scored)| wrong(scored));
            let valley = before.fold(f64::INFINITY, f64::min);
            // A feature that never fires moves it by one.
            let near = |share: f64| (share * self.count as f64).round() as usize;
            let around = draw.range(near(0.97)..=near(1.03));
            let peak = around.map(|(_, scored)| wrong(scored)).fold(0.0, f64::max);
            let end = draw.values().next_back().map_or(f64::NAN, wrong);
            [valley, peak, end]
        };
        let all: Vec<[f64; 3]> = draws.iter().map(three).collect();
        let right = |[valley, peak, end]: &&[f64; 3]| *peak >= TIMES * valley && end < valley;
        let count = all.iter().filter(right).count();
        let mean = |at: usize| all.iter().map(|one| one[at]).sum::<f64>() / all.len().max(1) as f64;
        let mut numbers = Vec::new();
        for (three, seed) in all.iter().zip(self.seed..) {
            let names = [
                "best with fewer features",
                "as many as pictures",
                "the most features",
            ];
            for (name, value) in names.iter().zip(three) {
                numbers.push((format!("{name}, seed {seed}, % wrong"), 100.0 * value));
            }
        }
        let words = format!(
            "so it was with {count} of {} draws. On the average {:.1} % of new pictures are wrong with the best \
             number of features below {}, {:.1} % with exactly {}, and {:.1} % with {}.",
            all.len(),
            100.0 * mean(0),
            self.count,
            100.0 * mean(1),
            self.count,
            100.0 * mean(2),
            self.largest(),
        );
        let verdict = Verdict::over_seeds(count, all.len(), words, numbers);
        match self.largest() < 10 * self.count {
            true => verdict.left_open(
                "The claim is about far more features: ten times as many as pictures, at least.",
            ),
            false => verdict,
        }
    }
}

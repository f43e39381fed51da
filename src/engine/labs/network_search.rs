//! Can a machine find the network? Three searches over one space, with the same budget, beside a person's guess.
//!
//! What a search says of its own find is too good: it is the best of many scores, and partly luck. So every find is
//! taught anew and judged on pictures that no search has seen. Sources: Real, Aggarwal, Huang and Le 2019,
//! doi:10.1609/aaai.v33i01.33014780 (evolution, and how near random search comes); Jamieson and Talwalkar 2016,
//! arXiv:1502.07943 (halving); Li and Talwalkar 2019, arXiv:1902.07638 (random search as the one to be beaten).

mod claim;
mod judge;
mod shown;
mod space;
mod tables;
#[cfg(test)]
mod tests;
mod ways;

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::lesson::side_by_side;
use super::{Act, Desk, Lab, Telling, Try, Verdict};
use crate::data::Fashion;
use crate::degrade::noise::Gaussian;
use crate::degrade::operators::Nothing;
use crate::math::random::{Purpose, Stream, mix};
use crate::nn::init::Init;
use crate::nn::loss::CrossEntropy;
use crate::nn::optimizer::Adam;
use crate::setting::Kind;
use crate::train::schedule::Cosine;
use crate::train::task::Classify;
use crate::train::{Experiment, TrainError, Training};
use judge::{BATCH, Candidate, Matter, RATE, Score};
use ways::{Purse, Way, search};

/// How often a find is taught anew.
const AGAIN: u64 = 2;

crate::adjustable! {
    /// Searches for a network.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Search: "search", "A machine finds the network",
        "Random search, evolution and successive halving look for a network with the same budget, beside one by hand." {
        /// Pictures that are learned from.
        count: usize = 4000, Kind::int(50, 9_000),
            "Pictures to learn from", "", "Pieces of clothing that every network learns from.";
        /// Pictures by which one is chosen.
        choosing: usize = 500, Kind::int(20, 9_000),
            "Pictures to choose by", "", "By its share right of these a search judges; the fewer, the more luck.";
        /// Steps of a whole training.
        steps: u64 = 100, Kind::int(9, 10_000),
            "Steps", "steps", "How long a network learns before it is judged, 32 pictures a step.";
        /// What a search may spend.
        budget: u64 = 30, Kind::int(3, 10_000),
            "Budget", "trainings", "What each search may spend: as much as so many whole trainings.";
        /// How much longer finds learn.
        longer: u64 = 4, Kind::int(1, 100),
            "Taught anew", "× steps", "So many times as long each find learns in the end, twice, with other first \
            weights.";
        /// A person's guess.
        own: String =
            "average-pool; conv 8 3x3; relu; max-pool; conv 16 3x3; relu; max-pool; flatten; dense 64; relu; dense 10"
                .into(),
            Kind::Text,
            "By hand", "", "A person's guess, beside which the finds are judged; a network as text, rows parted by \
            semicolons.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1),
            "Seed", "", "Another seed, other pictures to learn from and other networks.";
        /// How many seeds.
        seeds: u64 = 3, Kind::int(1, 100), "Seeds", "", "Everything is done once a seed; points show the first.";
    }
}

/// A network that a search has tried.
#[derive(Clone, Debug)]
struct Tried {
    candidate: Candidate,
    score: Score,
    steps: u64,
    /// What the search had spent then.
    spent: u64,
}

/// What one search with one seed has found.
struct Found {
    way: Way,
    seed: u64,
    tried: Vec<Tried>,
    /// Share of fresh pictures that the find has right, taught anew; mean.
    again: Option<f64>,
}

impl Found {
    /// What it would answer: the best of those that were taught for the longest time, the first of equals.
    fn find(&self) -> Option<&Tried> {
        let longest = self.tried.iter().map(|tried| tried.steps).max()?;
        let whole = self.tried.iter().filter(|tried| tried.steps == longest);
        whole.reduce(
            |best, tried| match tried.score.chosen_by > best.score.chosen_by {
                true => tried,
                false => best,
            },
        )
    }

    /// How much less of fresh pictures the find has right than of those by which it was chosen: the same weights.
    fn curse(&self) -> Option<f64> {
        let score = self.find()?.score;
        Some(score.chosen_by - score.fresh)
    }
}

impl Lab for Search {
    fn question(&self) -> &'static str {
        "Can a machine find the network?"
    }

    fn claim(&self) -> &'static str {
        "Each of three searches finds a network that, taught anew, has at least a point more of fresh pictures right \
        than the one by hand. With the same budget the three finds are within 4 points of each other: that one \
        searches matters, how matters less."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Challenges,
            story: "How many layers, how wide, which activation? People guess, and copy what worked. A machine can try \
                 instead: any network at random, children of good ones, or many that are given up early. Each search \
                 may spend the same, and its find is judged on pictures that it has never seen.",
            tries: &[
                Try {
                    words: "Choose by a hundred pictures: the winner's curse",
                    settings: &[("choosing", "100")],
                },
                Try {
                    words: "A quarter of the budget",
                    settings: &[("budget", "10")],
                },
                Try {
                    words: "Beside a poor guess: no convolution at all",
                    settings: &[("own", "average-pool; flatten; dense 64; relu; dense 10")],
                },
            ],
            sources: &[
                "Real, Aggarwal, Huang and Le 2019, doi:10.1609/aaai.v33i01.33014780 (evolution)",
                "Jamieson and Talwalkar 2016, arXiv:1502.07943 (halving)",
                "Li and Talwalkar 2019, arXiv:1902.07638 (random search)",
                "Cawley and Talbot 2010, jmlr.org/papers/v11/cawley10a.html (chosen by luck)",
                "Xiao, Rasul and Vollgraf 2017, arXiv:1708.07747 (fashion)",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            count: 300,
            choosing: 60,
            steps: 12,
            budget: 4,
            longer: 1,
            seeds: 1,
            ..self.clone()
        })
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        let own = Candidate::read(&self.own)?;
        desk.show(shown::space(self, &own)?);
        Ok(())
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        self.first(desk)?;
        let own = Candidate::read(&self.own)?;
        let seeds = self.seed..self.seed + self.seeds;
        let matters: Result<Vec<Matter>, TrainError> = seeds
            .clone()
            .map(|seed| self.matter(seed, desk.shelf()))
            .collect();
        let matters = matters?;
        let jobs: Vec<(Way, u64)> = seeds
            .flat_map(|seed| Way::ALL.map(|way| (way, seed)))
            .collect();
        let board = Board {
            lab: self,
            desk,
            all: Mutex::new(
                jobs.iter()
                    .map(|(way, seed)| Found::new(*way, *seed))
                    .collect(),
            ),
        };
        let numbers: Vec<usize> = (0..jobs.len()).collect();
        let work = |number: &usize| {
            let (way, seed) = jobs[*number];
            let matter = &matters[(seed - self.seed) as usize];
            self.once(*number, way, (matter, seed, &own), &board)
        };
        side_by_side(&numbers, desk, work, |number, again| {
            board.change(*number, |found| found.again = Some(again));
        })?;
        let all = board
            .all
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        let verdict = self.verdict(&all);
        desk.judge(&verdict);
        Ok(verdict)
    }

    fn bench(&self) -> Option<Experiment> {
        let candidate = Candidate::read(&self.own).ok()?;
        Some(Experiment {
            name: "search, by hand".into(),
            seed: self.seed,
            data: Box::new(Fashion {
                training: self.count,
                shift: 0,
                mirror: false,
            }),
            task: Box::new(Classify::default()),
            operator: Box::new(Nothing::default()),
            noise: Box::new(Gaussian::default()),
            architecture: candidate.architecture,
            init: Init::He,
            loss: Box::new(CrossEntropy {}),
            optimizer: Box::new(Adam::default()),
            schedule: Box::new(Cosine::default()),
            training: Training {
                steps: self.steps * self.longer,
                batch: BATCH,
                learning_rate: RATE,
                validate_every: 40,
                validate_on: 2000,
                ..Training::default()
            },
        })
    }
}

impl Found {
    fn new(way: Way, seed: u64) -> Self {
        Self {
            way,
            seed,
            tried: Vec::new(),
            again: None,
        }
    }
}

/// What is known so far, shown as soon as it changes.
struct Board<'a> {
    lab: &'a Search,
    desk: &'a Desk<'a>,
    all: Mutex<Vec<Found>>,
}

impl Board<'_> {
    fn lock(&self) -> MutexGuard<'_, Vec<Found>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what is known of a search, and shows it.
    fn change(&self, number: usize, change: impl FnOnce(&mut Found)) {
        let mut all = self.lock();
        change(&mut all[number]);
        let ended = all[number].again.is_some();
        let first = all[number].seed == self.lab.seed;
        if ended || first {
            for figure in shown::figures(self.lab, &all) {
                self.desk.show(figure);
            }
        }
        self.desk.done(self.lab.share(&all));
    }
}

impl Search {
    fn purse(&self) -> Purse {
        let mut purse = Purse {
            budget: 0,
            steps: self.steps,
            batch: BATCH as u64,
            judged: self.choosing as u64,
        };
        purse.budget = self.budget * purse.price(self.steps);
        purse
    }

    /// How much of the work is done, 0..1.
    fn share(&self, all: &[Found]) -> f32 {
        let budget = self.purse().budget as f32;
        let one = |found: &Found| {
            let spent = found.tried.last().map_or(0.0, |tried| tried.spent as f32);
            let searched = match found.way {
                Way::Hand => 0.9 * f32::from(u8::from(spent > 0.0)),
                _ => 0.9 * (spent / budget).min(1.0),
            };
            searched + 0.1 * f32::from(u8::from(found.again.is_some()))
        };
        all.iter().map(one).sum::<f32>() / all.len().max(1) as f32
    }

    /// One search with one seed; the share of fresh pictures that its find has right when it is taught anew. `None`
    /// when it is to stop.
    fn once(
        &self,
        number: usize,
        way: Way,
        (matter, seed, own): (&Matter, u64, &Candidate),
        board: &Board<'_>,
    ) -> Result<Option<f64>, TrainError> {
        let purse = self.purse();
        let mut go_on = || !board.desk.stopped();
        let (mut spent, mut count) = (0, 0);
        let mut attempt = |candidate: Candidate, steps: u64| {
            let weights_seed = mix(seed ^ mix(count));
            count += 1;
            let score = matter.score(&candidate, steps, weights_seed, &mut go_on)?;
            let Some(score) = score else { return Ok(None) };
            spent += purse.price(steps);
            let tried = Tried {
                candidate,
                score,
                steps,
                spent,
            };
            board.change(number, |found| found.tried.push(tried));
            Ok::<_, TrainError>(Some(score.chosen_by))
        };
        if way == Way::Hand && attempt(own.clone(), self.steps)?.is_none() {
            return Ok(None);
        }
        // All begin with the same networks.
        let mut random = Stream::new(seed, Purpose::Data, 2);
        let mut ask = |choices: &space::Choices, steps: u64| {
            attempt(Candidate::read(&choices.text())?, steps)
        };
        if !search(way, &purse, &mut random, &mut ask)? {
            return Ok(None);
        }
        let find = board.lock()[number]
            .find()
            .map(|tried| tried.candidate.clone());
        let Some(find) = find else { return Ok(None) };
        let mut sum = 0.0;
        for time in 0..AGAIN {
            let weights_seed = mix(seed ^ mix(1_000_000 + time));
            let steps = self.steps * self.longer;
            match matter.again(&find, steps, weights_seed, &mut go_on)? {
                Some(right) => sum += right,
                None => return Ok(None),
            }
        }
        Ok(Some(sum / AGAIN as f64))
    }
}

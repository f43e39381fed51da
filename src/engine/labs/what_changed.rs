//! What changed between the 1980s and the 2010s: one grid of trainings over data, computing and network, and how much
//! of the gain is due to each.
//!
//! Sources: Krizhevsky, Sutskever and Hinton 2012, doi:10.1145/3065386; He, Zhang, Ren and Sun 2016,
//! doi:10.1007/978-3-319-46493-0_38; Hestness et al. 2017, arXiv:1712.00409 (power laws); Shapley 1953,
//! doi:10.1515/9781400881970-018.

mod law;
mod nets;
mod runs;
mod shown;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::lesson::{
    Budget, Course, Plan as Lesson, all_of, choose_rate, learn, shuffled, side_by_side, taken,
};
use super::{Act, Desk, Lab, Telling, Try, Verdict};
use crate::data::{self, DataSet, Fashion, Labelled, Part, Parts, Variety};
use crate::figure::{Numbers, counted};
use crate::nn::init::Init;
use crate::nn::optimizer::Adam;
use crate::setting::Kind as Range;
use crate::train::TrainError;
use nets::{Kind, network};
use runs::{Cube, Found, Plan, Run};

/// Learning rates that are tried.
const RATES: [f32; 3] = [0.001, 0.004, 0.016];
/// Pictures a step.
const BATCH: usize = 32;
/// Numbers of pictures and of steps in the grid.
const LEVELS: [usize; 2] = [5, 4];
/// One picture in so many is held back to choose rates by.
const ONE_IN: usize = 10;
/// A network of fewer convolutions is not called deep.
const DEEP: usize = 4;
/// Least time between two looks at how it stands.
const PATIENCE: Duration = Duration::from_millis(700);

crate::adjustable! {
    /// Trains a grid of networks over data, computing and depth.
    #[derive(Clone, Debug, PartialEq)]
    pub struct WhatChanged: "what-changed", "Data, computing, depth",
        "Error against data, computing and depth: how much of the gain since the 1980s is due to each?" {
        /// Most pictures.
        pictures: usize = 10_000, Range::int(1000, 10_000),
            "Most pictures", "", "How many pictures of clothes are learned from at most; the fewest are a hundredth.";
        /// Most steps.
        steps: u64 = 810, Range::int(27, 1_000_000),
            "Most steps", "steps", "How long is learned at most; the shortest is a 27th.";
        /// Deepest network.
        depth: usize = 8, Range::int(1, 24),
            "Deepest", "layers", "Convolutions of the deepest network.";
        /// Decides everything random.
        seed: u64 = 7, Range::int(0, i64::MAX >> 1),
            "Seed", "", "Another seed, other pictures, other first weights and other batches.";
        /// How many seeds, from that one on, the verdict rests on.
        seeds: u64 = 2, Range::int(1, 100),
            "Seeds", "", "The whole grid is done once a seed; figures show the mean. A minute or two each.";
    }
}

impl Lab for WhatChanged {
    fn question(&self) -> &'static str {
        "What changed: data, computers or networks?"
    }

    fn claim(&self) -> &'static str {
        "From the corner of the 1980s (few pictures, few steps, a layer of sigmoids) to that of the 2010s (many, many, \
        a deep network with skips and norm) the error falls at least by half; no change alone does that."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Changed,
            story: "The principles stayed the same. What came was a thousand times more data, a thousand times more \
                 computing, and many layers. Here each is turned by itself: pictures a hundredfold, steps 27-fold, \
                 layers from none to eight.",
            tries: &[
                Try {
                    words: "A tenth of the pictures",
                    settings: &[("pictures", "1000")],
                },
                Try {
                    words: "A third of the steps",
                    settings: &[("steps", "270")],
                },
                Try {
                    words: "Sixteen layers",
                    settings: &[("depth", "16"), ("steps", "270")],
                },
            ],
            sources: &[
                "Krizhevsky, Sutskever and Hinton 2012, doi:10.1145/3065386",
                "He, Zhang, Ren and Sun 2016, doi:10.1007/978-3-319-46493-0_38 (skips)",
                "Ioffe and Szegedy 2015, arXiv:1502.03167 (norm)",
                "Hestness et al. 2017, arXiv:1712.00409 (power laws)",
                "Shapley 1953, doi:10.1515/9781400881970-018 (whose gain)",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            pictures: 2000,
            steps: 108,
            depth: 2,
            seeds: 1,
            ..self.clone()
        })
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        let plan = self.plan();
        desk.show(shown::corners(&plan, BATCH, &Found::default())?);
        let examples = data::load(
            &Fashion::default(),
            desk.shelf(),
            self.seed,
            &Parts::default(),
        )?;
        let held_out = all_of(&*examples, Part::Validation);
        desk.show(shown::pictures(&held_out, examples.classes()));
        Ok(())
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let plan = self.plan();
        let mut found = Found::default();
        desk.show(shown::corners(&plan, BATCH, &found)?);
        let data = Fashion::default();
        let variety = Variety {
            shift: data.shift,
            mirror: data.mirror,
            ..Variety::default()
        };
        let examples = data::load(&data, desk.shelf(), self.seed, &Parts::default())?;
        let [training, judged]: [Labelled; 2] =
            [Part::Training, Part::Validation].map(|part| all_of(&*examples, part));
        drop(examples);
        let pool = Pool {
            training,
            judged,
            variety,
            classes: data.classes().len(),
        };
        // Choosing rates costs about half as much as a seed.
        let choosing = 0.5 / (0.5 + self.seeds as f32);
        let rates = self.rates(&plan, &pool, &desk.part(0.0, choosing))?;
        let rest = desk.part(choosing, 1.0);
        rest.over(self.seed..self.seed + self.seeds, |seed, desk| {
            self.once(seed, (&plan, &pool, &rates), &mut found, desk)?;
            if !desk.stopped() {
                desk.judge(&self.verdict(&plan, &found, seed + 1));
            }
            Ok(())
        })?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        Ok(self.verdict(&plan, &found, self.seed + self.seeds))
    }
}

/// All pictures.
struct Pool {
    training: Labelled,
    judged: Labelled,
    variety: Variety,
    classes: usize,
}

/// The learning rate of each kind of network for each number of steps; one that is not known yet is missing.
type Rates = BTreeMap<(Kind, u64), f32>;

/// How a network learns.
fn lesson<'a>(
    architecture: &'a crate::nn::Architecture,
    run: &Run,
    rate: f32,
    seed: u64,
) -> Lesson<'a> {
    let sigmoids = matches!(run.kind, Kind::Shallow | Kind::Sigmoids);
    Lesson {
        architecture,
        init: if sigmoids { Init::Glorot } else { Init::He },
        optimizer: Box::new(Adam::default()),
        rate,
        batch: BATCH,
        budget: Budget::Steps(run.steps),
        seed,
        looks: 0,
    }
}

/// What a run costs, in any unit: multiply-adds, and what every row of a step costs besides.
fn cost(run: &Run, pool: &Pool) -> f64 {
    let shape = pool.training.pictures.shape;
    let found = network(run.kind, run.depth, shape, pool.classes);
    let each = found.map_or(0, |(_, report)| report.multiply_adds() + 100_000);
    run.steps as f64 * each as f64
}

impl WhatChanged {
    fn plan(&self) -> Plan {
        Plan::new(self.pictures, self.steps, self.depth, LEVELS)
    }

    /// Tries rates for each kind of network and number of steps, at half the depth, with all pictures but those that
    /// are held back to choose by.
    fn rates(&self, plan: &Plan, pool: &Pool, desk: &Desk<'_>) -> Result<Rates, TrainError> {
        let order = shuffled(pool.training.classes.len(), self.seed);
        let order = &order[..plan.most_pictures().min(order.len())];
        let (back, rest) = order.split_at((order.len() / ONE_IN).max(1));
        let [back, rest] = [back, rest].map(|part| taken(&pool.training, part));
        let course = Course::new(rest, back, pool.variety);
        let mut asked = Vec::new();
        for kind in Kind::ALL {
            for &steps in &plan.steps {
                // Only the networks of the grid learn for fewer steps.
                if steps == plan.most_steps() || matches!(kind, Kind::Shallow | Kind::Norm) {
                    asked.push(Run {
                        kind,
                        depth: plan.deepest().div_ceil(2),
                        pictures: plan.most_pictures(),
                        steps,
                    });
                }
            }
        }
        let whole: f64 = asked.iter().map(|run| cost(run, pool)).sum();
        let mut spent = 0.0;
        let mut rates = Rates::new();
        let try_all = |run: &Run| {
            let (architecture, _) = network(run.kind, run.depth, course.shape(), pool.classes)?;
            let lesson = lesson(&architecture, run, 0.0, self.seed);
            choose_rate(&course, &lesson, &RATES, &mut |_| !desk.stopped())
        };
        side_by_side(&asked, desk, try_all, |run, rate| {
            rates.insert((run.kind, run.steps), rate);
            desk.show(shown::rates(plan, &rates));
            spent += cost(run, pool);
            desk.done((spent / whole) as f32);
        })?;
        Ok(rates)
    }

    /// Does all runs with one seed, and shows how it stands from time to time.
    fn once(
        &self,
        seed: u64,
        (plan, pool, rates): (&Plan, &Pool, &Rates),
        found: &mut Found,
        desk: &Desk<'_>,
    ) -> Result<(), TrainError> {
        if desk.stopped() {
            return Ok(());
        }
        let order = shuffled(pool.training.classes.len(), seed);
        let course = |&count: &usize| {
            let some = taken(&pool.training, &order[..count.min(order.len())]);
            (count, Course::new(some, pool.judged.clone(), pool.variety))
        };
        let courses: BTreeMap<usize, Course> = plan.pictures.iter().map(course).collect();
        let runs = plan.runs();
        let whole: f64 = runs.iter().map(|run| cost(run, pool)).sum();
        let mut spent = 0.0;
        let mut shown = Instant::now();
        let work = |run: &Run| {
            let course = &courses[&run.pictures];
            let (architecture, _) = network(run.kind, run.depth, course.shape(), pool.classes)?;
            let rate = rates.get(&(run.kind, run.steps)).copied();
            let lesson = lesson(&architecture, run, rate.unwrap_or(RATES[0]), seed);
            learn(course, &lesson, &mut |_| !desk.stopped(), &mut |_, _| {})
        };
        side_by_side(&runs, desk, work, |run, end| {
            found.put(*run, seed, 1.0 - end.right);
            spent += cost(run, pool);
            desk.done((spent / whole) as f32);
            if shown.elapsed() > PATIENCE {
                shown::all(plan, found)
                    .into_iter()
                    .for_each(|figure| desk.show(figure));
                shown = Instant::now();
            }
        })?;
        desk.show(shown::corners(plan, BATCH, found)?);
        shown::all(plan, found)
            .into_iter()
            .for_each(|figure| desk.show(figure));
        Ok(())
    }

    /// What became of the claim with the seeds before `end`.
    fn verdict(&self, plan: &Plan, found: &Found, end: u64) -> Verdict {
        let mut numbers = Vec::new();
        let (mut so, mut all) = (0, 0);
        for seed in self.seed..end {
            let Some(cube) = Cube::of(plan, |run| found.of(run, seed)) else {
                continue;
            };
            all += 1;
            let half = 0.5 * cube.first();
            so += usize::from(cube.last() <= half && (0..3).all(|at| cube.alone(at) > half));
            let mut tell = |what: &str, wrong: f64| {
                numbers.push((format!("seed {seed}, {what}, % wrong"), 100.0 * wrong));
            };
            tell("1980s", cube.first());
            for (at, name) in shown::CHANGES.iter().enumerate() {
                tell(&format!("{name} alone"), cube.alone(at));
            }
            tell("2010s", cube.last());
        }
        let mut words = format!("so it was with {so} of {}.", counted(all, "seed", "seeds"));
        if let Some(cube) = Cube::of(plan, |run| found.mean(run)) {
            let [first, last] = [cube.first(), cube.last()].map(|wrong| 100.0 * wrong);
            let gain = first - last;
            words += &format!(" From {first:.1} to {last:.1} % wrong: ");
            words += match gain > 0.0 {
                true => "of that gain",
                false => "nothing was gained, so no change has a share of it",
            };
            for ((at, name), part) in shown::CHANGES.iter().enumerate().zip(cube.parts()) {
                let comma = ["", ",", " and"][at];
                if gain > 0.0 {
                    let share = 10_000.0 * part / gain;
                    let told = Numbers::Decimals(0).write(share);
                    words += &format!("{comma} {told} % came from the {name}");
                    words += &format!(" (alone: {:.1} % wrong)", 100.0 * cube.alone(at));
                    numbers.push((format!("of the gain from the {name}, %"), share));
                }
            }
            words += ".";
        }
        let mut laws = Vec::new();
        for (deep, name) in [(false, "sigmoids"), (true, "deep network")] {
            if let Some(law) = shown::law(plan, found, deep) {
                laws.push(format!("{} ({name})", law.words()));
                numbers.push((format!("{name}, exponent b"), law.b));
                let within = law.within.unwrap_or(f64::NAN);
                numbers.push((format!("{name}, half the 95 % interval of b"), within));
            }
        }
        if !laws.is_empty() {
            words += &format!(
                " Errors fall with the data as n^−b, b = {}.",
                laws.join(", ")
            );
        }
        let verdict = Verdict::over_seeds(so, all, words.replace(" -", " −"), numbers);
        match plan.deepest() < DEEP {
            true => verdict.left_open("The claim is about a deep network: of four layers or more."),
            false => verdict,
        }
    }
}

#[cfg(test)]
mod tests;

//! The deep network of 2012 beside the sigmoids of the 1980s: the same pictures, as many parameters, the same
//! optimizer, and a learning rate for each that is chosen alike. What differs is how the parameters are laid out.
//!
//! Sources: Krizhevsky, Sutskever and Hinton 2012, doi:10.1145/3065386; Rumelhart, Hinton and Williams 1986,
//! doi:10.1038/323533a0.

mod begin;
mod matter;
mod nets;
mod rights;
mod school;
mod shown;

use std::sync::{Mutex, PoisonError};

use super::lesson::{Budget, Course, Look, Plan, all_of, learn, shuffled, side_by_side, taken};
use super::{Act, Desk, Lab, Telling, Truth, Try, Verdict};
use crate::data::{Labelled, Part};
use crate::figure::{counted, signed};
use crate::math::welch::mean_and_deviation;
use crate::nn::init::Init;
use crate::nn::optimizer::Adam;
use crate::setting::Kind;
use crate::train::TrainError;
use matter::Matter;
use nets::Net;
use rights::{Rights, halfway};
use school::{School, Tried};

/// The claim: on clothes the deep network has at least so many per cent more of the held-out pictures right.
const MORE: f64 = 3.0;
/// How the first weights of the two networks are drawn.
const INITS: [Init; 2] = [Init::He, Init::Glorot];
/// Learning rates that both networks try.
const RATES: [f32; 5] = [0.001, 0.002, 0.004, 0.008, 0.016];
/// The part of the budget that each rate is tried for.
const TRIED: f64 = 0.25;
/// How often a network is judged while it learns.
const LOOKS: u32 = 16;

crate::choices! {
    /// What both networks get the same of.
    pub enum Equal {
        /// Steps.
        Steps => "steps", "The same steps";
        /// Seconds of this machine.
        Seconds => "seconds", "The same seconds";
    }
}

crate::adjustable! {
    /// Compares a deep convolutional network with a layer of sigmoids of the same number of parameters.
    #[derive(Clone, Debug, PartialEq)]
    pub struct DeepNet: "deep-net", "Deep net",
        "The network of 2012, made small, against a hidden layer of sigmoids with as many parameters." {
        /// What is equal.
        equal: Equal = Equal::Steps, Kind::Choice(Equal::CHOICES),
            "Both learn for", "", "A step of the deep network takes many times as long: equal seconds give the \
            sigmoids many more steps.";
        /// Steps, where those are equal.
        steps: u64 = 3000, Kind::int(10, 1_000_000),
            "Steps", "steps", "How long each learns where steps are equal. \
            Photographs get a quarter.";
        /// Seconds, where those are equal.
        seconds: f32 = 20.0, Kind::log(0.5, 36_000.0),
            "Seconds", "s", "How long each learns where seconds are equal, judging left out.";
        /// How many pictures of clothes are learned from.
        training: usize = 10_000, Kind::int(100, 10_000),
            "Pictures of clothes", "", "How many pictures of clothes both learn from; 10,000 are all there are.";
        /// First filters.
        width: usize = 12, Kind::int(8, 48),
            "First filters", "", "Filters of the first convolution; the other layers keep their proportions to it. \
            The network of 2012 had 96.";
        /// Share of the units of dense layers that is left out.
        dropout: f32 = 0.0, Kind::float(0.0, 0.9),
            "Dropout", "", "Share of the units before dense layers that each step leaves out; 0.5 in 2012, for \
            weeks of learning. In minutes it costs more than it gives.";
        /// Whether photographs are told apart, too.
        photos: bool = true, Kind::Flag,
            "Photographs, too", "", "The same again with five kinds of photographs, of which there are only 137.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1),
            "Seed", "", "Another seed, other first weights and other batches.";
        /// How many seeds, from that one on, the verdict rests on.
        seeds: u64 = 2, Kind::int(1, 100),
            "Seeds", "", "Everything is done once a seed; figures show the first, the verdict rests on all.";
    }
}

/// What is shown of the first seed, for each kind of pictures.
#[derive(Default)]
struct Progress {
    looks: [Vec<Look>; 2],
    filters: Vec<shown::Filters>,
}

impl Lab for DeepNet {
    fn question(&self) -> &'static str {
        "What was new in the deep network of 2012?"
    }

    fn claim(&self) -> &'static str {
        "With the same pictures, as many parameters and as much learning, a deep network has at least 3 % more of the \
        held-out clothes right than a layer of sigmoids."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Changed,
            story: "The turning point is a paper of 2012: a deep convolutional network and a million \
                 photographs. Here it is small, and a network of the 1980s gets as many knobs. What differs is how \
                 they are laid out: in eight layers, each filter used at every pixel.",
            tries: &[
                Try {
                    words: "The same seconds instead of the same steps",
                    settings: &[("equal", "seconds")],
                },
                Try {
                    words: "A twentieth of the pictures",
                    settings: &[("training", "500")],
                },
                Try {
                    words: "With dropout, as in 2012",
                    settings: &[("dropout", "0.5"), ("photos", "false")],
                },
            ],
            sources: &[
                "Krizhevsky, Sutskever and Hinton 2012, doi:10.1145/3065386",
                "Rumelhart, Hinton and Williams 1986, doi:10.1038/323533a0",
                "Xiao, Rasul and Vollgraf 2017, arXiv:1708.07747 (clothes)",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            steps: 120,
            training: 2000,
            width: 8,
            photos: false,
            seeds: 1,
            ..self.clone()
        })
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let mut schools = Vec::new();
        for matter in self.matters() {
            if desk.stopped() {
                return Ok(Verdict::stopped());
            }
            schools.push(self.school(matter, desk)?);
        }
        // Five rates for a quarter of the time, then once a seed.
        let choosing = RATES.len() as f64 * TRIED;
        let choosing = (choosing / (choosing + self.seeds as f64)) as f32;
        self.choose(&mut schools, &desk.part(0.0, choosing))?;
        let rest = desk.part(choosing, 1.0);
        let mut found: Vec<Vec<Rights>> = Vec::new();
        rest.over(self.seed..self.seed + self.seeds, |seed, desk| {
            let rights = self.once(seed, &schools, desk)?;
            if !desk.stopped() {
                found.push(rights);
                desk.judge(&self.verdict(&schools, &found));
                if self.seeds > 1 {
                    desk.show(shown::seeds(&schools, self.seed, &found));
                }
            }
            Ok(())
        })?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        Ok(self.verdict(&schools, &found))
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        for matter in self.matters() {
            self.begin(matter, desk)?;
        }
        Ok(())
    }
}

/// What a network's part of the work is, in any unit.
fn cost(budget: Budget, net: &Net) -> f64 {
    match budget {
        Budget::Steps(steps) => steps as f64 * (net.report.multiply_adds() + 100_000) as f64,
        Budget::Seconds(seconds) => seconds,
    }
}

impl DeepNet {
    /// What is told apart.
    fn matters(&self) -> Vec<Matter> {
        let photographs = self.photos.then_some(Matter::Photographs);
        [Matter::Clothes].into_iter().chain(photographs).collect()
    }

    fn budget(&self, matter: Matter) -> Budget {
        let whole = match self.equal {
            Equal::Steps => Budget::Steps(self.steps),
            Equal::Seconds => Budget::Seconds(f64::from(self.seconds)),
        };
        whole.part(matter.budget())
    }

    /// How network number `at` learns.
    fn plan<'a>(&self, school: &'a School, at: usize, rate: f32, seed: u64) -> Plan<'a> {
        Plan {
            architecture: &school.nets[at].architecture,
            init: INITS[at],
            optimizer: Box::new(Adam::default()),
            rate,
            batch: 64,
            budget: self.budget(school.matter),
            seed,
            looks: LOOKS,
        }
    }

    /// Gets pictures and networks ready.
    fn school(&self, matter: Matter, desk: &Desk<'_>) -> Result<School, TrainError> {
        let (nets, examples) = self.begin(matter, desk)?;
        let (_, variety) = matter.data(self.training);
        let [training, judged]: [Labelled; 2] =
            [Part::Training, Part::Validation].map(|part| all_of(&*examples, part));
        drop(examples);
        let count = training.classes.len();
        let order = shuffled(count, self.seed);
        let (back, rest) = order.split_at((count / matter.one_in()).max(1));
        let counts = [count, judged.classes.len(), back.len()];
        let school = School {
            matter,
            nets,
            trial: Course::new(taken(&training, rest), taken(&training, back), variety),
            course: Course::new(training, judged, variety),
            tried: Tried::default(),
            counts,
        };
        // What is yet to come stands in its place from the beginning.
        let [steps, _] = shown::curves(&school, &school.tried, &Default::default());
        desk.show(steps);
        Ok(school)
    }

    /// Tries all learning rates with both networks.
    fn choose(&self, schools: &mut [School], desk: &Desk<'_>) -> Result<(), TrainError> {
        let mut jobs = Vec::new();
        for at in 0..schools.len() {
            for net in [1, 0] {
                jobs.extend((0..RATES.len()).map(|rate| (at, net, rate)));
            }
        }
        let price = |&(at, net, _): &(usize, usize, usize)| {
            let school = &schools[at];
            cost(self.budget(school.matter), &school.nets[net])
        };
        let prices: Vec<f64> = jobs.iter().map(price).collect();
        let whole: f64 = prices.iter().sum();
        let mut spent = 0.0;
        let mut tried: Vec<Tried> = schools.iter().map(|school| school.tried).collect();
        let work = |&(at, net, rate): &(usize, usize, usize)| {
            let mut plan = self.plan(&schools[at], net, RATES[rate], self.seed);
            plan.budget = plan.budget.part(TRIED);
            plan.looks = 0;
            let mut go_on = |_| !desk.stopped();
            learn(&schools[at].trial, &plan, &mut go_on, &mut |_, _| {})
        };
        side_by_side(&jobs, desk, work, |job, end| {
            let (at, net, rate) = *job;
            tried[at][net][rate] = Some(end);
            let [steps, _] = shown::curves(&schools[at], &tried[at], &Default::default());
            desk.show(steps);
            desk.show(shown::rates(&schools[at], &tried[at]));
            spent += price(job);
            desk.done((spent / whole) as f32);
        })?;
        for (school, tried) in schools.iter_mut().zip(tried) {
            school.tried = tried;
        }
        Ok(())
    }

    /// Teaches both networks, on each kind of pictures, with one seed; the shares of held-out pictures that they have
    /// right in the end. Figures show the first seed.
    fn once(
        &self,
        seed: u64,
        schools: &[School],
        desk: &Desk<'_>,
    ) -> Result<Vec<Rights>, TrainError> {
        let mut jobs = Vec::new();
        for at in 0..schools.len() {
            jobs.extend([(at, 1), (at, 0)]);
        }
        let price = |&(at, net): &(usize, usize)| {
            let school = &schools[at];
            cost(self.budget(school.matter), &school.nets[net])
        };
        let whole: f64 = jobs.iter().map(price).sum();
        // What of each job is done.
        let shares = Mutex::new(vec![0.0; jobs.len()]);
        let progress: Vec<_> = schools
            .iter()
            .map(|_| Mutex::new(Progress::default()))
            .collect();
        let mut rights = vec![Rights::default(); schools.len()];
        let work = |job: &(usize, usize)| {
            let (school, net) = (&schools[job.0], job.1);
            let plan = self.plan(school, net, school.rates()[net], seed);
            let number = jobs.iter().position(|one| one == job).unwrap_or_default();
            let mut go_on = |share: f32| {
                let mut shares = shares.lock().unwrap_or_else(PoisonError::into_inner);
                shares[number] = f64::from(share) * price(job) / whole;
                desk.done(shares.iter().sum::<f64>() as f32);
                !desk.stopped()
            };
            let mut looks = Vec::new();
            let end = learn(&school.course, &plan, &mut go_on, &mut |look, network| {
                looks.push(look);
                if seed != self.seed {
                    return;
                }
                let mut progress = progress[job.0]
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                progress.looks[net].push(look);
                if net == 0 && progress.looks[0].len() % 2 == 1 {
                    progress
                        .filters
                        .push(shown::Filters::of(look.step, network));
                    desk.show(shown::filters(school.matter.name(), &progress.filters));
                }
                for figure in shown::curves(school, &school.tried, &progress.looks) {
                    desk.show(figure);
                }
                let (name, rates) = (school.matter.name(), Some(school.rates()));
                desk.show(shown::nets(name, &school.nets, rates, &progress.looks));
            })?;
            Ok(end.map(|end| (end.right, halfway(&looks, plan.budget))))
        };
        side_by_side(&jobs, desk, work, |&(at, net), (end, halfway)| {
            rights[at].ends[net] = end;
            if net == 0 {
                rights[at].halfway = halfway;
            }
        })?;
        Ok(rights)
    }

    /// What became of the claim; `found` has for each seed what came of each kind of pictures.
    fn verdict(&self, schools: &[School], found: &[Vec<Rights>]) -> Verdict {
        let mut numbers = Vec::new();
        for (rights, seed) in found.iter().zip(self.seed..) {
            for (school, rights) in schools.iter().zip(rights) {
                let what = school.matter.name().to_lowercase();
                for (net, right) in school.nets.iter().zip(rights.ends) {
                    let name = format!("seed {seed}, {what}, {}, % right", net.name);
                    numbers.push((name, 100.0 * right));
                }
            }
        }
        let so = found.iter().filter(|rights| rights[0].gain() >= MORE);
        let so = so.count();
        let seeds = counted(found.len(), "seed", "seeds");
        let mut words = format!("so it was with {so} of {seeds}.");
        for (at, school) in schools.iter().enumerate() {
            let mean = |of: &dyn Fn(&Rights) -> f64| {
                let values: Vec<_> = found.iter().map(|rights| of(&rights[at])).collect();
                mean_and_deviation(&values).0
            };
            let [deep, sigmoid] = [0, 1].map(|net| 100.0 * mean(&|rights| rights.ends[net]));
            let (name, gain) = (school.matter.name(), mean(&Rights::gain));
            let by = signed(gain, 1);
            words += &format!(" {name}: {deep:.1} % right against {sigmoid:.1} %, {by}.");
            numbers.push((format!("{}, mean gain, %", name.to_lowercase()), gain));
        }
        let verdict = Verdict::over_seeds(so, found.len(), words, numbers);
        match found.iter().find_map(|rights| rights[0].rising()) {
            Some(why) if verdict.truth == Truth::Fails => verdict.left_open(why),
            _ => verdict,
        }
    }
}

#[cfg(test)]
mod tests;

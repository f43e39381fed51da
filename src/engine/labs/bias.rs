//! Bias: what a rule learned from unfair decisions does, and what is left when it may not see the group any more.
//!
//! Groups are of equal merit; one was put back in the decisions that are learned from. A proxy, a number that goes with
//! the group, tells the rule what it may not see. Sources: Kamiran and Calders 2012, doi:10.1007/s10115-011-0463-8
//! (reweighing); Pedreschi, Ruggieri and Turini 2008, doi:10.1145/1401890.1401959.

mod people;
mod shown;
#[cfg(test)]
mod tests;

use super::{Act, Desk, Lab, Telling, Try, Verdict};
use crate::setting::Kind;
use crate::train::TrainError;
use people::{Treated, Weighing};

/// People who are judged by a rule.
const JUDGED: usize = 20_000;
/// Correlations of the curve.
const RHOS: [f64; 9] = [0.0, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95];
/// The claim: what survives of the gap in scores lies so near to ρ²;
const NEAR: f64 = 0.05;
/// weighing the groups equally moves the gap in decisions by at most so much.
const STILL: f64 = 0.02;

/// A rule, as it is named and learned.
struct Way {
    name: &'static str,
    with_group: bool,
    weighing: Weighing,
}

/// What is compared.
const WAYS: [Way; 4] = [
    Way {
        name: "sees the group",
        with_group: true,
        weighing: Weighing::Alike,
    },
    Way {
        name: "group left out",
        with_group: false,
        weighing: Weighing::Alike,
    },
    Way {
        name: "and groups weighed equally",
        with_group: false,
        weighing: Weighing::Groups,
    },
    Way {
        name: "and reweighed",
        with_group: false,
        weighing: Weighing::Reweighed,
    },
];

crate::adjustable! {
    /// A rule that learns from unfair decisions.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Bias: "bias", "Bias by proxy",
        "A rule learns from unfair decisions; the group is hidden from it, and a proxy tells it all the same." {
        /// Correlation of a proxy with the group.
        rho: f32 = 0.8, Kind::float(0.0, 0.99),
            "Proxy", "ρ", "How closely each proxy goes with the group: 0 not at all, 0.8 as a postcode may.";
        /// How many proxies.
        proxies: usize = 1, Kind::int(1, 20), "Proxies", "", "How many such numbers are known of each person.";
        /// Share of the group.
        share: f32 = 50.0, Kind::float(2.0, 98.0),
            "Share of the group", "%", "How many people are of the group that was put back.";
        /// How much it was put back.
        prejudice: f32 = 1.5, Kind::float(0.0, 5.0),
            "Prejudice", "", "How much merit a member of the group had to have more for the same decision.";
        /// People to learn from.
        count: usize = 5000, Kind::int(200, 50_000), "People", "", "How many decisions are learned from.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1), "Seed", "", "Another seed, other people.";
        /// How many seeds.
        seeds: u64 = 5, Kind::int(1, 100), "Seeds", "", "Everything is done once a seed; all rests on all of them.";
    }
}

/// What came of one seed.
struct Found {
    /// The gap in what was decided.
    decided: f64,
    /// Each way.
    ways: Vec<Treated>,
    /// For each ρ of the curve: what survives of the gap in decisions, and in scores.
    survives: Vec<[f64; 2]>,
}

impl Lab for Bias {
    fn question(&self) -> &'static str {
        "Is a rule fair when it may not see the group?"
    }

    fn claim(&self) -> &'static str {
        "With the group left out, the share ρ² of the gap in scores survives through one proxy (to 0.05); weighing \
        the groups equally does not change it where they are equally large, reweighing more than halves it."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Challenges,
            story: "A network that helps to choose among applicants learns from old decisions, and their unfairness \
                with them. Leave the attribute out, and it finds it again: the postcode, the hobby, the school go \
                with it. What survives can be counted, and so can what repairs do.",
            tries: &[
                Try {
                    words: "Five weak proxies instead of a strong one",
                    settings: &[("rho", "0.5"), ("proxies", "5")],
                },
                Try {
                    words: "A small group: the obvious repair does harm",
                    settings: &[("share", "10")],
                },
                Try {
                    words: "Hardly a trace of the group",
                    settings: &[("rho", "0.2")],
                },
            ],
            sources: &[
                "Pedreschi, Ruggieri and Turini 2008, doi:10.1145/1401890.1401959",
                "Kamiran and Calders 2012, doi:10.1007/s10115-011-0463-8",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            seeds: 2,
            ..self.clone()
        })
    }

    fn live(&self, key: &str) -> bool {
        matches!(key, "rho" | "proxies" | "share" | "prejudice")
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let mut all: Vec<Found> = Vec::new();
        desk.over(self.seed..self.seed + self.seeds, |seed, desk| {
            let Some(found) = self.once(seed, desk) else {
                return Ok(());
            };
            all.push(found);
            for figure in shown::figures(self, &all) {
                desk.show(figure);
            }
            desk.judge(&self.verdict(&all));
            Ok(())
        })?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        Ok(self.verdict(&all))
    }
}

impl Bias {
    /// One seed; `None` when it is stopped.
    fn once(&self, seed: u64, desk: &Desk<'_>) -> Option<Found> {
        let treated = |rho: f64, ways: &[Way]| {
            let people = self.people(self.count, rho, seed, 0);
            let others = self.people(JUDGED, rho, seed, 1);
            let one = |way: &Way| others.treated(&people.learn(way.with_group, way.weighing));
            (
                others.decided_gap(),
                ways.iter().map(one).collect::<Vec<_>>(),
            )
        };
        let (decided, ways) = treated(f64::from(self.rho), &WAYS);
        let mut survives = Vec::new();
        for (at, rho) in RHOS.iter().enumerate() {
            if desk.stopped() {
                return None;
            }
            survives.push(survived(&treated(*rho, &WAYS[..2]).1));
            desk.done((at + 1) as f32 / RHOS.len() as f32);
        }
        Some(Found {
            decided,
            ways,
            survives,
        })
    }

    /// What the proxies know of the group: R², the share of its variance that they explain.
    fn known(&self) -> f64 {
        known(f64::from(self.rho), self.proxies)
    }

    fn verdict(&self, all: &[Found]) -> Verdict {
        let known = self.known();
        let right = |found: &&Found| {
            let [_, scores] = survived(&found.ways);
            let gap = |at: usize| found.ways[at].gap;
            (scores - known).abs() <= NEAR
                && (gap(2) - gap(1)).abs() <= STILL
                && gap(3) <= 0.5 * gap(1)
        };
        let count = all.iter().filter(right).count();
        let mean =
            |of: &dyn Fn(&Found) -> f64| all.iter().map(of).sum::<f64>() / all.len().max(1) as f64;
        let mut numbers = Vec::new();
        for (found, seed) in all.iter().zip(self.seed..) {
            numbers.push((
                format!("gap in what was decided, seed {seed}"),
                found.decided,
            ));
            for (way, treated) in WAYS.iter().zip(&found.ways) {
                numbers.push((format!("gap, {}, seed {seed}", way.name), treated.gap));
            }
            let [decisions, scores] = survived(&found.ways);
            numbers.push((
                format!("gap in decisions that survives, seed {seed}, %"),
                100.0 * decisions,
            ));
            numbers.push((
                format!("gap in scores that survives, seed {seed}, %"),
                100.0 * scores,
            ));
        }
        let words = format!(
            "so it was with {count} of {} seeds. Of the gap in scores {:.0} % survive where the proxies know {:.0} \
             % of the group; of that in decisions {:.0} %. It is {:.3} with the group left out, {:.3} with the \
             groups weighed equally, {:.3} reweighed.",
            all.len(),
            100.0 * mean(&|found| survived(&found.ways)[1]),
            100.0 * known,
            100.0 * mean(&|found| survived(&found.ways)[0]),
            mean(&|found| found.ways[1].gap),
            mean(&|found| found.ways[2].gap),
            mean(&|found| found.ways[3].gap),
        );
        let verdict = Verdict::over_seeds(count, all.len(), words, numbers);
        let usual = Self::default();
        if self.prejudice < 0.5 {
            return verdict
                .left_open("Without prejudice in the decisions there is hardly a gap to be kept.");
        }
        match self.share == usual.share && self.proxies == usual.proxies {
            true => verdict,
            false => verdict.left_open("The claim is about one proxy and equally large groups."),
        }
    }
}

/// What survives of the gap in decisions, and in scores, when the group is left out.
fn survived(ways: &[Treated]) -> [f64; 2] {
    let [with, without] = [&ways[0], &ways[1]];
    [without.gap / with.gap, without.score_gap / with.score_gap]
}

/// R² of the group on so many proxies, independent but for the group.
fn known(rho: f64, proxies: usize) -> f64 {
    let (square, count) = (rho * rho, proxies as f64);
    count * square / (1.0 + (count - 1.0) * square)
}

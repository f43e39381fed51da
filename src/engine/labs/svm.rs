//! Support vector machines beside a network: the competition for which neural networks were left in the 1990s.
//!
//! A machine finds the border with the widest margin, by a problem that has one solution and no first weights; with a
//! kernel it does so in a space of very many dimensions. Source: Cortes and Vapnik 1995, doi:10.1007/BF00994018; the
//! solver is [`crate::math::svm`]'s.

mod halves;
mod matter;
mod own;
mod plane;
mod rivals;
mod shown;

use super::{Act, Desk, Lab, Poke, Telling, Truth, Try, Verdict};
use crate::data::SmallDigits;
use crate::figure::counted;
use crate::setting::Kind;
use crate::train::TrainError;
use matter::Matter;
use rivals::{Learned, Outcome, Rival};
use shown::{Found, curves, examples, splits, table};

/// Amounts of data: shares of the most.
const SHARES: [f64; 5] = [0.01, 0.0316, 0.1, 0.316, 1.0];
/// Examples learned from, at least.
const LEAST: usize = 10;
/// The claim is about so many examples and more.
const FROM: usize = 100;
/// How far a network may be ahead for the claim to hold, in per cent.
const LEVEL: f64 = 0.5;

crate::choices! {
    /// What is told apart.
    pub enum Show {
        /// Ten handwritten digits.
        Digits => "digits", "Digits";
        /// Ten digits of 8×8 pixels, split in two ways.
        Small => "digits-8", "Digits 8×8: two splits";
        /// Ten kinds of clothing.
        Fashion => "fashion", "Fashion";
        /// Points: a disc in a ring.
        Circle => "circle", "Points: circle";
        /// Points: opposite quadrants.
        Xor => "xor", "Points: XOR";
        /// Points: two clouds.
        Gaussians => "gaussians", "Points: Gaussians";
        /// Points: two arms of a spiral.
        Spiral => "spiral", "Points: spiral";
        /// Points that a person has placed.
        Own => "own", "Points of your own";
    }
}

impl Show {
    /// Whether it can be looked at in the plane.
    fn on_plane(self) -> bool {
        !matches!(self, Self::Digits | Self::Small | Self::Fashion)
    }
}

crate::choices! {
    /// The network.
    pub enum Network {
        /// One hidden layer, as before 1995.
        Hidden => "hidden", "One hidden layer";
        /// More layers; for pictures, convolutions.
        Layers => "layers", "Convolutions (points: two layers)";
    }
}

crate::adjustable! {
    /// Two machines and a network over amounts of data.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Svm: "svm", "Support vector machines",
        "The widest margin, straight or with a radial kernel, beside a network: right answers, time and support \
         vectors over amounts of data." {
        /// What is told apart.
        show: Show = Show::Digits, Kind::Choice(Show::CHOICES),
            "Examples", "", "Digits and clothing in ten classes, or points of two; points are also shown in the plane.";
        /// The most examples that are learned from.
        count: usize = 3000, Kind::int(20, 10_000),
            "Most examples", "", "The most to learn from; a hundredth, a thirtieth … of them are tried too.";
        /// Displacement of points.
        noise: f32 = 0.5, Kind::float(0.0, 3.0),
            "Noise", "", "How far points are displaced at random; they reach from −5 to 5. Pictures stay as they are.";
        /// The points that a person has placed.
        own: String = String::new(), Kind::Marks,
            "Own points", "points", "What is told apart as points of your own: place, drag and remove them on a map.";
        /// C.
        most_weight: f32 = 10.0, Kind::log(0.001, 100_000.0),
            "C", "", "How much one example may weigh: large forbids errors, small widens the margin; usual: 1 to 100.";
        /// γ as a multiple of the usual one.
        gamma: f32 = 1.0, Kind::log(0.01, 100.0),
            "Gamma γ", "× usual", "How narrow the radial kernel is; the usual γ is 1 / (numbers × variance).";
        /// Most steps of a pair.
        most_steps: u64 = 200_000, Kind::int(1, 10_000_000),
            "Most steps", "", "A pair of classes that is not solved by then ends unsolved, and the table says so.";
        /// The network.
        network: Network = Network::Hidden, Kind::Choice(Network::CHOICES),
            "Network", "", "One hidden layer was the rival of the 1990s.";
        /// Hidden units.
        hidden: usize = 100, Kind::int(1, 1000), "Hidden units", "", "Units of the network's hidden layer.";
        /// Decides everything random.
        seed: u64 = 0, Kind::int(0, i64::MAX >> 1), "Seed", "", "Another seed, other examples and first weights.";
        /// How many seeds, from that one on, the verdict rests on.
        seeds: u64 = 3, Kind::int(1, 100),
            "Seeds", "", "Everything is done once a seed; curves show all, the plane shows the first.";
    }
}

impl Lab for Svm {
    fn question(&self) -> &'static str {
        "What beat neural networks in the 1990s?"
    }

    fn claim(&self) -> &'static str {
        "From a hundred examples on the radial machine has as many new ones right as a network with one hidden layer \
        (within 0.5 %) or more, and with the most examples more than a straight border."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Neurons,
            story: "The rival had mathematical elegance: of all borders take the one with the widest margin. One \
                 solution, no first weights, no rate to be tuned; only the support vectors matter. It was hard to \
                 beat, until there were more data and more layers.",
            tries: &[
                Try {
                    words: "The margin of a spiral, step by step",
                    settings: &[
                        ("show", "spiral"),
                        ("count", "500"),
                        ("noise", "0.2"),
                        ("gamma", "8"),
                    ],
                },
                Try {
                    words: "More layers: convolutions",
                    settings: &[("show", "digits"), ("network", "layers"), ("seeds", "1")],
                },
                Try {
                    words: "Who wrote the digits: two ways to split",
                    settings: &[("show", "digits-8"), ("most_weight", "1"), ("seeds", "5")],
                },
            ],
            sources: &[
                "Cortes and Vapnik 1995, doi:10.1007/BF00994018",
                "Fan, Chen and Lin 2005, Journal of Machine Learning Research 6 (the solver)",
                "Chang and Lin 2011, doi:10.1145/1961189.1961199 (LIBSVM)",
                "LeCun et al. 1998, doi:10.1109/5.726791 (digits)",
                "Alpaydin and Kaynak 1998, doi:10.24432/C50P49 (digits of 8×8 pixels)",
                "Xiao, Rasul and Vollgraf 2017, arXiv:1708.07747 (fashion)",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            count: 400,
            seeds: 1,
            ..self.clone()
        })
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        if self.show == Show::Own {
            return self.part_own(desk);
        }
        let mut found = Vec::new();
        let sizes = self.sizes();
        desk.over(self.seed..self.seed + self.seeds, |seed, desk| {
            let matter = self.matter(seed, desk.shelf())?;
            if seed == self.seed {
                self.begin(&matter, desk);
            }
            self.once(seed, &matter, &sizes, &mut found, desk)
        })?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        Ok(self.verdict(&found, &sizes))
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        if self.show != Show::Own {
            self.begin(&self.matter(self.seed, desk.shelf())?, desk);
        }
        Ok(())
    }

    fn poked(&mut self, poke: &Poke) -> bool {
        self.take_up(poke)
    }

    /// Own points are few, and all rivals are done with them within a moment.
    fn live(&self, _key: &str) -> bool {
        self.show == Show::Own
    }
}

impl Svm {
    /// What can be seen at once: some pictures, or the machines over the plane.
    fn begin(&self, matter: &Matter, desk: &Desk<'_>) {
        if !self.show.on_plane() {
            desk.show(examples(&matter.training, &matter.classes));
            return;
        }
        for rival in [Rival::Radial, Rival::Linear] {
            plane::solved(self, rival, &matter.training, desk);
        }
    }

    /// The amounts of data, from few to many.
    fn sizes(&self) -> Vec<usize> {
        let most = match self.show {
            Show::Small => self.count.min(SmallDigits::MOST),
            _ => self.count,
        };
        let size = |share: f64| ((most as f64 * share).round() as usize).max(LEAST);
        let mut sizes: Vec<usize> = SHARES.map(size).to_vec();
        sizes.dedup();
        sizes
    }

    /// All rivals with all amounts of data, with one seed.
    fn once(
        &self,
        seed: u64,
        matter: &Matter,
        sizes: &[usize],
        found: &mut Vec<Found>,
        desk: &Desk<'_>,
    ) -> Result<(), TrainError> {
        let most = sizes.last().copied().unwrap_or(LEAST);
        // Time goes about as the amount of data.
        let whole: usize = sizes.iter().sum();
        let mut done = 0;
        for size in sizes {
            let lot = matter.training.first(*size);
            for (at, rival) in Rival::ALL.into_iter().enumerate() {
                let before = (done as f32 + *size as f32 * at as f32 / 3.0) / whole as f32;
                desk.done(before);
                let classes = matter.classes.len();
                let learned = self.learn(rival, &lot, classes, seed, desk)?;
                let Some((mut learned, mut outcome)) = learned else {
                    return Ok(());
                };
                judge(&mut learned, &mut outcome, matter, &lot, *size == most);
                if let Some(mixed) = &matter.mixed {
                    let lot = mixed.training.first(*size);
                    let other = self.learn(rival, &lot, classes, seed, desk)?;
                    let Some((mut other, _)) = other else {
                        return Ok(());
                    };
                    halves::judge(mixed, &mut other, &mut outcome);
                }
                if rival == Rival::Network
                    && *size == most
                    && seed == self.seed
                    && self.show.on_plane()
                {
                    desk.show(plane::network(&mut learned, &lot));
                }
                found.push(Found {
                    seed,
                    size: *size,
                    rival,
                    outcome,
                });
                if matter.mixed.is_some() {
                    desk.show(halves::table(found));
                    desk.show(halves::curve(found, sizes));
                }
                let figures = curves(found, sizes);
                figures.into_iter().for_each(|figure| desk.show(figure));
            }
            done += size;
        }
        desk.show(table(found, most));
        if !self.show.on_plane() && matter.mixed.is_none() && !matter.kept.classes.is_empty() {
            let hands = match self.show {
                Show::Digits => "by other writers",
                _ => "the collection's own test pictures",
            };
            desk.show(splits(found, most, hands));
        }
        Ok(())
    }

    fn verdict(&self, found: &[Found], sizes: &[usize]) -> Verdict {
        let most = sizes.last().copied().unwrap_or(LEAST);
        let right = |seed: u64, rival: Rival, size: usize| {
            let same = |one: &&Found| one.seed == seed && one.rival == rival && one.size == size;
            let one = found.iter().find(same);
            one.map_or(f64::NAN, |one| 100.0 * one.outcome.right[0])
        };
        let mut numbers = Vec::new();
        let mut so = 0;
        for seed in self.seed..self.seed + self.seeds {
            let of = |rival, size| right(seed, rival, size);
            let level =
                |size: &usize| of(Rival::Radial, *size) >= of(Rival::Network, *size) - LEVEL;
            let ahead = of(Rival::Radial, most) > of(Rival::Linear, most);
            let large = sizes.iter().filter(|size| **size >= FROM);
            so += usize::from(large.into_iter().all(level) && ahead);
            for size in sizes {
                for rival in Rival::ALL {
                    let name = format!("seed {seed}, {size} examples: {}, % right", rival.name());
                    numbers.push((name, of(rival, *size)));
                }
            }
        }
        let mean = |rival: Rival, number: fn(&Outcome) -> f64| {
            let own = found.iter();
            let own = own.filter(|one| one.rival == rival && one.size == most);
            let own: Vec<f64> = own.map(|one| number(&one.outcome)).collect();
            own.iter().sum::<f64>() / own.len().max(1) as f64
        };
        for rival in Rival::ALL {
            let name = format!("{most} examples: {}, s to learn", rival.name());
            numbers.push((name, mean(rival, |one| one.seconds)));
        }
        for rival in [Rival::Linear, Rival::Radial] {
            let name = format!("{most} examples: {}, support vectors", rival.name());
            numbers.push((name, mean(rival, |one| one.vectors.unwrap_or(0) as f64)));
        }
        let [linear, radial, network] =
            Rival::ALL.map(|rival| 100.0 * mean(rival, |one| one.right[0]));
        let scores = format!(
            "with {most} examples the radial machine has {radial:.1} % of the new ones right, the network \
             {network:.1} %, the straight border {linear:.1} %.{}",
            self.compared(found, most, &mut numbers)
        );
        if self.network == Network::Layers {
            return Verdict {
                truth: Truth::Open,
                words: format!("the claim is of one hidden layer, this network has more; {scores}"),
                numbers,
            };
        }
        let words = format!(
            "so it was with {so} of {} on {}; {scores}",
            counted(self.seeds as usize, "seed", "seeds"),
            self.show.label().to_lowercase(),
        );
        let mut verdict = Verdict::over_seeds(so, self.seeds as usize, words, numbers);
        if most < FROM {
            verdict = verdict.left_open("The claim is about a hundred examples and more.");
        }
        let [capped, pairs] = unsolved(found, most);
        if capped > 0 {
            verdict = verdict.left_open(&format!(
                "Of {pairs} pairs of classes that are judged {capped} were not solved: allow more steps."
            ));
        }
        verdict
    }
}

/// Pairs that were not solved, and all pairs, of the machines that the claim is judged by: the radial one from a
/// hundred examples on, the straight one with the most.
fn unsolved(found: &[Found], most: usize) -> [usize; 2] {
    let judged = found.iter().filter(|one| match one.rival {
        Rival::Linear => one.size == most,
        Rival::Radial => one.size >= FROM,
        Rival::Network => false,
    });
    judged.fold([0; 2], |[capped, pairs], one| {
        let [own, of] = one.outcome.capped;
        [capped + own, pairs + of]
    })
}

/// How many are right.
fn judge(
    learned: &mut Learned,
    outcome: &mut Outcome,
    matter: &Matter,
    lot: &matter::Lot,
    last: bool,
) {
    outcome.right = [&matter.others, lot].map(|lot| lot.share(&learned.answers(lot)));
    if last && !matter.kept.classes.is_empty() {
        outcome.kept = Some(matter.kept.share(&learned.answers(&matter.kept)));
    }
}

#[cfg(test)]
mod tests;

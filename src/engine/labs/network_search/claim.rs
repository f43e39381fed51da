//! Whether the claim is true, in numbers.

use super::tables::{mean, usual};
use super::ways::Way;
use super::{Found, Search};
use crate::figure::{counted, signed};
use crate::labs::Verdict;

/// The claim, in points: every search's find is better than the one by hand by at least so much,
const BETTER: f64 = 1.0;
/// and no search's is better than another's by more than this.
const WITHIN: f64 = 4.0;

/// The searches.
const SEARCHES: [Way; 3] = [Way::Random, Way::Evolution, Way::Halving];

/// What one seed says, in points: how much more each search's find has right than the one by hand, taught anew, and how
/// much of each find's score was luck.
struct Seed {
    more: [f64; 3],
    luck: [f64; 3],
}

impl Seed {
    fn of(all: &[Found], seed: u64) -> Option<Self> {
        let find = |way: Way| all.iter().find(|one| one.way == way && one.seed == seed);
        let again = |way: Way| find(way)?.again;
        let hand = again(Way::Hand)?;
        let [mut more, mut luck] = [[0.0; 3]; 2];
        for (at, way) in SEARCHES.into_iter().enumerate() {
            more[at] = 100.0 * (again(way)? - hand);
            luck[at] = 100.0 * (find(way)?.curse()? - usual(all, seed));
        }
        Some(Self { more, luck })
    }

    fn holds(&self) -> bool {
        let least = self.more.iter().copied().fold(f64::INFINITY, f64::min);
        let most = self.more.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        least >= BETTER && most - least <= WITHIN
    }
}

/// Mean and standard error.
fn about(numbers: &[f64]) -> [f64; 2] {
    let mean = mean(numbers.iter().copied()).unwrap_or(f64::NAN);
    let squares = numbers.iter().map(|one| (one - mean).powi(2)).sum::<f64>();
    let count = numbers.len() as f64;
    [mean, (squares / (count - 1.0) / count).sqrt()]
}

impl Search {
    pub(super) fn verdict(&self, all: &[Found]) -> Verdict {
        let seeds = self.seed..self.seed + self.seeds;
        let seeds: Vec<Seed> = seeds.filter_map(|seed| Seed::of(all, seed)).collect();
        let so = seeds.iter().filter(|seed| seed.holds()).count();
        let points = |at: usize| about(&seeds.iter().map(|seed| seed.more[at]).collect::<Vec<_>>());
        let each = SEARCHES
            .into_iter()
            .enumerate()
            .map(|(at, way)| format!("{} {}", way.name(), signed(points(at)[0], 1)));
        let each = each.collect::<Vec<_>>().join(", ");
        let apart: Vec<f64> = seeds
            .iter()
            .map(|seed| seed.more[1] - seed.more[0])
            .collect();
        let [apart, error] = about(&apart);
        let luck = mean(seeds.iter().flat_map(|seed| seed.luck)).unwrap_or(f64::NAN);
        let mut words = format!(
            "so it was with {so} of {}. More right than by hand, in points: {each}.",
            counted(seeds.len(), "seed", "seeds")
        );
        if seeds.len() > 1 {
            words += &format!(
                " Evolution less random search: {} ± {error:.1} (standard error).",
                signed(apart, 1)
            );
        }
        words += &format!(
            " Luck in the score by which a find was chosen: {} points, beside other good networks that were tried.",
            signed(luck, 1)
        );
        let verdict = Verdict::over_seeds(so, seeds.len(), words, self.numbers(all));
        let usual = Self::default();
        let asked = [(self.count, usual.count), (self.choosing, usual.choosing)];
        let same = asked.iter().all(|(own, usual)| own == usual)
            && (self.steps, self.budget, self.longer) == (usual.steps, usual.budget, usual.longer)
            && self.own == usual.own;
        match same {
            true => verdict,
            false => verdict
                .left_open("The claim is about the usual budget and the usual network by hand."),
        }
    }

    /// Everything that was measured.
    fn numbers(&self, all: &[Found]) -> Vec<(String, f64)> {
        let mut numbers = Vec::new();
        for found in all {
            let name = |what: &str| format!("{}, seed {}: {what}", found.way.name(), found.seed);
            if let (Some(find), Some(again)) = (found.find(), found.again) {
                let score = find.score;
                numbers.push((name("right, to choose by, %"), 100.0 * score.chosen_by));
                numbers.push((name("fresh pictures, %"), 100.0 * score.fresh));
                numbers.push((name("taught anew, %"), 100.0 * again));
                numbers.push((name("multiply-adds"), find.candidate.work as f64));
            }
        }
        numbers
    }
}

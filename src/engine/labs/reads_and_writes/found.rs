//! What was found, with all seeds, and what the verdict says of it.

use super::read::Read;
use super::translate::{Kind, Translator};
use super::{ReadsAndWrites, Verdict, What};
use crate::figure::{counted, percent};
use crate::nn::Network;

/// The claim: of dates never seen attention has at least such a share right in every letter, more than a dense network,
const AT_LEAST: f64 = 0.7;
/// and more than so many times as many as one that is not told where letters stand.
const TIMES: f64 = 2.0;

/// What came of one seed; what was not done is missing.
#[derive(Clone, Default)]
pub(super) struct Found {
    pub(super) read: Option<Read>,
    /// Bits a letter: the network, and the best that counting does.
    pub(super) write: Option<[f64; 2]>,
    /// Shares of dates never seen that are right, by kind of network.
    pub(super) dates: [Option<f64>; 3],
    /// How much of the looks lies where year, month and day are told, and how much would by chance.
    pub(super) aims: Option<[[f64; 2]; 3]>,
}

impl Found {
    /// Whether everything was done.
    fn is_whole(&self) -> bool {
        self.read.is_some() && self.write.is_some() && self.dates.iter().all(Option::is_some)
    }

    /// Whether the claim is true of it.
    fn is_so(&self) -> bool {
        let right = |kind: Kind| self.date(kind).unwrap_or(f64::NAN);
        right(Kind::Attention) >= AT_LEAST
            && right(Kind::Attention) > right(Kind::Dense)
            && right(Kind::Attention) > TIMES * right(Kind::Placeless)
            && self.write.is_some_and(|[network, best]| best < network)
            && self
                .read
                .as_ref()
                .is_some_and(|read| read.best() > read.right())
    }

    pub(super) fn date(&self, kind: Kind) -> Option<f64> {
        self.dates[kind as usize]
    }
}

/// What the first seed's networks say while they learn.
#[derive(Clone, Default)]
pub(super) struct Live {
    pub(super) read: Vec<[f64; 2]>,
    pub(super) write: Vec<[f64; 2]>,
    /// What it wrote after so many steps.
    pub(super) words: Vec<(u64, String)>,
    pub(super) dates: [Vec<[f64; 2]>; 3],
}

/// All that is known so far.
#[derive(Clone, Default)]
pub(super) struct State {
    pub(super) found: Vec<Found>,
    pub(super) live: Live,
    /// Bits a letter by counting, by letters of context.
    pub(super) counted: Vec<f64>,
    /// Shares of stretches that counting tells rightly, by letters of context.
    pub(super) told: Vec<f64>,
    pub(super) writer: Option<Network>,
    pub(super) translator: Option<Translator>,
}

/// Mean of what is known.
pub(super) fn mean(all: &[Found], of: impl Fn(&Found) -> Option<f64>) -> f64 {
    let known: Vec<f64> = all.iter().filter_map(of).collect();
    known.iter().sum::<f64>() / known.len() as f64
}

impl ReadsAndWrites {
    /// What is known of the claim, by the seeds with which everything was done.
    pub(super) fn verdict(&self, all: &[Found]) -> Verdict {
        let numbers = self.numbers(all);
        let whole: Vec<&Found> = all.iter().filter(|one| one.is_whole()).collect();
        let so = whole.iter().filter(|one| one.is_so()).count();
        let mut words = format!(
            "so it was with {so} of {}.",
            counted(whole.len(), "seed", "seeds")
        );
        let known =
            |of: &dyn Fn(&Found) -> Option<f64>| Some(mean(all, of)).filter(|one| one.is_finite());
        let rights = Kind::ALL.map(|kind| known(&|one| one.date(kind)));
        if let [Some(attention), Some(placeless), Some(dense)] = rights {
            words += &format!(
                " Dates never seen, right in every letter: attention {}, without places {}, dense network {}.",
                percent(attention),
                percent(placeless),
                percent(dense)
            );
        }
        let bits = [0, 1].map(|at| known(&|one| one.write.map(|bits| bits[at])));
        if let [Some(network), Some(best)] = bits {
            words += &format!(" Bits a letter: network {network:.2}, counting {best:.2}.");
        }
        let told = [Read::right, Read::best].map(|of| known(&|one| one.read.as_ref().map(of)));
        if let [Some(network), Some(best)] = told {
            words += &format!(
                " Stretches told rightly: network {}, counting {}.",
                percent(network),
                percent(best)
            );
        }
        if self.what != What::All {
            let verdict = Verdict {
                numbers,
                ..Verdict::open(words)
            };
            return verdict.left_open("The claim is about all three parts.");
        }
        Verdict::over_seeds(so, whole.len(), words, numbers)
    }

    /// Everything that was measured.
    fn numbers(&self, all: &[Found]) -> Vec<(String, f64)> {
        let mut numbers = Vec::new();
        for (found, seed) in all.iter().zip(self.seed..) {
            let mut add =
                |what: String, value: f64| numbers.push((format!("seed {seed}, {what}"), value));
            if let Some(read) = &found.read {
                add("books told, network, %".into(), 100.0 * read.right());
                for (order, share) in read.counted.iter().enumerate() {
                    add(
                        format!("books told, {order} letters counted, %"),
                        100.0 * share,
                    );
                }
            }
            if let Some([network, best]) = found.write {
                add("bits a letter, network".into(), network);
                add("bits a letter, best of counting".into(), best);
            }
            for kind in Kind::ALL {
                if let Some(right) = found.date(kind) {
                    add(format!("dates right, {}, %", kind.name()), 100.0 * right);
                }
            }
            for (part, aims) in ["year", "month", "day"]
                .iter()
                .zip(found.aims.iter().flatten())
            {
                add(format!("looks at the {part}, %"), 100.0 * aims[0]);
                add(format!("looks at the {part} by chance, %"), 100.0 * aims[1]);
            }
        }
        numbers
    }
}

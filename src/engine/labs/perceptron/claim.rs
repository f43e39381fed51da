//! What comes of the claim: mistakes beside their bound.

use super::rule::{Example, Learned, bound, parted};
use super::{Matter, Verdict};
use crate::figure::counted;
use crate::labs::Truth;

/// Most passes of the search for the widest margin, and most multiply-adds of all together.
const PASSES: usize = 20_000;
const WORK: usize = 2_000_000_000;

/// What is known of Novikoff's bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Bound {
    /// It is still looked for.
    Sought,
    /// So many mistakes.
    Is(f64),
    /// There is none; why.
    None(&'static str),
}

impl Bound {
    /// Looks for it: the plane that was learned gives one, where it parts the examples, and the widest margin the best.
    pub(super) fn of(
        matter: Matter,
        examples: &[Example],
        learned: &Learned,
        stopped: &dyn Fn() -> bool,
    ) -> Self {
        if matter != Matter::Digits && !parted(examples) {
            return Self::None("no line separates them");
        }
        let width = examples.first().map_or(1, |(numbers, _)| numbers.len());
        let passes = (WORK / (examples.len() * width).max(1)).clamp(20, PASSES);
        match bound(examples, &learned.weights, passes, stopped) {
            Some(bound) => Self::Is(bound),
            None if stopped() => Self::Sought,
            None => Self::None("no plane was found that separates them"),
        }
    }

    /// The number, where there is one.
    pub(super) fn number(self) -> Option<f64> {
        match self {
            Self::Is(bound) => Some(bound),
            Self::Sought | Self::None(_) => None,
        }
    }
}

/// What was learned of one seed's examples.
pub(super) struct Parted {
    pub(super) matter: Matter,
    pub(super) learned: Learned,
    /// Novikoff's; `None` where no plane was found that parts them.
    pub(super) bound: Option<f64>,
}

/// What examples say of the claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    For,
    Against,
    /// It was not seen to the end.
    Undecided,
    /// They have no part in it.
    Nothing,
}

impl Parted {
    /// More mistakes than the bound are against the claim, and so is an end where nothing parts. One that was broken
    /// off before is neither.
    fn says(&self) -> Says {
        let Self {
            matter,
            learned,
            bound,
        } = self;
        match (matter, bound) {
            (Matter::Xor, _) if learned.ended => Says::Against,
            (Matter::Xor, _) => Says::For,
            // Two numbers that are equal may differ by rounding.
            (_, Some(bound)) if learned.total() as f64 > bound * (1.0 + 1e-9) => Says::Against,
            (_, Some(_)) if learned.ended => Says::For,
            (_, Some(_)) | (Matter::Apart, None) => Says::Undecided,
            // Nothing parts them, as far as is known, and that was all of the passes.
            (Matter::Own, None) if !learned.ended => Says::For,
            (Matter::Own, None) if learned.total() > 0 => Says::Undecided,
            (Matter::Own | Matter::Digits, None) => Says::Nothing,
        }
    }
}

/// What became of the claim with all examples of each seed from `first` on; `here` is what came of those shown.
pub(super) fn verdict(found: &[Vec<Parted>], first: u64, here: &str) -> Verdict {
    let mut numbers = Vec::new();
    let (mut right, mut wrong) = (0, 0);
    let (mut unparted, mut unended) = (Vec::new(), Vec::new());
    for (own, seed) in found.iter().zip(first..) {
        for one in own {
            let (label, named) = (one.matter.label(), |what: &str| {
                format!("{}, seed {seed}: {what}", one.matter.label())
            });
            numbers.push((named("mistakes"), one.learned.total() as f64));
            match one.bound {
                Some(bound) => numbers.push((named("bound"), bound)),
                None if matches!(one.matter, Matter::Apart | Matter::Digits) => {
                    unparted.push(format!("{label} (seed {seed})"));
                }
                None => {}
            }
            if one.says() == Says::Undecided && !one.learned.ended {
                unended.push(format!("{label} (seed {seed})"));
            }
        }
        let says: Vec<Says> = own.iter().map(Parted::says).collect();
        if says.contains(&Says::Against) {
            wrong += 1;
        } else if !says.contains(&Says::Undecided) {
            right += 1;
        }
    }
    let all = found.len();
    let seeds = counted(all, "seed", "seeds");
    let mut words = format!("so it was with {right} of {seeds}. Shown: {here}");
    if !unended.is_empty() {
        words.push_str(&format!(
            " These did not end within the passes, with fewer mistakes than are allowed, which decides nothing: {}.",
            unended.join(", ")
        ));
    }
    if !unparted.is_empty() {
        words.push_str(&format!(
            " No plane was found that parts these, so they have no bound: {}.",
            unparted.join(", ")
        ));
    }
    let mut verdict = Verdict::over_seeds(right, all, words, numbers);
    // It fails where every seed is against it.
    if verdict.truth == Truth::Fails && wrong < all {
        verdict.truth = Truth::Open;
    }
    verdict
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parted(matter: Matter, mistakes: usize, ended: bool, bound: Option<f64>) -> Parted {
        let learned = Learned {
            mistakes: vec![mistakes],
            ended,
            ..Learned::default()
        };
        Parted {
            matter,
            learned,
            bound,
        }
    }

    #[test]
    fn only_more_mistakes_than_the_bound_are_against_the_claim() {
        let says = |mistakes, ended, bound| parted(Matter::Apart, mistakes, ended, bound).says();
        assert_eq!(says(5, true, Some(9.0)), Says::For);
        assert_eq!(says(5, false, Some(9.0)), Says::Undecided);
        assert_eq!(says(10, true, Some(9.0)), Says::Against);
        assert_eq!(says(10, false, Some(9.0)), Says::Against);
        assert_eq!(says(5, true, None), Says::Undecided);
        let says = |matter, ended| parted(matter, 5, ended, None).says();
        assert_eq!(says(Matter::Xor, false), Says::For);
        assert_eq!(says(Matter::Xor, true), Says::Against);
        assert_eq!(says(Matter::Own, false), Says::For);
        assert_eq!(says(Matter::Digits, true), Says::Nothing);
        assert_eq!(says(Matter::Digits, false), Says::Nothing);
    }

    #[test]
    fn what_was_broken_off_leaves_it_open() {
        let of = |mistakes: usize, ended: bool| {
            let own = || {
                let apart = parted(Matter::Apart, mistakes, ended, Some(9.0));
                vec![apart, parted(Matter::Xor, 100, false, None)]
            };
            verdict(&[own(), own()], 7, "it is so.")
        };
        assert_eq!(of(5, true).truth, Truth::Holds);
        assert_eq!(of(10, true).truth, Truth::Fails);
        let broken = of(5, false);
        assert_eq!(broken.truth, Truth::Open);
        assert!(broken.words.contains("did not end"), "{}", broken.words);
        assert!(broken.words.contains("(seed 8)"), "{}", broken.words);
    }
}

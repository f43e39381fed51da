//! Three ways to search, which spend the same and ask the same question: how many of the pictures to choose by does
//! this network have right after so many steps?
//!
//! Random search takes any network, again and again. Evolution keeps a few, changes one gene of the best of some drawn
//! ones, and drops the oldest: Real, Aggarwal, Huang and Le 2019, doi:10.1609/aaai.v33i01.33014780. Halving teaches
//! many a little, the better third of them three times as long, and so on: Jamieson and Talwalkar 2016,
//! arXiv:1502.07943; each is taught anew, so that its learning rate falls to nothing as with the others.

use std::collections::VecDeque;

use super::space::Choices;
use crate::math::random::Stream;
use crate::train::TrainError;

/// Networks that evolution keeps, and of which so many are drawn for a parent.
pub(super) const KEPT: usize = 10;
const DRAWN: usize = 3;
/// Halving keeps one of so many.
const ONE_OF: usize = 3;
/// How often it does.
const RUNGS: u32 = 3;

/// A way to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// No search: a person's guess.
    Hand,
    Random,
    Evolution,
    Halving,
}

impl Way {
    pub(super) const ALL: [Self; 4] = [Self::Hand, Self::Random, Self::Evolution, Self::Halving];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Hand => "by hand",
            Self::Random => "random search",
            Self::Evolution => "evolution",
            Self::Halving => "halving",
        }
    }
}

/// What may be spent. The unit is a picture's way through a network: one that is learned goes forward once and back
/// twice, one that is judged forward.
#[derive(Clone, Copy, Debug)]
pub(super) struct Purse {
    /// All that may be spent.
    pub(super) budget: u64,
    /// Steps of a whole training, and pictures a step.
    pub(super) steps: u64,
    pub(super) batch: u64,
    /// Pictures to choose by.
    pub(super) judged: u64,
}

impl Purse {
    /// What a training of so many steps costs, with its judging.
    pub(super) fn price(&self, steps: u64) -> u64 {
        3 * self.batch * steps + self.judged
    }

    /// The steps of each rung of halving, the last of which is a whole training.
    fn rungs(&self) -> [u64; RUNGS as usize] {
        let share = |rung: usize| (ONE_OF as u64).pow(RUNGS - 1 - rung as u32);
        std::array::from_fn(|rung| self.steps.div_ceil(share(rung)))
    }

    /// How many networks halving begins with: as many as can be paid for.
    pub(super) fn begins_with(&self) -> usize {
        let price = |count: usize| {
            let rungs = self.rungs().into_iter().enumerate();
            let each = rungs.map(|(rung, steps)| left(count, rung) as u64 * self.price(steps));
            each.sum::<u64>()
        };
        let mut count = 1;
        while price(count + 1) <= self.budget {
            count += 1;
        }
        count
    }
}

/// How many of so many are left at a rung.
fn left(count: usize, rung: usize) -> usize {
    (0..rung).fold(count, |count, _| count.div_ceil(ONE_OF))
}

/// Teaches a network for so many steps; the share of pictures to choose by that it has right. `None` when all is to
/// end.
pub(super) type Ask<'a> = dyn FnMut(&Choices, u64) -> Result<Option<f64>, TrainError> + 'a;

/// Searches; whether it came to its end.
///
/// # Errors
/// The first of `ask`.
pub(super) fn search(
    way: Way,
    purse: &Purse,
    random: &mut Stream,
    ask: &mut Ask<'_>,
) -> Result<bool, TrainError> {
    let whole = usize::try_from(purse.budget / purse.price(purse.steps)).unwrap_or(usize::MAX);
    match way {
        Way::Hand => Ok(true),
        Way::Random => {
            for _ in 0..whole {
                if ask(&Choices::random(random), purse.steps)?.is_none() {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        Way::Evolution => evolve(whole, purse.steps, random, ask),
        Way::Halving => halve(purse, random, ask),
    }
}

/// Regularised evolution: so many networks in all.
fn evolve(
    count: usize,
    steps: u64,
    random: &mut Stream,
    ask: &mut Ask<'_>,
) -> Result<bool, TrainError> {
    let mut kept: VecDeque<(Choices, f64)> = VecDeque::new();
    for _ in 0..count {
        let next = if kept.len() < KEPT {
            Choices::random(random)
        } else {
            let drawn = (0..DRAWN).map(|_| random.below(kept.len()));
            let parent = drawn.reduce(|best, at| if kept[at].1 > kept[best].1 { at } else { best });
            kept[parent.unwrap_or(0)].0.mutated(random)
        };
        let Some(right) = ask(&next, steps)? else {
            return Ok(false);
        };
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back((next, right));
    }
    Ok(true)
}

/// Successive halving.
fn halve(purse: &Purse, random: &mut Stream, ask: &mut Ask<'_>) -> Result<bool, TrainError> {
    let count = purse.begins_with();
    let mut left_over: Vec<Choices> = (0..count).map(|_| Choices::random(random)).collect();
    for (rung, steps) in purse.rungs().into_iter().enumerate() {
        let mut judged = Vec::new();
        for choices in &left_over {
            match ask(choices, steps)? {
                Some(right) => judged.push((right, choices.clone())),
                None => return Ok(false),
            }
        }
        // Of equals the one that came first.
        judged.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        judged.truncate(left(count, rung + 1));
        left_over = judged.into_iter().map(|(_, choices)| choices).collect();
    }
    Ok(true)
}

//! The tables: what each search found, the finds as texts, and what is best for its size.

use super::judge::Score;
use super::ways::Way;
use super::{Found, Search, Tried};
use crate::figure::{Cell, Column, Figure, Numbers};

/// Networks that have less than this share of the best one's right are left out where the good ones are compared.
pub(super) const NEAR: f64 = 0.75;

/// Mean, of some numbers at least.
pub(super) fn mean(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = numbers.fold((0.0, 0), |(sum, count), one| (sum + one, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

/// Steps of a whole training.
pub(super) fn longest(first: &[&Found]) -> u64 {
    let steps = first.iter().flat_map(|found| &found.tried);
    steps.map(|tried| tried.steps).max().unwrap_or(0)
}

/// How much less of fresh pictures is right than of those to choose by, with the same weights: mean of all good
/// networks that were tried with a seed. It is no luck but how hard the pictures to choose by happen to be.
pub(super) fn usual(all: &[Found], seed: u64) -> f64 {
    let own: Vec<&Found> = all.iter().filter(|found| found.seed == seed).collect();
    let longest = longest(&own);
    let tried = own.iter().flat_map(|found| &found.tried);
    let whole = tried.filter(|tried| tried.steps == longest);
    let scores: Vec<Score> = whole.map(|tried| tried.score).collect();
    let best = scores
        .iter()
        .fold(0.0, |best: f64, score| best.max(score.chosen_by));
    let good = scores.iter().filter(|score| score.chosen_by >= NEAR * best);
    mean(good.map(|score| score.chosen_by - score.fresh)).unwrap_or(0.0)
}

/// What a network costs.
pub(super) fn costs() -> [Column; 2] {
    [
        Column::of("weights", "", Numbers::Counted),
        Column::of("multiply-adds", "", Numbers::Counted).help("For one picture."),
    ]
}

/// What came of each way.
pub(super) fn end(lab: &Search, all: &[Found]) -> Figure {
    let rows = Way::ALL.into_iter().map(|way| {
        let ended = all
            .iter()
            .filter(|one| one.way == way && one.again.is_some());
        let ended: Vec<&Found> = ended.collect();
        let cell = |of: &dyn Fn(&Found) -> Option<f64>| {
            let known = ended.iter().filter_map(|found| of(found));
            mean(known).map_or(Cell::Empty, Cell::from)
        };
        let find = |of: fn(&Tried) -> f64| cell(&move |found| found.find().map(of));
        let work = |found: &Found| {
            let pictures = |one: &Tried| lab.purse().price(one.steps) as f64;
            let each = found
                .tried
                .iter()
                .map(|one| pictures(one) * one.candidate.work as f64);
            Some(each.sum::<f64>() / 1e9)
        };
        vec![
            Cell::from(way.name()),
            cell(&|found| Some(found.tried.len() as f64)),
            find(|tried| tried.score.chosen_by),
            find(|tried| tried.score.fresh),
            cell(&|found| found.again),
            find(|tried| tried.candidate.weights as f64),
            find(|tried| tried.candidate.work as f64),
            cell(&work),
        ]
    });
    let percent = |name: &str| Column::of(name, "", Numbers::Percent);
    let [weights, work] = costs();
    let columns = [
        Column::new("way"),
        Column::of("trainings", "", Numbers::Counted),
        percent("right, to choose by"),
        percent("fresh pictures")
            .help("The same weights on pictures that the search has not seen."),
        percent("taught anew").help("On fresh pictures, longer and with other first weights."),
        weights,
        work,
        Column::of("spent", "G multiply-adds", Numbers::Decimals(0))
            .help("What all its trainings and judgings cost."),
    ];
    Figure::table("What each search found", columns, rows.collect::<Vec<_>>())
        .note("Means over seeds that are done.")
}

/// The finds, to be taken to the bench.
pub(super) fn finds(all: &[Found]) -> Figure {
    let rows = all
        .iter()
        .filter(|found| found.way != Way::Hand)
        .filter_map(|found| {
            let (find, again) = (found.find()?, found.again?);
            Some(vec![
                found.way.name().into(),
                (found.seed as f64).into(),
                again.into(),
                find.candidate.text.clone().into(),
            ])
        });
    let columns = [
        Column::new("way"),
        Column::of("seed", "", Numbers::Counted),
        Column::of("taught anew", "", Numbers::Percent),
        Column::new("network"),
    ];
    Figure::table("The finds", columns, rows.collect::<Vec<_>>())
        .note("Put one into \"By hand\" to judge it with other seeds or to open it on the bench.")
}

/// Networks of the first seed of which no other is better, smaller and cheaper.
pub(super) fn nondominated(first: &[&Found]) -> Figure {
    let longest = longest(first);
    let tried = first.iter().flat_map(|found| &found.tried);
    let mut whole: Vec<&Tried> = tried.filter(|tried| tried.steps == longest).collect();
    let best = whole
        .iter()
        .fold(0.0, |best: f64, tried| best.max(tried.score.chosen_by));
    whole.retain(|tried| tried.score.chosen_by >= NEAR * best);
    let mut own: Vec<&Tried> = whole
        .iter()
        .copied()
        .filter(|one| !whole.iter().any(|other| beats(other, one)))
        .collect();
    own.sort_by(|a, b| b.score.chosen_by.total_cmp(&a.score.chosen_by));
    own.dedup_by(|a, b| a.candidate.text == b.candidate.text);
    let rows = own.into_iter().map(|tried| {
        vec![
            Cell::from(tried.score.chosen_by),
            tried.score.fresh.into(),
            (tried.candidate.weights as f64).into(),
            (tried.candidate.work as f64).into(),
            tried.score.millis.into(),
            tried.candidate.text.clone().into(),
        ]
    });
    let [weights, work] = costs();
    let columns = [
        Column::of("right, to choose by", "", Numbers::Percent),
        Column::of("fresh pictures", "", Numbers::Percent),
        weights,
        work,
        Column::of("time", "ms", Numbers::Decimals(1))
            .help("For a thousand pictures, on one thread of this machine, other work beside it."),
        Column::new("network"),
    ];
    Figure::table("Best for their size", columns, rows.collect::<Vec<_>>()).note(
        "No other network of the first seed has more right with as few weights and multiply-adds.",
    )
}

/// Whether one is at least as good in all three, and better in one.
fn beats(one: &Tried, other: &Tried) -> bool {
    let three = |tried: &Tried| {
        [
            tried.score.chosen_by,
            -(tried.candidate.weights as f64),
            -(tried.candidate.work as f64),
        ]
    };
    let (one, other) = (three(one), three(other));
    let pairs = || one.iter().zip(&other);
    pairs().all(|(a, b)| a >= b) && pairs().any(|(a, b)| a > b)
}

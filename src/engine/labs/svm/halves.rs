//! Two ways to split the small digits, with as many to learn from: shuffled, so that everybody's hand is known, or by
//! halves of the collection, so that other people wrote what is judged on.

use super::matter::Mixed;
use super::rivals::{Learned, Outcome, Rival};
use super::shown::{Found, axis, lines, of, spread};
use super::{Show, Svm};
use crate::figure::{Axis, Cell, Column, Figure, Numbers, counted};

/// How many of the others are right, and of those of the second half.
pub(super) fn judge(mixed: &Mixed, learned: &mut Learned, outcome: &mut Outcome) {
    let answers = learned.answers(&mixed.others);
    outcome.kept = Some(mixed.others.share(&answers));
    let each = mixed
        .second
        .iter()
        .zip(answers.iter().zip(&mixed.others.classes));
    let second: Vec<bool> = each
        .filter(|(own, _)| **own)
        .map(|(_, (a, b))| a == b)
        .collect();
    let right = second.iter().filter(|right| **right).count();
    outcome.known = Some(right as f64 / second.len().max(1) as f64);
}

/// The curves when everybody's hand is known.
pub(super) fn curve(found: &[Found], sizes: &[usize]) -> Figure {
    Figure::plot(
        "Right answers over data, shuffled",
        axis(),
        Axis::new("new examples right").numbers(Numbers::Percent),
        lines(found, sizes, &Rival::ALL, |one| one.kept),
    )
    .note(
        "The same digits, shuffled before they were split: some of each hand are learned from, others judged on.",
    )
}

/// Mean and standard deviation over seeds, per cent.
fn around(numbers: &[f64]) -> [f64; 2] {
    let [mean, ..] = spread(numbers);
    let apart: f64 = numbers.iter().map(|one| (one - mean).powi(2)).sum();
    let deviation = (apart / (numbers.len().max(2) - 1) as f64).sqrt();
    [100.0 * mean, 100.0 * deviation]
}

/// What all seeds have found of a rival.
fn numbers(
    found: &[Found],
    rival: Rival,
    size: usize,
    one: fn(&Outcome) -> Option<f64>,
) -> Vec<f64> {
    of(found, rival, size).filter_map(one).collect()
}

/// Both ways at the largest size that there is.
pub(super) fn table(found: &[Found]) -> Figure {
    let size = found.iter().map(|one| one.size).max().unwrap_or(0);
    let rows = Rival::ALL.iter().filter_map(|rival| {
        let all = |one| numbers(found, *rival, size, one);
        let shuffled = all(|one| one.kept);
        if shuffled.is_empty() {
            return None;
        }
        let [[shuffled, ..], [other, ..], [known, ..]] = [
            shuffled,
            all(|one| Some(one.right[0])),
            all(|one| one.known),
        ]
        .map(|all| spread(&all));
        let cells = [shuffled, other, shuffled - other, known].map(Cell::from);
        Some([vec![Cell::from(rival.name())], cells.to_vec()].concat())
    });
    let percent = |name: &str| Column::of(name, "", Numbers::Percent);
    let columns = [
        Column::new("rival"),
        percent("shuffled"),
        percent("by halves: other writers"),
        percent("difference"),
        percent("shuffled: only digits of the second half")
            .help("The same writers as in the column of halves, but some of their digits were learned from."),
    ];
    Figure::table("Two ways to split", columns, rows.collect::<Vec<_>>())
        .note(format!(
            "With {} to learn from either way, means over seeds. A number means little without its split.",
            counted(size, "digit", "digits")
        ))
}

impl Svm {
    /// What the two ways come to for the radial machine, a sentence; its numbers go into `told`.
    pub(super) fn compared(
        &self,
        found: &[Found],
        size: usize,
        told: &mut Vec<(String, f64)>,
    ) -> String {
        if self.show != Show::Small {
            return String::new();
        }
        let all = |one| around(&numbers(found, Rival::Radial, size, one));
        let [shuffled, apart] = all(|one| one.kept);
        let [other, other_apart] = all(|one| Some(one.right[0]));
        let [known, _] = all(|one| one.known);
        for (name, number) in [
            ("shuffled: radial machine, % right", shuffled),
            ("shuffled: standard deviation over seeds, %", apart),
            ("by halves: radial machine, % right", other),
            ("by halves: standard deviation over seeds, %", other_apart),
            (
                "shuffled, digits of the second half: radial machine, % right",
                known,
            ),
        ] {
            told.push((name.into(), number));
        }
        let spread = if self.seeds > 1 {
            format!(" ± {apart:.1}")
        } else {
            String::new()
        };
        let why = match known > other {
            true => format!(
                "so their hands make {:.1} of the {:.1} points of difference",
                known - other,
                shuffled - other
            ),
            false => "so here it is not the writers".into(),
        };
        format!(
            " Shuffled, the radial machine has {shuffled:.1}{spread} % right; learned from the first half and judged \
             on the second, which other people wrote, {other:.1} %. Of that half's digits it has {known:.1} % right \
             when some by the same hands were learned from: {why}."
        )
    }
}

//! What is shown of the rivals: curves over amounts of data, and tables at the largest.

use super::matter::Lot;
use super::rivals::{Outcome, Rival};
use crate::figure::{Axis, Cell, Column, Dash, Figure, Mark, Numbers, Role, counted};
use crate::image::resize;

/// What came of one rival with so many examples and one seed.
pub(super) struct Found {
    pub(super) seed: u64,
    pub(super) size: usize,
    pub(super) rival: Rival,
    pub(super) outcome: Outcome,
}

/// Height of the pictures that are drawn, about.
const HEIGHT: usize = 112;

/// The first picture of each class that is learned from.
pub(super) fn examples(lot: &Lot, classes: &[String]) -> Figure {
    let some = classes.iter().enumerate().filter_map(|(class, name)| {
        let at = lot.classes.iter().position(|own| *own == class)?;
        let picture = lot.input.image(at);
        let (_, height, width) = picture.dim();
        let times = (HEIGHT / height).max(1);
        let larger = resize::resize(&picture, height * times, width * times);
        Some((name.clone(), larger))
    });
    let note = format!(
        "One of each class, of {} to learn from.",
        counted(lot.classes.len(), "picture", "pictures")
    );
    Figure::pictures("What is told apart", some.collect::<Vec<_>>()).note(note)
}

/// Mean, least and most of some numbers.
pub(super) fn spread(numbers: &[f64]) -> [f64; 3] {
    let mean = numbers.iter().sum::<f64>() / numbers.len().max(1) as f64;
    let low = numbers.iter().copied().fold(f64::INFINITY, f64::min);
    let high = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    [mean, low, high]
}

fn role(rival: Rival) -> Role {
    match rival {
        Rival::Linear => Role::Series(0),
        Rival::Radial => Role::Series(1),
        Rival::Network => Role::Network,
    }
}

/// All of a rival with so many examples.
pub(super) fn of(found: &[Found], rival: Rival, size: usize) -> impl Iterator<Item = &Outcome> {
    let own = found.iter();
    let own = own.filter(move |one| one.rival == rival && one.size == size);
    own.map(|one| &one.outcome)
}

/// A line through the means over seeds, and the band between the least and the most.
pub(super) fn lines(
    found: &[Found],
    sizes: &[usize],
    rivals: &[Rival],
    number: impl Fn(&Outcome) -> Option<f64>,
) -> Vec<Mark> {
    let mut marks = Vec::new();
    for rival in rivals {
        let (mut line, mut band) = (Vec::new(), Vec::new());
        for size in sizes {
            let numbers: Vec<f64> = of(found, *rival, *size).filter_map(&number).collect();
            if numbers.is_empty() {
                continue;
            }
            let [mean, low, high] = spread(&numbers);
            line.push([*size as f64, mean]);
            band.push([*size as f64, low, high]);
        }
        if found.iter().any(|one| one.seed != found[0].seed) {
            marks.push(Mark::band("", role(*rival), band).faint());
        }
        marks.push(Mark::line(rival.name(), role(*rival), line).dash(Dash::Dashed));
    }
    marks
}

/// The axis of amounts of data.
pub(super) fn axis() -> Axis {
    Axis::new("examples learned from")
        .log(true)
        .numbers(Numbers::Counted)
}

/// Everything over amounts of data.
pub(super) fn curves(found: &[Found], sizes: &[usize]) -> Vec<Figure> {
    let right = lines(found, sizes, &Rival::ALL, |one| Some(one.right[0]));
    let seconds = lines(found, sizes, &Rival::ALL, |one| Some(one.seconds.max(1e-4)));
    let machines = [Rival::Linear, Rival::Radial];
    let mut vectors = lines(found, sizes, &machines, |one| one.vectors.map(|n| n as f64));
    let all = sizes.iter().map(|size| [*size as f64; 2]).collect();
    vectors.push(Mark::line("all examples", Role::Reference, all).dash(Dash::Dotted));
    let percent = Axis::new("new examples right").numbers(Numbers::Percent);
    vec![
        Figure::plot("Right answers over data", axis(), percent, right)
            .note("Lines: means over seeds; bands: from the least to the most."),
        Figure::plot(
            "Time over data",
            axis(),
            Axis::new("time to learn").unit("s").log(true),
            seconds,
        )
        .note("On this machine, with as many threads as the program may take."),
        Figure::plot(
            "Support vectors over data",
            axis(),
            Axis::new("support vectors").log(true).numbers(Numbers::Counted),
            vectors,
        )
        .note("Examples that at least one pair of classes rests on; without the others the machine would be the same."),
    ]
}

/// All rivals with so many examples.
pub(super) fn table(found: &[Found], size: usize) -> Figure {
    let rows = Rival::ALL.iter().filter_map(|rival| {
        let all: Vec<&Outcome> = of(found, *rival, size).collect();
        let first = all.first()?;
        let sum = |at: usize| all.iter().map(|one| one.capped[at]).sum::<usize>();
        let mean = |number: fn(&Outcome) -> f64| {
            spread(&all.iter().map(|one| number(one)).collect::<Vec<_>>())[0]
        };
        let [capped, pairs] = [sum(0), sum(1)];
        let end = match (rival, capped) {
            (Rival::Network, _) => String::new(),
            (_, 0) => "solved".into(),
            _ => format!(
                "{capped} of {} not solved: allow more steps",
                counted(pairs, "pair", "pairs")
            ),
        };
        let vectors = first.vectors.map_or(Cell::Empty, |_| {
            mean(|one| one.vectors.unwrap_or(0) as f64).round().into()
        });
        Some(vec![
            Cell::from(rival.name()),
            mean(|one| one.right[0]).into(),
            mean(|one| one.right[1]).into(),
            mean(|one| one.seconds).into(),
            vectors,
            mean(|one| one.steps as f64).round().into(),
            end.into(),
        ])
    });
    let columns = [
        Column::new("rival"),
        Column::of("new examples right", "", Numbers::Percent),
        Column::of("learned ones right", "", Numbers::Percent),
        Column::of("time to learn", "s", Numbers::Decimals(3)),
        Column::of("support vectors", "", Numbers::Counted),
        Column::of("steps", "", Numbers::Counted),
        Column::new("end"),
    ];
    let title = format!("With {} examples", crate::figure::grouped(size as u64));
    Figure::table(title, columns, rows.collect::<Vec<_>>())
        .id("With the most examples")
        .note("Means over seeds; pairs of classes that were not solved are those of all seeds together.")
}

/// How much the way of splitting flatters.
pub(super) fn splits(found: &[Found], size: usize, hands: &str) -> Figure {
    let rows = Rival::ALL.iter().filter_map(|rival| {
        let all: Vec<&Outcome> = of(found, *rival, size).collect();
        let kept: Vec<f64> = all.iter().filter_map(|one| one.kept).collect();
        let others: Vec<f64> = all.iter().map(|one| one.right[0]).collect();
        if kept.is_empty() {
            return None;
        }
        let ([kept, ..], [others, ..]) = (spread(&kept), spread(&others));
        Some(vec![
            Cell::from(rival.name()),
            kept.into(),
            others.into(),
            (kept - others).into(),
        ])
    });
    let columns = [
        Column::new("rival"),
        Column::of("kept back at random", "", Numbers::Percent),
        Column::of(hands, "", Numbers::Percent),
        Column::of("difference", "", Numbers::Percent),
    ];
    Figure::table("Two ways to split", columns, rows.collect::<Vec<_>>()).note(
        "Kept back at random: from the same collection that was learned from. A number means little without its split.",
    )
}

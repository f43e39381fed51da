//! What is shown: the picture as it changes, all answers side by side, and how they score.

use super::found::{Found, Way};
use crate::figure::{Axis, Cell, Column, Figure, Mark, Numbers, Role};
use crate::image::Image;

/// The content, the style, and what has been made so far.
pub(super) fn pictures(content: &Image, style: &Image, made: &[(String, Image)]) -> Figure {
    let mut all = vec![
        ("content".to_owned(), content.clone()),
        ("style".into(), style.clone()),
    ];
    all.extend(made.iter().cloned());
    Figure::pictures("One picture in another's style", all).note(
        "Colours alone: the content with the mean and covariance of the style's colours. Then it is painted so that \
         the features of a network come together as they do in the style.",
    )
}

/// What is wrong with the picture while it is painted.
pub(super) fn curves(lines: &[(Way, Vec<[f64; 2]>)]) -> Figure {
    let marks = lines
        .iter()
        .map(|(way, points)| Mark::line(way.name(), way.role(), points.clone()));
    let y = Axis::new("distance to the style").log(true);
    let x = Axis::new("step").numbers(Numbers::Counted);
    Figure::plot("While it is painted", x, y, marks.collect::<Vec<_>>())
        .note("As the network that paints sees it; 1 would be as far as from nothing at all.")
}

fn mean(all: &[Found], way: Way, of: impl Fn(&super::found::Score) -> f64) -> Cell {
    let found: Vec<f64> = all
        .iter()
        .filter_map(|found| found.score(way))
        .map(of)
        .collect();
    match found.len() {
        0 => Cell::Empty,
        count => (found.iter().sum::<f64>() / count as f64).into(),
    }
}

/// How each scores, means over seeds, and a point a seed.
pub(super) fn scores(all: &[Found]) -> [Figure; 2] {
    let rows = Way::ALL.map(|way| {
        vec![
            Cell::from(way.name()),
            mean(all, way, |score| score.style),
            mean(all, way, |score| score.structure),
        ]
    });
    let columns = [
        Column::new("picture"),
        Column::of("distance to the style", "", Numbers::Percent)
            .help("Under another network, which did not paint; 100 % is the content as it is."),
        Column::of("structure kept", "", Numbers::Decimals(2))
            .help("Correlation of how steep the picture is with how steep the content is."),
    ];
    let table = Figure::table("Number by number", columns, rows).note("Means over seeds.");
    let marks = Way::ALL.map(|way| {
        let points = all.iter().filter_map(|found| found.score(way));
        let points = points.map(|score| [score.structure, score.style]).collect();
        Mark::points(way.name(), way.role(), points)
    });
    let x = Axis::new("structure kept");
    let y = Axis::new("distance to the style").numbers(Numbers::Percent);
    let plane = Figure::plot("Content kept, style taken", x, y, marks)
        .note("A point a seed. Right: more of the content is left; down: nearer to the style.");
    [plane, table]
}

impl Way {
    pub(super) fn role(self) -> Role {
        match self {
            Self::Content => Role::Clean,
            Self::Colours => Role::Reference,
            Self::Random => Role::Noise,
            Self::Learned => Role::Network,
        }
    }
}

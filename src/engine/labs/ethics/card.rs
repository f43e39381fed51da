//! What is shown: both styles, how each fares over its share, and the model card.

use std::sync::Arc;

use super::matter::{CLASSES, Group, Matter, STYLES};
use super::{Ethics, Found};
use crate::figure::{
    Axis, Body, Cell, Column, Dash, Figure, Mark, Numbers, Picture, Role, percent,
};

/// Some faces of each style.
pub(super) fn styles(matter: &Matter) -> Figure {
    let mut all = Vec::new();
    for (row, (style, faces)) in STYLES.iter().zip(&matter.seen).enumerate() {
        for (column, face) in faces.iter().enumerate() {
            let class = CLASSES[matter.held_out[row].classes[column]];
            all.push(Picture {
                caption: format!("{}, {class}", style.split(' ').next().unwrap_or(style)),
                image: Arc::new(face.clone()),
                place: Some([row, column]),
            });
        }
    }
    Figure::new("Two styles of faces", Body::Pictures(all)).note(
        "The network sees the part round the mouth, whose style differs with the rest of the face.",
    )
}

/// The mean over seeds of a number of the network with this share.
fn mean(all: &[Vec<Found>], share: f64, of: &dyn Fn(&Found) -> f64) -> f64 {
    let each: Vec<f64> = all
        .iter()
        .flatten()
        .filter(|one| one.share == share)
        .map(of)
        .collect();
    each.iter().sum::<f64>() / each.len() as f64
}

/// How each style fares over its share, the card's table, and the card.
pub(super) fn figures(lab: &Ethics, all: &[Vec<Found>]) -> [Figure; 3] {
    let line = |of: &dyn Fn(&Found) -> f64| {
        let points = lab.shares().into_iter();
        points
            .map(|share| [share, mean(all, share, of)])
            .collect::<Vec<_>>()
    };
    let own = lab.own();
    let chosen = |style: usize| [own, mean(all, own, &|one| one.groups[style].right())];
    let marks = [
        Mark::line(
            STYLES[0],
            Role::Series(0),
            line(&|one| one.groups[0].right()),
        ),
        Mark::line(
            STYLES[1],
            Role::Series(1),
            line(&|one| one.groups[1].right()),
        ),
        Mark::line(
            "the one figure for all",
            Role::Reference,
            line(&Found::reported),
        )
        .dash(Dash::Dashed),
        Mark::points("as set", Role::Chosen, vec![chosen(0), chosen(1)]),
    ];
    let x = Axis::new("share of loose strokes in what is learned from").numbers(Numbers::Percent);
    let y = Axis {
        holds: vec![0.5, 1.0],
        ..Axis::new("held-out faces right").numbers(Numbers::Percent)
    };
    let curves = Figure::plot("Right for whom?", x, y, marks).note(format!(
        "Always {} faces to learn from. The one figure for all is of held-out faces mixed like those that were learned \
         from. Means of {} seeds.",
        lab.count,
        all.len()
    ));
    [curves, table(all, own), words(lab, all, own)]
}

/// The share of a class that is taken for the other.
fn wrong(group: &Group, class: usize) -> f64 {
    let row = group.table[class];
    row[1 - class] as f64 / (row[0] + row[1]).max(1) as f64
}

fn table(all: &[Vec<Found>], own: f64) -> Figure {
    let columns = [
        Column::new("group"),
        Column::of("learned from", "", Numbers::Counted),
        Column::of("held out", "", Numbers::Counted),
        Column::of("right", "", Numbers::Percent),
        Column::of("happy taken for sad", "", Numbers::Percent),
        Column::of("sad taken for happy", "", Numbers::Percent),
    ];
    let rows = STYLES.iter().enumerate().map(|(style, name)| {
        let of =
            |of: &dyn Fn(&Group) -> f64| Cell::from(mean(all, own, &|one| of(&one.groups[style])));
        vec![
            Cell::from(*name),
            of(&|group| group.learned as f64),
            of(&|group| group.table.iter().flatten().sum::<usize>() as f64),
            of(&Group::right),
            of(&|group| wrong(group, 0)),
            of(&|group| wrong(group, 1)),
        ]
    });
    Figure::table("The card: each group", columns, rows.collect::<Vec<_>>())
        .note("Of the network as set, means of all seeds.")
}

fn words(lab: &Ethics, all: &[Vec<Found>], own: f64) -> Figure {
    let right = |style: usize| percent(mean(all, own, &|one| one.groups[style].right()));
    let lines = vec![
        format!(
            "Network: one hidden layer of {} units, taught for {} steps, to say whether a drawn mouth is happy or sad.",
            lab.hidden, lab.steps
        ),
        format!(
            "Learned from: {} faces drawn by two people, {} of them with loose strokes. Nobody real is in the data.",
            lab.count,
            percent(own)
        ),
        format!(
            "On held-out faces: {} right of those with firm strokes, {} of those with loose ones; {} in one figure.",
            right(0),
            right(1),
            percent(mean(all, own, &Found::reported))
        ),
        "Not to be asked: what a real person feels; who somebody is; whom to hire, to lend to or to watch. A mouth is \
         not a mood, and nobody in front of a camera has agreed to be read."
            .to_owned(),
        "The same card is written beside every network that is exported (lemida export), with lines for you to fill in."
            .to_owned(),
    ];
    Figure::new("Model card", Body::Words(lines))
}

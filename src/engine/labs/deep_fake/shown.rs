//! What is shown: expressions to be clicked, the swap, a film of it, and what the detectors have right.

use std::sync::Arc;

use super::detect::{DETECTORS, GENERATIONS};
use super::draw::{Person, Pose, drawn};
use super::swap::{Generator, by_decoder};
use super::{COLUMNS, Found, ROWS, pose};
use crate::figure::{
    Axis, Body, Cell, Column, Figure, Frame, Grid, Mark, Numbers, Pickable, Picture, Places, Role,
    Shade,
};
use crate::image::{Image, metrics::psnr_clipped, resize};

/// The figure that answers.
pub(super) const ANSWER: &str = "One person's expression on the other's face";
/// How many times as large faces are shown.
const LARGER: usize = 3;
/// Steps of the film.
const STEPS: usize = 16;

/// Made larger, so that it is no blot.
fn larger(picture: &Image) -> Image {
    let (_, height, width) = picture.dim();
    resize::resize(picture, LARGER * height, LARGER * width)
}

/// Small pictures beside each other.
fn small(pictures: Vec<(String, Image)>, columns: usize) -> Body {
    let pictures = pictures
        .into_iter()
        .enumerate()
        .map(|(at, (caption, image))| Picture {
            caption,
            image: Arc::new(larger(&image)),
            place: Some([at / columns, at % columns]),
        });
    Body::Pictures(pictures.collect())
}

/// Expressions of the first person, to be clicked.
pub(super) fn tiles(persons: &[Person; 2], chosen: [usize; 2]) -> Figure {
    let places = (0..ROWS).flat_map(|row| (0..COLUMNS).map(move |column| [row, column]));
    let tile = |place: [usize; 2]| {
        let caption = if place == chosen { "shown" } else { "" };
        (caption.to_owned(), drawn(&persons[0], &pose(place)))
    };
    Figure::new(
        "The first person",
        small(places.map(tile).collect(), COLUMNS),
    )
    .pick(
        Pickable::Pixel,
        "Click an expression to see the other person with it",
    )
}

/// The first person, and the other with that expression.
pub(super) fn swapped(
    generator: Option<&mut Generator>,
    persons: &[Person; 2],
    frame: &Image,
    place: [usize; 2],
) -> Figure {
    let truth = drawn(&persons[1], &pose(place));
    let mut all = vec![("the first person".to_owned(), frame.clone())];
    let mut note = "The networks have not learned yet.".to_owned();
    if let Some(generator) = generator {
        let frames = std::slice::from_ref(frame);
        all.push((
            "by the own decoder".to_owned(),
            by_decoder(generator, frames, [0, 0]).remove(0),
        ));
        let swap = by_decoder(generator, frames, [0, 1]).remove(0);
        note = format!(
            "The fake is {:.1} dB from how the other person would have looked.",
            psnr_clipped(&truth, &swap)
        );
        all.push(("the fake".to_owned(), swap));
    }
    all.push(("the other, truly".to_owned(), truth));
    Figure::new(ANSWER, small(all, COLUMNS)).note(note)
}

/// A picture that was given, and what both decoders make of it.
pub(super) fn given(generator: &mut Generator, seen: &Image, called: &str) -> Figure {
    let frames = std::slice::from_ref(seen);
    let all = vec![
        ("what was given".to_owned(), seen.clone()),
        (
            "by the first decoder".to_owned(),
            by_decoder(generator, frames, [0, 0]).remove(0),
        ),
        (
            "the fake".to_owned(),
            by_decoder(generator, frames, [0, 1]).remove(0),
        ),
    ];
    Figure::new(ANSWER, small(all, COLUMNS)).note(format!(
        "{called}, as large as the faces that were learned. The networks know two drawn persons alone: of anybody \
         else they make one of them."
    ))
}

/// The first person moves, the other follows.
pub(super) fn film(generator: &mut Generator, persons: &[Person; 2]) -> Figure {
    let poses: Vec<Pose> = (0..STEPS)
        .map(|at| {
            let turn = std::f32::consts::TAU * at as f32 / STEPS as f32;
            Pose {
                smile: turn.sin(),
                open: (2.0 * turn).sin().max(0.0),
                turn: turn.cos(),
                nod: 0.5 * (2.0 * turn).cos(),
                brows: turn.sin(),
                blink: 0.0,
            }
        })
        .collect();
    let first: Vec<Image> = poses.iter().map(|pose| drawn(&persons[0], pose)).collect();
    let fakes = by_decoder(generator, &first, [0, 1]);
    let frames = (0..STEPS).map(|at| Frame {
        name: format!("{} of {STEPS}", at + 1),
        body: small(
            vec![
                ("the first person".to_owned(), first[at].clone()),
                ("the fake".to_owned(), fakes[at].clone()),
                (
                    "the other, truly".to_owned(),
                    drawn(&persons[1], &poses[at]),
                ),
            ],
            COLUMNS,
        ),
    });
    Figure::new(
        "One moves, the other follows",
        Body::Frames(frames.collect()),
    )
}

/// How well the first generator gives its pictures back.
pub(super) fn curve(curve: &[[f64; 2]]) -> Figure {
    let x = Axis::new("step").numbers(Numbers::Counted);
    let y = Axis {
        holds: vec![0.0],
        ..Axis::new("error of a pixel").unit("/ 255")
    };
    let line = Mark::line("the generator", Role::Network, curve.to_vec());
    Figure::plot("Learning both faces", x, y, [line]).note(
        "Root of the mean squared error between a picture and what its own decoder makes of it; the camera's noise \
         cannot be learned.",
    )
}

/// What the detectors have right, and how near swaps come.
pub(super) fn numbers(all: &[Found]) -> [Figure; 2] {
    let count = all.len().max(1) as f64;
    let mean = |of: &dyn Fn(&Found) -> f64| all.iter().map(of).sum::<f64>() / count;
    let values = (0..DETECTORS.len())
        .flat_map(|row| (0..GENERATIONS.len()).map(move |column| [row, column]))
        .map(|[row, column]| mean(&|found| 100.0 * found.matrix[row][column]) as f32);
    let named = |what: &str, names: Vec<String>| Places::Levels {
        what: what.to_owned(),
        names,
    };
    let grid = Grid {
        columns: GENERATIONS.len(),
        values: values.collect(),
        shade: Shade::Amount(50.0, 100.0),
        across: named("fakes by", GENERATIONS.map(str::to_owned).to_vec()),
        down: named(
            "detector",
            DETECTORS
                .iter()
                .map(|(name, _)| (*name).to_owned())
                .collect(),
        ),
        ..Grid::default()
    };
    let detectors = Figure::grid("Found out? % right", grid).note(format!(
        "True pictures and fakes, half each, none of which was learned from; 50 is guessing. Means of {} seeds.",
        all.len()
    ));
    let rows = [
        ("the fake", mean(&|found| found.near.swap)),
        (
            "the other's average picture",
            mean(&|found| found.near.average),
        ),
        (
            "the other's own picture through the network",
            mean(&|found| found.near.own),
        ),
        (
            "the first person as she is",
            mean(&|found| found.near.unchanged),
        ),
    ];
    let columns = [
        Column::new("picture"),
        Column::of("distance", "dB", Numbers::Decimals(1)).help(
            "PSNR to how the other person would have looked with this expression: more is nearer.",
        ),
    ];
    let rows = rows.map(|(name, psnr)| vec![Cell::from(name), psnr.into()]);
    [
        detectors,
        Figure::table("How near a fake comes", columns, rows),
    ]
}

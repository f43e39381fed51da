//! Machines over the plane: what they answer, their margin and the vectors it rests on, as the solver goes.

use std::time::{Duration, Instant};

use super::Svm;
use super::matter::Lot;
use super::rivals::{Learned, Rival};
use crate::figure::{Body, Figure, Frame, Grid, Group, Places, Shade, grouped};
use crate::labs::Desk;
use crate::math::svm::{Ended, Precision, Room, Samples, solve};
use crate::nn::{Shape, Tensor};

/// Side of the map, in points.
const SIDE: usize = 64;
/// Half its side, in the points' units.
const REACH: f64 = 6.0;
/// Most points on it.
const MOST: usize = 300;
/// Between two looks at a machine that is not solved yet.
const PATIENCE: Duration = Duration::from_millis(200);

/// The middle of a cell of the map, first row on top.
fn place(at: usize) -> [f64; 2] {
    let along = |index: usize| REACH * (2.0 * (index as f64 + 0.5) / SIDE as f64 - 1.0);
    [along(at % SIDE), -along(at / SIDE)]
}

/// A place of the plane as shares of the map.
fn share([x, y]: [f64; 2]) -> [f64; 2] {
    [x, -y].map(|place| 0.5 * (place / REACH + 1.0))
}

/// A machine of the first points, solved before the eyes.
pub(super) fn solved(lab: &Svm, rival: Rival, lot: &Lot, desk: &Desk<'_>) {
    let part = part(lot.classes.len());
    let lot = lot.first(MOST);
    let samples = Samples::new(lot.input.data.chunks(2), 2, Precision::Double);
    let kernel = lab.kernel(rival, &lot);
    let first: Vec<bool> = lot.classes.iter().map(|class| *class == 1).collect();
    // The kernel of each place with each point.
    let mut room = Room::default();
    let mut kernels = Vec::new();
    for at in 0..SIDE * SIDE {
        samples.beside(kernel, &place(at).map(|x| x as f32), &mut room);
        kernels.extend(room.values().iter().map(|value| *value as f32));
    }
    let look = |name: String, weights: &[f64], offset: f64| {
        let values = kernels.chunks(weights.len().max(1)).map(|row| {
            let each = row.iter().zip(weights);
            (each.map(|(k, weight)| f64::from(*k) * weight).sum::<f64>() + offset) as f32
        });
        let body = Body::Grid(map(values.collect(), &lot, Some(weights)));
        Frame { name, body }
    };
    let title = format!("{}: margin and support vectors", rival.name());
    let show = |frames: &[Frame]| {
        let figure = Figure::new(&title, Body::Frames(frames.to_vec()));
        let learned = part
            .as_ref()
            .map_or(String::new(), |part| format!(" Learned from {part}."));
        desk.show(figure.note(format!(
            "Ground: the answer. Lines without a colour: where it is −1 or +1, the margin's edges. Strong: \
             vectors.{learned}"
        )));
    };
    let (mut frames, mut due, mut shown) = (Vec::new(), 1, Instant::now());
    let pair = solve(&samples, &first, kernel, &lab.rule(), &mut |sofar| {
        if sofar.steps == due {
            due *= 2;
            let name = format!("after step {}", sofar.steps);
            frames.push(look(name, &sofar.weights(), sofar.offset()));
            if shown.elapsed() > PATIENCE {
                shown = Instant::now();
                show(&frames);
            }
        }
        !desk.stopped()
    });
    let vectors = pair.weights.iter().filter(|weight| **weight != 0.0).count();
    let end = match pair.ended {
        Ended::Solved => "solved",
        Ended::Capped => "not solved",
        Ended::Stopped => return,
    };
    let name = format!(
        "{end} after {} steps: {vectors} support vectors",
        pair.steps
    );
    frames.push(look(name, &pair.weights, pair.offset));
    show(&frames);
}

/// What the network answers over the plane.
pub(super) fn network(learned: &mut Learned, lot: &Lot) -> Figure {
    let places = (0..SIDE * SIDE).flat_map(|at| place(at).map(|x| x as f32));
    let input = Tensor {
        count: SIDE * SIDE,
        shape: Shape::vector(2),
        data: places.collect(),
    };
    let grid = map(learned.leanings(&input), &lot.first(MOST), None);
    let shown = part(lot.classes.len()).map_or(String::new(), |part| format!(" Dots: {part}."));
    Figure::grid("Network over the plane", grid).note(format!(
        "Ground: how much it leans to either class, −1 to +1.{shown}"
    ))
}

/// Which points are on the map, where they are not all.
fn part(count: usize) -> Option<String> {
    let all = grouped(count as u64);
    (count > MOST).then(|| format!("the first {MOST} of {all} points"))
}

/// Answers over the plane with the points; those with a weight stand out, and so do the margin's edges.
fn map(values: Vec<f32>, lot: &Lot, weights: Option<&[f64]>) -> Grid {
    let mut groups = Vec::new();
    let points = |class: usize, vector: bool| {
        let all = lot.input.data.chunks(2).zip(&lot.classes).enumerate();
        let own = all.filter(move |(at, (_, own))| {
            **own == class && weights.is_some_and(|weights| weights[*at] != 0.0) == vector
        });
        own.map(|(_, (at, _))| share([f64::from(at[0]), f64::from(at[1])]))
            .collect()
    };
    let mut push = |name: &str, points: Vec<[f64; 2]>| {
        let name = name.into();
        groups.push(Group { name, points });
    };
    // From one end of the colours to the other: the strongest are those that the answer rests on.
    match weights {
        Some(_) => {
            push("support vectors −1", points(0, true));
            push("others −1", points(0, false));
            push("margin", edges(&values));
            push("others +1", points(1, false));
            push("support vectors +1", points(1, true));
        }
        None => {
            push("−1", points(0, false));
            push("+1", points(1, false));
        }
    }
    let range = |what: &str, ends| Places::Range {
        what: what.into(),
        ends,
    };
    Grid {
        columns: SIDE,
        values,
        shade: Shade::Signed(2.5),
        across: range("x", [-REACH, REACH]),
        down: range("y", [REACH, -REACH]),
        groups,
        ..Grid::default()
    }
}

/// Where the answer crosses −1 and +1, as shares of the map.
fn edges(values: &[f32]) -> Vec<[f64; 2]> {
    let mut found = Vec::new();
    for (at, here) in values.iter().enumerate() {
        let [column, row] = [at % SIDE, at / SIDE];
        let right = (column + 1 < SIDE).then_some((at + 1, [1.0, 0.0]));
        let below = (row + 1 < SIDE).then_some((at + SIDE, [0.0, 1.0]));
        for (next, way) in right.into_iter().chain(below) {
            let there = values[next];
            for level in [-1.0, 1.0] {
                let (a, b) = (here - level, there - level);
                if (a < 0.0) == (b < 0.0) {
                    continue;
                }
                let along = f64::from(a / (a - b));
                found.push([0, 1].map(|axis| {
                    ([column, row][axis] as f64 + 0.5 + along * way[axis]) / SIDE as f64
                }));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_that_are_left_out_are_told() {
        assert_eq!(part(MOST), None);
        assert_eq!(part(500).unwrap(), "the first 300 of 500 points");
    }

    #[test]
    fn edges_lie_where_the_answer_is_one() {
        // The answer is x / 2: ±1 at x = ±2, a third of the way to either side.
        let values: Vec<f32> = (0..SIDE * SIDE)
            .map(|at| (place(at)[0] / 2.0) as f32)
            .collect();
        let edges = edges(&values);
        assert_eq!(edges.len(), 2 * SIDE);
        for [x, _] in edges {
            let x = REACH * (2.0 * x - 1.0);
            assert!((x.abs() - 2.0).abs() < 1e-4, "{x}");
        }
    }
}

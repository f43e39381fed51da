//! Machines over the plane: what they answer, their margin and the vectors it rests on, as the solver goes.

use std::time::{Duration, Instant};

use super::matter::Lot;
use super::rivals::{Learned, Rival};
use super::{Show, Svm};
use crate::figure::{
    Body, Figure, Frame, Grid, Group, Pickable, Places, Role, Shade, counted, grouped,
};
use crate::labs::Desk;
use crate::math::svm::{Ended, Precision, Room, Samples, solve};
use crate::nn::{Shape, Tensor};

/// Side of the map, in points.
const SIDE: usize = 64;
/// Half its side, in the points' units.
pub(super) const REACH: f64 = 6.0;
/// Most points on it, of those that a person has not placed.
pub(super) const MOST: usize = 300;
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

/// What can be done with the points.
const HAND: &str = "Drag a point: everything is solved again; out of the map it is removed. Click: a point of +1, or \
    the other class for a point that is there. Right click: a point of −1, or none where there was one. \
    Points that are touched are your own from then on.";

/// A machine that was solved over the plane.
pub(super) struct Solved {
    /// Points that it has right.
    pub(super) right: usize,
    pub(super) vectors: usize,
    /// Whether it ended before it was solved.
    pub(super) capped: bool,
    /// From one edge of the margin to the other, of a straight border that is one.
    pub(super) width: Option<f64>,
}

/// A machine's figure of this body.
fn figure(rival: Rival, body: Body, more: &str) -> Figure {
    let title = format!("{}: margin and support vectors", rival.name());
    Figure::new(title, body)
        .note(format!(
            "Ground: the answer. Lines of dots: where it is −1 or +1, the margin's edges. Rings: support vectors.{more}"
        ))
        .pick(Pickable::Spots(2), HAND)
}

/// Points that no machine parts.
pub(super) fn bare(rival: Rival, lot: &Lot) -> Figure {
    let ground = map(vec![0.0; SIDE * SIDE], lot, None);
    let frame = Frame {
        name: "nothing to be parted".into(),
        body: Body::Grid(ground),
    };
    figure(rival, Body::Frames(vec![frame]), "")
}

/// A machine of the first points, solved before the eyes; `None` when it was stopped.
pub(super) fn solved(lab: &Svm, rival: Rival, lot: &Lot, desk: &Desk<'_>) -> Option<Solved> {
    let own = lab.show == Show::Own;
    let part = part(lot.classes.len()).filter(|_| !own);
    let lot = lot.first(if own { usize::MAX } else { MOST });
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
    let more = part.map_or(String::new(), |part| format!(" Learned from {part}."));
    let show = |frames: &[Frame]| desk.show(figure(rival, Body::Frames(frames.to_vec()), &more));
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
    let end = match pair.ended {
        Ended::Solved => "solved",
        Ended::Capped => "not solved",
        Ended::Stopped => return None,
    };
    let vectors = pair.weights.iter().filter(|weight| **weight != 0.0).count();
    let name = format!(
        "{end} after {}: {}",
        counted(pair.steps as usize, "step", "steps"),
        counted(vectors, "support vector", "support vectors")
    );
    frames.push(look(name, &pair.weights, pair.offset));
    show(&frames);
    let points = || lot.input.data.chunks(2);
    let right = points().zip(&first).filter(|(point, first)| {
        samples.beside(kernel, point, &mut room);
        let each = room.values().iter().zip(&pair.weights);
        let answer = each.map(|(k, weight)| k * weight).sum::<f64>() + pair.offset;
        (answer > 0.0) == **first
    });
    let right = right.count();
    // Across the border, which is the answer's slope.
    let slope = [0, 1].map(|axis| {
        let each = points().zip(&pair.weights);
        each.map(|(point, weight)| f64::from(point[axis]) * weight)
            .sum::<f64>()
    });
    let slope = slope[0].hypot(slope[1]);
    Some(Solved {
        right,
        vectors,
        capped: pair.ended == Ended::Capped,
        width: (rival == Rival::Linear && slope > 1e-9).then(|| 2.0 / slope),
    })
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
    Figure::grid("Network over the plane", grid)
        .note(format!(
            "Ground: how much it leans to either class, −1 to +1.{shown}"
        ))
        .pick(Pickable::Spots(2), HAND)
}

/// Which points are on the map, where they are not all.
fn part(count: usize) -> Option<String> {
    let all = grouped(count as u64);
    (count > MOST).then(|| format!("the first {MOST} of {all} points"))
}

/// Answers over the plane with the points; those with a weight have a ring, and the margin's edges are seen.
fn map(values: Vec<f32>, lot: &Lot, weights: Option<&[f64]>) -> Grid {
    let points = |which: &dyn Fn(usize, usize) -> bool| {
        let all = lot.input.data.chunks(2).zip(&lot.classes).enumerate();
        let own = all.filter(|(at, (_, class))| which(*at, **class));
        own.map(|(_, (at, _))| share([f64::from(at[0]), f64::from(at[1])]))
            .collect()
    };
    // Both classes first, each whole: so a point's number is the one it has among those of its class.
    let mut groups = vec![
        Group {
            name: "−1".into(),
            points: points(&|_, class| class == 0),
        },
        Group {
            name: "+1".into(),
            points: points(&|_, class| class == 1),
        },
    ];
    let mut roles = [0, 1].map(|at| Role::Group { at, of: 2 }).to_vec();
    if let Some(weights) = weights {
        groups.push(Group {
            name: "support vectors".into(),
            points: points(&|at, _| weights[at] != 0.0),
        });
        groups.push(Group {
            name: "margin".into(),
            points: edges(&values),
        });
        roles.extend([Role::Support, Role::Reference]);
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
        roles,
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

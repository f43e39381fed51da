//! What a person holds of a figure: a point of a grid, or the number of an edge.

use egui::{PointerButton, Pos2, Rect, Response, Vec2, vec2};

use crate::figure::{Figure, Grid, Picked};

/// How near to a point the pointer takes hold of it, in screen points.
const NEAR: f32 = 9.0;
/// How far outside a dragged point is let go to take it away.
const OUTSIDE: f32 = 12.0;

/// How near a weight is to the one that was asked for where it is that one, and the longest time, in seconds, that is
/// waited for it.
const SAME: f64 = 1e-3;
const PATIENCE: f64 = 2.0;

/// What is held, and of the figure of which id.
#[derive(Debug, Default)]
pub(super) struct Hand {
    figure: String,
    held: Option<Held>,
    /// The point that was last taken hold of: where it was drawn then, and how many there were in its group.
    taken: Option<([f64; 2], usize)>,
    /// The weight that was asked for, as long as the figure has the one before it.
    asked: Option<Asked>,
}

/// A weight that an edge of the figure of this id was given, and until when a figure with it is waited for.
#[derive(Debug)]
struct Asked {
    figure: String,
    edge: usize,
    weight: f64,
    until: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Held {
    /// A point: its group, its number in it, and where the pointer has it.
    Spot([usize; 2], Pos2),
    /// The number of an edge, and the weight it is given.
    Edge(usize, f64),
}

impl Hand {
    /// The point of this figure that is held, and where the pointer has it.
    pub(super) fn spot(&self, figure: &str) -> Option<([usize; 2], Pos2)> {
        match self.held.filter(|_| self.figure == figure)? {
            Held::Spot(which, now) => Some((which, now)),
            Held::Edge(..) => None,
        }
    }

    /// The weight that the edge of this figure is given, while it is held.
    pub(super) fn edge(&self, figure: &str, edge: usize) -> Option<f64> {
        match self.held.filter(|_| self.figure == figure)? {
            Held::Edge(held, weight) if held == edge => Some(weight),
            _ => None,
        }
    }

    /// Takes hold of the number of an edge, or turns it; `None`: it is let go.
    pub(super) fn hold_edge(&mut self, figure: &str, held: Option<(usize, f64)>) {
        figure.clone_into(&mut self.figure);
        self.held = held.map(|(edge, weight)| Held::Edge(edge, weight));
    }

    /// A weight was asked for at this time, in seconds: it counts until a figure with it comes.
    pub(super) fn ask_edge(&mut self, figure: &str, (edge, weight): (usize, f64), now: f64) {
        self.asked = Some(Asked {
            figure: figure.to_owned(),
            edge,
            weight,
            until: now + PATIENCE,
        });
    }

    /// The weight of an edge as it was last asked for; else as it is `drawn`.
    pub(super) fn weight(&mut self, figure: &str, (edge, drawn): (usize, f64), now: f64) -> f64 {
        let own = |asked: &Asked| asked.figure == figure && asked.edge == edge;
        let Some(asked) = self.asked.as_ref().filter(|asked| own(asked)) else {
            return drawn;
        };
        let weight = asked.weight;
        if now < asked.until && (weight - drawn).abs() > SAME {
            return weight;
        }
        self.asked = None;
        drawn
    }

    /// What was asked for is not answered.
    pub(super) fn refuse(&mut self) {
        self.asked = None;
    }

    /// The point that was last taken hold of: where it was drawn then, as shares of the width from the left and of the
    /// height from the top, and how many there were in its group.
    pub(super) fn taken(&self) -> Option<([f64; 2], usize)> {
        self.taken
    }

    /// What is done with the points of the first `count` groups.
    pub(super) fn spots(
        &mut self,
        response: &Response,
        figure: &Figure,
        grid: &Grid,
        cells: Rect,
        count: usize,
    ) -> Option<Picked> {
        let share = |at: Pos2| {
            let share = (at - cells.min) / cells.size();
            [share.x, share.y].map(|share| f64::from(share.clamp(0.0, 1.0)))
        };
        let near = |at: Pos2| nearest(grid, cells, count, at);
        if response.drag_started_by(PointerButton::Primary) {
            let origin = response.ctx.input(|input| input.pointer.press_origin());
            let held = origin.and_then(|at| Some(Held::Spot(near(at)?, at)));
            self.figure.clone_from(&figure.id);
            self.held = held;
            if let Some(Held::Spot(which, _)) = held {
                self.taken = drawn(grid, which);
            }
        }
        if let Some((which, before)) = self.spot(&figure.id) {
            let now = response.interact_pointer_pos().unwrap_or(before);
            if response.drag_stopped() {
                self.held = None;
                let out = !cells.expand(OUTSIDE).contains(now);
                return Some(Picked::Spot(which, (!out).then(|| share(now))));
            }
            self.held = response.dragged().then_some(Held::Spot(which, now));
            let moves = self.held.is_some() && now != before;
            let moved = Picked::Spot(which, Some(share(now)));
            return moves.then(|| Picked::Held(Box::new(moved)));
        }
        let at = response.interact_pointer_pos()?;
        let which = near(at);
        if response.clicked() || response.secondary_clicked() {
            self.taken = which.and_then(|which| drawn(grid, which));
        }
        match (response.clicked(), response.secondary_clicked(), which) {
            (true, _, Some(which)) => Some(Picked::Turned(which)),
            (true, _, None) => Some(Picked::Put(count.saturating_sub(1), share(at))),
            (_, true, Some(which)) => Some(Picked::Spot(which, None)),
            (_, true, None) => Some(Picked::Put(0, share(at))),
            _ => None,
        }
    }
}

/// Where a point is drawn, and how many there are in its group.
fn drawn(grid: &Grid, [group, number]: [usize; 2]) -> Option<([f64; 2], usize)> {
    let points = &grid.groups.get(group)?.points;
    Some((*points.get(number)?, points.len()))
}

/// The point under the pointer. Cost: proportional to the points.
fn nearest(grid: &Grid, cells: Rect, count: usize, at: Pos2) -> Option<[usize; 2]> {
    let mut found: Option<(f32, [usize; 2])> = None;
    for (group, points) in grid.groups.iter().take(count).enumerate() {
        for (number, [x, y]) in points.points.iter().enumerate() {
            let place = cells.min + cells.size() * vec2(*x as f32, *y as f32);
            let away = Vec2::length_sq(place - at);
            if away <= NEAR * NEAR && found.is_none_or(|(least, _)| away < least) {
                found = Some((away, [group, number]));
            }
        }
    }
    found.map(|(_, which)| which)
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::*;
    use crate::figure::Group;

    #[test]
    fn a_weight_that_was_asked_for_counts_until_a_figure_with_it_comes() {
        let mut hand = Hand::default();
        assert_eq!(hand.weight("net", (3, 0.5), 0.0), 0.5);
        hand.ask_edge("net", (3, 0.6), 10.0);
        assert_eq!(hand.weight("net", (3, 0.5), 10.1), 0.6);
        assert_eq!(hand.weight("net", (4, 0.5), 10.1), 0.5);
        assert_eq!(hand.weight("another", (3, 0.5), 10.1), 0.5);
        // The one between comes, then the one that was asked for.
        hand.ask_edge("net", (3, 0.7), 10.2);
        assert_eq!(hand.weight("net", (3, 0.6), 10.3), 0.7);
        assert_eq!(hand.weight("net", (3, 0.7), 10.4), 0.7);
        assert_eq!(hand.weight("net", (3, 0.2), 10.5), 0.2);
        // It is not waited for without end, nor where it was refused.
        hand.ask_edge("net", (3, 0.9), 20.0);
        assert_eq!(hand.weight("net", (3, 0.2), 20.0 + PATIENCE), 0.2);
        hand.ask_edge("net", (3, 0.9), 30.0);
        hand.refuse();
        assert_eq!(hand.weight("net", (3, 0.2), 30.1), 0.2);
    }

    #[test]
    fn only_points_that_may_be_moved_are_near() {
        let group = |points: &[[f64; 2]]| Group {
            points: points.to_vec(),
            ..Group::default()
        };
        let grid = Grid {
            groups: vec![
                group(&[[0.1, 0.1]]),
                group(&[[0.5, 0.5], [0.52, 0.5]]),
                group(&[[0.9, 0.9]]),
            ],
            ..Grid::default()
        };
        let cells = Rect::from_min_size(pos2(10.0, 20.0), vec2(200.0, 200.0));
        let at = |x: f32, y: f32| pos2(10.0 + 200.0 * x, 20.0 + 200.0 * y);
        assert_eq!(nearest(&grid, cells, 2, at(0.1, 0.12)), Some([0, 0]));
        assert_eq!(nearest(&grid, cells, 2, at(0.53, 0.5)), Some([1, 1]));
        assert_eq!(nearest(&grid, cells, 2, at(0.3, 0.3)), None);
        assert_eq!(nearest(&grid, cells, 2, at(0.9, 0.9)), None);
        assert_eq!(nearest(&grid, cells, 3, at(0.9, 0.9)), Some([2, 0]));
        assert_eq!(drawn(&grid, [1, 1]), Some(([0.52, 0.5], 2)));
        assert_eq!(drawn(&grid, [1, 2]), None);
    }
}

//! What is shown of a perceptron: its line mistake by mistake, how the mistakes grow, and a few numbers.

use super::claim::Bound;
use super::rule::{Example, Learned};
use super::{Matter, Perceptron, REACH, SIDE, mistakes};
use crate::figure::{
    Axis, Body, Cell, Column, Figure, Frame, Grid, Group, Mark, Numbers, Pickable, Places, Role,
    Shade, counted,
};
use crate::labs::Desk;
use crate::setting::MARKS;

/// What can be done with the points.
const HAND: &str = "Drag a point: the line follows; out of the map it is removed. Click: a point of +1, or the \
    other class for a point that is there. Right click: a point of −1, or none where there was one.";

impl Perceptron {
    /// What was learned, as figures.
    pub(super) fn show(
        &self,
        desk: &Desk<'_>,
        examples: &[Example],
        learned: &Learned,
        bound: Bound,
    ) {
        let ways = learned.ways.iter().map(|(mistake, weights)| Frame {
            name: format!("after mistake {mistake}"),
            body: Body::Grid(picture(examples, weights)),
        });
        let last = Frame {
            name: match learned.ended {
                true => format!("in the end, after {}", mistakes(learned)),
                false => {
                    let passes = counted(learned.mistakes.len(), "pass", "passes");
                    format!("after {passes}, not ended")
                }
            },
            body: Body::Grid(picture(examples, &learned.weights)),
        };
        let note = match self.matter {
            Matter::Digits => {
                "The weights as a picture: what speaks for the first digit and what against it."
            }
            _ => {
                "The ground: which class the neuron answers, and how far from its line. Dots: the examples."
            }
        };
        let frames = Body::Frames(ways.chain([last]).collect());
        let figure = Figure::new("What it answers, mistake by mistake", frames).note(note);
        let figure = match self.matter {
            Matter::Digits => figure,
            // More are not kept as points of one's own.
            _ if examples.len() >= MARKS => figure,
            _ => figure.pick(Pickable::Spots(2), HAND),
        };
        desk.show(figure);
        let points = learned.mistakes.iter().enumerate();
        let points = points.map(|(pass, mistakes)| [(pass + 1) as f64, (*mistakes).max(1) as f64]);
        let mut marks = vec![Mark::line(
            "mistakes",
            Role::Training,
            thinned(points.collect()),
        )];
        if let Some(bound) = bound.number() {
            marks.push(Mark::level(
                "Novikoff's bound (R / γ)²",
                Role::Reference,
                bound,
            ));
        }
        let x = Axis::new("pass").log(true).numbers(Numbers::Counted);
        let y = Axis::new("mistakes so far").log(true);
        desk.show(Figure::plot("Mistakes", x, y, marks));
        let wrong = examples.iter().filter(|(numbers, class)| {
            let answer: f64 = numbers
                .iter()
                .zip(&learned.weights)
                .map(|(x, w)| x * w)
                .sum();
            class * answer <= 0.0
        });
        let right = 1.0 - wrong.count() as f64 / examples.len().max(1) as f64;
        let row = |what: &str, cell: Cell| vec![Cell::from(what), cell];
        let bound_cell = match bound {
            Bound::Sought => Cell::Empty,
            Bound::Is(bound) => bound.into(),
            Bound::None(why) => format!("no bound: {why}").into(),
        };
        let rows = vec![
            row("mistakes", (learned.total() as f64).into()),
            row("bound", bound_cell),
            row("passes", (learned.mistakes.len() as f64).into()),
            row("right in the end, %", (100.0 * right).into()),
        ];
        let columns = [Column::new(""), Column::of("number", "", Numbers::Short)];
        desk.show(Figure::table("In numbers", columns, rows));
    }
}

/// What the neuron answers over the plane, or its weights as a picture.
fn picture(examples: &[Example], weights: &[f64]) -> Grid {
    if weights.len() != 3 {
        let pixels = &weights[..weights.len() - 1];
        let side = (pixels.len() as f64).sqrt().round().max(1.0) as usize;
        return Grid {
            columns: side,
            values: pixels.iter().map(|weight| *weight as f32).collect(),
            ..Grid::default()
        };
    }
    let length = weights[0].hypot(weights[1]).max(1e-12);
    let answer = |at: usize| {
        let share = |at: usize| REACH * (2.0 * (at as f64 + 0.5) / SIDE as f64 - 1.0);
        let (x, y) = (share(at % SIDE), -share(at / SIDE));
        ((weights[0] * x + weights[1] * y + weights[2]) / length) as f32
    };
    let share = |place: f64| 0.5 * (place / REACH + 1.0);
    let group = |name: &str, of: f64| Group {
        name: name.into(),
        points: examples
            .iter()
            .filter(|(_, class)| *class == of)
            .map(|(at, _)| [share(at[0]), share(-at[1])])
            .collect(),
    };
    let ends = [-REACH, REACH];
    Grid {
        columns: SIDE,
        values: (0..SIDE * SIDE).map(answer).collect(),
        shade: Shade::Signed(REACH as f32),
        across: Places::Range {
            what: "x".into(),
            ends,
        },
        down: Places::Range {
            what: "y".into(),
            ends: [REACH, -REACH],
        },
        groups: vec![group("−1", -1.0), group("+1", 1.0)],
        roles: Vec::new(),
    }
}

/// At most some hundred points of a line over a logarithmic axis.
fn thinned(points: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    let mut last = 0.0;
    let end = points.len();
    let keep = points.into_iter().enumerate().filter(|(at, point)| {
        let far = point[0] > 1.02 * last || at + 1 == end;
        if far {
            last = point[0];
        }
        far
    });
    keep.map(|(_, point)| point).collect()
}

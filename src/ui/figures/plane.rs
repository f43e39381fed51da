//! A classifier's decision over the plane, with the points it was asked about.

use crate::figure::{Figure, Grid, Group, Places, Shade};
use crate::train::classify::{GRID, Sample, Verdict};

/// The decision: −1 and 1 are the two classes for sure, 0 is neither. Without answers the points alone.
pub fn plane(sample: &Sample, reach: f32, verdict: Option<&Verdict>) -> Figure {
    let values = match verdict {
        Some(verdict) => verdict.plane.iter().map(|lean| 2.0 * lean - 1.0).collect(),
        None => vec![0.0; GRID * GRID],
    };
    let share = |place: f32| f64::from(0.5 * (place / reach + 1.0));
    let groups = sample.classes.iter().enumerate().map(|(class, name)| {
        let own = (0..sample.count()).filter(|at| sample.examples.classes()[*at] == class);
        let points = own.filter_map(|at| match *sample.examples.input.example(at) {
            [x, y] => Some([share(x), share(-y)]),
            _ => None,
        });
        Group {
            name: name.clone(),
            points: points.collect(),
        }
    });
    let reach = f64::from(reach);
    let range = |what: &str, ends| Places::Range {
        what: what.into(),
        ends,
    };
    let grid = Grid {
        columns: GRID,
        values,
        shade: Shade::Signed(1.0),
        across: range("x", [-reach, reach]),
        down: range("y", [reach, -reach]),
        groups: groups.collect(),
    };
    Figure::grid("Decision over the plane", grid)
}

//! The decision over the plane: how much an answerer leans to the second class, at every point of a grid.

use super::{Answers, GroundView, Probe, Sample, each_answer};
use crate::figure::{Figure, Grid, Group, Places, Shade};
use crate::nn::Tensor;

/// Points of the plane, along each side, at which the decision is asked for.
pub const GRID: usize = 64;

crate::adjustable! {
    /// The decision over the plane.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Plane: "plane", "Decision over the plane",
        "Which class is named at each point of the plane, and how surely." {}
}

impl Probe for Plane {
    fn suits(&self, sample: &Sample) -> bool {
        sample.ground.is_some()
    }

    fn ask(
        &self,
        answers: &mut dyn Answers,
        sample: &Sample,
        stopped: &dyn Fn() -> bool,
    ) -> Option<Figure> {
        let leanings = leanings(answers, sample.view()?, stopped)?;
        figure(sample, &leanings)
    }
}

/// How much the answers lean to the second class, 0..1, at [`GRID`]² points of the plane, row by row from the top;
/// `None` when stopped meanwhile.
pub fn leanings(
    answers: &mut dyn Answers,
    view: GroundView,
    stopped: &dyn Fn() -> bool,
) -> Option<Vec<f32>> {
    let mut found = Vec::with_capacity(GRID * GRID);
    let whole = each_answer(answers, &grid(view), stopped, &mut |answer| {
        found.push(leaning(answer));
    });
    whole.then_some(found)
}

/// The decision with the sample's points: −1 and 1 are the two classes for sure, 0 is neither. Without leanings the
/// points alone. `None` where there is no plane.
pub fn figure(sample: &Sample, leanings: &[f32]) -> Option<Figure> {
    let ground = sample.ground.as_ref()?;
    let reach = ground.view.reach;
    let values = if leanings.is_empty() {
        vec![0.0; GRID * GRID]
    } else {
        leanings.iter().map(|lean| 2.0 * lean - 1.0).collect()
    };
    let share = |place: f32| f64::from(0.5 * (place / reach + 1.0));
    let groups = sample.classes.iter().enumerate().map(|(class, name)| {
        let all = ground.points.iter().zip(sample.examples.classes());
        let own = all.filter(|(_, own)| **own == class);
        let points = own.map(|([x, y], _)| [share(*x), share(-y)]);
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
        roles: Vec::new(),
    };
    Some(Figure::grid("Decision over the plane", grid))
}

/// The points of the grid, row by row from the top, where y is largest.
fn grid(view: GroundView) -> Tensor {
    view.entering((0..GRID * GRID).map(|at| {
        let place = [at % GRID, GRID - 1 - at / GRID];
        place.map(|step| middle(view.reach, step))
    }))
}

/// How much an answer leans to the second class, 0..1: its share by softmax, or where a single number stands from −1 to
/// +1.
fn leaning(answer: &[f32]) -> f32 {
    let [first, second, ..] = answer else {
        return answer
            .first()
            .map_or(0.5, |value| (0.5 + 0.5 * value).clamp(0.0, 1.0));
    };
    let most = answer.iter().copied().fold(*first, f32::max);
    let sum: f32 = answer.iter().map(|value| (value - most).exp()).sum();
    (second - most).exp() / sum
}

/// The coordinate of a point of the grid: its middle.
fn middle(reach: f32, step: usize) -> f32 {
    reach * (2.0 * (step as f32 + 0.5) / GRID as f32 - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_number_leans_by_its_sign() {
        assert_eq!(
            [-2.0, 0.0, 3.0].map(|value| leaning(&[value])),
            [0.0, 0.5, 1.0]
        );
        assert_eq!(leaning(&[0.3, 0.3]), 0.5);
    }
}

//! The loss at growing learning rates.

use crate::figure::{Axis, Dash, Figure, Mark, Marking, Role};
use crate::train::RateTrial;

/// The loss against the rate, both logarithmic, with the rate that is suggested.
pub fn rates(trial: &RateTrial) -> Figure {
    let line = Marking::Line {
        points: trial.smooth.clone(),
        raw: trial.raw.clone(),
        dash: Dash::Solid,
    };
    let mut marks = vec![Mark::new("", Role::Training, line)];
    marks.extend(trial.suggested.map(|rate| {
        let x = f64::from(rate);
        let held = false;
        Mark::new("suggested", Role::Chosen, Marking::Moment { x, held })
    }));
    let (x, y) = (
        Axis::new("learning rate").log(true),
        Axis::new("loss").log(true),
    );
    Figure::plot("Loss over the learning rate", x, y, marks)
        .id("learning-rates")
        .note(
            "One step at each rate, on a copy of the network (Smith 2017, arXiv:1506.01186). The suggestion is a tenth \
            of the rate at which the smoothed loss is least.",
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Body;

    #[test]
    fn the_suggestion_is_marked() {
        let mut trial = RateTrial {
            raw: vec![[1e-3, 1.0], [1e-2, 0.5]],
            smooth: vec![[1e-3, 1.0], [1e-2, 0.7]],
            suggested: Some(1e-3),
        };
        let count = |trial: &RateTrial| match rates(trial).body {
            Body::Plot(plot) => plot.marks.len(),
            _ => 0,
        };
        assert_eq!(count(&trial), 2);
        trial.suggested = None;
        assert_eq!(count(&trial), 1);
    }
}

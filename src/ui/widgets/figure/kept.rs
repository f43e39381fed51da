//! A plot's marks as they are drawn: without what has no place on the axes, as logarithms on a logarithmic axis.

use std::ops::Range;

use egui_plot::PlotPoint;

use crate::figure::{Dash, Mark, Marking, Plot};

/// A mark's points.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    /// Its points: of a line, of a band's lower edge, of bars; of points those that have a place.
    pub(super) points: Vec<PlotPoint>,
    /// The unbroken parts of them.
    pub(super) parts: Vec<Range<usize>>,
    /// The line before it was smoothed; a band's upper edge.
    pub(super) raw: Vec<PlotPoint>,
}

/// The place of a point on the plot's axes.
pub(super) fn place(plot: &Plot, [x, y]: [f64; 2]) -> Option<PlotPoint> {
    let on = |axis: &crate::figure::Axis, value: f64| {
        axis.takes(value)
            .then(|| if axis.log { value.log10() } else { value })
    };
    Some(PlotPoint::new(on(&plot.x, x)?, on(&plot.y, y)?))
}

/// All marks' points. Cost: proportional to their number.
pub(super) fn kept(plot: &Plot) -> Vec<Kept> {
    plot.marks.iter().map(|mark| of(plot, mark)).collect()
}

fn of(plot: &Plot, mark: &Mark) -> Kept {
    let mut kept = Kept::default();
    match &mark.marking {
        Marking::Line { points, raw, dash } => {
            let stepped = *dash == Dash::Stepped;
            // Few points in faint lines are years, far apart; many are a curve.
            let split = stepped || mark.faint && points.len() < 100;
            kept.line(plot, points, stepped, split);
            kept.raw = raw.iter().filter_map(|at| place(plot, *at)).collect();
        }
        Marking::Bars(points) => kept.line(plot, points, false, false),
        Marking::Points(points) => {
            kept.points = points
                .iter()
                .filter_map(|point| place(plot, point.at))
                .collect();
        }
        Marking::Band(points) => {
            for [x, low, high] in points {
                let ends = [place(plot, [*x, *low]), place(plot, [*x, *high])];
                if let [Some(low), Some(high)] = ends {
                    kept.points.push(low);
                    kept.raw.push(high);
                }
            }
        }
        Marking::Level(_) | Marking::Moment { .. } => {}
    }
    kept
}

impl Kept {
    fn line(&mut self, plot: &Plot, points: &[[f64; 2]], stepped: bool, split: bool) {
        let mut from = 0;
        for point in points {
            let Some(place) = place(plot, *point) else {
                self.end_part(from, split);
                from = self.points.len();
                continue;
            };
            if let (true, Some(last)) = (stepped, self.points[from..].last()) {
                let corner = PlotPoint::new(place.x, last.y);
                self.points.push(corner);
            }
            self.points.push(place);
        }
        self.end_part(from, split);
    }

    /// Ends a part that began at the point `from`; `split`: each of its pieces is a part of its own. Where a line turns
    /// sharply, as steps do and lines between years, it would be drawn with mitres as long as its pieces.
    fn end_part(&mut self, from: usize, split: bool) {
        let end = self.points.len();
        match end - from {
            0 => {}
            count if split && count > 1 => self.parts.extend((from..end - 1).map(|at| at..at + 2)),
            _ => self.parts.push(from..end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{Axis, Role};

    fn drawn(points: &[[f64; 2]], log: bool, dash: Dash) -> Kept {
        let line = Mark::line("", Role::Network, points.to_vec()).dash(dash);
        let plot = Plot {
            x: Axis::default(),
            y: Axis::default().log(log),
            marks: vec![line],
        };
        kept(&plot).remove(0)
    }

    #[test]
    fn a_logarithmic_axis_takes_what_has_a_logarithm_and_gaps_stay_gaps() {
        let points = [
            [1.0, 100.0],
            [2.0, 0.0],
            [3.0, -1.0],
            [4.0, f64::NAN],
            [5.0, 1.0],
        ];
        let log = drawn(&points, true, Dash::Solid);
        assert_eq!(
            log.points,
            [PlotPoint::new(1.0, 2.0), PlotPoint::new(5.0, 0.0)]
        );
        assert_eq!(log.parts, [0..1, 1..2]);
        assert_eq!(drawn(&points, false, Dash::Solid).parts, [0..3, 3..4]);
    }

    #[test]
    fn steps_stay_level_until_the_next_point() {
        let steps = drawn(&[[0.0, 1.0], [2.0, 3.0]], false, Dash::Stepped);
        let expected = [[0.0, 1.0], [2.0, 1.0], [2.0, 3.0]].map(|[x, y]| PlotPoint::new(x, y));
        assert_eq!(steps.points, expected);
        assert_eq!(steps.parts, [0..2, 1..3]);
    }
}

//! What a plot reads at the pointer: every line's value at one place.

use egui::{Color32, Rect, StrokeKind, Ui, pos2, vec2};
use egui_plot::PlotPoint;

use super::colours::colour;
use super::kept::Kept;
use super::plot::{Drawn, PlotUi};
use crate::figure::{Dash, Mark, Marking};
use crate::ui::theme;

/// How far from the pointer, in points, a line's nearest point may be to be read.
const REACH: f32 = 8.0;

impl PlotUi<'_> {
    /// Every line's value at the place `x` (of the plot) under the pointer.
    pub(super) fn readout_ui(&self, ui: &Ui, drawn: &Drawn<'_>, x: f64) {
        if self.is_worked() {
            return;
        }
        let palette = theme::palette(ui);
        let (frame, place) = (drawn.frame, drawn.place);
        let at = place(PlotPoint::new(x, 0.0)).x;
        let lines: Vec<_> = self
            .marks()
            .filter(|(mark, kept)| is_read(mark, kept))
            .collect();
        // Where a line has a point nearby, that is what is read.
        let points = lines
            .iter()
            .filter_map(|(_, kept)| nearest(&kept.points, x));
        let point = points.min_by(|a, b| (a.x - x).abs().total_cmp(&(b.x - x).abs()));
        let read = point.filter(|point| (place(*point).x - at).abs() <= REACH);
        let read = self.value(
            &self.plot.x,
            read.map_or(x, |point| point.x).max(self.least()),
        );
        let mut texts = vec![(self.plot.x.read(read), palette.weak)];
        for (mark, kept) in lines {
            let Some(point) = nearest(&kept.points, x) else {
                continue;
            };
            // Beyond its end a line has nothing to say.
            let ends = [kept.points.first(), kept.points.last()].map(|end| end.map(|end| end.x));
            let within = matches!(ends, [Some(first), Some(last)] if (first..=last).contains(&x));
            let solid = matches!(
                &mark.marking,
                Marking::Line {
                    dash: Dash::Solid | Dash::Stepped,
                    ..
                }
            );
            if (place(point).x - at).abs() > REACH && solid && !within {
                continue;
            }
            let ink = colour(palette, mark.role);
            let value = self.plot.y.read(self.value(&self.plot.y, point.y));
            texts.push((format!("{}{} {value}", mark.name, mark.more), ink));
            let painter = ui.painter().with_clip_rect(frame);
            painter.circle(place(point), 3.0, ink, (1.5, palette.ground));
        }
        for mark in &self.plot.marks {
            if let (Marking::Level(y), false) = (&mark.marking, mark.name.is_empty()) {
                let value = self.plot.y.read(*y);
                texts.push((format!("{} {value}", mark.name), colour(palette, mark.role)));
            }
        }
        box_ui(ui, drawn, at, texts);
    }

    /// A value of an axis that stands at this place of the plot.
    fn value(&self, axis: &crate::figure::Axis, at: f64) -> f64 {
        if axis.log { 10f64.powf(at) } else { at }
    }

    /// Where something is counted there is nothing below zero.
    fn least(&self) -> f64 {
        match self.plot.x.numbers.names_unit() {
            true => 0.0,
            false => f64::NEG_INFINITY,
        }
    }
}

/// The lines of words beside the place `at`, in a box.
fn box_ui(ui: &Ui, drawn: &Drawn<'_>, at: f32, texts: Vec<(String, Color32)>) {
    let palette = theme::palette(ui);
    let frame = drawn.frame;
    let painter = ui.painter();
    let galleys: Vec<_> = texts
        .into_iter()
        .map(|(text, ink)| (painter.layout_no_wrap(text, drawn.font.clone(), ink), ink))
        .collect();
    let size = galleys.iter().fold(vec2(0.0, 0.0), |size, (galley, _)| {
        vec2(size.x.max(galley.size().x), size.y + galley.size().y + 1.0)
    });
    let room = size.x + 24.0;
    let left = if at + room > frame.right() {
        (at - room).max(frame.left())
    } else {
        at + 8.0
    };
    let rect = Rect::from_min_size(pos2(left, frame.top() + 4.0), size + vec2(16.0, 8.0));
    let hairline = (1.0, palette.hairline);
    painter.rect(
        rect,
        theme::RADIUS,
        palette.float,
        hairline,
        StrokeKind::Inside,
    );
    let mut y = rect.top() + 4.0;
    for (galley, ink) in galleys {
        let height = galley.size().y + 1.0;
        painter.galley(pos2(rect.left() + 8.0, y), galley, ink);
        y += height;
    }
}

/// Whether a mark has values to be read along the x axis.
fn is_read(mark: &Mark, kept: &Kept) -> bool {
    let along = matches!(mark.marking, Marking::Line { .. } | Marking::Bars(_));
    along && !kept.points.is_empty()
}

fn nearest(points: &[PlotPoint], x: f64) -> Option<PlotPoint> {
    let after = points.partition_point(|point| point.x < x);
    [after.checked_sub(1), Some(after)]
        .into_iter()
        .flatten()
        .filter_map(|at| points.get(at).copied())
        .min_by(|a, b| (a.x - x).abs().total_cmp(&(b.x - x).abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_point_is_read() {
        let points = [1.0, 5.0, 9.0].map(|x| PlotPoint::new(x, 0.0));
        assert_eq!(nearest(&points, 6.0).unwrap().x, 5.0);
        assert_eq!(nearest(&points, 100.0).unwrap().x, 9.0);
        assert!(nearest(&[], 1.0).is_none());
    }
}

//! What a plot reads at the pointer: every line's value at one place.

use egui::{Color32, Rect, StrokeKind, Ui, pos2, vec2};
use egui_plot::PlotPoint;

use super::colours::colour;
use super::kept::Kept;
use super::plot::{Drawn, PlotUi};
use super::signs;
use crate::figure::{Dash, Mark, Marking, Sign};
use crate::ui::theme;

/// Letters of an axis's label that is short enough to be read with each place.
const LABEL: usize = 16;
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
        let near = lines.iter().filter_map(|(mark, kept)| {
            let point = read(mark, &kept.points, x)?;
            let far = (place(point).x - at).abs() > REACH;
            // Beyond its end a line has nothing to say.
            (!far || is_told(mark, kept, x)).then_some((*mark, point))
        });
        let near: Vec<_> = near.collect();
        // The place that is named is that of the values below it, not the pointer's.
        let places = near.iter().map(|(_, point)| point.x);
        let own = places.min_by(|a, b| (a - x).abs().total_cmp(&(b - x).abs()));
        let named = self.place_of(own.unwrap_or(x));
        // What it is a place of, where a number alone would not say so.
        let label = &self.plot.x.label;
        let short = !label.is_empty() && label.chars().count() <= LABEL;
        let head = match short && self.plot.x.unit.is_empty() && self.plot.x.names.is_empty() {
            true => format!("{label} {named}"),
            false => named.clone(),
        };
        let mut texts = vec![(head, palette.weak, None)];
        for (mark, point) in near {
            let ink = colour(palette, mark.role);
            let value = self.plot.y.read(self.value(&self.plot.y, point.y));
            let own = self.place_of(point.x);
            // One that has no point there says where its own is.
            let own = match own == named {
                true => String::new(),
                false => format!(" (at {own})"),
            };
            let text = format!("{}{} {value}{own}", mark.name, mark.more);
            texts.push((text, ink, mark.role.sign()));
            let painter = ui.painter().with_clip_rect(frame);
            painter.circle(place(point), 3.0, ink, (1.5, palette.ground));
        }
        for mark in &self.plot.marks {
            if let (Marking::Level(y), false) = (&mark.marking, mark.name.is_empty()) {
                let value = self.plot.y.read(*y);
                let ink = colour(palette, mark.role);
                texts.push((format!("{} {value}", mark.name), ink, mark.role.sign()));
            }
        }
        box_ui(ui, drawn, at, texts);
    }

    /// A value of an axis that stands at this place of the plot.
    fn value(&self, axis: &crate::figure::Axis, at: f64) -> f64 {
        if axis.log { 10f64.powf(at) } else { at }
    }

    /// A place along the x axis, as it is read.
    fn place_of(&self, x: f64) -> String {
        self.plot
            .x
            .read(self.value(&self.plot.x, x).max(self.least()))
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
fn box_ui(ui: &Ui, drawn: &Drawn<'_>, at: f32, texts: Vec<(String, Color32, Option<Sign>)>) {
    let palette = theme::palette(ui);
    let frame = drawn.frame;
    let painter = ui.painter();
    let galleys: Vec<_> = texts
        .into_iter()
        .map(|(text, ink, sign)| {
            let galley = painter.layout_no_wrap(text, drawn.font.clone(), ink);
            (galley, ink, sign)
        })
        .collect();
    let before = |sign: &Option<Sign>| sign.map_or(0.0, |_| signs::WIDTH);
    let size = galleys
        .iter()
        .fold(vec2(0.0, 0.0), |size, (galley, _, sign)| {
            let wide = galley.size().x + before(sign);
            vec2(size.x.max(wide), size.y + galley.size().y + 1.0)
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
    for (galley, ink, sign) in galleys {
        let height = galley.size().y + 1.0;
        let left = rect.left() + 8.0;
        if let Some(sign) = sign {
            let middle = pos2(left + 0.4 * signs::WIDTH, y + 0.5 * height);
            signs::draw(painter, sign, middle, ink, palette.float);
        }
        painter.galley(pos2(left + before(&sign), y), galley, ink);
        y += height;
    }
}

/// What is read of a line at a place: of steps the one that holds there, else the nearest point.
fn read(mark: &Mark, points: &[PlotPoint], x: f64) -> Option<PlotPoint> {
    match &mark.marking {
        Marking::Line {
            dash: Dash::Stepped,
            ..
        } => {
            let after = points.partition_point(|point| point.x <= x);
            points.get(after.checked_sub(1)?).copied()
        }
        _ => nearest(points, x),
    }
}

/// Whether a line is told at a place at which it has no point nearby: between its ends, and where it is known only at
/// some places.
fn is_told(mark: &Mark, kept: &Kept, x: f64) -> bool {
    let ends = [kept.points.first(), kept.points.last()].map(|end| end.map(|end| end.x));
    let within = matches!(ends, [Some(first), Some(last)] if (first..=last).contains(&x));
    let solid = matches!(
        &mark.marking,
        Marking::Line {
            dash: Dash::Solid | Dash::Stepped,
            ..
        }
    );
    within || !solid
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
    use super::super::Looks;
    use super::super::kept::kept;
    use super::*;
    use crate::figure::{Axis, Figure, Numbers, Plot, Role};

    /// The places that are named are those of the values beside them, on both kinds of axes.
    #[test]
    fn a_place_is_named_as_that_of_the_value() {
        for log in [false, true] {
            let x = Axis::new("step").numbers(Numbers::Counted).log(log);
            let line = |points: &[[f64; 2]], dash| {
                Mark::line("a", Role::Training, points.to_vec()).dash(dash)
            };
            let points = [[1.0, 3.0], [100.0, 2.0], [700.0, 1.0]];
            let marks = [line(&points, Dash::Solid), line(&points, Dash::Stepped)];
            let figure = Figure::plot("", x, Axis::default(), marks);
            let crate::figure::Body::Plot(plot) = &figure.body else {
                panic!("no plot");
            };
            let plot: &Plot = plot;
            let kept = kept(plot);
            let drawn = PlotUi {
                figure: &figure,
                plot,
                kept: &kept,
                looks: Looks::default(),
            };
            let pointer = |x: f64| if log { x.log10() } else { x };
            let of = |number: usize, x: f64| {
                let (mark, kept) = drawn.marks().nth(number).unwrap();
                let point = read(mark, &kept.points, pointer(x)).unwrap();
                (drawn.place_of(point.x), drawn.value(&plot.y, point.y))
            };
            assert_eq!(of(0, 90.0), (drawn.plot.x.read(100.0), 2.0), "{log}");
            assert_eq!(of(0, 650.0), (drawn.plot.x.read(700.0), 1.0));
            // Steps hold until the next one.
            assert_eq!(of(1, 90.0), (drawn.plot.x.read(1.0), 3.0));
            assert_eq!(of(1, 650.0), (drawn.plot.x.read(100.0), 2.0));
            assert_eq!(of(1, 700.0), (drawn.plot.x.read(700.0), 1.0));
        }
    }

    #[test]
    fn the_nearest_point_is_read() {
        let points = [1.0, 5.0, 9.0].map(|x| PlotPoint::new(x, 0.0));
        assert_eq!(nearest(&points, 6.0).unwrap().x, 5.0);
        assert_eq!(nearest(&points, 100.0).unwrap().x, 9.0);
        assert!(nearest(&[], 1.0).is_none());
    }
}

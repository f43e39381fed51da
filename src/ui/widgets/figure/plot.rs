//! Plots: thin axes, few ticks, names at the ends of the lines, hover that reads every line at one place.

use std::ops::RangeInclusive;

use egui::{Align2, FontId, Id, Rect, Stroke, TextStyle, Ui, Vec2, Vec2b, vec2};
use egui_plot::{
    AxisHints, Bar, BarChart, FilledArea, HLine, Line, LineStyle, Plot, PlotPoint, PlotPoints,
    PlotUi as Canvas, Points, VLine,
};

use super::colours::ink;
use super::kept::{Kept, place};
use super::{Looks, PLOT, menu, size_or};
use crate::figure::{self, Axis, Dash, Figure, Mark, Marking, Picked};
use crate::ui::action::Action;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::ticks::ticks;

/// Height of the line above a plot.
const HEAD: f32 = 18.0;
/// Height of the line below a plot that says which points are which.
const KEY: f32 = 18.0;

/// A plot to be drawn.
pub(super) struct PlotUi<'a> {
    pub(super) figure: &'a Figure,
    pub(super) plot: &'a figure::Plot,
    pub(super) kept: &'a [Kept],
    pub(super) looks: Looks<'a>,
}

/// What a drawn plot tells of itself: where its frame is, and where values are in it.
pub(super) struct Drawn<'a> {
    pub(super) frame: Rect,
    pub(super) place: &'a dyn Fn(PlotPoint) -> egui::Pos2,
    pub(super) font: FontId,
}

impl<'a> PlotUi<'a> {
    /// Draws the plot.
    pub(super) fn show(&self, ui: &mut Ui, actions: &mut Vec<Action>) -> Option<Picked> {
        let palette = theme::palette(ui);
        let small = TextStyle::Small.resolve(ui.style());
        let size = size_or(&self.looks, ui, PLOT);
        let top = ui.cursor().min;
        let own = self.heading();
        let heading = self.looks.heading.unwrap_or(&own);
        ui.painter()
            .text(top, Align2::LEFT_TOP, heading, small.clone(), palette.weak);
        ui.add_space(HEAD);
        let keyed = self.marks().any(|(mark, _)| needs_key(mark));
        let width = size.x - self.names_width(ui, &small);
        let height = size.y - HEAD - if keyed { KEY } else { 0.0 };
        let plot = self.frame(vec2(width, height), palette, &small);
        let (plot, kept) = (plot, self.kept);
        let response = ui
            .scope(|ui| {
                ui.visuals_mut().widgets.noninteractive.fg_stroke.color = palette.weak;
                plot.show(ui, |canvas| {
                    for (axis, is_x) in [(&self.plot.x, true), (&self.plot.y, false)] {
                        if let Some([low, high]) = bounds(axis) {
                            match is_x {
                                true => canvas.set_plot_bounds_x(low..=high),
                                false => canvas.set_plot_bounds_y(low..=high),
                            }
                        }
                    }
                    for (mark, kept) in self.plot.marks.iter().zip(kept) {
                        self.draw(canvas, palette, mark, kept);
                    }
                    canvas.pointer_coordinate()
                })
            })
            .inner;
        let transform = response.transform;
        let frame = *transform.frame();
        let place = |point: PlotPoint| transform.position_from_point(&point);
        let drawn = Drawn {
            frame,
            place: &place,
            font: small.clone(),
        };
        self.signs_ui(ui.painter(), palette, &drawn);
        self.names_ui(ui, &drawn);
        self.leaving_ui(ui, &drawn);
        // Where the heading does not say what x is.
        let x = &self.plot.x;
        if !self.looks.without_x && (x.label.is_empty() || x.numbers.names_unit()) {
            let at = frame.right_bottom() + vec2(22.0, 1.0);
            ui.painter()
                .text(at, Align2::LEFT_TOP, &x.unit, small.clone(), palette.weak);
        }
        let across = |at: egui::Pos2| {
            let x = transform.value_from_position(at).x;
            if self.plot.x.log { 10f64.powf(x) } else { x }
        };
        let moved = self.moment_ui(ui, &drawn, &response.response, &across);
        let picked = self.points_ui(ui, &drawn);
        if keyed {
            self.key_ui(ui);
        }
        if let Some(pointer) = response.inner.filter(|_| response.response.hovered()) {
            self.readout_ui(ui, &drawn, pointer.x);
        }
        let corner = egui::pos2(top.x + size.x - menu::WIDTH, top.y - 1.0);
        menu::menu_at(ui, corner, self.figure, actions);
        picked.or(moved)
    }

    /// Arrows where lines leave the axis that they do not stretch.
    fn leaving_ui(&self, ui: &Ui, drawn: &Drawn<'_>) {
        let Some([low, high]) = bounds(&self.plot.y) else {
            return;
        };
        let palette = theme::palette(ui);
        for (mark, kept) in self.marks() {
            if !matches!(mark.marking, Marking::Line { .. }) {
                continue;
            }
            for (at, up) in leaving(&kept.points, low, high) {
                let edge = if up { high } else { low };
                let tip = (drawn.place)(PlotPoint::new(at.x, edge));
                let base = tip.y + if up { 7.0 } else { -7.0 };
                let corners = vec![
                    tip,
                    egui::pos2(tip.x - 4.0, base),
                    egui::pos2(tip.x + 4.0, base),
                ];
                let ink = ink(palette, mark);
                ui.painter()
                    .add(egui::Shape::convex_polygon(corners, ink, Stroke::NONE));
            }
        }
    }

    /// The marks with their points.
    pub(super) fn marks(&self) -> impl Iterator<Item = (&'a Mark, &'a Kept)> {
        self.plot.marks.iter().zip(self.kept)
    }

    /// Whether a person moves a line on it, or clicks points: then it is not zoomed, nor read at the pointer.
    pub(super) fn is_worked(&self) -> bool {
        let worked = |mark: &Mark| match &mark.marking {
            Marking::Moment { held, .. } => *held,
            Marking::Points(points) => points.iter().any(|point| !point.key.is_empty()),
            _ => false,
        };
        self.plot.marks.iter().any(worked)
    }

    fn heading(&self) -> String {
        let [x, y] = [&self.plot.x, &self.plot.y].map(Axis::title);
        match self.plot.x.label.is_empty() {
            true => y,
            false => format!("{y}, over {x}"),
        }
    }

    fn frame(&self, size: Vec2, palette: &Palette, font: &FontId) -> Plot<'a> {
        let figure::Plot { x, y, .. } = self.plot;
        let (x_log, y_log) = (x.log, y.log);
        let free = [x, y].map(|axis| bounds(axis).is_none() && !self.is_worked());
        let free = Vec2b::new(free[0], free[1]);
        // A wide axis has room for more.
        let count = f64::from(size.x / 90.0).clamp(5.0, 8.0);
        let label = |axis: &'a Axis| {
            move |mark: egui_plot::GridMark, _: &RangeInclusive<f64>| {
                axis.tick(if axis.log {
                    10f64.powf(mark.value)
                } else {
                    mark.value
                })
            }
        };
        // A single height would give the axis no extent.
        let heights = self.kept.iter().flat_map(|kept| &kept.points);
        let levels = self
            .plot
            .marks
            .iter()
            .filter_map(|mark| match mark.marking {
                Marking::Level(y) => place(self.plot, [1.0, y]),
                _ => None,
            });
        let all = heights.map(|point| point.y).chain(levels.map(|at| at.y));
        let room = all.min_by(f64::total_cmp);
        let room = room.map_or([0.0, 1.0], |least| [least - 0.05, least + 0.05]);
        let held = |axis: &'a Axis| {
            let values = axis
                .holds
                .iter()
                .copied()
                .filter(|value| axis.takes(*value));
            values.map(|value| if axis.log { value.log10() } else { value })
        };
        let plot = held(x).fold(Plot::new("plot"), Plot::include_x);
        let plot = held(y).chain(room).fold(plot, Plot::include_y);
        let plot = plot
            .width(size.x)
            .height(size.y)
            .show_background(false)
            .show_x(false)
            .show_y(false)
            .show_axes([!self.looks.without_x, true])
            .set_margin_fraction(vec2(0.0, 0.08))
            .allow_scroll(false)
            .allow_zoom(free)
            .allow_drag(free)
            .allow_boxed_zoom(free.any())
            .allow_double_click_reset(free.any())
            .grid_spacing(24.0..=48.0)
            .grid_fade(0.2)
            .label_formatter(|_| None)
            .grid_color(palette.hairline)
            .cursor_color(palette.faint)
            .y_grid_spacer(move |input| ticks(&input, 5.0, y_log))
            .x_grid_spacer(move |input| ticks(&input, count, x_log))
            .custom_y_axes(vec![
                axis_of(AxisHints::new_y(), font, palette)
                    .min_thickness(40.0)
                    .formatter(label(y)),
            ])
            .custom_x_axes(vec![
                axis_of(AxisHints::new_x(), font, palette).formatter(label(x)),
            ]);
        if self.is_worked() {
            return plot;
        }
        let group = self
            .looks
            .group
            .unwrap_or_else(|| Id::unique(&self.figure.id));
        plot.link_axis(group, [true, false])
            .link_cursor(group, [true, false])
    }

    fn draw(&self, canvas: &mut Canvas<'a>, palette: &Palette, mark: &'a Mark, kept: &'a Kept) {
        let ink = ink(palette, mark);
        let name = || mark.name.clone();
        let dots = |points: &'a [PlotPoint]| {
            let points = Points::new(
                format!("{} points", mark.name),
                PlotPoints::Borrowed(points),
            );
            points.radius(2.5).color(ink).allow_hover(false)
        };
        match &mark.marking {
            Marking::Line { dash, .. } => {
                let line =
                    |points| Line::new(name(), PlotPoints::Borrowed(points)).allow_hover(false);
                if !kept.raw.is_empty() {
                    let faint = Stroke::new(1.0, ink.gamma_multiply(0.28));
                    canvas.line(line(&kept.raw).stroke(faint));
                }
                for part in &kept.parts {
                    let points = &kept.points[part.clone()];
                    let whole = line(points).stroke(Stroke::new(1.75, ink));
                    let marked = match dash {
                        // A line of one point would not be seen.
                        Dash::Solid | Dash::Stepped => (points.len() == 1).then_some(points),
                        Dash::Dashed => Some(points),
                        Dash::Dotted => points.last().map(std::slice::from_ref),
                    };
                    if let Some(points) = marked {
                        canvas.points(dots(points));
                    }
                    canvas.line(match dash {
                        Dash::Solid | Dash::Stepped => whole,
                        Dash::Dashed => whole.style(LineStyle::dashed_dense()),
                        Dash::Dotted => whole.style(LineStyle::Dotted { spacing: 4.0 }),
                    });
                }
            }
            Marking::Points(points) => {
                if points
                    .iter()
                    .all(|point| point.label.is_empty() && point.key.is_empty())
                {
                    canvas.points(dots(&kept.points));
                }
            }
            Marking::Band(_) => {
                let x: Vec<_> = kept.points.iter().map(|point| point.x).collect();
                let [low, high] = [&kept.points, &kept.raw]
                    .map(|edge| edge.iter().map(|point| point.y).collect::<Vec<_>>());
                let area = FilledArea::new(name(), &x, &low, &high);
                canvas.add(area.fill_color(ink.gamma_multiply(0.18)).allow_hover(false));
            }
            Marking::Bars(_) => {
                let gaps = kept
                    .points
                    .windows(2)
                    .map(|two| (two[1].x - two[0].x).abs());
                let width = 0.7 * gaps.fold(1.0, f64::min);
                let bars = kept
                    .points
                    .iter()
                    .map(|point| Bar::new(point.x, point.y).width(width).fill(ink));
                canvas.bar_chart(BarChart::new(name(), bars.collect()).allow_hover(false));
            }
            Marking::Level(y) => {
                if let Some(at) = place(self.plot, [1.0, *y]) {
                    let line =
                        HLine::new(name(), at.y).stroke(Stroke::new(1.0, ink.gamma_multiply(0.75)));
                    canvas.hline(
                        line.style(LineStyle::Dotted { spacing: 4.0 })
                            .allow_hover(false),
                    );
                }
            }
            Marking::Moment { x, held } => {
                if let (false, Some(at)) = (*held, place(self.plot, [*x, 1.0])) {
                    canvas.vline(
                        VLine::new(name(), at.x)
                            .stroke(Stroke::new(1.0, ink))
                            .allow_hover(false),
                    );
                }
            }
        }
    }
}

/// Where a line begins to lie above (`true`) or below the axis.
fn leaving(points: &[PlotPoint], low: f64, high: f64) -> Vec<(PlotPoint, bool)> {
    let mut found = Vec::new();
    let mut inside = true;
    for point in points {
        let out = point.y > high || point.y < low;
        if out && inside {
            found.push((*point, point.y > high));
        }
        inside = !out;
    }
    found
}

/// Whether a mark's name stands below the plot, for it has no end at which it could stand.
pub(super) fn needs_key(mark: &Mark) -> bool {
    let points = matches!(&mark.marking, Marking::Points(points) if !points.is_empty());
    points && !mark.name.is_empty()
}

/// The ends of an axis that does not follow its marks, as the plot takes them.
fn bounds(axis: &Axis) -> Option<[f64; 2]> {
    let [low, high] = axis.range?;
    let fits = axis.takes(low) && axis.takes(high) && low < high;
    fits.then(|| [low, high].map(|end| if axis.log { end.log10() } else { end }))
}

fn axis_of<'a>(hints: AxisHints<'a>, font: &FontId, palette: &Palette) -> AxisHints<'a> {
    hints
        .tick_label_font(font.clone())
        .tick_label_color(palette.weak)
        .label_spacing(16.0..=28.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_leaves_once_for_each_time_that_it_comes_back() {
        let points: Vec<_> = [1.0, 9.0, 99.0, 2.0, -7.0, 1.0, 10.0]
            .into_iter()
            .enumerate()
            .map(|(x, y)| PlotPoint::new(x as f64, y))
            .collect();
        let found = leaving(&points, 0.0, 9.5);
        let found: Vec<_> = found.iter().map(|(at, up)| (at.x, *up)).collect();
        assert_eq!(found, [(2.0, true), (4.0, false), (6.0, true)]);
    }
}

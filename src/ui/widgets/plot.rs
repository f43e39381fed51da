//! A plot over steps or anything else: thin axes, few ticks, names at the ends of the lines, hover that reads every line at one step.

use std::ops::RangeInclusive;

use egui::{Align2, Color32, FontId, Id, Pos2, Rect, Stroke, TextStyle, Ui, pos2, vec2};
use egui_plot::{AxisHints, HLine, Line, LineStyle, Plot, PlotPoint, PlotPoints, Points};

use super::ticks::ticks;
use crate::ui::{format, theme};

/// How a curve is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dash {
    /// Without gaps.
    #[default]
    Solid,
    /// With gaps, each point marked.
    Dashed,
    /// As dots, like the lines to compare with.
    Dotted,
}

/// A line, or points joined by a dashed line.
pub struct Curve<'a> {
    /// Its name, written at its end.
    pub name: &'a str,
    /// What more there is to say of it where its values are read.
    pub more: &'a str,
    /// Its colour.
    pub colour: Color32,
    /// Its points, in the plot's own units (log10 of the value on a logarithmic axis).
    pub points: &'a [PlotPoint],
    /// A raw curve, drawn faint behind.
    pub raw: &'a [PlotPoint],
    /// How it is drawn.
    pub dash: Dash,
}

/// A horizontal line to compare with.
pub struct Reference {
    /// Its name, written at its end.
    pub name: String,
    /// Its colour.
    pub colour: Color32,
    /// Its height.
    pub value: f64,
}

/// What the x axis measures.
#[derive(Clone, Copy)]
pub struct Across {
    /// Its unit, written at its end.
    pub unit: &'static str,
    /// How a tick is written.
    pub tick: fn(f64) -> String,
    /// How a place on it is read.
    pub read: fn(f64) -> String,
    /// Whether it begins at zero.
    pub from_zero: bool,
}

impl Across {
    /// Steps of training.
    pub const STEPS: Self = Self {
        unit: "steps",
        tick: |x| {
            if x < 0.0 || x.fract() != 0.0 {
                String::new()
            } else {
                format::grouped(x as u64)
            }
        },
        read: |x| format!("step {}", format::grouped(x.max(0.0).round() as u64)),
        from_zero: true,
    };

    /// Any numbers.
    pub const NUMBERS: Self = Self {
        unit: "",
        tick: format::short,
        read: format::short,
        from_zero: false,
    };
}

/// What is drawn.
pub struct LinePlot<'a> {
    /// Lasting name of the plot.
    pub id: &'a str,
    /// What y is, with its unit.
    pub title: &'a str,
    /// The curves.
    pub curves: &'a [Curve<'a>],
    /// Horizontal lines to compare with.
    pub references: &'a [Reference],
    /// Names that any plot of the group writes at its lines: all leave room for the longest.
    pub beside: &'a [String],
    /// Whether y is log10 of the value.
    pub log: bool,
    /// What the x axis measures.
    pub across: Across,
    /// Least end of the x axis.
    pub steps: f64,
    /// How a value (not its logarithm) is written.
    pub write: &'a dyn Fn(f64) -> String,
    /// Height in points.
    pub height: f32,
    /// Whether the x axis has numbers.
    pub x_axis: bool,
    /// Plots of one group share their x axis and their cursor.
    pub group: Id,
}

/// How far from the pointer, in points, a curve's nearest point may be to be read.
const REACH: f32 = 8.0;

impl LinePlot<'_> {
    /// Draws the plot.
    pub fn show(&self, ui: &mut Ui) {
        let palette = theme::palette(ui);
        let small = TextStyle::Small.resolve(ui.style());
        let top = ui.cursor().min;
        ui.painter().text(
            top,
            Align2::LEFT_TOP,
            self.title,
            small.clone(),
            palette.weak,
        );
        ui.add_space(18.0);
        let log = self.log;
        let write = self.write;
        let tick = self.across.tick;
        let width = ui.available_width() - self.names_width(ui, &small);
        let response = ui
            .scope(|ui| {
                ui.visuals_mut().widgets.noninteractive.fg_stroke.color = palette.weak;
                self.plot(width)
                    .grid_color(palette.hairline)
                    .cursor_color(palette.faint)
                    .y_grid_spacer(move |input| ticks(&input, log))
                    .x_grid_spacer(|input| ticks(&input, false))
                    .custom_y_axes(vec![
                        axis(AxisHints::new_y(), &small, palette.weak)
                            .min_thickness(40.0)
                            .formatter(move |mark, _: &RangeInclusive<f64>| {
                                write(if log {
                                    10f64.powf(mark.value)
                                } else {
                                    mark.value
                                })
                            }),
                    ])
                    .custom_x_axes(vec![
                        axis(AxisHints::new_x(), &small, palette.weak)
                            .formatter(move |mark, _: &RangeInclusive<f64>| tick(mark.value)),
                    ])
                    .show(ui, |plot| {
                        for reference in self.references {
                            plot.hline(
                                HLine::new(reference.name.clone(), reference.value)
                                    .stroke(Stroke::new(1.0, reference.colour.gamma_multiply(0.75)))
                                    .style(LineStyle::Dotted { spacing: 4.0 })
                                    .allow_hover(false),
                            );
                        }
                        for curve in self.curves {
                            let faint = curve.colour.gamma_multiply(0.28);
                            let line = |name: &str, points| {
                                Line::new(name.to_owned(), PlotPoints::Borrowed(points))
                                    .allow_hover(false)
                            };
                            if !curve.raw.is_empty() {
                                plot.line(line("raw", curve.raw).stroke(Stroke::new(1.0, faint)));
                            }
                            let stroke = Stroke::new(1.75, curve.colour);
                            let mut smooth = line(curve.name, curve.points).stroke(stroke);
                            let marked = match curve.dash {
                                Dash::Solid => None,
                                Dash::Dashed => {
                                    smooth = smooth.style(LineStyle::dashed_dense());
                                    Some(curve.points)
                                }
                                Dash::Dotted => {
                                    smooth = smooth.style(LineStyle::Dotted { spacing: 4.0 });
                                    curve.points.last().map(std::slice::from_ref)
                                }
                            };
                            if let Some(points) = marked {
                                let points = PlotPoints::Borrowed(points);
                                plot.points(
                                    Points::new(format!("{} points", curve.name), points)
                                        .radius(2.5)
                                        .color(curve.colour)
                                        .allow_hover(false),
                                );
                            }
                            plot.line(smooth);
                        }
                        plot.pointer_coordinate()
                    })
            })
            .inner;
        let frame = *response.transform.frame();
        let place = |point: PlotPoint| response.transform.position_from_point(&point);
        self.names_ui(ui, frame, &place, &small);
        if self.x_axis {
            let at = frame.right_bottom() + vec2(22.0, 1.0);
            ui.painter().text(
                at,
                Align2::LEFT_TOP,
                self.across.unit,
                small.clone(),
                palette.weak,
            );
        }
        if let Some(pointer) = response.inner.filter(|_| response.response.hovered()) {
            self.readout_ui(ui, frame, pointer.x, &place, &small);
        }
    }

    /// Room for the names at the ends of the lines.
    fn names_width(&self, ui: &Ui, font: &FontId) -> f32 {
        let curves = self.curves.iter().map(|curve| curve.name);
        let references = self.beside.iter().map(|name| &**name);
        let widths = curves.chain(references).map(|name| {
            let colour = Color32::PLACEHOLDER;
            let galley = ui
                .painter()
                .layout_no_wrap(name.to_owned(), font.clone(), colour);
            galley.size().x
        });
        widths.fold(48.0, f32::max) + 8.0
    }

    fn plot<'p>(&self, width: f32) -> Plot<'p> {
        // A single height would give the axis no extent.
        let heights = self.curves.iter().flat_map(|curve| curve.points);
        let room = heights.map(|point| point.y).min_by(f64::total_cmp);
        let room = room.map_or([0.0, 1.0], |least| [least - 0.05, least + 0.05]);
        let ends = [0.0, self.steps].into_iter();
        let ends = ends.filter(|_| self.across.from_zero);
        let plot = ends.fold(Plot::new(self.id), Plot::include_x);
        room.into_iter()
            .fold(plot, Plot::include_y)
            .width(width)
            .height(self.height - 18.0)
            .show_background(false)
            .show_x(false)
            .show_y(false)
            .show_axes([self.x_axis, true])
            .set_margin_fraction(vec2(0.0, 0.08))
            .allow_scroll(false)
            .allow_boxed_zoom(true)
            .grid_spacing(24.0..=48.0)
            .grid_fade(0.2)
            .label_formatter(|_| None)
            .link_axis(self.group, [true, false])
            .link_cursor(self.group, [true, false])
    }

    /// Names at the ends of the lines, moved apart where they would touch.
    fn names_ui(&self, ui: &Ui, frame: Rect, place: &dyn Fn(PlotPoint) -> Pos2, font: &FontId) {
        let mut names: Vec<(f32, &str, Color32)> = Vec::new();
        for curve in self.curves {
            if let Some(last) = curve.points.last() {
                names.push((place(*last).y, curve.name, curve.colour));
            }
        }
        for reference in self.references {
            let y = place(PlotPoint::new(0.0, reference.value)).y;
            if frame.y_range().contains(y) {
                names.push((y, &reference.name, reference.colour));
            }
        }
        names.sort_by(|a, b| a.0.total_cmp(&b.0));
        let step = font.size + 2.0;
        let mut free = frame.top() + step / 2.0;
        let count = names.len() as f32;
        for (rank, (y, name, colour)) in names.into_iter().enumerate() {
            let last = frame.bottom() - step * (count - rank as f32 - 0.5);
            let y = y.max(free).min(last.max(free));
            free = y + step;
            let galley = ui
                .painter()
                .layout_no_wrap(name.to_owned(), font.clone(), colour);
            let at = pos2(frame.right() + 6.0, y - galley.size().y / 2.0);
            ui.painter().galley(at, galley, colour);
        }
    }

    /// Every curve's value at the step under the pointer.
    fn readout_ui(
        &self,
        ui: &Ui,
        frame: Rect,
        step: f64,
        place: &dyn Fn(PlotPoint) -> Pos2,
        font: &FontId,
    ) {
        let palette = theme::palette(ui);
        let at = place(PlotPoint::new(step, 0.0)).x;
        // Where a curve has a point nearby, that is what is read.
        let points = self.curves.iter();
        let points = points.filter_map(|curve| nearest(curve.points, step));
        let point = points.min_by(|a, b| (a.x - step).abs().total_cmp(&(b.x - step).abs()));
        let read = point.filter(|point| (place(*point).x - at).abs() <= REACH);
        let read = (self.across.read)(read.map_or(step, |point| point.x));
        let mut lines = vec![(read, palette.weak)];
        for curve in self.curves {
            let Some(point) = nearest(curve.points, step) else {
                continue;
            };
            // Beyond its end a curve has nothing to say.
            let ends = [curve.points.first(), curve.points.last()].map(|end| end.map(|end| end.x));
            let within =
                matches!(ends, [Some(first), Some(last)] if (first..=last).contains(&step));
            if (place(point).x - at).abs() > REACH && curve.dash == Dash::Solid && !within {
                continue;
            }
            let value = if self.log {
                10f64.powf(point.y)
            } else {
                point.y
            };
            lines.push((
                format!("{}{} {}", curve.name, curve.more, (self.write)(value)),
                curve.colour,
            ));
            ui.painter().with_clip_rect(frame).circle(
                place(point),
                3.0,
                curve.colour,
                (1.5, palette.ground),
            );
        }
        for reference in self.references {
            lines.push((
                format!("{} {}", reference.name, (self.write)(reference.value)),
                reference.colour,
            ));
        }
        let galleys: Vec<_> = lines
            .into_iter()
            .map(|(text, colour)| {
                (
                    ui.painter().layout_no_wrap(text, font.clone(), colour),
                    colour,
                )
            })
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
        let painter = ui.painter();
        painter.rect(
            rect,
            theme::RADIUS,
            palette.float,
            (1.0, palette.hairline),
            egui::StrokeKind::Inside,
        );
        let mut y = rect.top() + 4.0;
        for (galley, colour) in galleys {
            let height = galley.size().y + 1.0;
            painter.galley(pos2(rect.left() + 8.0, y), galley, colour);
            y += height;
        }
    }
}

fn nearest(points: &[PlotPoint], x: f64) -> Option<PlotPoint> {
    let after = points.partition_point(|point| point.x < x);
    [after.checked_sub(1), Some(after)]
        .into_iter()
        .flatten()
        .filter_map(|at| points.get(at).copied())
        .min_by(|a, b| (a.x - x).abs().total_cmp(&(b.x - x).abs()))
}

fn axis<'a>(hints: AxisHints<'a>, font: &FontId, colour: Color32) -> AxisHints<'a> {
    hints
        .tick_label_font(font.clone())
        .tick_label_color(colour)
        .label_spacing(16.0..=28.0)
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

//! Points of a plot that have names: each can be pointed at, clicked and reached by the keyboard; and the line that a
//! person moves.

use egui::{
    Color32, CursorIcon, EventFilter, Key, Painter, Pos2, Rect, Response, Role, Sense, Stroke, Ui,
    Vec2, WidgetInfo, pos2, vec2,
};
use egui_plot::PlotPoint;

use super::colours::colour;
use super::kept::place;
use super::plot::{Drawn, PlotUi};
use crate::figure::{Marking, Picked, Point, Standing};
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::labels::{Labels, POINT};

/// How near the pointer must be to hit a point.
const HIT: f32 = 11.0;

impl PlotUi<'_> {
    /// The points with names; returns the one that was clicked.
    pub(super) fn points_ui(&self, ui: &Ui, drawn: &Drawn<'_>) -> Option<Picked> {
        let palette = theme::palette(ui);
        let around = drawn
            .frame
            .expand2(vec2(40.0, 12.0))
            .intersect(ui.clip_rect());
        let painter = ui.painter().with_clip_rect(around);
        let mut labels = Labels::new(painter.clone(), palette, drawn.font.clone());
        let mut clicked = None;
        for mark in &self.plot.marks {
            let Marking::Points(points) = &mark.marking else {
                continue;
            };
            if points
                .iter()
                .all(|point| point.label.is_empty() && point.key.is_empty())
            {
                continue;
            }
            let ink = colour(palette, mark.role);
            for (at, point) in points.iter().enumerate() {
                match place(self.plot, point.at) {
                    Some(here) => {
                        let here = (drawn.place)(here);
                        let key = (mark.name.as_str(), at);
                        if self.point_ui(ui, &painter, (point, here, ink, key), &mut labels) {
                            clicked = Some(Picked::Point(point.key.clone()));
                        }
                    }
                    None => awaited_ui(&painter, palette, self.base(drawn, point.at[0]), point),
                }
            }
        }
        labels.draw();
        clicked
    }

    /// A place on the x axis.
    fn base(&self, drawn: &Drawn<'_>, x: f64) -> Pos2 {
        let at = (drawn.place)(PlotPoint::new(
            if self.plot.x.log { x.log10() } else { x },
            0.0,
        ));
        pos2(at.x, drawn.frame.bottom() - 10.0)
    }

    fn point_ui(
        &self,
        ui: &Ui,
        painter: &Painter,
        (point, here, ink, key): (&Point, Pos2, Color32, (&str, usize)),
        labels: &mut Labels,
    ) -> bool {
        let palette = theme::palette(ui);
        if point.standing == Standing::Passed {
            painter.circle_filled(
                here,
                2.0,
                ink.gamma_multiply(if point.faint { 0.15 } else { 0.4 }),
            );
            return false;
        }
        let hit = Rect::from_center_size(here, Vec2::splat(2.0 * HIT));
        let sense = if point.key.is_empty() {
            Sense::hover()
        } else {
            Sense::click()
        };
        let response = ui.interact(hit, ui.scope_id().with(("point", key)), sense);
        let spoken = self.spoken(point);
        response.widget_info(|| match point.key.is_empty() {
            true => WidgetInfo::labeled(Role::Label, true, &spoken),
            false => WidgetInfo::selected(Role::Button, true, point.chosen, &spoken),
        });
        let ring = match point.chosen || response.has_focus() {
            true => Stroke::new(2.0, palette.text),
            false => Stroke::new(1.5, palette.ground),
        };
        let large = response.hovered() || point.chosen;
        let radius = if large { POINT + 1.5 } else { POINT };
        let ink = if point.faint {
            ink.gamma_multiply(0.3)
        } else {
            ink
        };
        if point.standing == Standing::Estimated {
            let stroke = Stroke::new(2.0, ink);
            painter.circle(here, radius, palette.ground, stroke);
        } else {
            painter.circle(here, radius, ink, ring);
        }
        if !matches!(point.standing, Standing::Awaited(_)) && !point.label.is_empty() {
            let ink = if point.faint {
                palette.faint
            } else {
                palette.text
            };
            match point.chosen {
                true => labels.near_first(here, &point.label, ink),
                false => labels.near(here, &point.label, ink),
            }
        }
        let clicked = response.clicked();
        let hint = self.figure.pick.as_ref().filter(|_| !point.key.is_empty());
        let hint = hint.map_or(String::new(), |pick| format!("\n{}", pick.hint));
        let told = if point.note.is_empty() {
            spoken
        } else {
            point.note.clone()
        };
        let response = match point.key.is_empty() {
            true => response,
            false => response.on_hover_cursor(CursorIcon::PointingHand),
        };
        response.on_hover_text(told + &hint);
        clicked
    }

    /// A point as it is read out: name, x, y.
    fn spoken(&self, point: &Point) -> String {
        if point.label.is_empty() && !point.note.is_empty() {
            return point.note.replace('\n', ", ");
        }
        let [x, y] = point.at;
        format!(
            "{} {}, {}",
            point.label,
            self.plot.x.read(x),
            self.plot.y.read(y)
        )
    }

    /// The line that a person moves: dragged anywhere on the plot, or moved by the arrow keys.
    pub(super) fn moment_ui(
        &self,
        ui: &Ui,
        drawn: &Drawn<'_>,
        area: &Response,
        across: &dyn Fn(Pos2) -> f64,
    ) -> Option<Picked> {
        let held = self.plot.marks.iter().find_map(|mark| match mark.marking {
            Marking::Moment { x, held: true } => Some((mark, x)),
            _ => None,
        });
        let (mark, x) = held?;
        let palette = theme::palette(ui);
        let frame = drawn.frame;
        let at = (drawn.place)(place(self.plot, [x, 1.0])?).x;
        // Above the axis, whose numbers stay readable.
        let centre = pos2(at, frame.bottom() - RING);
        let handle = Rect::from_center_size(centre, vec2(28.0, 28.0));
        let response = ui.interact(
            handle,
            ui.scope_id().with(("moment", &mark.name)),
            Sense::click_and_drag(),
        );
        let filter = EventFilter {
            horizontal_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        response.widget_info(|| WidgetInfo::slider(true, x.floor(), &mark.name));
        let painter = ui.painter();
        painter.vline(at, frame.y_range(), Stroke::new(1.0, palette.edge));
        let active = response.has_focus() || response.dragged() || response.hovered();
        let ink = if active { palette.accent } else { palette.text };
        painter.circle(centre, RING, palette.ground, (2.0, ink));
        let [low, high] = self
            .plot
            .x
            .range
            .unwrap_or([f64::NEG_INFINITY, f64::INFINITY]);
        let mut moved = None;
        for response in [&response, area] {
            let pointer = response
                .interact_pointer_pos()
                .filter(|_| response.dragged());
            moved = pointer.map(across).or(moved);
        }
        if response.has_focus() {
            let by = ui.input(|input| {
                f64::from(i8::from(input.key_pressed(Key::ArrowRight)))
                    - f64::from(i8::from(input.key_pressed(Key::ArrowLeft)))
            });
            moved = moved.or((by != 0.0).then(|| x.round() + by));
        }
        response.on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal);
        let moved = moved.map(|new| new.clamp(low, high));
        moved.filter(|new| *new != x).map(Picked::Moved)
    }
}

/// Radius of the handle of a line that is moved.
const RING: f32 = 6.0;

/// A point that is not known yet: a mark on the axis, which fills while it is worked on.
fn awaited_ui(painter: &Painter, palette: &Palette, here: Pos2, point: &Point) {
    match point.standing {
        Standing::Failed => {
            let stroke = Stroke::new(1.5, palette.error);
            for way in [vec2(3.0, 3.0), vec2(3.0, -3.0)] {
                painter.line_segment([here - way, here + way], stroke);
            }
        }
        Standing::Awaited(share) => {
            painter.circle_stroke(here, 3.0, Stroke::new(1.0, palette.faint));
            if share > 0.0 {
                let turn = std::f32::consts::TAU * share.clamp(0.02, 1.0);
                let arc = (0..=24).map(|at| {
                    let angle = turn * at as f32 / 24.0 - std::f32::consts::FRAC_PI_2;
                    here + 6.0 * Vec2::angled(angle)
                });
                painter.line(arc.collect(), Stroke::new(2.0, palette.accent));
            }
        }
        _ => {}
    }
}

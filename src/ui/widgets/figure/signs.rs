//! Signs: what tells those apart that have one hue, on their lines and before their names.

use egui::{Color32, Painter, Pos2, Shape, Stroke, pos2, vec2};
use egui_plot::PlotPoint;

use super::colours::{colour, ink};
use super::kept::place;
use super::plot::{Drawn, PlotUi};
use crate::figure::{Marking, Role, Sign};
use crate::ui::theme::Palette;

/// Radius of a sign.
const RADIUS: f32 = 3.25;
/// Room for a sign before a name.
pub(super) const WIDTH: f32 = 11.0;
/// About how far apart a line's signs are, in screen points.
const APART: f32 = 72.0;

impl PlotUi<'_> {
    /// The signs of lines and levels, along them.
    pub(super) fn signs_ui(&self, painter: &Painter, palette: &Palette, drawn: &Drawn<'_>) {
        let frame = drawn.frame;
        let painter = painter.with_clip_rect(frame.expand(RADIUS));
        for (number, (mark, kept)) in self.marks().enumerate() {
            let Some(sign) = mark.role.sign() else {
                continue;
            };
            let ink = ink(palette, mark);
            // Lines that lie on each other have them at different places.
            let shift = APART * (number % 3) as f32 / 3.0;
            match &mark.marking {
                Marking::Line { .. } => {
                    let mut next = frame.left() + shift;
                    for point in &kept.points {
                        let at = (drawn.place)(*point);
                        if at.x >= next && frame.contains(at) {
                            draw(&painter, sign, at, ink, palette.ground);
                            next = at.x + APART;
                        }
                    }
                }
                Marking::Level(y) => {
                    let Some(level) = place(self.plot, [1.0, *y]) else {
                        continue;
                    };
                    let y = (drawn.place)(PlotPoint::new(0.0, level.y)).y;
                    let mut x = frame.left() + 0.5 * APART + shift;
                    while x < frame.right() {
                        draw(&painter, sign, pos2(x, y), ink, palette.ground);
                        x += 2.0 * APART;
                    }
                }
                _ => {}
            }
        }
    }
}

/// A sign with its middle here, set off from what lies below it.
pub(super) fn draw(painter: &Painter, sign: Sign, at: Pos2, ink: Color32, ground: Color32) {
    let corner = |[x, y]: &[f64; 2]| at + RADIUS * vec2(*x as f32, *y as f32);
    let corners = sign.corners().iter().map(corner).collect();
    painter.add(Shape::convex_polygon(
        corners,
        ink,
        Stroke::new(1.0, ground),
    ));
}

/// What stands before a name in a key: a dot of its colour, or its sign.
pub fn key_dot(painter: &Painter, palette: &Palette, role: Role, at: Pos2) {
    let ink = colour(palette, role);
    match role.sign() {
        Some(sign) => draw(painter, sign, at, ink, palette.ground),
        None => {
            painter.circle_filled(at, 3.5, ink);
        }
    }
}

//! A pad to draw on: a soft round brush; the other button of the mouse rubs out.

use std::sync::Arc;

use egui::{
    Color32, CursorIcon, PointerButton, Pos2, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
    accesskit::Role, pos2,
};

use super::picture::{Textures, display};
use crate::image::{Image, resize};
use crate::ui::theme::{self, RADIUS};

/// Height and width of the drawing, in pixels.
const SIDE: usize = 112;
/// Radius of the usual brush, in pixels of the drawing; what rubs out has twice that.
const BRUSH: f32 = 5.0;

/// A drawing: white on black, whatever is seen.
pub struct Pad {
    ink: Image,
    /// What was taken away last.
    cleared: Option<Image>,
    /// Where the brush was last, in pixels of the drawing.
    last: Option<[f32; 2]>,
    version: u64,
    /// Radius of the brush, in pixels of the drawing.
    brush: f32,
    /// What is drawn on, as large as the drawing, and its number.
    ground: Option<(Image, u64)>,
    /// Whether the brush rubs out.
    pub rubs: bool,
}

impl Default for Pad {
    fn default() -> Self {
        Self::with_brush(BRUSH)
    }
}

impl Pad {
    /// With a brush of this radius; the whole pad is 112 wide.
    pub fn with_brush(brush: f32) -> Self {
        Self {
            brush,
            ground: None,
            ink: Image::zeros(1, SIDE, SIDE),
            cleared: None,
            last: None,
            version: 1,
            rubs: false,
        }
    }

    /// The drawing, `[1, h, w]`, 0..1; `None` while nothing is drawn.
    pub fn drawing(&self) -> Option<&Image> {
        let inked = self.ink.pixels().iter().any(|value| *value > 0.1);
        inked.then_some(&self.ink)
    }

    /// Draws on this picture, unless it does already; `number` changes with it.
    pub fn on(&mut self, ground: &Image, number: u64) {
        if self.ground.as_ref().is_none_or(|(_, old)| *old != number) {
            self.ground = Some((resize::resize(&ground.gray(), SIDE, SIDE), number));
        }
    }

    /// The ink as dark lines on what is drawn on, which is white where there is nothing.
    pub fn dark(&self) -> Image {
        match &self.ground {
            None => self.ink.map(|value| 1.0 - value),
            Some((ground, _)) => Image::from_fn(1, SIDE, SIDE, |_, y, x| {
                ground.array()[[0, y, x]] * (1.0 - self.ink.array()[[0, y, x]])
            }),
        }
    }

    /// Changes with the drawing.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Takes everything away.
    pub fn clear(&mut self) {
        if self.drawing().is_some() {
            self.cleared = Some(self.ink.clone());
        }
        self.ink.pixels_mut().fill(0.0);
        self.version += 1;
    }

    /// Whether what was cleared last can be brought back: nothing was drawn since.
    pub fn can_bring_back(&self) -> bool {
        self.cleared.is_some()
    }

    /// Brings it back.
    pub fn bring_back(&mut self) {
        if let Some(ink) = self.cleared.take() {
            self.ink = ink;
            self.version += 1;
        }
    }

    /// One stroke from here to there, in pixels of the drawing.
    fn stroke(&mut self, from: [f32; 2], to: [f32; 2], rubs: bool) {
        let radius = self.brush * if rubs { 2.0 } else { 1.0 };
        let way = [to[0] - from[0], to[1] - from[1]];
        let length = way[0] * way[0] + way[1] * way[1];
        let reach = |a: f32, b: f32| {
            let low = (a.min(b) - radius - 1.0).max(0.0) as usize;
            let high = (a.max(b) + radius + 2.0).clamp(0.0, SIDE as f32) as usize;
            low.min(SIDE)..high
        };
        for y in reach(from[1], to[1]) {
            for x in reach(from[0], to[0]) {
                let at = [x as f32 + 0.5 - from[0], y as f32 + 0.5 - from[1]];
                let share = match length > 0.0 {
                    true => ((at[0] * way[0] + at[1] * way[1]) / length).clamp(0.0, 1.0),
                    false => 0.0,
                };
                let far = (at[0] - share * way[0]).hypot(at[1] - share * way[1]);
                let cover = (0.5 * (radius + 1.0 - far)).clamp(0.0, 1.0);
                let ink = &mut self.ink.array_mut()[[0, y, x]];
                *ink = match rubs {
                    true => ink.min(1.0 - cover),
                    false => ink.max(cover),
                };
            }
        }
        self.cleared = None;
        self.version += 1;
    }

    /// Draws the pad into `area`; `light`: dark on light is what is seen.
    pub(crate) fn show(&mut self, ui: &mut Ui, textures: &mut Textures, area: Rect, light: bool) {
        let id = ui.scope_id().with("pad");
        let response = ui.interact(area, id, Sense::click_and_drag());
        let name = "Drawing pad";
        response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, name));
        let (other, pressed) = ui.input(|input| {
            let other = input.pointer.button_down(PointerButton::Secondary);
            (other, input.pointer.any_down())
        });
        let held = response.is_pointer_button_down_on() && pressed;
        match response.interact_pointer_pos().filter(|_| held) {
            Some(pointer) => {
                let share = (pointer - area.min) / area.size() * SIDE as f32;
                let at = [share.x, share.y];
                let from = self.last.unwrap_or(at);
                if self.last != Some(at) {
                    self.stroke(from, at, self.rubs || other);
                }
                self.last = Some(at);
            }
            None => self.last = None,
        }
        let ground = self.ground.as_ref().map_or(0, |(_, number)| *number + 1);
        let version = (ground << 40) + 2 * self.version + u64::from(light);
        let texture = textures.texture(ui.ctx(), "pad", version, false, || {
            let seen = match light {
                true => display(&self.dark()),
                false => display(&self.ink),
            };
            Arc::new(seen)
        });
        let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
        ui.painter().image(texture, area, whole, Color32::WHITE);
        let palette = theme::palette(ui);
        let stroke = Stroke::new(1.0, palette.accent);
        ui.painter()
            .rect_stroke(area, RADIUS, stroke, StrokeKind::Outside);
        response.on_hover_cursor(CursorIcon::Crosshair);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_leave_ink_and_rubbing_takes_it_away() {
        let mut pad = Pad::default();
        assert!(pad.drawing().is_none());
        pad.stroke([20.0, 56.0], [90.0, 56.0], false);
        let ink = |pad: &Pad, y: usize, x: usize| pad.ink.array()[[0, y, x]];
        assert_eq!(
            [ink(&pad, 56, 20), ink(&pad, 56, 55), ink(&pad, 56, 89)],
            [1.0; 3]
        );
        assert_eq!([ink(&pad, 40, 55), ink(&pad, 56, 5)], [0.0; 2]);
        let edge = ink(&pad, 61, 55);
        assert!(edge > 0.0 && edge < 1.0, "{edge}");
        let before = pad.version();
        pad.stroke([55.0, 56.0], [55.0, 56.0], true);
        assert_eq!([ink(&pad, 56, 55), ink(&pad, 56, 20)], [0.0, 1.0]);
        assert_ne!(pad.version(), before);
        // Beyond the edge there is nothing to draw on.
        pad.stroke([-400.0, -9.0], [500.0, 300.0], false);
        let drawn = pad.ink.clone();
        pad.clear();
        assert!(pad.drawing().is_none() && pad.can_bring_back());
        pad.bring_back();
        assert_eq!(pad.ink, drawn);
        pad.clear();
        pad.stroke([20.0, 56.0], [90.0, 56.0], false);
        assert!(!pad.can_bring_back());
    }
}

//! Names of points, put where they touch nothing that was put before: beside their point if they can, else farther away
//! with a line to it. Where there is no room at all the name is left to the tooltip.

use std::sync::Arc;

use egui::{Color32, FontId, Galley, Painter, Pos2, Rect, Stroke, Vec2, vec2};

use crate::ui::theme::Palette;

/// Radius of a point that has a name.
pub(super) const POINT: f32 = 4.5;
/// From a point's edge to a name beside it.
const AWAY: f32 = POINT + 4.0;
/// From a point's middle to a name that has no room beside it.
const FARTHER: [f32; 3] = [22.0, 38.0, 56.0];

/// Names that are still to be drawn.
pub(super) struct Labels {
    painter: Painter,
    ground: Color32,
    line: Color32,
    font: FontId,
    taken: Vec<Rect>,
    texts: Vec<(Pos2, Arc<Galley>, Color32)>,
    waiting: Vec<(Pos2, String, Color32)>,
}

impl Labels {
    pub(super) fn new(painter: Painter, palette: &Palette, font: FontId) -> Self {
        Self {
            painter,
            ground: palette.ground,
            line: palette.faint,
            font,
            taken: Vec::new(),
            texts: Vec::new(),
            waiting: Vec::new(),
        }
    }

    /// A text beside a point.
    pub(super) fn near(&mut self, point: Pos2, text: &str, colour: Color32) {
        self.taken
            .push(Rect::from_center_size(point, Vec2::splat(2.0 * POINT)));
        self.waiting.push((point, text.to_owned(), colour));
    }

    /// A text beside a point that finds its place before all others.
    pub(super) fn near_first(&mut self, point: Pos2, text: &str, colour: Color32) {
        self.near(point, text, colour);
        self.waiting.rotate_right(1);
    }

    /// Draws all names.
    pub(super) fn draw(mut self) {
        let clip = self.painter.clip_rect();
        for (point, text, colour) in std::mem::take(&mut self.waiting) {
            let font = self.font.clone();
            let galley = self.painter.layout_no_wrap(text, font, colour);
            let Some(place) = place(point, galley.size(), clip, &self.taken) else {
                continue;
            };
            if place.distance_to_pos(point) > AWAY + 1.0 {
                let end = place.clamp(point);
                let line = Stroke::new(1.0, self.line);
                self.painter.line_segment([point, end], line);
            }
            self.taken.push(place);
            self.texts.push((place.min, galley, colour));
        }
        for (corner, galley, colour) in self.texts {
            let behind = Rect::from_min_size(corner, galley.size()).expand2(vec2(2.0, 0.0));
            self.painter
                .rect_filled(behind, 2.0, self.ground.gamma_multiply(0.8));
            self.painter.galley(corner, galley, colour);
        }
    }
}

/// Where a name of that size may stand within `clip` without touching what is taken: above, right, left, below, then
/// farther away. Names at some distance keep clear of other points, so that none seems to belong to them.
fn place(point: Pos2, size: Vec2, clip: Rect, taken: &[Rect]) -> Option<Rect> {
    let beside = [
        vec2(-size.x / 2.0, -AWAY - size.y),
        vec2(AWAY, -size.y / 2.0),
        vec2(-AWAY - size.x, -size.y / 2.0),
        vec2(-size.x / 2.0, AWAY),
        vec2(AWAY, -size.y),
        vec2(AWAY, 0.0),
        vec2(-AWAY - size.x, -size.y),
        vec2(-AWAY - size.x, 0.0),
    ]
    .map(|by| (by, 2.0));
    let farther = FARTHER.iter().flat_map(|far| {
        let side = 0.7 * far;
        [
            vec2(side, side - size.y / 2.0),
            vec2(side, -side - size.y / 2.0),
            vec2(-size.x / 2.0, *far),
            vec2(-size.x / 2.0, -far - size.y),
            vec2(-side - size.x, side - size.y / 2.0),
            vec2(-side - size.x, -side - size.y / 2.0),
        ]
        .map(|by| (by, 5.0))
    });
    beside.into_iter().chain(farther).find_map(|(by, clear)| {
        let rect = Rect::from_min_size(point + by, size);
        let around = rect.expand2(vec2(clear, 1.0));
        let free = clip.contains_rect(rect) && !taken.iter().any(|other| other.intersects(around));
        free.then_some(rect)
    })
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::*;

    #[test]
    fn names_of_crowded_points_touch_nothing() {
        let clip = Rect::from_min_size(Pos2::ZERO, vec2(500.0, 300.0));
        let points =
            [0, 1, 2, 3, 4].map(|at| pos2(250.0 + 4.0 * at as f32, 150.0 + 3.0 * at as f32));
        let spot = |point| Rect::from_center_size(point, Vec2::splat(2.0 * POINT));
        let mut taken: Vec<_> = points.map(spot).to_vec();
        for point in points {
            let name = place(point, vec2(60.0, 13.0), clip, &taken).unwrap();
            assert!(
                !taken.iter().any(|other| other.intersects(name)),
                "{name:?}"
            );
            taken.push(name);
        }
    }

    #[test]
    fn a_name_without_room_is_left_out() {
        let clip = Rect::from_min_size(Pos2::ZERO, vec2(50.0, 20.0));
        assert_eq!(place(clip.center(), vec2(60.0, 13.0), clip, &[]), None);
    }
}

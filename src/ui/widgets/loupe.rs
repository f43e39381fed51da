//! The loupe: the pixels around the pointer of both pictures, large and side by side.

use egui::{
    Align2, Color32, FontId, Mesh, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Ui, pos2, vec2,
};

use super::compare::Entry;
use crate::ui::theme::{self, RADIUS, SIZES, UNIT};

/// Pixels to each side of the middle one.
const REACH: isize = 6;
/// Side of one pixel in the loupe, in points.
const SIDE: f32 = 9.0;
/// Distance from the pointer.
const AWAY: f32 = 24.0;

/// Draws the loupe beside `pointer`, inside `area`, for the pixels around `pixel`.
pub fn loupe_ui(
    ui: &Ui,
    painter: &Painter,
    area: Rect,
    pointer: Pos2,
    pixel: [usize; 2],
    sides: [Option<&Entry>; 2],
) {
    let palette = theme::palette(ui);
    let across = (2 * REACH + 1) as f32 * SIDE;
    let caption = SIZES[0] + 2.0 * UNIT;
    let size = vec2(2.0 * across + 3.0 * UNIT, across + caption + UNIT);
    let mut corner = pointer + vec2(AWAY, AWAY);
    if corner.x + size.x > area.right() {
        corner.x = pointer.x - AWAY - size.x;
    }
    if corner.y + size.y > area.bottom() {
        corner.y = pointer.y - AWAY - size.y;
    }
    let corner = corner.clamp(area.min, (area.max - size).max(area.min));
    let frame = Rect::from_min_size(corner, size);
    painter.rect_filled(frame, RADIUS, palette.float);
    let edge = Stroke::new(1.0, palette.edge);
    painter.rect_stroke(frame, RADIUS, edge, StrokeKind::Outside);

    let mut mesh = Mesh::default();
    for (index, entry) in sides.iter().enumerate() {
        let left = corner.x + UNIT + index as f32 * (across + UNIT);
        let origin = pos2(left, corner.y + UNIT);
        let Some(entry) = entry else { continue };
        let Some(image) = &entry.image else { continue };
        for dy in -REACH..=REACH {
            for dx in -REACH..=REACH {
                let (x, y) = (pixel[0] as isize + dx, pixel[1] as isize + dy);
                let inside = (0..image.width() as isize).contains(&x)
                    && (0..image.height() as isize).contains(&y);
                if inside {
                    let at = vec2((dx + REACH) as f32, (dy + REACH) as f32) * SIDE;
                    let rect = Rect::from_min_size(origin + at, vec2(SIDE, SIDE));
                    mesh.add_colored_rect(rect, color(image, x as usize, y as usize));
                }
            }
        }
        let text_at = origin + vec2(0.0, across + UNIT);
        let font = FontId::proportional(SIZES[0]);
        painter.text(text_at, Align2::LEFT_TOP, &entry.label, font, palette.weak);
    }
    painter.add(Shape::mesh(mesh));
    for index in 0..2 {
        let left = corner.x + UNIT + index as f32 * (across + UNIT);
        let at = pos2(left, corner.y + UNIT) + vec2(1.0, 1.0) * REACH as f32 * SIDE;
        let middle = Rect::from_min_size(at, vec2(SIDE, SIDE));
        let dark = Stroke::new(1.0, Color32::from_black_alpha(160));
        painter.rect_stroke(
            middle,
            0.0,
            Stroke::new(1.0, Color32::WHITE),
            StrokeKind::Outside,
        );
        painter.rect_stroke(middle.expand(1.0), 0.0, dark, StrokeKind::Outside);
    }
}

fn color(image: &crate::image::Image, x: usize, y: usize) -> Color32 {
    let code = |c: usize| (image.array()[[c, y, x]].clamp(0.0, 1.0) * 255.0).round() as u8;
    if image.channels() >= 3 {
        Color32::from_rgb(code(0), code(1), code(2))
    } else {
        Color32::from_gray(code(0))
    }
}

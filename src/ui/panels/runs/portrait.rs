//! What stands before a run's name: its small picture, and a sign that it went on from another run.

use std::sync::Arc;

use egui::{Image, Rect, Role, Sense, Stroke, Ui, WidgetInfo, load::SizedTexture, pos2, vec2};

use super::cells::{Cells, ROW};
use super::detail::came_from;
use super::{Portrait, Seen};
use crate::ui::theme;

/// Side of the picture in a row.
const SIDE: f32 = ROW - 4.0;
/// Side of the picture where it is pointed at.
const LARGE: f32 = 256.0;
/// Width of the sign.
const SIGN: f32 = 14.0;

/// Draws it; returns what is left of the cell.
pub(super) fn portrait_ui(ui: &Ui, seen: &mut Seen, cells: &Cells<'_>, cell: Rect) -> Rect {
    let place = Rect::from_center_size(
        pos2(cell.left() + 0.5 * SIDE, cell.center().y),
        vec2(SIDE, SIDE),
    );
    let mut left = cell.with_min_x(place.right() + 6.0);
    if let Some(portrait) = cells.portrait {
        picture_ui(ui, seen, cells, portrait, place);
    }
    if !cells.line.card.about.from.is_empty() {
        sign_ui(ui, cells, left);
        left.min.x += SIGN;
    }
    left
}

fn picture_ui(ui: &Ui, seen: &mut Seen, cells: &Cells<'_>, portrait: &Portrait, place: Rect) {
    let Some(pixels) = &portrait.pixels else {
        return;
    };
    let path = &cells.line.card.path;
    let [width, height] = pixels.size.map(|side| side as f32);
    let scale = SIDE / width.max(height).max(1.0);
    let sharp = width.max(height) < LARGE;
    let name = path.to_string_lossy();
    let pixels = || Arc::clone(pixels);
    let texture = seen
        .textures
        .texture(ui.ctx(), &name, portrait.version, sharp, pixels);
    let area = Rect::from_center_size(place.center(), scale * vec2(width, height));
    Image::new(SizedTexture::new(texture, area.size())).paint_at(ui, area);
    let response = ui.interact(
        place,
        ui.scope_id().with(("portrait", path)),
        Sense::hover(),
    );
    let spoken = format!("Picture of {}", cells.line.name);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &spoken));
    response.on_hover_ui(|ui| {
        let size = LARGE / width.max(height).max(1.0) * vec2(width, height);
        ui.add(Image::new(SizedTexture::new(texture, size)));
    });
}

/// An arrow that comes from above.
fn sign_ui(ui: &Ui, cells: &Cells<'_>, left: Rect) {
    let ink = Stroke::new(1.2, theme::palette(ui).weak);
    let corner = pos2(left.left() + 1.0, left.center().y + 2.0);
    let tip = corner + vec2(8.0, 0.0);
    let lines = [
        [corner - vec2(0.0, 7.0), corner],
        [corner, tip],
        [tip - vec2(3.0, 3.0), tip],
        [tip - vec2(3.0, -3.0), tip],
    ];
    for line in lines {
        ui.painter().line_segment(line, ink);
    }
    let area = Rect::from_center_size(corner + vec2(4.0, -2.0), vec2(SIGN, SIDE));
    let id = ui.scope_id().with(("from", &cells.line.card.path));
    let words = came_from(&cells.line.card.about);
    let response = ui.interact(area, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    response.on_hover_text(words);
}

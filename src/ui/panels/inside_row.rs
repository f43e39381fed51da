//! What leaves a row of a network: its name, shape and range, and its channels as tiles.

use std::sync::Arc;

use egui::{Label, RichText, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use crate::ui::action::Action;
use crate::ui::figures::inside::RowSeen;
use crate::ui::format;
use crate::ui::theme::{self, UNIT};
use crate::ui::widgets::figure::with_menu;
use crate::ui::widgets::picture::Textures;
use crate::ui::widgets::tiles;

/// Width over which a short strip of numbers is not drawn out.
const CELL: f32 = 16.0;
/// Height of a strip of numbers.
const STRIP: f32 = 14.0;
/// Side of a channel where there are few, at least and at most, and where there are many.
const LARGE: [f32; 2] = [64.0, 96.0];
const SMALL: f32 = 36.0;
/// Room between channels.
const GAP: f32 = 4.0;

/// Draws it; returns the channel that was clicked.
pub(super) fn row_ui(
    ui: &mut Ui,
    textures: &mut Textures,
    row: &RowSeen,
    version: u64,
    actions: &mut Vec<Action>,
) -> Option<usize> {
    let title = format!("What leaves row {}", row.name);
    with_menu(
        ui,
        &title,
        || row.figure(),
        actions,
        |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 2.0 * UNIT;
                let name = RichText::new(&row.name).size(theme::SIZES[0]);
                ui.label(name.family(theme::semibold()));
                ui.add(Label::new(theme::note(ui, &*row.told)).truncate());
            });
        },
    );
    let width = ui.available_width() - 2.0 * UNIT;
    let [across, down] = row.tiles.size.map(|side| side.max(1) as f32);
    let strip = row.tiles.count == 1 && down == 1.0;
    let size = if strip {
        vec2((across * CELL).min(width), STRIP)
    } else {
        let room = width / row.tiles.count.max(1) as f32 - GAP;
        let side = match room >= LARGE[0] {
            true => room.min(LARGE[1]),
            false => SMALL,
        };
        let scale = (side / across.max(down)).clamp(0.75, 8.0);
        let line = (width / (across * scale + GAP)).floor().max(1.0) as usize;
        let lines = |line: usize| row.tiles.count.div_ceil(line).max(1) as f32;
        let high = lines(line) * (down * scale + GAP) - GAP;
        match row.tiles.count {
            1 => vec2(across, down) * scale,
            _ => {
                // As they will lie.
                let (line, scale) = row.tiles.arrange(width, high, GAP);
                vec2(width, lines(line) * (down * scale + GAP) - GAP)
            }
        }
    };
    let (area, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &title));
    ui.add_space(UNIT);
    if !ui.is_rect_visible(area) {
        return None;
    }
    let image = Arc::clone(&row.image);
    let name = format!("row {}", row.name);
    let texture = textures.texture(ui.ctx(), &name, version, true, || image);
    let hit = tiles::draw(ui, &row.tiles, texture, area).filter(|_| response.hovered());
    let (index, rect) = hit?;
    let pointer = response.hover_pos().unwrap_or(rect.min);
    let stroke = Stroke::new(1.0, theme::palette(ui).text);
    ui.painter()
        .rect_stroke(rect, 0.0, stroke, StrokeKind::Outside);
    let told = told(row, index, (pointer - rect.min) / rect.size());
    let clicked = response.on_hover_text_at_pointer(told).clicked();
    clicked.then_some(index)
}

/// What stands at a place of a channel, a share of its width and height.
fn told(row: &RowSeen, index: usize, share: egui::Vec2) -> String {
    let tiles = &row.tiles;
    let [width, height] = tiles.size;
    let place = |share: f32, of: usize| ((share.max(0.0) * of as f32) as usize).min(of.max(1) - 1);
    let (x, y) = (place(share.x, width), place(share.y, height));
    let at = index * width * height + y * width + x;
    let value = tiles.values.get(at).copied().unwrap_or_default();
    let value = format::short(f64::from(value)).replace('-', "−");
    match tiles.count == 1 && height == 1 {
        true => format!("unit {} of {width}: {value}", x + 1),
        false => format!("channel {} of {}: {value}", index + 1, tiles.of),
    }
}

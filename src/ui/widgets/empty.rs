//! What stands in a panel that has nothing to show: a sign, what it is, and what to do.

use egui::{RichText, Ui};

use crate::ui::theme;

/// Draws the sign, the words and the quieter words below them into the middle of the room there is.
pub fn empty_ui(ui: &mut Ui, glyph: &str, words: &str, more: &str) {
    let palette = theme::palette(ui);
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() / 2.0 - 48.0).max(0.0));
        let sign = RichText::new(glyph).font(theme::icon_font(32.0));
        ui.label(sign.color(palette.faint));
        ui.label(theme::strong(words));
        ui.label(theme::weak(ui, more));
    });
}

//! The sheet of keyboard shortcuts.

use egui::{Frame, Grid, Id, Modal, RichText, ScrollArea};

use super::palette::Command;
use crate::ui::theme;

/// Height of what stands around the list, with a margin to the window's edges.
const AROUND: f32 = 180.0;

/// What is not a command but has keys.
const MORE: [(&str, &str); 10] = [
    ("Show a picture on the right", "1 … 9"),
    ("Show a picture on the left", "Shift+1 … 9"),
    ("Show the original while held", "H"),
    ("Loupe", "L, or Alt held"),
    ("Nudge the wipe in the preview", "← →"),
    ("Choose several rows", "Shift+click, Ctrl+click"),
    ("Move the chosen rows", "Alt+↑ Alt+↓"),
    ("Duplicate, delete the chosen rows", "Ctrl+D, Delete"),
    ("Copy, cut, paste rows as text", "Ctrl+C, X, V"),
    ("Show a curve whole again", "double-click"),
];

/// Draws the sheet; returns whether it is to be closed.
pub fn shortcuts_ui(context: &egui::Context, commands: &[Command]) -> bool {
    let style = context.global_style();
    let frame = Frame::window(&style).inner_margin(20);
    let modal = Modal::new(Id::unique("shortcuts"))
        .frame(frame)
        .show(context, |ui| {
            ui.set_width(360.0);
            ui.label(RichText::new("Keyboard").text_style(egui::TextStyle::Heading));
            ui.add_space(2.0 * theme::UNIT);
            let room = context.content_rect().height() - AROUND;
            let keys = Grid::new("keys").num_columns(2).spacing([24.0, 6.0]);
            let list = ScrollArea::vertical().max_height(room);
            list.min_scrolled_height(room).show(ui, |ui| {
                // Lines of text, not controls to be clicked.
                ui.spacing_mut().interact_size.y = theme::SIZES[2];
                keys.show(ui, |ui| {
                    let listed = commands
                        .iter()
                        .filter(|command| !command.keys.is_empty())
                        .map(|command| (&*command.name, &*command.keys));
                    for (name, keys) in listed.chain(MORE) {
                        ui.label(name);
                        ui.label(theme::weak(ui, keys));
                        ui.end_row();
                    }
                });
            });
            ui.add_space(2.0 * theme::UNIT);
            ui.button("Close").clicked()
        });
    modal.inner || modal.should_close()
}

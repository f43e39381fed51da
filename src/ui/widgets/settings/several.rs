//! Settings that are more than one value: any of a list, points of the plane.

use egui::{Align, Button, Label, Layout, Role, Ui, WidgetInfo, vec2};

use super::{LABELS, capital};
use crate::say;
use crate::setting::{Choice, Mark, Setting, ids};
use crate::ui::widgets::button;
use crate::ui::{format, icons, theme};

/// A row of words of which any may be chosen, in as many lines as they need; returns what is chosen after a click.
pub(super) fn several_ui(
    ui: &mut Ui,
    setting: &Setting,
    choices: &'static [Choice],
    chosen: &str,
) -> Option<String> {
    let mut clicked = None;
    let width = ui.available_width();
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let size = vec2(LABELS * width, theme::CONTROL);
        ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(size.x);
            let words = theme::weak(ui, capital(setting.label));
            ui.add(Label::new(words).truncate())
                .on_hover_text(setting.help);
        });
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(3.0, 3.0);
            ui.spacing_mut().button_padding = vec2(theme::UNIT, 1.0);
            for choice in choices {
                let on = ids(chosen).any(|id| id == choice.id);
                let words = Button::new(choice.label)
                    .selected(on)
                    .min_size(vec2(24.0, 20.0));
                let response = ui.add(words).on_hover_text(setting.help);
                let label = format!("{}: {}", capital(setting.label), choice.label);
                response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, &label));
                if response.clicked() {
                    clicked = Some(choice.id);
                }
            }
        });
    });
    let clicked = clicked?;
    let stays = |choice: &&Choice| ids(chosen).any(|id| id == choice.id) != (choice.id == clicked);
    let ids: Vec<_> = choices
        .iter()
        .filter(stays)
        .map(|choice| choice.id)
        .collect();
    Some(ids.join(" "))
}

/// How many points there are; says whether all shall be removed.
pub(super) fn marks_ui(ui: &mut Ui, text: &str) -> bool {
    let count = Mark::read(text).map_or(0, |marks| marks.len());
    ui.label(format!("{} points", format::grouped(count as u64)));
    let help =
        &*say!("Remove all own points: an empty plane to place others on. Undo brings them back.")
            .to_string();
    button::icon_button(ui, icons::X, &say!("Remove all points").to_string(), help).clicked()
}

//! The list of edits beside Undo: which can be taken back, which made again; a click goes there.

use egui::{RichText, Ui};

use crate::desk::Name;
use crate::say;
use crate::ui::action::Action;
use crate::ui::theme;
use crate::ui::widgets::button::{menu_button, menu_entry};
use crate::ui::widgets::settings::capital;

/// Most room of the list.
const HIGH: f32 = 320.0;

/// Draws the button with its menu.
pub fn history_ui(ui: &mut Ui, [past, future]: &[Vec<Name>; 2], actions: &mut Vec<Action>) {
    let any = !past.is_empty() || !future.is_empty();
    let help = if any {
        "What was edited, the newest first: go back to any place, or forth again."
    } else {
        "Nothing was edited yet: here every edit will stand, to go back to."
    };
    ui.add_enabled_ui(any, |ui| {
        ui.spacing_mut().button_padding.x = 2.0;
        menu_button(
            ui,
            RichText::new(""),
            &say!("History of edits").to_string(),
            help,
            |ui| {
                ui.set_width(240.0);
                let high = (ui.ctx().content_rect().height() - 96.0).clamp(96.0, HIGH);
                egui::ScrollArea::vertical()
                    .max_height(high)
                    .show(ui, |ui| list_ui(ui, past, future, actions));
            },
        );
    });
}

fn list_ui(ui: &mut Ui, past: &[Name], future: &[Name], actions: &mut Vec<Action>) {
    for (at, name) in future.iter().enumerate().rev() {
        let words = RichText::new(capital(&name.words)).color(theme::palette(ui).weak);
        let label = say!("Make again: {}", &name.words).to_string();
        let help = say!("Makes it again, and what comes before it in the list.").to_string();
        if menu_entry(ui, words, &label, &help) {
            actions.push(Action::Travel(at as isize + 1));
        }
    }
    ui.label(theme::note(ui, say!("now").to_string()));
    for (at, name) in past.iter().enumerate() {
        let label = say!("Take back: {}", &name.words).to_string();
        let help = say!("Takes it back, and what was edited after it.").to_string();
        if menu_entry(ui, capital(&name.words), &label, &help) {
            actions.push(Action::Travel(-(at as isize) - 1));
        }
    }
}

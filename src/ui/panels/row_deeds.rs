//! What can be done with a whole row, by the buttons on its line and by keys: move it, duplicate it, take it out.

use egui::{Key, Modifiers, Rect, Ui};

use super::row::RowUi;
use crate::ui::icons;
use crate::ui::widgets::button::row_button;

impl RowUi<'_> {
    /// What can be done with the whole row, without opening it.
    pub(super) fn buttons_ui(&mut self, ui: &mut Ui, place: Rect) {
        let number = self.at + 1;
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        let mut line = ui.new_child(egui::UiBuilder::new().max_rect(place).layout(layout));
        line.spacing_mut().item_spacing.x = 0.0;
        let mut button =
            |glyph, label: String, help| row_button(&mut line, glyph, &label, help).clicked();
        let help = "A copy of this row just below it. (Ctrl+D)";
        let copy = button(icons::COPY, format!("Duplicate row {number}"), help);
        let help = "Take this row out. (Delete)";
        let delete = button(icons::TRASH, format!("Delete row {number}"), help);
        if copy {
            self.duplicate();
        } else if delete {
            self.delete();
        }
    }

    pub(super) fn keys(&mut self, ui: &Ui) {
        let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
        let last = self
            .bench
            .document
            .experiment
            .architecture
            .rows
            .len()
            .saturating_sub(1);
        if pressed(Modifiers::ALT, Key::ArrowUp) {
            self.shift(self.at.saturating_sub(1));
        } else if pressed(Modifiers::ALT, Key::ArrowDown) {
            self.shift((self.at + 1).min(last));
        } else if pressed(Modifiers::NONE, Key::Delete) {
            self.delete();
        } else if pressed(Modifiers::COMMAND, Key::D) {
            self.duplicate();
        }
    }

    fn shift(&mut self, to: usize) {
        let at = self.at;
        if to != at {
            self.architecture().shift(at, to);
        }
    }

    fn delete(&mut self) {
        let at = self.at;
        self.architecture().remove(at);
        self.bench.view.open_row = None;
    }

    fn duplicate(&mut self) {
        let at = self.at;
        self.bench.view.open_row = self.architecture().duplicate(at);
    }
}

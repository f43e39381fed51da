//! What can be done with a whole row, by the buttons on its line and by keys: move it, duplicate it, take it out.

use egui::{
    Event, Key, Modifiers, Popup, Rect, Response, Sense, Ui, WidgetInfo, accesskit::Role, pos2,
    vec2,
};

use super::row::RowUi;
use super::rows_chosen::{RowsDeed, times_ui};
use crate::nn::{RowId, layers};
use crate::say;
use crate::ui::widgets::button::{menu_entry, row_button};
use crate::ui::{icons, theme};

impl RowUi<'_> {
    /// What can be done with the whole row, without opening it.
    pub(super) fn buttons_ui(&mut self, ui: &mut Ui, place: Rect) {
        let number = self.at + 1;
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        let mut line = ui.new_child(egui::UiBuilder::new().max_rect(place).layout(layout));
        line.spacing_mut().item_spacing.x = 0.0;
        let mut button =
            |glyph, label: String, help| row_button(&mut line, glyph, &label, help).clicked();
        let help = &*say!("A copy of this row just below it. (Ctrl+D)").to_string();
        let copy = button(icons::COPY, format!("Duplicate row {number}"), help);
        let help = &*say!("Take this row out. (Delete)").to_string();
        let delete = button(icons::TRASH, format!("Delete row {number}"), help);
        if copy {
            self.duplicate();
        } else if delete {
            self.delete();
        }
    }

    /// After a click: alone the row opens or closes, with Shift or Ctrl more rows are chosen.
    pub(super) fn choose(&mut self, ui: &Ui, id: RowId, open: bool) {
        // As they were at the click: they may have been let go since.
        let modifiers = ui.input(|input| {
            let clicks = input.events.iter().rev().find_map(|event| match event {
                Event::PointerButton { modifiers, .. } => Some(*modifiers),
                _ => None,
            });
            clicks.unwrap_or(input.modifiers)
        });
        let network = &self.bench.document.experiment.architecture;
        let chosen = &mut self.view.chosen;
        if modifiers.shift {
            chosen.range(network, id);
        } else if modifiers.command {
            chosen.toggle(id);
        } else if open {
            chosen.clear();
            self.bench.view.open_row = None;
            return;
        } else {
            chosen.only(id);
            self.bench.view.open_row = Some(id);
            return;
        }
        // Several rows are not open together.
        if chosen.count() != 1 {
            self.bench.view.open_row = None;
        }
    }

    /// The menu under the other button of the mouse: of this row, or of all that are chosen, if it is one of them.
    pub(super) fn menu_ui(&mut self, response: &Response, id: RowId) {
        let mut deed = None;
        Popup::context_menu(response).show(|ui| {
            if !self.view.chosen.has(id) {
                self.view.chosen.only(id);
            }
            let off = self.bench.document.experiment.architecture.rows[self.at].off;
            let switch = if off { "Switch on" } else { "Switch off" };
            let help = &*say!("A row that is off hands on what it reads, as if it were not there.")
                .to_string();
            for (words, keys, does) in [
                (switch, "", RowsDeed::Switch),
                ("Duplicate", "Ctrl+D", RowsDeed::Duplicate),
                ("Copy as text", "Ctrl+C", RowsDeed::Copy),
                ("Cut", "Ctrl+X", RowsDeed::Cut),
                ("Move up", "Alt+↑", RowsDeed::Up),
                ("Move down", "Alt+↓", RowsDeed::Down),
                ("Delete", "Delete", RowsDeed::Delete),
            ] {
                let tip = if does == RowsDeed::Switch { help } else { keys };
                if menu_entry(ui, words, words, tip) {
                    deed = Some(does);
                }
            }
            let times = ui.menu_button("Repeat", times_ui).inner;
            deed = times.flatten().or(deed);
        });
        if let Some(deed) = deed {
            self.view.chosen.perform(&response.ctx, self.bench, deed);
        }
    }

    /// A plus on the line to the row above, under the pointer: a layer is inserted there.
    pub(super) fn between_ui(&mut self, ui: &Ui, id: RowId, row: Rect, dragged: bool) {
        let middle = pos2(row.left() + 8.0, row.top());
        let area = Rect::from_min_size(row.min, vec2(16.0, 6.0));
        let own = ui.scope_id().with(("between", id));
        let response = ui.interact(area, own, Sense::click());
        let place = self.at + 1;
        let name = format!("Insert above row {place}");
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        let menu = Popup::menu(&response);
        let shown = menu.is_open() || response.hovered() && !dragged || response.has_focus();
        if shown {
            let palette = theme::palette(ui);
            let painter = ui.painter();
            painter.hline(row.x_range(), row.top(), (1.0, palette.accent));
            painter.circle_filled(middle, 6.0, palette.accent);
            let line = |across: egui::Vec2| {
                let ends = [middle - across, middle + across];
                painter.line_segment(ends, (1.25, palette.on_accent));
            };
            line(vec2(3.0, 0.0));
            line(vec2(0.0, 3.0));
        }
        let added = menu.show(|ui| {
            egui::ScrollArea::vertical()
                .max_height(360.0)
                .show(ui, |ui| {
                    let mut layers = layers::ALL.iter();
                    layers.find(|entry| menu_entry(ui, entry.label, entry.label, entry.help))
                })
        });
        if let Some(entry) = added.and_then(|shown| shown.inner.inner) {
            let at = self.at;
            let id = self.architecture().insert(at, (entry.make)());
            self.view.chosen.only(id);
            self.bench.view.open_row = Some(id);
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
        self.view.chosen.clear();
        self.bench.view.open_row = None;
    }

    fn duplicate(&mut self) {
        let at = self.at;
        self.bench.view.open_row = self.architecture().duplicate(at);
        if let Some(id) = self.bench.view.open_row {
            self.view.chosen.only(id);
        }
    }
}

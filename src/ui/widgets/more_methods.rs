//! The last card of the row of small pictures: a menu of all methods by year, to add one to the comparison or take it
//! out.

use egui::containers::menu::MenuButton;
use egui::{Button, Role, ScrollArea, Ui, Vec2, WidgetInfo, vec2};

use super::compare::{CompareView, Entry};
use crate::say;
use crate::ui::icons;
use crate::ui::theme::{self, CONTROL};

/// Width of the card.
pub(super) const WIDTH: f32 = 32.0;
/// Most height of the menu.
const MENU: f32 = 420.0;

/// Whether there are methods that the row does not show by itself.
pub(super) fn any(all: &[Entry]) -> bool {
    all.iter()
        .any(|entry| entry.origin.is_some() && !entry.featured)
}

/// Draws the card, `size` large. `all`: every entry of the comparison.
pub(super) fn more_methods_ui(ui: &mut Ui, view: &mut CompareView, all: &[Entry], size: Vec2) {
    let button = Button::new(theme::icon(icons::PLUS)).min_size(size);
    let (response, _) = MenuButton::from_button(button).ui(ui, |ui| {
        let mut methods: Vec<_> = all
            .iter()
            .filter_map(|entry| Some((entry.origin?.0, entry)))
            .collect();
        methods.sort_by_key(|(year, _)| std::cmp::Reverse(*year));
        ui.label(theme::note(ui, say!("Compare with…").to_string()));
        let list = ScrollArea::vertical()
            .max_height(MENU)
            .min_scrolled_height(MENU);
        list.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (year, entry) in methods {
                method_ui(ui, view, year, entry);
            }
        });
    });
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "More methods…"));
    response.on_hover_text(
        say!(
            "More methods…: every method, the newest first; the one you choose joins this row and \
        is computed."
        )
        .to_string(),
    );
}

fn method_ui(ui: &mut Ui, view: &mut CompareView, year: u32, entry: &Entry) {
    let kept = view.keeps(entry);
    let score = entry.tally.psnr_in_words();
    let button = Button::selectable(kept, format!("{year}  {}", entry.label))
        .min_size(vec2(240.0, CONTROL))
        .right_text(theme::note(ui, score));
    let response = ui.add(button);
    let label = format!("{}, {year}", entry.label);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, kept, &label));
    let help = match (kept, entry.featured) {
        (false, _) => "Compute it on this photo and compare it.",
        (true, true) => "It is in the row already: show it on the right.",
        (true, false) => "Take it out of the row.",
    };
    if response.on_hover_text(help).clicked() {
        if kept && !entry.featured {
            view.remove(&entry.id);
        } else {
            view.add(&entry.id);
        }
        ui.close();
    }
}

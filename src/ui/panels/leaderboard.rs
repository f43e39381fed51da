//! The leaderboard: every method on this photograph, best first.

use egui::Ui;

use crate::figure::{Figure, Picked};
use crate::ui::action::Action;
use crate::ui::widgets::compare::{CompareView, Side};
use crate::ui::widgets::figure::{FigureView, Looks};

/// Draws the table into all the room there is; a click shows a method on the right, with Shift on the left.
pub fn leaderboard_ui(
    ui: &mut Ui,
    compare: &mut CompareView,
    figures: &mut FigureView,
    table: &Figure,
    actions: &mut Vec<Action>,
) {
    let looks = Looks {
        size: Some(ui.available_size()),
        ..Looks::default()
    };
    if let Some(Picked::Row(id)) = figures.show(ui, table, looks, actions) {
        let left = ui.input(|input| input.modifiers.shift);
        compare.choose(if left { Side::Left } else { Side::Right }, &id);
    }
}

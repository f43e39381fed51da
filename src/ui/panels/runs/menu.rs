//! The menu of a row: what can be done with a run.

use egui::Ui;

use super::RunsView;
use super::cells::Cells;
use crate::ui::action::{Action, RunsAction};
use crate::ui::theme::UNIT;
use crate::ui::{icons, widgets};

/// The menu of a row.
pub(super) fn menu_ui(
    ui: &mut Ui,
    view: &mut RunsView,
    cells: &Cells<'_>,
    actions: &mut Vec<Action>,
) {
    let line = cells.line;
    let path = &line.card.path;
    let entry = |ui: &mut Ui, glyph: &str, label: &str| {
        widgets::button::menu_entry(ui, format!("{glyph}  {label}"), label, "")
    };
    ui.spacing_mut().item_spacing.y = 0.5 * UNIT;
    if line.card.facts.is_ok() && entry(ui, icons::FOLDER_OPEN, "Open on the bench") {
        actions.push(Action::Runs(RunsAction::Open(path.clone())));
    }
    if entry(ui, icons::SLIDERS_HORIZONTAL, "Rename") {
        view.renamed = Some((path.clone(), line.name.clone()));
    }
    let group = &line.card.about.group;
    if !group.is_empty() && entry(ui, icons::CHECK, "Tick its group") {
        let same = cells
            .lines
            .iter()
            .filter(|line| line.card.about.group == *group);
        view.ticked = same.map(|line| line.card.path.clone()).collect();
    }
    if entry(ui, icons::TRASH, "Delete") {
        actions.push(Action::Runs(RunsAction::Delete(vec![path.clone()])));
    }
}

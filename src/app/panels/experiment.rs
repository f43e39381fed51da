//! Data, noise, learning, training.

use egui::Ui;

use super::{Panel, Shared};
use crate::ui::panels::experiment::experiment_ui;

/// The panel; how it is looked at is part of the workbench, for a dropped folder opens a group of it.
pub struct ExperimentPanel;

impl Panel for ExperimentPanel {
    fn id(&self) -> &'static str {
        "Experiment"
    }

    fn ui(&mut self, ui: &mut Ui, shared: &mut Shared<'_>) {
        experiment_ui(ui, shared.bench, shared.actions);
    }
}

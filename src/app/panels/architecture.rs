//! The layers.

use egui::Ui;

use super::{Panel, Shared};
use crate::ui::panels::architecture::{NetworkView, architecture_ui, form_ui};
use crate::ui::theme;

/// The panel: the one to be copied. It has an id, by which arrangements know it, and draws into the room that it is
/// given; what it shows and edits it finds in `shared`. A panel that makes something has fields for that, and reads
/// them in `settle`.
#[derive(Default)]
pub struct ArchitecturePanel {
    view: NetworkView,
}

impl Panel for ArchitecturePanel {
    fn id(&self) -> &'static str {
        "Architecture"
    }

    fn ui(&mut self, ui: &mut Ui, shared: &mut Shared<'_>) {
        // Edited in place: Undo and the check find out by themselves.
        architecture_ui(ui, shared.bench, &mut self.view);
    }

    fn bar_ui(&mut self, ui: &mut Ui, _: &mut Shared<'_>) {
        ui.add_space(theme::PADDING);
        form_ui(ui, &mut self.view);
    }
}

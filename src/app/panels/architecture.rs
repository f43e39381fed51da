//! The layers.

use egui::Ui;

use super::{Panel, Shared};
use crate::ui::panels::architecture::architecture_ui;

/// The panel: the one to be copied. It has an id, by which arrangements know it, and draws into the room that it is
/// given; what it shows and edits it finds in `shared`. A panel that makes something has fields for that, and reads
/// them in `settle`.
pub struct ArchitecturePanel;

impl Panel for ArchitecturePanel {
    fn id(&self) -> &'static str {
        "Architecture"
    }

    fn ui(&mut self, ui: &mut Ui, shared: &mut Shared<'_>) {
        // Edited in place: Undo and the check find out by themselves.
        architecture_ui(ui, shared.bench);
    }
}

//! How far an answer can be trusted.

use egui::Ui;

use super::{Panel, Shared};
use crate::ui::panels::trust::trust_ui;

/// The panel; what it found is the stage's, for the preview shows pictures of it.
pub struct TrustPanel;

impl Panel for TrustPanel {
    fn id(&self) -> &'static str {
        "Trust"
    }

    fn ui(&mut self, ui: &mut Ui, shared: &mut Shared<'_>) {
        let stage = &mut *shared.stage;
        stage.compare.pixels.marking = true;
        let id = stage.shown().unwrap_or_default().to_owned();
        let picked = stage.compare.pixels.picked;
        stage.inspector.look_at(&stage.preview, &id, picked);
        let facts = stage.inspector.facts(&stage.preview, &id);
        trust_ui(ui, &mut stage.compare, &facts, shared.actions);
    }
}

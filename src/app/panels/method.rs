//! The shown method's settings.

use egui::Ui;

use super::{Panel, Shared};
use crate::ui::panels::method::{MethodFacts, method_ui};
use crate::ui::widgets::compare::Side;

/// The panel.
pub struct MethodPanel;

impl Panel for MethodPanel {
    fn id(&self) -> &'static str {
        "Method"
    }

    fn title(&self) -> &'static str {
        "Settings"
    }

    fn ui(&mut self, ui: &mut Ui, shared: &mut Shared<'_>) {
        let stage = &*shared.stage;
        let shown = stage.compare.shown(Side::Right, stage.preview.entries());
        let set = shown.and_then(|entry| stage.preview.settings(&entry.id));
        let facts = set.as_ref().map(|[method, usual]| MethodFacts {
            method: &**method,
            usual: &**usual,
            worth: shown.map_or_else(String::new, |entry| entry.tally.psnr_in_words()),
        });
        method_ui(ui, facts.as_ref(), &mut shared.bench.document.contest);
    }
}

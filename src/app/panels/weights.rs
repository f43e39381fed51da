//! Filters, histograms, health.

use egui::Ui;

use super::{Panel, Shared};
use crate::ui::panels::weights::{VitalsHistory, WeightsView, weights_ui};

/// The panel.
#[derive(Default)]
pub struct WeightsPanel {
    view: WeightsView,
    vitals: VitalsHistory,
}

impl Panel for WeightsPanel {
    fn id(&self) -> &'static str {
        "Weights"
    }

    fn ui(&mut self, ui: &mut Ui, shared: &mut Shared<'_>) {
        let snapshot = shared.bench.run().networks.newest.as_ref();
        weights_ui(ui, snapshot, &self.vitals, &mut self.view, shared.actions);
    }

    fn settle(&mut self, shared: &mut Shared<'_>) {
        match &shared.bench.run().networks.newest {
            // One that is there already is not recorded again, and one of another run begins anew.
            Some(snapshot) => self.vitals.record(snapshot),
            None => self.vitals.clear(),
        }
    }
}

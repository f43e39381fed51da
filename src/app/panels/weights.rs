//! Filters, histograms, health.

use egui::Ui;

use super::{Panel, Shared};
use crate::ui::panels::best::best_ui;
use crate::ui::panels::curves::whose_ui;
use crate::ui::panels::weights::{VitalsHistory, WeightsView, weights_ui};
use crate::ui::theme;
use crate::ui::widgets::compare::{FIRES, Side};

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
        let run = shared.bench.run();
        self.view.fires = run.asked.cleans;
        let snapshot = run.networks.shown();
        weights_ui(ui, snapshot, &self.vitals, &mut self.view, shared.actions);
        if let Some(filter) = self.view.fired.take() {
            shared.stage.firing.choose(filter);
            shared.stage.compare.choose(Side::Right, FIRES);
        }
    }

    fn bar_ui(&mut self, ui: &mut Ui, shared: &mut Shared<'_>) {
        ui.add_space(theme::PADDING);
        best_ui(ui, shared.bench, shared.actions);
        whose_ui(ui, shared.bench);
    }

    fn settle(&mut self, shared: &mut Shared<'_>) {
        let run = shared.bench.run();
        self.vitals.follow(run.number, &run.history, &run.networks);
    }
}

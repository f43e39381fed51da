//! Loss and metric.

use egui::Ui;

use super::{Panel, Shared};
use crate::app::preview::Preview;
use crate::ui::panels::curves::{CurvesView, OnPhoto, curves_ui, smoothing_ui, whose_ui};
use crate::ui::theme;
use crate::ui::widgets::compare::{CLEAN, NETWORK, NOISY};

/// The panel.
#[derive(Default)]
pub struct CurvesPanel {
    view: CurvesView,
}

impl Panel for CurvesPanel {
    fn id(&self) -> &'static str {
        "Curves"
    }

    fn ui(&mut self, ui: &mut Ui, shared: &mut Shared<'_>) {
        let preview = &shared.stage.preview;
        let on_photo = OnPhoto {
            past: preview.race().past(),
            methods: &references(preview),
            noise: preview.facts().own.and_then(|own| own.sigma),
        };
        curves_ui(ui, shared.bench, &mut self.view, on_photo, shared.actions);
    }

    fn bar_ui(&mut self, ui: &mut Ui, shared: &mut Shared<'_>) {
        if !shared.bench.run().traces.loss.is_empty() {
            ui.add_space(theme::PADDING);
            smoothing_ui(ui, shared.bench);
        }
        whose_ui(ui, shared.bench);
    }
}

/// Id, name and PSNR of the classical methods' pictures.
fn references(preview: &Preview) -> Vec<(String, String, f64)> {
    preview
        .entries()
        .iter()
        .filter(|entry| entry.featured && ![CLEAN, NOISY, NETWORK].contains(&&*entry.id))
        .filter_map(|entry| {
            let psnr = entry.tally.scores?.psnr;
            Some((entry.id.clone(), entry.label.clone(), psnr))
        })
        .collect()
}

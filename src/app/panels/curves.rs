//! Loss and metric.

use std::sync::Arc;

use egui::Ui;

use super::{Ground, Panel, Shared};
use crate::app::first::First;
use crate::app::preview::Preview;
use crate::ui::panels::curves::{CurvesView, OnPhoto, curves_ui, smoothing_ui, whose_ui};
use crate::ui::panels::first::first_ui;
use crate::ui::theme;
use crate::ui::widgets::compare::{CLEAN, NETWORK, NOISY};
use crate::ui::widgets::picture::Textures;

/// The panel.
pub struct CurvesPanel {
    view: CurvesView,
    /// What is seen before anything is trained.
    first: First,
    textures: Textures,
}

impl CurvesPanel {
    /// Nothing is trained yet.
    pub fn new(ground: &Ground) -> Self {
        Self {
            view: CurvesView::default(),
            first: First::new(Arc::clone(&ground.shelf), ground.wake.clone()),
            textures: Textures::default(),
        }
    }
}

impl Panel for CurvesPanel {
    fn id(&self) -> &'static str {
        "Curves"
    }

    fn ui(&mut self, ui: &mut Ui, shared: &mut Shared<'_>) {
        let preview = &shared.stage.preview;
        // What is looked at comes first: loading a data set takes the machine's time.
        let experiment = &shared.bench.document.experiment;
        if shared.bench.run().traces.loss.is_empty()
            && let Some(strip) = self.first.of(experiment, !preview.busy())
        {
            first_ui(ui, &mut self.textures, strip);
        }
        let on_photo = OnPhoto {
            past: preview.race().past(),
            methods: &references(preview),
            noise: preview.facts().own.and_then(|own| own.sigma),
        };
        curves_ui(ui, shared.bench, &mut self.view, on_photo, shared.actions);
    }

    fn settle(&mut self, _shared: &mut Shared<'_>) {
        self.first.settle();
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

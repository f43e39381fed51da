//! The photograph and every method's answer, or the classes in its place.

use egui::Ui;

use super::{Ground, Panel, Shared};
use crate::app::classes::Classes;
use crate::ui::panels::classes::{ClassesFacts, ClassesView, classes_ui, switch_ui};
use crate::ui::panels::preview::{PreviewFacts, preview_ui};
use crate::ui::widgets::compare::Side;

/// The panel.
pub struct PreviewPanel {
    classes: Classes,
    view: ClassesView,
}

impl PreviewPanel {
    /// Nothing is made yet.
    pub fn new(ground: &Ground) -> Self {
        Self {
            classes: Classes::new(ground.shelf.clone(), ground.wake.clone()),
            view: ClassesView::default(),
        }
    }

    /// What the network answers to the data set's examples.
    pub fn classes(&self) -> ClassesFacts<'_> {
        self.classes.facts()
    }
}

impl Panel for PreviewPanel {
    fn id(&self) -> &'static str {
        "Preview"
    }

    fn ui(&mut self, ui: &mut Ui, shared: &mut Shared<'_>) {
        let (bench, stage) = (&mut *shared.bench, &mut *shared.stage);
        let classifies = !bench.document.experiment.answer().is_picture();
        if stage.classes && classifies {
            switch_ui(ui, &mut bench.view.photograph);
            if !bench.view.photograph {
                let experiment = &bench.document.experiment;
                let kept = bench.run().trainee.parts.as_ref();
                self.classes.want(&*experiment.data, experiment.seed, kept);
                return classes_ui(ui, &mut self.view, self.classes.facts(), shared.actions);
            }
        }
        stage.area = ui.max_rect();
        let (preview, compare) = (&mut stage.preview, &mut stage.compare);
        let shown = [Side::Left, Side::Right].into_iter().filter_map(|side| {
            let entry = compare.shown(side, preview.entries());
            entry.map(|entry| entry.id.clone())
        });
        let wanted: Vec<_> = shown.chain(compare.added().iter().cloned()).collect();
        preview.want(&wanted);
        let mut entries = preview.entries().to_vec();
        entries.extend_from_slice(stage.inspector.pictures(preview));
        let facts = PreviewFacts {
            entries: &entries,
            ..preview.facts()
        };
        let contest = &mut bench.document.contest;
        preview_ui(ui, compare, contest, facts, shared.actions);
    }

    fn settle(&mut self, shared: &mut Shared<'_>) {
        let run = shared.bench.run();
        match run.networks.shown() {
            Some(snapshot) if !run.asked.cleans => self.classes.show_snapshot(snapshot),
            _ => self.classes.clear_network(),
        }
        self.classes.poll();
    }
}

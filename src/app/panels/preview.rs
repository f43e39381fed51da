//! The photograph and every method's answer, or the classes in its place.

use egui::Ui;

use super::{Panel, Shared};
use crate::say;
use crate::ui::panels::classes::{ClassesView, classes_ui, switch_ui};
use crate::ui::panels::preview::{PreviewFacts, preview_ui};
use crate::ui::panels::training::sentence;
use crate::ui::state::Workbench;
use crate::ui::widgets::compare::Side;

/// The matter of the message about points that are placed while a run learns.
const POINTS: &str = "points";

/// The panel.
#[derive(Default)]
pub struct PreviewPanel {
    view: ClassesView,
}

impl Panel for PreviewPanel {
    fn id(&self) -> &'static str {
        "Preview"
    }

    fn ui(&mut self, ui: &mut Ui, shared: &mut Shared<'_>) {
        let (bench, stage) = (&mut *shared.bench, &mut *shared.stage);
        let classifies = !bench.document.experiment.answer().is_picture();
        if stage.classes && classifies {
            let what = match bench.document.experiment.answer().is_class() {
                true => "Classes",
                false => "Predictions",
            };
            switch_ui(ui, what, &mut bench.view.photograph);
            if !bench.view.photograph {
                stage.examples.want_of(bench);
                let looked = &mut bench.view.looked;
                let facts = stage.examples.facts();
                let change = classes_ui(ui, &mut self.view, facts, looked, shared.actions);
                if let (Some(change), Some(sample)) = (change, facts.sample) {
                    let told = change.carry_out(sample, &mut *bench.document.experiment.data);
                    if let Some(told) = told {
                        shared.toasts.warn(sentence(&told.to_string()));
                    } else if bench.run().alive() {
                        let words = say!(
                            "the run goes on with the points that it began with; Train anew learns from these"
                        );
                        shared.toasts.renew(POINTS, words);
                    }
                }
                return;
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
        let network = bench.run().networks.shown();
        entries.extend(stage.firing.picture(preview, network));
        let facts = PreviewFacts {
            entries: &entries,
            paged: bench.menus.paged(preview.facts().path),
            ..preview.facts()
        };
        compare.pixels.field = seen(bench);
        let contest = &mut bench.document.contest;
        preview_ui(ui, compare, contest, facts, shared.actions);
    }
}

/// What a value of the row sees that is open, where it is more than a pixel and the network answers with pictures.
fn seen(bench: &Workbench) -> Option<[usize; 2]> {
    let experiment = &bench.document.experiment;
    let row = experiment.architecture.position(bench.view.open_row?)?;
    let report = bench.check.report.rows.get(row)?.as_ref().ok()?;
    let field = report.receptive_field;
    (experiment.answer().is_picture() && field != [1, 1]).then_some(field)
}

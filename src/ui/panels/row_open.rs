//! An open row of the architecture: its layer's settings, its second input, shared weights.

use egui::Ui;

use super::row::{RowUi, source_name};
use crate::nn::{Join, Source, Tie};
use crate::ui::widgets::button::choice;
use crate::ui::widgets::settings::{row_ui, settings_ui};

impl RowUi<'_> {
    /// Draws what is open.
    pub(super) fn open_ui(&mut self, ui: &mut Ui) {
        let at = self.at;
        let row = &mut self.bench.document.experiment.architecture.rows[at];
        settings_ui(ui, &mut *row.layer, &[]);
        self.join_ui(ui);
        if self.report().is_some_and(|report| report.parameters > 0)
            || self.bench.document.experiment.architecture.rows[at]
                .tie
                .is_some()
        {
            self.tie_ui(ui);
        }
    }

    fn join_ui(&mut self, ui: &mut Ui) {
        let at = self.at;
        let architecture = &self.bench.document.experiment.architecture;
        let mut sources = vec![Source::Input];
        sources.extend(
            architecture.rows[..at]
                .iter()
                .map(|row| Source::Row(row.id)),
        );
        let mut options = vec![(None, "none".to_owned())];
        for source in sources {
            let name = source_name(architecture, source);
            options.push((Some(Join::Add(source)), format!("add {name}")));
            options.push((Some(Join::Concat(source)), format!("concatenate {name}")));
        }
        let help = "An earlier row's output, added to this row's input or put beside it as more channels, before the layer: residual blocks and U-Nets.";
        let join = pick_ui(
            ui,
            "Second input",
            help,
            &options,
            architecture.rows[at].join,
        );
        if let Some(join) = join {
            self.architecture().rows[at].join = join;
        }
    }

    fn tie_ui(&mut self, ui: &mut Ui) {
        let at = self.at;
        let architecture = &self.bench.document.experiment.architecture;
        let row = &architecture.rows[at];
        let mut options = vec![(None, "its own".to_owned())];
        for earlier in &architecture.rows[..at] {
            if earlier.layer.id() == row.layer.id() && earlier.tie.is_none() {
                let name = source_name(architecture, Source::Row(earlier.id));
                for (transposed, word) in [(false, "those of"), (true, "transposed:")] {
                    let tie = Tie {
                        row: earlier.id,
                        transposed,
                    };
                    options.push((Some(tie), format!("{word} {name}")));
                }
            }
        }
        if options.len() < 2 && row.tie.is_none() {
            return;
        }
        let help =
            "Share an earlier row's weights instead of learning others: unrolled networks need it.";
        if let Some(tie) = pick_ui(ui, "Weights", help, &options, row.tie) {
            self.architecture().rows[at].tie = tie;
        }
    }
}

fn pick_ui<T: PartialEq + Copy>(
    ui: &mut Ui,
    label: &str,
    help: &str,
    options: &[(Option<T>, String)],
    chosen: Option<T>,
) -> Option<Option<T>> {
    let words = options
        .iter()
        .find(|(option, _)| *option == chosen)
        .map_or("a row that is gone", |(_, words)| words);
    let mut picked = None;
    row_ui(ui, label, help, |ui, name| {
        choice(label, ui.available_width(), words)
            .show_ui(ui, |ui| {
                for (option, words) in options {
                    if ui.selectable_label(*option == chosen, words).clicked() {
                        picked = Some(*option);
                    }
                }
            })
            .response
            .labelled_by(name.id)
            .on_hover_text(help);
    });
    picked.filter(|picked| *picked != chosen)
}

//! An open row of the architecture: its layer's settings, its second input, shared weights.

use egui::Ui;

use super::row::{RowUi, source_name};
use crate::nn::{Join, Source, Tie};
use crate::ui::widgets::button::choice;
use crate::ui::widgets::settings::{row_ui, settings_ui};

/// How a second input can be joined, and in words.
const JOINS: [(Join, &str); 4] = [
    (Join::Add(Source::Above), "adding it"),
    (Join::Subtract(Source::Above), "subtracting it"),
    (Join::Multiply(Source::Above), "multiplying by it"),
    (Join::Concat(Source::Above), "concatenating it"),
];

impl RowUi<'_> {
    /// Draws what is open.
    pub(super) fn open_ui(&mut self, ui: &mut Ui) {
        let at = self.at;
        let row = &mut self.bench.document.experiment.architecture.rows[at];
        settings_ui(ui, &mut *row.layer, &[]);
        self.source_ui(ui);
        self.join_ui(ui);
        if self.report().is_some_and(|report| report.parameters > 0)
            || self.bench.document.experiment.architecture.rows[at]
                .tie
                .is_some()
        {
            self.tie_ui(ui);
        }
    }

    /// What the row reads.
    fn source_ui(&mut self, ui: &mut Ui) {
        let at = self.at;
        let architecture = &self.bench.document.experiment.architecture;
        let mut options = vec![(Some(Source::Above), "the row above".to_owned())];
        for source in self.earlier() {
            options.push((Some(source), source_name(architecture, source)));
        }
        let help = "What this row reads: the row above, whichever it is, or an earlier one.";
        let from = Some(architecture.rows[at].from);
        if let Some(Some(from)) = pick_ui(ui, "Reads", help, &options, from) {
            self.architecture().rows[at].from = from;
        }
    }

    /// Everything that the row may read.
    fn earlier(&self) -> Vec<Source> {
        let rows = &self.bench.document.experiment.architecture.rows[..self.at];
        let rows = rows.iter().map(|row| Source::Row(row.id));
        std::iter::once(Source::Input).chain(rows).collect()
    }

    fn join_ui(&mut self, ui: &mut Ui) {
        let at = self.at;
        let architecture = &self.bench.document.experiment.architecture;
        let join = architecture.rows[at].join;
        let how = join.unwrap_or(JOINS[0].0);
        let mut options = vec![(None, "none".to_owned())];
        let mut offer = |source| {
            let name = source_name(architecture, source);
            options.push((Some(how.with(source)), name));
        };
        if architecture.rows[at].from != Source::Above {
            offer(Source::Above);
        }
        self.earlier().into_iter().for_each(offer);
        let help = "An earlier row's output that meets this row's input before the layer: residual blocks, gates and \
            U-Nets.";
        let mut chosen = pick_ui(ui, "Second input", help, &options, join);
        if let Some(join) = join {
            let options =
                JOINS.map(|(how, words)| (Some(how.with(join.source())), words.to_owned()));
            let help = "How the second input meets the first: added, subtracted from it, multiplied with it, or put \
                beside it as more channels.";
            chosen = pick_ui(ui, "Joined by", help, &options, Some(join)).or(chosen);
        }
        if let Some(join) = chosen {
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

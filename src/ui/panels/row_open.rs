//! An open row of the architecture: its layer's settings, its second input, shared weights.

use egui::{Button, Ui};

use super::row::RowUi;
use super::training::sentence;
use crate::nn::{Join, Source, Tie, layers};
use crate::say;
use crate::setting::find;
use crate::ui::places::source_name;
use crate::ui::widgets::button::{choice, segments};
use crate::ui::widgets::settings::{row_ui, settings_ui, summary};

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
        let help = &*say!(
            "A row that is off stays in the list and hands on what it reads, as if it were not there."
        )
        .to_string();
        row_ui(ui, &say!("This row is").to_string(), help, |ui, _| {
            let chosen = usize::from(row.off);
            if let Some(at) = segments(ui, "Row", &["on", "off"], chosen) {
                row.off = at == 1;
            }
        });
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
        let help =
            &*say!("What this row reads: the row above, whichever it is, or an earlier one.")
                .to_string();
        let from = Some(architecture.rows[at].from);
        if let Some(Some(from)) = pick_ui(ui, "Reads", help, &options, from) {
            self.architecture().rows[at].from = from;
        }
    }

    /// An earlier row as it is offered: its place, its layer, the shape of what leaves it.
    fn described(&self, source: Source) -> String {
        let experiment = &self.bench.document.experiment;
        let network = &experiment.architecture;
        let mut words = source_name(network, source);
        if let Source::Row(id) = source
            && let Some(at) = network.position(id)
        {
            let layer = &*network.rows[at].layer;
            let usual = find(layers::ALL, layer.id()).map(|entry| (entry.make)());
            let label = layer.label().to_lowercase();
            words += &format!(" · {label} {}", summary(layer, usual.as_deref(), 1));
            words.truncate(words.trim_end().len());
        }
        let input = experiment.data.shape();
        let shape = network.shape_of(&self.bench.check.report, input, self.at, source);
        if let Some(shape) = shape {
            words += &format!(" · {shape}");
        }
        words
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
        if architecture.rows[at].from != Source::Above {
            options.push((Some(how.with(Source::Above)), self.described(Source::Above)));
        }
        let earlier = self.earlier().into_iter();
        options.extend(earlier.map(|source| (Some(how.with(source)), self.described(source))));
        let input = self.bench.document.experiment.data.shape();
        let report = &self.bench.check.report;
        let fits = |join: Option<Join>| {
            let join = join?;
            let refused = architecture.can_join(report, input, at, join).err()?;
            Some(sentence(&self.bench.told(&refused)))
        };
        let help = &*say!("An earlier row's output that meets this row's input before the layer: residual blocks, \
            gates and U-Nets.").to_string();
        let mut chosen = pick_among_ui(ui, "Second input", help, &options, join, fits);
        if let Some(join) = join {
            let options =
                JOINS.map(|(how, words)| (Some(how.with(join.source())), words.to_owned()));
            let help = &*say!("How the second input meets the first: added, subtracted from it, multiplied with it, or \
                put beside it as more channels.").to_string();
            chosen = pick_among_ui(ui, "Joined by", help, &options, Some(join), fits).or(chosen);
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
        let help = &*say!(
            "Share an earlier row's weights instead of learning others: unrolled networks need it."
        )
        .to_string();
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
    pick_among_ui(ui, label, help, options, chosen, |_| None)
}

/// The same, where options for which there is a reason are grey and say it.
fn pick_among_ui<T: PartialEq + Copy>(
    ui: &mut Ui,
    label: &str,
    help: &str,
    options: &[(Option<T>, String)],
    chosen: Option<T>,
    refused: impl Fn(Option<T>) -> Option<String>,
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
                    let button = Button::selectable(*option == chosen, words);
                    match refused(*option).filter(|_| *option != chosen) {
                        Some(reason) => {
                            ui.add_enabled(false, button).on_disabled_hover_text(reason);
                        }
                        None if ui.add(button).clicked() => picked = Some(*option),
                        None => {}
                    }
                }
            })
            .response
            .labelled_by(name.id)
            .on_hover_text(help);
    });
    picked.filter(|picked| *picked != chosen)
}

//! The architecture: one row a layer, what each does to the shape and what it costs, totals below.

use egui::{Align, Layout, ScrollArea, Ui, vec2};

use super::network_text::NetworkText;
use super::presets::presets_ui;
use super::row::{self, RowUi, RowsView};
use crate::nn::{RowId, layers};
use crate::say;
use crate::ui::places::place;
use crate::ui::state::Workbench;
use crate::ui::widgets::button::{menu_button, menu_entry, segments, text_button};
use crate::ui::{format, icons, theme};

/// Height of the line of totals.
const FOOTER: f32 = 26.0;

/// How the network is looked at.
#[derive(Default)]
pub struct NetworkView {
    /// As text, not as rows.
    as_text: bool,
    text: NetworkText,
    rows: RowsView,
    /// The row that is to be seen.
    sought: Option<RowId>,
}

/// The switch between rows and text, for the panel's bar.
pub fn form_ui(ui: &mut Ui, view: &mut NetworkView) {
    let size = vec2(96.0, theme::CONTROL);
    let layout = Layout::left_to_right(Align::Center);
    ui.allocate_ui_with_layout(size, layout, |ui| {
        let chosen = usize::from(view.as_text);
        if let Some(at) = segments(ui, "Network as", &["Rows", "Text"], chosen) {
            view.as_text = at == 1;
        }
    })
    .response
    .on_hover_text(
        say!("How the network is shown and edited: a list of rows, or text, a row a line.")
            .to_string(),
    );
}

/// Draws the panel.
pub fn architecture_ui(ui: &mut Ui, bench: &mut Workbench, view: &mut NetworkView) {
    tools_ui(ui, bench);
    if view.as_text {
        // While what is typed is wrong, what the network of before lacks is beside the matter.
        let below = match view.text.wrong() {
            true => FOOTER,
            false => FOOTER + misfit_height(ui, bench),
        };
        view.text.ui(ui, bench, below);
        if !view.text.wrong() {
            misfit_ui(ui, bench);
        }
        return footer_ui(ui, bench);
    }
    let RowsView {
        chosen,
        arcs,
        wrong_seen,
    } = &mut view.rows;
    *wrong_seen = false;
    let network = &bench.document.experiment.architecture;
    chosen.renew(network);
    arcs.begin(network);
    let input = bench.document.experiment.data.shape().to_string();
    row::headings_ui(ui, &input, arcs.width(), bench.times_measured());
    let below = FOOTER + misfit_height(ui, bench) + chosen.strip_height();
    let height = (ui.available_height() - below).max(48.0);
    let over = ui.rect_contains_pointer(ui.max_rect());
    chosen.keys(ui, bench, over);
    ScrollArea::vertical()
        .max_height(height)
        .min_scrolled_height(height)
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            if bench.document.experiment.architecture.rows.is_empty() {
                ui.add_space(4.0 * theme::UNIT);
                ui.label(theme::weak(
                    ui,
                    say!("No layers yet: add one, or start from a preset.").to_string(),
                ));
            } else {
                rows_ui(ui, bench, &mut view.rows, view.sought.take());
            }
        });
    view.rows.chosen.strip_ui(ui, bench);
    misfit_ui(ui, bench);
    match wrong_row(bench).filter(|_| !view.rows.wrong_seen) {
        Some((row, words)) => {
            if wrong_ui(ui, &words) {
                view.sought = Some(row);
                bench.view.open_row = Some(row);
            }
        }
        None => footer_ui(ui, bench),
    }
}

/// The first row that cannot be, and why.
fn wrong_row(bench: &Workbench) -> Option<(RowId, String)> {
    let rows = &bench.document.experiment.architecture.rows;
    let mut both = rows.iter().zip(&bench.check.report.rows);
    let wrong = both.find(|(_, report)| report.is_err());
    wrong.and_then(|(row, _)| Some((row.id, super::training::sentence(&bench.problem()?))))
}

/// In the place of totals that are none: what is wrong with a row that is out of sight; whether it was clicked.
fn wrong_ui(ui: &mut Ui, words: &str) -> bool {
    let palette = theme::palette(ui);
    let top = ui.cursor().top();
    ui.painter()
        .hline(ui.max_rect().x_range(), top, (1.0, palette.hairline));
    ui.add_space(theme::UNIT);
    let label = egui::Label::new(egui::RichText::new(words).color(palette.error));
    let label = ui.add(label.truncate().sense(egui::Sense::click()));
    let label = label.on_hover_cursor(egui::CursorIcon::PointingHand);
    let help = say!("{}\nClick: open the row.", words);
    label.on_hover_text(help.to_string()).clicked()
}

fn tools_ui(ui: &mut Ui, bench: &mut Workbench) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::UNIT;
        let help = &*say!("Add a layer below the open row, or at the end.").to_string();
        let words = format!("{} Add", icons::PLUS);
        let added = menu_button(ui, words, &say!("Add layer").to_string(), help, |ui| {
            let height = 0.7 * ui.ctx().content_rect().height();
            let entries = |ui: &mut Ui| {
                layers::ALL
                    .iter()
                    .find(|entry| menu_entry(ui, entry.label, entry.label, entry.help))
            };
            let area = ScrollArea::vertical().max_height(height);
            area.show(ui, entries).inner
        });
        if let Some(entry) = added.flatten() {
            let architecture = &mut bench.document.experiment.architecture;
            let open = bench.view.open_row.and_then(|id| architecture.position(id));
            let at = open.map_or(architecture.end(), |at| at + 1);
            let id = architecture.insert(at, (entry.make)());
            bench.view.open_row = Some(id);
        }
        presets_ui(ui, bench);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let size = vec2(ui.available_width().min(168.0), theme::CONTROL);
            let layout = Layout::left_to_right(Align::Center);
            ui.allocate_ui_with_layout(size, layout, |ui| {
                let architecture = &mut bench.document.experiment.architecture;
                let chosen = usize::from(architecture.answers_input_minus());
                let words = if size.x < 160.0 {
                    ["net", "in − net"]
                } else {
                    ["network", "input − net"]
                };
                if let Some(at) = segments(ui, "Answer", &words, chosen) {
                    architecture.answer_input_minus(at == 1);
                }
            })
            .response
            .on_hover_text(say!("What the answer is made of: what leaves the network, or a last row that subtracts it \
                from the input (then the network learns the noise).").to_string());
        });
    });
}

fn rows_ui(ui: &mut Ui, bench: &mut Workbench, view: &mut RowsView, sought: Option<RowId>) {
    let ids: Vec<_> = bench
        .document
        .experiment
        .architecture
        .rows
        .iter()
        .map(|row| row.id)
        .collect();
    let id = ui.make_persistent_id("rows");
    let response = egui_dnd::dnd(ui, id)
        .with_drag_axis(egui_dnd::DragAxis::Vertical)
        .with_animation_time(theme::MOTION)
        .show(ids.iter().copied(), |ui, id, handle, state| {
            if let Some(at) = bench.document.experiment.architecture.position(id) {
                if sought == Some(id) {
                    ui.scroll_to_cursor(Some(Align::Center));
                }
                let row = RowUi { at, bench, view };
                row.show(ui, handle, state.dragged);
            }
        });
    if let Some(update) = response.final_update() {
        egui_dnd::utils::shift_vec(
            update.from,
            update.to,
            &mut bench.document.experiment.architecture.rows,
        );
    }
    view.arcs.ui(ui, bench);
}

/// What keeps the whole network from answering, as broken into lines of the panel's width.
fn misfit(ui: &Ui, bench: &Workbench) -> Option<std::sync::Arc<egui::Galley>> {
    let empty = bench.document.experiment.architecture.rows.is_empty();
    let problem = bench.misfit().filter(|_| !empty)?;
    let font = egui::TextStyle::Body.resolve(ui.style());
    let text = super::training::sentence(&problem);
    let colour = theme::palette(ui).error;
    Some(
        ui.painter()
            .layout(text, font, colour, ui.available_width()),
    )
}

/// Room for [`misfit_ui`].
fn misfit_height(ui: &Ui, bench: &Workbench) -> f32 {
    let misfit = misfit(ui, bench).map_or(0.0, |text| text.size().y + 2.0 * theme::UNIT);
    let mends = bench.check.mend.is_some() || bench.check.fitting.is_some();
    misfit
        + if mends {
            theme::CONTROL + 2.0 * theme::UNIT
        } else {
            0.0
        }
}

/// What keeps the whole network from answering, and the number that mends it, where one does.
fn misfit_ui(ui: &mut Ui, bench: &mut Workbench) {
    if let Some(text) = misfit(ui, bench) {
        ui.label(text);
    }
    mend_ui(ui, bench, "");
}

/// The change that would make the network answer what the data ask, in one click, where there is one; `before`: words
/// that its button begins with.
pub(super) fn mend_ui(ui: &mut Ui, bench: &mut Workbench, before: &str) {
    let architecture = &bench.document.experiment.architecture;
    let Some((mend, place)) = bench
        .check
        .mend
        .and_then(|mend| Some((mend, place(architecture, mend.row)?)))
    else {
        return fitting_ui(ui, bench, before);
    };
    let which = if place == architecture.end() {
        "the last row".to_owned()
    } else {
        format!("row {place}")
    };
    let words = format!("{before}Set {which} to {} {}", mend.value, mend.key);
    let help = &*say!("Then the answer has the shape that the data asks for. Undo takes it back.")
        .to_string();
    if text_button(ui, icons::CHECK, &words, help).clicked() {
        bench.document.experiment.carry_out(mend);
    }
}

/// Where no number mends what is wrong with the whole network: one that fits, in one click.
fn fitting_ui(ui: &mut Ui, bench: &mut Workbench, before: &str) {
    let Some(preset) = bench.check.fitting else {
        return;
    };
    let words = format!("{before}Take “{}” instead", preset.label);
    let help = format!("{} It fits the data set. Undo takes it back.", preset.help);
    if text_button(ui, icons::CHECK, &words, &help).clicked() {
        bench.take_preset(preset);
    }
}

fn footer_ui(ui: &mut Ui, bench: &Workbench) {
    let palette = theme::palette(ui);
    let report = &bench.check.report;
    let top = ui.cursor().top();
    ui.painter()
        .hline(ui.max_rect().x_range(), top, (1.0, palette.hairline));
    ui.add_space(theme::UNIT);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 3.0 * theme::UNIT;
        let parameters = report.parameters() as u64;
        let count = |ui: &mut Ui, number: String, unit: &str, help: String| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = theme::UNIT;
                let number = ui.label(theme::strong(number));
                let unit = ui.label(theme::note(ui, unit));
                (number | unit).on_hover_text(help);
            });
        };
        count(
            ui,
            format::compact(parameters),
            "weights",
            format!("{} trainable numbers.", format::grouped(parameters)),
        );
        let work = report.multiply_adds();
        count(
            ui,
            format::compact(work),
            "MACs",
            format!("{} multiply-adds (MACs) per example.", format::grouped(work)),
        );
        let [rows, columns] = report.receptive_field();
        count(
            ui,
            format!("{rows}×{columns}"),
            "sees",
            "Receptive field: height and width of the input that one answer value sees, in pixels.".into(),
        );
        let batch = bench.document.experiment.training.batch;
        let memory = bench.document.experiment.memory(report);
        let needed = format::bytes(memory.bytes(batch));
        let (number, unit) = needed.split_once('\u{2009}').unwrap_or((&needed, ""));
        count(
            ui,
            format!("~{number}"),
            unit,
            format!(
                "Training takes about {needed} of memory for a batch of {batch}, besides the data set. This computer \
                has {} to spare: enough for a batch of {}.",
                format::bytes(bench.check.spare),
                format::grouped(memory.batch_within(bench.check.spare).min(4096)),
            ),
        );
        if bench.run().alive() && bench.edited_since() {
            ui.label(theme::icon(icons::INFO).color(palette.warning)).on_hover_text(say!("The run goes on with the \
                network as it was when Train was clicked. Train anew starts one with the network as edited; Train on \
                does so with what was learned in the rows that have not changed.").to_string());
        }
    });
}

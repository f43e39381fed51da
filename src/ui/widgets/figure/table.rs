//! Small tables, as large as what stands in them.

use egui::{Align, Grid, Label, Layout, RichText, ScrollArea, Stroke, Ui, vec2};

use super::menu;
use crate::figure::{Figure, Table};
use crate::ui::action::Action;
use crate::ui::text::readable;
use crate::ui::theme::{self, UNIT};

/// Width of a table's first column, at most.
const FIRST: f32 = 280.0;
/// Between columns; and where there is less room than so much.
const APART: [f32; 2] = [6.0 * UNIT, 2.0 * UNIT];
const NARROW: f32 = 560.0;

pub(super) fn table_ui(ui: &mut Ui, figure: &Figure, table: &Table, actions: &mut Vec<Action>) {
    let top = ui.cursor().min;
    ui.scope(|ui| {
        ui.set_max_width(ui.available_width() - menu::WIDTH - UNIT);
        ScrollArea::horizontal()
            .id_salt("table")
            .show(ui, |ui| cells_ui(ui, table));
    });
    menu::corner_menu(ui, top, figure, actions);
}

fn cells_ui(ui: &mut Ui, table: &Table) {
    let palette = theme::palette(ui);
    let from = ui.cursor().min;
    let numeric: Vec<_> = (0..table.columns.len())
        .map(|at| table.is_numeric(at))
        .collect();
    let cell = |ui: &mut Ui, at: usize, text: RichText| {
        let right = Layout::right_to_left(Align::Center);
        match numeric[at] {
            true => ui.with_layout(right, |ui| ui.label(text)).inner,
            false => ui.label(text),
        }
    };
    let apart = APART[usize::from(ui.available_width() < NARROW)];
    Grid::new("cells")
        .spacing(vec2(apart, 2.0 * UNIT))
        .show(ui, |ui| {
            for (at, column) in table.columns.iter().enumerate() {
                let response = cell(ui, at, theme::weak(ui, column.title()));
                if !column.help.is_empty() {
                    response.on_hover_text(&column.help);
                }
            }
            ui.end_row();
            for row in &table.rows {
                for (at, text) in table.texts(row).into_iter().enumerate() {
                    let text = RichText::new(readable(&text));
                    if at == 0 && table.rows.len() > 1 {
                        // Names of rows may be long: the numbers beside them are what is looked for.
                        ui.scope(|ui| {
                            ui.set_max_width(FIRST);
                            ui.add(Label::new(text).wrap());
                        });
                    } else {
                        cell(ui, at, text.color(palette.text));
                    }
                }
                ui.end_row();
            }
        });
    let under = from.y + theme::CONTROL;
    let right = ui.min_rect().right();
    ui.painter()
        .hline(from.x..=right, under, Stroke::new(1.0, palette.hairline));
}

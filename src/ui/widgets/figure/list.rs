//! Long tables whose rows can be clicked: they fill their room, scroll, and only what is seen of them is drawn.

use std::ops::Range;

use egui::{
    Align, Align2, FontId, Layout, Rect, RichText, Role, ScrollArea, Sense, Ui, UiBuilder, Vec2,
    WidgetInfo, pos2, vec2,
};

use super::colours::colour;
use super::{FigureView, Looks, menu};
use crate::figure::{self, Column, Figure, Picked, Row, Table};
use crate::ui::action::Action;
use crate::ui::theme::{self, SIZES, UNIT};

/// Height of a row, and of the headings.
const ROW: f32 = 22.0;
const HEAD: f32 = 18.0;
/// Room between two columns of numbers.
const GAP: f32 = 14.0;
/// Least width of names beside which there is a further column.
const NAMES: f32 = 84.0;
/// Width of the first column, where it numbers the rows.
const NUMBER: f32 = 16.0;

/// Where the columns end, and which of them is the name, which takes what the others leave.
struct Columns<'a> {
    table: &'a Table,
    name: usize,
    /// Where it is narrow the last columns go before the names do.
    shown: usize,
    ends: Vec<f32>,
    names_end: f32,
}

impl FigureView {
    pub(super) fn list(
        &mut self,
        ui: &mut Ui,
        figure: &Figure,
        table: &Table,
        looks: Looks<'_>,
        actions: &mut Vec<Action>,
    ) -> Option<Picked> {
        let kept = self.widths.entry(figure.id.clone()).or_default();
        if looks.version.is_none() || kept.0 != looks.version {
            *kept = (looks.version, widths(ui, table));
        }
        let width = looks.size.map_or(ui.available_width(), |size| size.x);
        let left = ui.cursor().left();
        let name = (0..table.columns.len())
            .find(|at| !table.is_numeric(*at) && !table.columns[*at].name.is_empty());
        let name = name.unwrap_or(0);
        let room = width - menu::WIDTH - UNIT;
        let own = |at: usize| kept.1.get(at).copied().unwrap_or_default() + GAP;
        let names = NUMBER + 4.0 * UNIT + NAMES;
        let mut shown = table.columns.len();
        while shown > name + 2 && room - (name + 1..shown).map(own).sum::<f32>() < names {
            shown -= 1;
        }
        let mut end = left + room;
        let mut ends = vec![end; table.columns.len()];
        for at in (name + 1..shown).rev() {
            ends[at] = end;
            end -= own(at);
        }
        let columns = Columns {
            table,
            name,
            shown,
            ends,
            names_end: end,
        };
        let top = ui.cursor().min;
        columns.head_ui(ui, width);
        menu::menu_at(ui, pos2(left + width - menu::WIDTH, top.y), figure, actions);
        let note = if figure.note.is_empty() {
            0.0
        } else {
            SIZES[0] + 3.0 * UNIT
        };
        let room = looks
            .size
            .map_or(ui.available_height(), |size| size.y - HEAD);
        let mut picked = None;
        ScrollArea::vertical()
            .id_salt("rows")
            .max_height((room - note).max(ROW))
            .auto_shrink([false, false])
            .show_rows(ui, ROW, table.rows.len(), |ui, range: Range<usize>| {
                ui.spacing_mut().item_spacing.y = 0.0;
                let top = ui.min_rect().top() - range.start as f32 * ROW;
                follow(ui, top, table);
                for row in &table.rows[range] {
                    picked = picked.take().or(columns.row_ui(ui, row));
                }
            });
        if !figure.note.is_empty() {
            ui.add_space(UNIT);
            ui.add(egui::Label::new(theme::note(ui, &*figure.note)).truncate());
        }
        picked
    }
}

/// The widest text of each column. Cost: all texts of the table; those that were laid out in the last frame cost
/// little.
fn widths(ui: &Ui, table: &Table) -> Vec<f32> {
    let width = |text: String, size: f32| {
        let font = FontId::proportional(size);
        ui.painter()
            .layout_no_wrap(text, font, egui::Color32::PLACEHOLDER)
            .size()
            .x
    };
    let rows: Vec<_> = table.rows.iter().map(|row| table.texts(row)).collect();
    let widest = |(at, column): (usize, &Column)| {
        let texts = rows.iter().map(|row| width(row[at].clone(), 12.0));
        texts.fold(width(column.title(), SIZES[0]), f32::max)
    };
    table.columns.iter().enumerate().map(widest).collect()
}

/// Scrolls to the row that was chosen, here or elsewhere, once.
fn follow(ui: &Ui, top: f32, table: &Table) {
    let key = ui.scope_id().with("chosen");
    let last: Option<String> = ui.data(|data| data.get_temp(key));
    let chosen = table.rows.iter().position(|row| row.chosen);
    let Some(at) = chosen.filter(|at| last.as_deref() != Some(&table.rows[*at].key)) else {
        return;
    };
    ui.data_mut(|data| data.insert_temp(key, table.rows[at].key.clone()));
    let corner = pos2(ui.min_rect().left(), top + at as f32 * ROW);
    ui.scroll_to_rect(Rect::from_min_size(corner, vec2(1.0, ROW)), None);
}

impl Columns<'_> {
    fn head_ui(&self, ui: &mut Ui, width: f32) {
        let (rect, _) = ui.allocate_exact_size(vec2(width, HEAD), Sense::hover());
        let palette = theme::palette(ui);
        let font = FontId::proportional(SIZES[0]);
        for (at, column) in self.table.columns[..self.shown].iter().enumerate() {
            let (place, align) = match at == self.name {
                true => (
                    rect.left_center() + vec2(self.indent(), 0.0),
                    Align2::LEFT_CENTER,
                ),
                false => (
                    pos2(self.end(rect, at), rect.center().y),
                    Align2::RIGHT_CENTER,
                ),
            };
            let text = ui
                .painter()
                .text(place, align, column.title(), font.clone(), palette.weak);
            if !column.help.is_empty() {
                let id = ui.scope_id().with(("column", at));
                let cell = text
                    .expand2(vec2(0.5 * GAP, 0.0))
                    .with_min_y(rect.top())
                    .with_max_y(rect.bottom());
                ui.interact(cell, id, Sense::hover())
                    .on_hover_text(&column.help);
            }
        }
    }

    /// From the left edge to the names.
    fn indent(&self) -> f32 {
        NUMBER + 4.0 * UNIT
    }

    fn end(&self, rect: Rect, at: usize) -> f32 {
        match at < self.name {
            true => rect.left() + NUMBER,
            false => self.ends[at],
        }
    }

    fn row_ui(&self, ui: &mut Ui, row: &Row) -> Option<Picked> {
        let palette = theme::palette(ui);
        let texts = self.table.texts(row);
        let size = vec2(ui.available_width(), ROW);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        let spoken = if row.spoken.is_empty() {
            texts.join(" ")
        } else {
            row.spoken.clone()
        };
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, row.chosen, &spoken));
        if row.chosen || response.hovered() || response.has_focus() {
            let fill = if row.chosen {
                palette.selected
            } else {
                palette.raised
            };
            ui.painter().rect_filled(rect, theme::RADIUS, fill);
        }
        let clicked = response.clicked();
        if !row.note.is_empty() {
            response.on_hover_text(&row.note);
        }
        if let Some(role) = row.role {
            let spot = rect.left_center() + vec2(self.indent() - 2.0 * UNIT, 0.0);
            ui.painter().circle_filled(spot, 3.5, colour(palette, role));
        }
        self.name_ui(ui, rect, row, &texts[self.name]);
        let ink = if row.faint {
            palette.faint
        } else {
            palette.text
        };
        for (at, text) in texts
            .into_iter()
            .enumerate()
            .filter(|(at, _)| *at != self.name && *at < self.shown)
        {
            let (size, ink) = match at < self.name {
                true => (SIZES[0], palette.weak),
                false => (12.0, ink),
            };
            let place = pos2(self.end(rect, at), rect.center().y);
            ui.painter().text(
                place,
                Align2::RIGHT_CENTER,
                text,
                FontId::proportional(size),
                ink,
            );
        }
        clicked.then(|| Picked::Row(row.key.clone()))
    }

    fn name_ui(&self, ui: &mut Ui, rect: Rect, row: &Row, name: &str) {
        let palette = theme::palette(ui);
        let text = match row.role {
            Some(figure::Role::Training) => theme::strong(name).color(palette.accent),
            _ if row.faint => RichText::new(name).color(palette.faint),
            _ => RichText::new(name),
        };
        let left = rect.left() + self.indent();
        let place = Rect::from_min_max(
            pos2(left, rect.top()),
            pos2(self.names_end.max(left), rect.bottom()),
        );
        let builder = UiBuilder::new()
            .max_rect(place)
            .layout(Layout::left_to_right(Align::Center));
        ui.scope_builder(builder, |ui| {
            ui.spacing_mut().item_spacing = Vec2::ZERO;
            ui.add(egui::Label::new(text).selectable(false).truncate());
        });
    }
}

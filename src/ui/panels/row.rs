//! One row of the architecture: drag handle, layer and its settings in short, shape, cost; its settings when open.

use egui::{
    Align2, Color32, FontId, Rect, RichText, Sense, TextStyle, Ui, WidgetInfo, accesskit::Role,
    pos2, vec2,
};
use egui_dnd::Handle;

use super::rows_arcs::Arcs;
use super::rows_chosen::Chosen;
use crate::nn::{Architecture, Join, RowReport, Source, layers};
use crate::say;
use crate::setting;
use crate::ui::places::source_name;
use crate::ui::state::Workbench;
use crate::ui::widgets::settings::summary;
use crate::ui::{format, icons, theme};

/// Height of a row.
const HEIGHT: f32 = 22.0;
/// Width of the buttons at the end of a row's line.
const BUTTONS: f32 = 44.0;
/// Widths of the columns weights, multiply-adds and receptive field.
const COLUMNS: [f32; 3] = [44.0, 40.0, 28.0];
/// Width of the column of time, and of its bar.
const TIME: [f32; 2] = [56.0, 20.0];
/// Room that names and shapes need before a column is shown.
const NAMES: f32 = 200.0;

/// Right edges of the columns shape, weights, multiply-adds, receptive field and share of `time`, from the panel's
/// right edge. Where there is no room for all, the time goes first, then multiply-adds, weights, the receptive field.
fn columns(width: f32, time: bool) -> [Option<f32>; 5] {
    let all: f32 = COLUMNS.iter().sum();
    let mut room = width - NAMES;
    let time = time && room >= all + TIME[0];
    room -= if time { TIME[0] } else { 0.0 };
    let whole = room;
    let shown = [COLUMNS[2], COLUMNS[0], COLUMNS[1]].map(|column| {
        let fits = room >= column || whole >= all;
        room -= column;
        fits
    });
    let [sees, weights, works] = shown;
    let mut edge = 0.0;
    let mut place = |shown: bool, column: f32| {
        let at = edge;
        edge += if shown { column } else { 0.0 };
        shown.then_some(at)
    };
    let time = place(time, TIME[0]);
    let sees = place(sees, COLUMNS[2]);
    let works = place(works, COLUMNS[1]);
    let weights = place(weights, COLUMNS[0]);
    [Some(edge), weights, works, sees, time]
}

/// Room for nothing but the buttons at the end of lines of that width. Where there is none, the numbers that stand
/// there give way to them under the pointer.
fn own_room(width: f32) -> f32 {
    let all: f32 = COLUMNS.iter().sum();
    if width >= NAMES + all + BUTTONS {
        BUTTONS
    } else {
        0.0
    }
}

/// The headings above the rows; the first says what enters the network, `left` of them is the room of arcs. `time` says
/// whether times were measured.
pub fn headings_ui(ui: &mut Ui, input: &str, left: f32, time: bool) {
    let palette = theme::palette(ui);
    let font = TextStyle::Small.resolve(ui.style());
    let size = vec2(ui.available_width(), 16.0);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let painter = ui.painter();
    painter.text(
        pos2(rect.left() + left + 20.0, rect.center().y),
        Align2::LEFT_CENTER,
        format!("input {input}"),
        font.clone(),
        palette.weak,
    );
    let heads = [
        (
            "shape",
            "Shape of the layer's output: channels × height × width.",
        ),
        ("weights", "Trainable numbers."),
        ("MACs", "Multiply-adds per example."),
        (
            "sees",
            "Receptive field: side of the square of input pixels that one output value sees.",
        ),
        (
            "time",
            "Share of the time of a step, forward and backward, as measured while the network trains. Rows that are \
            worked out together with the one above count there.",
        ),
    ];
    let own = own_room(rect.width() - left);
    let columns = columns(rect.width() - left - own, time);
    for ((word, help), from_right) in heads.into_iter().zip(columns) {
        let Some(from_right) = from_right else {
            continue;
        };
        let at = pos2(rect.right() - own - from_right, rect.center().y);
        let drawn = painter.text(at, Align2::RIGHT_CENTER, word, font.clone(), palette.weak);
        ui.interact(drawn, ui.scope_id().with(word), Sense::hover())
            .on_hover_text(help);
    }
}

/// One row and what it may change.
pub struct RowUi<'a> {
    /// Its position.
    pub at: usize,
    /// The workbench.
    pub bench: &'a mut Workbench,
    /// The rows that are chosen, and the arcs beside all.
    pub view: &'a mut RowsView,
}

/// How rows are looked at.
#[derive(Default)]
pub struct RowsView {
    /// The rows that are chosen.
    pub chosen: Chosen,
    /// The skips beside them.
    pub arcs: Arcs,
    /// Whether what is wrong with a row is in sight.
    pub wrong_seen: bool,
}

impl RowUi<'_> {
    /// Draws the row.
    pub fn show(mut self, ui: &mut Ui, handle: Handle<'_>, dragged: bool) {
        let palette = theme::palette(ui);
        let id = self.bench.document.experiment.architecture.rows[self.at].id;
        let open = self.bench.view.open_row == Some(id);
        let wrong = self.problem();
        let size = vec2(ui.available_width(), HEIGHT);
        let (whole, _) = ui.allocate_exact_size(size, Sense::hover());
        self.view.wrong_seen |= wrong.is_some() && ui.is_rect_visible(whole);
        let rect = whole.with_min_x(whole.left() + self.view.arcs.width());
        let response = ui.interact(rect, ui.scope_id().with(("row", id)), Sense::click());
        let number = self.at + 1;
        let told = |words: &(&str, String)| {
            let name = format!("Row {number}: {} {}", words.0, words.1);
            WidgetInfo::selected(Role::Button, true, open, name.trim())
        };
        let plain = !open && !dragged && wrong.is_none() && !response.has_focus();
        if plain && !ui.is_rect_visible(whole) {
            // Of a long network most rows are scrolled away: they keep their place and their name.
            response.widget_info(|| told(&self.words()));
            self.view.arcs.line_ui(ui, id, number, whole, false);
            return;
        }
        let words = self.words();
        response.widget_info(|| told(&words));
        // The buttons on the line lie over it: under the pointer it is the line that counts.
        let pointed = response.hovered() || ui.rect_contains_pointer(whole) && !dragged;
        let at_hand = pointed || open || response.has_focus();
        let chosen = self.view.chosen.has(id);
        let ground = if wrong.is_some() && !(chosen && self.view.chosen.count() > 1) {
            palette.error_ground
        } else if open || chosen {
            palette.selected
        } else if pointed || dragged {
            palette.raised
        } else {
            Color32::TRANSPARENT
        };
        let frame = rect.expand2(vec2(4.0, 0.0));
        ui.painter().rect_filled(frame, theme::RADIUS, ground);
        if response.has_focus() {
            ui.painter().rect_stroke(
                frame,
                theme::RADIUS,
                (1.0, palette.accent),
                egui::StrokeKind::Inside,
            );
        }
        let grip = Rect::from_min_size(rect.min, vec2(16.0, HEIGHT));
        self.handle_ui(ui, handle, grip, pointed || open || dragged);
        self.line_ui(ui, rect, &words, wrong.is_some(), at_hand);
        let place = self.at + 1;
        self.view.arcs.line_ui(ui, id, place, whole, at_hand);
        if response.clicked() {
            self.choose(ui, id, open);
        }
        self.menu_ui(&response, id);
        self.between_ui(ui, id, rect, dragged);
        if at_hand {
            self.buttons_ui(ui, rect.with_min_x(rect.right() - BUTTONS));
        }
        let nothing_else = ui.memory(|memory| memory.focused().is_none());
        if response.has_focus() || open && nothing_else {
            self.keys(ui);
        }
        // A key may have taken the row out, or moved it.
        let Some(at) = self.architecture().position(id) else {
            return;
        };
        self.at = at;
        if let Some(problem) = wrong {
            let text = RichText::new(problem)
                .color(palette.error)
                .size(theme::SIZES[0]);
            self.beside_arcs(ui, |_, ui| {
                ui.indent("problem", |ui| ui.add(egui::Label::new(text).wrap()));
            });
            ui.add_space(theme::UNIT);
        }
        if open {
            ui.add_space(theme::UNIT);
            self.beside_arcs(ui, |row, ui| {
                ui.indent(("row", id), |ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    row.open_ui(ui);
                });
            });
            ui.add_space(2.0 * theme::UNIT);
        }
    }

    /// Draws what stands below the row's line, right of the arcs.
    fn beside_arcs(&mut self, ui: &mut Ui, content: impl FnOnce(&mut Self, &mut Ui)) {
        let mut room = egui::Margin::ZERO;
        room.left = self.view.arcs.width() as i8;
        let frame = egui::Frame::NONE.inner_margin(room);
        frame.show(ui, |ui| content(self, ui));
    }

    pub(super) fn architecture(&mut self) -> &mut Architecture {
        &mut self.bench.document.experiment.architecture
    }

    pub(super) fn report(&self) -> Option<&RowReport> {
        self.bench.check.report.rows.get(self.at)?.as_ref().ok()
    }

    fn problem(&self) -> Option<String> {
        let problem = self.bench.check.report.rows.get(self.at)?.as_ref().err()?;
        let text = say!("{}: {}", &problem.problem, &problem.cure);
        Some(super::training::sentence(&self.bench.told(&text)))
    }

    /// The layer's name, and what else there is to say about the row.
    fn words(&self) -> (&'static str, String) {
        let row = &self.bench.document.experiment.architecture.rows[self.at];
        let default = setting::find(layers::ALL, row.layer.id()).map(|entry| (entry.make)());
        let mut more = summary(&*row.layer, default.as_deref(), 2);
        if row.off {
            more = if more.is_empty() {
                "off".into()
            } else {
                format!("off, {more}")
            };
        }
        let mut add = |text: String| {
            if !more.is_empty() {
                more.push_str(", ");
            }
            more.push_str(&text);
        };
        let source = |source| source_name(&self.bench.document.experiment.architecture, source);
        if row.from != Source::Above {
            add(source(row.from));
        }
        match row.join {
            Some(Join::Add(second)) => add(format!("+ {}", source(second))),
            Some(Join::Subtract(second)) => add(format!("− {}", source(second))),
            Some(Join::Multiply(second)) => add(format!("× {}", source(second))),
            Some(Join::Concat(second)) => add(format!("with {}", source(second))),
            None => {}
        }
        if let Some(tie) = row.tie {
            add(format!("= {}", source(Source::Row(tie.row))));
        }
        (row.layer.label(), more)
    }

    /// The row's number, which turns into a handle under the pointer.
    fn handle_ui(&self, ui: &mut Ui, handle: Handle<'_>, rect: Rect, shown: bool) {
        let palette = theme::palette(ui);
        let number = self.at + 1;
        let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(rect));
        handle.ui(&mut ui, |ui| {
            let (rect, response) = ui.allocate_exact_size(rect.size(), Sense::hover());
            let (text, font, colour) = if shown {
                let glyph = icons::DOTS_SIX_VERTICAL.to_owned();
                (glyph, theme::icon_font(14.0), palette.weak)
            } else {
                let font = TextStyle::Small.resolve(ui.style());
                (number.to_string(), font, palette.weak)
            };
            ui.painter()
                .text(rect.center(), Align2::CENTER_CENTER, text, font, colour);
            response.on_hover_text("Drag to move the row. (Alt+↑ and Alt+↓ do it too.)");
        });
    }

    /// What stands on the line; its end is free for the buttons when it is `at_hand`.
    fn line_ui(&self, ui: &Ui, rect: Rect, words: &(&str, String), wrong: bool, at_hand: bool) {
        let own = own_room(rect.width());
        let free = if at_hand { BUTTONS - own } else { 0.0 };
        let rect = rect.with_max_x(rect.right() - own);
        let palette = theme::palette(ui);
        let painter = ui.painter();
        let middle = rect.center().y;
        let report = self.report();
        let kind = match report {
            _ if wrong => palette.error,
            Some(report) if report.parameters > 0 => palette.accent,
            Some(report) if report.input != report.output => palette.series[0],
            _ => palette.faint,
        };
        let mark = Rect::from_center_size(pos2(rect.left() + 20.0, middle), vec2(3.0, 12.0));
        painter.rect_filled(mark, 1.5, kind);
        let small = TextStyle::Small.resolve(ui.style());
        let off = self.bench.document.experiment.architecture.rows[self.at].off;
        let ink = match (wrong, off) {
            (true, _) => palette.error,
            (_, true) => palette.weak,
            _ => palette.text,
        };
        let left = rect.left() + 28.0;
        let mut text = egui::text::LayoutJob::default();
        let body = FontId::proportional(theme::SIZES[1]);
        let mut name = egui::TextFormat::simple(body, ink);
        if off {
            name.strikethrough = egui::Stroke::new(1.0, ink);
        }
        text.append(words.0, 0.0, name);
        let rest = egui::TextFormat::simple(small.clone(), palette.weak);
        text.append(&words.1, 6.0, rest);
        let shape = report
            .map(|report| report.output.to_string())
            .unwrap_or_default();
        let time = self.bench.time_of(self.at);
        let columns = columns(rect.width(), self.bench.times_measured());
        let taken = columns[0].unwrap_or_default() + 6.5 * shape.chars().count() as f32 + 6.0;
        let end = rect.right() - taken;
        text.wrap = egui::text::TextWrapping::truncate_at_width((end - left).max(24.0));
        let galley = ui.fonts_mut(|fonts| fonts.layout_job(text));
        painter.galley(pos2(left, middle - galley.size().y / 2.0), galley, ink);
        let Some(report) = report else {
            return;
        };
        let number = |number: u64| {
            if number == 0 {
                String::new()
            } else {
                format::compact(number)
            }
        };
        let values = [
            shape,
            number(report.parameters as u64),
            number(report.multiply_adds),
            sides(report.receptive_field),
            time.map(|time| format!("{:.0}\u{2009}%", 100.0 * time))
                .unwrap_or_default(),
        ];
        if let (Some(time), Some(from_right), true) = (time, columns[4], free == 0.0) {
            let [width, bar] = TIME;
            let left = rect.right() - from_right - width + 8.0;
            let rail = Rect::from_center_size(pos2(left + bar / 2.0, middle), vec2(bar, 3.0));
            painter.rect_filled(rail, 1.5, palette.raised);
            let share = Rect::from_min_size(rail.min, vec2(bar * time.clamp(0.0, 1.0), 3.0));
            painter.rect_filled(share, 1.5, palette.accent);
        }
        for (value, from_right) in values.into_iter().zip(columns) {
            let Some(from_right) = from_right else {
                continue;
            };
            if from_right < free {
                continue;
            }
            let at = pos2(rect.right() - from_right, middle);
            painter.text(at, Align2::RIGHT_CENTER, value, small.clone(), palette.weak);
        }
    }
}

/// One number for a square, else height and width.
fn sides([height, width]: [usize; 2]) -> String {
    if height == width {
        height.to_string()
    } else {
        format!("{height}×{width}")
    }
}

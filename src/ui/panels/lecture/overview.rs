//! All experiments of the lecture at a glance: the story in its order, and a tile for each with its question and a
//! small picture of what it shows.

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    Align, Align2, FontId, Rect, Response, RichText, Role, ScrollArea, Sense, StrokeKind, Ui,
    UiBuilder, WidgetInfo, pos2, vec2,
};

use super::{LabName, Shown};
use crate::labs::Truth;
use crate::ui::action::LectureAction;
use crate::ui::icons;
use crate::ui::theme::{self, SIZES, UNIT};
use crate::ui::widgets::figure::Thumbs;

/// Least width of a tile.
const WIDTH: f32 = 228.0;
/// Height of its picture, and of its words below.
const PICTURE: f32 = 124.0;
const WORDS: f32 = 68.0;
/// Room between tiles.
const GAP: f32 = 3.0 * UNIT;
/// Width of a text that is read easily.
const COLUMN: f32 = 760.0;

/// What stands on a tile.
pub struct Tile<'a> {
    /// The lab.
    pub name: LabName,
    /// What is seen of it.
    pub shown: Option<&'a Shown>,
    /// Whether that is of a small run, whose versions are numbered by themselves.
    pub small: bool,
    /// What became of its claim, where it was done.
    pub truth: Option<Truth>,
    /// Whether it is at work.
    pub working: bool,
}

/// Draws all tiles, act after act; the one that is clicked is asked for. Returns which are in sight.
pub fn overview_ui(
    ui: &mut Ui,
    thumbs: &mut Thumbs,
    tiles: &[Tile<'_>],
    actions: &mut Vec<LectureAction>,
) -> Vec<usize> {
    let mut seen = Vec::new();
    let room = ui.available_rect_before_wrap();
    let inner = room.shrink(theme::PADDING);
    ui.scope_builder(UiBuilder::new().max_rect(inner), |ui| {
        ScrollArea::vertical()
            .id_salt("overview")
            .auto_shrink(false)
            .show(ui, |ui| {
                ui.label(RichText::new("From one neuron to deep learning").text_style(theme::title()));
                let words = "A lecture to be done by hand. Each tile is an experiment: it asks one question, makes a \
                    claim, and its numbers say whether that is true. Click one, or go there with Tab and press Enter.";
                paragraph(ui, theme::weak(ui, words));
                let mut number = 0;
                for act in tiles.chunk_by(|a, b| a.name.act == b.name.act) {
                    let Some(first) = act.first() else { continue };
                    ui.add_space(4.0 * UNIT);
                    ui.label(theme::eyebrow(ui, first.name.act.title()));
                    paragraph(ui, RichText::new(first.name.act.story()));
                    ui.add_space(UNIT);
                    seen.extend(act_ui(ui, thumbs, (act, number), actions));
                    number += act.len();
                }
                ui.add_space(theme::PADDING);
            });
    });
    ui.advance_cursor_after_rect(room);
    seen
}

/// A paragraph no wider than is read easily.
fn paragraph(ui: &mut Ui, words: RichText) {
    ui.scope(|ui| {
        ui.set_max_width(COLUMN.min(ui.available_width()));
        ui.add(egui::Label::new(words).wrap());
    });
}

/// The tiles of an act, as many in a row as fit; which of them are in sight.
fn act_ui(
    ui: &mut Ui,
    thumbs: &mut Thumbs,
    (tiles, first): (&[Tile<'_>], usize),
    actions: &mut Vec<LectureAction>,
) -> Vec<usize> {
    let mut seen = Vec::new();
    // What scrolls has its bar at the right.
    let room = ui.available_width() - 2.0 * UNIT;
    let columns = (((room + GAP) / (WIDTH + GAP)) as usize).max(1);
    let width = ((room + GAP) / columns as f32 - GAP).floor();
    for (row, some) in tiles.chunks(columns).enumerate() {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            for (column, tile) in some.iter().enumerate() {
                let (at, tile) = (
                    first + row * columns + column,
                    tile_ui(ui, thumbs, tile, width),
                );
                if tile.clicked() {
                    actions.push(LectureAction::Choose(at));
                }
                if ui.is_rect_visible(tile.rect) {
                    seen.push(at);
                }
            }
        });
        ui.add_space(GAP - ui.spacing().item_spacing.y);
    }
    seen
}

fn tile_ui(ui: &mut Ui, thumbs: &mut Thumbs, tile: &Tile<'_>, width: f32) -> Response {
    let palette = theme::palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(width, PICTURE + WORDS), Sense::click());
    let LabName {
        label, question, ..
    } = tile.name;
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, label));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_description(question);
    });
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let active = response.hovered() || response.has_focus();
    let (fill, edge) = match (active, response.has_focus()) {
        (_, true) => (palette.hovered, palette.accent),
        (true, false) => (palette.hovered, palette.edge),
        (false, false) => (palette.raised, palette.hairline),
    };
    let stroke = if response.has_focus() { 2.0 } else { 1.0 };
    ui.painter().rect(
        rect,
        theme::RADIUS,
        fill,
        (stroke, edge),
        StrokeKind::Inside,
    );
    let (picture, words) = rect.split_top_bottom_at_y(rect.top() + PICTURE);
    let well = picture.shrink(2.0 * UNIT).with_max_y(picture.bottom());
    ui.painter().rect_filled(well, theme::RADIUS, palette.well);
    match tile.shown {
        Some(Shown { figure, version }) => {
            let source = if tile.small { "small" } else { "whole" };
            let name = format!("{label}, {source}");
            thumbs.draw(ui, &name, (figure, *version), well.shrink(1.0));
        }
        None => {
            let font = theme::icon_font(28.0);
            let place = (well.center(), Align2::CENTER_CENTER);
            ui.painter()
                .text(place.0, place.1, icons::CHART_LINE, font, palette.faint);
        }
    }
    words_ui(ui, tile, words.shrink2(vec2(2.0 * UNIT + 2.0, 2.0 * UNIT)));
    response
        .on_hover_cursor(egui::CursorIcon::PointingHand)
        .on_hover_text(question)
}

/// Its name, what became of its claim, its question.
fn words_ui(ui: &Ui, tile: &Tile<'_>, room: Rect) {
    let palette = theme::palette(ui);
    let painter = ui.painter();
    let standing = match (tile.working, tile.truth) {
        (true, _) => Some(("at work", palette.weak)),
        (false, Some(Truth::Holds)) => Some(("holds", palette.accent)),
        (false, Some(Truth::Fails)) => Some(("fails", palette.error)),
        (false, Some(Truth::Open)) => Some(("open", palette.warning)),
        (false, None) => None,
    };
    let name = FontId::new(SIZES[1], theme::semibold());
    painter.text(
        room.min,
        Align2::LEFT_TOP,
        tile.name.label,
        name,
        palette.text,
    );
    if let Some((words, ink)) = standing {
        let at = pos2(room.right(), room.top() + 1.0);
        let font = FontId::proportional(SIZES[0]);
        painter.text(at, Align2::RIGHT_TOP, words, font, ink);
    }
    let format = TextFormat {
        font_id: FontId::proportional(SIZES[1]),
        color: palette.weak,
        valign: Align::Min,
        ..TextFormat::default()
    };
    let mut job = LayoutJob::single_section(tile.name.question.to_owned(), format);
    job.wrap = TextWrapping {
        max_width: room.width(),
        max_rows: 2,
        ..TextWrapping::default()
    };
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    painter.galley(room.min + vec2(0.0, 20.0), galley, palette.weak);
}

//! The row of all pictures of a comparison: small, with name and scores; a click puts one on a side.

use egui::emath::GuiRounding as _;
use egui::{
    Align2, Color32, CursorIcon, FontId, Painter, Rect, Role, Sense, Stroke, StrokeKind, Ui,
    UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};

use super::compare::{CompareView, Entry, Side, best};
use super::more_methods::{self, more_methods_ui};
use crate::denoise::trial::Scores;
use crate::ui::format;
use crate::ui::measures::explained;
use crate::ui::theme::{self, Palette, RADIUS, SIZES, UNIT};

const LINE: f32 = 15.0;
/// Height of the texts under a picture: name, PSNR, SSIM.
const TEXTS: f32 = 3.0 * LINE + UNIT;
const GAP: f32 = 6.0;
const NARROWEST: f32 = 68.0;

/// The room that pictures have, of `width`, beside the card for more methods.
fn room(width: f32, all: &[Entry]) -> f32 {
    if more_methods::any(all) {
        width - more_methods::WIDTH - GAP
    } else {
        width
    }
}

/// Smallest and usual height of the row when it is `width` wide and shows `count` pictures out of `all`.
pub fn heights(width: f32, count: usize, all: &[Entry]) -> (f32, f32) {
    let width = room(width, all);
    let usual = (card_width(width, count) * 0.72).min(96.0).round();
    (usual.min(40.0) + TEXTS, usual + TEXTS)
}

/// Width of a card: all fit, or as many whole ones as there is room for.
fn card_width(width: f32, count: usize) -> f32 {
    let most = ((width + GAP) / (NARROWEST + GAP)).floor();
    let count = (count as f32).min(most).max(1.0);
    ((width - (count - 1.0) * GAP) / count).clamp(NARROWEST, 180.0)
}

/// Draws the row, `height` high; a click shows a picture on the right, with Shift on the left. It scrolls sideways when
/// many; behind it stands the card with which others of `all` are added.
pub fn thumbs_ui(
    ui: &mut Ui,
    view: &mut CompareView,
    entries: &[Entry],
    all: &[Entry],
    height: f32,
) {
    if !more_methods::any(all) {
        return row_ui(ui, view, entries, height);
    }
    let size = vec2(ui.available_width(), height.max(TEXTS + 8.0));
    let (area, _) = ui.allocate_exact_size(size, Sense::hover());
    let row = area.with_max_x(area.left() + room(size.x, all));
    let mut left = ui.new_child(UiBuilder::new().max_rect(row));
    row_ui(&mut left, view, entries, height);
    let card = vec2(more_methods::WIDTH, size.y - TEXTS);
    let corner = pos2(area.right() - card.x, area.top());
    let place = Rect::from_min_size(corner, card);
    let mut right = ui.new_child(UiBuilder::new().max_rect(place));
    more_methods_ui(&mut right, view, all, card);
}

fn row_ui(ui: &mut Ui, view: &mut CompareView, entries: &[Entry], height: f32) {
    let width = card_width(ui.available_width(), entries.len());
    let card = vec2(width, height.max(TEXTS + 8.0));
    let best = best(entries).map(|entry| entry.id.clone());
    let sides =
        [Side::Left, Side::Right].map(|side| view.shown(side, entries).map(|e| e.id.clone()));
    // What comes to the right side is brought into sight.
    let place = ui.scope_id().with("right");
    let before: Option<Option<String>> = ui.data(|data| data.get_temp(place));
    let follow = before.is_some_and(|before| before != sides[1]);
    ui.data_mut(|data| data.insert_temp(place, sides[1].clone()));
    let mut row = |ui: &mut Ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        ui.horizontal(|ui| {
            for (index, entry) in entries.iter().enumerate() {
                let on = sides
                    .each_ref()
                    .map(|side| side.as_deref() == Some(entry.id.as_str()));
                let leads = best.as_deref() == Some(entry.id.as_str());
                let card = thumb_ui(ui, view, entry, index, card, on, leads);
                if follow && on[1] {
                    card.scroll_to_me(None);
                }
            }
        });
    };
    if (width + GAP) * entries.len() as f32 - GAP > ui.available_width() + 1.0 {
        egui::ScrollArea::horizontal()
            .id_salt("thumbs")
            .show(ui, row);
    } else {
        row(ui);
    }
}

fn thumb_ui(
    ui: &mut Ui,
    view: &mut CompareView,
    entry: &Entry,
    index: usize,
    size: Vec2,
    on: [bool; 2],
    leads: bool,
) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let label = spoken(entry, leads);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, on[1], &label));
    if response.clicked() {
        let left = ui.input(|input| input.modifiers.shift);
        view.choose(if left { Side::Left } else { Side::Right }, &entry.id);
    }
    let palette = theme::palette(ui);
    let picture = Rect::from_min_size(rect.min, vec2(size.x, size.y - TEXTS))
        .round_to_pixels(ui.pixels_per_point());
    draw_picture(ui, view, entry, picture);
    let painter = ui.painter();
    let stroke = if on[0] || on[1] {
        Stroke::new(2.0, if on[1] { palette.text } else { palette.faint })
    } else if response.hovered() || response.has_focus() {
        Stroke::new(1.0, palette.edge)
    } else {
        Stroke::new(1.0, palette.hairline)
    };
    painter.rect_stroke(picture, RADIUS, stroke, StrokeKind::Inside);
    side_marks(painter, palette, picture, on);
    texts(ui, entry, rect.with_min_y(picture.bottom() + UNIT), leads);

    let key = if index < 9 {
        format!(
            "\nKey {} shows it on the right, Shift+{} on the left.",
            index + 1,
            index + 1
        )
    } else {
        "\nClick for the right side, Shift+click for the left.".into()
    };
    let took = entry
        .tally
        .seconds
        .map(|seconds| format!(" · {}", format::duration(seconds)))
        .unwrap_or_default();
    let took = if leads {
        took + " · highest PSNR"
    } else {
        took
    };
    let told = match &entry.failure {
        Some(failure) => format!("{}: {failure}", entry.label),
        None if entry.note.is_empty() => format!("{}{took}", entry.label),
        None => format!("{} · {}{took}", entry.label, entry.note),
    };
    let response = response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(told + &key);
    explained(response, &entry.in_words())
}

/// The picture's middle, as large as the frame allows.
fn draw_picture(ui: &Ui, view: &mut CompareView, entry: &Entry, rect: Rect) {
    let painter = ui.painter_at(rect);
    painter.rect_filled(rect, RADIUS, theme::palette(ui).well);
    let sharp = view.sharp_texture(&entry.id);
    let (Some(texture), Some(image)) = (view.texture(ui.ctx(), entry, sharp), &entry.image) else {
        let palette = theme::palette(ui);
        let (glyph, color) = if entry.failure.is_some() {
            (crate::ui::icons::WARNING, palette.error)
        } else if entry.note.is_empty() {
            (crate::ui::icons::CLOCK, palette.faint)
        } else {
            (crate::ui::icons::BRAIN, palette.faint)
        };
        let font = theme::icon_font(20.0);
        painter.text(rect.center(), Align2::CENTER_CENTER, glyph, font, color);
        return;
    };
    let picture = vec2(image.width() as f32, image.height() as f32);
    let seen = rect.size() / picture;
    let seen = seen / seen.max_elem();
    let uv = Rect::from_center_size(pos2(0.5, 0.5), seen);
    let shape = egui::epaint::RectShape::filled(rect, RADIUS, Color32::WHITE);
    painter.add(shape.with_texture(texture, uv));
}

/// A square whose filled half says on which side the picture is shown.
fn side_marks(painter: &Painter, palette: &Palette, picture: Rect, on: [bool; 2]) {
    if !on[0] && !on[1] {
        return;
    }
    let mark = Rect::from_min_size(
        picture.right_top() + vec2(-4.0 * UNIT - 2.0, UNIT + 2.0),
        vec2(12.0, 10.0),
    );
    painter.rect_filled(mark.expand(2.0), 3.0, palette.ground);
    let color = palette.text;
    painter.rect_stroke(mark, 1.0, Stroke::new(1.0, color), StrokeKind::Inside);
    let (left, right) = mark.split_left_right_at_fraction(0.5);
    for (half, filled) in [(left, on[0]), (right, on[1])] {
        if filled {
            painter.rect_filled(half, 1.0, color);
        }
    }
}

fn texts(ui: &Ui, entry: &Entry, rect: Rect, leads: bool) {
    let palette = theme::palette(ui);
    let painter = ui.painter_at(rect);
    let row = |line: usize| rect.left_top() + vec2(0.0, line as f32 * LINE);
    let body = FontId::new(SIZES[0], theme::semibold());
    let name_color = theme::method_colour(ui, &entry.id);
    let name_color = if entry.id == super::compare::NETWORK {
        name_color
    } else {
        palette.text
    };
    let mut job = egui::text::LayoutJob::simple_singleline(entry.label.clone(), body, name_color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width());
    painter.galley(row(0), painter.layout_job(job), name_color);
    let small = |strong: bool| {
        if strong {
            FontId::new(SIZES[0], theme::semibold())
        } else {
            FontId::proportional(SIZES[0])
        }
    };
    let color = if leads { palette.text } else { palette.weak };
    let write = |line: usize, text: String, strong: bool| {
        painter.text(row(line), Align2::LEFT_TOP, text, small(strong), color);
    };
    match entry.tally.scores {
        Some(scores) if scores.psnr.is_infinite() => write(1, "reference".into(), false),
        Some(Scores { psnr, ssim }) => {
            write(1, format::decibel(psnr), leads);
            write(2, format!("SSIM {ssim:.3}"), false);
            if leads {
                let at = row(1) + vec2(rect.width(), 0.0);
                let glyph = crate::ui::icons::SEAL_CHECK;
                painter.text(
                    at,
                    Align2::RIGHT_TOP,
                    glyph,
                    theme::icon_font(14.0),
                    palette.good,
                );
            }
        }
        None if entry.failure.is_some() => write(1, "failed".into(), false),
        None if entry.image.is_none() && entry.note.is_empty() => {
            write(1, "working …".into(), false);
        }
        None if entry.image.is_none() => write(1, "not yet".into(), false),
        None if entry.id == super::compare::CLEAN => write(1, "reference".into(), false),
        None => {}
    }
}

/// What a screen reader says.
fn spoken(entry: &Entry, leads: bool) -> String {
    let mut text = entry.in_words();
    if leads {
        text += ", best";
    }
    text
}

//! The leaderboard: every method on this photograph, best first.

use egui::{Align, Align2, FontId, Layout, RichText, ScrollArea, Sense, Ui, vec2};

use crate::ui::format;
use crate::ui::theme::{self, SIZES, UNIT};
use crate::ui::widgets::chronicle::family_colour;
use crate::ui::widgets::compare::{CLEAN, CompareView, Entry, NETWORK, Side};

/// Height of a row.
const ROW: f32 = 22.0;
/// Widths of the columns after the name.
const COLUMNS: [(&str, f32, &str); 6] = [
    ("year", 44.0, "When the method was published."),
    (
        "PSNR",
        66.0,
        "Peak signal-to-noise ratio against the clean picture, answer clipped; ≈ is Stein's estimate, where no clean picture is known.",
    ),
    (
        "SSIM",
        48.0,
        "Structural similarity with the clean picture, 1 = the same.",
    ),
    (
        "time",
        56.0,
        "Seconds on the clock, on all cores that were free.",
    ),
    ("MP/s", 60.0, "Megapixels cleaned in a second."),
    (
        "overtaken",
        84.0,
        "The step at which the network in training was better on this photo; from the start: by what it had learned before.",
    ),
];

/// Draws the table; a click shows a method on the right, with Shift on the left. What was not known in the year `until` stands last and
/// faint.
pub fn leaderboard_ui(
    ui: &mut Ui,
    compare: &mut CompareView,
    (entries, until): (&[Entry], f32),
    overtaken: &dyn Fn(&str) -> Option<u64>,
    protocol: &str,
) {
    let mut rows: Vec<&Entry> = entries.iter().filter(|entry| entry.id != CLEAN).collect();
    let known = |entry: &Entry| entry.origin.is_none_or(|(year, _)| year as f32 <= until);
    rows.sort_by(|a, b| {
        let key = |entry: &Entry| entry.psnr().unwrap_or(f64::NEG_INFINITY);
        let later = known(b).cmp(&known(a));
        later.then(key(b).total_cmp(&key(a)))
    });
    head_ui(ui);
    let height = (ui.available_height() - SIZES[0] - 3.0 * UNIT).max(ROW);
    ScrollArea::vertical()
        .id_salt("leaderboard")
        .max_height(height)
        .auto_shrink([false, false])
        .show_rows(ui, ROW, rows.len(), |ui, range| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let top = ui.min_rect().top() - range.start as f32 * ROW;
            follow(ui, top, compare, &rows);
            for rank in range {
                let entry = rows[rank];
                let rank = known(entry).then_some(rank);
                row_ui(ui, compare, (entry, rank), overtaken(&entry.id), entries);
            }
        });
    ui.add_space(UNIT);
    ui.add(egui::Label::new(theme::note(ui, protocol)).truncate());
}

/// Scrolls to the row of the method that was chosen, here or elsewhere, once.
fn follow(ui: &Ui, top: f32, compare: &CompareView, rows: &[&Entry]) {
    let key = ui.scope_id().with("chosen");
    let last: Option<String> = ui.data(|data| data.get_temp(key));
    let Some(chosen) = compare.chosen().filter(|id| last.as_deref() != Some(id)) else {
        return;
    };
    ui.data_mut(|data| data.insert_temp(key, chosen.to_owned()));
    if let Some(at) = rows.iter().position(|row| row.id == chosen) {
        let corner = egui::pos2(ui.min_rect().left(), top + at as f32 * ROW);
        let row = egui::Rect::from_min_size(corner, vec2(1.0, ROW));
        ui.scroll_to_rect(row, None);
    }
}

/// Where each column ends, from the right edge of the table.
fn ends(right: f32) -> [f32; 6] {
    let mut end = right - 2.0 * UNIT;
    let mut ends = [0.0; 6];
    for (at, (_, width, _)) in COLUMNS.iter().enumerate().rev() {
        ends[at] = end;
        end -= width;
    }
    ends
}

fn head_ui(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::hover());
    let palette = theme::palette(ui);
    let font = FontId::proportional(SIZES[0]);
    let name = rect.left_center() + vec2(8.0 * UNIT, 0.0);
    ui.painter().text(
        name,
        Align2::LEFT_CENTER,
        "method",
        font.clone(),
        palette.weak,
    );
    for ((name, width, help), end) in COLUMNS.iter().zip(ends(rect.right())) {
        let cell = rect.with_max_x(end).with_min_x(end - width);
        let at = cell.right_center();
        ui.painter()
            .text(at, Align2::RIGHT_CENTER, name, font.clone(), palette.weak);
        let id = ui.scope_id().with(("column", name));
        ui.interact(cell, id, Sense::hover()).on_hover_text(*help);
    }
}

fn row_ui(
    ui: &mut Ui,
    compare: &mut CompareView,
    (entry, rank): (&Entry, Option<usize>),
    overtaken: Option<u64>,
    entries: &[Entry],
) {
    let palette = theme::palette(ui);
    let size = vec2(ui.available_width(), ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let shown = compare
        .shown(Side::Right, entries)
        .is_some_and(|right| right.id == entry.id);
    response.widget_info(|| {
        let label = match rank {
            Some(rank) => format!("{}. {}", rank + 1, entry.label),
            None => format!("not known yet: {}", entry.label),
        };
        egui::WidgetInfo::selected(egui::Role::Button, true, shown, label)
    });
    if shown || response.hovered() || response.has_focus() {
        let fill = if shown {
            palette.selected
        } else {
            palette.raised
        };
        ui.painter().rect_filled(rect, theme::RADIUS, fill);
    }
    if response.clicked() {
        let left = ui.input(|input| input.modifiers.shift);
        compare.choose(if left { Side::Left } else { Side::Right }, &entry.id);
    }
    if let Some(failure) = &entry.failure {
        response.on_hover_text(failure);
    }
    let row = egui::UiBuilder::new()
        .max_rect(rect)
        .layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(row, |ui| {
        ui.spacing_mut().item_spacing.x = UNIT;
        let (spot, _) = ui.allocate_exact_size(vec2(28.0, ROW), Sense::hover());
        let number = rank.filter(|_| entry.psnr().is_some());
        let number = number.map_or("–".into(), |rank| (rank + 1).to_string());
        ui.painter().text(
            spot.left_center() + vec2(16.0, 0.0),
            Align2::RIGHT_CENTER,
            number,
            FontId::proportional(SIZES[0]),
            palette.weak,
        );
        let colour = match entry.origin {
            Some((_, family)) => family_colour(palette, family),
            None if entry.id == NETWORK => palette.accent,
            None => palette.faint,
        };
        ui.painter()
            .circle_filled(spot.right_center() - vec2(4.0, 0.0), 3.5, colour);
        let mut name = RichText::new(&entry.label);
        if rank.is_none() {
            name = name.color(palette.faint);
        }
        if entry.id == NETWORK {
            name = theme::strong(&*entry.label).color(palette.accent);
        }
        ui.add(egui::Label::new(name).selectable(false).truncate());
    });
    let font = FontId::proportional(12.0);
    let ink = if rank.is_some() {
        palette.text
    } else {
        palette.faint
    };
    for (text, end) in texts(entry, overtaken).into_iter().zip(ends(rect.right())) {
        let at = egui::pos2(end, rect.center().y);
        ui.painter()
            .text(at, Align2::RIGHT_CENTER, text, font.clone(), ink);
    }
}

/// Megapixels per second, with as many digits as a person compares.
fn speed(value: f64) -> String {
    match value {
        100.0.. => format!("{value:.0}"),
        10.0.. => format!("{value:.1}"),
        0.1.. => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

fn texts(entry: &Entry, overtaken: Option<u64>) -> [String; 6] {
    let psnr = match (entry.scores, entry.estimate) {
        _ if entry.failure.is_some() => "failed".into(),
        (Some(scores), _) => format!("{:.2}", scores.psnr),
        (None, Some(estimate)) => format!("≈\u{2009}{estimate:.2}"),
        (None, None) => String::new(),
    };
    let pixels = entry
        .image
        .as_deref()
        .map(|image| (image.height() * image.width()) as f64);
    let speed = match (pixels, entry.seconds) {
        (Some(pixels), Some(seconds)) if seconds > 0.0 => speed(pixels * 1e-6 / seconds),
        _ => String::new(),
    };
    [
        entry
            .origin
            .map(|(year, _)| year.to_string())
            .unwrap_or_default(),
        psnr,
        entry
            .scores
            .map(|scores| format!("{:.3}", scores.ssim))
            .unwrap_or_default(),
        entry.seconds.map(format::duration).unwrap_or_default(),
        speed,
        overtaken
            .map(|step| match step {
                0 => "from the start".to_owned(),
                step => format!("step {}", format::grouped(step)),
            })
            .unwrap_or_default(),
    ]
}

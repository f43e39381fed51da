//! Which classes are taken for which: a table of counts where there are few classes, and the most frequent mistakes in words.

use egui::{Align2, FontId, Rect, Sense, Ui, Vec2, WidgetInfo, accesskit::Role, pos2, vec2};

use super::colormap::Colormap;
use crate::train::classify::Sample;
use crate::ui::text::readable;
use crate::ui::theme::{self, SIZES, UNIT};

/// Most classes that are shown as a table.
const CLASSES: usize = 12;
/// Side of a cell.
const CELL: f32 = 16.0;
/// Mistakes that are told in words.
const TOLD: usize = 6;
/// Height of a line of words.
const LINE: f32 = 18.0;

/// Height that the table and the words take.
pub(crate) fn height(table: &[Vec<usize>]) -> f32 {
    let words = LINE * (TOLD + 1) as f32;
    if table.len() > CLASSES {
        words
    } else {
        words.max(LINE + CELL * (table.len() + 1) as f32)
    }
}

/// Draws table and words.
pub(crate) fn confusion_ui(ui: &mut Ui, sample: &Sample, table: &[Vec<usize>]) {
    let size = vec2(ui.available_width(), height(table));
    let (area, _) = ui.allocate_exact_size(size, Sense::hover());
    let mut left = area.left();
    if table.len() <= CLASSES {
        let side = CELL * (table.len() + 1) as f32;
        let place = Rect::from_min_size(area.min, vec2(side, LINE + side));
        table_ui(ui, sample, table, place);
        left += side + 6.0 * UNIT;
    }
    let words = area.with_min_x(left);
    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(words));
    ui.spacing_mut().item_spacing.y = 2.0;
    let mistakes = mistakes(table);
    let head = if mistakes.is_empty() {
        "No mistakes"
    } else {
        "Most frequent mistakes"
    };
    ui.label(theme::note(&ui, head));
    for (count, class, named) in mistakes.into_iter().take(TOLD) {
        let (class, named) = (readable(sample.class(class)), readable(sample.class(named)));
        ui.label(format!("{class} taken for {named}: {count}\u{2009}×"));
    }
}

/// Count, class and what it was taken for, the most frequent first.
fn mistakes(table: &[Vec<usize>]) -> Vec<(usize, usize, usize)> {
    let mut found = Vec::new();
    for (class, row) in table.iter().enumerate() {
        for (named, count) in row.iter().enumerate() {
            if *count > 0 && named != class {
                found.push((*count, class, named));
            }
        }
    }
    found.sort_by_key(|(count, class, named)| (std::cmp::Reverse(*count), *class, *named));
    found
}

fn table_ui(ui: &Ui, sample: &Sample, table: &[Vec<usize>], place: Rect) {
    let palette = theme::palette(ui);
    let painter = ui.painter();
    let font = FontId::proportional(SIZES[0]);
    let head = "is ↓  taken for →";
    painter.text(
        place.min,
        Align2::LEFT_TOP,
        head,
        font.clone(),
        palette.weak,
    );
    let cells = place.min + vec2(CELL, LINE + CELL);
    // A name longer than its cell shows its beginning; the words beside the table have it whole.
    let short = |class: usize| sample.class(class).chars().take(2).collect::<String>();
    let map = Colormap::amount(palette.dark);
    for (class, row) in table.iter().enumerate() {
        let middle = (class as f32 + 0.5) * CELL;
        for at in [vec2(-0.5 * CELL, middle), vec2(middle, -0.5 * CELL)] {
            let text = short(class);
            painter.text(
                cells + at,
                Align2::CENTER_CENTER,
                text,
                font.clone(),
                palette.weak,
            );
        }
        let most = row.iter().sum::<usize>().max(1) as f32;
        for (named, count) in row.iter().enumerate() {
            let corner = cells + vec2(named as f32, class as f32) * CELL;
            let cell = Rect::from_min_size(corner, Vec2::splat(CELL)).shrink(0.5);
            // The square root lifts rare mistakes out of the ground.
            let colour = map.color((*count as f32 / most).sqrt());
            painter.rect_filled(cell, 1.0, colour);
        }
    }
    let side = CELL * table.len() as f32;
    let whole = Rect::from_min_size(cells, Vec2::splat(side));
    let response = ui.interact(whole, ui.scope_id().with("confusion"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "Table of classes and answers"));
    let Some(at) = response.hover_pos() else {
        return;
    };
    let cell = pos2(0.0, 0.0) + (at - cells) / CELL;
    let (class, named) = (cell.y.max(0.0) as usize, cell.x.max(0.0) as usize);
    if let Some(count) = table.get(class).and_then(|row| row.get(named)) {
        let (is, taken) = (readable(sample.class(class)), readable(sample.class(named)));
        response.on_hover_text(format!("{is} taken for {taken}: {count}\u{2009}×"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_mistakes_come_first() {
        let table = [vec![9, 1, 0], vec![3, 8, 0], vec![0, 3, 7]];
        assert_eq!(mistakes(&table), [(3, 1, 0), (3, 2, 1), (1, 0, 1)]);
    }
}

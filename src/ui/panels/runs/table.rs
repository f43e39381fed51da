//! The table: headings that put it in order, rows of which only those that are seen are drawn.

use egui::{
    Align2, FontId, Key as Press, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2,
};

use super::cells::{Cells, ROW, SHAPE, TICK};
use super::listing::{Key, Line};
use super::row;
use super::{RunsFacts, RunsView};
use crate::desk::kept::Column;
use crate::say;
use crate::ui::action::{Action, RunsAction};
use crate::ui::icons;
use crate::ui::state::Workbench;
use crate::ui::theme::{self, SIZES};
use crate::ui::widgets::empty::empty_ui;

/// Height of the headings.
const HEAD: f32 = 22.0;
/// Room between two columns.
const GAP: f32 = 10.0;
/// Width of a row's menu.
const MENU: f32 = 24.0;
/// Least width of what differs: columns that are least needed go before it gets less.
const DIFFERS: f32 = 190.0;

/// A column: what it is, its heading, its width, whether it stands at the right, what it tells, and when it goes from a
/// narrow window (0: never).
struct Head(Column, &'static str, f32, bool, &'static str, u8);

const HEADS: [Head; 8] = [
    Head(
        Column::Name,
        "Name",
        192.0,
        false,
        "Click to put the runs in order.",
        0,
    ),
    Head(
        Column::When,
        "Trained",
        104.0,
        false,
        "When it was trained last.",
        1,
    ),
    Head(
        Column::Data,
        "Data",
        104.0,
        false,
        "What it learns from.",
        3,
    ),
    Head(
        Column::Network,
        "Network",
        196.0,
        false,
        "What is trained, and how many weights it has.",
        2,
    ),
    Head(Column::Differs, "Differs", 0.0, false, "", 0),
    Head(
        Column::Steps,
        "Steps",
        104.0,
        true,
        "Steps done, of those it was asked for.",
        0,
    ),
    Head(
        Column::Best,
        "Best",
        122.0,
        true,
        "The best score on held-out examples, and at which step.",
        0,
    ),
    Head(
        Column::Last,
        "Last",
        68.0,
        true,
        "The last score on held-out examples.",
        4,
    ),
];

/// Where the columns that there is room for begin and end.
fn columns(width: f32) -> Vec<(Column, [f32; 2], bool)> {
    let room = |gone: u8| {
        let widths = HEADS
            .iter()
            .filter(|head| gone_at(head) > gone && head.2 > 0.0);
        let taken: f32 = widths.map(|head| head.2 + GAP).sum();
        width - TICK - SHAPE - GAP - MENU - taken - GAP
    };
    // The column with the highest number goes first.
    let least = (0..=4).find(|gone| room(*gone) >= DIFFERS).unwrap_or(4);
    let mut at = TICK;
    let mut found = Vec::new();
    for head in HEADS.iter().filter(|head| gone_at(head) > least) {
        let wide = match head.2 {
            0.0 => room(least).max(60.0),
            wide => wide,
        };
        found.push((head.0, [at, at + wide], head.3));
        at += wide + GAP;
    }
    found
}

/// How many columns must have gone until this one goes.
fn gone_at(head: &Head) -> u8 {
    match head.5 {
        0 => u8::MAX,
        rank => 5 - rank,
    }
}

/// Draws the table.
pub(super) fn table_ui(
    ui: &mut Ui,
    view: &mut RunsView,
    bench: &Workbench,
    facts: &RunsFacts<'_>,
    actions: &mut Vec<Action>,
) {
    let columns = columns(ui.available_width());
    head_ui(ui, view, &columns);
    let key = Key {
        version: facts.version,
        query: view.query.clone(),
        order: view.order,
        bench: view.from_bench.then(|| bench.document.experiment.clone()),
    };
    // Taken out, so that rows may change how they are looked at.
    let mut listing = std::mem::take(&mut view.listing);
    let lines = listing.lines(facts.cards, key);
    if lines.is_empty() {
        let more = &*say!("Other words, or fewer, may find some.").to_string();
        empty_ui(
            ui,
            icons::MAGNIFYING_GLASS,
            &say!("No run has all these words").to_string(),
            more,
        );
    }
    keys(ui, view, lines, actions);
    ScrollArea::vertical()
        .id_salt("runs")
        .auto_shrink([false, false])
        .show_rows(ui, ROW, lines.len(), |ui, range| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let top = ui.min_rect().top() - range.start as f32 * ROW;
            follow(ui, top, view, lines);
            let shown = lines[range].iter();
            view.seen.runs = shown
                .clone()
                .map(|line| (line.card.path.clone(), line.card.when))
                .collect();
            for line in shown {
                let cells = Cells {
                    columns: &columns,
                    line,
                    lines,
                    run: bench.run(),
                    portrait: facts.portraits.get(&line.card.path),
                };
                row::row_ui(ui, view, &cells, actions);
            }
        });
    view.listing = listing;
}

fn head_ui(ui: &mut Ui, view: &mut RunsView, columns: &[(Column, [f32; 2], bool)]) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEAD), Sense::hover());
    let palette = theme::palette(ui);
    let font = FontId::proportional(SIZES[0]);
    for (column, [from, to], right) in columns {
        let Some(head) = HEADS.iter().find(|head| head.0 == *column) else {
            continue;
        };
        let cell = Rect::from_x_y_ranges(rect.left() + from..=rect.left() + to, rect.y_range());
        let differs = *column == Column::Differs;
        let word = match (differs, view.from_bench) {
            (false, _) => head.1,
            (true, true) => "Differs from the bench",
            (true, false) => "Differs from the run above",
        };
        let response = ui.interact(cell, ui.scope_id().with(("head", head.1)), Sense::click());
        let label = match differs {
            true => word.to_owned(),
            false => format!("Order by {}", word.to_lowercase()),
        };
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
        let ink = if response.hovered() || response.has_focus() {
            palette.text
        } else {
            palette.weak
        };
        let (place, align) = match right {
            true => (cell.right_center(), Align2::RIGHT_CENTER),
            false => (cell.left_center(), Align2::LEFT_CENTER),
        };
        let text = ui.painter().text(place, align, word, font.clone(), ink);
        if view.order.by == *column && !differs {
            let glyph = match view.order.falling {
                true => icons::ARROW_DOWN,
                false => icons::ARROW_UP,
            };
            let (place, align) = match right {
                true => (text.left_center() - vec2(3.0, 0.0), Align2::RIGHT_CENTER),
                false => (text.right_center() + vec2(3.0, 0.0), Align2::LEFT_CENTER),
            };
            ui.painter()
                .text(place, align, glyph, theme::icon_font(10.0), ink);
        }
        let clicked = response.clicked();
        let help = match differs {
            true => {
                "In which settings each run differs from the run above it, or from the experiment on the bench: \
                click to change between them."
            }
            false => head.4,
        };
        response.on_hover_text(help);
        if clicked && differs {
            view.from_bench = !view.from_bench;
        } else if clicked {
            view.order = view.order.clicked(*column);
        }
    }
    let shape = pos2(rect.right() - MENU - 0.5 * SHAPE, rect.center().y);
    ui.painter()
        .text(shape, Align2::CENTER_CENTER, "Loss", font, palette.weak);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, (1.0, palette.hairline));
}

/// Up, down, Enter, Delete, while no text is written.
fn keys(ui: &Ui, view: &mut RunsView, lines: &[Line], actions: &mut Vec<Action>) {
    let busy = ui.ctx().text_edit_focused() || egui::Popup::is_any_open(ui.ctx());
    if busy || lines.is_empty() {
        return;
    }
    let chosen = |line: &Line| Some(&line.card.path) == view.selected.as_ref();
    let at = lines.iter().position(chosen);
    let pressed = |key| ui.input(|input| input.modifiers.is_none() && input.key_pressed(key));
    let last = lines.len() - 1;
    let next = match at {
        _ if pressed(Press::Home) => Some(0),
        _ if pressed(Press::End) => Some(last),
        Some(at) if pressed(Press::ArrowDown) => Some((at + 1).min(last)),
        Some(at) if pressed(Press::ArrowUp) => Some(at.saturating_sub(1)),
        _ => None,
    };
    if let Some(next) = next {
        view.selected = Some(lines[next].card.path.clone());
    }
    let Some(path) = at.map(|at| &lines[at].card.path) else {
        return;
    };
    let elsewhere = ui.memory(|memory| memory.focused().is_some());
    if pressed(Press::Enter) && !elsewhere {
        actions.push(Action::Runs(RunsAction::Open(path.clone())));
    }
    if pressed(Press::Delete) {
        actions.push(Action::Runs(RunsAction::Delete(vec![path.clone()])));
    }
    if pressed(Press::F2) {
        let name = at.map_or(String::new(), |at| lines[at].name.clone());
        view.renamed = Some((path.clone(), name));
    }
}

/// Scrolls to the run that is looked at, once.
fn follow(ui: &Ui, top: f32, view: &RunsView, lines: &[Line]) {
    let key = ui.scope_id().with("selected");
    let last: Option<Option<std::path::PathBuf>> = ui.data(|data| data.get_temp(key));
    if last.as_ref() == Some(&view.selected) {
        return;
    }
    let chosen = |line: &Line| Some(&line.card.path) == view.selected.as_ref();
    let Some(at) = lines.iter().position(chosen) else {
        return;
    };
    ui.data_mut(|data| data.insert_temp(key, view.selected.clone()));
    let corner = pos2(ui.min_rect().left(), top + at as f32 * ROW);
    ui.scroll_to_rect(Rect::from_min_size(corner, vec2(1.0, ROW)), None);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrow_windows_keep_what_is_needed_most() {
        let names = |width: f32| -> Vec<Column> {
            columns(width)
                .into_iter()
                .map(|(column, ..)| column)
                .collect()
        };
        assert_eq!(names(1400.0).len(), HEADS.len());
        let narrow = names(876.0);
        assert!(narrow.contains(&Column::Best) && !narrow.contains(&Column::Last));
        for width in [600.0, 876.0, 1256.0, 1900.0] {
            let columns = columns(width);
            let ordered = columns.windows(2).all(|two| two[0].1[1] < two[1].1[0]);
            assert!(ordered, "{width}: columns overlap");
        }
        let [from, to] = columns(1256.0)
            .into_iter()
            .find(|(column, ..)| *column == Column::Differs)
            .unwrap()
            .1;
        assert!(to - from >= DIFFERS);
    }
}

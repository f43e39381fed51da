//! The weights panel: each row's health, and of the chosen row the histogram over time and the weights as pictures.

use std::sync::Arc;

use egui::{
    Align, Layout, Rect, Role, Sense, Stroke, StrokeKind, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use crate::figure::Figure;
use crate::nn::RowId;
use crate::say;
use crate::train::Snapshot;
use crate::ui::action::Action;
use crate::ui::figures::vitals;
use crate::ui::figures::{filters as of_filters, health as of_health};
use crate::ui::format;
use crate::ui::icons;
use crate::ui::theme::{self, CONTROL, SIZES, UNIT};
use crate::ui::widgets::colormap::Colormap;
use crate::ui::widgets::empty::empty_ui;
use crate::ui::widgets::figure::{FigureView, Looks, figure_menu};
use crate::ui::widgets::filters::{self, Tiles};
use crate::ui::widgets::health::{Health, LINE, health, health_ui};
use crate::ui::widgets::tiles::TileTexture;

pub use crate::ui::figures::vitals::{Shown, VitalsHistory};

/// What a person has chosen to see of the weights.
#[derive(Default)]
pub struct WeightsView {
    /// The row whose weights are shown; the first one while it has none.
    pub row: RowId,
    /// The input channel whose kernels are shown; `None` shows the mean over all.
    pub input: Option<usize>,
    /// Whether a click on a filter shows where it fires on the photograph.
    pub fires: bool,
    /// The filter that was clicked: its row, the row's place from 1, and its number from 0.
    pub fired: Option<(RowId, usize, usize)>,
    tiles: TileTexture,
    figures: FigureView,
    /// What is shown over time.
    pub shown: Shown,
    /// What was shown over time last, and what it was made for.
    over_time: Option<((u64, RowId, usize, Shown), Figure)>,
}

/// Draws the panel into all the room there is.
pub fn weights_ui(
    ui: &mut Ui,
    snapshot: Option<&Arc<Snapshot>>,
    history: &VitalsHistory,
    view: &mut WeightsView,
    actions: &mut Vec<Action>,
) {
    let Some(snapshot) = snapshot else {
        empty_ui(
            ui,
            icons::GRID_FOUR,
            &say!("No weights yet").to_string(),
            &say!("Click Train: filters, their history and dead units appear here.").to_string(),
        );
        return;
    };
    let lines = health(snapshot);
    let Some(first) = lines.first() else {
        empty_ui(
            ui,
            icons::GRID_FOUR,
            &say!("No weights to look at").to_string(),
            &say!("This network has no convolution and no dense layer.").to_string(),
        );
        return;
    };
    if !lines.iter().any(|line| line.row == view.row) {
        view.row = first.row;
        view.input = None;
    }
    let whole = ui.available_rect_before_wrap();
    ui.advance_cursor_after_rect(whole);
    let gap = 3.0 * UNIT;
    // Of a low panel half, however little that is.
    let wanted = ((lines.len() + 1) as f32 * LINE + UNIT).max(100.0);
    let high = wanted.min((whole.height() * 0.5).max(60.0));
    let wide = (whole.width() * 0.56).floor();
    let table = Rect::from_min_size(whole.min, vec2(wide, high));
    let heat = Rect::from_min_max(
        pos2(table.right() + gap, whole.top()),
        pos2(whole.right(), table.bottom()),
    );
    let below = whole.with_min_y(table.bottom() + 2.0 * UNIT);

    let before = view.row;
    ui.scope_builder(UiBuilder::new().max_rect(table), |ui| {
        health_ui(ui, &lines, &mut view.row);
    });
    let corner = table.right_top() + vec2(-2.0, -2.0);
    figure_menu(
        ui,
        corner,
        "Health of the rows",
        || of_health::health(&lines),
        actions,
    );
    if view.row != before {
        view.input = None;
    }
    history_ui(ui, view, history, &lines, heat, actions);
    ui.painter().hline(
        whole.x_range(),
        table.bottom() + UNIT,
        Stroke::new(1.0, theme::palette(ui).hairline),
    );
    ui.scope_builder(UiBuilder::new().max_rect(below), |ui| {
        filters_ui(ui, snapshot, view, &lines, actions);
    });
}

/// The histogram of the chosen row over time, under its title.
fn history_ui(
    ui: &mut Ui,
    view: &mut WeightsView,
    history: &VitalsHistory,
    lines: &[Health],
    area: Rect,
    actions: &mut Vec<Action>,
) {
    let place = lines
        .iter()
        .find(|line| line.row == view.row)
        .map_or(0, |line| line.place);
    // The menu of the table beside it reaches a little over.
    let left = area.left() + 2.5 * UNIT;
    let head = Rect::from_min_max(
        pos2(left, area.top()),
        pos2(area.right() - 6.0 * UNIT, area.top() + LINE),
    );
    ui.scope_builder(UiBuilder::new().max_rect(head), |ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            shown_ui(ui, &mut view.shown, place);
        });
    });
    let map = area.with_min_y(area.top() + LINE + UNIT);
    let key = (history.version(), view.row, place, view.shown);
    if view.over_time.as_ref().is_none_or(|(of, _)| *of != key) {
        let figure = vitals::over_time(history, view.shown, view.row, place);
        view.over_time = Some((key, figure));
    }
    if let Some((_, figure)) = &view.over_time {
        let looks = Looks {
            version: Some(key.0 << 20 | u64::from(view.row) << 3 | view.shown as u64),
            size: Some(map.size()),
            ..Looks::default()
        };
        ui.scope_builder(UiBuilder::new().max_rect(map), |ui| {
            view.figures.show(ui, figure, looks, actions);
        });
    }
}

/// What is shown over time, to be chosen.
fn shown_ui(ui: &mut Ui, shown: &mut Shown, place: usize) {
    let name = |shown: Shown| match shown.of_one_row() {
        true => format!("row {place}: {}", shown.name()),
        false => format!("all rows: {}", shown.name()),
    };
    ui.spacing_mut().interact_size.y = LINE;
    ui.spacing_mut().button_padding.y = 0.0;
    egui::ComboBox::from_id_salt("over time")
        .selected_text(egui::RichText::new(name(*shown)).size(SIZES[0]))
        .width(ui.available_width().min(176.0))
        .truncate()
        .show_ui(ui, |ui| {
            for choice in Shown::ALL {
                ui.selectable_value(shown, choice, name(choice));
            }
        })
        .response
        .on_hover_text(say!("What is shown over the steps of the run: of the chosen row how its numbers are spread, or \
            of all rows how far they are changed and what gradient they get.").to_string());
}

/// The chosen row's weights as pictures, with their scale.
fn filters_ui(
    ui: &mut Ui,
    snapshot: &Snapshot,
    view: &mut WeightsView,
    lines: &[Health],
    actions: &mut Vec<Action>,
) {
    ui.spacing_mut().item_spacing = vec2(2.0 * UNIT, UNIT);
    let model = &snapshot.model;
    let Some(tiles) = view
        .tiles
        .prepare(ui, model, snapshot.step, view.row, view.input)
    else {
        return;
    };
    let line = lines.iter().find(|line| line.row == view.row);
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), CONTROL),
        Layout::left_to_right(Align::Center),
        |ui| {
            let corner = pos2(ui.max_rect().right() - 20.0, ui.max_rect().top() + 2.0);
            let figure = || of_filters::filters(&tiles);
            figure_menu(ui, corner, "Weights as pictures", figure, actions);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add_space(5.0 * UNIT);
                scale_ui(ui, &tiles);
                let inputs = filters::choices(model, view.row);
                if inputs > 0 {
                    input_ui(ui, &mut view.input, inputs);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let place = line.map_or(0, |line| line.place);
                    let caption = format!("row {place}: {}", tiles.caption);
                    ui.add(egui::Label::new(theme::note(ui, caption)).truncate());
                });
            });
        },
    );
    let filters = line.filter(|_| view.fires && filters::are_filters(model, view.row));
    let sense = if filters.is_some() {
        Sense::click()
    } else {
        Sense::hover()
    };
    let (area, response) = ui.allocate_exact_size(ui.available_size(), sense);
    let label = format!("Weights as pictures: {}", tiles.caption);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &label));
    if let Some((index, rect)) = view.tiles.draw(ui, area).filter(|_| response.hovered()) {
        let stroke = Stroke::new(1.0, theme::palette(ui).text);
        ui.painter()
            .rect_stroke(rect, 0.0, stroke, StrokeKind::Outside);
        if let (true, Some(line)) = (response.clicked(), filters) {
            view.fired = Some((view.row, line.place, index));
        }
        let hint = match filters {
            Some(_) => "\nClick: where it fires on the photograph.",
            None => "",
        };
        response.on_hover_text(told(&tiles, index) + hint);
    }
}

fn told(tiles: &Tiles, index: usize) -> String {
    if tiles.count == 1 {
        return tiles.caption.clone();
    }
    let size = tiles.size[0] * tiles.size[1] * tiles.channels;
    let values = &tiles.values[index * size..(index + 1) * size];
    let (low, high) = values
        .iter()
        .fold((f32::MAX, f32::MIN), |(low, high), value| {
            (low.min(*value), high.max(*value))
        });
    let number = |value: f32| format::short(f64::from(value)).replace('-', "−");
    format!(
        "{} of {}, from {} to {}",
        index + 1,
        tiles.of,
        number(low),
        number(high)
    )
}

/// Which input channel's kernels are shown.
fn input_ui(ui: &mut Ui, input: &mut Option<usize>, inputs: usize) {
    let name = |input: Option<usize>| {
        input.map_or("mean".to_owned(), |input| format!("input {}", input + 1))
    };
    egui::ComboBox::from_id_salt("input channel")
        .selected_text(name(*input))
        .width(72.0)
        .show_ui(ui, |ui| {
            for choice in std::iter::once(None).chain((0..inputs).map(Some)) {
                ui.selectable_value(input, choice, name(choice));
            }
        })
        .response
        .on_hover_text(
            say!(
                "A filter has one kernel for each input channel: see their mean, or one at a time."
            )
            .to_string(),
        );
}

/// The colour scale with its ends.
fn scale_ui(ui: &mut Ui, tiles: &Tiles) {
    let palette = theme::palette(ui);
    let limit = format::short(f64::from((tiles.limit * 1000.0).round() / 1000.0));
    ui.label(theme::note(ui, limit.clone()));
    let (rect, response) = ui.allocate_exact_size(vec2(56.0, 8.0), Sense::hover());
    let steps = 28;
    let wide = rect.width() / steps as f32;
    for step in 0..steps {
        let share = (step as f32 + 0.5) / steps as f32;
        let color = if tiles.channels == 3 {
            egui::Color32::from_gray((share * 255.0) as u8)
        } else {
            Colormap::diverging(palette.dark).color(share)
        };
        let part = Rect::from_min_size(
            rect.min + vec2(step as f32 * wide, 0.0),
            vec2(wide + 0.5, rect.height()),
        );
        ui.painter().rect_filled(part.intersect(rect), 0.0, color);
    }
    response.on_hover_text(say!("One scale for all tiles; the middle is zero.").to_string());
    ui.label(theme::note(ui, format!("−{limit}")));
}

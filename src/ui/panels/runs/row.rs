//! A row of the table: a tick, what is known of the run, the shape of its loss, a menu.

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    Align, Color32, FontId, Key, Layout, Rect, Response, Role, Sense, Stroke, TextEdit, Ui,
    UiBuilder, WidgetInfo, pos2, vec2,
};

use super::RunsView;
use super::cells::{Cells, ROW, SHAPE, TICK};
use super::detail::came_from;
use super::listing::Line;
use super::menu::menu_ui;
use super::portrait::portrait_ui;
use crate::desk::kept::Column;
use crate::say;
use crate::store::run::About;
use crate::ui::action::{Action, RunsAction};
use crate::ui::state::RunState;
use crate::ui::text::readable;
use crate::ui::theme::{self, Palette, UNIT};
use crate::ui::widgets::button::menu_staying;
use crate::ui::{format, icons};

/// Size of the text in a row.
const TEXT: f32 = 12.0;

/// Draws a row.
pub(super) fn row_ui(
    ui: &mut Ui,
    view: &mut RunsView,
    cells: &Cells<'_>,
    actions: &mut Vec<Action>,
) {
    let line = cells.line;
    let path = &line.card.path;
    let palette = theme::palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let chosen = view.selected.as_ref() == Some(path);
    let spoken = format!("Run {}", line.name);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, &spoken));
    if chosen || response.hovered() || response.has_focus() {
        let fill = if chosen {
            palette.selected
        } else {
            palette.raised
        };
        ui.painter().rect_filled(rect, theme::RADIUS, fill);
    }
    let renamed = view.renamed.as_ref().is_some_and(|(of, _)| of == path);
    let mut cut = false;
    for (column, [from, to], right) in cells.columns {
        let mut cell = Rect::from_x_y_ranges(rect.left() + from..=rect.left() + to, rect.y_range());
        if *column == Column::Name {
            cell = portrait_ui(ui, &mut view.seen, cells, cell);
        }
        if *column == Column::Name && renamed {
            rename_ui(ui, view, cell, cells, actions);
        } else {
            cut |= cell_ui(ui, palette, cells, *column, cell, *right);
        }
    }
    shape_ui(ui, palette, line, rect);
    tick_ui(ui, view, rect, line);
    row_menu_ui(ui, view, rect, cells, actions);
    answer(ui, view, response, cells, cut, actions);
}

/// Clicks, and what is said where the row is pointed at.
fn answer(
    ui: &Ui,
    view: &mut RunsView,
    response: Response,
    cells: &Cells<'_>,
    cut: bool,
    actions: &mut Vec<Action>,
) {
    let line = cells.line;
    let path = &line.card.path;
    if response.clicked() {
        view.selected = Some(path.clone());
    }
    let entered = response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if (response.double_clicked() || entered) && line.card.facts.is_ok() {
        actions.push(Action::Runs(RunsAction::Open(path.clone())));
    }
    response.context_menu(|ui| menu_ui(ui, view, cells, actions));
    let mut words = Vec::new();
    match &line.card.facts {
        Err(why) => words.push(why.clone()),
        Ok(_) if cells.damaged().is_some() => words.extend(cells.damaged().map(str::to_owned)),
        Ok(_) if cut => {
            let parts = [&line.name, &line.data, &line.network, &line.differs];
            words.extend(parts.into_iter().filter(|part| !part.is_empty()).cloned());
        }
        Ok(_) => {}
    }
    if !line.card.about.from.is_empty() {
        words.push(came_from(&line.card.about));
    }
    if !line.card.about.note.is_empty() {
        words.push(line.card.about.note.trim().to_owned());
    }
    if !words.is_empty() {
        response.on_hover_text(readable(&words.join("\n")).into_owned());
    }
}

/// Draws a cell; whether its text was cut off.
fn cell_ui(
    ui: &Ui,
    palette: &Palette,
    cells: &Cells<'_>,
    column: Column,
    mut cell: Rect,
    right: bool,
) -> bool {
    let line = cells.line;
    let live = cells.run.folder.as_ref() == Some(&line.card.path);
    let at_work = live && cells.run.alive();
    let wrong = line.card.facts.as_ref().err();
    let wrong = wrong.map(String::as_str).or(cells.damaged());
    let (text, ink) = match column {
        Column::Name => {
            if live {
                let ink = if at_work {
                    palette.accent
                } else {
                    palette.weak
                };
                let spot = cell.left_center() + vec2(4.0, 0.0);
                ui.painter().circle_filled(spot, 3.5, ink);
                cell.min.x += 12.0;
            }
            (line.name.clone(), palette.text)
        }
        Column::When if at_work => {
            let paused = cells.run.state == RunState::Paused;
            (if paused { "paused" } else { "now" }.into(), palette.accent)
        }
        Column::When => (line.when.clone(), palette.weak),
        Column::Data => (line.data.clone(), palette.text),
        Column::Network => (line.network.clone(), palette.text),
        Column::Differs => match wrong {
            Some(why) => (why.to_owned(), palette.error),
            None => (line.differs.clone(), palette.weak),
        },
        Column::Steps => (steps(cells, at_work), palette.text),
        Column::Best => (line.scores[0].clone(), palette.text),
        Column::Last => (line.scores[1].clone(), palette.text),
    };
    written(ui, &text, ink, cell, right)
}

/// Steps done of those asked for; of a run at work those it has told.
fn steps(cells: &Cells<'_>, at_work: bool) -> String {
    let Ok(facts) = &cells.line.card.facts else {
        return String::new();
    };
    let asked = facts.experiment.training.steps;
    let done = match at_work {
        true => cells.run.step(),
        false => facts.steps(),
    };
    match done >= asked {
        true => format::grouped(done),
        false => format!("{} of {}", format::grouped(done), format::grouped(asked)),
    }
}

/// Writes a text into a cell, cut off where it is too long; whether it was.
fn written(ui: &Ui, text: &str, ink: Color32, cell: Rect, right: bool) -> bool {
    if text.is_empty() {
        return false;
    }
    let format = TextFormat::simple(FontId::proportional(TEXT), ink);
    let mut job = LayoutJob::default();
    job.append(&readable(text), 0.0, format);
    job.wrap = TextWrapping {
        max_rows: 1,
        break_anywhere: true,
        ..TextWrapping::truncate_at_width(cell.width())
    };
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let y = cell.center().y - 0.5 * galley.size().y;
    let x = match right {
        true => cell.right() - galley.size().x,
        false => cell.left(),
    };
    let cut = galley.elided;
    ui.painter().galley(pos2(x, y), galley, ink);
    cut
}

fn shape_ui(ui: &Ui, palette: &Palette, line: &Line, rect: Rect) {
    let area = Rect::from_x_y_ranges(
        rect.right() - 24.0 - SHAPE..=rect.right() - 24.0 - UNIT,
        rect.top() + 5.0..=rect.bottom() - 5.0,
    );
    let points: Vec<_> = line
        .shape
        .iter()
        .map(|[x, y]| {
            pos2(
                area.left() + x * area.width(),
                area.top() + y * area.height(),
            )
        })
        .collect();
    if points.len() > 1 {
        ui.painter().line(points, Stroke::new(1.25, palette.accent));
    }
}

fn tick_ui(ui: &Ui, view: &mut RunsView, rect: Rect, line: &Line) {
    if line.card.facts.is_err() {
        return;
    }
    let palette = theme::palette(ui);
    let path = &line.card.path;
    let area = Rect::from_min_size(rect.min, vec2(TICK, ROW));
    let response = ui.interact(area, ui.scope_id().with(("tick", path)), Sense::click());
    let ticked = view.ticked.contains(path);
    let spoken = format!("Compare {}", line.name);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, ticked, &spoken));
    let square = Rect::from_center_size(area.center() - vec2(2.0, 0.0), vec2(14.0, 14.0));
    let active = response.hovered() || response.has_focus();
    let edge = if active { palette.text } else { palette.edge };
    let fill = match ticked {
        true => palette.accent,
        false => palette.well,
    };
    ui.painter().rect(
        square,
        3,
        fill,
        Stroke::new(1.0, if ticked { palette.accent } else { edge }),
        egui::StrokeKind::Inside,
    );
    if ticked {
        ui.painter().text(
            square.center(),
            egui::Align2::CENTER_CENTER,
            icons::CHECK,
            theme::icon_font(11.0),
            palette.on_accent,
        );
    }
    if response.clicked() {
        match ticked {
            true => view.ticked.remove(path),
            false => view.ticked.insert(path.clone()),
        };
    }
    response.on_hover_text(say!("Lay its curves over those of the other ticked runs.").to_string());
}

fn row_menu_ui(
    ui: &mut Ui,
    view: &mut RunsView,
    rect: Rect,
    cells: &Cells<'_>,
    actions: &mut Vec<Action>,
) {
    let area = Rect::from_min_max(pos2(rect.right() - 22.0, rect.top()), rect.max);
    let builder = UiBuilder::new()
        .max_rect(area)
        .id_salt(("menu", &cells.line.card.path))
        .layout(Layout::right_to_left(Align::Center));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().button_padding = vec2(2.0, 0.0);
        ui.spacing_mut().interact_size.y = 20.0;
        let label = format!("Menu of {}", cells.line.name);
        let words = theme::icon(icons::DOTS_THREE).color(theme::palette(ui).weak);
        menu_staying(ui, words, &label, "", |ui| {
            menu_ui(ui, view, cells, actions);
        });
    });
}

/// The field in which a run is renamed: Enter keeps the name, Escape does not.
fn rename_ui(
    ui: &mut Ui,
    view: &mut RunsView,
    cell: Rect,
    cells: &Cells<'_>,
    actions: &mut Vec<Action>,
) {
    let Some((path, name)) = &mut view.renamed else {
        return;
    };
    let field = TextEdit::singleline(name)
        .font(FontId::proportional(TEXT))
        .desired_width(cell.width() - 2.0 * UNIT);
    let id = ui.scope_id().with("rename");
    let response = ui.put(cell.shrink2(vec2(0.0, 1.0)), field.id(id));
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "New name"));
    let began = ui.scope_id().with("renaming");
    let known: Option<std::path::PathBuf> = ui.data(|data| data.get_temp(began));
    if known.as_ref() != Some(path) {
        ui.data_mut(|data| data.insert_temp(began, path.clone()));
        response.request_focus();
        return;
    }
    if response.lost_focus() {
        let given_up = ui.input(|input| input.key_pressed(Key::Escape));
        let about = About {
            name: name.trim().to_owned(),
            ..cells.line.card.about.clone()
        };
        if !given_up && about.name != cells.line.name {
            actions.push(Action::Runs(RunsAction::Say(path.clone(), about)));
        }
        ui.data_mut(|data| data.remove::<std::path::PathBuf>(began));
        view.renamed = None;
    }
}

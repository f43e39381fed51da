//! A network of a table is asked about a row that no table holds: a control for each column, the answer, and how it
//! changes with one of them.

use egui::{Label, ScrollArea, Sense, Slider, Ui, WidgetInfo, vec2};

use crate::data::{Form, Targets, Way, rounded};
use crate::figure::short;
use crate::probe::{RowAnswer, Sample};
use crate::say;
use crate::ui::action::Action;
use crate::ui::format::{grouped, parse};
use crate::ui::icons;
use crate::ui::text::readable;
use crate::ui::theme::{self, CONTROL, UNIT};
use crate::ui::widgets::button::{choice, icon_button};
use crate::ui::widgets::empty::empty_ui;
use crate::ui::widgets::figure::{FigureView, Looks};
use crate::ui::widgets::shares::{Shares, shares_ui};

/// Share of a row that its column's name takes.
const NAMES: f32 = 0.34;
/// Least height of the curve.
const CURVE: f32 = 150.0;

/// The row that is asked about.
#[derive(Default)]
pub struct Asking {
    /// A value for each column: a number, or the place of a word; `None`: missing.
    pub row: Vec<Option<f64>>,
    /// The column along which the answer is drawn.
    pub column: usize,
    /// The held-out row whose values these are, until one is changed.
    held_out: Option<usize>,
    /// The columns that they are values of.
    form: Form,
    figures: FigureView,
}

impl Asking {
    /// Is about another table, if it is one: its first held-out row.
    pub fn suit(&mut self, sample: &Sample) {
        let form = sample.form.as_ref();
        if form.is_some_and(|form| *form != self.form) {
            self.form = form.cloned().unwrap_or_default();
            let first = |field: &crate::data::Field| matches!(field.way, Way::Number { .. });
            self.column = self.form.fields.iter().position(first).unwrap_or(0);
            self.take(sample, 0);
        }
    }

    /// Takes the values of a held-out row.
    fn take(&mut self, sample: &Sample, index: usize) {
        if index < sample.count() {
            self.row = self.form.read(sample.examples.input.example(index));
            self.held_out = Some(index);
        } else {
            self.row = vec![None; self.form.fields.len()];
            self.held_out = None;
        }
    }
}

/// What the panel shows.
pub struct FormFacts<'a> {
    /// The held-out rows.
    pub sample: &'a Sample,
    /// The answer, by which step, and a number that changes with both.
    pub answer: Option<(&'a RowAnswer, u64)>,
    /// Changes with the answer.
    pub version: u64,
    /// Why there is none.
    pub wrong: Option<&'a str>,
}

/// Draws the panel into all the room there is.
pub fn form_ui(ui: &mut Ui, asking: &mut Asking, facts: &FormFacts<'_>, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing = vec2(UNIT, 2.0 * UNIT);
    if let Some(wrong) = facts.wrong {
        let more = super::training::sentence(wrong);
        let title = say!("No answer").to_string();
        return empty_ui(ui, icons::WARNING_CIRCLE, &title, &more);
    }
    let Some((answer, step)) = facts.answer else {
        let title = say!("No answer yet").to_string();
        let more = say!("Click Train: what the network answers to a row of your own appears here.");
        return empty_ui(ui, icons::EYE, &title, &more.to_string());
    };
    ui.add_space(UNIT);
    answer_ui(ui, asking, facts.sample, (answer, step));
    held_out_ui(ui, asking, facts.sample);
    let fields = asking.form.fields.len();
    let all = fields as f32 * (CONTROL + UNIT);
    let room = ui.available_height() - CURVE - 4.0 * UNIT;
    let most = match answer.curve {
        Some(_) => all.min(room.max(0.5 * ui.available_height())),
        None => ui.available_height(),
    };
    ui.spacing_mut().item_spacing = vec2(UNIT, UNIT);
    ScrollArea::vertical()
        .id_salt("columns")
        .max_height(most)
        .auto_shrink([false, true])
        .show_rows(ui, CONTROL, fields, |ui, seen| {
            for column in seen {
                field_ui(ui, asking, column);
            }
        });
    if let Some(curve) = &answer.curve {
        let looks = Looks {
            version: Some(facts.version),
            size: Some(vec2(ui.available_width(), ui.available_height().max(CURVE))),
            ..Looks::default()
        };
        asking.figures.show(ui, curve, looks, actions);
    }
}

/// What is answered, beside what is true where it is known.
fn answer_ui(ui: &mut Ui, asking: &Asking, sample: &Sample, (answer, step): (&RowAnswer, u64)) {
    let truth = asking.held_out;
    let step = grouped(step);
    let words = match (&sample.measure, answer.number) {
        (Some(measure), Some(number)) => {
            let values = match &sample.examples.target {
                Targets::Values(values) => truth.and_then(|at| values.data.get(at)),
                _ => None,
            };
            let number = rounded(number);
            match values {
                Some(value) => {
                    let value = rounded(measure.number(*value));
                    say!(
                        "{}: {} after step {}; the table says {}",
                        &measure.name,
                        number,
                        step,
                        value
                    )
                }
                None => say!("{}: {} after step {}", &measure.name, number, step),
            }
        }
        _ => {
            let named = readable(sample.class(answer.class)).into_owned();
            say!("{} after step {}", named, step)
        }
    };
    ui.add(Label::new(theme::strong(words.to_string())).wrap());
    if answer.shares.is_empty() {
        return;
    }
    let size = vec2(
        ui.available_width(),
        18.0 * answer.shares.len().clamp(1, 6) as f32,
    );
    let (area, _) = ui.allocate_exact_size(size, Sense::hover());
    let bars = Shares {
        shares: &answer.shares,
        names: &sample.classes,
        truth: truth.and_then(|at| sample.examples.classes().get(at).copied()),
        answer: answer.class,
        chosen: answer.class,
        click: None,
    };
    shares_ui(ui, area, &bars);
}

/// Which row it is, and others.
fn held_out_ui(ui: &mut Ui, asking: &mut Asking, sample: &Sample) {
    let count = sample.count();
    ui.horizontal(|ui| {
        let at = asking.held_out.unwrap_or(0);
        let help = say!("Takes the values of another row that was held out.").to_string();
        let back = say!("The held-out row before").to_string();
        if count > 0 && icon_button(ui, icons::CARET_LEFT, &back, &help).clicked() {
            asking.take(sample, (at + count - 1) % count);
        }
        let next = say!("The next held-out row").to_string();
        if count > 0 && icon_button(ui, icons::CARET_RIGHT, &next, &help).clicked() {
            let next = asking.held_out.map_or(0, |at| (at + 1) % count);
            asking.take(sample, next);
        }
        let words = match asking.held_out {
            Some(at) => say!("held-out row {} of {}", at + 1, count),
            None => say!("a row of your own"),
        };
        ui.add(Label::new(theme::note(ui, words.to_string())).truncate());
    });
}

/// One column: its name, which is clicked to draw the answer over it, and its value.
fn field_ui(ui: &mut Ui, asking: &mut Asking, column: usize) {
    let Some(field) = asking.form.fields.get(column) else {
        return;
    };
    let before = asking.row.get(column).copied().flatten();
    let mut value = before;
    let mut chosen = false;
    ui.horizontal(|ui| {
        let width = ui.available_width();
        let numbers = matches!(field.way, Way::Number { .. });
        let size = vec2(NAMES * width, CONTROL);
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        ui.allocate_ui_with_layout(size, layout, |ui| {
            ui.set_min_width(size.x);
            let name = readable(&field.name).into_owned();
            let words = match column == asking.column && numbers {
                true => theme::strong(name),
                false => theme::weak(ui, name),
            };
            let label = Label::new(words).truncate();
            if !numbers {
                ui.add(label);
                return;
            }
            let help = say!("Click: draw the answer over this column.").to_string();
            let response = ui.add(label.sense(Sense::click())).on_hover_text(help);
            chosen = response.clicked();
        });
        match &field.way {
            Way::Number { mean, range, .. } => {
                let mut number = value.unwrap_or(*mean);
                let [low, high] = *range;
                ui.spacing_mut().slider_width = (ui.available_width() - 84.0).max(40.0);
                let slider = Slider::new(&mut number, low..=high)
                    .clamping(egui::SliderClamping::Never)
                    .custom_formatter(|value, _| short(value))
                    .custom_parser(parse);
                let response = ui.add_enabled(low < high, slider);
                response.widget_info(|| WidgetInfo::slider(true, number, &field.name));
                if response.changed() {
                    value = Some(number);
                }
                chosen |= response.dragged() || response.gained_focus();
            }
            Way::Words(words) => {
                let none = say!("missing").to_string();
                let word = |value: Option<f64>| value.and_then(|at| words.get(at as usize));
                let shown = word(value).unwrap_or(&none).clone();
                let width = ui.available_width().min(200.0);
                let list = choice(("words", column), width, &shown);
                let response = list.show_ui(ui, |ui| {
                    for (at, word) in words.iter().enumerate() {
                        ui.selectable_value(&mut value, Some(at as f64), word);
                    }
                    ui.selectable_value(&mut value, None, none);
                });
                let info =
                    || WidgetInfo::labeled(egui::accesskit::Role::ComboBox, true, &field.name);
                response.response.widget_info(info);
            }
        }
    });
    if chosen {
        asking.column = column;
    }
    if value != before && column < asking.row.len() {
        asking.row[column] = value;
        asking.held_out = None;
    }
}

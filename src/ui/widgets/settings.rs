//! Any thing with settings as rows of a form, made from its table: label, control, unit, tooltip.

mod several;

use egui::{
    Align2, Response, Sense, Slider, TextEdit, Ui, UiBuilder, WidgetInfo, accesskit::Role, vec2,
};

use super::button::{self, choice};
use super::number::number_ui;
use crate::say;
use crate::setting::{Adjust, Catalogue, Kind, Setting, Value};
use crate::ui::{format, icons, theme};

/// What a person did in a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// A setting was changed.
    Changed(&'static str),
    /// A folder is to be chosen for a setting.
    Browse(&'static str),
}

/// Share of the width that labels take.
const LABELS: f32 = 0.42;
/// A number is slid, too, where its range is no more than a thousand of its units, or its ends no more than a
/// thousandfold apart (and what rounding adds): on longer ways a slider jumps.
const SLID: f64 = 1001.0;

/// One row of a form: a quiet label on the left, a control that fills the rest.
pub fn row_ui<R>(
    ui: &mut Ui,
    label: &str,
    help: &str,
    control: impl FnOnce(&mut Ui, &Response) -> R,
) -> R {
    let width = ui.available_width();
    let (_, rect) = ui.allocate_space(vec2(width, theme::CONTROL));
    let (left, right) = rect.split_left_right_at_fraction(LABELS);
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let mut row = ui.new_child(UiBuilder::new().max_rect(left).layout(layout));
    let words = theme::weak(ui, label);
    let label = row
        .add(egui::Label::new(words).truncate())
        .on_hover_text(help);
    let mut row = ui.new_child(UiBuilder::new().max_rect(right).layout(layout));
    row.spacing_mut().item_spacing.x = theme::UNIT;
    control(&mut row, &label)
}

/// All settings of `thing` but those in `hidden`, one row each.
pub fn settings_ui(ui: &mut Ui, thing: &mut dyn Adjust, hidden: &[&str]) -> Option<Edit> {
    let mut edit = None;
    for setting in thing.settings() {
        if !hidden.contains(&setting.key) {
            edit = edit.or(setting_ui(ui, thing, setting));
        }
    }
    edit
}

/// One setting of `thing` as a row.
pub fn setting_ui(ui: &mut Ui, thing: &mut dyn Adjust, setting: &'static Setting) -> Option<Edit> {
    let value = thing.get(setting.key)?;
    let label = capital(setting.label);
    match (setting.kind, &value) {
        (Kind::Several(choices), Value::Text(text)) => {
            let chosen = several::several_ui(ui, setting, choices, text)?;
            let _ = thing.set(setting.key, Value::Text(chosen));
            return Some(Edit::Changed(setting.key));
        }
        // Of no points there is nothing to say.
        (Kind::Marks, Value::Text(text)) if text.is_empty() => return None,
        _ => {}
    }
    let edited = ui
        .push_id((thing.id(), setting.key), |ui| {
            row_ui(ui, &label, setting.help, |ui, name| {
                control_ui(ui, setting, value, name)
            })
        })
        .inner;
    match edited? {
        Control::Value(value) => {
            // Controls keep to the range, so a refusal leaves the old value standing, as it should.
            let _ = thing.set(setting.key, value);
            Some(Edit::Changed(setting.key))
        }
        Control::Browse => Some(Edit::Browse(setting.key)),
    }
}

/// A choice among a catalogue's kinds; one kind's settings of the same name carry over to the next.
pub fn kind_ui<T: Adjust + ?Sized>(
    ui: &mut Ui,
    label: &str,
    help: &str,
    catalogue: Catalogue<T>,
    thing: &mut Box<T>,
) -> bool {
    kind_among_ui(ui, label, help, catalogue, thing, |_| true)
}

/// The same with only those of the catalogue that `fits` takes.
pub fn kind_among_ui<T: Adjust + ?Sized>(
    ui: &mut Ui,
    label: &str,
    help: &str,
    catalogue: Catalogue<T>,
    thing: &mut Box<T>,
    fits: impl Fn(&T) -> bool,
) -> bool {
    row_ui(ui, label, help, |ui, name| {
        let mut chosen = None;
        let response = choice(label, ui.available_width(), thing.label())
            .show_ui(ui, |ui| {
                for entry in catalogue.iter().filter(|entry| fits(&(entry.make)())) {
                    let response = ui.selectable_label(entry.id == thing.id(), entry.label);
                    if response.on_hover_text(entry.help).clicked() {
                        chosen = Some(entry);
                    }
                }
            })
            .response;
        response.labelled_by(name.id).on_hover_text(thing.help());
        let Some(entry) = chosen.filter(|entry| entry.id != thing.id()) else {
            return false;
        };
        let mut next = (entry.make)();
        for setting in thing.settings() {
            if let Some(value) = thing.get(setting.key) {
                // A setting that the new kind lacks or refuses keeps its default.
                let _ = next.set(setting.key, value);
            }
        }
        *thing = next;
        true
    })
}

enum Control {
    Value(Value),
    Browse,
}

fn control_ui(ui: &mut Ui, setting: &Setting, value: Value, name: &Response) -> Option<Control> {
    let width = ui.available_width();
    match (setting.kind, value) {
        (Kind::Flag, Value::Flag(mut flag)) => {
            let response = ui.checkbox(&mut flag, "").labelled_by(name.id);
            response
                .on_hover_text(setting.help)
                .changed()
                .then_some(Control::Value(Value::Flag(flag)))
        }
        (Kind::Int { min, max }, Value::Int(number)) => {
            let number = number_ui(
                ui,
                setting,
                number as f64,
                (min as f64, max as f64),
                width,
                name,
            );
            number.map(|number| Control::Value(Value::Int(number.round() as i64)))
        }
        (Kind::Sides { .. }, Value::Int(side)) => sides_ui(ui, setting, [side; 2], name),
        (Kind::Sides { .. }, Value::Sides(sides)) => sides_ui(ui, setting, sides, name),
        (Kind::Float { min, max, log }, Value::Float(number)) => {
            let mut number = number;
            let mut changed = None;
            let wide = if log { max / min } else { max - min };
            let field = if wide > SLID { width } else { 84.0 };
            if field < width {
                let slider = ui.scope(|ui| {
                    ui.spacing_mut().slider_width = width - field - 2.0 * theme::UNIT;
                    ui.spacing_mut().interact_size.y = 16.0;
                    let slider = Slider::new(&mut number, min..=max).show_value(false);
                    ui.add(slider.logarithmic(log))
                });
                let slider = slider.inner;
                let slider = slider.on_hover_text(setting.help);
                slider.widget_info(|| {
                    WidgetInfo::slider(true, number, format!("{} slider", setting.label))
                });
                if slider.changed() {
                    // A slider moves by what can be read: thousandths of its range, or two digits.
                    let wide = if log { 10.0 * number } else { max - min };
                    let unit = 10f64.powf((wide / 1000.0).log10().ceil());
                    changed = Some(((number / unit).round() * unit).clamp(min, max));
                }
            }
            let width = ui.available_width();
            let typed = number_ui(ui, setting, number, (min, max), width, name);
            typed
                .or(changed)
                .map(|number| Control::Value(Value::Float(number)))
        }
        (Kind::Choice(choices), Value::Text(id)) => {
            let chosen = choices.iter().position(|choice| choice.id == id)?;
            let mut pick = None;
            let letters: usize = choices.iter().map(|choice| choice.label.len() + 3).sum();
            if choices.len() <= 3 && (letters as f32) * 7.0 < width {
                let words: Vec<_> = choices.iter().map(|choice| choice.label).collect();
                pick = button::segments(ui, setting.label, &words, chosen);
            } else {
                choice(setting.key, width, choices[chosen].label)
                    .show_ui(ui, |ui| {
                        for (at, choice) in choices.iter().enumerate() {
                            if ui.selectable_label(at == chosen, choice.label).clicked() {
                                pick = Some(at);
                            }
                        }
                    })
                    .response
                    .labelled_by(name.id)
                    .on_hover_text(setting.help);
            }
            pick.map(|at| Control::Value(Value::Text(choices[at].id.into())))
        }
        (Kind::Marks, Value::Text(text)) => {
            several::marks_ui(ui, &text).then(|| Control::Value(Value::Text(String::new())))
        }
        (Kind::Text, Value::Text(mut text)) => {
            let browsable = ["path", "folder", "directory"]
                .iter()
                .any(|word| setting.key.contains(word));
            let room = if browsable {
                theme::CONTROL + theme::UNIT
            } else {
                0.0
            };
            let field = TextEdit::singleline(&mut text)
                .desired_width(width - room)
                .hint_text(setting.unit);
            let response = ui
                .add(field)
                .labelled_by(name.id)
                .on_hover_text(setting.help);
            let browse = browsable
                && button::icon_button(
                    ui,
                    icons::FOLDER_OPEN,
                    &say!("Choose folder…").to_string(),
                    &say!("Choose the folder.").to_string(),
                )
                .clicked();
            if browse {
                Some(Control::Browse)
            } else {
                response
                    .changed()
                    .then_some(Control::Value(Value::Text(text)))
            }
        }
        _ => None,
    }
}

/// Height and width: while they are alike the first field changes both, so that a square stays one.
fn sides_ui(ui: &mut Ui, setting: &Setting, sides: [i64; 2], name: &Response) -> Option<Control> {
    let Kind::Sides { min, max } = setting.kind else {
        return None;
    };
    let gap = 2.0 * theme::UNIT;
    let width = (ui.available_width() - gap) / 2.0;
    let ends = (min as f64, max as f64);
    let mut changed = None;
    let spacing = std::mem::replace(&mut ui.spacing_mut().item_spacing.x, 0.0);
    ui.horizontal(|ui| {
        let typed = number_ui(ui, setting, sides[0] as f64, ends, width, name);
        if let Some(height) = typed.map(|height| height.round() as i64) {
            let square = sides[0] == sides[1];
            changed = Some([height, if square { height } else { sides[1] }]);
        }
        let (place, by) = ui.allocate_exact_size(vec2(gap, theme::CONTROL), Sense::hover());
        ui.painter().text(
            place.center(),
            Align2::CENTER_CENTER,
            "×",
            egui::TextStyle::Body.resolve(ui.style()),
            theme::palette(ui).weak,
        );
        let label = format!("{}, width", setting.label);
        by.widget_info(|| WidgetInfo::labeled(Role::Label, true, &label));
        let typed = number_ui(ui, setting, sides[1] as f64, ends, width, &by);
        if let Some(across) = typed.map(|across| across.round() as i64) {
            changed = Some([sides[0], across]);
        }
    });
    ui.spacing_mut().item_spacing.x = spacing;
    changed.map(|sides| Control::Value(Value::Sides(sides)))
}

/// The settings of a thing in a few words: what it has first, and what differs from the default.
pub fn summary<T: Adjust + ?Sized>(thing: &T, default: Option<&T>, first: usize) -> String {
    let mut words = Vec::new();
    let ends = [thing.get("from"), thing.get("to")];
    for (at, setting) in thing.settings().iter().enumerate() {
        if let ("to", [Some(_), Some(_)]) = (setting.key, &ends) {
            continue;
        }
        if let ("from", [Some(Value::Float(from)), Some(Value::Float(to))]) = (setting.key, &ends) {
            let range = if from == to {
                format::short(*from)
            } else {
                format!("{} to {}", format::short(*from), format::short(*to))
            };
            let name = setting.label.trim_end_matches(" from");
            words.push(format!("{name} {range} {}", setting.unit));
            continue;
        }
        let Some(value) = thing.get(setting.key) else {
            continue;
        };
        let usual = default.and_then(|default| default.get(setting.key));
        if at >= first && usual.as_ref() == Some(&value) {
            continue;
        }
        let text = match (&value, setting.kind) {
            (Value::Int(n), _) if setting.key.contains("kernel") || setting.key == "size" => {
                format!("{n}×{n}")
            }
            (Value::Sides([height, width]), _) => format!("{height}×{width}"),
            (Value::Int(n), _) => format::grouped_signed(*n),
            (Value::Float(x), _) => format::short(*x),
            (Value::Flag(true), _) => setting.label.to_lowercase(),
            (Value::Flag(false), _) if at < first => continue,
            (Value::Flag(false), _) => format!("no {}", setting.label.to_lowercase()),
            (Value::Text(id), Kind::Choice(choices)) => choices
                .iter()
                .find(|choice| choice.id == id)
                .map_or_else(|| id.clone(), |choice| choice.label.to_lowercase()),
            (Value::Text(text), Kind::Several(_)) => text.clone(),
            (Value::Text(_), Kind::Marks) => continue,
            (Value::Text(text), _) => text.rsplit('/').next().unwrap_or_default().to_owned(),
        };
        let flagged = matches!(value, Value::Flag(_) | Value::Text(_));
        words.push(if at < first || flagged {
            text
        } else {
            format!("{} {text}", setting.label.to_lowercase())
        });
    }
    words.retain(|word| !word.is_empty());
    words.join(", ")
}

/// A word with its first letter in upper case.
pub fn capital(word: &str) -> String {
    let mut letters = word.chars();
    // σ is a symbol: its capital means a sum.
    if word.starts_with('σ') {
        return word.to_owned();
    }
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}

//! A number that can be dragged, typed and stepped with the arrow keys. What was typed and is no such number stays in
//! sight, in red and with the reason, for some seconds, or until it is mended, taken back with Esc, or the number
//! changes otherwise.

use std::cell::RefCell;
use std::time::Duration;

use egui::{DragValue, Id, Key, Response, StrokeKind, Ui, vec2};

use crate::say;
use crate::setting::{Kind, Setting};
use crate::ui::{format, theme};
use crate::words::Text;

/// A text that was refused, and the number that stood when it was typed.
#[derive(Clone, Debug, PartialEq)]
struct Refused {
    text: String,
    number: f64,
    /// When, in seconds of the window's time.
    since: f64,
}

/// Seconds for which a refused text and the reason stand; then the number that counts is shown again.
const STANDS: f64 = 8.0;

/// What typing has come to in one frame.
enum Typed {
    Nothing,
    Number,
    Nonsense(String),
}

/// Draws the field, `width` wide, with what keeps in `min..=max`; returns the number when it was changed. `name`: its
/// label.
pub fn number_ui(
    ui: &mut Ui,
    setting: &Setting,
    number: f64,
    (min, max): (f64, f64),
    width: f32,
    name: &Response,
) -> Option<f64> {
    let integer = matches!(setting.kind, Kind::Int { .. } | Kind::Sides { .. });
    let log = matches!(setting.kind, Kind::Float { log: true, .. });
    let speed = match (integer, log) {
        (true, _) => (number.abs() * 0.01).max(0.1),
        (_, true) => number.abs().max(min) * 0.02,
        _ => (max - min).min(1000.0) / 400.0,
    };
    let place = name.id.with(("refused", setting.key));
    let refused = standing(ui, place, number);
    let typed = RefCell::new(Typed::Nothing);
    let mut edited = number;
    let text = refused.as_ref().map(|refused| refused.text.clone());
    let mut field = DragValue::new(&mut edited)
        .range(min..=max)
        .speed(speed)
        .update_while_editing(false)
        .custom_formatter(move |value, _| match &text {
            Some(text) => text.clone(),
            None if integer => format::grouped_signed(value as i64),
            None => format::short(value),
        })
        .custom_parser(|text| {
            let found = format::parse(text).filter(|value| (min..=max).contains(value));
            typed.replace(match found {
                Some(_) => Typed::Number,
                None => Typed::Nonsense(text.to_owned()),
            });
            found
        });
    if !setting.unit.is_empty() && width >= 72.0 && refused.is_none() {
        field = field.suffix(format!("\u{2009}{}", setting.unit));
    }
    let layout = egui::Layout::top_down_justified(egui::Align::LEFT);
    let response = ui
        .allocate_ui_with_layout(vec2(width, theme::CONTROL), layout, |ui| {
            if refused.is_some() {
                ui.visuals_mut().override_text_color = Some(theme::palette(ui).error);
            }
            ui.add(field)
        })
        .inner
        .labelled_by(name.id);
    match typed.into_inner() {
        Typed::Nothing => {}
        Typed::Number => ui.data_mut(|data| data.remove::<Refused>(place)),
        Typed::Nonsense(text) => {
            let since = ui.input(|input| input.time);
            let refused = Refused {
                text,
                number,
                since,
            };
            ui.data_mut(|data| data.insert_temp(place, refused));
            ui.ctx().request_repaint();
            ui.ctx()
                .request_repaint_after(Duration::from_secs_f64(STANDS));
        }
    }
    if let Some(refused) = refused {
        let allowed = if integer {
            let [min, max] = [min, max].map(|end| format::grouped_signed(end as i64));
            say!("a whole number from {} to {}", min, max)
        } else {
            let [min, max] = [min, max].map(format::short);
            say!("a number from {} to {}", min, max)
        };
        refused_ui(ui, &response, &refused.text, allowed);
    } else {
        response.clone().on_hover_text(
            say!(
                "{}\nDrag, or click and type: {}.",
                setting.help,
                setting.kind.allowed()
            )
            .to_string(),
        );
    }
    if integer {
        edited = edited.round();
    }
    (response.changed() && edited != number).then_some(edited)
}

/// The text that stands refused: gone after Esc, or when the number is another one by now.
fn standing(ui: &Ui, place: Id, number: f64) -> Option<Refused> {
    let refused: Refused = ui.data(|data| data.get_temp(place))?;
    let over =
        ui.input(|input| input.key_pressed(Key::Escape) || input.time > refused.since + STANDS);
    if refused.number == number && !over {
        return Some(refused);
    }
    ui.data_mut(|data| data.remove::<Refused>(place));
    None
}

fn refused_ui(ui: &Ui, response: &Response, text: &str, allowed: Text) {
    let palette = theme::palette(ui);
    ui.painter().rect_stroke(
        response.rect,
        theme::RADIUS,
        (1.0, palette.error),
        StrokeKind::Inside,
    );
    let told = say!(
        "“{}” is not {}. Type another, or press Esc to take it back.",
        text,
        allowed
    );
    response.show_tooltip_text(told.to_string());
}

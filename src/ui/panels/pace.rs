//! How fast a run goes: slow enough to be watched, or as fast as it can.

use egui::{RichText, Slider, TextStyle, Ui, WidgetInfo};

use crate::say;
use crate::ui::action::Action;
use crate::ui::state::Workbench;
use crate::ui::widgets::button::{menu_staying, word_button};
use crate::ui::{format, theme};

/// Slowest and fastest steps a second of the slider; beyond its end a run goes as fast as it can.
const RANGE: (f64, f64) = (1.0, 2000.0);

/// The button with the pace, and behind it the slider.
pub(super) fn pace_ui(ui: &mut Ui, bench: &Workbench, actions: &mut Vec<Action>) {
    let pace = f64::from(bench.pace());
    let words = match pace.is_finite() {
        true => format!("{}/s", format::short(pace.round())),
        false => "full speed".to_owned(),
    };
    let help = &*say!("How many steps a second the run makes at most: a slow one can be watched. The result is the \
        same, bit for bit, whatever you choose.").to_string();
    ui.label(theme::note(ui, "pace")).on_hover_text(help);
    let words = RichText::new(words).text_style(TextStyle::Small);
    menu_staying(ui, words, "Pace", help, |ui| {
        ui.set_width(220.0);
        ui.label(theme::note(ui, say!("steps per second").to_string()));
        let mut number = pace.min(RANGE.1);
        let (low, high) = RANGE;
        ui.spacing_mut().slider_width = ui.available_width();
        let slider = Slider::new(&mut number, low..=high).logarithmic(true);
        let slider = ui.add(slider.show_value(false)).on_hover_text(help);
        slider.widget_info(|| WidgetInfo::slider(true, number, "Steps per second slider"));
        if slider.changed() {
            let free = number >= 0.99 * high;
            actions.push(Action::Pace(if free {
                f32::INFINITY
            } else {
                number as f32
            }));
        }
        let help = &*say!("No waiting between steps.").to_string();
        if word_button(ui, &say!("As fast as it can").to_string(), help).clicked() {
            actions.push(Action::Pace(f32::INFINITY));
            ui.close();
        }
    });
}

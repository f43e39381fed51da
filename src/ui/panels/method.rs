//! A method: what it is, and its settings to turn.

use egui::{ScrollArea, Ui, vec2};

use crate::denoise::Denoiser;
use crate::desk::Contest;
use crate::say;
use crate::setting;
use crate::ui::icons;
use crate::ui::theme::{self, UNIT};
use crate::ui::widgets::button::text_button;
use crate::ui::widgets::empty::empty_ui;
use crate::ui::widgets::settings::settings_ui;

/// Width of a column of settings.
const COLUMN: f32 = 360.0;

/// A method as the panel shows it.
pub struct MethodFacts<'a> {
    /// The method as it is set.
    pub method: &'a (dyn Denoiser + 'static),
    /// The method as it is at first.
    pub usual: &'a (dyn Denoiser + 'static),
    /// What its answer is worth, in words; empty while it is at work.
    pub worth: String,
}

/// Draws the panel.
pub fn method_ui(ui: &mut Ui, facts: Option<&MethodFacts<'_>>, contest: &mut Contest) {
    let Some(MethodFacts {
        method,
        usual,
        worth,
    }) = facts
    else {
        let more = &*say!("Choose one on the chart or in the leaderboard.").to_string();
        empty_ui(
            ui,
            icons::SLIDERS_HORIZONTAL,
            &say!("No method to set").to_string(),
            more,
        );
        return;
    };
    ScrollArea::vertical().id_salt("method").show(ui, |ui| {
        ui.set_width(ui.available_width().min(COLUMN));
        ui.spacing_mut().item_spacing = vec2(UNIT, UNIT);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 3.0 * UNIT;
            ui.label(theme::strong(method.label()));
            let words = format!("{} · {}", method.year(), method.family().label());
            ui.label(theme::weak(ui, words));
            ui.label(worth);
            if !setting::same(*method, *usual) {
                ui.label(theme::weak(ui, say!("own settings").to_string()));
            }
        });
        ui.add(egui::Label::new(theme::weak(ui, method.help())).wrap());
        ui.add_space(UNIT);
        if let Some(method) = tuning_ui(ui, *method, *usual, &[]) {
            contest.tuned.set(method, *usual);
        }
    });
}

/// The settings of a method but those in `hidden`, and a way back to the usual ones; the method as a person has set it
/// otherwise.
pub fn tuning_ui(
    ui: &mut Ui,
    method: &(dyn Denoiser + 'static),
    usual: &(dyn Denoiser + 'static),
    hidden: &[&str],
) -> Option<Box<dyn Denoiser>> {
    let mut edited = dyn_clone::clone_box(method);
    let changed = settings_ui(ui, &mut *edited, hidden).is_some();
    let mut change = changed.then_some(edited);
    ui.add_enabled_ui(!setting::same(method, usual), |ui| {
        let help =
            &*say!("Sets everything back to what the method's authors or our measurements advise.")
                .to_string();
        if text_button(
            ui,
            icons::ARROW_COUNTER_CLOCKWISE,
            &say!("Usual settings").to_string(),
            help,
        )
        .clicked()
        {
            change = Some(dyn_clone::clone_box(usual));
        }
    });
    change
}

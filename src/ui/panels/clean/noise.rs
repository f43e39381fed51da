//! What removes the noise of a person's own photograph: the method, its settings, σ, and what was found of the noise.

use egui::Ui;

use super::NoiseFacts;
use crate::denoise::{self, Denoiser, usual};
use crate::desk::Cleaning;
use crate::say;
use crate::setting;
use crate::ui::icons;
use crate::ui::panels::method::tuning_ui;
use crate::ui::panels::preview::sigma_field;
use crate::ui::theme;
use crate::ui::widgets::button::{choice, text_button};
use crate::ui::widgets::settings::row_ui;

/// The method, σ, and what is to be known of both.
pub(super) fn noise_ui(ui: &mut Ui, cleaning: &mut Cleaning, facts: &NoiseFacts<'_>) {
    method_ui(ui, cleaning, facts);
    sigma_ui(ui, cleaning, facts);
    set_back_ui(ui, cleaning, facts);
    advice_ui(ui, cleaning, facts);
    settings_of_method_ui(ui, cleaning, facts);
}

fn method_ui(ui: &mut Ui, cleaning: &mut Cleaning, facts: &NoiseFacts<'_>) {
    let help = &*say!("What removes the noise. The networks are fast and the best of them: the flexible one for white \
        noise, the camera's for what phones and JPEG leave; the classical methods are those of the \
        Timeline.").to_string();
    row_ui(ui, "Method", help, |ui, name| {
        let response = choice("Method", ui.available_width(), facts.method.label())
            .show_ui(ui, |ui| {
                // The best comes first, the oldest last.
                let mut methods: Vec<Box<dyn Denoiser>> =
                    denoise::ALL.iter().map(|entry| (entry.make)()).collect();
                methods.sort_by_key(|method| std::cmp::Reverse(method.year()));
                for method in &methods {
                    let words = format!("{}  ({})", method.label(), method.year());
                    let response = ui.selectable_label(method.id() == facts.method.id(), words);
                    if response.on_hover_text(method.help()).clicked() {
                        cleaning.choose(method.id());
                    }
                }
            })
            .response;
        response.labelled_by(name.id).on_hover_text(help);
    });
}

fn sigma_ui(ui: &mut Ui, cleaning: &mut Cleaning, facts: &NoiseFacts<'_>) {
    let help = &*say!("Standard deviation of the noise, of 255; 3 to 50 is usual. Auto estimates it from the picture; \
        type or drag to overrule it. The flexible network judges the noise by itself: to it, a smaller σ means to \
        remove less, a larger one changes nothing.").to_string();
    row_ui(ui, "Noise σ", help, |ui, name| {
        let Some(sigma) = facts.sigma else {
            ui.label(theme::note(ui, "estimating …"));
            return;
        };
        let (value, typed) = sigma_field(ui, sigma);
        value.labelled_by(name.id).on_hover_text(help);
        if typed.is_some() {
            cleaning.sigma = typed;
        }
        ui.label(theme::note(ui, "/ 255"));
        let auto = ui
            .selectable_label(cleaning.sigma.is_none(), "Auto")
            .on_hover_text(say!("Estimate σ from the picture itself.").to_string());
        if auto.clicked() {
            cleaning.sigma = None;
        }
    });
}

/// What counted for the photograph before, and a click with which it counts again.
fn set_back_ui(ui: &mut Ui, cleaning: &mut Cleaning, facts: &NoiseFacts<'_>) {
    let Some(before) = facts.set_back else {
        return;
    };
    let words = before.words().to_string();
    ui.add(egui::Label::new(theme::note(ui, words)).wrap());
    let help = &*say!("Takes for this photograph what was set for the one before.").to_string();
    if text_button(
        ui,
        icons::ARROW_COUNTER_CLOCKWISE,
        &say!("Use it here too").to_string(),
        help,
    )
    .clicked()
    {
        before.take(cleaning);
    }
}

/// What was found of the noise, and what a person should know of σ.
fn advice_ui(ui: &mut Ui, cleaning: &mut Cleaning, facts: &NoiseFacts<'_>) {
    let note = |ui: &mut Ui, text: String| {
        ui.add(egui::Label::new(theme::note(ui, text)).wrap());
    };
    if let Some(found) = facts.found {
        note(ui, format!("Found: {}.", found.words()));
        let better = usual(found);
        if !cleaning.chosen && !found.white() {
            note(ui, format!("“{}” was chosen for it.", facts.method.label()));
        }
        if cleaning.chosen && !found.white() && better != facts.method.id() {
            let better = setting::find(denoise::ALL, better).map(|entry| (entry.make)());
            if let Some(better) = better {
                let words = format!("Take {}", better.label());
                if text_button(ui, icons::PLAY, &words, better.help()).clicked() {
                    cleaning.choose(better.id());
                }
            }
            return;
        }
    }
    if facts.method.judges_noise() && cleaning.sigma.is_some() {
        let text = "This method judges the noise by itself: a smaller σ removes less, a larger one changes nothing.";
        ui.add(egui::Label::new(theme::note(ui, text)).wrap());
    }
}

/// The method's own settings, behind a button. How strong it is was set above: by σ.
fn settings_of_method_ui(ui: &mut Ui, cleaning: &mut Cleaning, facts: &NoiseFacts<'_>) {
    const HIDDEN: [&str; 1] = ["strength"];
    let settings = facts.method.settings().iter();
    if settings.filter(|s| !HIDDEN.contains(&s.key)).count() == 0 {
        return;
    }
    let id = ui.scope_id().with("settings of the method");
    let mut open = ui.data(|data| data.get_temp(id)).unwrap_or(false);
    let sign = if open {
        icons::CARET_DOWN
    } else {
        icons::CARET_RIGHT
    };
    let help =
        &*say!("What else the method lets you turn; the usual settings serve most pictures.")
            .to_string();
    if text_button(ui, sign, &say!("Settings of the method").to_string(), help).clicked() {
        open = !open;
        ui.data_mut(|data| data.insert_temp(id, open));
    }
    if open && let Some(method) = tuning_ui(ui, facts.method, facts.usual, &HIDDEN) {
        cleaning.method = Some(method);
    }
}

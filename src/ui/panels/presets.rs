//! The menu of ready-made networks: what does not fit the data is grey, with the reason.

use egui::{Button, ScrollArea, Ui, vec2};

use super::training::sentence;
use crate::nn::presets::{self, PresetKind};
use crate::say;
use crate::ui::state::Workbench;
use crate::ui::theme;
use crate::ui::widgets::button::{menu_button, menu_entry};

/// What networks of a kind are for.
fn purpose(kind: PresetKind) -> &'static str {
    match kind {
        PresetKind::Denoise => "answers with a picture",
        PresetKind::ClassifyPictures => "names the class of a picture",
        PresetKind::ClassifyPoints => "names the class of a point",
    }
}

/// Draws the button and its menu; what is chosen takes the place of the network.
pub fn presets_ui(ui: &mut Ui, bench: &mut Workbench) {
    let help = &*say!("Start from a network that ships with Lemida.").to_string();
    menu_button(ui, "Presets", "Presets", help, |ui| {
        let height = 0.7 * ui.ctx().content_rect().height();
        let area = ScrollArea::vertical().max_height(height);
        area.show(ui, |ui| list_ui(ui, bench));
    });
}

fn list_ui(ui: &mut Ui, bench: &mut Workbench) {
    let input = bench.document.experiment.data.shape();
    let answers = bench.answers();
    let kind = bench.preset_kind();
    let of_kind = presets::ALL.iter().filter(|preset| preset.kind == kind);
    let mut refused = Vec::new();
    for preset in of_kind {
        if let Some(reason) = preset.misfit(input, answers) {
            refused.push((preset, sentence(&bench.told(&reason))));
        } else if menu_entry(ui, preset.label, preset.label, preset.help) {
            bench.take_preset(preset);
        }
    }
    let others = presets::ALL.iter().filter(|preset| preset.kind != kind);
    refused.extend(others.map(|preset| {
        let [theirs, wanted] = [purpose(preset.kind), purpose(kind)];
        let reason = format!("It {theirs}; here a network is wanted that {wanted}.");
        (preset, reason)
    }));
    ui.separator();
    for (preset, reason) in refused {
        let button = Button::new(preset.label)
            .frame_when_inactive(false)
            .min_size(vec2(180.0, theme::CONTROL));
        ui.add_enabled(false, button)
            .on_disabled_hover_text(format!("{} {reason}", preset.help));
    }
}

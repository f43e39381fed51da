//! What a network that names the next letter writes.

use egui::text::{LayoutJob, TextFormat};
use egui::{FontId, Label, ScrollArea, Slider, Ui, WidgetInfo, vec2};

use crate::probe::Written;
use crate::say;
use crate::ui::icons;
use crate::ui::theme::{self, SIZES, UNIT};
use crate::ui::widgets::button::icon_button;
use crate::ui::widgets::empty::empty_ui;

/// How it writes.
pub struct Writing {
    /// How freely letters are drawn: near 0 the likeliest, 1 as the network believes.
    pub warmth: f32,
    /// Decides what is drawn.
    pub seed: u64,
}

impl Default for Writing {
    fn default() -> Self {
        Self {
            warmth: 0.7,
            seed: 0,
        }
    }
}

/// Draws the panel into all the room there is: what was written, and by which step.
pub fn writing_ui(
    ui: &mut Ui,
    writing: &mut Writing,
    written: Option<(&Written, u64)>,
    wrong: Option<&str>,
) {
    ui.spacing_mut().item_spacing = vec2(UNIT, 2.0 * UNIT);
    let Some((written, step)) = written else {
        return match wrong {
            Some(wrong) => {
                let more = super::training::sentence(wrong);
                empty_ui(
                    ui,
                    icons::WARNING_CIRCLE,
                    &say!("Nothing to read").to_string(),
                    &more,
                );
            }
            None => empty_ui(
                ui,
                icons::EYE,
                &say!("Nothing written yet").to_string(),
                &say!("Click Train: what the network writes, letter after letter, appears here.")
                    .to_string(),
            ),
        };
    };
    ui.add_space(UNIT);
    let words = format!("Written after step {}", crate::ui::format::grouped(step));
    ui.add(Label::new(theme::strong(words)).truncate());
    ui.horizontal(|ui| {
        let help = &*say!("How freely letters are drawn: to the left the likeliest one, at 1 as the network believes, \
            beyond it wilder.").to_string();
        ui.label(theme::note(ui, "temperature")).on_hover_text(help);
        let value = f64::from(writing.warmth);
        let slider = ui.add(Slider::new(&mut writing.warmth, 0.05..=1.5).fixed_decimals(2));
        let slider = slider.on_hover_text(help);
        slider.widget_info(|| WidgetInfo::slider(true, value, "Temperature"));
        if icon_button(ui, icons::DICE_FIVE, &say!("Write \
            anew").to_string(), &say!("Other letters by the same shares.").to_string()).clicked() {
            writing.seed = writing.seed.wrapping_add(1);
        }
    });
    let palette = theme::palette(ui);
    let font = FontId::monospace(SIZES[1]);
    let mut text = LayoutJob::default();
    for (part, ink) in [
        (&written.given, palette.weak),
        (&written.more, palette.text),
    ] {
        text.append(part, 0.0, TextFormat::simple(font.clone(), ink));
    }
    ScrollArea::vertical()
        .id_salt("written")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.add(Label::new(text).wrap().selectable(true));
            let note = "Weak: the held-out beginning that it was given. The rest is its own, each letter drawn from \
                the shares that it gives them.";
            ui.add(Label::new(theme::note(ui, note)).wrap());
        });
}

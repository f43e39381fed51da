//! The visual language: colours, type and spacing of everything that is drawn. Nothing else names a colour.

pub mod fallback;
mod fonts;
mod palette;
mod style;

pub use palette::{DARK, LIGHT, Palette, on};

use super::text::readable;
use crate::figure::{Role, Slot};
use egui::{Color32, FontFamily, FontId, RichText, TextStyle, Ui};

/// The grid: every distance is a multiple of it.
pub const UNIT: f32 = 4.0;
/// Room between a panel's edge and its contents.
pub const PADDING: f32 = 12.0;
/// Height of a control.
pub const CONTROL: f32 = 24.0;
/// Radius of every rounded corner.
pub const RADIUS: u8 = 4;
/// Text sizes: notes, body, headings, titles.
pub const SIZES: [f32; 4] = [11.0, 13.0, 16.0, 22.0];
/// Longest a motion may take, in seconds.
pub const MOTION: f32 = 0.12;

/// Installs fonts and the light and dark styles; call once, before the first frame.
pub fn install(context: &egui::Context) {
    context.set_fonts(fonts::definitions());
    context.set_style_of(egui::Theme::Dark, style::style(&DARK));
    context.set_style_of(egui::Theme::Light, style::style(&LIGHT));
}

/// The colours of the theme in use.
pub fn palette(ui: &Ui) -> &'static Palette {
    Palette::of(ui.visuals().dark_mode)
}

/// The text style of titles (22).
pub fn title() -> TextStyle {
    TextStyle::Name("title".into())
}

/// The family for words that rank above their neighbours.
pub fn medium() -> FontFamily {
    FontFamily::Name("medium".into())
}

/// The family for headings.
pub fn semibold() -> FontFamily {
    FontFamily::Name("semibold".into())
}

/// An icon's font at `size`.
pub fn icon_font(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("icons".into()))
}

/// An icon as text, body size.
pub fn icon(glyph: &str) -> RichText {
    RichText::new(glyph).font(icon_font(16.0))
}

/// Text that people may have written, names of files above all: all of it goes through here or through [`readable`].
pub fn rich(text: &str) -> RichText {
    RichText::new(readable(text))
}

/// Text of body size, one rank up.
pub fn strong(text: impl Into<String>) -> RichText {
    rich(&text.into()).family(medium())
}

/// Text of body size in the quieter colour.
pub fn weak(ui: &Ui, text: impl Into<String>) -> RichText {
    rich(&text.into()).color(palette(ui).weak)
}

/// A note: small and quiet.
pub fn note(ui: &Ui, text: impl Into<String>) -> RichText {
    rich(&text.into())
        .text_style(TextStyle::Small)
        .color(palette(ui).weak)
}

/// A heading of a part of a panel: small, semibold, quiet, spaced.
pub fn eyebrow(ui: &Ui, text: &str) -> RichText {
    RichText::new(text.to_uppercase())
        .font(FontId::new(SIZES[0], semibold()))
        .extra_letter_spacing(0.6)
        .color(palette(ui).weak)
}

/// The colour of the entry `id` of a comparison: always the same one for the same thing.
pub fn method_colour(ui: &Ui, id: &str) -> Color32 {
    let palette = palette(ui);
    match id {
        "network" => palette.accent,
        "clean" => palette.text,
        "noisy" => palette.weak,
        _ => {
            let rank = crate::denoise::ALL
                .iter()
                .position(|entry| entry.id == id)
                .unwrap_or_default();
            match Role::Method(rank).slot() {
                Slot::Series(at) => palette.series[at % palette.series.len()],
                _ => palette.accent,
            }
        }
    }
}

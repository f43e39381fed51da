//! Colour maps for numbers, in the window's own colours.

use egui::Color32;

use crate::figure;

/// A map from numbers to colours.
#[derive(Clone, Copy)]
pub struct Colormap(&'static figure::Colormap);

impl Colormap {
    /// The perceptual map for amounts: 0 is near the ground of the theme, 1 is farthest from it.
    pub fn amount(dark: bool) -> Self {
        Self(figure::Colormap::amount(dark))
    }

    /// The map for signed numbers: 0 = most negative (blue), 0.5 = zero (the ground of the theme), 1 = most positive
    /// (orange).
    pub fn diverging(dark: bool) -> Self {
        Self(figure::Colormap::diverging(dark))
    }

    /// The colour of `t`, which is clamped to 0..1; NaN is grey.
    pub fn color(self, t: f32) -> Color32 {
        let [red, green, blue] = self.0.color(t);
        Color32::from_rgb(red, green, blue)
    }

    /// The colour of a signed `value` on a scale of `-limit..limit`; a limit of 0 shows everything as zero.
    pub fn signed(self, value: f32, limit: f32) -> Color32 {
        let share = if limit > 0.0 { value / limit } else { 0.0 };
        self.color(0.5 + 0.5 * share)
    }
}

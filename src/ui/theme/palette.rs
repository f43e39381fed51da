//! Colours. Text has a contrast of at least 4.5 : 1 on the ground it stands on; series are the colour-blind-safe set of
//! Okabe and Ito 2008, darkened for the light ground, where its yellow is a slate.

use egui::Color32;

/// The colours of one theme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Palette {
    /// Whether the ground is dark.
    pub dark: bool,
    /// The ground of panels.
    pub ground: Color32,
    /// The ground behind panels: bars at the top.
    pub bar: Color32,
    /// Wells: text fields, picture surrounds, rails.
    pub well: Color32,
    /// Floating things: menus, tooltips, sheets.
    pub float: Color32,
    /// Controls at rest.
    pub raised: Color32,
    /// Controls under the pointer.
    pub hovered: Color32,
    /// Controls held down.
    pub pressed: Color32,
    /// Lines between things.
    pub hairline: Color32,
    /// Edges of fields and of controls under the pointer.
    pub edge: Color32,
    /// Text.
    pub text: Color32,
    /// Quieter text: labels, units, notes.
    pub weak: Color32,
    /// What is drawn but need not be read: axis ticks, handles.
    pub faint: Color32,
    /// The one thing to do next; the network.
    pub accent: Color32,
    /// The accent under the pointer.
    pub accent_hovered: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// The ground of what is selected.
    pub selected: Color32,
    /// What is wrong.
    pub error: Color32,
    /// The ground of a row that is wrong.
    pub error_ground: Color32,
    /// What deserves a look.
    pub warning: Color32,
    /// What is well.
    pub good: Color32,
    /// Hues for what stands side by side: families of methods, curves.
    pub series: [Color32; 6],
}

const fn rgb(code: u32) -> Color32 {
    Color32::from_rgb((code >> 16) as u8, (code >> 8) as u8, code as u8)
}

/// Dark: a bench at night.
pub static DARK: Palette = Palette {
    dark: true,
    ground: rgb(0x16181B),
    bar: rgb(0x111315),
    well: rgb(0x0E1012),
    float: rgb(0x1F2226),
    raised: rgb(0x24272B),
    hovered: rgb(0x2E3237),
    pressed: rgb(0x383D43),
    hairline: rgb(0x2A2D31),
    edge: rgb(0x43484E),
    text: rgb(0xE8E6E1),
    weak: rgb(0xA5A29B),
    faint: rgb(0x6E6C67),
    accent: rgb(0x56B4E9),
    accent_hovered: rgb(0x7CC6F0),
    on_accent: rgb(0x0B1A24),
    selected: rgb(0x1D3240),
    error: rgb(0xFF8A75),
    error_ground: rgb(0x371D1A),
    warning: rgb(0xF0B440),
    good: rgb(0x4FC39A),
    series: [
        rgb(0xE69F00),
        rgb(0x2DB88A),
        rgb(0xD98BB5),
        rgb(0xF0E442),
        rgb(0xE8743A),
        rgb(0x9AA5F0),
    ],
};

/// Light: a bench by day.
pub static LIGHT: Palette = Palette {
    dark: false,
    ground: rgb(0xF7F6F3),
    bar: rgb(0xEFEDE9),
    well: rgb(0xFFFFFF),
    float: rgb(0xFFFFFF),
    raised: rgb(0xE8E6E1),
    hovered: rgb(0xDEDBD5),
    pressed: rgb(0xD0CCC5),
    hairline: rgb(0xDFDCD6),
    edge: rgb(0xBDB9B1),
    text: rgb(0x1F1E1B),
    weak: rgb(0x625F58),
    faint: rgb(0x9A968E),
    accent: rgb(0x0069A6),
    accent_hovered: rgb(0x005A8F),
    on_accent: rgb(0xFFFFFF),
    selected: rgb(0xD6E8F3),
    error: rgb(0xB3261E),
    error_ground: rgb(0xFBE7E3),
    warning: rgb(0x8A5A00),
    good: rgb(0x00704F),
    series: [
        rgb(0x9A6200),
        rgb(0x00704F),
        rgb(0xA04478),
        rgb(0x5B6470),
        rgb(0xC22F1E),
        rgb(0x4750A8),
    ],
};

impl Palette {
    /// The palette of a theme.
    pub fn of(dark: bool) -> &'static Self {
        if dark { &DARK } else { &LIGHT }
    }
}

/// The brightness of a colour, 0..1, as WCAG 2 counts it.
fn luminance(colour: Color32) -> f64 {
    let [r, g, b] = [colour.r(), colour.g(), colour.b()].map(|c| {
        let c = f64::from(c) / 255.0;
        if c <= 0.040_45 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// How far two colours are apart in brightness, from 1 to 21; text needs 4.5.
fn contrast(a: Color32, b: Color32) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The colour in which text can be read on this one, whatever it is.
pub fn on(ground: Color32) -> Color32 {
    let [bright, dark] = [Color32::WHITE, Color32::BLACK];
    match contrast(bright, ground) > contrast(dark, ground) {
        true => bright,
        false => dark,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_every_grey_and_hue_text_can_be_read() {
        let greys = (0..=255).map(|level| Color32::from_rgb(level, level, level));
        for ground in greys.chain(DARK.series).chain(LIGHT.series) {
            assert!(contrast(on(ground), ground) >= 4.5, "{ground:?}");
        }
    }

    #[test]
    fn text_can_be_read() {
        for p in [&DARK, &LIGHT] {
            let mut pairs = vec![(p.on_accent, p.accent), (p.error, p.error_ground)];
            for text in [p.text, p.weak] {
                pairs.extend([p.ground, p.bar, p.float, p.well, p.selected].map(|g| (text, g)));
            }
            pairs.push((p.text, p.raised));
            pairs.push((p.text, p.hovered));
            for mark in [p.accent, p.error, p.warning, p.good] {
                pairs.push((mark, p.ground));
            }
            pairs.extend(p.series.map(|colour| (colour, p.ground)));
            for (text, ground) in pairs {
                let ratio = contrast(text, ground);
                assert!(ratio >= 4.5, "{text:?} on {ground:?}: {ratio:.2}");
            }
        }
    }
}

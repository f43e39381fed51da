//! Embedded fonts: Inter in three weights with figures of one width, JetBrains Mono, Noto Sans Hebrew for names,
//! Phosphor for icons.

use std::sync::Arc;

use crate::store::figures::{HEBREW, INTER};
use egui::{FontData, FontDefinitions, FontFamily, FontTweak};

macro_rules! font {
    ($file:literal) => {
        include_bytes!(concat!("../../../assets/fonts/", $file))
    };
}

/// The families: proportional, monospace, `medium`, `semibold` and `icons`.
pub fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let fallback = fonts.families[&FontFamily::Proportional].clone();
    let files: [(&str, &'static [u8]); 6] = [
        ("Inter", INTER),
        ("Inter Medium", font!("Inter-Medium.otf")),
        ("Inter SemiBold", font!("Inter-SemiBold.otf")),
        ("JetBrains Mono", font!("JetBrainsMono-Regular.ttf")),
        ("Phosphor", font!("Phosphor.ttf")),
        ("Hebrew", HEBREW),
    ];
    for (name, bytes) in files {
        let mut data = FontData::from_static(bytes);
        if name == "Phosphor" {
            // Centres the icons on the line of the text beside them.
            data.tweak = FontTweak {
                y_offset_factor: 0.04,
                ..FontTweak::default()
            };
        }
        fonts.font_data.insert(name.into(), Arc::new(data));
    }
    let family = |first: &str| {
        let mut names = vec![first.to_owned(), "Phosphor".to_owned()];
        names.extend(fallback.iter().cloned());
        names.push("Hebrew".to_owned());
        names
    };
    let families = [
        (FontFamily::Proportional, "Inter"),
        (FontFamily::Name("medium".into()), "Inter Medium"),
        (FontFamily::Name("semibold".into()), "Inter SemiBold"),
        (FontFamily::Monospace, "JetBrains Mono"),
    ];
    for (name, first) in families {
        fonts.families.insert(name, family(first));
    }
    fonts.families.insert(
        FontFamily::Name("icons".into()),
        vec!["Phosphor".into(), "Inter".into()],
    );
    fonts
}
